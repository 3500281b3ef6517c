"""Which assumptions does a verdict hang on? Screening, shares of variance, and where it flips."""

from __future__ import annotations

from sim.questions.sensitivity.analysis import Effort, Sensitivity, analyse

__all__ = ["Effort", "Sensitivity", "analyse"]
