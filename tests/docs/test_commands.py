"""Every command and snippet of README and documentation works as it is written."""

from __future__ import annotations

from pathlib import Path
from types import CodeType

import pytest

from tests.docs import commands
from tests.docs.pages import (
    COMMANDS,
    LANGUAGES,
    PAGES,
    Block,
    blocks_of,
    commands_of,
    inline_commands,
    name_of,
)
from tests.docs.snippets import check_toml

WITH_BLOCKS = [page for page in PAGES if blocks_of(page)]
EVERY = [block for page in PAGES for block in blocks_of(page)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    commands.copy_of_the_repository(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_pages_have_something_to_try() -> None:
    languages = [block.language for block in EVERY]
    assert {"README.md", "CONTRIBUTING.md"} < {name_of(page) for page in WITH_BLOCKS}
    assert languages.count("python") > 3
    assert sum(language in COMMANDS for language in languages) > 15


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_block_says_what_it_is(page: Path) -> None:
    assert [block.line for block in blocks_of(page) if block.language not in LANGUAGES] == []


@pytest.mark.parametrize("page", [page for page in PAGES if inline_commands(page)], ids=name_of)
def test_commands_in_the_text_exist(page: Path, folder: Path) -> None:
    for command in inline_commands(page):
        commands.parse(command)


@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name_of)
def test_a_page_works_from_top_to_bottom(page: Path, folder: Path) -> None:
    """What takes longer than a second is tried in a shell, among the slow tests."""
    for block in blocks_of(page):
        if block.language in COMMANDS:
            _try_at_once(block)
        else:
            _read_snippet(block, folder)


@pytest.mark.slow
@pytest.mark.parametrize("page", WITH_BLOCKS, ids=name_of)
def test_a_page_works_in_a_shell(page: Path, folder: Path) -> None:
    """What it says is printed, is printed; what would take minutes is shortened."""
    names: dict[str, object] = {}
    for block in blocks_of(page):
        if block.language in COMMANDS and not block.not_run:
            for command, expected in commands_of(block):
                output = commands.run_in_shell(command, folder, as_written=bool(expected))
                _hold(expected, output, command)
        else:
            code = _read_snippet(block, folder)
            if code is not None and not block.not_run:
                exec(code, names)


def _try_at_once(block: Block) -> None:
    for command, expected in commands_of(block):
        commands.parse(command)
        if not block.not_run:
            _hold(expected, commands.run_at_once(command), command)


def _hold(expected: list[str], output: str | None, command: str) -> None:
    if output is not None:
        commands.assert_shown(expected, output, command)


def _read_snippet(block: Block, folder: Path) -> CodeType | None:
    if block.language == "toml" and not block.not_run:
        check_toml(block, folder)
    if block.language == "python":
        return compile(block.text, f"line {block.line}", "exec")
    return None
