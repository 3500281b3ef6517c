"""Who is asked: each alert that was nothing, each request and piece of toil goes to a team.

An alert goes where a page of an incident would, the others to the first line that can operate the
service, past SREs whose work overflows. They are handed out for a quarter at a time, and again when
who answers changes.
"""

from __future__ import annotations

import numpy as np

from sim.documents.responding import Tier
from sim.engine.duty import DutyTeam
from sim.engine.in_hand import Request
from sim.engine.incident import Process
from sim.engine.log import ERRAND_COLUMNS
from sim.engine.operability import multiplier
from sim.engine.state import ServiceState, World
from sim.ground.units import HOURS_PER
from sim.nature.everyday import ALERT, REQUEST, TOIL

AT_A_TIME = 91 * HOURS_PER["d"]
"""What is handed out at once, at the operability of its first day."""
NOBODY, IT_DEPENDS = -1, -2


class Errands:
    """Hands out what is asked beside incidents."""

    def __init__(self, world: World) -> None:
        self.world, self._effect = world, world.scenario.nature.operability.alerts
        self._services = sorted(world.services, key=lambda service: service.index)
        self._teams = list(world.teams.values())
        self._places = {team.index: place for place, team in enumerate(self._teams)}
        self._known: np.ndarray | None = None
        self._until = 0.0
        self._read()

    def _read(self) -> None:
        """The errands of every service in order of time."""
        tapes = [service.tape.errands for service in self._services]
        at = np.concatenate([tape.at for tape in tapes])
        order = np.argsort(at, kind="stable")
        owner = np.repeat(np.arange(len(tapes)), [len(tape.at) for tape in tapes])
        self._at, self._owner = at[order], owner[order]
        self._kind, self._accept, self._hours = (
            np.concatenate([getattr(tape, name) for tape in tapes])[order]
            for name in ("kind", "accept", "hours")
        )
        self._works = (self.world.working.next_open_array(self._at) == self._at).astype(int)
        self._open_hours = self.world.working.open_hours_array(self._at)

    def run(self) -> Process:
        """Hand out the next quarter, again and again."""
        while len(self._at):
            self._hand_out(self.world.env.now, self.world.env.now + AT_A_TIME)
            yield self.world.env.timeout(AT_A_TIME)

    def reroute(self, changed: ServiceState | None = None) -> None:
        """Who answers has changed, for one service or any: what comes later is handed out again."""
        if not len(self._at):
            return
        now = self.world.env.now
        for team in self._teams:
            team.requests.count(now)
            team.requests.coming.clear()
            team.alerts.forget(now)
        if changed is None or self._known is None:
            self._known = None
        else:
            self._known[changed.index] = self._table(changed)
        self._hand_out(now, self._until)

    def finish(self) -> None:
        """The run is over."""
        horizon = self.world.scenario.horizon
        for team in self._teams:
            team.requests.finish(horizon)
        log = self.world.log
        log.alerts = _columns([_alerts(team, horizon) for team in self._teams])
        log.requests = _columns([_requests(team) for team in self._teams])

    def _hand_out(self, start: float, end: float) -> None:
        """What is asked after an instant, up to another."""
        self._until = end
        first, last = np.searchsorted(self._at, (start, end), side="right").tolist()
        mine = np.arange(first, last)
        share = np.array([self._comes(service, start) for service in self._services])
        kind = self._kind[mine].astype(int)
        mine = mine[self._accept[mine] < share[self._owner[mine], kind]]
        to = self._asked(mine)
        for number in np.unique(to[to != NOBODY]).tolist():
            self._bring(self._teams[number], mine[to == number])

    def _comes(self, service: ServiceState, now: float) -> tuple[float, float, float]:
        """The share that comes of the possible alerts, requests and pieces of toil."""
        alerts = multiplier(self._effect, service.operability.at(now)) / self._effect
        by_hand = 1 - service.automation.at(now) if service.automation is not None else 1.0
        return alerts, 1.0, by_hand

    def _bring(self, team: DutyTeam, mine: np.ndarray) -> None:
        """Errands by number, in order of time, for a team."""
        called = self._kind[mine] == ALERT
        alerts, requests = mine[called], mine[~called]
        at, hours, owner = self._at[alerts], self._hours[alerts], self._owner[alerts]
        calls = at[~self._at_work(team, alerts)].tolist()
        team.alerts.bring(at.tolist(), (at + hours).tolist(), owner.tolist(), calls)
        asked = self._asked_at(team, requests).tolist()
        hours, owner = self._hours[requests].tolist(), self._owner[requests].tolist()
        toil = (self._kind[requests] == TOIL).tolist()
        rest = [False] * len(asked)
        team.requests.coming.extend(map(Request, asked, hours, owner, rest, toil))

    def _at_work(self, team: DutyTeam, mine: np.ndarray) -> np.ndarray:
        """Whether a team works when errands come, by their number."""
        if team.working is self.world.working:
            return np.asarray(self._works[mine] == 1)
        at = self._at[mine]
        return np.asarray(team.working.next_open_array(at) == at)

    def _asked_at(self, team: DutyTeam, mine: np.ndarray) -> np.ndarray:
        """When errands come, in hours of a team's working time."""
        if team.working is self.world.working:
            return np.asarray(self._open_hours[mine])
        return team.working.open_hours_array(self._at[mine])

    def _asked(self, mine: np.ndarray) -> np.ndarray:
        """The place of the team that each errand goes to; NOBODY if there is none."""
        if self._known is None:
            self._known = np.array([self._table(service) for service in self._services])
        owner, kind = self._owner[mine], self._kind[mine].astype(int)
        found = self._known[owner, kind, self._works[mine]]
        for place in np.flatnonzero(found == IT_DEPENDS).tolist():
            found[place] = self._find(self._services[owner[place]], int(mine[place]))
        return np.asarray(found)

    def _table(self, service: ServiceState) -> list[list[int]]:
        """The team by kind of errand, out of and in working hours."""
        if not _is_steady(service):
            return [[IT_DEPENDS, IT_DEPENDS]] * 3
        hours, now = self.world.working, self.world.env.now
        day = hours.next_open(now)
        moments = hours.next_boundary(day), day
        alerts, others = (
            [self._team(service, kind, at, 0) for at in moments] for kind in (ALERT, REQUEST)
        )
        return [alerts, others, others]

    def _find(self, service: ServiceState, number: int) -> int:
        return self._team(service, int(self._kind[number]), float(self._at[number]), number)

    def _team(self, service: ServiceState, kind: int, at: float, number: int) -> int:
        def draw(mechanism: str) -> float:
            return self.world.tape.uniform(f"errand {mechanism}", service.name, number)

        if kind == ALERT:
            tier = self.world.next_tier(service, 0.0, draw, at)
        else:
            lines = self.world.lines(service, 0.0, draw, at)
            tier = next((tier for tier in lines if _operates(service, tier)), None)
        return self._places[service.teams[tier.team].index] if tier is not None else NOBODY


