"""Error budgets: who is outside, and what follows: launch blocks, urgent reviews, hand-backs."""

from __future__ import annotations

from itertools import pairwise

from sim.documents.policies import ErrorBudgetPolicy
from sim.engine.burning import Burn
from sim.engine.deployer import after
from sim.engine.incident import Incident, Process
from sim.engine.log import EventKind
from sim.engine.operability import factor
from sim.engine.state import BLOCK, ServiceState, World
from sim.engine.suffering import dependants_of, open_now
from sim.engine.targets import review_target
from sim.ground.units import on_grid
from sim.ground.working_time import month_edges
from sim.organisation.budget_window import by_month


class Budgets:
    """Keeps what burns of every service's budget and enforces the model's policy."""

    def __init__(self, world: World) -> None:
        self.world, self.env = world, world.env
        self.asked: list[set[int]] = [set() for _ in world.services]
        """The incidents because of which a block of each service was last asked for."""
        in_file_order = sorted(world.services, key=lambda service: service.index)
        self.burns = [Burn(service.tape.traffic) for service in in_file_order]
        self._by_name = {service.name: service for service in world.services}
        self._hit: dict[int, list[ServiceState]] = {}
        """Who else suffers from each incident that is not restored, by its number."""
        self._quarter = self._month = (world.quarters[0], world.quarters[1])
        self._edges = self._every_edge()
        """Where a quarter begins, or a month if some policy goes by months."""

    def begins(self, incident: Incident) -> None:
        """An incident starts to burn, here and at those who need the service."""
        self._burn(incident.service, incident.number, incident.impact)
        hits = self._hits(incident)
        self._hit[incident.number] = [self._by_name[name] for name in hits]
        for name, hit in hits.items():
            who, note = self._by_name[name], self.world.log.note
            note(self.env.now, EventKind.HIT, who.index, incident.number, amount=hit)
            self._burn(who, incident.number, hit)

    def _hits(self, incident: Incident) -> dict[str, float]:
        """Other services that fail with it, each by its share of requests.

        Those that a common cause strikes as the same incident, and whoever needs one of them all.
        """
        first, hits = incident.service, dict[str, float]()
        struck = [self._by_name[name] for name in first.tape.struck.get(incident.fault, ())]
        for service in struck:
            hits[service.name] = incident.impact
        for service in (first, *struck):
            for dependant, share in dependants_of(self.world, service):
                hit = incident.impact * share * self._felt(dependant)
                if dependant is not first and hit > hits.get(dependant.name, 0.0):
                    hits[dependant.name] = hit
        return hits

    def _felt(self, dependant: ServiceState) -> float:
        """The share of an upstream failure that a dependant's users notice."""
        law, level = self.world.scenario.nature.operability, dependant.operability.at(self.env.now)
        open_to = open_now(self.world, dependant)
        return min(1.0, open_to * factor(law, "blast_radius", level))

    def _burn(self, service: ServiceState, incident: int, impact: float) -> None:
        burn = self.burns[service.index]
        burn.settle(self.env.now)
        burn.running[incident], burn.since[incident] = min(1.0, impact), self.env.now
        self._expect(service)

    def _expect(self, service: ServiceState) -> None:
        """Look again when what burns now will have spent the budget, in an incident's midst."""
        policy, burn = service.practice.error_budget, self.burns[service.index]
        if policy is None or not policy.block or service.stage not in policy.stages:
            return
        if service.blocked_since is not None or not burn.running:
            return
        left = self.allowed(service, policy.measure == "clock") - burn.spent(
            self.window(service)[0], policy.measure == "clock"
        )
        until = (self._month if by_month(policy) else self._quarter)[1]
        at = burn.when_lost(max(0.0, left), until, policy.measure == "clock")
        if at < until:
            settled = len(burn.history)
            after(self.env.timeout(at - self.env.now), lambda _: self._spent(service, settled))

    def _spent(self, service: ServiceState, settled: int) -> None:
        """The budget is spent, unless something else has happened meanwhile."""
        burn = self.burns[service.index]
        if len(burn.history) == settled:
            burn.settle(self.env.now)
            self._enforce(service, max(burn.running))

    def ends(self, incident: Incident) -> bool:
        """An incident is restored; the budgets that it burned are read.

        True if it burned so much that its improvement comes first.
        """
        service = incident.service
        urgent = self._urgent(incident)
        for who in (service, *self._hit.pop(incident.number)):
            burn = self.burns[who.index]
            burn.settle(self.env.now)
            del burn.running[incident.number], burn.since[incident.number]
            self._enforce(who, incident.number)
            self._expect(who)
        return urgent

    def _urgent(self, incident: Incident) -> bool:
        """One incident that burned much gets its improvement at top priority."""
        service, now = incident.service, self.env.now
        policy = service.practice.error_budget
        if policy is None or policy.urgent_review is None or service.stage not in policy.stages:
            return False
        burn = self.burns[service.index]
        share, since = burn.running[incident.number], burn.since[incident.number]
        burned = share * service.tape.traffic.requests(since, now)
        return burned > policy.urgent_review * self.allowed(service, clock=False)

    def window(self, service: ServiceState) -> tuple[float, float]:
        """The stretch of time that a service's budget is for."""
        policy = service.practice.error_budget
        if policy is not None and policy.window == "rolling":
            return max(0.0, self.env.now - policy.rolling), self.env.now
        return self._month if by_month(policy) else self._quarter

    def _every_edge(self) -> list[float]:
        world = self.world
        if any(by_month(one.error_budget) for one in world.organisation.every_practice):
            return month_edges(world.scenario.start, world.scenario.horizon)
        return world.quarters

    def allowed(self, service: ServiceState, clock: bool) -> float:
        """Requests (or hours) that may fail in the window."""
        start, end = self.window(service)
        whole = end - start if clock else service.tape.traffic.requests(start, end)
        return (1 - service.target) * whole

    def outside(self, service: ServiceState) -> bool:
        """Whether the window's budget is spent, as far as it is settled."""
        policy = service.practice.error_budget
        clock = policy is not None and policy.measure == "clock"
        spent = self.burns[service.index].spent(self.window(service)[0], clock)
        return spent > self.allowed(service, clock)

    def mended(self, service: ServiceState) -> None:
        """A fault is gone for good; perhaps the last that a block waits for."""
        policy = service.practice.error_budget
        if service.blocked_since is None or service.standing or policy is None:
            return
        self.burns[service.index].settle(self.env.now)
        if policy.lifts == "improvements-live" or not self.outside(service):
            self._unblock(service)

    def look_again(self, service: ServiceState) -> None:
        """Other rules hold from now on; a block that they don't know ends."""
        policy = service.practice.error_budget
        blocks = policy is not None and policy.block and service.stage in policy.stages
        if service.blocked_since is not None and not blocks:
            self._unblock(service)
        self._expect(service)

    def _enforce(self, service: ServiceState, incident: int) -> None:
        """Ask for a block, once an incident: it may be spent in its midst and at its end."""
        policy = service.practice.error_budget
        if policy is None or not policy.block or service.blocked_since is not None:
            return
        if incident in self.asked[service.index]:
            return
        waits_for = service.standing or policy.lifts == "inside-budget"
        if service.stage in policy.stages and waits_for and self.outside(service):
            self.asked[service.index] = {incident, *self.burns[service.index].running}
            self._ask_for_block(service, policy)

    def _ask_for_block(self, service: ServiceState, policy: ErrorBudgetPolicy) -> None:
        """Blocks are not always honoured, and sometimes disputed for a while."""
        draw, number = self.world.tape.uniform, service.blocks
        service.blocks += 1
        note, now = self.world.log.note, self.env.now
        if draw("block honoured", service.name, number) >= policy.honoured:
            note(now, EventKind.BLOCK_IGNORED, service.index, 0)
        elif draw("block disputed", service.name, number) < policy.disputed:
            note(now, EventKind.BLOCK_DISPUTED, service.index, 0)
            hours = on_grid(policy.dispute.ppf(draw("dispute lasts", service.name, number)))
            self.env.process(self._block_later(service, policy, hours))
        else:
            self._block(service, policy)

    def _block_later(
        self, service: ServiceState, policy: ErrorBudgetPolicy, hours: float
    ) -> Process:
        yield self.env.timeout(hours)
        waits_for = service.standing or policy.lifts == "inside-budget"
        if service.blocked_since is None and waits_for and self.outside(service):
            self._block(service, policy)

    def _block(self, service: ServiceState, policy: ErrorBudgetPolicy) -> None:
        service.blocked_since = self.env.now
        service.unblocked = self.env.event()
        self.world.log.note(self.env.now, EventKind.BLOCKED, service.index, 0)
        self.world.backlogs[service.document.team].changed()
        if policy.lifts == "inside-budget":
            self.env.process(self._watch(service))

    def _watch(self, service: ServiceState) -> Process:
        """A window moves on by itself: look every day whether the service is inside again."""
        begun = service.blocked_since
        while service.blocked_since == begun:
            yield self.env.timeout(24.0)
            self.burns[service.index].settle(self.env.now)
            if service.blocked_since == begun and not self.outside(service):
                self._unblock(service)

    def _unblock(self, service: ServiceState) -> None:
        assert service.blocked_since is not None
        service.holds.append((service.blocked_since, self.env.now, BLOCK))
        service.blocked_since = None
        self.world.log.note(self.env.now, EventKind.UNBLOCKED, service.index, 0)
        service.unblocked.succeed()
        self.world.backlogs[service.document.team].changed()

    def quarters(self) -> Process:
        """Close each quarter of every service, and open the next."""
        for number, (start, end) in enumerate(pairwise(self.world.quarters)):
            self._quarter = (start, end)
            for first, last in pairwise(at for at in self._edges if start <= at <= end):
                self._month = (first, last)
                for service in self.world.services:
                    if first == start or by_month(service.practice.error_budget):
                        self._expect(service)
                if last == self.world.scenario.horizon:
                    return  # a run stops just before what happens at its horizon: see ``finish``
                yield self.env.timeout(last - self.env.now)
            for service in self.world.services:
                self._close(service, number)
                review_target(self.world, service)

    def finish(self) -> None:
        """After the run: close the last quarter, which ends with the horizon."""
        for service in self.world.services:
            self._close(service, len(self.world.quarters) - 2)

    def _close(self, service: ServiceState, number: int) -> None:
        burn, (start, end) = self.burns[service.index], self._quarter
        burn.settle(self.env.now)
        requests = service.tape.traffic.requests(start, end)
        allowed, spent = (1 - service.target) * requests, burn.spent(start, clock=False)
        note, now = self.world.log.note, self.env.now
        note(now, EventKind.QUARTER_ALLOWED, service.index, number, amount=allowed)
        note(now, EventKind.QUARTER_SPENT, service.index, number, amount=spent)
        policy = service.practice.error_budget
        if policy is not None and policy.window != "quarter":
            trailing = self.allowed(service, clock=False)
            burned = burn.spent(self.window(service)[0], clock=False)
            share = burned / trailing if trailing else 0.0
            note(now, EventKind.WINDOW_SPENT, service.index, number, amount=share)
        if not self.outside(service):
            service.quarters_outside, service.quarters_inside = 0, service.quarters_inside + 1
        elif (service.engaged_at or 0.0) <= start:  # SREs who came in it found it as it was
            service.quarters_outside, service.quarters_inside = service.quarters_outside + 1, 0
        self._consider_hand_back(service)

    def _consider_hand_back(self, service: ServiceState) -> None:
        """Consistently outside: the SREs hand the rota back."""
        policy = service.practice.error_budget
        limit = policy.hand_back_after if policy is not None else None
        if limit is not None and service.quarters_outside >= limit:
            self.hand_back(service)

    def hand_back(self, service: ServiceState) -> None:
        """SREs give a rota back to the owners, where they have it and there are any."""
        policy = service.practice.error_budget
        if service.hand_back is None:
            return
        if service.orphaned:
            self.world.log.note(self.env.now, EventKind.HAND_BACK_IMPOSSIBLE, service.index, 0)
            return
        service.hand_back.succeed()
        service.hand_back = None
        if service.blocked_since is not None and policy and "handed-back" not in policy.stages:
            self._unblock(service)  # it is the team's own again, with its own rules
