"""Tables as files: CSV with six significant digits, Parquet with exact instants."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from sim.study.comparison import Comparison
from sim.study.costs import to_the_cent
from sim.study.services import to_the_cent as service_cents

MOST_ROWS = 1_000_000
"""About what a spreadsheet opens."""
EVENT_TABLES = ("incidents", "releases", "changes")


FORMULA_BEGINS = r"^(?=[=+\-@\x00-\x1f\uff1d\uff0b\uff0d\uff20])(?![+-]?[\d.]+$)"
"""Where a spreadsheet takes a text for a formula: a sign, half or full width, or a control letter,
unless it is a number."""


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """A table for people and spreadsheets; floats with six significant digits."""
    as_text(table).to_csv(path, index=False, float_format="%.6g", lineterminator="\n")


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """A table with an apostrophe before each text that a spreadsheet would take for a formula."""
    texts = [str(name) for name in table if not pd.api.types.is_numeric_dtype(table[name])]
    return table.assign(**{name: _texts(table[name]) for name in texts})


def _texts(column: pd.Series) -> pd.Series:
    """Texts, or categories of them, that begin with nothing a spreadsheet would work out."""
    return column.map(
        lambda x: re.sub(FORMULA_BEGINS, "'", x) if isinstance(x, str) else x, na_action="ignore"
    )


def in_cents(costs: pd.DataFrame) -> pd.DataFrame:
    """Costs with their means to the cent, as text, so that they add up to the total."""
    return costs.assign(mean=to_the_cent(costs).map("{:.2f}".format))


def services_in_cents(table: pd.DataFrame) -> pd.DataFrame:
    """Results by service, with the means of their costs to the cent, as text."""
    cents = service_cents(table)
    said = [f"{c:.2f}" if c == c else f"{m:.6g}" for c, m in zip(cents, table["mean"], strict=True)]
    return table.assign(mean=["" if text == "nan" else text for text in said])


def write_parquet(parts: Iterable[pd.DataFrame], path: Path) -> None:
    """A table for programs: exact floats, names as plain text, the same bytes each time.

    The parts are written one after the other, so that no more than one is in memory.
    """
    writer = None
    try:
        for part in parts:
            names = part.select_dtypes("category").columns
            plain = part.astype(dict.fromkeys(names, "str"))
            arrow = pa.Table.from_pandas(plain, preserve_index=False).replace_schema_metadata(None)
            if writer is None:
                writer = parquet.ParquetWriter(path, arrow.schema, compression="zstd")
            writer.write_table(arrow.cast(writer.schema))
    finally:
        if writer is not None:
            writer.close()


def write_budgets(comparison: Comparison, path: Path, most: int = MOST_ROWS) -> None:
    """``error_budgets.csv``, a run at a time.

    A CSV of more rows than a spreadsheet opens serves nobody: beyond that it ends with the last
    replication that fits (the first in any case); ``write_every_budget`` has them all.
    """
    fits = _replications_that_fit(comparison, most)
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, part in enumerate(comparison.error_budget_parts()):
            if number < fits * len(comparison.models):
                as_text(part).to_csv(
                    file, index=False, header=number == 0, float_format="%.6g", lineterminator="\n"
                )


def write_every_budget(comparison: Comparison, path: Path, most: int = MOST_ROWS) -> None:
    """``error_budgets.parquet``, where the CSV doesn't have all of them."""
    if comparison.replications > _replications_that_fit(comparison, most):
        write_parquet(comparison.error_budget_parts(), path)


def _replications_that_fit(comparison: Comparison, most: int) -> int:
    services, quarters = len(comparison.study.scenario.services), len(comparison.quarter_names)
    return max(1, most // (services * quarters * len(comparison.models)))
