"""Replay a past many times and hold what was observed against it, in words."""

from __future__ import annotations

import math
import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import stats

from sim.documents.errors import InputError, Problem
from sim.documents.organisation import Calendar
from sim.questions.fit.counts import month_counts
from sim.questions.fit.moments import Moment, moments_of
from sim.questions.fit.observations import Observations
from sim.questions.fit.past import Past, followed, past_of
from sim.questions.fit.sample import Sample, observed_quantiles
from sim.study.runner import Crash, Progress, run

FALSE_ALARM = 0.10
"""Chance that a true model is called off by at least one of its numbers."""
SHARES = (np.arange(40) + 0.5) / 40
"""Quantiles of the time to restore that are drawn."""
EFFORT = 60_000
"""Incidents to live through in all, about."""
SMALL = 1_500
FEWEST, MOST = 8, 60
"""Replications, fewer where a past has many incidents."""


@dataclass(frozen=True)
class SimulatedPast:
    """One simulated past, measured."""

    moments: tuple[Moment, ...]
    by_month: np.ndarray
    restore: np.ndarray
    """Quantiles of the time to restore, hours; shape of ``SHARES``."""


@dataclass(frozen=True)
class Line:
    """A number of the observed past, the band of simulated ones, and a verdict."""

    moment: Moment
    low: float
    middle: float
    high: float
    runs: int
    """Simulated pasts that have it: a time that most incidents don't end in has no median."""
    told: int
    """Those with enough to tell whether they have it, …"""
    of: int
    """… of so many."""

    @property
    def judged(self) -> bool:
        """Whether most of the simulated pasts have enough incidents to hold it against."""
        return 2 * self.told > self.of

    @property
    def measured(self) -> bool:
        """Whether most of those that could tell have it."""
        return self.judged and 2 * self.runs > self.told

    @property
    def inside(self) -> bool:
        """Whether the observed number is in the band."""
        return self.measured and self.low <= self.moment.value <= self.high

    @property
    def is_off(self) -> bool:
        """Whether the observed number is told to be unlike the simulated ones."""
        return self.judged and not self.inside

    @property
    def off(self) -> float:
        """The observed number over the simulated one, less 1."""
        return self.moment.value / self.middle - 1 if self.middle else math.inf

    @property
    def verdict(self) -> str:
        """In words."""
        if self.inside:
            return "inside"
        if not self.judged:
            return f"not judged: too few in {self.of - self.told} of {self.of} simulated pasts"
        if not self.measured:
            return f"not reached in {self.told - self.runs} of {self.told} simulated pasts"
        share = f"{100 * self.off:+.0f} %".replace("-", "−") if math.isfinite(self.off) else "∞"
        return f"off by {share}"


@dataclass(frozen=True)
class Replay:
    """An observed past held against simulated ones."""

    observed: SimulatedPast
    runs: tuple[SimulatedPast, ...]
    lines: tuple[Line, ...]
    today: str
    months: tuple[str, ...]
    period: str
    forecast: bool = False

    @property
    def passed(self) -> bool:
        """Whether every number that can be judged is inside its band."""
        return not any(line.is_off for line in self.lines)

    @property
    def verdict(self) -> str:
        """In a sentence."""
        off = [line for line in self.lines if line.is_off]
        judged = sum(line.judged for line in self.lines)
        few = len(self.lines) - judged
        what = "the rest of the history" if self.forecast else "the simulated past"
        if not off:
            rest = f" {few} more have too few incidents to be judged." if few else ""
            return f"All {judged} numbers of {what} are inside the simulated bands.{rest}"
        told = "; ".join(f"{line.moment.label}: {line.verdict}" for line in off[:5])
        return f"{len(off)} of {judged} numbers are off: {told}."


def measured(found: Observations, services: Sequence[str], calendar: Calendar) -> SimulatedPast:
    """The numbers of a past."""
    table = found.incidents
    months = month_counts(table["opened_at"], table["service"], services, found.begins, found.ends)
    restore = observed_quantiles(Sample.of(*found.restore_hours()), SHARES)
    return SimulatedPast(
        tuple(moments_of(found, list(services), calendar)), months.counts.sum(0), restore
    )


