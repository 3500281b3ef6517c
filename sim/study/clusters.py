"""The engines that replications run on, each started or joined for the length of a study."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Protocol

from joblib import Parallel, cpu_count, delayed, parallel_config
from joblib.externals.loky import get_reusable_executor

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.documents.missing import missing

Task = Callable[..., Any]

CRUMBS = 2
"""Tasks a worker that a pool which hands over results by the batch gets in one go."""


class Pool(Protocol):
    """Somewhere to run tasks."""

    def map(self, task: Task, calls: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """What each call returns, in the order in which they finish."""


class JoblibPool:
    """A joblib pool with what its backend can do: results one by one, or by the batch."""

    def __init__(self, parallel: Parallel, workers: int, one_by_one: bool) -> None:
        self.parallel, self.workers, self.one_by_one = parallel, workers, one_by_one

    def map(self, task: Task, calls: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """What each call returns, in the order in which they finish."""
        jobs = [delayed(task)(*call) for call in calls]
        if self.one_by_one:
            yield from self.parallel(jobs)
            return
        step = CRUMBS * self.workers
        for first in range(0, len(jobs), step):
            yield from self.parallel(jobs[first : first + step])


class DaskPool:
    """A Dask client without joblib, whose backend for Dask (1.6) waits for ever for a task that
    took its worker down each time it was tried.
    """

    def __init__(self, distributed: Any, client: Any) -> None:
        self.distributed, self.client = distributed, client

    def map(self, task: Task, calls: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """What each call returns, in the order in which they finish."""
        futures = [self.client.submit(task, *call, pure=False) for call in calls]
        for future in self.distributed.as_completed(futures):
            yield future.result()
            future.release()


@contextmanager
def processes(address: str, workers: int | None) -> Iterator[Pool]:
    """Processes of this machine."""
    if address:
        raise _refused("processes", "takes no address; it means this machine")
    count = workers or cpu_count()
    with parallel_config("loky", n_jobs=count), _pool(count, one_by_one=True) as pool:
        with _deaf_to_interrupts():
            started = pool.parallel(delayed(int)() for _ in range(count))
        list(started)
        yield pool


def end_processes() -> None:
    """End the processes of this machine at once, whatever they are at.

    They are shared: a run that goes on elsewhere in this program starts its own again.
    """
    get_reusable_executor(reuse=True).shutdown(wait=False, kill_workers=True)


@contextmanager
def dask(address: str, workers: int | None) -> Iterator[Pool]:
    """A Dask cluster: the one at the address, or one of worker processes on this machine."""
    distributed = _extra("dask", "distributed")
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is raised, too
    with ExitStack() as stack:
        if address:
            client = _joined("dask", address, lambda: distributed.Client(address, timeout="10 s"))
        else:
            with _deaf_to_interrupts():
                local = distributed.LocalCluster(
                    n_workers=workers or cpu_count(),
                    threads_per_worker=1,
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                )
                client = distributed.Client(stack.enter_context(local))
        yield DaskPool(distributed, stack.enter_context(client))


@contextmanager
def ray(address: str, workers: int | None) -> Iterator[Pool]:
    """A Ray cluster: the one at the address, or one on this machine."""
    engine = _extra("ray", "ray")
    bridge = import_module("ray.util.joblib")
    quiet = {"include_dashboard": False} if not address else {}
    count = workers or cpu_count()
    if ":" in address:
        _joined("ray", address, lambda: _knock(address))
    where: dict[str, Any] = {"address": address} if address else {"num_cpus": count}
    with _deaf_to_interrupts():
        _joined(
            "ray",
            address,
            lambda: engine.init(**where, **quiet, log_to_driver=False, logging_level="ERROR"),
        )
    if address:
        count = max(1, int(engine.cluster_resources().get("CPU", 1)))
    bridge.register_ray()
    try:
        with parallel_config("ray", n_jobs=count), _pool(count, one_by_one=False) as pool:
            yield pool
    finally:
        engine.shutdown()


@contextmanager
def _pool(workers: int, one_by_one: bool) -> Iterator[JoblibPool]:
    hand_over = "generator_unordered" if one_by_one else "list"
    with Parallel(return_as=hand_over, batch_size=1) as parallel:
        yield JoblibPool(parallel, workers, one_by_one)


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Children that start in here ignore Ctrl-C, which is for the one who started the study."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # not the main thread: nothing can be changed, nor need it
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _extra(name: str, module: str) -> Any:
    if find_spec(module) is None:
        raise missing(name, name, name)
    return import_module(module)


def _joined(name: str, address: str, join: Callable[[], Any]) -> Any:
    try:
        return join()
    except (OSError, ValueError, ConnectionError, RuntimeError) as error:
        where = f" at {address}" if address else ""
        why = str(error).split("\n")[0]
        raise _refused(name, f"found no cluster{where}: {why}") from None


def _knock(address: str) -> None:
    """Ray itself takes minutes to find out that nobody answers."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    socket.create_connection((host, int(port)), timeout=10).close()


def _refused(name: str, why: str) -> InputError:
    return InputError(f"--on {name}", [Problem("", why)])


CLUSTERS: dict[str, Callable[[str, int | None], AbstractContextManager[Pool]]] = {
    "processes": processes,
    "dask": dask,
    "ray": ray,
}
"""By the name on the command line."""


def cluster(on: str, workers: int | None) -> AbstractContextManager[Pool]:
    """The pool that ``on`` names: ``processes``, ``dask``, ``ray=ADDRESS``.

    Raises
    ------
    InputError
        For a name that is none, an extra that isn't installed, a cluster that isn't there.
    """
    name, _, address = on.partition("=")
    if name not in CLUSTERS:
        raise _refused(on, f"is no place to run on{nearest(name, list(CLUSTERS))}")
    return CLUSTERS[name](address, workers)
