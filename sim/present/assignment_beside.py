"""What a report says of an assignment that was found for the same documents, if one was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.documents.load import Study
from sim.present.assignment import choice_table, sentences
from sim.present.grid import MOST_ROWS, Cell, Grid, Line, left_out
from sim.present.show import interval, money, percent
from sim.questions.assign import Assignment
from sim.study.study_key import documents_key

FILE = "assignment.json"


@dataclass(frozen=True)
class Found:
    """An assignment as a report tells it."""

    sentences: Sequence[str]
    table: Grid


def keep_assignment(
    found: Assignment, study: Study, folder: Path, staffing: Sequence[str] = ()
) -> None:
    """Keep what a report reads; ``study`` is the scenario as it stands.

    ``staffing`` are sentences about the people that each team needs.
    """
    rows = [list(row) for row in choice_table(found).itertuples(index=False, name=None)]
    said = [*sentences(found), *staffing]
    told = {"documents": _key(study), "sentences": said, "choices": rows}
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (folder / FILE).write_text(text, encoding="utf-8")


def assignment_beside(study: Study, folder: Path) -> Found | None:
    """What stands in a scenario's folder of results; None if nothing, or of other documents."""
    try:
        told = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if told["documents"] != _key(study):
            return None
        lines = [_line(row, study.scenario.currency) for row in told["choices"]]
        return Found([str(one) for one in told["sentences"]], _grid(lines))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _key(study: Study) -> str:
    return f"{documents_key(study)} {study.scenario.assign!r}"


def _grid(lines: list[Line]) -> Grid:
    return Grid(
        "Who runs it",
        "The cheapest assignment that was found. What its model saves a year against the model "
        "named, all other services as assigned; how often no other model is cheaper for it when "
        "replications are resampled.",
        ["Service", "Run by", "Saves a year", "Instead of", "How sure"], lines[:MOST_ROWS],
        left_out(len(lines), "services", "assignment.csv"), folded=len(lines) > MOST_ROWS,
    )  # fmt: skip


def _line(row: Sequence[Any], currency: str) -> Line:
    service, model, saving, low, high, chance, instead = row
    bounds = interval(low, high, "money/y", currency) if high > low else ""
    return Line(
        str(service),
        [Cell(str(model)), Cell(money(saving, currency), bounds, f"{saving:.6g}"),
         Cell(str(instead)), Cell(percent(chance), sort=f"{chance:.6g}")],
    )  # fmt: skip
