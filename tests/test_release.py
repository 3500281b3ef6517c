"""What is released works without the repository: a wheel and a source distribution."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
SCENARIO = """
title = "Two services"
question = "Who should run them?"
horizon = "60 d"
worlds = ["as-stated"]
compare = ["ops-run-it", "you-run-it"]
[teams.web]
domain = "shop"
people = 6
[services.shop]
team = "web"
target = "99.9%"
exposure = "50000 USD/h"
changes = "200/y"
traffic = { start = "40/s" }
"""


def run(*words: str, folder: Path, **environment: str) -> str:
    """What a command says, run in a folder."""
    around = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | environment
    done = subprocess.run(
        words, cwd=folder, env=around, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with both."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-d", str(folder), folder=ROOT)
    return folder


def tracked(*places: str) -> set[str]:
    return set(run("git", "ls-files", *places, folder=ROOT).splitlines())


def test_the_wheel_has_every_file_of_the_package(built: Path) -> None:
    """Support models, claims and the templates of pages along with the code."""
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if name.startswith("sim/")}
    assert inside == tracked("sim")


def test_the_source_distribution_has_what_tests_and_pages_need(built: Path) -> None:
    (source,) = built.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    wanted = tracked("sim", "scenarios", "tests", "docs", "CITATION.cff", "CHANGELOG.md")
    assert wanted <= inside


def test_all_places_tell_one_version(built: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = str(project["version"])
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {version.replace('rc', '-rc')}\n" in cited
    assert len(list(built.glob(f"whorunsit-{version}*"))) == 2


COMPARED = ("compare", "mine.toml", "-n", "2", "-j", "1")


@pytest.mark.parametrize(("kind", "words"), [("*.whl", COMPARED), ("*.tar.gz", ("models",))])
def test_what_is_installed_elsewhere_works_there(
    built: Path, kind: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    (archive,) = built.glob(kind)
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    alone = ("--no-deps", "--no-build-isolation", "--target", str(site))
    run(*pip, *alone, str(archive), folder=tmp_path)
    (work / "mine.toml").write_text(SCENARIO, encoding="utf-8")
    there = {"PYTHONPATH": str(site), "MPLBACKEND": "Agg"}
    home = run(sys.executable, "-c", "import sim; print(sim.__file__)", folder=work, **there)
    assert Path(home.strip()).is_relative_to(site)
    said = run(str(site / "bin" / "whorunsit"), *words, folder=work, **there)
    if words == COMPARED:
        files = {path.name for path in (work / "results" / "mine").iterdir()}
        assert {"report.html", "summary.csv", "workbook.xlsx", "summary.pdf"} <= files
    else:
        assert "sre-run-it" in said
