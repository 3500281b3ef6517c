"""Readiness reviews: as many side by side as there are SREs for, first come, first served."""

from __future__ import annotations

import math
from collections import deque

from simpy import Event

from sim.engine.engineering import EngineeringTime
from sim.engine.state import World


class Reviewers:
    """The SREs' attention to readiness reviews."""

    def __init__(self, world: World, time: EngineeringTime) -> None:
        self.world, self.time = world, time
        self._asked: deque[Event] = deque()

    def ask(self) -> Event:
        """An event that happens when a review may begin."""
        turn = self.world.env.event()
        self._asked.append(turn)
        self.look_again()
        return turn

    def withdraw(self, turn: Event) -> None:
        """Whoever asked no longer does, whether or not its review has begun."""
        if turn in self._asked:
            self._asked.remove(turn)
        else:
            self.leave()

    def leave(self) -> None:
        """A review is over."""
        self.time.review(-1)
        self.look_again()

    def look_again(self) -> None:
        """Begin what there are people for."""
        while self._asked and self.time.reviews < self.side_by_side():
            self.time.review(+1)
            self._asked.popleft().succeed()

    def side_by_side(self) -> float:
        """Reviews that the team is enough for now: none without it, else at least one."""
        engagement, people = self.time.engagement, self.time.people()
        if not people:
            return 0
        if engagement.reviewers is not None or engagement.engineering is None:
            return engagement.reviewers or 1
        one = engagement.engineering.review_takes
        return max(1, math.floor(people * engagement.engineering.share / one)) if one else math.inf
