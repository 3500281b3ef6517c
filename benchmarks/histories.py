"""Exports that the simulator wrote of a world whose truth is known, clean or made dirty."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.documents.load import Study, build_study, merge, read_toml
from sim.ground.rng import stream
from sim.questions.fit.observations import HOUR, Observations
from sim.questions.fit.past import Past

WORLD = read_toml(Path(__file__).parent / "histories.toml")
CLASSES, WORDS = [0.0, 0.15, 0.6, 1.01], ["minor", "major", "critical"]
"""Shares of requests hit, and what a tool calls them."""
RISE = 8.0


def study(**lines: Any) -> Study:
    """The world, with some lines replaced."""
    return build_study(merge(WORLD, lines), "world", "histories.toml", None)


def growing(months: int, power: float, seed: int) -> tuple[Study, pd.DataFrame]:
    """The world with traffic that grows eightfold, month by month, and a file of it; what wears
    grows as traffic to a power."""
    begins = pd.Timestamp(WORLD["start"])
    edges = pd.date_range(begins, periods=months + 2, freq="MS")  # a year may end in the next one
    course = RISE ** (np.minimum(np.arange(months + 1), months - 1) / (months - 1))
    hours, lasts = (np.asarray(x / HOUR) for x in (edges - begins, np.diff(edges)))
    steps = [[f"{at:g} h", times] for at, times in zip(hours[1:-1], course[1:], strict=True)]
    grown = {"traffic": {"start": "1/s", "growth": {"kind": "steps", "steps": steps}}}
    nature = {"background_with_traffic": power, "capacity_per_doubling": 0.0}
    requests = 3600 * lasts * course * len(WORLD["services"])
    table = pd.DataFrame({"month": edges[:-1].strftime("%Y-%m"), "requests": requests})
    return study(seed=seed, services=dict.fromkeys(WORLD["services"], grown), nature=nature), table


def past(found: Study, months: float) -> Past:
    """Some months of it under its only support model."""
    hours = 24.0 * round(30.4375 * months)
    scenario = found.scenario.model_copy(update={"horizon": hours})
    return Past(replace(found, scenario=scenario), found.baseline, hours)


def incident_rows(found: Observations) -> pd.DataFrame:
    """As a status page's table: stages of each incident, to the second."""
    table = found.incidents
    fixing = pd.to_timedelta(table["fixing"], unit="h")
    identified = (table["restored_at"] - fixing).where(table["fixing"].gt(0))
    rows = pd.DataFrame(
        {
            "id": [f"I-{n}" for n in range(1, len(table) + 1)],
            "service": table["service"].astype("str"),
            "start": table["opened_at"],
            "acknowledged_at": table["acknowledged_at"],
            "identified_at": identified,
            "end": table["restored_at"],
            "severity": _words(table["severity"]),
            "cause": table["cause"],
        }
    )
    for column in ("start", "acknowledged_at", "identified_at", "end"):
        rows[column] = rows[column].dt.strftime("%Y-%m-%dT%H:%M:%SZ").fillna("")
    return rows


def _words(impact: pd.Series) -> pd.Series:
    return pd.cut(impact.astype(float), CLASSES, labels=WORDS, right=False).astype("str")


def change_rows(found: Observations) -> pd.DataFrame:
    """As a table of changes."""
    assert found.changes is not None
    table = found.changes
    return pd.DataFrame(
        {
            "change_id": [f"C-{n}" for n in range(1, len(table) + 1)],
            "service": table["service"].astype("str"),
            "committed_at": table["ready_at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "deployed_at": table["live_at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "failed": table["failed"].map({1.0: "true", 0.0: "false"}),
        }
    )


def dirtied(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """As real ones are: copies, missing stages, stages out of order, rows without an opening."""
    draws = stream(seed, 0, "dirt")
    found = rows.copy()
    if "identified_at" in found:
        lost = draws.random(len(found)) < 0.15
        found.loc[lost, "identified_at"] = ""
        early = draws.random(len(found)) < 0.02
        early[1:4] = True  # at least some
        found.loc[early & found["identified_at"].ne(""), "identified_at"] = "2020-01-01T00:00:00Z"
    copies = found[draws.random(len(found)) < 0.05]
    broken = found.head(2).assign(**{found.columns[2]: "", found.columns[0]: ["x-1", "x-2"]})
    if "committed_at" in found:
        broken = broken.iloc[:0]
    whole = pd.concat([found, copies, broken], ignore_index=True)
    return whole.iloc[np.argsort(draws.random(len(whole)), kind="stable")]


def export(
    folder: Path, found: Observations, dirty: bool = False, seed: int = 0
) -> tuple[Path, Path]:
    """Files of incidents and of changes."""
    incidents, changes = incident_rows(found), change_rows(found)
    separator, encoding = (";", "utf-8-sig") if dirty else (",", "utf-8")
    if dirty:
        incidents, changes = dirtied(incidents, seed), dirtied(changes, seed)
    paths = folder / "incidents.csv", folder / "changes.csv"
    incidents.to_csv(paths[0], index=False, sep=separator, encoding=encoding)
    changes.to_csv(paths[1], index=False)
    return paths
