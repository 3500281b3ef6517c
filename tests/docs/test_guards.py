"""What is tried on the pages can fail: a command that stops working is seen."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.documents.errors import InputError
from tests.docs import commands
from tests.docs.pages import Block, blocks_of, commands_of, inline_commands
from tests.docs.snippets import check_toml


@pytest.mark.parametrize(
    "command",
    [
        "whorunsit compare scenarios/tiny.toml --no-such-option",
        "whorunsit no-such-command scenarios/tiny.toml",
        "whorunsit compare scenarios/tiny.toml --replications many",
        "make no-such-target",
        "no-such-program",
    ],
)
def test_a_command_that_does_not_exist_is_seen(command: str) -> None:
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - assertions and usage errors
        commands.parse(command)
    assert isinstance(caught.value, Exception)


def test_a_command_that_ends_badly_is_seen(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('title = "Half a scenario"\n', encoding="utf-8")
    with pytest.raises(AssertionError, match="is missing"):
        commands.run_at_once(f"whorunsit check {broken}")


def test_output_that_is_not_printed_is_seen() -> None:
    commands.assert_shown(["one", "…", "three"], "one\ntwo\nthree  \n", "a command")
    with pytest.raises(AssertionError, match="doesn't print"):
        commands.assert_shown(["three", "one"], "one\ntwo\nthree\n", "a command")


def block(text: str, **more: object) -> Block:
    return Block(**{  # type: ignore[arg-type]
        "language": "toml", "text": text, "line": 1, "not_run": "",
        "saved": "", "added": "", **more,
    })  # fmt: skip


@pytest.mark.parametrize(
    "text", ['[prices]\nstandbye = "1 USD/week"\n', "[models.x]\nextends = 'you-run-itt'\n"]
)
def test_lines_that_no_document_has_are_seen(text: str, tmp_path: Path) -> None:
    with pytest.raises(InputError):
        check_toml(block(text), tmp_path)


def test_what_stands_above_a_fence_is_read(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "Save this as `x.toml`:\n\n```toml\na = 1\n```\n\nUse `whorunsit models` now.\n\n"
        "<!-- not run: no such thing -->\n```sh\nmake x  # a word\n\nmake y\n```\n\n"
        "```console\n$ make z\nout\n```\n",
        encoding="utf-8",
    )
    saved, not_run, shown = blocks_of(page)
    assert (saved.saved, not_run.not_run) == ("x.toml", "no such thing")
    assert commands_of(not_run) == [("make x", []), ("make y", [])]
    assert commands_of(shown) == [("make z", ["out"])]
    assert inline_commands(page) == ["whorunsit models"]


def test_what_takes_long_is_left_to_the_shell() -> None:
    assert commands.run_at_once("whorunsit compare scenarios/tiny.toml") is None
    assert "you-run-it" in (commands.run_at_once("whorunsit models") or "")
