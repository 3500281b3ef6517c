"""Requests of a service: trend × daily and weekly shape × peaks, integrated in closed form.

Within an hour shape and peak are constant, so the integral over an hour is the antiderivative of
the trend times a weight; a prefix sum makes any interval two look-ups. Services that share trend,
shape and peaks share one curve and differ by scale, so a thousand services stay small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache

import numpy as np
from scipy.special import expit

from sim.documents.nature import Nature, Peak
from sim.documents.organisation import Growth, Traffic

SECONDS = 3600.0
FLAT_DAY = (1.0,) * 24
FLAT_WEEK = (1.0,) * 7


def trend_array(growth: Growth, start: float, hours: np.ndarray) -> np.ndarray:
    """Average requests a second, relative to the start, at each hour (1 at hour 0)."""
    if growth.kind == "exponential":
        assert growth.doubling
        return np.asarray(2.0 ** (hours / growth.doubling))
    if growth.kind == "logistic":
        assert growth.to is not None and growth.midpoint and growth.spread
        base, share = _logistic(growth)
        risen = expit((hours - growth.midpoint) / growth.spread) - base
        return np.asarray(1 + (growth.to / start - 1) * risen / share)
    if growth.kind == "steps":
        factors = np.array([1.0, *(factor for _, factor in growth.steps)])
        return factors[np.searchsorted([at for at, _ in growth.steps], hours, side="right")]
    return np.ones_like(hours)


def _logistic(growth: Growth) -> tuple[float, float]:
    """The logistic function at hour 0 and its rise from there: traffic begins at its start."""
    assert growth.midpoint and growth.spread
    from_start = growth.midpoint / growth.spread
    return float(expit(-from_start)), float(expit(from_start))


def trend_integral(growth: Growth, start: float, hours: np.ndarray) -> np.ndarray:
    """Integral of the relative trend from 0 to each hour, in hours (closed form)."""
    if growth.kind == "exponential":
        assert growth.doubling
        return np.asarray(
            growth.doubling / math.log(2) * np.expm1(hours * math.log(2) / growth.doubling)
        )
    if growth.kind == "logistic":
        assert growth.to is not None and growth.midpoint and growth.spread
        base, share = _logistic(growth)
        mid, spread = growth.midpoint, growth.spread
        grown = np.logaddexp(0, (hours - mid) / spread) - np.logaddexp(0, -mid / spread)
        risen = spread * grown - base * hours
        return np.asarray(hours + (growth.to / start - 1) * risen / share)
    if growth.kind == "steps":
        total, level = hours.astype(float), 1.0
        for at, factor in growth.steps:
            total = total + (factor - level) * np.clip(hours - at, 0, None)
            level = factor
        return total
    return hours.astype(float)


def peak_days(peak: Peak, first_day: date, days: int) -> np.ndarray:
    """Whether each day of the horizon lies in the yearly peak; shape (days,)."""
    starts, ends, names = peak.starts, peak.ends, _days_of_the_year(first_day, days)
    if starts <= ends:
        return np.asarray((starts <= names) & (names < ends))
    return np.asarray((names >= starts) | (names < ends))


@lru_cache(maxsize=16)
def _days_of_the_year(first_day: date, days: int) -> np.ndarray:
    """Each day as peaks name theirs, such as 11-20; shape (days,)."""
    return np.array([(first_day + timedelta(days=d)).strftime("%m-%d") for d in range(days)])


@dataclass(frozen=True)
class Curve:
    """Relative traffic of one form over the horizon, as a prefix sum over the hours."""

    weight: np.ndarray
    """Shape × peak in each hour; shape (hours,)."""
    integral: np.ndarray
    """Trend integrated from 0 to each full hour; shape (hours + 1,)."""
    trend: np.ndarray
    """Trend at the noon of each day; shape (days,)."""

    @cached_property
    def until(self) -> np.ndarray:
        """Weighted integral from 0 to each full hour; shape (hours + 1,)."""
        steps = self.weight * np.diff(self.integral)
        return np.concatenate([[0.0], np.cumsum(steps)])

    @cached_property
    def by_day(self) -> np.ndarray:
        """Mean relative traffic of each day; shape (days,)."""
        return np.asarray(np.diff(self.until[::24]) / 24)

    def before(self, t: float) -> float:
        """Weighted integral from 0 to ``t`` hours (linear within the hour)."""
        last = len(self.weight) - 1
        hour = min(max(int(t), 0), last)
        within = min(max(t - hour, 0.0), 1.0)
        low, high = self.until[hour], self.until[hour + 1]
        return float(low + (high - low) * within)

    def before_array(self, t: np.ndarray) -> np.ndarray:
        """``before`` of each instant."""
        return np.asarray(np.interp(t, self._hours, self.until))

    @cached_property
    def _hours(self) -> np.ndarray:
        """The full hours; shape (hours + 1,)."""
        return np.arange(len(self.until), dtype=float)


@dataclass(frozen=True)
class ServiceTraffic:
    """Requests of one service."""

    curve: Curve
    start_per_second: float

    def requests(self, start: float, end: float) -> float:
        """Requests between two instants (hours)."""
        return SECONDS * self.start_per_second * (self.curve.before(end) - self.curve.before(start))

    def per_second(self, t: float) -> float:
        """Trend of the requests a second at an instant, without shape and peaks."""
        day = min(int(t // 24), len(self.curve.trend) - 1)
        return float(self.start_per_second * self.curve.trend[day])

    def relative_by_day(self) -> np.ndarray:
        """Traffic of each day over the first trend; shape (days,)."""
        return self.curve.by_day

    def first_day_above(self, per_second: float, averaged_over_days: int) -> float:
        """First instant at which the trailing mean of the trend reaches a level; inf if never."""
        trend = self.start_per_second * self.curve.trend
        total = np.concatenate([[0.0], np.cumsum(trend)])
        n = max(1, averaged_over_days)
        index = np.arange(1, len(total))
        mean = (total[1:] - total[np.maximum(index - n, 0)]) / np.minimum(index, n)
        reached = np.flatnonzero(mean >= per_second * (1 - 1e-12))
        return 24.0 * float(reached[0] + 1) if len(reached) else float("inf")


class Curves:
    """The curves of a scenario, each made once."""

    def __init__(self, nature: Nature, first_day: date, horizon: float) -> None:
        self.nature, self.first_day = nature, first_day
        self.days = math.ceil(horizon / 24)
        self._made: dict[object, Curve] = {}
        self._weights: dict[object, np.ndarray] = {}

    def of(self, traffic: Traffic, launch: float = 0.0) -> ServiceTraffic:
        """Traffic of a service; none before its launch (hours)."""
        growth = traffic.growth
        rise = growth.to / traffic.start if growth.to is not None else 1.0
        form = growth.model_copy(update={"to": None})
        key = (form, f"{rise:.6g}", traffic.shape, traffic.peaks, launch)
        if key not in self._made:
            self._made[key] = self._make(traffic, launch)
        return ServiceTraffic(self._made[key], traffic.start)

    def _make(self, traffic: Traffic, launch: float) -> Curve:
        # Growth counts from the launch; before it there is no traffic at all.
        hours = np.arange(24 * self.days + 1, dtype=float) - launch
        noons = 24.0 * np.arange(self.days) + 12 - launch
        lived, trend = np.clip(hours, 0, None), np.clip(noons, 0, None)
        return Curve(
            np.where(hours[:-1] < 0, 0.0, self._weight(traffic.shape, traffic.peaks)),
            trend_integral(traffic.growth, traffic.start, lived),
            np.where(noons < 0, 0.0, trend_array(traffic.growth, traffic.start, trend)),
        )

    def _weight(self, shape: str, peaks: tuple[str, ...]) -> np.ndarray:
        if (shape, peaks) not in self._weights:
            self._weights[shape, peaks] = self._weigh(shape, peaks)
        return self._weights[shape, peaks]

    def _weigh(self, shape: str, peaks: tuple[str, ...]) -> np.ndarray:
        known = self.nature.shapes.get(shape)
        day = np.array(known.day if known else FLAT_DAY)
        week = np.array(known.week if known else FLAT_WEEK)
        first = datetime.combine(self.first_day, datetime.min.time()).weekday()
        of_day = np.tile(day / day.mean(), self.days)
        of_week = np.repeat((week / week.mean())[(first + np.arange(self.days)) % 7], 24)
        weight = of_day * of_week
        for name in peaks:
            peak = self.nature.peaks[name]
            inside = np.repeat(peak_days(peak, self.first_day, self.days), 24)
            weight = np.where(inside, weight * peak.factor, weight)
        return np.asarray(weight)
