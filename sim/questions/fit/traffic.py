"""Traffic by month or by day, from a file: how many requests a service answered, and when.

A row is a month or a day; without a column of services it is of all of them. Only its course
matters for a trend; its size is a service's traffic at the start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.documents.scenario import Scenario
from sim.nature.traffic import trend_integral
from sim.questions.fit import cells
from sim.questions.fit.counts import month_edges
from sim.questions.fit.sheet import Part, Sheet

LENGTHS = {"month": pd.DateOffset(months=1), "day": pd.DateOffset(days=1)}
LENGTHS["date"] = LENGTHS["day"]
"""Columns that say when, each with how long a row of it lasts."""
REQUESTS = "requests"
SERVICE = "service"
ALL = ""
"""In the place of a service: all of them together."""


def read_traffic(path: Path) -> pd.DataFrame:
    """Requests a second: a row a service and month or day, ``begins``, ``ends``, ``per_second``.

    Raises
    ------
    InputError
        Naming file, row and column, what was found and what is allowed.
    """
    sheet = Sheet(path)
    by_word = {name.strip().lower(): name for name in sheet.columns}
    when = next((word for word in LENGTHS if word in by_word), None)
    for word, found in (("month or date", when), (REQUESTS, by_word.get(REQUESTS))):
        if found is None:
            hint = nearest(word.split()[0], sheet.columns)
            raise sheet.refused(f"has no column '{word}'{hint}")
    assert when is not None
    wanted = [by_word[word] for word in (when, REQUESTS, SERVICE) if word in by_word]
    parts = [_part(sheet, part, by_word, when) for part in sheet.parts(wanted)]
    if sheet.malformed:
        row, why = sheet.malformed[0]
        raise sheet.refused(f"row {row} is {why}")
    if not sum(map(len, parts)):
        raise sheet.refused("has a header and no rows")
    table: pd.DataFrame = pd.concat(parts, ignore_index=True)
    again = table.duplicated(["service", "begins"]).to_numpy()
    if again.any():
        twice = table[again].iloc[0]
        raise sheet.refused(f"row {twice['row']} tells {when} {twice['begins'].date()} again")
    return table


def _part(sheet: Sheet, part: Part, by_word: dict[str, str], when: str) -> pd.DataFrame:
    said, told = part.cells[by_word[when]], part.cells[by_word[REQUESTS]]
    begins = pd.to_datetime(cells.text(said), format="ISO8601", errors="coerce", utc=True)
    requests = cells.numbers(told, sheet.dialect.decimal)
    for column, bad, allowed in (
        (by_word[when], begins.isna(), "2025-01 or 2025-01-31"),
        (by_word[REQUESTS], ~(requests > 0) | ~np.isfinite(requests), "a number above zero"),
    ):
        if bad.any():
            row, cell = part.rows[bad.to_numpy()][0], part.cells[column][bad].iloc[0]
            raise sheet.refused(f"row {row}, column '{column}': found '{cell}'; allowed: {allowed}")
    begins = begins.dt.as_unit("us")
    if when == "month":
        begins = begins.dt.floor("D") - pd.to_timedelta(begins.dt.day - 1, unit="D")
    ends = begins + LENGTHS[when]
    service = cells.text(part.cells[by_word[SERVICE]]) if SERVICE in by_word else ALL
    seconds = (ends - begins).dt.total_seconds()
    return pd.DataFrame({"service": service, "begins": begins, "ends": ends,
                         "per_second": requests / seconds, "row": part.rows})  # fmt: skip


def by_month(
    table: pd.DataFrame, services: Sequence[str], edges: Sequence[pd.Timestamp]
) -> np.ndarray:
    """Requests a second of each service in each month between edges; shape (services, months).

    Services without rows of their own share those of all evenly; NaN where there are none.

    Raises
    ------
    InputError
        If the file has nothing of a month.
    """
    at = _seconds(pd.Series(list(edges)))
    own = {str(name): rows for name, rows in table.groupby("service") if name != ALL}
    sharing = [name for name in services if name not in own]
    rest = table[table["service"].eq(ALL)]
    found = {name: _of_rows(own[name], name, at) for name in services if name in own}
    if sharing:
        each = _of_rows(rest, ALL, at) / len(sharing)
        found |= dict.fromkeys(sharing, each)
    return np.array([found[name] for name in services])


def _of_rows(rows: pd.DataFrame, name: str, edges: np.ndarray) -> np.ndarray:
    """Requests a second in each month, rows weighted by how much of it they last."""
    if not len(rows):
        return np.full(len(edges) - 1, np.nan)
    begins, ends = _seconds(rows["begins"])[:, None], _seconds(rows["ends"])[:, None]
    lasts = np.clip(np.minimum(ends, edges[1:]) - np.maximum(begins, edges[:-1]), 0.0, None)
    weight = lasts.sum(axis=0)
    if not weight.all():
        month = int(np.flatnonzero(weight == 0)[0])
        first, last = (pd.Timestamp(at, unit="s").date() for at in edges[month : month + 2])
        of = f" of {name}" if name else ""
        why = f"has nothing{of} from {first} to {last}; needs the whole period"
        raise InputError("--traffic", [Problem("", why)])
    return np.asarray(rows["per_second"].to_numpy() @ lasts / weight)


def _seconds(at: pd.Series) -> np.ndarray:
    """Instants as seconds since 1970."""
    return np.asarray(at.dt.as_unit("us").astype("int64").to_numpy() / 1e6)


def told_until(table: pd.DataFrame) -> pd.Timestamp:
    """The instant until which it tells the traffic of every service that it has."""
    last: pd.Timestamp = table.groupby("service")["ends"].max().min()
    return last


def grows(scenario: Scenario) -> bool:
    """Whether the traffic of any of its services changes over the years."""
    return any(one.traffic.growth.kind != "none" for one in scenario.services.values())


def traffic_of(scenario: Scenario, names: Mapping[str, str], ends: pd.Timestamp) -> pd.DataFrame:
    """A scenario's traffic until then, as ``read_traffic`` gives it; ``names`` says how the exports
    call services, and how the scenario does."""
    start = pd.Timestamp(scenario.start, tz="UTC")
    edges = pd.Series(month_edges(start, ends)).dt.as_unit("us")
    hours = (_seconds(edges) - _seconds(edges)[0]) / 3600
    tables = []
    for name, key in names.items():
        traffic = scenario.services[key].traffic
        steps = np.diff(trend_integral(traffic.growth, traffic.start, hours)) / np.diff(hours)
        rows = {"service": name, "begins": edges[:-1], "ends": edges[1:].to_numpy()}
        tables.append(pd.DataFrame({**rows, "per_second": traffic.start * steps}))
    return pd.concat(tables, ignore_index=True)
