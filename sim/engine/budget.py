"""The error budget of each service: what failed requests burn, and what follows.

Spending is settled whenever the set of running incidents changes and at each quarter's end, from
closed-form traffic. Shares of simultaneous incidents add up to at most all requests.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.engine.log import Did
from sim.engine.respond import Process
from sim.engine.state import ServiceState, World


@dataclass
class Ledger:
    """One service's budget in the present quarter, in requests."""

    settled_at: float = 0.0
    spent: float = 0.0
    running: dict[int, float] = field(default_factory=dict)
    """Impact of each incident that is not restored."""

    def burning(self) -> float:
        """Share of requests that fail now."""
        return min(1.0, sum(self.running.values())) if self.running else 0.0


class Budgets:
    """Keeps every service's ledger and enforces the model's policy."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ledgers = [Ledger() for _ in world.services]
        self._allowed = [0.0] * len(world.services)

    def begins(self, service: ServiceState, incident: int, impact: float) -> None:
        """An incident starts to burn."""
        self._settle(service)
        self.ledgers[service.index].running[incident] = impact

    def ends(self, service: ServiceState, incident: int) -> None:
        """An incident is restored; the budget is read."""
        self._settle(service)
        del self.ledgers[service.index].running[incident]
        self._enforce(service)

    def improved(self, service: ServiceState) -> None:
        """An improvement is live; perhaps the last that a block waits for."""
        policy = self.world.model.error_budget
        if service.blocked_since is None or service.pending or policy is None:
            return
        if policy.lifts == "improvements-live" or not self.outside(service):
            self._unblock(service)

    def outside(self, service: ServiceState) -> bool:
        """Whether the quarter's budget is spent."""
        return self.ledgers[service.index].spent > self._allowed[service.index]

    def _settle(self, service: ServiceState) -> None:
        ledger, now = self.ledgers[service.index], self.world.env.now
        if ledger.running:
            requests = service.tape.traffic.requests(ledger.settled_at, now)
            ledger.spent += ledger.burning() * requests
        ledger.settled_at = now

    def _enforce(self, service: ServiceState) -> None:
        policy = self.world.model.error_budget
        if policy is None or not policy.block or service.blocked_since is not None:
            return
        if service.stage in policy.stages and self.outside(service) and service.pending:
            self._block(service, policy.improvement_speed)

    def _block(self, service: ServiceState, speed: float) -> None:
        now = self.world.env.now
        service.blocked_since = now
        service.unblocked = self.world.env.event()
        self.world.log.note(now, Did.BLOCKED, service.index, 0)
        service.hurry(speed)

    def _unblock(self, service: ServiceState) -> None:
        now = self.world.env.now
        assert service.blocked_since is not None
        service.blocks.append((service.blocked_since, now))
        service.blocked_since = None
        self.world.log.note(now, Did.UNBLOCKED, service.index, 0)
        service.unblocked.succeed()

    def quarters(self) -> Process:
        """Close each quarter of every service, and open the next."""
        env, edges = self.world.env, self.world.quarters
        for number, (start, end) in enumerate(zip(edges, edges[1:], strict=False)):
            for service in self.world.services:
                self._open(service, start, end)
            yield env.timeout(end - env.now)
            for service in self.world.services:
                self._close(service, number)

    def _open(self, service: ServiceState, start: float, end: float) -> None:
        requests = service.tape.traffic.requests(start, end)
        self._allowed[service.index] = (1 - service.document.target) * requests
        self.ledgers[service.index].spent = 0.0

    def _close(self, service: ServiceState, number: int) -> None:
        self._settle(service)
        now, log = self.world.env.now, self.world.log
        log.note(
            now, Did.QUARTER_ALLOWED, service.index, number, amount=self._allowed[service.index]
        )
        log.note(
            now, Did.QUARTER_SPENT, service.index, number, amount=self.ledgers[service.index].spent
        )
        if self.outside(service):
            service.quarters_outside, service.quarters_inside = service.quarters_outside + 1, 0
        else:
            service.quarters_outside, service.quarters_inside = 0, service.quarters_inside + 1
        self._after_quarter(service)

    def _after_quarter(self, service: ServiceState) -> None:
        policy = self.world.model.error_budget
        if policy is None:
            return
        limit = policy.hand_back_after
        if (
            limit is not None
            and service.quarters_outside >= limit
            and service.hand_back is not None
        ):
            service.hand_back.succeed()
            service.hand_back = None
        if service.blocked_since is not None and policy.lifts == "inside-budget":
            self._unblock(service)
