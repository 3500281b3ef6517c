"""A team on duty: people who are there by the calendar, and work queued by priority.

A slim stand-in for a SimPy resource: whoever finds a free person takes a seat without an event.
"""

from __future__ import annotations

from heapq import heappop, heappush

from simpy import Environment, Event

from sim.ground.working_time import Windows


class DutyTeam:
    """People of one team; a seat is one person's attention."""

    def __init__(
        self, env: Environment, index: int, working: Windows, in_hours: int, out_of_hours: int
    ) -> None:
        self.env = env
        self.index = index
        self.in_hours, self.out_of_hours = in_hours, out_of_hours
        self._working = working
        self._free = list(range(max(in_hours, out_of_hours)))
        self._busy = 0
        self._queue: list[tuple[float, int, Event]] = []
        self._asked = 0
        self._woken_at = -1.0

    def on_duty(self, at: float) -> int:
        """People on duty at an instant."""
        if self.in_hours == self.out_of_hours:
            return self.in_hours
        return self.in_hours if self._working.is_open(at) else self.out_of_hours

    def take(self) -> int | None:
        """A free person's seat now, or None if everybody is busy or nobody is on duty."""
        if self._queue or self._busy >= self.on_duty(self.env.now):
            return None
        return self._seat()

    def wait(self, priority: float) -> Event:
        """An event that brings a seat; lower ``priority`` first, then first come."""
        event = Event(self.env)
        self._asked += 1
        heappush(self._queue, (priority, self._asked, event))
        self._serve()
        return event

    def leave(self, seat: int) -> None:
        """The person in this seat is free again."""
        self._busy -= 1
        heappush(self._free, seat)
        if self._queue:
            self._serve()

    def _seat(self) -> int:
        self._busy += 1
        return heappop(self._free)

    def _serve(self, _: object = None) -> None:
        while self._queue and self._free and self._busy < self.on_duty(self.env.now):
            heappop(self._queue)[2].succeed(self._seat())
        if self._queue and self.in_hours != self.out_of_hours:
            self._wake_at(self._working.next_boundary(self.env.now))

    def _wake_at(self, boundary: float) -> None:
        """Look again when the next shift begins; once a boundary is enough."""
        if self._woken_at >= boundary or boundary == float("inf"):
            return
        self._woken_at = boundary
        wake = self.env.timeout(boundary - self.env.now)
        assert wake.callbacks is not None
        wake.callbacks.append(self._serve)

    def covered_from(self, start: float, end: float) -> list[tuple[float, bool]]:
        """The stretches of a wait: (from, is somebody on duty?), joined, the first at ``start``."""
        stretches = [(start, self.on_duty(start) > 0)]
        if self.in_hours > 0 and self.out_of_hours > 0:
            return stretches
        at = self._working.next_boundary(start)
        while at < end:
            covered = self.on_duty(at) > 0
            if covered != stretches[-1][1]:
                stretches.append((at, covered))
            at = self._working.next_boundary(at)
        return stretches
