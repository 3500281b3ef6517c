"""How a documented command is tried: parsed, run in this process, or in a shell."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import typer
from typer.testing import CliRunner

from sim.cli.app import app
from sim.documents.errors import InputError
from tests.docs.pages import ROOT

WIDTH = {"COLUMNS": "80", "TERM": "dumb", "MPLBACKEND": "Agg"}
AT_ONCE = {"check", "models", "schema", "trace", "explain-cost"}
"""Commands that take a second as they stand."""
SHORTENED = {
    "compare": {"--replications": "2"},
    "assign": {"--replications": "2", "--most": "10"},
    "dynamics": {"--replications": "4"},
}
"""What a large scenario is lived through with in a shell, where a page shows no output of it."""
SHORTENED_ALWAYS = {
    "sensitivity": {"--replications": "2"},
    "drivers": {"--replications": "2"},
    "break-even": {"--replications": "4"},
}
"""The same for commands that take minutes with the smallest of scenarios."""
SMALL = {"mine.toml", "tiny.toml"}
NOT_FROM_A_TEST = {"test", "test-slow", "check", "fix", "bench", "docs", "lock", "setup", "clean"}
NOT_FROM_A_TEST |= {"lab", "publish", "results", "uncertainty", "claims", "drivers", "calibration"}
NOT_FROM_A_TEST |= {"mutation"}
"""Targets that would run this test again, or install; ``make`` only says what it would do."""


def words_of(command: str) -> list[str]:
    """A command in words, its program's path left out."""
    words = shlex.split(command, comments=True)
    return [Path(words[0]).name, *words[1:]]


def parse(command: str) -> None:
    """Fail unless the program, the command and its options exist."""
    program, *words = words_of(command)
    if program == "make":
        dry_run(command)
    elif program == "whorunsit":
        _parse(words)
    else:
        assert program in {"source", "pip", "python", "mkdocs"}, f"say why it is not run: {command}"


def _parse(words: list[str]) -> None:
    group = typer.main.get_command(app)
    if words and words[0] != "--help":
        with group.make_context("whorunsit", list(words), resilient_parsing=True) as context:
            name, command, rest = group.resolve_command(context, words)
            if rest and "--help" not in rest:
                command.make_context(name, rest)


def dry_run(command: str) -> str:
    """What make would do; fails where a target doesn't exist.

    A make below another says which folder it enters and leaves, unless it is told not to.
    """
    words = ["make", "--dry-run", "--no-print-directory", *words_of(command)[1:]]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _without(words: list[str], options: dict[str, int]) -> list[str]:
    """The words without some options, each with as many values as it takes."""
    kept, left = [], iter(words)
    for word in left:
        if word in options:
            for _ in range(options[word]):
                next(left)
        else:
            kept.append(word)
    return kept


def run_here(words: list[str]) -> str:
    """Run ``whorunsit`` in this process, once; fails unless it ends well."""
    files = [Path(word).read_text("utf-8") for word in words if word.endswith(".toml")]
    return _run_once(tuple(words), tuple(files))


@cache
def _run_once(words: tuple[str, ...], _: tuple[str, ...]) -> str:
    done = CliRunner().invoke(app, list(words), env=WIDTH)
    if isinstance(done.exception, InputError):
        raise AssertionError(str(done.exception))
    if done.exit_code:
        raise AssertionError(f"whorunsit {shlex.join(words)}\n{done.output}") from done.exception
    return done.stdout


def run_at_once(command: str) -> str | None:
    """The output of a command that takes a second; nothing of one that takes longer."""
    program, *words = words_of(command)
    if program != "whorunsit" or not (AT_ONCE & set(words[:1]) or "--help" in words):
        return None
    return run_here(words)


def run_in_shell(command: str, folder: Path, as_written: bool) -> str | None:
    """Run a command as a reader would, in a copy of the repository; its output.

    Unless it must be ``as_written``, it is shortened where it would take minutes.
    """
    program, *words = words_of(command)
    if program == "make" and set(words) & NOT_FROM_A_TEST:
        dry_run(command)
        return None
    if not as_written:
        command = _shortened(command)
    here = {**os.environ, **WIDTH, "PATH": f"{folder / '.venv' / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder, env=here, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _shortened(command: str) -> str:
    if words_of(command) == ["make", "run"]:
        command = dry_run(command).splitlines()[-1]
    program, *words = shlex.split(command, comments=True)
    large = len(words) > 1 and Path(words[1]).name not in SMALL
    options = {**SHORTENED_ALWAYS, **(SHORTENED if large else {})}.get(words[0] if words else "")
    if options is None:
        return command
    kept = _without(words, dict.fromkeys([*options, "--precision"], 1))
    return shlex.join([program, *kept, *(word for pair in options.items() for word in pair)])


def copy_of_the_repository(folder: Path) -> None:
    """What a reader has after `make`, without installing: stamps keep make from doing so."""
    for name in ("scenarios", "notebooks", "docs/tutorial"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("Makefile", "pyproject.toml", "constraints.txt", "README.md"):
        shutil.copy2(ROOT / name, folder / name)
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for program in Path(sys.executable).parent.iterdir():
        (programs / program.name).symlink_to(program)
    for stamp in (".created", ".runtime", ".dev", ".bench", ".docs", ".all", ".lab"):
        (programs.parent / stamp).touch()


def assert_shown(expected: list[str], output: str, command: str) -> None:
    """Every line that a page shows comes out, in order; ``…`` stands for any lines."""
    lines = iter(re.sub(r"[ \t]+$", "", output, flags=re.MULTILINE).splitlines())
    for line in expected:
        if line.strip() not in ("", "…"):
            assert line in lines, f"{command} doesn't print, or not in its place:\n{line}\n{output}"
