"""Runs notebooks from top to bottom and keeps what they show: ``python notebooks/run.py FILE…``."""

import sys
from pathlib import Path

import nbclient
import nbformat


def run(path: Path) -> None:
    """Run a notebook in its folder; times of cells, which differ each time, are not kept."""
    notebook = nbformat.read(path, 4)
    where = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(notebook, timeout=900, record_timing=False, resources=where).execute()
    nbformat.write(notebook, path)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        run(Path(name))
