"""What a study is, as a short text: the same documents, code and versions give the same key."""

from __future__ import annotations

import json
import platform
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

import sim
from sim.documents.load import Study

NUMBERS_COME_FROM = ("simpy", "numpy", "scipy", "pandas", "pydantic")
"""Packages whose version may change a number."""


def study_key(study: Study) -> str:
    """A hash of everything that a finished replication depends on, but its number.

    How many replications are asked for is left out: a study may be continued further.
    """
    return _hash([*_documents(study), code_key()])


def code_key() -> str:
    """A hash of the code and of the versions that a number may come from."""
    return f"{json.dumps(_versions())}{_code()}"


def documents_key(study: Study) -> str:
    """A hash of the documents alone, whatever code and versions live through them."""
    return _hash(_documents(study))


def _documents(study: Study) -> list[str]:
    neither = {
        "replications": 0, "title": "", "question": "", "uncertain": {}, "assign": None,
        "business_case": None,
    }  # fmt: skip
    scenario = repr(study.scenario.model_copy(update=neither))
    return [scenario, *(f"{name}={model!r}" for name, model in study.models.items())]


def _hash(parts: list[str]) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


def plausible_key(study: Study) -> str:
    """A hash of the documents and of how sure their numbers are."""
    return _hash([*_documents(study), repr(study.scenario.uncertain)])


@cache
def _versions() -> dict[str, str]:
    found = {package: version(package) for package in NUMBERS_COME_FROM}
    return {"python": platform.python_version(), "machine": platform.machine(), **found}


@cache
def _code() -> str:
    """A hash of the package's own source, so that no study mixes two states of it."""
    root, digest = Path(sim.__path__[0]), blake2b(digest_size=16)
    for path in sorted(root.rglob("*.py")):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
