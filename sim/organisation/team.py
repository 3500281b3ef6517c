"""A team: who is in it, whom it serves, who is on duty, and how it is paid."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.documents.responding import Contract, Pay, TeamRole
from sim.ground.steps import integral

Scope = Literal["organisation", "domain", "team"]

ALWAYS = ((0.0, math.inf),)
"""From the start, without an end."""


@dataclass(frozen=True)
class Team:
    """People who play a role of a support model, for everybody or for those who share a key."""

    name: str
    """How the log calls it: ``sre``, ``domain-rota/shop``, ``delivery/basket``."""
    role: str
    """The name of its role in the support model."""
    document: TeamRole
    key: str
    """The domain or the delivery team that it is for; empty: the organisation."""
    members: tuple[str, ...]
    """The delivery teams that it is made of; none for a team that the model adds."""
    services: tuple[str, ...]
    """The services that it can have to do with, in the order of the scenario."""
    head_counts: tuple[tuple[float, int], ...]
    """Head count from each instant (hours) on; the first at 0."""
    calendar: str | None = None
    """When it works, a name of the scenario's calendars; None: as the organisation does."""
    contract: Contract | None = None
    """The terms by which it answers, where it is outsourced."""
    spans: tuple[tuple[float, float], ...] = ALWAYS
    """When some service needs it (from, until), hours; in a plan over time that may be for a while
    only."""

    @property
    def scope(self) -> Scope:
        """Whom it is for: the organisation, a domain, a delivery team."""
        return self.document.scope

    @property
    def pay(self) -> Pay:
        """What being available out of hours earns."""
        return self.document.pay

    @property
    def builds(self) -> bool:
        """Whether its people are delivery teams, who would build features otherwise."""
        return self.document.people is None

    @property
    def people(self) -> int:
        """Head count when it is first there; 0 if it never is."""
        return next((people for _, people in self.head_counts if people), 0)

    @property
    def stated(self) -> int:
        """The head count for which its people on duty are stated."""
        return self.people if self.document.people is None else self.document.people

    @property
    def there_from(self) -> float:
        """When it first has people; infinity if it never has."""
        return next((at for at, people in self.head_counts if people), math.inf)

    def there_share(self, horizon: float) -> float:
        """The part of the time up to the horizon in which it has people."""
        if self.spans == ALWAYS:
            return max(0.0, 1 - self.there_from / horizon)
        since = np.array([at for at, _ in self.head_counts])
        there = np.array([float(people > 0) for _, people in self.head_counts])
        return float(integral(since, there, np.array([0.0, horizon]))[0]) / horizon

    def is_planned(self, at: float) -> bool:
        """Whether some service needs it at an instant."""
        return any(since <= at < until for since, until in self.spans)

    def people_at(self, at: float) -> int:
        """Head count at an instant."""
        place = bisect_right(self.head_counts, at, key=lambda change: change[0])
        return self.head_counts[max(0, place - 1)][1]

    def rota_of(self, people: int) -> int:
        """Who takes turns at being on call among so many: no rota is larger than its team."""
        return min(self.document.rota or people, people)

    def rota_at(self, at: float) -> int:
        """People who take turns at being on call at an instant; 0 if nobody is on call."""
        return self.rota_of(self.people_at(at)) if self.document.on_duty.out_of_hours else 0

    def rota_hours(self, edges: np.ndarray) -> np.ndarray:
        """Person-hours of those who take turns, in each stretch between edges (hours)."""
        since = np.array([at for at, _ in self.head_counts])
        level = np.array([float(self.rota_at(at)) for at in since.tolist()])
        return integral(since, level, edges)

    def on_duty_of(self, people: int) -> tuple[int, int]:
        """People on duty in and out of working hours when the team has so many.

        Fewer or more people are on duty in proportion; who is on call stays while somebody can.
        Nobody is on duty twice.
        """
        inside, outside = self.document.on_duty.working_hours, self.document.on_duty.out_of_hours
        if people == self.stated:
            return min(inside, people), min(outside, people)
        outside = min(outside, people)
        share = people / self.stated if self.stated else 0.0
        return min(people, max(outside, round(inside * share))), outside
