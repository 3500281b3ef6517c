"""Traffic by month or by day, from a file: how many requests a service answered, and when.

A row is a month or a day; without a column of services it is of all of them. Only its course
matters for a trend; its size is a service's traffic at the start.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.questions.fit import cells
from sim.questions.fit.counts import Months
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


def by_month(table: pd.DataFrame, months: Months, ends: pd.Timestamp) -> np.ndarray:
    """Requests a second of each service in each month of the period; shape (services, months).

    Services without rows of their own share those of all evenly; NaN where there are none.

    Raises
    ------
    InputError
        If the file has nothing of a month.
    """
    edges = [*months.starts, ends]
    own = set(table["service"])
    sharing = sum(name not in own for name in months.services)
    return np.array([
        _of_service(table, name, edges) / (1 if name in own else sharing)
        for name in months.services
    ])  # fmt: skip


def _of_service(table: pd.DataFrame, name: str, edges: Sequence[pd.Timestamp]) -> np.ndarray:
    names = table["service"]
    own = table[names.eq(name if names.eq(name).any() else ALL)]
    if not len(own):
        return np.full(len(edges) - 1, np.nan)
    found = []
    for first, last in pairwise(edges):
        ends, begins = own["ends"].mask(own["ends"] > last, last), own["begins"]
        overlap = ends - begins.mask(begins < first, first)
        weight = overlap.dt.total_seconds().clip(lower=0.0)
        if not weight.sum():
            of = f" of {name}" if names.eq(name).any() else ""
            why = f"has nothing{of} from {first.date()} to {last.date()}; needs the whole period"
            raise InputError("--traffic", [Problem("", why)])
        found.append(float((weight * own["per_second"]).sum() / weight.sum()))
    return np.array(found)
