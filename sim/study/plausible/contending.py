"""Which models the first samples show to be worth living through in the others, and how often.

A model that is hardly ever the cheapest tells little about the choice by one more sample. So it is
lived through in a part of them, which does not depend on what they are like; what it takes from the
others there holds for all (double sampling: Neyman, JASA 33, 1938).
"""

from __future__ import annotations

import numpy as np

FAR = 4.0
"""Standard deviations, of the logarithm of its cost over the cheapest's, that a model is away from
being the cheapest to be left out: one sample in 30,000 by a normal law."""
SELDOM = 0.05
"""Share of the first samples in which a model may be the cheapest at other exposures, if it never
is at those stated, to be lived through in a part of the samples alone."""
EVERY = 7
"""Of so many samples such a model is lived through in one; with few numbers of replications a
common divisor, so that it meets all of them."""
MULTIPLES = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
"""Of all exposures, that a choice is judged over."""


def strides(cost: np.ndarray, loss: np.ndarray) -> np.ndarray:
    """Of how many samples each model is lived through in one: 1, EVERY, or 0 for none at all.

    ``cost`` and the part of it that is proportional to the exposures have the shape
    (samples, models), money a year; the answer (models,).
    """
    if (cost + (MULTIPLES[0] - 1) * loss <= 0).any():
        return np.ones(cost.shape[1], dtype=int)  # no ratios to tell anything by
    beyond = {m: _beyond(cost + (m - 1) * loss) for m in MULTIPLES}
    near = np.any([_near(one) for one in beyond.values()], axis=0)
    most = np.max([(one <= 0).mean(axis=0) for one in beyond.values()], axis=0)
    often = (most > SELDOM) | (beyond[1.0] <= 0).any(axis=0)
    return np.where(often, 1, np.where(near, EVERY, 0))


def _beyond(costs: np.ndarray) -> np.ndarray:
    return np.asarray(np.log(costs / costs.min(axis=1, keepdims=True)))


def _near(beyond: np.ndarray) -> np.ndarray:
    """Models that are the cheapest in a sample, or not far from it."""
    return np.asarray((beyond.min(axis=0) <= 0) | (beyond.mean(axis=0) < FAR * beyond.std(axis=0)))
