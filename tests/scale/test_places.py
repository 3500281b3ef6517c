"""The same bytes wherever a study runs, also when a worker is killed in the middle of it."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from tests.scale.studies import environment, finished, hashes, run, small, start

pytestmark = pytest.mark.slow

PATIENCE_SECONDS = 180


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small(tmp_path_factory.mktemp("documents"), replications=8)


@pytest.fixture(scope="module")
def expected(file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What one worker gives."""
    out = tmp_path_factory.mktemp("one")
    assert run(file, out, "-j", "1").returncode == 0
    return hashes(out)


@pytest.mark.parametrize(
    "where", [["-j", "2"], ["-j", "3"], ["--on", "dask", "-j", "2"], ["--on", "ray", "-j", "2"]]
)
def test_every_place_gives_the_same_bytes(
    file: Path, expected: dict[str, str], tmp_path: Path, where: list[str]
) -> None:
    done = run(file, tmp_path, *where)
    assert done.returncode == 0, done.stderr
    assert hashes(tmp_path) == expected


def test_a_dask_cluster_that_is_there_already(
    file: Path, expected: dict[str, str], tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed")
    os.environ.update(environment())
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        done = run(file, tmp_path, "--on", f"dask={cluster.scheduler_address}")
    assert done.returncode == 0, done.stderr
    assert hashes(tmp_path) == expected


def workers(parent: int, mark: str) -> list[psutil.Process]:
    """The worker processes that a study has started."""
    found = []
    with suppressed():
        for child in psutil.Process(parent).children(recursive=True):
            with suppressed():
                if mark in " ".join(child.cmdline()):
                    found.append(child)
    return found


@contextmanager
def suppressed() -> Iterator[None]:
    """A process that has ended meanwhile is no worker any more."""
    with suppress(psutil.Error):
        yield


@pytest.mark.parametrize(
    ("where", "mark"),
    [
        (["-j", "2"], "loky"),
        (["--on", "dask", "-j", "2"], "spawn_main"),
        (["--on", "ray", "-j", "2"], "PoolActor"),
    ],
)
def test_a_worker_that_is_killed_changes_nothing(
    file: Path, expected: dict[str, str], tmp_path: Path, where: list[str], mark: str
) -> None:
    process = start(file, tmp_path, *where)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while finished(tmp_path) < 1 or not workers(process.pid, mark):
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.01)
    victim = workers(process.pid, mark)[-1]
    os.kill(victim.pid, signal.SIGKILL)
    _, errors = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, errors
    assert hashes(tmp_path) == expected
