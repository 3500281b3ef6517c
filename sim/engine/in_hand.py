"""What a team has in hand beside incidents and deployments: alerts that were nothing, requests.

No incident needs to know of them before it asks for a person, so they need no events: what was
begun and done meanwhile is worked out when somebody looks, from the last look on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.engine.duty import DutyTeam

NEVER = float("inf")


class AlertsInHand:
    """A team's alerts that were nothing: somebody on duty looks at each as it comes."""

    def __init__(self) -> None:
        self.at: list[float] = []
        self.until: list[float] = []
        self.service: list[int] = []
        self.calls: list[float] = []
        """Instants of the calls that come out of hours."""

    def count(self, now: float) -> int:
        """How many people look at one."""
        return len(self._ends(now)) if self.at else 0

    def first_done(self, now: float) -> float:
        """When the first of those is done; infinity if there is none."""
        return min(self._ends(now), default=NEVER)

    def since(self, start: float, now: float) -> int:
        """How many called somebody out of hours in a stretch of time up to now."""
        return bisect_right(self.calls, now) - bisect_right(self.calls, start)

    def worked(self, now: float) -> float:
        """Hours that went into those that came by day, up to now."""
        by_night, spans = set(self.calls), zip(self.at, self.until, strict=True)
        return sum(max(0.0, min(until, now) - at) for at, until in spans if at not in by_night)

    def _ends(self, now: float) -> list[float]:
        """When the alerts in hand are done; one that takes longer than three others goes unseen."""
        last = bisect_right(self.at, now)
        return [until for until in self.until[max(0, last - 3) : last] if until > now]

    def bring(
        self, at: list[float], until: list[float], service: list[int], calls: list[float]
    ) -> None:
        """Alerts that come next, in order of time."""
        self.calls += calls
        self.at += at
        self.until += until
        self.service += service

    def forget(self, now: float) -> None:
        """What comes later goes to somebody else."""
        kept = bisect_right(self.at, now)
        del self.at[kept:], self.until[kept:], self.service[kept:]
        del self.calls[bisect_right(self.calls, now) :]


class Request(NamedTuple):
    """A piece of work; ``asked`` in hours of the team's working time since the start."""

    asked: float
    hours: float
    service: int
    rest: bool = False
    """Whether it was left for something urgent, and goes on."""
    toil: bool = False
    """Whether a machine could do it."""


class RequestsInHand:
    """A team's requests, on a clock that runs in its working time alone.

    Whoever is free takes the next one, unless an incident or a deployment waits for a person.
    """

    def __init__(self, team: DutyTeam) -> None:
        self.team = team
        self.coming: deque[Request] = deque()
        self.waiting: deque[Request] = deque()
        self.done: list[tuple[float, float, Request]] = []
        """When each was begun, for how long, and what."""
        self._ends: list[tuple[float, float, Request]] = []
        """Of those at work: when they are done and were begun; a heap."""
        self._now = 0.0
        self._base, self._since, self._shift_ends, self._works = 0.0, 0.0, -1.0, False

    def count(self, now: float) -> int:
        """How many people are at work on requests, now that what happened meanwhile has."""
        if not (self.coming or self._ends or self.waiting):
            return 0
        self._advance(self._clock(now))
        return len(self._ends) if self._works else 0

    def first_done(self) -> float:
        """When the first of those at work is done, or goes home."""
        if not (self._works and self._ends):
            return NEVER
        return min(self.team.env.now + self._ends[0][0] - self._now, self._shift_ends)

    def begin(self) -> None:
        """Whoever is free begins what waits."""
        team = self.team
        while self.waiting and not team.queue and team.busy + len(self._ends) < team.in_hours:
            request = self.waiting.popleft()
            heappush(self._ends, (self._now + request.hours, self._now, request))

    def interrupt(self) -> bool:
        """Whether somebody leaves a request for something urgent; it goes on later."""
        if not (self._works and self._ends):
            return False
        left = max(self._ends)
        self._ends.remove(left)
        heapify(self._ends)
        end, began, request = left
        self.done.append((began, self._now - began, request))
        rest = request._replace(hours=end - self._now, rest=True)
        self.waiting.appendleft(rest)
        return True

    def worked(self) -> float:
        """Hours that went into requests, as far as ``count`` has come."""
        under_way = sum(self._now - began for _, began, _ in self._ends)
        return sum(hours for _, hours, _ in self.done) + under_way

    def finish(self, now: float) -> None:
        """The run is over: what is under way counts as far as it came."""
        self.count(now)
        begun = [entry for entry in self._ends if entry[1] < self._now]
        self.done += [(began, self._now - began, request) for _, began, request in begun]
        self.waiting.extend(request for _, began, request in self._ends if began == self._now)

    def _advance(self, now: float) -> None:
        """What was asked, begun and done up to an hour of the working clock."""
        coming, ends = self.coming, self._ends
        while True:
            done = ends[0][0] if ends else NEVER
            asked = coming[0].asked if coming else NEVER
            if done > now and asked > now:
                break
            if done <= asked:
                self._now, began, request = heappop(ends)
                self.done.append((began, self._now - began, request))
            else:
                self._now = asked
                self.waiting.append(coming.popleft())
            self.begin()
        self._now = now

    def _clock(self, now: float) -> float:
        """The hour of the team's working clock, looked up once a shift: time only moves on."""
        if now >= self._shift_ends:
            working = self.team.working
            self._works, self._since = working.is_open(now), now
            self._base, self._shift_ends = working.open_hours(0.0, now), working.next_boundary(now)
        return self._base + (now - self._since) if self._works else self._base
