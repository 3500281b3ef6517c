"""How sure are we, what does it cost to be wrong, and which number should be found out first?"""

from __future__ import annotations

from sim.questions.uncertainty.analysis import (
    SEEN,
    ByModel,
    Knowing,
    Parts,
    Uncertainty,
    check_size,
    judge,
    measured_first,
)
from sim.questions.uncertainty.choosing import Curve

__all__ = [
    "SEEN", "ByModel", "Curve", "Knowing", "Parts", "Uncertainty", "check_size", "judge",
    "measured_first",
]  # fmt: skip
