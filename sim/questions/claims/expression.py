"""Effects as linear expressions of what arms measure: ``7 - 2 * ops.lead_time_days_median``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

NUMBER = r"\d+(?:\.\d+)?"
TERM = re.compile(
    rf"\s*(?P<sign>[+-])?\s*(?:(?P<weight>{NUMBER})\s*\*\s*(?=[a-z]))?"
    rf"(?:(?P<arm>[a-z][a-z0-9-]*)\.(?P<metric>[a-z][a-z0-9_]*)|(?P<number>{NUMBER}))\s*"
)


@dataclass(frozen=True)
class Expression:
    """A constant and weights by (arm, metric)."""

    constant: float
    terms: dict[tuple[str, str], float]

    def of(self, values: Callable[[str, str], np.ndarray]) -> np.ndarray:
        """The value in each replication; shape (replications,)."""
        parts = [weight * values(arm, metric) for (arm, metric), weight in self.terms.items()]
        return np.asarray(self.constant + np.sum(parts, axis=0))


def parse(text: str) -> Expression:
    """Read a sum of terms ``weight * arm.metric`` and plain numbers.

    Raises
    ------
    ValueError
        If it is no such sum, or names nothing to measure.
    """
    constant, terms, at = 0.0, dict[tuple[str, str], float](), 0
    while at < len(text):
        found = TERM.match(text, at)
        if found is None or (at > 0 and found["sign"] is None):
            raise ValueError(f"can't read {text!r} from {text[at:]!r} on")
        sign = -1.0 if found["sign"] == "-" else 1.0
        if found["number"] is not None:
            constant += sign * float(found["number"])
        else:
            key = (found["arm"], found["metric"])
            terms[key] = terms.get(key, 0.0) + sign * float(found["weight"] or 1)
        at = found.end()
    if not terms:
        raise ValueError(f"{text!r} names no arm and metric")
    return Expression(constant, terms)
