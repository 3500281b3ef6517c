"""The metric and the output that CONTRIBUTING.md adds work as they stand there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
ADDED = {"metric": "sim/records/metrics/headlines.py", "output": "sim/present/outputs.py"}
COMPARE = """
from sim.present.publish import write_results
from sim.questions.compare import compare

found = compare("{scenario}", replications=2, workers=1)
for _ in range(2):
    folder = write_results(found, "{folder}", "x", 1.0)
"""


def example(what: str) -> str:
    found = re.search(rf"## Add an? {what}\n.*?```python\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a comparison by a copy of the package with both examples added, run twice."""
    copy = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "sim", copy / "sim")
    for what, file in ADDED.items():
        code = [line for line in example(what).splitlines() if not line.startswith("from sim.")]
        place = copy / file
        place.write_text(place.read_text(encoding="utf-8") + "\n".join(["", *code, ""]), "utf-8")
    script = COMPARE.format(scenario=ROOT / "scenarios" / "tiny.toml", folder=copy / "results")
    subprocess.run(
        [sys.executable, "-c", script], cwd=copy, env={"PYTHONPATH": str(copy)}, check=True
    )
    return copy / "results"


@pytest.mark.slow
def test_the_metric_is_everywhere(results: Path) -> None:
    summary = (results / "summary.csv").read_text(encoding="utf-8")
    assert "nights_disturbed_per_year,1/y" in summary
    assert "nights_disturbed_per_year" in (results / "comparison.csv").read_text(encoding="utf-8")
    assert "Nights disturbed" in (results / "report.html").read_text(encoding="utf-8")
    services = (results / "services.csv").read_text(encoding="utf-8")
    assert "nights_disturbed_per_year,1/y" in services


@pytest.mark.slow
def test_the_output_is_written_and_listed(results: Path) -> None:
    assert (results / "seeds.csv").read_text(encoding="utf-8") == "replication,seed\n0,7\n1,7\n"
    assert '"seeds.csv"' in (results / "manifest.json").read_text(encoding="utf-8")
