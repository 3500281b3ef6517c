"""Columns of text as instants, hours, numbers: whole columns at once, what can't be read as NaN."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from sim.documents.observed import MISSING
from sim.ground.instants import ZONED, Clock, zone_of
from sim.ground.spans import parse_span, unit_hours

PER_SECOND = {"s": 1.0, "ms": 1e3, "us": 1e6}
UTC = pd.DatetimeTZDtype("us", "UTC")


def missing(column: pd.Series) -> pd.Series:
    """Which cells say nothing."""
    if not is_text(column):
        return column.isna()
    return column.isna() | column.str.strip().str.lower().isin(list(MISSING))


def is_text(column: pd.Series) -> bool:
    """Whether a column is of text (a file may know better)."""
    return bool(pd.api.types.is_string_dtype(column) or pd.api.types.is_object_dtype(column))


def text(column: pd.Series) -> pd.Series:
    """A column as text; empty where nothing is said."""
    found = column.astype("str") if not is_text(column) else column.astype("str").str.strip()
    return found.mask(missing(column), "")


def instants(column: pd.Series, clock: Clock) -> tuple[pd.Series, int]:
    """Instants in UTC (NaT: unreadable or missing), and how many local times did not exist."""
    if pd.api.types.is_datetime64_any_dtype(column):
        return _localised(column, clock.zone)
    cells = column.astype("str").str.strip()
    if clock.kind == "epoch":
        numbers = pd.to_numeric(cells, errors="coerce")
        since = pd.to_timedelta(numbers / PER_SECOND[clock.pattern], unit="s").dt.as_unit("us")
        return pd.Timestamp(0, tz="UTC") + since, 0
    if clock.kind == "pattern":
        found = pd.to_datetime(cells, format=clock.pattern, errors="coerce")
        return _localised(found, clock.zone)
    return _iso(cells, clock)


def _iso(cells: pd.Series, clock: Clock) -> tuple[pd.Series, int]:
    cells = cells.str.replace(" UTC", "+00:00", regex=False)
    if clock.zoned:
        return _zoned(cells), 0
    has_zone = cells.str.contains(rf":\d\d.*{ZONED}", regex=True, na=False)
    bare, odd = _localised(
        pd.to_datetime(cells.mask(has_zone), format="ISO8601", errors="coerce"), clock.zone
    )
    return (bare.fillna(_zoned(cells.where(has_zone))) if has_zone.any() else bare), odd


def _zoned(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells, format="ISO8601", utc=True, errors="coerce").astype(UTC)


def _localised(found: pd.Series, zone: str) -> tuple[pd.Series, int]:
    """In UTC. An hour that a clock skipped is moved on; one that came twice is the first."""
    if found.dt.tz is not None:
        return found.dt.tz_convert("UTC").astype(UTC), 0
    if zone == "UTC":
        return found.dt.tz_localize("UTC").astype(UTC), 0
    first = np.ones(len(found), dtype=bool)
    there = found.dt.tz_localize(zone_of(zone), ambiguous=first, nonexistent="NaT")
    odd = int((there.isna() & found.notna()).sum())
    moved = found.dt.tz_localize(zone_of(zone), ambiguous=first, nonexistent="shift_forward")
    return moved.dt.tz_convert("UTC").astype(UTC), odd


def relative(column: pd.Series, unit: str, start: date, decimal: str) -> pd.Series:
    """Instants that count from a beginning, in UTC."""
    hours = numbers(column, decimal) * unit_hours(unit)
    begin = pd.Timestamp(start, tz="UTC")
    return (begin + pd.to_timedelta(hours, unit="h").dt.as_unit("us")).astype(UTC)


def numbers(column: pd.Series, decimal: str = ".") -> pd.Series:
    """Numbers, NaN where there is none; thousands may be grouped by the other sign."""
    if not is_text(column):
        return pd.to_numeric(column, errors="coerce").astype(float)
    cells = column.astype("str").str.strip()
    if decimal == ",":
        cells = cells.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return pd.to_numeric(cells, errors="coerce").astype(float)


def hours(column: pd.Series, unit: str | None, decimal: str = ".") -> pd.Series:
    """Durations in hours; NaN where there is none."""
    if not is_text(column):
        return column.astype(float) * unit_hours(unit or "h")
    if unit is not None:
        bare = numbers(column, decimal)
        if bare.notna().sum() == (~missing(column)).sum():
            return bare * unit_hours(unit)
    cells = text(column)
    known = {cell: _span(cell, unit, decimal) for cell in cells.unique()}
    return cells.map(known).astype(float)


def _span(cell: str, unit: str | None, decimal: str) -> float:
    try:
        return parse_span(cell, unit, decimal) if cell else np.nan
    except ValueError:
        return np.nan
