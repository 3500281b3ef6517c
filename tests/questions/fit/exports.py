"""Small exports in the forms of tools, written by hand, with what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

INCIDENTS = {
    "pagerduty-analytics": (
        "csv",
        "id,created_at,resolved_at,seconds_to_first_ack,seconds_to_resolve,service_name,urgency\n"
        "P1,2026-03-02T10:00:00Z,2026-03-02T11:30:00Z,300,5400,shop,high\n",
    ),
    "pagerduty-incidents": (
        "json",
        json.dumps(
            {"incidents": [{
                "incident_number": 7, "created_at": "2026-03-02T10:00:00Z", "urgency": "high",
                "resolved_at": "2026-03-02T11:30:00Z", "acknowledged_at": "2026-03-02T10:05:00Z",
                "service": {"id": "S1", "summary": "shop"},
            }]}
        ),
    ),
    "opsgenie": (
        "jsonl",
        json.dumps({
            "id": "a1", "tinyId": "1", "createdAt": "2026-03-02T10:00:00Z", "priority": "P1",
            "report": {"ackTime": 300000, "closeTime": 5400000}, "integration": {"name": "shop"},
        }) + "\n",
    ),
    "servicenow": (
        "csv",
        "number,opened_at,resolved_at,category,priority,reassignment_count,reopen_count\n"
        "INC1,02-03-2026 10:00,?,shop,1 - Critical,0,0\n"
        "INC1,02-03-2026 10:00,02-03-2026 11:30,shop,1 - Critical,1,0\n"
        "INC2,31-03-2026 10:00,31-03-2026 11:30,shop,1 - Critical,1,0\n",
    ),
    "jira-service-management": (
        "csv",
        "Issue key;Created;Resolved;Priority;Affected services\n"
        "OPS-1;2026-03-02 10:00;2026-03-02 11:30;Highest;shop\n",
    ),
    "statuspage-api": (
        "json",
        json.dumps({"page": {"name": "Acme"}, "incidents": [{
            "id": "i1", "impact": "major", "status": "resolved", "shortlink": "x",
            "created_at": "2026-03-02T10:00:00.000Z", "resolved_at": "2026-03-02T11:30:00.000Z",
            "components": [{"name": "shop"}, {"name": "basket"}],
            "incident_updates": [
                {"status": "identified", "created_at": "2026-03-02T10:20:00.000Z"},
                {"status": "investigating", "created_at": "2026-03-02T10:00:00.000Z"},
            ],
        }, {"id": "m1", "impact": "maintenance", "status": "completed",
            "created_at": "2026-03-03T10:00:00.000Z"}]}),
    ),
    "github-issues": (
        "json",
        json.dumps([{
            "number": 4, "created_at": "2026-03-02T10:00:00Z", "closed_at": "2026-03-02T11:30:00Z",
            "labels": [{"name": "sev1"}], "repository": "shop",
        }, {
            "number": 5, "created_at": "2026-03-02T10:00:00Z", "closed_at": None, "labels": [],
            "repository": "shop", "pull_request": {"url": "x"},
        }]),
    ),
    "gitlab-incidents": (
        "json",
        json.dumps([{
            "iid": 4, "created_at": "2026-03-02T10:00:00Z", "closed_at": "2026-03-02T11:30:00Z",
            "severity": "CRITICAL", "project_name": "shop", "issue_type": "incident",
        }]),
    ),
    "intervals": (
        "csv",
        "start\tend\tseverity\tservice\n1772445600\t1772451000\t0.5\tshop\n",
    ),
}  # fmt: skip
"""One incident of 90 minutes that opened on 2 March 2026 at 10:00 UTC, as each tool tells it."""

CHANGES = {
    "github-deployments": (
        "json",
        json.dumps([
            {"id": 1, "sha": "a", "environment": "production", "state": "failure", "task": "deploy",
             "created_at": "2026-03-02T10:00:00Z", "repository": "shop"},
            {"id": 2, "sha": "a", "environment": "staging", "state": "success", "task": "deploy",
             "created_at": "2026-03-02T09:00:00Z", "repository": "shop"},
        ]),
    ),
    "gitlab-deployments": (
        "json",
        json.dumps([{
            "iid": 1, "ref": "main", "sha": "a", "status": "failed",
            "created_at": "2026-03-02T10:00:00Z", "project_name": "shop",
        }]),
    ),
    "dora": (
        "csv",
        "deployment_id,service,committed_at,deployed_at,failed\n"
        "d1,shop,2026-03-01T10:00:00Z,2026-03-02T10:00:00Z,true\n",
    ),
}  # fmt: skip
"""One failed deployment of 2 March 2026 at 10:00 UTC, as each tool tells it."""


def write(folder: Path, ending: str, text: str, name: str = "export") -> Path:
    """A file with this text."""
    path = folder / f"{name}.{ending}"
    path.write_text(text, encoding="utf-8")
    return path


def plain(rows: int = 24, service: str = "shop") -> pd.DataFrame:
    """Incidents every third day, of an hour each."""
    start = pd.date_range("2026-01-01 09:00", periods=rows, freq="3D")
    return pd.DataFrame(
        {"id": range(rows), "service": service, "start": start, "end": start + pd.Timedelta("1h")}
    )
