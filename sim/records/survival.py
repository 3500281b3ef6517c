"""Times of which some hadn't ended when the run did: estimates that count those too."""

from __future__ import annotations

import numpy as np
from scipy.stats import CensoredData, ecdf


def median_with_waiting(hours: np.ndarray, ended: np.ndarray) -> float:
    """The median time by Kaplan and Meier; NaN where fewer than half are known to end.

    ``hours`` is how long each took or has lasted so far, ``ended`` whether it ended.
    """
    if not ended.any():
        return float("nan")
    left = ecdf(CensoredData(uncensored=hours[ended], right=hours[~ended])).sf
    below = np.flatnonzero(left.probabilities <= 0.5)
    return float(left.quantiles[below[0]]) if len(below) else float("nan")
