"""A claim as a document: what is said, by whom, how it is put to the test, what it hangs on."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, model_validator

from sim.documents.base import Document, param
from sim.questions.claims.expression import Expression, parse

Source = Literal["S", "P", "seed", "D"]
"""Smith's series, the Equal Experts playbook, Smith's article on SRE Run It, the DORA reports."""

Word = Literal["supported", "refuted", "depends", "undecided", "not expressible"]
"""The verdicts."""

Kind = Literal["put in", "follows", "emerges"]
"""What a verdict is worth: the claim restates what was typed; it is arithmetic of the structure; or
nobody could have said it before the run."""

Changes = dict[str, Any]
"""Values at dotted paths of the scenario, such as ``nature.recurs``."""


def _parsed(text: str) -> str:
    parse(text)
    return text


Effect = Annotated[str, AfterValidator(_parsed)]
"""A linear expression of ``arm.metric``, such as ``ops.lead_time_days_median - 2 * you.…``."""


class Quote(Document):
    """What the source itself says."""

    words: str = param("a short sentence of it", max_length=300)
    place: str = param("where it stands")


class Arm(Document):
    """One organisation of the experiment: a support model, in the scenario or a variation."""

    model: str = param("a support model by name")
    changes: Changes = param("what differs in its scenario", {})


class Check(Document):
    """One thing that the claim says, as a number with a sign."""

    says: str = param("in words")
    effect: Effect = param("the number, of arms and metrics, paired by replication")
    expects: Literal["above", "below", "within"] = param(
        "whether the claim puts it above `matters`, below −`matters`, or between the two"
    )
    matters: float = param("the smallest effect that matters", 0.0, ge=0)
    unit: str = param("of the effect")
    because: str = param("why this size matters, or why none is needed")
    counts: bool = param("whether the verdict rests on it; otherwise it stands beside", True)

    @property
    def expression(self) -> Expression:
        """The effect, ready to be worked out."""
        return parse(self.effect)


class Axis(Document):
    """One direction of a grid."""

    label: str = param("what it is, with its unit")
    values: dict[str, Changes] = param("by label: what differs there", min_length=1)


class Frontier(Document):
    """Where which arm is cheapest: simulated over a grid, worked out for every exposure."""

    title: str = param("of the figure")
    arms: tuple[str, ...] = param("the arms that compete on total cost", min_length=2)
    names: tuple[str, ...] = param("what to call them", min_length=2)
    across: Axis = param("columns of each panel")
    panels: Axis | None = param("panels of the figure; absent: one", None)
    lowest: float = param("exposure of a service from, money an hour", 1e3, gt=0)
    highest: float = param("exposure to", 1e8, gt=0)
    thumbs: dict[str, float] = param("the sources' rules of thumb: exposures, by what to say", {})


class Replications(Document):
    """How many runs; all arms and conditions live through the same ones, from the first on."""

    quick: int = param("for a first look, with the defaults alone", 20, ge=2)
    full: int = param("with the defaults, for the published result", 40, ge=2)
    elsewhere: int = param("at most, in each other circumstance and along a frontier", 8, ge=2)


class Sweep(Document):
    """An assumption at both ends of what is plausible."""

    says: str = param("the ends in words")
    low: Changes = param("at the low end")
    high: Changes = param("at the high end")


class Claim(Document):
    """An experiment that can refute a claim."""

    id: str = param("number of the claim", pattern=r"^H\d+$")
    claim: str = param("what is claimed")
    source: tuple[Source, ...] = param("who claims it", min_length=1)
    advice: str = param("what to take from it, in a sentence that needs no page around it")
    question: str = param("what the experiment asks")
    quote: Quote | None = param("the source's own words; absent: told in ours", None)
    kind: Kind = param("whether the verdict restates what was typed, is arithmetic, or came out")
    kind_because: str = param("why it is of that kind")
    reading: str = param("how the claim is made testable, and the judgement in it")
    scenario: str = param("a scenario of the claims by name")
    arms: dict[str, Arm] = param("the organisations that are compared", min_length=1)
    models: dict[str, dict[str, Any]] = param("variants of support models", {})
    checks: tuple[Check, ...] = param("what has to hold; none: the model can't test it", ())
    assumptions: tuple[str, ...] = param("those the verdict may hang on; each is swept", ())
    sweeps: dict[str, Sweep] = param("other ends of an assumption than the common ones", {})
    conditions: dict[str, Changes] = param("other circumstances to try the verdict in", {})
    frontier: Frontier | None = param("a boundary to draw; absent: none", None)
    replications: Replications = param("how many", {})
    not_expressible: str | None = param(
        "what the model has no means to test, and what is missing: of a claim without checks all "
        "of it, else a part", None,
    )  # fmt: skip
    explains: dict[Word, str] = param("the mechanism behind a verdict, by verdict", {})
    dated: date = param("when a person last read the result")

    @model_validator(mode="after")
    def _arms_exist(self) -> Claim:
        used = {arm for check in self.checks for arm, _ in check.expression.terms}
        used |= set(self.frontier.arms) if self.frontier is not None else set()
        unknown = sorted(used - set(self.arms))
        if unknown:
            raise ValueError(f"no arm {', '.join(unknown)}; there are {', '.join(self.arms)}")
        if self.checks and not any(check.counts for check in self.checks):
            raise ValueError("no check counts")
        if not self.checks and self.not_expressible is None:
            raise ValueError("no checks, and nothing that says what is missing for one")
        return self

    @property
    def number(self) -> int:
        """For sorting."""
        return int(self.id[1:])

    def metrics_of(self, arm: str) -> set[str]:
        """The metrics that the checks want of an arm."""
        return {m for check in self.checks for a, m in check.expression.terms if a == arm}
