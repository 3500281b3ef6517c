"""Measured runs in a file, one a line: an interrupted run goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from sim.documents.errors import written_to
from sim.study.study_key import code_key

Values = dict[tuple[str, int], dict[str, float]]
"""Metrics by the key of an organisation and the replication."""


class ValueCheckpoint:
    """A file whose first line says which code lived them; of other code nothing is used."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Values:
        """What is there; a line that was cut off by the end of a program is left out."""
        found: Values = {}
        lines = self.path.read_text("utf-8").splitlines() if self.path.is_file() else []
        if not lines or lines[0] != code_key():
            return found
        for line in lines[1:]:
            try:
                key, number, values = json.loads(line)
            except ValueError:
                continue
            found.setdefault((key, number), {}).update(values)
        return found

    def begin(self, values: Mapping[tuple[str, int], dict[str, float]]) -> None:
        """Write anew what is still of use, so that the file is whole.

        Raises
        ------
        InputError
            If the file can't be written.
        """
        with written_to(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self.path.write_text(f"{code_key()}\n", "utf-8")
            self.add(values)

    def add(self, values: Mapping[tuple[str, int], dict[str, float]]) -> None:
        """More of them."""
        with self.path.open("a", encoding="utf-8") as file:
            for (key, number), measured in values.items():
                file.write(f"{json.dumps([key, number, measured])}\n")

    def remove(self) -> None:
        """Everything is told; nothing is kept any more, nor the folder if it has nothing else."""
        self.path.unlink(missing_ok=True)
        with suppress(OSError):
            self.path.parent.rmdir()
