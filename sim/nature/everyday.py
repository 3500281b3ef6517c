"""The master tape of what isn't an incident: alerts that were nothing, and requests."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.documents.nature import Nature
from sim.ground.units import HOURS_PER
from sim.ground.working_time import Windows
from sim.nature.candidates import Source, by_number
from sim.nature.points import grid_array, master_points, moments, unit_arrivals

ALERT, REQUEST = range(2)
"""Kinds of errands."""
WEEKS_52_HOURS = 52 * HOURS_PER["w"]
CEILING = 52.0 / HOURS_PER["y"]
"""Alerts an hour that the first layer of the master tape reaches."""
MOST_AGAIN = 20


@dataclass(frozen=True)
class Errands:
    """What a service asks of those who run it, in order of time; arrays of shape (errands,)."""

    at: np.ndarray
    kind: np.ndarray
    """ALERT or REQUEST."""
    accept: np.ndarray
    """An alert comes where this is below the model's rate over the highest possible one."""
    hours: np.ndarray
    """Hands-on work."""

    @classmethod
    def none(cls) -> Errands:
        """Nothing is asked."""
        return cls(*(np.empty(0) for _ in range(4)))

    @classmethod
    def joined(cls, *parts: Errands) -> Errands:
        """All of them, in order of time."""
        at, kind, accept, hours = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("at", "kind", "accept", "hours")
        )
        order = np.argsort(at, kind="stable")
        return cls(at[order], kind[order], accept[order], hours[order])


def draw_errands(
    nature: Nature, source: Source, working: Windows, launch: float, horizon: float
) -> Errands:
    """Every alert and request that a service may have; requests come in ``working`` time."""
    return Errands.joined(
        _alerts(nature, source, launch, horizon),
        _requests(nature, source, working, launch, horizon),
    )


def _alerts(nature: Nature, source: Source, launch: float, horizon: float) -> Errands:
    """At the highest rate that any operability allows; each may come again."""
    rule, highest = nature.alerts, nature.alerts.rate * nature.operability.alerts
    if highest == 0:
        return Errands.none()
    points = master_points(lambda what: source.stream(f"alert {what}"), CEILING, highest, horizon)
    points = points.where((points.height < highest) & (points.at >= launch))
    hours = grid_array(rule.takes.ppf_array(by_number(source, "alert work", points)))
    times = 1 + _repeats(by_number(source, "alert again", points), rule.again)
    which = np.repeat(np.arange(len(times)), times)
    later = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
    at = moments(points.at[which] + later * rule.again_after)
    inside = at < horizon
    which, at = which[inside], at[inside]
    kind = np.full(len(at), ALERT)
    return Errands(at, kind, (points.height / highest)[which], hours[which])


def _repeats(luck: np.ndarray, chance: float) -> np.ndarray:
    """How often each comes again (geometric); shape (alerts,)."""
    if chance in (0.0, 1.0):
        return np.full(len(luck), int(MOST_AGAIN * chance))
    often = np.floor(np.log(np.maximum(luck, 1e-300)) / math.log(chance))
    return np.asarray(np.minimum(often, MOST_AGAIN).astype(int))


def _requests(
    nature: Nature, source: Source, working: Windows, launch: float, horizon: float
) -> Errands:
    """A Poisson process in working time, from the launch on."""
    rule, open_in_year = nature.requests, working.open_hours(0.0, WEEKS_52_HOURS)
    if rule.rate == 0 or open_in_year == 0:
        return Errands.none()
    per_open_hour = rule.rate * WEEKS_52_HOURS / open_in_year
    before = working.open_hours(0.0, launch)
    expected = max(0.0, working.open_hours(0.0, horizon) - before) * per_open_hour
    passed = unit_arrivals(source.stream("requests"), expected)
    at = moments(working.after_array(before + passed / per_open_hour))
    hours = grid_array(rule.takes.ppf_array(source.uniforms(len(at), "request work")))
    return Errands(at, np.full(len(at), REQUEST), np.zeros(len(at)), hours)
