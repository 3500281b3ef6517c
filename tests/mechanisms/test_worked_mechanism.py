"""The mechanism that CONTRIBUTING.md adds: it works, and who doesn't use it keeps every byte."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATCH = re.compile(r"## Add a mechanism.*?```diff\n(.*?)```", re.DOTALL)
MOST_FILES = 5

DIGESTS = """
import hashlib, sys
import numpy as np
from sim.documents.load import build_study, read_toml, shipped_models
from sim.engine.run import simulate
from sim.nature.tape import draw
from pathlib import Path

path, line = Path(sys.argv[1]), sys.argv[2]
raw = read_toml(path)
own = {"smoke": {"extends": "ops-run-it", "release": {"smoke_test_fails": line}}} if line else {}
names = [*shipped_models(), *own]
raw |= {"compare": names, "horizon": "26 w", "models": {**raw.get("models", {}), **own}}
study = build_study(raw, path.stem, path, path.parent)
tape = draw(study.scenario, 0)
for name in names:
    log = simulate(study.scenario, study.models[name], tape)
    digest = hashlib.sha256()
    for column in log.columns().values():
        digest.update(column.tobytes())
    for record in log.changes:
        digest.update(record.live_at.tobytes())
    hours = np.concatenate([r.first_live_at - r.started_at for r in log.changes])
    print(name, digest.hexdigest(), float(np.nansum(hours)))
"""


def digests(folder: Path, line: str) -> dict[str, list[str]]:
    """The digest of every model's log, and its hours of deploying, as this copy lives it."""
    scenario = ROOT / "scenarios" / "tiny.toml"
    done = subprocess.run(
        [sys.executable, "-c", DIGESTS, str(scenario), line],
        cwd=folder, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name: rest for name, *rest in map(str.split, done.stdout.splitlines())}


@pytest.fixture(scope="module")
def patch() -> str:
    found = PATCH.search((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert found
    return found[1]


def test_a_mechanism_touches_few_files(patch: str) -> None:
    files = re.findall(r"^\+\+\+ b/(\S+)$", patch, re.MULTILINE)
    others = ["docs/model.md", "docs/parameters.md", "its test"]
    assert len(files) + len(others) <= MOST_FILES


def test_it_works_and_leaves_every_other_log_alone(patch: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "sim", tmp_path / "sim")
    (tmp_path / "mechanism.patch").write_text(patch, encoding="utf-8")
    subprocess.run(["git", "apply", "mechanism.patch"], cwd=tmp_path, check=True)
    before, after = digests(ROOT, ""), digests(tmp_path, "100%")
    assert {name: after[name] for name in before} == before
    assert float(after["smoke"][1]) > 1.5 * float(after["ops-run-it"][1]) > 0
