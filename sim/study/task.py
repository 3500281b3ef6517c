"""A replication as a task for a worker: the runs, or what went wrong as data."""

from __future__ import annotations

import pickle
import shlex
import zlib
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

from sim.documents.load import Study
from sim.documents.worlds import World
from sim.study.replication import Outcome, RunError, live
from sim.study.runner import Crash


@dataclass(frozen=True)
class Failure:
    """A replication that could not be finished, and the command that repeats it."""

    replication: int
    seed: int
    model: str
    """The support model that was lived through; "" if it failed outside of one."""
    world: World
    error: str
    command: str

    def __str__(self) -> str:
        """One line for a reader."""
        model = f" under {self.model}" if self.model else ""
        return (
            f"replication {self.replication} (seed {self.seed}){model} failed: {self.error}; "
            f"repeat it: {self.command}"
        )

    def row(self) -> dict[str, Any]:
        """The failure as a row of the manifest."""
        return asdict(self)


def pack(study: Study) -> bytes:
    """A study as bytes, which go to a worker with each task: a lost worker takes nothing along."""
    return zlib.compress(pickle.dumps(study, protocol=5), level=1)


def unpack(packed: bytes) -> Study:
    """The study again."""
    study = pickle.loads(zlib.decompress(packed))
    assert isinstance(study, Study)
    return study


@lru_cache(maxsize=1)
def _unpack(packed: bytes) -> Study:
    return unpack(packed)


def run_task(packed: bytes, replication: int, tables: bool) -> list[Outcome] | Failure:
    """Live through one replication; an error becomes data, so that the others go on."""
    study = _unpack(packed)
    try:
        return live(study, replication, tables=tables)
    except RunError as error:
        cause = Crash.of(error.__cause__ or error)
        return failure(study, replication, cause, error.model, error.world)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this replication's alone
        return failure(study, replication, Crash.of(error))


def failure(
    study: Study,
    replication: int,
    crash: Crash,
    model: str = "",
    world: World | None = None,
) -> Failure:
    """An error as a row of the manifest."""
    command = again(study, replication)
    lived = world or study.scenario.world
    return Failure(replication, study.scenario.seed, model, lived, crash.error, command)


def again(study: Study, replication: int) -> str:
    """The command that lives through one replication, alone and with its traceback."""
    file = study.file or f"{study.name}.toml"
    return shlex.join(["whorunsit", "compare", file, "--only-replication", str(replication)])
