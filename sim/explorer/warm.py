"""While nobody waits yet: what a page needs is imported, the processes are started that live."""

from __future__ import annotations

import sys
from importlib import import_module

from joblib import cpu_count

from sim.study.runner import run

LIVING = "sim.study.task"
"""What a process needs to live through a replication."""


def warm() -> None:
    """Import the page, and in as many processes as its command line asks for what lives."""
    page = import_module("sim.explorer.page")
    _, workers = page.arguments(sys.argv[1:])
    count = workers or cpu_count()
    if count > 1:
        list(run(_import, [(LIVING,)] * count, workers=count))


def _import(module: str) -> None:
    import_module(module)
