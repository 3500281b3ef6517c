"""The stock of operability of a service: grows with what the team invests, wears off with change.

Between two changes of the investment it follows do/dt = gain·invested·(1 − o) − decay·o, whose
solution is an exponential, so the stock needs no events: it is worked out when somebody looks.
"""

from __future__ import annotations

import math

import numpy as np

from sim.documents.nature import Operability
from sim.ground.units import HOURS_PER

REFERENCE = 6.0
"""People of the team for which ``gain`` is stated, with one service; the playbook's team."""


def multiplier(effect: float, operability: float) -> float:
    """``effect`` at 0, one at 0.5, 1/``effect`` at 1."""
    return math.exp(math.log(effect) * (1 - 2 * operability))


class Stock:
    """Operability of one service over time.

    ``people`` is the owning team's, shared out among its services: the share of whose time is
    invested. More of them buy more, with diminishing returns.
    """

    def __init__(
        self, law: Operability, changes_per_hour: float, invests: float, people: float = REFERENCE
    ) -> None:
        self._level, self._since = law.initial, 0.0
        buys = float((people / REFERENCE) ** law.returns)
        self._gain = law.gain * buys / HOURS_PER["y"]
        self._decay = law.decay * changes_per_hour / 100
        self._invests = invests
        self.history = [(0.0, law.initial, invests)]
        """(instant, level, share invested from then on) at each change of the investment."""

    def at(self, now: float) -> float:
        """The level at an instant not before the last change of investment."""
        growth = self._gain * self._invests
        pull = growth + self._decay
        if pull == 0:
            return self._level
        goal = growth / pull
        return goal + (self._level - goal) * math.exp(-pull * (now - self._since))

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
