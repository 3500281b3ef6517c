"""What made a folder of results: the documents, versions and command; volatile facts only here."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sim.present.observed import observed
from sim.present.runs import whole
from sim.study.comparison import Comparison

PACKAGES = (
    "whorunsit", "simpy", "numpy", "scipy", "pandas", "pyarrow", "pydantic", "joblib", "matplotlib",
    "jinja2", "xlsxwriter",
)  # fmt: skip
"""What a result depends on."""


def versions() -> dict[str, str]:
    """The versions of Python and the packages that made a result."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def describe(
    comparison: Comparison, command: str, wall_seconds: float, failures: Sequence[object]
) -> dict[str, Any]:
    """The manifest as data."""
    scenario = comparison.study.scenario
    return {
        "name": comparison.study.name,
        "file": comparison.study.file,
        "command": command,
        "seed": scenario.seed,
        "replications": {
            "asked": comparison.asked,
            "finished": sorted({run.replication for run in comparison.runs}),
            "failed": list(failures),
        },
        "complete": whole(comparison),
        "worlds": list(scenario.worlds),
        "equal_share": scenario.equal_share,
        "notes": comparison.notes,
        "broken_laws": comparison.broken_laws,
        "versions": versions(),
        "wall_seconds": round(wall_seconds, 3),
        "host": {
            "name": platform.node(),
            "system": platform.platform(),
            "cores": os.cpu_count(),
        },
        "scenario": comparison.study.raw,
        "models": dict(comparison.study.raw_models),
        "data": observed(comparison.study),
    }


def write_manifest(path: Path, facts: dict[str, Any]) -> None:
    """Write it as JSON; dates become text."""
    text = json.dumps(facts, indent=2, ensure_ascii=False, default=str)
    path.write_text(text + "\n", encoding="utf-8")


def files_listed(path: Path) -> frozenset[str]:
    """What a run wrote into its folder, by its manifest; nothing if there is none to be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()
    return frozenset(map(str, found)) if isinstance(found, list) else frozenset()
