"""From checks to the verdict on a claim, and to what the verdict hangs on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sim.questions.claims.contrast import Contrast, Outcome
from sim.questions.claims.document import Word

PLAIN: dict[Outcome, Word] = {"holds": "supported", "fails": "refuted", "open": "undecided"}


def together(contrasts: Iterable[Contrast]) -> Outcome:
    """All checks that count must hold; one that surely fails is enough against a claim."""
    found = {contrast.outcome for contrast in contrasts if contrast.check.counts}
    if "fails" in found:
        return "fails"
    return "open" if "open" in found else "holds"


def flips(base: Outcome, others: Mapping[str, Outcome]) -> list[str]:
    """The circumstances in which the claim surely comes out otherwise than with the defaults.

    Where the defaults leave it open, both kinds of decided circumstances count, if there are both.
    """
    if base == "open":
        decided = {name: found for name, found in others.items() if found != "open"}
        return list(decided) if len(set(decided.values())) > 1 else []
    return [name for name, found in others.items() if found not in ("open", base)]


def overall(base: Outcome, others: Mapping[str, Outcome]) -> Word:
    """The verdict: that of the defaults, unless a plausible circumstance surely overturns it."""
    return "depends" if flips(base, others) else PLAIN[base]
