"""The tape: everything chance decides, drawn by name once a replication, before any model runs.

A support model only reads it. Faults are *candidates* with an acceptance number in 0…1: a model
under which faults are rarer accepts a subset of what another accepts, never a different list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

import numpy as np

from sim.documents.scenario import Nature, Scenario, Service
from sim.ground.rng import stream, uniforms
from sim.ground.units import GRID_PER_HOUR, HOURS_PER
from sim.ground.working_time import Windows
from sim.nature.traffic import Curves, ServiceTraffic

FIX_KINDS = ("restart", "operate", "code")


class Cause(IntEnum):
    """Why a fault exists."""

    CHANGE = 0
    CAPACITY = 1
    BACKGROUND = 2


def grid_array(hours: np.ndarray) -> np.ndarray:
    """Each value rounded to the grid of 2**-20 hour."""
    return np.round(hours * GRID_PER_HOUR) / GRID_PER_HOUR


@dataclass(frozen=True)
class Candidates:
    """Faults of one service that may come to be; all arrays of shape (faults,)."""

    cause: np.ndarray
    number: np.ndarray
    """The change that carries it, or its number among its cause."""
    born_at: np.ndarray
    """Hours; NaN for a defect, which is born with its release."""
    accept: np.ndarray
    """Accepted where below the model's rate over the highest possible one."""
    impact: np.ndarray
    """Share of requests that fail at operability 0.5."""
    fix_kind: np.ndarray
    """Index into ``FIX_KINDS``."""
    diagnose: np.ndarray
    fix: np.ndarray
    shows_after: np.ndarray


@dataclass(frozen=True)
class ServiceTape:
    """What chance holds for one service."""

    traffic: ServiceTraffic
    ready_at: np.ndarray
    """When each change is ready; shape (changes,), hours, ascending, on the grid."""
    release_luck: np.ndarray
    """Uniforms by change: pre-approved?, response, deployment; shape (changes, 3)."""
    faults: Candidates


@dataclass(frozen=True)
class Tape:
    """Nature of one replication."""

    seed: int
    replication: int
    services: Mapping[str, ServiceTape]

    def luck(self, *name: object, size: int) -> list[float]:
        """Uniforms for something that is named, such as one occurrence of a fault."""
        return stream(self.seed, self.replication, "luck", *name).random(size).tolist()  # type: ignore[no-any-return]


def working_windows(scenario: Scenario) -> Windows:
    """Working hours over the horizon."""
    calendar = scenario.calendar
    days = int(np.ceil(scenario.horizon / 24))
    return Windows.weekly(
        scenario.start, days, calendar.weekdays, calendar.opens, calendar.closes, calendar.holidays
    )


def draw(scenario: Scenario, replication: int) -> Tape:
    """Nature of one replication of a scenario."""
    working = working_windows(scenario)
    curves = Curves(scenario.nature, scenario.start, scenario.horizon)
    months = _month_edges(scenario.start, scenario.horizon)
    services = {
        name: _draw_service(
            scenario, replication, name, service, curves.of(service.traffic), working, months
        )
        for name, service in scenario.services.items()
    }
    return Tape(scenario.seed, replication, services)


def _month_edges(first_day: date, horizon: float) -> np.ndarray:
    """The first hour of each month that the horizon touches, and of the one after."""
    edges, day = [0], first_day.replace(day=1)
    while edges[-1] * 24 < horizon:
        day = (day + timedelta(days=32)).replace(day=1)
        edges.append((day - first_day).days)
    return np.array(edges) * 24.0


def _draw_service(
    scenario: Scenario,
    replication: int,
    name: str,
    service: Service,
    traffic: ServiceTraffic,
    working: Windows,
    months: np.ndarray,
) -> ServiceTape:
    seed, horizon, nature = scenario.seed, scenario.horizon, scenario.nature
    ready = _changes(seed, replication, name, service.changes, working, horizon)
    luck = uniforms(seed, replication, ("release", name), len(ready), 3)
    ceiling = nature.operability.faults
    defects = uniforms(seed, replication, ("defect", name), len(ready), 6)
    defective = np.flatnonzero(defects[:, 0] < nature.defect_chance * ceiling)
    parts = [
        _candidates(
            nature, Cause.CHANGE, defective, np.full(len(defective), np.nan),
            defects[defective, 0] / max(nature.defect_chance * ceiling, 1e-300), defects[defective, 1:],
        )
    ]  # fmt: skip
    for cause, intensity in (
        (Cause.CAPACITY, _capacity_intensity(nature, traffic)),
        (Cause.BACKGROUND, _background_intensity(nature, traffic, months, seed, replication, name)),
    ):
        born = _arrivals(stream(seed, replication, cause.name, name), intensity * ceiling, horizon)
        rows = uniforms(seed, replication, (cause.name, name, "what"), len(born), 6)
        parts.append(
            _candidates(nature, cause, np.arange(len(born)), born, rows[:, 0], rows[:, 1:])
        )
    merged = {
        column: np.concatenate([getattr(part, column) for part in parts])
        for column in Candidates.__dataclass_fields__
    }
    return ServiceTape(traffic, ready, luck, Candidates(**merged))


