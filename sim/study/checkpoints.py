"""Finished replications in a folder: nothing that was finished is lived through twice.

``.NAME.partial/`` stands beside the results and holds ``study.json`` with the study's key and a
folder for each finished replication. Such a folder is written under another name and renamed, so
it is complete or not there, whatever ends the program.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd
from pyarrow import ArrowException, feather

from sim.documents.errors import InputError, Problem, written_to
from sim.study.lock import Lock
from sim.study.replication import FullOutcome, Outcome
from sim.study.task import Failure

STUDY, RUNS, LOCK = "study.json", "runs.json", "lock"
DRAFT = "draft."
REDUCED = ("costs", "budgets", "services", "teams")
"""Tables of every run, reduced to what a study needs."""
IN_MEMORY = 128 * 2**20
"""Bytes of tables that stay in memory once they were read: a report goes through them often."""


class FolderStore:
    """Keeps replications in a folder, and only a few dozen numbers of each in memory."""

    def __init__(self, folder: Path, key: str, resume: bool = False) -> None:
        """Open the folder for a study; without ``resume`` what an earlier run left is removed.

        Raises
        ------
        InputError
            If the folder can't be written to, or another run is at work in it.
        """
        self.folder = folder
        self._outcomes: dict[int, list[Outcome]] = {}
        self._full: set[int] = set()
        self._failures: dict[int, Failure] = {}
        self._tables: dict[Path, pd.DataFrame] = {}
        self._room = IN_MEMORY
        self.refused = False
        """Whether something was kept that belongs to other documents or versions."""
        with written_to(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = Lock(folder / LOCK)
            self._begin(key, resume)

    def __getstate__(self) -> dict[str, Any]:
        """For another process, which reads what is kept, but doesn't hold the folder."""
        return {**self.__dict__, "_lock": None, "_tables": {}}

    def _begin(self, key: str, resume: bool) -> None:
        same = _key_in(self.folder) == key
        self.refused = resume and not same and any(self._kept())
        if not (resume and same):
            self._clear()
            _write(self.folder / STUDY, json.dumps({"key": key}))
        for path in self.folder.glob(f"{DRAFT}*"):
            shutil.rmtree(path)
        for path in list(self._kept()):
            self._read(path)

    def _kept(self) -> Iterator[Path]:
        return (path for path in sorted(self.folder.iterdir()) if path.name.isdigit())

    def _clear(self) -> None:
        for path in self.folder.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != LOCK:
                path.unlink()

    def _read(self, path: Path) -> None:
        """Take up a replication; one that is not whole (a disk that failed, say) is removed."""
        try:
            found = json.loads((path / RUNS).read_text(encoding="utf-8"))
            whole = all((path / n).stat().st_size == size for n, size in found["files"].items())
            outcomes = [Outcome(**run) for run in found["runs"]]
        except (OSError, ValueError, KeyError, TypeError):
            whole, outcomes, found = False, [], {}
        if not whole:
            shutil.rmtree(path)
            return
        self._remember(outcomes, any(name.startswith("incidents.") for name in found["files"]))

    def _remember(self, outcomes: list[Outcome], full: bool) -> None:
        number = outcomes[0].replication
        self._outcomes[number] = outcomes
        self._failures.pop(number, None)
        if full:
            self._full.add(number)

    def add(self, runs: list[Outcome]) -> None:
        """Keep the runs of one replication; ``OSError`` if the disk won't have them."""
        number = runs[0].replication
        draft, place = self.folder / f"{DRAFT}{number:06}", self.folder / f"{number:06}"
        outcomes = [run.outcome() if isinstance(run, FullOutcome) else run for run in runs]
        try:
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            for place_in_row, run in enumerate(runs):
                if isinstance(run, FullOutcome):
                    _write_tables(draft, place_in_row, run)
            files = {path.name: path.stat().st_size for path in sorted(draft.iterdir())}
            facts = {"files": files, "runs": [asdict(outcome) for outcome in outcomes]}
            _write(draft / RUNS, json.dumps(facts))
            self._forget(place)
            draft.rename(place)
        except OSError:
            shutil.rmtree(draft, ignore_errors=True)
            raise
        self._remember(outcomes, any(isinstance(run, FullOutcome) and run.tables for run in runs))

    def fail(self, failure: Failure) -> None:
        """Keep in mind what went wrong in one; it is tried again by the next run."""
        self._failures[failure.replication] = failure

    def has(self, replication: int, tables: bool) -> bool:
        """Whether a replication is finished, with its tables in full if they are wanted."""
        return replication in (self._full if tables else self._outcomes)

    @property
    def outcomes(self) -> list[Outcome]:
        """All outcomes by replication, world and model."""
        return [run for _, runs in sorted(self._outcomes.items()) for run in runs]

    @property
    def failures(self) -> list[Failure]:
        """What went wrong, by replication."""
        return [failure for _, failure in sorted(self._failures.items())]

    def runs(self, model: str | None = None) -> Iterator[FullOutcome]:
        """The runs (of one model) with their tables, read one by one."""
        for number, outcomes in sorted(self._outcomes.items()):
            folder = self.folder / f"{number:06}"
            for place, outcome in enumerate(outcomes):
                if model in (None, outcome.model) and (folder / f"costs.{place}").exists():
                    yield self._run(folder, place, outcome)

    def _run(self, folder: Path, place: int, outcome: Outcome) -> FullOutcome:
        names = [path.name.partition(".")[0] for path in sorted(folder.glob(f"*.{place}"))]
        tables = {name: self._table(folder / f"{name}.{place}") for name in names}
        reduced = {name: tables.pop(name) for name in REDUCED}
        return FullOutcome(**{**vars(outcome), **reduced}, tables=tables)

    def _table(self, path: Path) -> pd.DataFrame:
        if path in self._tables:
            return self._tables[path]
        table = _read_table(path)
        size = int(table.memory_usage(index=False).sum())
        if size <= self._room:
            self._tables[path] = table
            self._room -= size
        return table

    def _forget(self, place: Path) -> None:
        """Remove a replication that is replaced, and what was read of it."""
        shutil.rmtree(place, ignore_errors=True)
        for path in [found for found in self._tables if found.parent == place]:
            self._room += int(self._tables.pop(path).memory_usage(index=False).sum())

    def close(self) -> None:
        """Let others use the folder."""
        self._lock.release()

    def remove(self) -> None:
        """The study is reported on: nothing needs to be kept any more."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _write_tables(folder: Path, place: int, run: FullOutcome) -> None:
    """One file a table, numbered by the place of its life in the row."""
    tables = {**{name: getattr(run, name) for name in REDUCED}, **run.tables}
    for name, table in tables.items():
        feather.write_feather(table, str(folder / f"{name}.{place}"), compression="zstd")


def _read_table(path: Path) -> pd.DataFrame:
    try:
        table: pd.DataFrame = feather.read_feather(str(path))
        return table
    except (OSError, ArrowException) as error:
        raise InputError(path, [Problem("", f"can't be read: {error}")]) from None


def _key_in(folder: Path) -> object:
    try:
        return json.loads((folder / STUDY).read_text(encoding="utf-8")).get("key")
    except (OSError, ValueError, AttributeError):
        return None


def _write(path: Path, text: str) -> None:
    """Whole or not at all, and on the disk when this returns."""
    draft = path.with_name(f"{DRAFT}{path.name}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def partial_folder(folder: Path) -> Path:
    """Where the finished replications of a study stay until ``folder`` holds its results."""
    return folder.with_name(f".{folder.name}.partial")
