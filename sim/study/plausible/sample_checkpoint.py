"""Finished samples in a file, a line each: what was lived through isn't lived through twice."""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from sim.documents.errors import written_to


class SampleCheckpoint:
    """Samples by their key; with a file, those that it has, and every new one appended.

    A line is whole or not there: one that a killed run left half-written is dropped, and a file of
    other documents or versions is begun anew.
    """

    def __init__(self, path: Path | None, key: str) -> None:
        self.path, self.key = path, key
        self.found: dict[str, Any] = {}
        self._file: IO[str] | None = None

    def __enter__(self) -> SampleCheckpoint:
        if self.path is not None:
            with written_to(self.path):
                self.path.parent.mkdir(parents=True, exist_ok=True)
                whole = self._read(self.path)
                self._file = self.path.open("w" if whole is None else "r+", encoding="utf-8")
                self._begin(whole)
        return self

    def _read(self, path: Path) -> int | None:
        """Take up what is there; bytes of it that are whole, None if it isn't ours."""
        if not path.is_file():
            return None
        lines = path.read_bytes().splitlines(keepends=True)
        if not lines or lines[0].strip() != self.key.encode():
            return None
        whole = len(lines[0])
        for line in lines[1:]:
            try:
                key, found = json.loads(line)
            except ValueError:
                break
            self.found[key] = found
            whole += len(line)
        return whole

    def _begin(self, whole: int | None) -> None:
        assert self._file is not None
        if whole is None:
            self._file.write(f"{self.key}\n")
        else:
            self._file.seek(whole)
            self._file.truncate()
        self._file.flush()

    def add(self, key: str, found: Any) -> None:
        """Keep a sample."""
        self.found[key] = found
        if self._file is not None:
            self._file.write(json.dumps([key, found], separators=(",", ":")) + "\n")
            self._file.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