def _changes(
    seed: int, replication: int, name: str, rate: float, working: Windows, horizon: float
) -> np.ndarray:
    """Changes become ready as a Poisson process in working time, at ``rate`` an hour of the year."""
    open_hours = working.open_hours(0.0, horizon)
    if rate == 0 or open_hours == 0:
        return np.empty(0)
    per_open_hour = rate * horizon / open_hours
    at = _unit_arrivals(stream(seed, replication, "changes", name), open_hours * per_open_hour)
    return grid_array(working.after_array(at / per_open_hour))


def _unit_arrivals(rng: np.random.Generator, until: float) -> np.ndarray:
    """A Poisson process of rate one on (0, until); longer ``until`` keeps the first points."""
    points, total = [], 0.0
    while total < until:
        chunk = total + np.cumsum(rng.standard_exponential(64))
        points.append(chunk)
        total = float(chunk[-1])
    found = np.concatenate(points) if points else np.empty(0)
    return np.asarray(found[found < until])


def _arrivals(rng: np.random.Generator, by_day: np.ndarray, horizon: float) -> np.ndarray:
    """A Poisson process with this expected number of points on each day, by change of time."""
    expected = np.concatenate([[0.0], np.cumsum(by_day)])
    points = _unit_arrivals(rng, float(expected[-1]))
    # A flat stretch (no faults expected) has measure zero, so interpolation inverts the integral.
    at = np.interp(points, expected, 24.0 * np.arange(len(expected)))
    return grid_array(at[at < horizon])


def _background_intensity(
    nature: Nature,
    traffic: ServiceTraffic,
    months: np.ndarray,
    seed: int,
    replication: int,
    name: str,
) -> np.ndarray:
    """Expected background faults on each day: with traffic, clumped by month; shape (days,)."""
    relative = traffic.relative_by_day()
    rate = nature.background * 24.0 * relative**nature.background_with_traffic
    if nature.clumping == 0:
        return np.asarray(rate)
    shape = 1 / nature.clumping
    factors = stream(seed, replication, "clumping", name).gamma(shape, 1 / shape, 12 * 100)
    month = np.searchsorted(months, 24.0 * np.arange(len(relative)), side="right") - 1
    return np.asarray(rate * factors[month])


def _capacity_intensity(nature: Nature, traffic: ServiceTraffic) -> np.ndarray:
    """Expected capacity faults on each day: as the highest traffic so far doubles; shape (days,)."""
    highest = np.maximum.accumulate(np.maximum(_without_week(traffic.relative_by_day()), 1.0))
    doublings = np.log2(highest)
    return nature.capacity_per_doubling * np.diff(doublings, prepend=0.0)


def _without_week(by_day: np.ndarray) -> np.ndarray:
    """The trailing weekly mean, so that a busy weekday is no new height; shape (days,)."""
    total = np.concatenate([[0.0], np.cumsum(by_day)])
    index = np.arange(1, len(total))
    span = np.minimum(index, 7)
    mean = (total[index] - total[index - span]) / span
    mean[:7] = mean[min(6, len(mean) - 1)]
    return np.asarray(mean)


def _candidates(
    nature: Nature,
    cause: Cause,
    number: np.ndarray,
    born_at: np.ndarray,
    accept: np.ndarray,
    luck: np.ndarray,
) -> Candidates:
    """Faults with their attributes; ``luck`` has five uniforms a fault."""
    weights = np.array([impact.weight for impact in nature.impacts])
    shares = np.array([impact.share for impact in nature.impacts])
    fixes = np.array([getattr(nature.fixes, kind) for kind in FIX_KINDS])
    return Candidates(
        cause=np.full(len(number), int(cause)),
        number=number,
        born_at=born_at,
        accept=accept,
        impact=shares[_choose(weights, luck[:, 0])],
        fix_kind=_choose(fixes, luck[:, 1]),
        diagnose=nature.diagnose.ppf_array(luck[:, 2]),
        fix=nature.fix.ppf_array(luck[:, 3]),
        shows_after=nature.defect_shows.ppf_array(luck[:, 4]),
    )


def _choose(weights: np.ndarray, u: np.ndarray) -> np.ndarray:
    """Index of the class that each uniform falls into."""
    edges = np.cumsum(weights) / weights.sum()
    return np.minimum(np.searchsorted(edges, u, side="right"), len(weights) - 1)


HOURS_PER_YEAR = HOURS_PER["y"]
