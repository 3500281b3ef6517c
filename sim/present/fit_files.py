"""A replay as files: the page, and its numbers as a table."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.documents.errors import written_to
from sim.present.files import write_csv
from sim.present.fit_page import replay_page, shown
from sim.questions.fit.replaying import Replay


def table_of(found: Replay) -> list[tuple[str, ...]]:
    """The numbers for a terminal, a heading first."""
    rows = [
        (line.moment.label, shown(line.moment, line.moment.value),
         f"{shown(line.moment, line.low)} to {shown(line.moment, line.high)}", line.verdict)
        for line in found.lines
    ]  # fmt: skip
    return [("number", "observed", "simulated band", "verdict"), *rows]


def write_replay(found: Replay, folder: Path) -> Path:
    """Write ``replay.html`` and ``replay.csv`` into a folder.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    rows = [
        (x.moment.name, x.moment.unit, x.moment.value, x.low, x.middle, x.high, x.runs, x.verdict)
        for x in found.lines
    ]
    names = ["moment", "unit", "observed", "low", "middle", "high", "replications", "verdict"]
    page = replay_page(found)
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(pd.DataFrame(rows, columns=names), folder / "replay.csv")
        (folder / "replay.html").write_text(page, encoding="utf-8")
    return folder
