"""Small studies for tests of scale, and what their results are compared by."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TINY = ROOT / "scenarios" / "tiny.toml"
TABLES = (".csv", ".parquet")


def small(folder: Path, replications: int = 6, horizon: str = "1 y", seed: int = 7) -> Path:
    """A scenario file like tiny.toml."""
    text = TINY.read_text(encoding="utf-8")
    text = text.replace('horizon = "1 y"', f'horizon = "{horizon}"')
    text = text.replace("seed = 7", f"seed = {seed}")
    text = text.replace("replications = 20", f"replications = {replications}")
    file = folder / "small.toml"
    file.write_text(text, encoding="utf-8")
    return file


def command(file: Path, out: Path, *options: str) -> list[str]:
    """The command line of a comparison with every table."""
    run = [sys.executable, "-c", "from sim.cli import main; main()", "compare", str(file)]
    return [*run, "--out", str(out), "--every-table", *options]


def environment() -> dict[str, str]:
    """The environment of a run: no extra threads, Ray without its statistics."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0"}


def run(file: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Compare, to the end."""
    return subprocess.run(
        command(file, out, *options), capture_output=True, text=True, env=environment(), check=False
    )


def start(file: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    """Compare, in a process group of its own."""
    return subprocess.Popen(
        command(file, out, *options), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(), start_new_session=True,
    )  # fmt: skip


def hashes(out: Path) -> dict[str, str]:
    """A hash of every table and figure of a comparison's results."""
    folder = out / "small"
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (*TABLES, ".svg", ".png")]
    assert files
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


def finished(out: Path) -> int:
    """Replications that are kept in the folder of a run that isn't over."""
    return len([path for path in (out / ".small.partial").glob("[0-9]*") if path.is_dir()])
