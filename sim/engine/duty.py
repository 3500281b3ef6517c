"""A team on duty: people who are there by the calendar, and work queued by priority.

A slim stand-in for a SimPy resource: whoever finds a free person takes a seat without an event.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from simpy import Environment, Event

from sim.documents.nature import Fatigue
from sim.engine.in_hand import AlertsInHand, RequestsInHand
from sim.ground.working_time import Windows
from sim.organisation.team import Team

Entry = tuple[float, int, Event, Windows | None]
"""In the queue: priority, number, what brings the seat, when it can be used at all."""


class Worked(NamedTuple):
    """A stretch of one person's work on an incident."""

    until: float
    hours: float
    service: int
    incident: int


class DutyTeam:
    """People of one team; a seat is one person's attention."""

    def __init__(self, env: Environment, index: int, working: Windows, team: Team) -> None:
        self.env, self.index, self.team = env, index, team
        self.people, self.rota = team.people, team.rota_of(team.people)
        self.in_hours, self.out_of_hours = team.on_duty_of(team.people)
        self._working = working
        self._seats = max(self.in_hours, self.out_of_hours)
        self._free = list(range(self._seats))
        self.busy = 0
        """People at work on incidents and deployments."""
        self.queue: list[Entry] = []
        """Incidents and deployments that wait for somebody; a heap."""
        self._aside: dict[float, list[Entry]] = {}
        """Who waits for a window that is closed, by the instant at which it opens."""
        self._asked = 0
        self._woken_at = self._relieved_at = -1.0
        self._opens: set[float] = set()
        self._works, self._shift_ends = False, -1.0
        self.counts = False
        """Whether anybody asks how much it works."""
        self._since: dict[int, float] = {}
        self._worked = 0.0
        self._calls: deque[float] = deque()
        self.calls_out: list[float] = []
        """When somebody of it was called out of its hours."""
        self.worked: list[Worked] = []
        """On incidents, in the order in which it was done, where it counts."""
        self._earlier: list[tuple[float, int, int]] = []
        """How many were on duty before a change, in and out of hours: (until, in, out)."""
        self.alerts, self.requests = AlertsInHand(), RequestsInHand(self)

    @property
    def gone(self) -> bool:
        """Whether nobody is ever on duty."""
        return self.in_hours == 0 and self.out_of_hours == 0

    def on_duty(self, at: float) -> int:
        """People on duty at an instant, which may lie in the past."""
        then = ((inside, out) for until, inside, out in self._earlier if at < until)
        in_hours, out_of_hours = next(then, (self.in_hours, self.out_of_hours))
        if in_hours == out_of_hours:
            return in_hours
        return in_hours if self._working.is_open(at) else out_of_hours

    @property
    def working(self) -> Windows:
        """When the team works."""
        return self._working

    def off_hours(self, at: float | None = None) -> bool:
        """Whether it is out of the team's working hours now, or at an instant."""
        return not self._working.is_open(self.env.now if at is None else at)

    def _on_duty_now(self) -> int:
        """``on_duty`` at present, looked up once a shift: time only moves on."""
        if self.in_hours == self.out_of_hours:
            return self.in_hours
        now = self.env.now
        if now >= self._shift_ends:
            self._works = self._working.is_open(now)
            self._shift_ends = self._working.next_boundary(now)
        return self.in_hours if self._works else self.out_of_hours

    def take(self, interrupts: bool = False) -> int | None:
        """A free person's seat now, or None if everybody is busy or nobody is on duty.

        What ``interrupts`` doesn't wait for a request to be done.
        """
        if self._aside:
            self._bring_back()
        if self.queue:
            return None
        over = self.busy + self._others() - self._on_duty_now()
        if over > 0 or (over == 0 and not (interrupts and self.requests.interrupt())):
            return None
        return self._seat()

    def _others(self) -> int:
        """People who are at work on alerts and requests by now."""
        now = self.env.now
        return self.alerts.count(now) + self.requests.count(now)

    def wait(self, priority: float, window: Windows | None = None) -> Event:
        """An event that brings a seat; lower ``priority`` first, then first come.

        With a ``window``, a seat is of use only while it is open; the place in the queue is kept
        while it is closed.
        """
        event = Event(self.env)
        self.requests.count(self.env.now)
        self._asked += 1
        heappush(self.queue, (priority, self._asked, event, window))
        self._serve()
        return event

    def forget(self, call: Event) -> None:
        """Whoever waits for this call no longer does."""
        self.requests.count(self.env.now)
        self.queue = [entry for entry in self.queue if entry[2] is not call]
        heapify(self.queue)
        self.requests.begin()

    def leave(self, seat: int) -> None:
        """The person in this seat is free again."""
        self.requests.count(self.env.now)
        self.busy -= 1
        if self.counts:
            self._worked += self.env.now - self._since.pop(seat, self.env.now)
        heappush(self._free, seat)
        if self.queue:
            self._serve()
        self.requests.begin()

    def worked_hours(self) -> float:
        """Person-hours so far of what was begun by day: jobs, requests, alerts."""
        now = self.env.now
        self.requests.count(now)
        begun = sum(now - since for since in self._since.values())
        return self._worked + begun + self.requests.worked() + self.alerts.worked(now)

    def staff(self, people: int) -> None:
        """Head count changes, and with it who is on duty and who takes turns."""
        self.requests.count(self.env.now)
        self._remember()
        self.in_hours, self.out_of_hours = self.team.on_duty_of(people)
        self.people, self.rota = people, self.team.rota_of(people)
        for seat in range(self._seats, max(self.in_hours, self.out_of_hours)):
            heappush(self._free, seat)
            self._seats += 1
        self._serve()
        self.requests.begin()

    def dissolve(self) -> None:
        """The team is disbanded; whoever works finishes the job."""
        self.requests.count(self.env.now)
        self._remember()
        self.in_hours = self.out_of_hours = self.people = self.rota = 0

    def _remember(self) -> None:
        self._earlier.append((self.env.now, self.in_hours, self.out_of_hours))

    def waiting(self) -> list[Event]:
        """Take everybody out of the queue, in order; for a team that is gone."""
        everybody = sum(self._aside.values(), self.queue)
        self.queue, self._aside = [], {}
        return [event for _, _, event, _ in sorted(everybody, key=lambda entry: entry[:2])]

    def take_call(self) -> None:
        """Somebody of it takes up an incident."""
        if self.off_hours():
            self.calls_out.append(self.env.now)

    def called_since(self, at: float) -> float:
        """Calls out of hours since an instant, alerts among them, for each who takes turns."""
        calls = len(self.calls_out) - bisect_right(self.calls_out, at)
        return (calls + self.alerts.since(at, self.env.now)) / max(1, self.rota)

    def strain(self, fatigue: Fatigue) -> float:
        """How much slower the person on call is after this call, out of hours."""
        now = self.env.now
        self._calls.append(now)
        while self._calls[0] <= now - fatigue.shift:
            self._calls.popleft()
        calls = len(self._calls) + self.alerts.since(now - fatigue.shift, now)
        overloaded = calls > fatigue.overload * max(1, self.out_of_hours)
        missing = max(0, fatigue.smallest_rota - self.rota)
        return float((fatigue.slows if overloaded else 1.0) * fatigue.tires**missing)

    def called(self) -> None:
        """Somebody is called out of hours once more."""
        self._calls.append(self.env.now)
        self.calls_out.append(self.env.now)

    def _seat(self) -> int:
        self.busy += 1
        seat = heappop(self._free)
        if self.counts and not self.off_hours():
            self._since[seat] = self.env.now
        return seat

    def _serve(self, _: object = None) -> None:
        if self._aside:
            self._bring_back()
        others = self._others()
        if self.queue and self._free:
            self._fill(min(len(self._free), self._on_duty_now() - self.busy - others))
        if self.queue and self.in_hours != self.out_of_hours:
            self._wake_at(self._working.next_boundary(self.env.now))
        self.requests.begin()
        if self.queue and others:
            self._wake_for(min(self.alerts.first_done(self.env.now), self.requests.first_done()))

    def _wake_for(self, at: float) -> None:
        """Look again when the first of those at work on something else is free."""
        if self._relieved_at != at:
            self._relieved_at = at
            self._look_again(at)

    def _fill(self, seats: int) -> None:
        """Give so many seats to those who can use them now; others step aside."""
        now, opens = self.env.now, {id(None): self.env.now}  # many wait for the same window
        while self.queue and seats > 0:
            _, _, event, window = entry = heappop(self.queue)
            if window is not None and id(window) not in opens:
                opens[id(window)] = window.next_open(now)
            if opens[id(window)] == now:
                event.succeed(self._seat())
                seats -= 1
            else:
                self._put_aside(entry, opens[id(window)])

    def _put_aside(self, entry: Entry, opens: float) -> None:
        self._aside.setdefault(opens, []).append(entry)
        if opens not in self._opens and opens < float("inf"):
            self._opens.add(opens)
            self._look_again(opens)

    def _bring_back(self) -> None:
        """Incidents whose window is open again stand in the queue where they stood."""
        self.requests.count(self.env.now)
        for opens in [at for at in self._aside if at <= self.env.now]:
            self.queue += self._aside.pop(opens)
            heapify(self.queue)

    def _wake_at(self, boundary: float) -> None:
        """Look again when the next shift begins; once a boundary is enough."""
        if self._woken_at >= boundary or boundary == float("inf"):
            return
        self._woken_at = boundary
        self._look_again(boundary)

    def _look_again(self, at: float) -> None:
        wake = self.env.timeout(at - self.env.now)
        assert wake.callbacks is not None
        wake.callbacks.append(self._serve)

    def goes_home(self, at: float) -> float:
        """When whoever works now stops for the day; infinity if somebody is on call at night."""
        if self.out_of_hours or self.gone:
            return float("inf")
        return self._working.next_boundary(at) if self._working.is_open(at) else at

    def comes_back(self, at: float) -> float:
        """When the next shift begins."""
        return self._working.next_start(at)

    def covered_from(self, start: float, end: float) -> list[tuple[float, bool]]:
        """The stretches of a wait: (from, is somebody on duty?), joined, the first at ``start``."""
        stretches = [(start, self.on_duty(start) > 0)]
        if not self._earlier and self.in_hours > 0 and self.out_of_hours > 0:
            return stretches
        for at in self._edges(start, end):
            covered = self.on_duty(at) > 0
            if covered != stretches[-1][1]:
                stretches.append((at, covered))
        return stretches

    def _edges(self, start: float, end: float) -> list[float]:
        """When the number on duty may have changed inside a stretch of time."""
        edges = [until for until, _, _ in self._earlier if start < until < end]
        at = self._working.next_boundary(start)
        while at < end:
            edges.append(at)
            at = self._working.next_boundary(at)
        return sorted(edges)
