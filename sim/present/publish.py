"""A folder of results, complete or not there at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sim.documents.errors import InputError, Problem, written_to
from sim.present.leftovers import FORMER
from sim.present.manifest import describe, files_listed, write_manifest
from sim.present.outputs import MANIFEST, Draft, names, write_outputs
from sim.study.comparison import Comparison

SIGNS = frozenset(
    {"summary.csv", "report.html", "manifest.json", "uncertainty.csv", "assignment.csv"}
)
"""A folder that has one of these is a folder of results."""


def write_results(
    comparison: Comparison,
    folder: Path,
    command: str,
    wall_seconds: float,
    failures: Sequence[object] = (),
    workers: int | None = 1,
) -> Path:
    """Write every table, figure and page of a comparison into a folder; returns the folder.

    The files are written beside it and swapped in by a rename, so a reader sees the old results
    or the new ones. Files of others in the folder are kept. ``workers`` processes draw the figures;
    ``None`` means one a core.

    Raises
    ------
    InputError
        If the folder can't be written to, or holds something that isn't results.
    """
    folder = check_writable(folder)
    with _draft(folder) as draft:
        written = write_outputs(Draft(comparison, draft, command, workers))
        facts = describe(comparison, command, wall_seconds, failures)
        write_manifest(draft / MANIFEST, {**facts, "files": [*written, MANIFEST]})
        _swap(draft, folder)
    return folder


def check_writable(folder: Path | str) -> Path:
    """The resolved folder; ``InputError`` if results can't go there, before any work is done."""
    folder = Path(folder).resolve()
    if folder.exists() and not folder.is_dir():
        raise _refusal(folder, "is a file; results need a folder")
    if folder.is_dir() and any(folder.iterdir()) and not any((folder / s).exists() for s in SIGNS):
        raise _refusal(folder, "holds other things than results; choose a folder of its own")
    with written_to(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent)).rmdir()
        if folder.is_dir() and not os.access(folder, os.W_OK):
            raise PermissionError(13, "Permission denied")
    return folder


def _refusal(folder: Path, why: str) -> InputError:
    return InputError(folder, [Problem("", why)])


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A hidden folder beside, gone afterwards whatever happens."""
    with written_to(folder):
        draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        with written_to(folder):
            draft.chmod(0o755)
            yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _swap(draft: Path, folder: Path) -> None:
    """Put the draft in the folder's place, with what others left there.

    What an earlier version wrote under a name that is no output any more is not somebody's own:
    its manifest lists it, or it is known by its name, and it goes.
    """
    if not folder.exists():
        draft.rename(folder)
        return
    ours = names() | FORMER | files_listed(folder / MANIFEST)
    for kept in folder.iterdir():
        if kept.name not in ours:
            _copy(kept, draft / kept.name)
    old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent)) / "old"
    folder.rename(old)
    try:
        draft.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    finally:
        shutil.rmtree(old.parent, ignore_errors=True)


def _copy(what: Path, where: Path) -> None:
    if what.is_dir():
        shutil.copytree(what, where, symlinks=True)
    else:
        shutil.copy2(what, where, follow_symlinks=False)
