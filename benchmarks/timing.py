"""Time and memory of a piece of work."""

from __future__ import annotations

import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

Result = TypeVar("Result")


class Timed(NamedTuple):
    """Processor time of the fastest of some tries, and what the last one returned."""

    seconds: float
    result: Any


def fastest(work: Callable[[], Result], tries: int = 3) -> Timed:
    """Processor time, so that others on the machine disturb it little; the least of the tries."""
    best, result = float("inf"), None
    for _ in range(tries):
        gc.collect()
        began = time.process_time()
        result = work()
        best = min(best, time.process_time() - began)
    return Timed(best, result)


def peak_mib() -> float:
    """The most memory that this process has held so far, MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss would start at what the parent held when it began this process
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 2**20


def alone(code: str) -> Any:
    """What a piece of code prints as JSON, run in a process of its own, so that its peak is its."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
