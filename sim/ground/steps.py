"""Levels that stay the same until they change: head counts, shares of time."""

from __future__ import annotations

import numpy as np


def integral(since: np.ndarray, level: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Integral over each stretch between edges of what is a level since an instant.

    ``since`` (ascending, from the first edge or before) and ``level`` have one shape, (steps,);
    ``edges`` has shape (stretches + 1,), the result (stretches,).
    """
    total = np.concatenate([[0.0], np.cumsum(level[:-1] * np.diff(since))])
    last = np.searchsorted(since, edges, side="right") - 1
    return np.asarray(np.diff(total[last] + level[last] * (edges - since[last])))
