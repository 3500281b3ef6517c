"""Runs notebooks from top to bottom and keeps what they show: ``python notebooks/run.py FILE…``."""

import sys
from pathlib import Path

import nbclient
import nbformat


def executed(path: Path) -> nbformat.NotebookNode:
    """A notebook as it is after a run in its folder; times of cells, which differ, are not kept."""
    notebook = nbformat.read(path, 4)
    where = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(notebook, timeout=900, record_timing=False, resources=where).execute()
    return notebook


if __name__ == "__main__":
    for name in sys.argv[1:]:
        nbformat.write(executed(Path(name)), name)
