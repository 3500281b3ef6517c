"""The stock of operability of a service: grows with what the team invests, wears off with change.

Between two changes of the investment it follows do/dt = gain·invested·(1 − o) − decay·o, whose
solution is an exponential, so the stock needs no events: it is worked out when somebody looks.

Where nines cost, the stock is hours H of reliability engineering, dH/dt = effort − decay·H, and the
level that others see is H/(H + H₀), one half at the hours H₀ at which nature is as stated.
"""

from __future__ import annotations

import math

import numpy as np

from sim.documents.nature import Operability
from sim.documents.nines import Nines, Part
from sim.documents.toil import Toil
from sim.ground.units import HOURS_PER

REFERENCE = 6.0
"""People of the team for which ``gain`` is stated, with one service; the playbook's team."""


def multiplier(effect: float, operability: float) -> float:
    """``effect`` at 0, one at 0.5, 1/``effect`` at 1."""
    return math.exp(math.log(effect) * (1 - 2 * operability))


def factor(law: Operability, part: Part, operability: float) -> float:
    """What a level does to one part of unavailability: one at 0.5, more below, less above."""
    worst = float(getattr(law, part))
    if law.nines is None:
        return multiplier(worst, operability)
    exponent = law.nines.exponent(part)
    if exponent == 0:
        return 1.0
    if operability == 0:
        return worst
    return min(worst, float(((1 - operability) / operability) ** exponent))


class Stock:
    """A level of one service over time, 0 to 1.

    What is invested is a share of the time of its part of the owning team; all of that time closes
    ``gain`` of the gap to 1 an hour, and ``decay`` of the level is lost.
    """

    def __init__(self, level: float, gain: float, decay: float, invests: float) -> None:
        self._level, self._since = level, 0.0
        self._gain, self._decay, self._invests = gain, decay, invests
        self.history = [(0.0, level, invests)]
        """(instant, level, share invested from then on) at each change of the investment."""

    def at(self, now: float) -> float:
        """The level at an instant not before the last change of investment."""
        growth = self._gain * self._invests
        pull = growth + self._decay
        if pull == 0:
            return self._level
        goal = growth / pull
        return goal + (self._level - goal) * math.exp(-pull * (now - self._since))

    def bought(self, hours: float, now: float) -> bool:
        """Whether so many hours of reliability engineering are in it; without hours, they are."""
        return True

    def invest(self, share: float, now: float) -> None:
        """From now on the team invests this share of its time."""
        self._level, self._since, self._invests = self.at(now), now, share
        self.history.append((now, self._level, share))

    def levels(self, at: np.ndarray) -> np.ndarray:
        """The level at instants of the past; same shape."""
        since, level, invested = np.array(self.history).T
        last = np.searchsorted(since, at, side="right") - 1
        growth = self._gain * invested[last]
        pull = growth + self._decay
        goal = np.divide(growth, pull, out=level[last].copy(), where=pull > 0)
        return np.asarray(goal + (level[last] - goal) * np.exp(-pull * (at - since[last])))


LEAST_LEFT = 1e-6
"""What an initial level of one falls short of it, since that would take infinite hours."""


class Hours(Stock):
    """Operability as hours of reliability engineering of one service, where nines cost.

    ``hours`` are those that its part of the owning team works in a year.
    """

    def __init__(
        self, law: Operability, nines: Nines, changes_per_hour: float, invests: float, hours: float
    ) -> None:
        super().__init__(law.initial, 0.0, wear(law, changes_per_hour), invests)
        self._needed, self._works = nines.hours, hours / HOURS_PER["y"]

    def at(self, now: float) -> float:
        """The level at an instant not before the last change of investment."""
        left = np.array([self._level]), np.array([self._invests]), np.array([now - self._since])
        return float(self._after(*left)[0])

    def bought(self, hours: float, now: float) -> bool:
        """Whether so many hours of reliability engineering are in it."""
        return self.at(now) >= hours / (hours + self._needed)

    def levels(self, at: np.ndarray) -> np.ndarray:
        """The level at instants of the past; same shape."""
        since, level, invested = np.array(self.history).T
        last = np.searchsorted(since, at, side="right") - 1
        return self._after(level[last], invested[last], at - since[last])

    def _after(self, level: np.ndarray, invested: np.ndarray, passed: np.ndarray) -> np.ndarray:
        """The level so many hours after it was one, with a share invested all the time."""
        before = self._needed * level / np.maximum(LEAST_LEFT, 1 - level)
        effort = self._works * invested
        left = np.exp(-self._decay * passed)
        grown = (1 - left) / self._decay if self._decay else passed
        hours = before * left + effort * grown
        return np.asarray(hours / (hours + self._needed))


def wear(law: Operability, changes_per_hour: float) -> float:
    """What change takes of a level, an hour."""
    return law.decay * changes_per_hour / 100


def stock_of(
    law: Operability, changes_per_hour: float, invests: float, people: float, yearly_hours: float
) -> Stock:
    """The stock of a service whose part of the owning team is so many people.

    Each of them works ``yearly_hours`` a year. More of them buy more, with diminishing returns.
    """
    if law.nines is not None:
        return Hours(law, law.nines, changes_per_hour, invests, people * yearly_hours)
    buys = float((people / REFERENCE) ** law.returns)
    gain = law.gain * buys / HOURS_PER["y"]
    return Stock(law.initial, gain, wear(law, changes_per_hour), invests)


def automation_of(
    toil: Toil, law: Operability, changes_per_hour: float, invests: float, people: float,
    yearly_hours: float,
) -> Stock:  # fmt: skip
    """How much of a service's toil is automated; nothing at the beginning."""
    gain = people * yearly_hours / HOURS_PER["y"] / toil.automation
    return Stock(0.0, gain, wear(law, changes_per_hour), invests)
