"""Two studies side by side in the terminal, and as a table."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.present.show import interval, quantity
from sim.present.words import PREFIX, metric_label
from sim.questions.side_by_side import Row, SideBySide
from sim.records.metrics import HEADLINES, METRICS

MOST_LINES = 20


def rendered(found: SideBySide, every: bool = False) -> RenderableType:
    """What differs in the documents, then a table a model: headlines, or every metric."""
    return Group(*(Text(line) for line in _about(found)), *_tables(found, every))


def _about(found: SideBySide) -> Iterator[str]:
    yield f"first: {found.first.name} ({found.first.replications} replications)"
    yield f"second: {found.second.name} ({found.second.replications} replications)"
    yield (
        f"Both drew by seed {found.first.seed}: replications are paired."
        if found.paired
        else f"Seeds {found.first.seed} and {found.second.seed} differ: intervals are those of "
        "independent samples."
    )
    for side, models in (("first", found.only_first), ("second", found.only_second)):
        if models:
            yield f"Only in the {side}: {', '.join(models)}."
    yield ""
    yield from _lines(found)


def _lines(found: SideBySide) -> Iterator[str]:
    if not found.lines:
        yield "The documents say the same."
    for line in found.lines[:MOST_LINES]:
        yield f"{line.path}: {line.first or '–'} → {line.second or '–'}"
    if len(found.lines) > MOST_LINES:
        yield f"… and {len(found.lines) - MOST_LINES} more lines differ."


def _tables(found: SideBySide, every: bool) -> Iterator[Table]:
    wanted = list(METRICS) if every else list(HEADLINES)
    by_model: dict[str, list[Row]] = {}
    for row in found.rows:
        by_model.setdefault(row.model, []).append(row)
    for model, rows in by_model.items():
        title = found.first.titles.get(model, model).removeprefix(PREFIX)
        table = Table("", "first", "second", "difference", "", box=None, pad_edge=False)
        table.title, table.title_justify, table.header_style = title, "left", "bold"
        for row in rows:
            if row.metric in wanted:
                table.add_row(*_cells(row, found.first.currency))
        yield table


def _cells(row: Row, currency: str) -> tuple[str, ...]:
    unit = METRICS[row.metric].unit
    first, second, gap = (
        quantity(x, unit, currency) for x in (row.first, row.second, row.difference)
    )
    bounds = interval(row.low, row.high, unit, currency)
    return metric_label(row.metric), first, second, f"{gap} ({bounds})", row.word


def table_of(found: SideBySide) -> pd.DataFrame:
    """A row a model and metric."""
    rows = [
        (r.model, r.metric, METRICS[r.metric].unit, r.first, r.second, r.difference, r.low, r.high,
         r.word)
        for r in found.rows
    ]  # fmt: skip
    columns = ["model", "metric", "unit", "first", "second", "difference", "ci_low", "ci_high",
               "verdict"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
