"""Where does a difference between two support models come from?"""

from __future__ import annotations

from sim.questions.explain_difference.analysis import (
    EXPLAINED,
    Explained,
    Explanation,
    Part,
    explain,
)

__all__ = ["EXPLAINED", "Explained", "Explanation", "Part", "explain"]
