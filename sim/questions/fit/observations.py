"""What exports say: incidents and changes in our words, over a period, with the tally of rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sim.documents.organisation import Calendar
from sim.ground.units import HOURS_PER
from sim.questions.fit.tally import Tally

HOUR = pd.Timedelta(hours=1)
MOSTLY = 0.8
"""Share of incidents that must name who answered, so that their number is told."""
BETWEEN = ";"
"""Between the services of an incident that hit several, as they are kept."""


@dataclass(frozen=True)
class Observations:
    """Incidents and changes of a period.

    ``incidents`` has a row an incident: ``service`` (category), ``opened_at`` and other instants in
    UTC (NaT: not yet, or not said), durations in hours, ``severity``, ``cause``. ``changes`` has a
    row a change or release, ``live_at`` and what else is said.
    """

    incidents: pd.DataFrame
    changes: pd.DataFrame | None
    begins: pd.Timestamp
    ends: pd.Timestamp
    """The period in which incidents could open: [begins, ends)."""
    until: pd.Timestamp
    """When the export was made, as far as known: what is open is censored there."""
    anchored: bool
    """Whether instants are dates; else they count from a beginning that nobody said."""
    tallies: tuple[Tally, ...] = ()
    notes: tuple[str, ...] = field(default=())
    change_files: frozenset[str] = frozenset()
    """Files of the tallies that hold changes."""
    listed: tuple[str, ...] = ()
    """Services that had no incident and no change, as an inventory knows."""
    zone: str = "UTC"
    """Whose days and hours people work."""
    people: float | None = None
    """Who share the incidents, where that is known without names of responders."""
    severities: dict[str, float] = field(default_factory=dict)
    """What a mapping file says of words for severity: share of requests."""
    traffic: pd.DataFrame | None = None
    """Requests a second by service and month or day, as ``read_traffic`` reads them."""

    @property
    def hours(self) -> float:
        """Length of the period."""
        return (self.ends - self.begins) / HOUR

    @property
    def years(self) -> float:
        """Length of the period."""
        return self.hours / HOURS_PER["y"]

    @property
    def services(self) -> list[str]:
        """Names of all services, in alphabetical order, also of those that only a list has."""
        frames = [self.incidents] if self.changes is None else [self.incidents, self.changes]
        names = {str(name) for frame in frames for name in frame["service"].unique()}
        return sorted({*names, *self.listed, *self._hit_with_others()})

    def _hit_with_others(self) -> set[str]:
        """Services that an incident of several names, perhaps none of its own."""
        if "all_services" not in self.incidents:
            return set()
        each = self.incidents["all_services"].astype("str").unique()
        return {name.strip() for names in each for name in names.split(BETWEEN) if name.strip()}

    @property
    def responders(self) -> float | None:
        """People among whom the incidents were shared; None if too few say who it was."""
        if "responder" not in self.incidents:
            return self.people
        named = self.incidents["responder"].ne("")
        told = float(self.incidents["responder"][named].nunique())
        return told if named.mean() >= MOSTLY else None

    def restore_hours(self) -> tuple[np.ndarray, np.ndarray]:
        """Durations to restore of incidents whose opening is known, and whether each has ended.

        Of an open one it is the time until the export.
        """
        table = self.incidents[self.incidents["exact"].to_numpy()]
        until = table["restored_at"].fillna(self.until.as_unit("us"))
        hours = (until - table["opened_at"]).dt.total_seconds().to_numpy() / 3600
        ended = table["restored_at"].notna().to_numpy()
        fine = hours >= 0
        return hours[fine], ended[fine]

    def local(self) -> pd.Series:
        """When incidents opened, by the clock of those who answer."""
        at: pd.Series = self.incidents["opened_at"].dt.tz_convert(self.zone).dt.tz_localize(None)
        return at

    def out_of_hours(self, calendar: Calendar) -> np.ndarray:
        """Whether each incident opened out of working hours; shape (incidents,)."""
        at = self.local()
        hour = at.dt.hour + at.dt.minute / 60
        days = at.dt.day_of_week.isin(list(calendar.weekdays))
        off = at.dt.date.isin(list(calendar.holidays))
        working = days & ~off & hour.ge(calendar.opens) & hour.lt(calendar.closes)
        return np.asarray(~working)

    def between(
        self, begins: pd.Timestamp, ends: pd.Timestamp, until: pd.Timestamp | None = None
    ) -> Observations:
        """What opened or went live in a shorter period, as it was known at ``until`` (its end)."""
        until = min(self.until, max(ends, until or ends))

        def inside(table: pd.DataFrame, column: str) -> pd.DataFrame:
            chosen = table[column].ge(begins) & table[column].lt(ends)
            return table[chosen].reset_index(drop=True)

        changes = None if self.changes is None else inside(self.changes, "live_at")
        incidents = inside(self.incidents, "opened_at")
        late = incidents["restored_at"] > until
        incidents = incidents.assign(restored_at=incidents["restored_at"].mask(late))
        return replace(
            self, incidents=incidents, changes=changes, begins=begins, ends=ends, until=until
        )
