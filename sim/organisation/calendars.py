"""Deploy windows and traffic peaks of each service; those that are alike are worked out once."""

from __future__ import annotations

import math

import numpy as np

from sim.documents.organisation import Service
from sim.documents.releasing import PeakFreeze, ReleasePath
from sim.documents.scenario import Scenario
from sim.ground.working_time import Windows
from sim.nature.traffic import peak_days
from sim.nature.working import open_windows, working_windows

EVERY_DAY = range(7)
BEYOND_DAYS = 366
"""Peaks are looked for this far beyond the horizon, since a freeze begins before its peak."""


class Calendars:
    """The calendars of one run."""

    def __init__(self, scenario: Scenario, working: Windows) -> None:
        self.scenario, self.working = scenario, working
        self.days = math.ceil(scenario.horizon / 24)
        self._named: dict[str, Windows] = {}
        self._usual: dict[str, Windows] = {}
        self._peaks: dict[tuple[str, ...], Windows] = {}
        self._frozen: dict[tuple[str, tuple[str, ...], float, float], Windows] = {}

    def of(self, calendar: str | None) -> Windows:
        """The hours of a calendar by its name; None: those of the organisation."""
        if calendar is None:
            return self.working
        if calendar not in self._named:
            self._named[calendar] = working_windows(self.scenario, calendar)
        return self._named[calendar]

    def repair_window(self, service: Service, path: ReleasePath) -> Windows:
        """The instants at which repairs of incidents may be deployed that are no emergencies."""
        kind = path.repairs.window
        return self._of_kind(kind) if kind is not None else self.window(service, path)

    def window(self, service: Service, path: ReleasePath) -> Windows:
        """The instants at which deployments of a service may start on a release path."""
        kind = "evenings" if service.downtime_deploys else path.window
        freeze = path.peak_freeze
        if freeze is None or not service.traffic.peaks:
            return self._of_kind(kind)
        key = (kind, service.traffic.peaks, freeze.before, freeze.after)
        if key not in self._frozen:
            closed = self._freezes(freeze, service)
            self._frozen[key] = self._of_kind(kind).without(closed)
        return self._frozen[key]

    def _of_kind(self, kind: str) -> Windows:
        if kind not in self._usual:
            self._usual[kind] = self._make(kind)
        return self._usual[kind]

    def _make(self, kind: str) -> Windows:
        if kind == "working-hours":
            return self.working
        calendar = self.scenario.calendar
        if kind == "any":
            return Windows.weekly(self.scenario.start, self.days, EVERY_DAY, 0.0, 24.0)
        opens, closes = calendar.evening_opens, calendar.evening_closes
        return open_windows(self.scenario, calendar, opens, closes)

    def peaks(self, service: Service) -> Windows:
        """The traffic peaks of a service."""
        names = service.traffic.peaks
        if names not in self._peaks:
            self._peaks[names] = self._find_peaks(names)
        return self._peaks[names]

    def _find_peaks(self, names: tuple[str, ...]) -> Windows:
        days = self.days + BEYOND_DAYS
        inside = np.zeros(days, dtype=bool)
        for name in names:
            inside |= peak_days(self.scenario.nature.peaks[name], self.scenario.start, days)
        edge = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
        return Windows.of([(24.0 * a, 24.0 * b) for a, b in edge.reshape(-1, 2).tolist()])

    def _freezes(self, freeze: PeakFreeze, service: Service) -> Windows:
        peaks = self.peaks(service)
        times = zip(peaks.starts, peaks.ends, strict=True)
        return Windows.of([(max(0.0, a - freeze.before), b + freeze.after) for a, b in times])
