"""The master tape of what isn't an incident: alerts that were nothing, requests, toil."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.documents.nature import Nature
from sim.ground.laws import repeats
from sim.ground.units import HOURS_PER
from sim.ground.working_time import Windows
from sim.nature.candidates import Source, by_number
from sim.nature.points import grid_array, master_points, moments, unit_arrivals
from sim.nature.traffic import ServiceTraffic

ALERT, REQUEST, TOIL = range(3)
"""Kinds of errands."""
WEEKS_52_HOURS = 52 * HOURS_PER["w"]
CEILING = 52.0 / HOURS_PER["y"]
"""Alerts an hour that the first layer of the master tape reaches."""
MOST_AGAIN = 20
TOIL_CEILING = 0.05
"""Pieces of toil, an hour of working time, that the first layer reaches."""


@dataclass(frozen=True)
class Errands:
    """What a service asks of those who run it, in order of time; arrays of shape (errands,)."""

    at: np.ndarray
    kind: np.ndarray
    """ALERT, REQUEST or TOIL."""
    accept: np.ndarray
    """An errand comes where this is below the model's rate over the highest possible one."""
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
    nature: Nature, source: Source, working: Windows, traffic: ServiceTraffic, launch: float,
    horizon: float,
) -> Errands:  # fmt: skip
    """Every alert, request and piece of toil that a service may have.

    Requests and toil come in ``working`` time.
    """
    return Errands.joined(
        _alerts(nature, source, launch, horizon),
        _requests(nature, source, working, launch, horizon),
        _toil(nature, source, working, traffic, launch, horizon),
    )


def _alerts(nature: Nature, source: Source, launch: float, horizon: float) -> Errands:
    """At the highest rate that any operability allows; each may come again."""
    rule, highest = nature.alerts, nature.alerts.rate * nature.operability.alerts
    if highest == 0:
        return Errands.none()
    points = master_points(lambda what: source.stream(f"alert {what}"), CEILING, highest, horizon)
    points = points.where((points.height < highest) & (points.at >= launch))
    hours = grid_array(rule.takes.ppf_array(by_number(source, "alert work", points)))
    times = 1 + repeats(by_number(source, "alert again", points), rule.again, MOST_AGAIN)
    which = np.repeat(np.arange(len(times)), times)
    later = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
    at = moments(points.at[which] + later * rule.again_after)
    inside = at < horizon
    which, at = which[inside], at[inside]
    kind = np.full(len(at), ALERT)
    return Errands(at, kind, (points.height / highest)[which], hours[which])


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


def _toil(
    nature: Nature, source: Source, working: Windows, traffic: ServiceTraffic, launch: float,
    horizon: float,
) -> Errands:  # fmt: skip
    """All that there is while nothing is automated; it grows with the trend of traffic."""
    rule, open_in_year = nature.toil, working.open_hours(0.0, WEEKS_52_HOURS)
    if rule is None or rule.rate == 0 or open_in_year == 0:
        return Errands.none()
    per_open_hour = rule.rate * WEEKS_52_HOURS / open_in_year
    noons = 24.0 * np.arange(len(traffic.curve.trend)) + 12
    by_day = np.zeros(len(noons))
    live = noons >= launch
    over = traffic.start_per_second * traffic.curve.trend[live] / rule.traffic
    by_day[live] = per_open_hour * over**rule.with_traffic
    highest, length = float(by_day.max(initial=0.0)), working.open_hours(0.0, horizon)
    points = master_points(
        lambda what: source.stream(f"toil {what}"), TOIL_CEILING, highest, length
    )
    at = moments(working.after_array(points.at))
    rate = by_day[np.minimum((at // 24).astype(int), len(by_day) - 1)]
    kept = (points.height < rate) & (at >= launch) & (at < horizon)
    points, at, rate = points.where(kept), at[kept], rate[kept]
    hours = grid_array(rule.takes.ppf_array(by_number(source, "toil work", points)))
    return Errands(at, np.full(len(at), TOIL), points.height / rate, hours)
