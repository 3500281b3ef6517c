"""The page of base rates: what is published, what ours come to, which defaults moved and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.questions.verify.base_rates import Held
from sim.questions.verify.moved import MOVED

HEAD = """# Calibration

Published base rates, and what the shipped scenarios come to with the defaults. `make calibration`
writes this page; `whorunsit verify --base-rates` holds each figure against its band, and fails if
one lies outside of it without a reason. Bands are ours: the published values that were found, and
some room for what was measured elsewhere.
"""
MOVES = """## Defaults that moved

"""


def calibration_page(rows: Sequence[Held], replications: int) -> str:
    """The page as Markdown, for a number of replications."""
    parts = [HEAD, f"Means over {replications} replications.\n"]
    for scenario in dict.fromkeys(row.scenario for row in rows):
        parts += [f"\n## {scenario}\n\n", *_table([r for r in rows if r.scenario == scenario])]
        parts += _reasons([row for row in rows if row.scenario == scenario])
    return "".join([*parts, "\n", moved_table()])


def _table(rows: Sequence[Held]) -> Iterator[str]:
    yield "| Base rate | Model | Unit | Published | Band | Ours | | Source |\n"
    yield "|---|---|---|---|---|---|---|---|\n"
    for row in rows:
        rate = row.rate
        yield (
            f"| {rate.name} | `{row.model}` | {rate.unit} | {rate.published:g} "
            f"| {rate.low:g} to {rate.high:g} | {row.ours:.3g} | {row.verdict} | {rate.source} |\n"
        )


def _reasons(rows: Sequence[Held]) -> Iterator[str]:
    """Why figures differ, a line for each reason."""
    why: dict[str, list[str]] = {}
    for row in rows:
        if row.verdict == "differs":
            why.setdefault(row.why, []).append(f"{row.rate.name} (`{row.model}`)")
    if why:
        yield "\nWhy some differ:\n\n"
    for reason, names in why.items():
        yield f"- {'; '.join(names)}: {reason}.\n"


def moved_table() -> str:
    """The defaults that moved; it needs no run."""
    lines = [f"| `{m.path}` | {m.before} | {_now(m.now)} | {m.evidence} |\n" for m in MOVED]
    return "".join([MOVES, "| Default | From | To | Evidence |\n|---|---|---|---|\n", *lines])


def _now(text: str) -> str:
    return "see there" if text == "required" else f"`{text}`"
