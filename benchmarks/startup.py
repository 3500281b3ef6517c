"""How long one waits before anything happens."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time

STARTS = {
    "python -c pass": "pass",
    "import sim": "import sim",
    "whorunsit --help": (
        "import sys; sys.argv = ['whorunsit', '--help']; from sim.cli import main; main()"
    ),
    "import sim.study.comparison": "import sim.study.comparison",
    "whorunsit check tiny": (
        "import sys; sys.argv = ['whorunsit', 'check', 'scenarios/tiny.toml'];"
        "from sim.cli import main; main()"
    ),
}


def starts(tries: int = 5) -> dict[str, float]:
    """Wall seconds of each, the least of some tries."""
    return {name: min(_wall(code) for _ in range(tries)) for name, code in STARTS.items()}


def compares(name: str) -> float:
    """Wall seconds of a comparison of a shipped scenario with all that it writes."""
    command = ["whorunsit", "compare", f"scenarios/{name}.toml", "--out"]
    with tempfile.TemporaryDirectory() as folder:
        return _wall(
            f"import sys; sys.argv = {[*command, folder]!r}; from sim.cli import main; main()"
        )


def _wall(code: str) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL, check=True)  # fmt: skip
    return time.perf_counter() - began
