"""Defaults that moved on evidence: from, to, and why."""

from __future__ import annotations

from typing import NamedTuple


class Moved(NamedTuple):
    """A default that was another."""

    path: str
    """The name in the parameter reference."""
    before: str
    now: str
    evidence: str


MOVED: tuple[Moved, ...] = (
    Moved(
        "nature.clumping_shared", "0 (each service's months apart, 0.17)", "0.17",
        "GitHub status 2022-26: variance/mean 3.4 of all incidents at 14 a month is a property of "
        "the organisation, not of each service",
    ),
    Moved(
        "nature.defect_chance", "2 %", '"4%"',
        "70 % of incidents come from changes (Google, SRE workbook); 5 % of an elite and 15 % of a "
        "medium performer's deployments fail (DORA 2023): with 4 % all three come out",
    ),
    Moved(
        "nature.impacts[].weight", "60, 30, 10 of a hundred for 5, 30, 100 % of the requests",
        "required",
        "481 outages of Atlassian's services (Cloud Uptime Archive) hit 15.5 % of the requests on "
        "average, 5.5 % of them more than half: 70, 26 and 4 of a hundred",
    ),
    Moved(
        "nature.impacts[].workaround", "50 %", '"70%"',
        "481 outages of Atlassian's services: 1.7 % lasted more than a week; with half of the code "
        "faults waiting for a weekly board 4 to 5 % did under Ops Run It",
    ),
    Moved(
        "nature.improvement", '{ median = "12 h", p95 = "40 h" }',
        '{ median = "4 h", p95 = "16 h" }',
        "2 to 12 hours of people an incident, review included (SRE book, PagerDuty): with twelve "
        "hours ours took about 18",
    ),
    Moved(
        "nature.alerts.rate", "none", '"52/y"',
        "PagerDuty 2021: the median responder is interrupted twice a month out of hours; 55,000 of "
        "500,000 interruptions a day are critical incidents",
    ),
    Moved(
        "nature.requests.rate", "none", '"42/y"',
        "no source found: about 240 hours a service-year, a person for seven services; range "
        "a quarter to three times as many",
    ),
    Moved(
        "severity.severe_from", "every incident at once, at any hour", "14.4",
        "Google, SRE workbook ch. 5: page at a burn rate of 14.4; what begins when is the "
        "playbook's table",
    ),
    Moved(
        "severity.backlog", "every incident at once, at any hour",
        '{ median = "1 d", p95 = "7 d" }',
        "481 outages of Atlassian's services: 14 % lasted more than a day, 1.7 % more than a week, "
        "where ours had 1.3 % and none",
    ),
    Moved(
        "prices.loss.view", "clock", '"traffic"',
        "an hour at night costs what the night earns: exposure is the revenue of an average hour "
        "of traffic",
    ),
)  # fmt: skip
"""In the order in which the model has them."""
