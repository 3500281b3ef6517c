"""Targets that move: a quarterly review of availability targets, and who pays for what they ask."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sim.documents.base import Document, param
from sim.documents.errors import Problem
from sim.documents.quantities import Target


class Warrant(Document):
    """An availability target, and the exposure that warrants it."""

    exposure_from: float = param(
        "revenue at risk in an hour of the present traffic, in the scenario's currency, from which "
        "it is warranted", unit="money/h", ge=0, assumption="A-warrants", times=(0.5, 2),
    )  # fmt: skip
    target: Target = param("share of requests answered", unit="share")


PLAYBOOK = (
    {"exposure_from": 0, "target": "95%"},
    {"exposure_from": 40_000, "target": "99%"},
    {"exposure_from": 450_000, "target": "99.9%"},
)
"""The playbook has 7, 250 and 800 thousand dollars an hour; the edges between them are ours."""


class TargetReview(Document):
    """At the end of each quarter the owners of a service choose its target anew."""

    warrants: tuple[Warrant, ...] = param(
        "what exposure warrants, in ascending order, the first from 0", PLAYBOOK, min_length=1,
    )  # fmt: skip
    lent: float = param(
        "where another budget than the owners' pays for on-call (opex), they choose as if exposure "
        "were this many times what it is; 1: as those who pay themselves", 1.0, ge=1,
        assumption="A-lent-targets", low=1.0, high=50.0,
    )  # fmt: skip

    def target(self, exposure: float) -> float:
        """What an exposure warrants."""
        fit = [warrant.target for warrant in self.warrants if exposure >= warrant.exposure_from]
        return fit[-1]


def check_targets(review: TargetReview | None) -> Iterator[Problem]:
    """Warrants out of order, or an exposure that none of them is for."""
    if review is None:
        return
    place = "targets.warrants"
    if review.warrants[0].exposure_from != 0:
        found = f"found {review.warrants[0].exposure_from:g}"
        yield Problem(f"{place}[0].exposure_from", f"must be 0, for whoever has least; {found}")
    for number, (low, high) in enumerate(pairwise(review.warrants), 1):
        if high.exposure_from <= low.exposure_from or high.target <= low.target:
            found = f"found {high.target:.6g} from {high.exposure_from:g}"
            yield Problem(
                f"{place}[{number}]", f"{found}; both must be above those of the warrant before"
            )
