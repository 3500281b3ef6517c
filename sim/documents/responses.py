"""What reliability time answers to: a budget that runs out, calls at night, a launch block.

Each response is off unless a line states it; together they raise a team's reliability time from
what the support model states toward ``top``, the strongest of them deciding.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from sim.documents.base import Document, param
from sim.documents.errors import Problem
from sim.documents.quantities import Duration, Share


class Responses(Document):
    """How the reliability time of owners answers to what they feel."""

    top: Share = param(
        "reliability time at its most, where what it answers to is at its height",
        assumption="A-response-top", times=(0.5, 2),
    )  # fmt: skip
    watch: Share = param(
        "share of an error budget that is left below which the expectation of a launch block moves "
        "people, at its most when nothing is left; as far as blocks are honoured; 0: never", "0%",
        assumption="A-watch", low=0.0, high=1.0,
    )  # fmt: skip
    bearable: float | None = param(
        "calls out of hours, a person and month, at which reliability time is at its top, below in "
        "proportion; absent: it doesn't answer to them", None, gt=0, unit="1/month",
        assumption="A-bearable", low=2.0, high=19.0,
    )  # fmt: skip
    called_over: Duration = param(
        "the past in which those calls are counted", "4 w", unit="h", gt=0,
        assumption="A-bearable", low=168.0, high=2184.0,
    )  # fmt: skip
    blocked: Share = param(
        "how much of the way to the top it goes while launches are blocked, since feature capacity "
        "is free", "0%", assumption="A-block-frees", low=0.0, high=1.0,
    )  # fmt: skip
    risk: float = param(
        "with budget to spare, a release's defects are this many times as many (bigger steps, less "
        "care), at most as many as at operability 0; as far as blocks are honoured", 1.0, ge=1,
        assumption="A-risk-taking", low=1.0, high=1.5,
    )  # fmt: skip
    spare: Share = param(
        "share of an error budget that is left above which there is budget to spare", "50%",
        assumption="A-risk-taking", low=0.25, high=0.75,
    )  # fmt: skip
    reads: Literal["weekly", "quarterly"] = param(
        "when budgets and calls are read: every week, or in a review of the quarter that ends",
        "weekly",
    )
    delay: Duration = param(
        "from a reading to what follows from it", "0 d", unit="h",
        assumption="A-response-delay", low=0.0, high=2184.0,
    )  # fmt: skip

    @property
    def of_budgets(self) -> tuple[str, ...]:
        """The lines by which anything follows from what is left of a budget, or from a block."""
        on = {"watch": self.watch > 0, "blocked": self.blocked > 0, "risk": self.risk > 1}
        return tuple(name for name, there in on.items() if there)


def check_responses(responds: Responses | None, stated: Mapping[str, float]) -> Iterator[Problem]:
    """What is wrong with responses beside the shares that are stated, each with its place."""
    if responds is None:
        return
    for place, share in stated.items():
        if share <= 0:
            found = f"found {share:.3g}; must be above zero where it responds to anything"
            yield Problem(place, found)
        elif responds.top < share:
            found = f"found {responds.top:.3g}; must be at least what {place} states, {share:.3g}"
            yield Problem("operability.responds.top", found)
