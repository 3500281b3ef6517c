"""SimPy's environment with less of a detour: the engine reads the time more often than all else."""

from __future__ import annotations

from heapq import heappop, heappush

from simpy import Environment, Event
from simpy.events import NORMAL, EventPriority


class Clock(Environment):
    """An environment whose present instant is a plain attribute, in hours."""

    now: float = 0.0

    def __init__(self) -> None:
        super().__init__()
        for name in ("process", "timeout", "event"):  # SimPy binds them for its own class alone
            setattr(self, name, getattr(self, name))

    def schedule(self, event: Event, priority: EventPriority = NORMAL, delay: float = 0.0) -> None:
        """Have an event happen after a delay (hours)."""
        heappush(self._queue, (self.now + delay, priority, next(self._eid), event))

    def step(self) -> None:
        """Let the next event happen, which must be there; what failed in it is raised."""
        self.now, _, _, event = heappop(self._queue)
        callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]  # as SimPy
        for callback in callbacks:
            callback(event)
        if not event._ok and not hasattr(event, "_defused"):
            raise event._value

    def live_until(self, end: float) -> None:
        """Let everything happen that is due before an instant (hours)."""
        queue, step = self._queue, self.step
        while queue and queue[0][0] < end:
            step()
        self.now = end
