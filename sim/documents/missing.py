"""A package that an extra brings and that isn't there: what to type here to get it."""

from __future__ import annotations

import shlex
import sys
from importlib.metadata import PackageNotFoundError, requires
from importlib.util import find_spec
from pathlib import Path

import sim
from sim.documents.errors import InputError, Problem


def missing(what: str, package: str, extra: str) -> InputError:
    """The error that ``what`` needs a package, with the command that installs it here."""
    why = f"needs {package}, which isn't installed; install it with: {how_to_install(extra)}"
    return InputError(what, [Problem("", why)])


def how_to_install(extra: str) -> str:
    """The command for this Python: from the checkout, pinned, where there is one."""
    root = Path(sim.__path__[0]).parent
    words = [*_installer(), *_source(root, extra)]
    return shlex.join(words)


def _installer() -> list[str]:
    """Pip of this Python; an environment that was made without pip is one of uv's."""
    if find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "install"]
    return ["uv", "pip", "install", "--python", sys.executable]


def _source(root: Path, extra: str) -> list[str]:
    if (root / "pyproject.toml").is_file():
        pins = root / "constraints.txt"
        pinned = ["--constraint", str(pins)] if pins.is_file() else []
        return [*pinned, "--editable", f"{root}[{extra}]"]
    return required(extra)


def required(extra: str) -> list[str]:
    """What an extra of the installed package asks for."""
    try:
        lines = requires("whorunsit") or []
    except PackageNotFoundError:
        lines = []
    named = [line.partition(";") for line in lines]
    ends = (f'extra == "{extra}"', f"extra == '{extra}'")
    return [wanted.strip() for wanted, _, when in named if when.strip().endswith(ends)]
