"""Which assumptions does a verdict hang on? Screening, shares of variance, and where it flips."""

from __future__ import annotations

from sim.questions.sensitivity.analysis import Sensitivity, analyse
from sim.questions.sensitivity.bars import Bar, Flip
from sim.questions.sensitivity.design import Effort

__all__ = ["Bar", "Effort", "Flip", "Sensitivity", "analyse"]
