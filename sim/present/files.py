"""Tables as files: CSV with six significant digits, Parquet with exact instants."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from sim.study.compare import Comparison
from sim.study.costs import to_the_cent

EVENT_TABLES = ("incidents", "releases", "changes")


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """A table for people and spreadsheets; floats with six significant digits."""
    table.to_csv(path, index=False, float_format="%.6g", lineterminator="\n")


def in_cents(costs: pd.DataFrame) -> pd.DataFrame:
    """Costs with their means to the cent, as text, so that they add up to the total."""
    return costs.assign(mean=to_the_cent(costs).map("{:.2f}".format))


def write_parquet(table: pd.DataFrame, path: Path) -> None:
    """A table for programs: exact floats, names as plain text, the same bytes each time."""
    names = table.select_dtypes("category").columns
    plain = table.astype(dict.fromkeys(names, "str"))
    arrow = pa.Table.from_pandas(plain, preserve_index=False).replace_schema_metadata(None)
    parquet.write_table(arrow, path, compression="zstd")


def write_tables(comparison: Comparison, folder: Path) -> None:
    """Every table of a comparison; the loop-off twins where the loop was on."""
    write_csv(comparison.summary, folder / "summary.csv")
    write_csv(comparison.comparison, folder / "comparison.csv")
    write_csv(in_cents(comparison.costs), folder / "costs.csv")
    write_csv(comparison.error_budgets, folder / "error_budgets.csv")
    if comparison.study.scenario.incentives:
        write_csv(comparison.summarise(False), folder / "summary_incentives_off.csv")
        write_csv(comparison.contrast(False), folder / "comparison_incentives_off.csv")
    for name in EVENT_TABLES:
        write_parquet(comparison.table(name), folder / f"{name}.parquet")
