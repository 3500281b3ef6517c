"""Which support model is better, by how much, and how surely?"""

from __future__ import annotations

from sim.questions.compare.front import compare

__all__ = ["compare"]
