"""Behaviour that answers: reliability time and care follow what a team reads of its service.

A reading is of the error budget and of the team's calls; it is acted on after a delay, so that a
loop may overshoot. What people do now follows from the last reading and from a launch block.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from sim.documents.policies import ErrorBudgetPolicy
from sim.documents.responses import Responses
from sim.engine.burning import Burn
from sim.engine.deployer import after
from sim.engine.incident import Process
from sim.engine.log import EventKind
from sim.engine.state import Felt, ServiceState, World
from sim.ground.units import HOURS_PER, on_grid
from sim.organisation.targets import target_at


def respond(world: World, service: ServiceState) -> None:
    """Let reliability time and care follow what the owners feel now."""
    rule, note = service.practice.incentive.responds, world.log.note
    if rule is None or service.orphaned:
        return
    stated = service.practice.incentive.at(service.stage)
    share = stated + max(0.0, rule.top - stated) * height(service, rule)
    if share != (service.share or stated):
        note(world.env.now, EventKind.RELIABILITY_TIME, service.index, 0, amount=share)
    service.share, service.raised = share, share / stated if stated else 1.0
    risk = risk_taken(service, rule)
    if risk != service.risk:
        note(world.env.now, EventKind.RISK_TAKEN, service.index, 0, amount=risk)
    service.risk = risk


def height(service: ServiceState, rule: Responses) -> float:
    """How far reliability time has gone toward its top, 0 to 1: the strongest response."""
    calls = min(1.0, service.felt.called / rule.bearable) if rule.bearable else 0.0
    freed = rule.blocked if service.blocked_since is not None else 0.0
    return max(expectation(service, rule), calls, freed)


def expectation(service: ServiceState, rule: Responses) -> float:
    """Of a block: it grows as the budget runs out, as far as blocks are honoured."""
    policy, left = _governing(service), service.felt.left
    if rule.watch == 0 or policy is None or left is None or left >= rule.watch:
        return 0.0
    return policy.honoured * min(1.0, (rule.watch - left) / rule.watch)


def risk_taken(service: ServiceState, rule: Responses) -> float:
    """Defects over the usual while there is budget to spare."""
    policy, left = _governing(service), service.felt.left
    if policy is None or left is None or left <= rule.spare:
        return 1.0
    return 1 + (rule.risk - 1) * policy.honoured


def _governing(service: ServiceState) -> ErrorBudgetPolicy | None:
    """The policy by which launches may be blocked at the present stage."""
    policy = service.practice.error_budget
    if policy is None or not policy.block or service.stage not in policy.stages:
        return None
    return policy


class Readings:
    """Reads budgets and calls for those whose behaviour answers to them."""

    def __init__(self, world: World, burns: list[Burn]) -> None:
        self.world, self.env, self.burns = world, world.env, burns

    def watch(self, service: ServiceState) -> None:
        """Read for a service whose owners respond, as long as they do so by this rule."""
        rule = service.practice.incentive.responds
        if rule is not None:
            self.env.process(self._read(service, rule))

    def _read(self, service: ServiceState, rule: Responses) -> Process:
        for at in self._instants(rule):
            if at < self.env.now:
                continue
            yield self.env.timeout(at - self.env.now)
            if service.practice.incentive.responds is not rule:
                return
            felt = Felt(self.left(service), self._called(service, rule))
            if felt != service.felt:
                self._act_on(service, rule, felt)

    def _instants(self, rule: Responses) -> Iterator[float]:
        if rule.reads == "quarterly":
            yield from self.world.quarters[1:]
            return
        weeks = int(self.world.scenario.horizon // HOURS_PER["w"])
        yield from (HOURS_PER["w"] * week for week in range(1, weeks + 1))

    def _act_on(self, service: ServiceState, rule: Responses, felt: Felt) -> None:
        """What was read moves people after the delay."""

        def act(_: object) -> None:
            service.felt = felt
            self.world.backlogs[service.document.team].changed()

        after(self.env.timeout(on_grid(rule.delay)), act)

    def left(self, service: ServiceState) -> float | None:
        """Share of the error budget that is left, of the whole window; below 0: overspent."""
        policy = service.practice.error_budget
        if policy is None:
            return None
        (start, end), clock = self._window(policy), policy.measure == "clock"
        whole = end - start if clock else service.tape.traffic.requests(start, end)
        allowed = (1 - target_at(service.practice.targets, start)) * whole
        spent = self.burns[service.index].spent_by(self.env.now, start, clock)
        return 1 - spent / allowed if allowed else 1 - spent

    def _window(self, policy: ErrorBudgetPolicy) -> tuple[float, float]:
        """What a budget is for; at the edge of two quarters the one that ends."""
        now, edges = self.env.now, self.world.quarters
        if policy.window == "rolling":
            return max(0.0, now - policy.rolling), now
        place = bisect_left(edges, now)
        return edges[place - 1], edges[place]

    def _called(self, service: ServiceState, rule: Responses) -> float:
        """Calls of the owning team out of hours, a person and month."""
        owners = service.practice.owners
        if owners is None or not rule.bearable:
            return 0.0
        since = max(0.0, self.env.now - rule.called_over)
        months = (self.env.now - since) / HOURS_PER["month"]
        return self.world.teams[owners.name].called_since(since) / months
