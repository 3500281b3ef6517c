"""Times of which some hadn't ended when the run did: estimates that count those too."""

from __future__ import annotations

import numpy as np


def median_with_waiting(hours: np.ndarray, ended: np.ndarray) -> float:
    """The median time by Kaplan and Meier; NaN where fewer than half are known to end.

    ``hours`` is how long each took or has lasted so far, ``ended`` whether it ended.
    """
    if not ended.any():
        return float("nan")
    times, place = np.unique(hours, return_inverse=True)
    ends, every = np.bincount(place[ended], minlength=len(times)), np.bincount(place)
    at_risk = len(hours) - np.cumsum(every) + every
    left: np.ndarray = np.cumprod((at_risk - ends) / at_risk)
    if ended.all():  # a plain share: no rounding of a product decides at exactly one half
        left = 1 - np.cumsum(ends) / len(hours)
    below = np.flatnonzero(left <= 0.5)
    return float(times[below[0]]) if len(below) else float("nan")
