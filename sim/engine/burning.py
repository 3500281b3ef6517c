"""What failed requests burn of a service's error budget, settled whenever something changes.

Shares of simultaneous incidents add up to at most all requests. Requests come from closed-form
traffic, so nothing is counted one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from sim.ground.units import on_grid
from sim.nature.traffic import ServiceTraffic

A_SECOND = 1 / 3600


@dataclass
class Burn:
    """Failed requests and hours of one service since the start."""

    traffic: ServiceTraffic
    settled_at: float = 0.0
    failed_requests: float = 0.0
    failed_hours: float = 0.0
    running: dict[int, float] = field(default_factory=dict)
    """Impact of each incident that is not restored, by its number."""
    since: dict[int, float] = field(default_factory=dict)
    """When each of them began."""
    history: list[tuple[float, float, float]] = field(default_factory=lambda: [(0.0, 0.0, 0.0)])
    """(instant, failed requests, failed hours) at each settlement."""

    def settle(self, now: float) -> None:
        """Count what failed since the last time."""
        if self.running and now > self.settled_at:
            share = min(1.0, sum(self.running.values()))
            self.failed_requests += share * self.traffic.requests(self.settled_at, now)
            self.failed_hours += share * (now - self.settled_at)
        self.settled_at = now
        self.history.append((now, self.failed_requests, self.failed_hours))

    def when_lost(self, amount: float, until: float, clock: bool) -> float:
        """The instant by which more than this many requests (or hours) fail from now on.

        As if nothing else began or ended; infinity if that is not before ``until``.
        """
        share = min(1.0, sum(self.running.values()))
        now = self.settled_at

        def lost(t: float) -> float:
            return share * (t - now if clock else self.traffic.requests(now, t))

        if until <= now or lost(until) <= amount:
            return float("inf")
        low, high = now, until
        while high - low > A_SECOND:
            middle = (low + high) / 2
            low, high = (low, middle) if lost(middle) > amount else (middle, high)
        return on_grid(high + A_SECOND)

    def spent(self, since: float, clock: bool) -> float:
        """Failed requests (or hours) since an instant, up to the last settlement."""
        column = 2 if clock else 1
        total = self.failed_hours if clock else self.failed_requests
        return total - self._at(since, column)

    def spent_by(self, now: float, since: float, clock: bool) -> float:
        """Failed requests (or hours) from an instant to now, without settling anything."""
        share = min(1.0, sum(self.running.values()))
        start = max(self.settled_at, since)
        passed = now - start if clock else self.traffic.requests(start, now)
        return self.spent(since, clock) + share * passed

    def _at(self, instant: float, column: int) -> float:
        """The running total at an instant, linear between two settlements."""
        after = bisect_right(self.history, instant, key=lambda row: row[0])
        before = self.history[after - 1]
        if after == len(self.history) or before[0] == instant:
            return before[column]
        later = self.history[after]
        part = (instant - before[0]) / (later[0] - before[0])
        return before[column] + part * (later[column] - before[column])
