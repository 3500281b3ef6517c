"""Common causes: incidents that hit several services at once, where an export says which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from sim.questions.fit.mixes import Proportion
from sim.questions.fit.observations import BETWEEN, Observations

FEWEST = 5
"""Incidents of several services from which a common cause is told."""
EVEN = (1.0, 1.0)
"""Prior of the share of services hit: the default, worth two."""
NAME = "several"


@dataclass(frozen=True)
class Common:
    """What several services stand on, as far as incidents tell."""

    name: str
    services: tuple[str, ...]
    """Those that are hit together, as the data call them."""
    share: Proportion
    """Of these services, how many an incident hits; one that hit a single service isn't seen."""
    rows: np.ndarray = field(repr=False)
    """Whether each incident is of it; shape (incidents,)."""

    @property
    def n(self) -> int:
        """Incidents of several of its services."""
        return int(self.rows.sum())


def common_causes(found: Observations) -> tuple[Common, ...]:
    """A common cause for each set of services that are hit together, often enough to tell."""
    table, known = found.incidents, set(found.services)
    if "hits" not in table:
        return ()
    each = [_of(names, known) for names in table["all_services"].astype("str")]
    told = list(_told(each))
    names = [NAME, *(f"{NAME}-{number}" for number in range(2, len(told) + 1))]
    return tuple(
        Common(name, services, share, rows)
        for name, (services, share, rows) in zip(names, told, strict=False)
    )


def _of(names: str, known: set[str]) -> frozenset[str]:
    return frozenset(name.strip() for name in names.split(BETWEEN)) & known


def _told(each: list[frozenset[str]]) -> Iterator[tuple[tuple[str, ...], Proportion, np.ndarray]]:
    for services in _together(one for one in each if len(one) > 1):
        hits = np.array([len(one) if one <= services else 0 for one in each])
        rows = hits > 1
        if rows.sum() >= FEWEST:
            whole = float(rows.sum() * len(services))
            share = Proportion(float(hits[rows].sum()), whole, EVEN, "services of an incident")
            yield tuple(sorted(services)), share, rows


def _together(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Services that are hit together, directly or by others, in alphabetical order."""
    found: list[frozenset[str]] = []
    for one in set(sets):
        touching = [other for other in found if other & one]
        found = [other for other in found if not other & one]
        found.append(one.union(*touching))
    return sorted(found, key=sorted)


def alone(found: Observations, causes: Iterable[Common]) -> np.ndarray:
    """Incidents that count for their service alone; shape (incidents,)."""
    which = np.ones(len(found.incidents), dtype=bool)
    for cause in causes:
        which &= ~cause.rows
    return which
