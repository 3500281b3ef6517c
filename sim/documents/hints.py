"""What was probably meant: the nearest known name, also by another word for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

OTHER_WORDS = {
    "availability": "target",
    "begin": "start",
    "begins": "start",
    "days_off": "holidays",
    "duration": "horizon",
    "iterations": "replications",
    "length": "horizon",
    "loss": "exposure",
    "name": "title",
    "owner": "team",
    "revenue": "exposure",
    "runs": "replications",
    "service_level": "target",
    "sla": "target",
    "slo": "target",
    "years": "horizon",
}
"""Words that people try, with ours; they look unlike each other, so no spelling leads there."""


MOST_NAMED = 40
"""Of what is allowed; a bank has a thousand services."""


def nearest(name: str, known: Sequence[str], called: Mapping[str, str] | None = None) -> str:
    """A hint at the known name that was probably meant, and what is allowed.

    ``called`` has other ways to say a known name, such as the titles of support models.
    """
    listed = list(known[:MOST_NAMED])
    if len(known) > MOST_NAMED:
        listed.append(f"… {len(known) - MOST_NAMED:,} more")
    return f"{closest(name, known, called)} (allowed: {', '.join(listed) or 'nothing'})"


def closest(name: str, known: Sequence[str], called: Mapping[str, str] | None = None) -> str:
    """A hint at the known name that was probably meant, if one is near enough."""
    words = {**OTHER_WORDS, **(called or {})}
    if words.get(name) in known:
        return f"; did you mean '{words[name]}'?"
    spelled = {word.lower(): word for word in reversed(known)}
    close = get_close_matches(name.lower(), spelled, n=1, cutoff=0.5)
    return f"; did you mean '{spelled[close[0]]}'?" if close else ""
