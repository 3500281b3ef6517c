"""The reduced case as a textbook would write it in SimPy: the measure for our engine.

A process for each change and each fault, a number drawn for each event, a Resource for each team,
a dictionary for each record. Nothing is made slow on purpose, nothing is made fast.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

import numpy as np
import simpy

from benchmarks.reduced import Reduced

Record = dict[str, Any]

OPENS, CLOSES, WORKING_DAYS = 9.0, 17.0, 5
OPEN_SHARE = (CLOSES - OPENS) * WORKING_DAYS / 168
"""Part of the week that is office hours; the first day is a Monday."""


def until_open(now: float) -> float:
    """Hours until the office is open; 0 if it is."""
    day, hour = divmod(now, 24)
    if day % 7 < WORKING_DAYS and OPENS <= hour < CLOSES:
        return 0.0
    if hour >= OPENS:
        day, hour = day + 1, hour - 24
    while day % 7 >= WORKING_DAYS:
        day, hour = day + 1, hour - 24
    return OPENS - hour


def after_work(now: float, work: float) -> float:
    """Hours until so many office hours have gone by."""
    at = now + until_open(now)
    while work > (left := CLOSES - at % 24):
        work -= left
        at += left
        at += until_open(at)
    return at + work - now


class Organisation:
    """Services with their teams, living through the horizon."""

    def __init__(self, case: Reduced, replication: int) -> None:
        self.case, self.env = case, simpy.Environment()
        self.rng = np.random.Generator(np.random.PCG64([case.seed, replication]))
        self.teams = [simpy.PriorityResource(self.env, case.on_duty) for _ in range(case.services)]
        self.bridge = simpy.PriorityResource(self.env, case.bridge)
        self.improvers = [simpy.Resource(self.env) for _ in range(case.services)]
        self.deployers = (
            simpy.PriorityResource(self.env, case.deployers) if case.deployers else None
        )
        self.releases: dict[tuple[int, float], simpy.Process] = {}
        """Changes of a service that are due at the same time are deployed together."""
        self.changes: list[Record] = []
        self.incidents: list[Record] = []

    def live(self) -> None:
        """Run to the horizon."""
        for service in range(self.case.services):
            self.env.process(self.develop(service))
            self.env.process(self.wear(service))
        self.env.run(until=self.case.horizon)

    def develop(self, service: int) -> Generator[simpy.Event, Any, None]:
        """Changes become ready one after another."""
        while True:
            work = self.rng.exponential(OPEN_SHARE / self.case.changes_per_hour)
            yield self.env.timeout(after_work(self.env.now, work))
            self.env.process(self.ship(service))

    def ship(self, service: int) -> Generator[simpy.Event, Any, None]:
        """A change waits for its release and perhaps a yes, is deployed, and may have a defect."""
        change: Record = {"service": service, "ready_at": self.env.now, "live_at": None}
        self.changes.append(change)
        tick = self.case.release_every
        cut_at = OPENS + math.ceil((self.env.now - OPENS) / tick) * tick
        yield self.env.timeout(cut_at - self.env.now)
        if self.rng.random() >= self.case.standard:
            yield self.env.timeout(self.rng.uniform(*self.case.approval))
        yield self.env.timeout(until_open(self.env.now))
        due = (service, round(self.env.now, 6))
        if due not in self.releases:
            self.releases[due] = self.env.process(self.release())
        yield self.releases[due]
        change["live_at"] = self.env.now
        yield from self.live_change(service)

    def live_change(self, service: int) -> Generator[simpy.Event, Any, None]:
        """What is deployed may have a defect, which shows itself later."""
        if self.rng.random() < self.case.defect_chance:
            yield self.env.timeout(self.rng.exponential(self.case.shows_hours))
            self.env.process(self.fault(service))

    def repair(self, service: int, impact: float) -> Generator[simpy.Event, Any, None]:
        """Deploy a repair at once, before what waits for its release."""
        deploy = self.lognormal(self.case.deploy)
        if self.deployers is None:
            yield self.env.timeout(deploy)
        else:
            with self.deployers.request(priority=1 - impact) as turn:
                yield turn
                yield self.env.timeout(deploy)
        self.env.process(self.live_change(service))

    def release(self) -> Generator[simpy.Event, Any, None]:
        """Deploy what is due, with a person where people do it, who begins in office hours."""
        while self.deployers is not None:
            with self.deployers.request(priority=2) as turn:
                yield turn
                if until_open(self.env.now) == 0:
                    yield self.env.timeout(self.lognormal(self.case.deploy))
                    return
            yield self.env.timeout(until_open(self.env.now))
        yield self.env.timeout(self.lognormal(self.case.deploy))

    def wear(self, service: int) -> Generator[simpy.Event, Any, None]:
        """Faults appear by themselves."""
        while True:
            yield self.env.timeout(self.rng.exponential(1 / self.case.wear_per_hour))
            self.env.process(self.fault(service))

    def fault(self, service: int) -> Generator[simpy.Event, Any, None]:
        """A fault comes back until it is fixed in code or improved away."""
        kind = self.rng.random()
        in_code, restarts = kind < self.case.code_share, kind >= (1 + self.case.code_share) / 2
        impact = self.rng.choice([0.05, 0.3, 1.0], p=[0.6, 0.3, 0.1])
        diagnose, fix = self.lognormal(self.case.diagnose), self.lognormal(self.case.fix)
        improved: simpy.Process | None = None
        while improved is None or improved.is_alive:
            yield from self.incident(service, impact, diagnose, fix, restarts, in_code)
            if in_code:
                return
            if improved is None:
                improved = self.env.process(self.improve(service, impact))
            yield self.env.timeout(self.rng.exponential(self.case.recurs_hours))

    def improve(self, service: int, impact: float) -> Generator[simpy.Event, Any, None]:
        """Somebody of the team ends a fault for good, one after another, in office hours."""
        with self.improvers[service].request() as turn:
            yield turn
            work = self.lognormal(self.case.improvement)
            yield self.env.timeout(after_work(self.env.now, work))
        yield from self.repair(service, impact)

    def incident(
        self, service: int, impact: float, diagnose: float, fix: float, restarts: bool, code: bool
    ) -> Generator[simpy.Event, Any, None]:
        """From appearance to restoration: the bridge, then the owners."""
        record: Record = {"service": service, "appeared_at": self.env.now, "restored_at": None}
        self.incidents.append(record)
        yield self.env.timeout(self.lognormal(self.case.detect))
        record["paged_at"] = self.env.now
        with self.bridge.request(priority=1 - impact) as turn:
            yield turn
            yield self.env.timeout(self.lognormal(self.case.acknowledge))
            record["acknowledged_at"] = self.env.now
            yield self.env.timeout(self.lognormal(self.case.triage))
            if restarts:
                yield self.env.timeout(fix)
        if not restarts:
            yield self.env.timeout(self.lognormal(self.case.hand_over))
            with self.teams[service].request(priority=1 - impact) as turn:
                yield turn
                yield self.env.timeout(self.lognormal(self.case.acknowledge))
                yield self.env.timeout(diagnose)
                record["diagnosed_at"] = self.env.now
                yield self.env.timeout(fix)
        if code:
            yield from self.repair(service, impact)
        record["restored_at"] = self.env.now

    def lognormal(self, law: tuple[float, float]) -> float:
        """A duration with this median (hours) and σ of the logarithm."""
        return float(self.rng.lognormal(math.log(law[0]), law[1]))


def textbook(case: Reduced, replication: int) -> Organisation:
    """One replication."""
    organisation = Organisation(case, replication)
    organisation.live()
    return organisation


def means(organisation: Organisation) -> dict[str, float]:
    """Mean lead time, incidents of a service a year, mean time to restore; hours."""
    case = organisation.case
    lead = [c["live_at"] - c["ready_at"] for c in organisation.changes if c["live_at"] is not None]
    restore = [
        i["restored_at"] - i["appeared_at"]
        for i in organisation.incidents
        if i["restored_at"] is not None
    ]
    return {
        "lead time, h": float(np.mean(lead)),
        "incidents of a service in a year": len(organisation.incidents) / case.service_years,
        "time to restore, h": float(np.mean(restore)),
    }
