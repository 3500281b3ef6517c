"""Slips on the command line are told like slips in a document: what was found, what is allowed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from sim.cli.app import app
from tests.cli.words import TINY, typed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("compare", TINY, "-n", "1"), "--replications: found '1'; this is a number from 2 on"),
        (("compare", TINY, "-nx"), "--replications: found 'x'; this is a whole number"),
        (("compare", TINY, "--replications=x"), "found 'x'; this is a whole number"),
        (("compare", TINY, "--precison", "5%"), "--precison: no such option; did you mean '--prec"),
        (("compare",), "SCENARIO.toml: is missing: A scenario document; whorunsit compare --help"),
        (("compare", TINY, "again"), "compare: found 'again' beside what it takes"),
        (("compare", TINY, "--out"), "--out: needs a value"),
        (("compare", TINY, "--quick=3"), "--quick: takes no value"),
        (("comprae", TINY), "whorunsit: no command 'comprae'; did you mean 'compare'?"),
        (("trace", TINY), "--model: is missing: One of the compared support models"),
        (("explore", TINY, "--port", "99999"), "--port: found '99999'; this is a number up to 6"),
        (("explain-cost", TINY, "--model", "ops-run-it", "--by", "day"),
         "--by: found 'day'; this is one of 'line', 'service', 'team'"),
        (("compare", TINY, "--precision", "5"), "found '5'; it is a share below 1.* mean 5%?"),
        (("compare", TINY, "--precision", "few"), "found 'few'; it is a share below 1"),
        (("compare", TINY, "--precision", "0"), "found '0'; it is a share above 0"),
        (("compare", TINY, "--models", "you-run"), "--models: no support model 'you-run'; did yo"),
        (("compare", TINY, "--name", "a/b"), "--name: found 'a/b'; it is the name of a folder"),
        (("models", "you-run"), "NAME: no support model 'you-run'; did you mean 'you-run-it'"),
    ],
)  # fmt: skip
def test_a_slip_is_one_line_in_our_words(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = typed(tmp_path, *words)
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    first, _, rest = said.partition(".*")
    assert first in line
    assert rest in line
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_no_help_holds_what_the_terminal_takes_for_markup() -> None:
    """A word in brackets would vanish."""
    for command in typer.main.get_command(app).commands.values():  # type: ignore[attr-defined]
        helps = [command.help, *(getattr(option, "help", "") for option in command.params)]
        assert [text for text in helps if re.search(r"\[[a-z]", text or "")] == [], command.name


def test_no_words_are_answered_with_the_help(tmp_path: Path) -> None:
    done = typed(tmp_path)
    assert done.returncode == 0
    assert "compare" in done.stdout


@pytest.mark.parametrize("precision", ["0.9", "90%"])
def test_a_precision_is_written_either_way(precision: str, tmp_path: Path) -> None:
    words = ("compare", TINY, "--precision", precision, "-n", "6", "-j", "1", "--no-report")
    done = typed(tmp_path, *words)
    assert done.returncode == 0, done.stderr
    assert "chosen by the precision reached" in " ".join(done.stdout.split())
