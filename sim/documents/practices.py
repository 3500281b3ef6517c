"""Practices: what the people of a service do for it, once they have put the effort in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from sim.documents.base import Document, param
from sim.documents.circles import circle
from sim.documents.errors import Problem
from sim.documents.quantities import Duration, Share
from sim.documents.responding import Stage

PracticeName = Literal["canary", "rollback", "circuit_breaker", "redundancy"]


class Practised(Document):
    """By whom something is practised, and from when on."""

    adopted: Share = param(
        "share of services whose people practise it, the same ones under every model", "100%",
        assumption="A-practices", low=0.0, high=1.0,
    )  # fmt: skip
    effort: Duration | None = param(
        "accumulated hours of reliability engineering from which people practise it, where nines "
        "cost; absent: they need none", None, unit="h", assumption="A-practice-effort", gt=0,
        low=100.0, high=2000.0,
    )  # fmt: skip
    stages: tuple[Stage, ...] | None = param("only at these stages of the engagement", None)
    needs: tuple[PracticeName, ...] = param("other practices without which it isn't practised", ())


class CircuitBreaker(Practised):
    """A service goes on without one that it needs, as far as it can."""

    hides: Share = param(
        "share of a needed service's failures that its users no longer notice, beside what "
        "degrades gracefully anyway", "50%", assumption="A-circuit-breaker", low=0.1, high=0.9,
    )  # fmt: skip


class Redundancy(Practised):
    """Another replica serves what a failed one would have served."""

    spares: Share = param(
        "share of the requests that would fail which it serves", "80%",
        assumption="A-redundancy", low=0.3, high=0.99,
    )  # fmt: skip
    of: tuple[Literal["background", "capacity", "change", "common"], ...] = param(
        "causes of failures that it helps against; a defect is in every replica",
        ("background", "common"), min_length=1,
    )  # fmt: skip


class Practices(Document):
    """Practices beside those of releasing."""

    circuit_breaker: CircuitBreaker | None = param(
        "toward what a service needs; absent: none", None
    )
    redundancy: Redundancy | None = param("that shrinks failures; absent: none", None)


def check_practices(places: Mapping[str, str], rules: Mapping[str, Practised]) -> Iterator[Problem]:
    """Practices that need what isn't there, or one another in a circle; ``places`` by name."""
    for name, rule in rules.items():
        for needed in rule.needs:
            if needed not in rules:
                known = ", ".join(rules)
                yield Problem(
                    f"{places[name]}.needs", f"found '{needed}'; the model has only {known}"
                )
    found = circle({name: list(rule.needs) for name, rule in rules.items()})
    if found:
        yield Problem(f"{places[found[0]]}.needs", f"goes in a circle: {' -> '.join(found)}")
