"""A rate says which prices it is made of, so that an amount can be traced, and worked out again.

A rate is a product of prices of the scenario, such as
``prices.salaries.developer / prices.working_hours_per_year``. Its key is that text; the value
follows from the key and the scenario alone, in a spreadsheet as here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from sim.documents.paths import dotted
from sim.documents.scenario import Scenario

Path = tuple[str, ...]

SALARIES: Path = ("prices", "salaries")

STEP = r'(?:"(?:[^"\\]|\\.)*"|[A-Za-z0-9_-]+)'
PART = re.compile(rf"(?P<sign>^|[*/]) ?(?P<rest>\(1 - )?(?P<path>{STEP}(?:\.{STEP})*)\)? ?")


@dataclass(frozen=True)
class Part:
    """One price in a product: it multiplies or divides, itself or what is left of it to one."""

    path: Path
    divides: bool = False
    rest: bool = False

    @property
    def name(self) -> str:
        """Where the price stands in the scenario: ``prices.standby``."""
        return dotted(self.path)


@dataclass(frozen=True)
class Rate:
    """A product of prices, in the order in which it is worked out."""

    parts: tuple[Part, ...]

    @classmethod
    def of(cls, *path: str) -> Rate:
        """A single price of the scenario."""
        return cls((Part(path),))

    def times(self, *path: str) -> Rate:
        """This rate times another price."""
        return Rate((*self.parts, Part(path)))

    def over(self, *path: str) -> Rate:
        """This rate divided by a price."""
        return Rate((*self.parts, Part(path, divides=True)))

    def less(self, *path: str) -> Rate:
        """This rate less a share of it."""
        return Rate((*self.parts, Part(path, rest=True)))

    @cached_property
    def key(self) -> str:
        """The product as text; ``from_key`` reads it."""
        return self.written(lambda part: part.name)

    def written(self, name: Callable[[Part], str]) -> str:
        """The product with other names for its prices, as a spreadsheet wants it."""
        text = ""
        for part in self.parts:
            said = f"(1 - {name(part)})" if part.rest else name(part)
            text += said if not text else f" {'/' if part.divides else '*'} {said}"
        return text

    @cached_property
    def role(self) -> str | None:
        """Whose salary it is made of; None where it is no pay."""
        return next((p.path[-1] for p in self.parts if p.path[:-1] == SALARIES), None)

    def rise(self, scenario: Scenario) -> float:
        """By which it grows each fiscal year, times inflation."""
        return 1.0 + (getattr(scenario.prices.pay_rises, self.role) if self.role else 0.0)

    def value(self, scenario: Scenario) -> float:
        """The rate in money, before any rise of prices."""
        value = 1.0 if self.parts else 0.0
        for part in self.parts:
            factor = price(scenario, part.path)
            factor = 1 - factor if part.rest else factor
            value = value / factor if part.divides else value * factor
        return value


@lru_cache(maxsize=65536)
def from_key(key: str) -> Rate:
    """The rate that a key stands for."""
    return Rate(
        tuple(
            Part(_path(found["path"]), found["sign"] == "/", bool(found["rest"]))
            for found in PART.finditer(key)
        )
    )


def _path(text: str) -> Path:
    steps = re.findall(STEP, text)
    return tuple(json.loads(step) if step.startswith('"') else step for step in steps)


def price(scenario: Scenario, path: Path) -> float:
    """The number at a place of the scenario."""
    found: object = scenario
    for step in path:
        found = found[step] if isinstance(found, Mapping) else getattr(found, step)
    if not isinstance(found, (int, float)):
        raise TypeError(f"{dotted(path)} is no number: {found!r}")
    return float(found)


NOTHING = Rate(())
"""What is given and not paid for."""


def yearly(role: str) -> Rate:
    """The cost of a person a year."""
    return Rate.of(*SALARIES, role)


def hourly(role: str) -> Rate:
    """The cost of an hour of somebody's work."""
    return yearly(role).over("prices", "working_hours_per_year")
