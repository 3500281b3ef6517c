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
    needed: tuple[tuple[float, bool], ...] = ((0.0, True),)
    """From each instant on, whether a service of its asks for it; the first at 0."""

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
        """When it first has people whom somebody needs; infinity if it never has."""
        return next((at for at in self._changes if self._people_needed(at)), math.inf)

    @property
    def _changes(self) -> list[float]:
        """The instants at which people or the need for them change."""
        return sorted({at for at, _ in (*self.head_counts, *self.needed)})

    def _people_needed(self, at: float) -> int:
        """Head count at an instant; of a rota of builders that nobody needs then, 0."""
        place = bisect_right(self.needed, at, key=lambda change: change[0])
        return self.people_at(at) if self.needed[place - 1][1] or not self.builds else 0

    def needed_hours(self, horizon: float) -> float:
        """Hours for which it has people whom somebody needs, once it has any."""
        if self.spans != ALWAYS:
            since, people = np.array(self.head_counts, dtype=float).T
            return float(integral(since, np.minimum(people, 1.0), np.array([0.0, horizon]))[0])
        since, asked = np.array(self.needed, dtype=float).T
        return float(integral(since, asked, np.array([min(self.there_from, horizon), horizon]))[0])

    def on_call_hours(self, edges: np.ndarray) -> np.ndarray:
        """Person-hours on call out of hours by seats, in each stretch between edges (hours)."""
        seats = self.document.on_duty.out_of_hours
        level = [float(min(self._people_needed(at), seats)) for at in self._changes]
        return integral(np.array(self._changes), np.array(level), edges)

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
        return self.rota_of(self._people_needed(at)) if self.document.on_duty.out_of_hours else 0

    def person_hours(self, edges: np.ndarray) -> np.ndarray:
        """Hours times the people who are there, in each stretch between edges (hours)."""
        since, people = np.array(self.head_counts, dtype=float).T
        return integral(since, people, edges)

    def rota_hours(self, edges: np.ndarray) -> np.ndarray:
        """Person-hours of those who take turns, in each stretch between edges (hours)."""
        level = [float(self.rota_at(at)) for at in self._changes]
        return integral(np.array(self._changes), np.array(level), edges)

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
