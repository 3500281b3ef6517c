"""The exercises of the error-budget loop: each solution is what its code prints."""

from __future__ import annotations

import contextlib
import io
from itertools import pairwise

import pytest

from tests.docs.pages import ROOT, blocks_of

PAGE = ROOT / "docs" / "tutorial" / "error-budget-loop.md"
EXERCISES = 6


@pytest.mark.slow
def test_every_solution_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    solved = 0
    for block, following in pairwise(blocks_of(PAGE)):
        if block.language == "python":
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(block.text, f"line {block.line}", "exec"), names)
            if following.language == "text":
                assert printed.getvalue() == following.text, block.line
                solved += 1
    assert solved == EXERCISES
