"""The words of the page of claims."""

from __future__ import annotations

from collections import Counter

from sim.present.show import interval, money, plain
from sim.questions.claims.catalogue import sweep_of
from sim.questions.claims.contrast import Contrast, Outcome
from sim.questions.claims.document import Claim, Kind
from sim.questions.claims.runner import Finding

KIND_WORDS: dict[Kind, str] = {
    "put in": "Put in", "follows": "Follows", "emerges": "Emerges",
}  # fmt: skip
OUTCOME_WORDS: dict[Outcome, str] = {"holds": "holds", "fails": "fails", "open": "is open"}
SOURCES = {
    "S": "Smith, *Who Runs It*",
    "P": "Equal Experts, *You Build It You Run It* playbook",
    "seed": "Smith, *You Build It SRE Run It*",
    "D": "DORA reports",
}
MOST_NAMED = 3
"""Circumstances that the scoreboard names; the claim's section has all."""


def size(found: Contrast) -> str:
    """The effect, with its unit."""
    if _counted(found) and _whole(found.mean, found) == 0:
        return "no difference"
    return amount(found.mean, found)


def amount(value: float, found: Contrast) -> str:
    """A value of an effect, with the effect's unit."""
    unit = found.check.unit
    if unit == "USD/y":
        return f"{money(_whole(value, found))} a year"
    if unit.startswith("share"):
        return f"{plain(100 * value)} points"
    return f"{plain(value)} {unit}"


def _whole(value: float, found: Contrast) -> float:
    """Without what rounding has left of nothing: half a dollar, or what floats leave."""
    return 0.0 if abs(value) < (0.5 if found.check.unit == "USD/y" else 1e-9) else value


def _counted(found: Contrast) -> bool:
    """Whether every replication has the same, so that there is nothing to be unsure of."""
    return _whole(found.high - found.low, found) == 0


def bounds(found: Contrast) -> str:
    """The interval of an effect."""
    if _counted(found):
        return "in every replication"
    low, high = _whole(found.low, found), _whole(found.high, found)
    if found.check.unit == "USD/y":
        return interval(low, high, "money/y")
    scale = 100 if found.check.unit.startswith("share") else 1
    return interval(scale * low, scale * high, "1/y")


def enough(found: Contrast) -> str:
    """What the claim asks of an effect, and why that much."""
    check = found.check
    size = amount(check.matters, found) if check.matters else "zero"
    word = {"above": "above", "below": "below", "within": "within ±"}[check.expects]
    minus = "−" if check.expects == "below" and check.matters else ""
    joined = f"{word}{minus}{size}" if check.expects == "within" else f"{word} {minus}{size}"
    return f"{joined}: {check.because}"


def circumstance(claim: Claim, name: str) -> str:
    """An assumption's end in words, or the circumstance as the claim names it."""
    id_, _, end = name.rpartition(" ")
    if id_ not in claim.assumptions:
        return name
    return f"{id_}, {end} end: {sweep_of(claim, id_).says}"


def short(name: str) -> str:
    """For the scoreboard."""
    return f"the {name}" if name.startswith("world ") else name


def hangs_on(finding: Finding) -> str:
    """The circumstances that turn the verdict, and what the claim does in them."""
    if not finding.hangs_on:
        return "–"
    named = finding.hangs_on[:MOST_NAMED]
    more = len(finding.hangs_on) - len(named)
    said = "; ".join(
        f"{OUTCOME_WORDS[finding.outcomes[name]]} with {short(name)}" for name in named
    )
    return f"{said}; and {more} more" if more else said


def count(finding: Finding) -> str:
    """In how many circumstances a claim holds, fails, is open."""
    found = Counter(finding.others.values())
    parts = [f"it {OUTCOME_WORDS[kind]} in {found[kind]}" for kind in OUTCOME_WORDS if found[kind]]
    return f"{len(finding.others)} other circumstances {', '.join(parts)}"


def chance(p_value: float) -> str:
    """A p-value for people."""
    return "< 0.001" if p_value < 0.001 else f"= {p_value:.2g}"