def _operates(service: ServiceState, tier: Tier) -> bool:
    """Whether a line does such work for a service now."""
    engagement = service.practice.engagement
    if service.overflows and engagement is not None and tier.team == engagement.team:
        return False
    return "operate" in tier.fixes


def _is_steady(service: ServiceState) -> bool:
    """Whether who is asked, at the present stage, depends on working hours alone."""
    if any(team.team.calendar is not None for team in service.teams.values()):
        return False
    rules = (tier for _, tier in service.practice.path)
    return all(
        tier.takes == 1 and tier.when.since_launch is None and tier.when.in_peak is None
        for tier in rules
        if tier.when.stages is None or service.stage in tier.when.stages
    )


def _columns(parts: list[np.ndarray]) -> dict[str, np.ndarray]:
    """The rows of all teams as columns; each part has the shape (columns, rows)."""
    return dict(zip(ERRAND_COLUMNS, np.concatenate(parts, axis=1), strict=True))


def _alerts(team: DutyTeam, horizon: float) -> np.ndarray:
    mine = team.alerts
    at = np.array(mine.at)
    hours = np.minimum(np.array(mine.until), horizon) - at
    who = np.full(len(at), team.index)
    none = np.zeros(len(at))
    return np.array([who, mine.service, at, at, hours, none, none], dtype=float)


def _requests(team: DutyTeam) -> np.ndarray:
    """What was begun by the team, and what still waits, with instants instead of its own clock."""
    mine = team.requests
    rows = [(r.service, r.asked, began, hours, r.rest, r.toil) for began, hours, r in mine.done]
    rows += [(r.service, r.asked, np.nan, 0.0, r.rest, r.toil) for r in mine.waiting]
    service, asked, began, hours, rest, toil = np.array(rows, dtype=float).reshape(-1, 6).T
    who = np.full(len(rows), team.index)
    begun = np.where(np.isnan(began), np.nan, team.working.after_array(began))
    return np.array([who, service, team.working.after_array(asked), begun, hours, rest, toil])
