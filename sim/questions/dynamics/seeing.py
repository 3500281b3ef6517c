"""What a stretch of weeks looks like: it settles, it swings, it ratchets, or it stands still.

Chance moves every run, so a word is given only for what the runs have in common beyond it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from sim.study.intervals import mean_interval

WARM_UP = 13
"""Weeks at the beginning that are left out: the first quarter."""
FEWEST = 26
"""Weeks after them, below which nothing is said."""
STILL = 1e-9
STRONG = 0.1
"""Of an autocorrelation at a period, below which nobody would call it one."""
ERRORS = 3.0
"""Standard errors by which it must be above zero."""
IN_STEP = 2.0
"""Times the variance that the mean of independent runs has, beyond which they move together."""
FAR = 0.25
"""Of its standard deviation within runs, by which a quantity must have moved on."""

Word = Literal["settles", "swings", "ratchets up", "ratchets down", "stands still", "too short"]


@dataclass(frozen=True)
class Seen:
    """What was seen of one quantity under one model."""

    word: Word
    level: float
    """Mean over runs and the weeks after the warm-up."""
    period: int | None = None
    """Weeks from one height to the next, where it swings."""
    strength: float = 0.0
    """Autocorrelation at the period."""

    def __str__(self) -> str:
        """What was seen, as a part of a sentence."""
        if self.word == "swings":
            return f"swings with a period of about {self.period} weeks"
        return "is too short to tell" if self.word == "too short" else self.word


def see(runs: np.ndarray) -> Seen:
    """Look at a quantity of shape (replications, weeks)."""
    told = runs[:, WARM_UP:]
    if told.shape[1] < FEWEST:
        return Seen("too short", float(np.nanmean(runs)))
    level = float(told.mean())
    if np.ptp(told) < STILL:
        return Seen("stands still", level)
    moved = _moved_on(told)
    if moved:
        return Seen("ratchets up" if moved > 0 else "ratchets down", level)
    found = _period(told) or (
        _period(told.mean(axis=0, keepdims=True)) if _together(told) else None
    )
    if found is None:
        return Seen("settles", level)
    return Seen("swings", level, *found)


def _moved_on(told: np.ndarray) -> float:
    """How far the last third lies from the middle one, where it does so beyond chance; else 0."""
    third = told.shape[1] // 3
    middle, last = told[:, third : 2 * third].mean(axis=1), told[:, -third:].mean(axis=1)
    gap = mean_interval(last - middle, "real")
    sure = gap.low > 0 or gap.high < 0
    return gap.mean if sure and abs(gap.mean) > FAR * float(told.std(axis=1).mean()) else 0.0


def _together(told: np.ndarray) -> bool:
    """Whether runs move in step, as by a clock that all of them share.

    The variance over weeks of the mean of n runs that have nothing to do with one another is an
    nth of theirs.
    """
    alone = float(told.var(axis=1).mean()) / len(told)
    return float(told.mean(axis=0).var()) > IN_STEP * alone


def _period(told: np.ndarray) -> tuple[int, float] | None:
    """The lag of the first height of the mean autocorrelation after its first trough."""
    found = autocorrelation(told)
    if not len(found):
        return None
    mean = found.mean(axis=0)
    below = np.flatnonzero(mean < 0)
    if not len(below):
        return None
    lag = int(below[0]) + int(np.argmax(mean[below[0] :]))
    # Where there is no memory, an autocorrelation of n weeks has a variance of 1/n; where there
    # is, runs differ by more.
    spread = float(found[:, lag].std(ddof=1)) if len(found) > 1 else 0.0
    error = max(1 / np.sqrt(told.shape[1]), spread) / np.sqrt(len(found))
    strong = mean[lag] > max(STRONG, ERRORS * float(error))
    return (lag, float(mean[lag])) if strong and lag > 1 else None


def autocorrelation(told: np.ndarray) -> np.ndarray:
    """By lag from 0 up to two fifths of the weeks, of each run that moves; its trend is left out.

    Shape (runs that move, lags).
    """
    weeks = np.arange(told.shape[1]) - (told.shape[1] - 1) / 2
    centred = told - told.mean(axis=1, keepdims=True)
    slope = centred @ weeks / (weeks @ weeks)
    rest = centred - slope[:, None] * weeks
    moving = rest[rest.std(axis=1) > STILL]
    power = (moving**2).sum(axis=1)
    lags = range(2 * told.shape[1] // 5 + 1)
    products = [(moving[:, lag:] * moving[:, : moving.shape[1] - lag]).sum(axis=1) for lag in lags]
    return np.array(products).T / power[:, None] if len(moving) else np.empty((0, len(lags)))
