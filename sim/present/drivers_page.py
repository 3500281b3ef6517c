"""The drivers of the differences as a part of a page, between two marks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim.documents.errors import InputError, Problem, written_to
from sim.present.drivers import TABLE, biggest, move_said, range_said
from sim.present.show import NOTHING, money
from sim.present.words import labels
from sim.questions.drivers import Driver, Drivers, Swing

BEGIN, END = "<!-- drivers: begin -->", "<!-- drivers: end -->"
"""Marks in a page between which the table is written."""
LEAST = 0.05
"""Of the largest move of a difference: what moves every one less has no line."""


def page(found: Drivers, command: str) -> str:
    """The part of a page: how it was made, what is biggest, a line for each number that counts."""
    parts = [*_introduction(found, command), *biggest(found, "`"), "\n".join(_lines(found))]
    return "\n\n".join([*parts, _rest(found)])


def _introduction(found: Drivers, command: str) -> Iterator[str]:
    stated = sum(row.what.number.stated for row in found.rows)
    yield (
        f"Made by `{command}` ({found.replications} replications). Each of {len(found.rows)} "
        "numbers of nature, prices and the compared support models is moved alone, in the same "
        "worlds: from low to high where the documents state a range "
        f"({stated} of them), else from half to double, as far as that is allowed. What one "
        "support model inherits from another moves in both. Amounts are of total cost a year; in "
        "brackets, 95 % intervals of the paired move."
    )


def _lines(found: Drivers) -> Iterator[str]:
    names = labels(found.study)
    heads = [f"{names[model]} − {names[found.against]}" for model in found.base]
    yield f"| Number | From | To | {' | '.join(heads)} |"
    yield f"|---|---|---|{'---|' * len(heads)}"
    for row in _that_count(found):
        yield _line(row, found.study.scenario.currency)


def _line(row: Driver, currency: str) -> str:
    _, low, high = range_said(row.what.number, currency)
    cells = [_cell(swing, currency) for swing in row.swings.values()]
    return f"| `{row.what.name}` | {low} | {high} | {' | '.join(cells)} |"


def _cell(swing: Swing, currency: str) -> str:
    if swing.moves.low == swing.moves.high == 0:
        return NOTHING
    ends = f"{money(swing.low.mean, currency)} → {money(swing.high.mean, currency)}"
    return f"{ends}: {move_said(swing, currency)}"


def _that_count(found: Drivers) -> list[Driver]:
    """Drivers that move some difference by enough of what moves it most."""
    most = {
        model: max(abs(row.swings[model].moves.mean) for row in found.rows) for model in found.base
    }
    return [
        row
        for row in found.rows
        if any(abs(s.moves.mean) > LEAST * most[model] for model, s in row.swings.items())
    ]


def _rest(found: Drivers) -> str:
    left = len(found.rows) - len(_that_count(found))
    return (
        f"The other {left} move neither by more than {LEAST:.0%} of what its largest driver does; "
        f"`{TABLE}` in `results/{found.study.name}-drivers/` has all of them."
    )


def into_page(path: Path, part: str) -> None:
    """Replace what stands between the marks of a page.

    Raises
    ------
    InputError
        If the page can't be read or written, or has no such marks.
    """
    before, after = check_page(path)
    with written_to(path):
        path.write_text(f"{before}{BEGIN}\n\n{part}\n\n{END}{after}", encoding="utf-8")


def check_page(path: Path) -> tuple[str, str]:
    """What stands before and after the marks of a page.

    Raises
    ------
    InputError
        If the page can't be read, or has no such marks.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as why:
        raise InputError(path, [Problem("", f"can't be read: {why.strerror}")]) from None
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise InputError(path, [Problem("", f"has no lines '{BEGIN}' and '{END}'")])
    return before, after