def runs_of(
    past: Past, count: int, workers: int | None = None, progress: Progress | None = None,
    first: int = 0,
) -> list[SimulatedPast]:  # fmt: skip
    """Simulated pasts from the ``first`` replication to the ``count``-th, each measured.

    Raises
    ------
    InputError
        If one comes to no end.
    """
    packed = [_packed(past.of(number)) for number in range(max(1, len(past.drawn)))]
    calls = [(packed[number % len(packed)], number) for number in range(first, count)]
    found: dict[int, SimulatedPast] = {}
    small = workers is None and past.effort * len(calls) < SMALL
    for number, one in run(_live, calls, workers=workers, here=small, progress=progress):
        if isinstance(one, Crash):
            why = f"its past can't be replayed: replication {first + number}: {one.error}"
            raise InputError(past.study.file or past.study.name, [Problem("", why)])
        found[number] = one
    return [found[number] for number in range(len(calls))]


def _packed(past: Past) -> bytes:
    return zlib.compress(pickle.dumps(past, protocol=5), level=1)


def _live(packed: bytes, replication: int) -> SimulatedPast:
    past = _unpack(packed)
    scenario = past.study.scenario
    return measured(past.live(replication), list(scenario.services), scenario.calendar)


@lru_cache(maxsize=1)
def _unpack(packed: bytes) -> Past:
    past = pickle.loads(zlib.decompress(packed))
    assert isinstance(past, Past)
    return past


def enough(past: Past) -> int:
    """Replications: as many as tell a band, fewer where one has very many incidents."""
    return int(np.clip(EFFORT / max(past.effort, 1), FEWEST, MOST))


def replay(
    past: Past, found: Observations, *, count: int | None = None, forecast: bool = False,
    workers: int | None = None, progress: Progress | None = None,
) -> Replay:  # fmt: skip
    """Hold an observed past, its services called as in the scenario, against simulated ones."""
    runs = runs_of(past, count or enough(past), workers, progress)
    return judged(past, found, runs, forecast=forecast)


def judged(
    past: Past, found: Observations, runs: Sequence[SimulatedPast], *, forecast: bool = False
) -> Replay:
    """Hold an observed past against simulated ones that were lived through already."""
    scenario = past.study.scenario
    services = list(scenario.services)
    seen = followed(found)
    observed = measured(seen, services, scenario.calendar)
    table = month_counts(
        seen.incidents["opened_at"], seen.incidents["service"], services, seen.begins, seen.ends
    )
    months = tuple(f"{start:%Y-%m}" for start in table.starts)
    period = f"{seen.begins.date()} to {seen.ends.date()}"
    lines = tuple(lines_of(observed.moments, runs))
    return Replay(observed, tuple(runs), lines, past.today, months, period, forecast)


def lines_of(
    observed: Sequence[Moment], runs: Sequence[SimulatedPast], false_alarm: float = FALSE_ALARM
) -> list[Line]:
    """Prediction intervals of each number, wide enough for all of them together.

    ``false_alarm`` is the chance that a true model is called off by at least one of them.
    """
    told = [m for m in observed if math.isfinite(m.value)]
    level = 1 - false_alarm / max(1, len(told))
    return [_line(m, _values(m.name, runs), level, len(runs)) for m in told]


def _values(name: str, runs: Sequence[SimulatedPast]) -> np.ndarray:
    found = [m.value for one in runs for m in one.moments if m.name == name]
    return np.array([value for value in found if not math.isnan(value)])


def _line(moment: Moment, values: np.ndarray, level: float, of: int) -> Line:
    """By Student's law of the logarithm, so that many numbers need no thousand replications."""
    told, values = len(values), values[np.isfinite(values)]
    if 2 * told <= of or 2 * len(values) <= told:
        return Line(moment, math.nan, math.nan, math.nan, len(values), told, of)
    positive = bool((values > 0).all())
    logs = np.log(values) if positive else values
    n = len(values)
    half = stats.t.ppf(0.5 + level / 2, n - 1) * logs.std(ddof=1) * math.sqrt(1 + 1 / n)
    ends = logs.mean() - half, logs.mean(), logs.mean() + half
    low, middle, high = np.exp(ends) if positive else np.array(ends)
    return Line(moment, float(low), float(middle), float(high), n, told, of)


__all__ = [
    "Line",
    "Replay",
    "SimulatedPast",
    "enough",
    "judged",
    "lines_of",
    "measured",
    "past_of",
    "replay",
    "runs_of",
]
