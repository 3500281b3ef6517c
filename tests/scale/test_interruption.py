"""A study that is stopped, in whichever way, loses at most what was under way."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.scale.studies import finished, hashes, run, small, start

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 120


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(tmp_path_factory.mktemp("documents"), replications=14)


@pytest.fixture(scope="module")
def whole(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole")
    assert run(file, out, "-j", "1").returncode == 0
    return out


def until(process: "subprocess.Popen[str]", out: Path, replications: int) -> None:
    """Wait until so many replications are kept."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while finished(out) < replications:
        assert process.poll() is None, "it ended before it could be stopped"
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_after_kill_9_the_rest_is_lived_through_and_the_tables_are_the_same(
    file: Path, whole: Path, tmp_path: Path, workers: str
) -> None:
    process = start(file, tmp_path, "-j", workers)
    until(process, tmp_path, 4)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    kept = finished(tmp_path)
    assert kept >= 4
    assert not (tmp_path / "small").exists()
    resumed = run(file, tmp_path, "-j", workers, "--resume")
    assert resumed.returncode == 0, resumed.stderr
    assert f"{kept} finished replications were kept." in resumed.stderr
    assert hashes(tmp_path) == hashes(whole)
    assert not (tmp_path / ".small.partial").exists()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_reports_on_what_is_finished_and_says_so(
    file: Path, whole: Path, tmp_path: Path, workers: str
) -> None:
    process = start(file, tmp_path, "-j", workers)
    until(process, tmp_path, 3)
    os.killpg(process.pid, signal.SIGINT)
    said, errors = process.communicate()
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert "Partial: " in said
    assert "--resume" in errors
    manifest = json.loads((tmp_path / "small" / "manifest.json").read_text())
    count = len(manifest["replications"]["finished"])
    assert 3 <= count < 14
    summary = (tmp_path / "small" / "summary.csv").read_text().splitlines()
    assert {int(line.rsplit(",", 1)[1]) for line in summary[1:]} <= set(range(count + 1))
    assert run(file, tmp_path, "--resume", "-j", "1").returncode == 0
    assert hashes(tmp_path) == hashes(whole)


def test_results_that_are_there_survive_kill_9_at_any_moment(
    file: Path, whole: Path, tmp_path: Path
) -> None:
    """Stopped while results are written, again and again: old ones or new ones, never a mix."""
    assert run(file, tmp_path, "-j", "1").returncode == 0
    before = hashes(tmp_path)
    for delay in (0.05, 0.3, 0.8, 1.5):
        process = start(file, tmp_path, "-j", "2")
        until(process, tmp_path, 13)
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if (tmp_path / "small").exists():
            assert hashes(tmp_path) == before
    assert run(file, tmp_path, "-j", "1").returncode == 0
    assert hashes(tmp_path) == before == hashes(whole)
    assert [path.name for path in tmp_path.iterdir()] == ["small"]
