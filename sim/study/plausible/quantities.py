"""An uncertain quantity: a law for one number, and the places in the documents that follow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy import special

from sim.documents.numbers import Number, Path, Value, parts_of, scaled, with_part
from sim.documents.uncertain import Shape
from sim.ground.units import show_number

Mode = Literal["value", "times", "odds"]
"""Whether what is drawn stands in for a number, multiplies it, or multiplies its odds."""
Z = float(special.ndtri(0.975))


@dataclass(frozen=True)
class Law:
    """Where a quantity lies: ``low`` and ``high`` are ends, or hold 95 % of a normal law."""

    shape: Shape
    low: float
    high: float
    typical: float = 0.0

    @property
    def logarithmic(self) -> bool:
        """Whether it is even, or normal, in the logarithm."""
        return self.shape.startswith("log-")

    def ppf(self, u: np.ndarray) -> np.ndarray:
        """The value below which a share u lies; shape of ``u``, 0 < u < 1."""
        low, high = np.log([self.low, self.high]) if self.logarithmic else (self.low, self.high)
        if self.shape == "triangular":
            return _triangular(u, self.low, self.typical, self.high)
        if self.shape.endswith("normal"):
            x = (low + high) / 2 + (high - low) / (2 * Z) * special.ndtri(u)
        else:
            x = low + (high - low) * u
        return np.asarray(np.exp(x) if self.logarithmic else x)

    def scale(self, x: np.ndarray) -> np.ndarray:
        """Values as they are even or normal in: their logarithms, or themselves."""
        return np.log(x) if self.logarithmic else np.asarray(x, dtype=float)


def _triangular(u: np.ndarray, low: float, typical: float, high: float) -> np.ndarray:
    span = high - low
    left = low + np.sqrt(u * span * (typical - low))
    right = high - np.sqrt((1 - u) * span * (high - typical))
    return np.where(u * span < typical - low, left, right)


@dataclass(frozen=True)
class Quantity:
    """Something uncertain that is one number, drawn once for all support models."""

    name: str
    law: Law
    mode: Mode
    targets: tuple[Number, ...]
    """What follows it; the first has given it its name."""
    group: str = ""
    """The assumption it states, which may have several numbers."""
    stated: str = ""
    """Where its range comes from."""
    correlated: Mapping[str, float] = field(default_factory=dict)

    @property
    def description(self) -> str:
        """What it is, in words."""
        return self.targets[0].field.description or ""

    @property
    def unit(self) -> str:
        """The unit of its value; "times" of a multiple."""
        if self.mode == "value":
            return str(self.targets[0].facts.get("unit", ""))
        return "times" if self.mode == "times" else "times the odds"

    def values(self, x: float) -> dict[Path, Value]:
        """What stands at each place when the quantity is x."""
        return {target.path: self._value(target, x) for target in self.targets}

    def _value(self, target: Number, x: float) -> Value:
        if target.part:
            base = _part_of(target)
            return with_part(target.value, target.part, x if self.mode == "value" else base * x)
        if self.mode == "odds":
            share = float(target.value)  # type: ignore[arg-type]
            return share * x / (1 - share + share * x)
        found = x if self.mode == "value" else scaled(target.value, x)
        return round(found) if target.is_whole and isinstance(found, float) else found

    def refuses(self, x: float) -> str:
        """Why some place can't have the value that it gets at x; "" if all can."""
        for target, value in zip(self.targets, self.values(x).values(), strict=True):
            if isinstance(value, (int, float)) and (why := target.refuses(value)):
                return f"{target.name} would be {value:.6g}; {why}"
        return ""

    def __str__(self) -> str:
        """The range of the quantity, for a reader."""
        return f"{show_number(self.law.low)} … {show_number(self.law.high)}"


def _part_of(target: Number) -> float:
    return parts_of(target.value)[target.part]


@dataclass(frozen=True)
class Choice:
    """Something uncertain that is one of several sets of lines, each a study of its own."""

    name: str
    options: tuple[Mapping[str, object], ...]
    weights: tuple[float, ...]
    group: str = ""

    def pick(self, u: np.ndarray) -> np.ndarray:
        """The number of the option at each uniform; shape of ``u``."""
        ends = np.cumsum(self.weights) / sum(self.weights)
        return np.minimum(np.searchsorted(ends, u, side="right"), len(self.options) - 1)


@dataclass(frozen=True)
class Joint:
    """Numbers known together: rows of a table that are equally likely."""

    name: str
    columns: tuple[Quantity, ...]
    rows: np.ndarray
    """Values, shape (rows, columns)."""

    def pick(self, u: np.ndarray) -> np.ndarray:
        """A row for each uniform; shape (len(u), columns)."""
        return np.asarray(
            self.rows[np.minimum((u * len(self.rows)).astype(int), len(self.rows) - 1)]
        )
