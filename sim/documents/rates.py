"""How often a thing may happen: what nobody could live through is a slip of the pen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import get_args

from pydantic.fields import FieldInfo

from sim.documents.base import Document
from sim.documents.errors import Problem
from sim.documents.paths import dotted
from sim.documents.quantities import Rate
from sim.documents.scenario import Scenario

RATE = get_args(Rate)[-1]
"""What a field has that holds a rate."""
MOST = 1_000_000
"""Times within the horizon: nine changes an hour for a dozen years, far beyond any service."""


def check_rates(scenario: Scenario) -> Iterator[Problem]:
    """Nothing happens so often that a run would neither end nor fit into a machine."""
    for path, rate in _rates(scenario, ()):
        if rate * scenario.horizon > MOST:
            found = f"found {rate * scenario.horizon:,.0f} times within the horizon"
            yield Problem(dotted(path), f"{found}; allowed: at most {MOST:,}")


def _rates(part: object, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], float]]:
    """Every rate in an hour inside a document, with its place."""
    if isinstance(part, Mapping):
        for name, value in part.items():
            yield from _rates(value, (*path, str(name)))
    elif isinstance(part, Document):
        for name, field in type(part).model_fields.items():
            value = getattr(part, name)
            if isinstance(value, float) and _is_rate(field):
                yield (*path, name), value
            else:
                yield from _rates(value, (*path, name))


def _is_rate(field: FieldInfo) -> bool:
    optional = (getattr(part, "__metadata__", ()) for part in get_args(field.annotation))
    return any(part == RATE for part in chain(field.metadata, *optional))
