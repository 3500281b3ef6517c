"""What drives the differences, for people: a table of every number, a page's part, sentences."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from sim.documents.errors import written_to
from sim.documents.load import Study
from sim.ground.laws import Constant, Exponential, LawBase, Lognormal, Triangular, Uniform
from sim.ground.units import HOURS_PER
from sim.present.files import write_csv
from sim.present.show import duration, interval, money, percent, plain, trimmed
from sim.present.words import join, labels
from sim.questions.drivers import Driver, Drivers, Number, Swing
from sim.study.paired import Difference
from sim.study.study_key import documents_key

TABLE, ABOUT = "drivers.csv", "drivers.json"
BIGGEST = 3
COLUMNS = [
    "parameter", "assumption", "value", "low", "high", "range", "model", "against", "at_low",
    "at_high", "moves", "ci_low", "ci_high",
]  # fmt: skip


def write_drivers(found: Drivers, folder: Path, command: str) -> Path:
    """Write the table and what it is of; the same analysis gives the same bytes.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    facts = {
        "command": command, "documents": documents_key(found.study), "against": found.against,
        "replications": found.replications, "biggest": biggest(found),
    }  # fmt: skip
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(table(found), folder / TABLE)
        text = json.dumps(facts, indent=2, ensure_ascii=False)
        (folder / ABOUT).write_text(text + "\n", encoding="utf-8")
    return folder


def drivers_beside(study: Study, folder: Path) -> list[str]:
    """What moves its differences most, if that was worked out for the same documents; else nothing.

    ``folder`` is where the results of scenarios lie.
    """
    try:
        facts = json.loads((folder / f"{study.name}-drivers" / ABOUT).read_text(encoding="utf-8"))
        same = facts["documents"] == documents_key(study)
        return [str(sentence) for sentence in facts["biggest"]] if same else []
    except (OSError, ValueError, KeyError, TypeError):
        return []


def table(found: Drivers) -> pd.DataFrame:
    """One row a number and difference, the largest drivers first; money a year."""
    currency = found.study.scenario.currency
    rows = [
        (
            row.what.name, row.what.number.assumption, *range_said(row.what.number, currency),
            "stated" if row.what.number.stated else "half to double", model, found.against,
            swing.low.mean, swing.high.mean, swing.moves.mean, swing.moves.low, swing.moves.high,
        )
        for row in found.rows
        for model, swing in row.swings.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def range_said(number: Number, currency: str) -> tuple[str, str, str]:
    """The value and both ends of the range."""
    value, low, high = (
        written(one, number, currency) for one in (number.value, number.low, number.high)
    )
    return value, low, high


def written(value: object, number: Number, currency: str) -> str:
    """A value as somebody would say it: "median 28 min", "25 %", "$176 k a year"."""
    return trimmed(_said(value, number, currency))


def _said(value: object, number: Number, currency: str) -> str:
    if isinstance(value, LawBase):
        return law_said(value)
    assert isinstance(value, (int, float))
    if number.quantity.startswith("money"):
        return f"{money(value, currency)}{number.quantity.removeprefix('money')}"
    if number.quantity == "rate":
        return f"{plain(value * HOURS_PER['y'])} a year"
    forms = {"duration": duration, "share": percent}
    return forms.get(number.quantity, plain)(value)


def law_said(law: LawBase) -> str:
    """A law by what names it."""
    match law:
        case Constant(hours=hours):
            return duration(hours)
        case Exponential(mean_hours=mean):
            return f"mean {duration(mean)}"
        case Lognormal(median=median):
            return f"median {duration(median)}"
        case Uniform(low=low, high=high) | Triangular(low=low, high=high):
            return f"{duration(low)}–{duration(high)}"
        case _:
            return f"mean {duration(law.mean())}"


def biggest(found: Drivers, mark: str = "") -> list[str]:
    """A sentence for each difference: the three numbers that move it most.

    ``mark`` stands before and after what is a name in a document.
    """
    return [_biggest(found, model, mark) for model in found.base]


def _biggest(found: Drivers, model: str, mark: str) -> str:
    names, base = labels(found.study), found.base[model]
    rows = sorted(found.rows, key=lambda row: -abs(row.swings[model].moves.mean))
    parts = [_moved(row, model, mark, found.study.scenario.currency) for row in rows[:BIGGEST]]
    return (
        f"{names[model]} costs {_amount(base, found)} more a year than {names[found.against]}. "
        f"What moves that most over its range: {join(parts)}."
    )


def _moved(row: Driver, model: str, mark: str, currency: str) -> str:
    _, low, high = range_said(row.what.number, currency)
    name = f"{mark}{row.what.name}{mark}"
    return f"{name} (from {low} to {high}) by {move_said(row.swings[model], currency)}"


def _amount(gap: Difference, found: Drivers) -> str:
    currency = found.study.scenario.currency
    return f"{money(gap.mean, currency)} ({interval(gap.low, gap.high, 'money/y', currency)})"


def move_said(swing: Swing, currency: str) -> str:
    """How far a difference moves, with its interval."""
    moves = swing.moves
    return f"{money(moves.mean, currency)} ({interval(moves.low, moves.high, 'money/y', currency)})"
