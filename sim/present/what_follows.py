"""One screen for whoever wants to know which of the literature's advice holds, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.questions.claims.document import Word
from sim.questions.claims.runner import Finding

HEADINGS: dict[Word, str] = {
    "supported": "Holds",
    "depends": "Holds in some circumstances and not in others",
    "refuted": "Doesn't hold as it is said",
    "undecided": "Can't be told yet",
    "not expressible": "Can't be tested here",
}


def what_follows_markdown(findings: Sequence[Finding]) -> str:
    """The page: a sentence a claim, by verdict; claims that restate what was put in come last."""
    parts = [
        "# What follows",
        "Advice on who should run what is plentiful. Here is what became of it when each piece was "
        "put to a test that could refute it: what to take from it, in a sentence, with a link to "
        "the test. A heading is the verdict on the claims below it, as their sources make them.",
    ]
    if not any(found.others for found in findings):
        parts.append(
            "This is a first look: each claim was tried at the defaults alone, and not in the "
            "circumstances that could turn it."
        )
    found_out = [found for found in findings if found.claim.kind != "put in"]
    for word, heading in HEADINGS.items():
        sentences = list(_sentences(found_out, word))
        if sentences:
            parts += [f"## {heading}", "\n".join(sentences)]
    put_in = [found for found in findings if found.claim.kind == "put in"]
    if put_in:
        told = "\n".join(_sentence(found) for found in put_in)
        parts += ["## Restates what was put in", told]
    return "\n\n".join(parts) + "\n"


def _sentences(findings: Sequence[Finding], word: Word) -> Iterator[str]:
    return (_sentence(found) for found in findings if found.word == word)


def _sentence(found: Finding) -> str:
    claim = found.claim
    return f"- {claim.advice} ([{claim.id}](../claims.md#{claim.id.lower()}))"
