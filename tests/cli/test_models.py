"""What a support model says in full, and what a variant changes."""

from __future__ import annotations

import tomllib
from pathlib import Path

from sim.documents.differences import differences
from sim.documents.load import load_model, shipped_models
from sim.documents.support_model import SupportModel
from tests.cli.words import short, typed

OURS = """
[models.ours]
extends = "you-run-it"
title = "Ours"
without = ["service_desk", "teams.service-desk"]
[models.ours.teams.delivery.on_duty]
out_of_hours = 2
[models.ours.respond.delivery]
acknowledge = "7 min"
"""


def test_each_shipped_model_is_shown_as_it_is_read(tmp_path: Path) -> None:
    for name in shipped_models(mixes=False):
        shown = tomllib.loads(typed(tmp_path, "models", name).stdout)
        assert SupportModel.model_validate(shown, context={"currency": "USD"}) == load_model(name)


def test_a_variant_is_told_by_what_it_changes(tmp_path: Path) -> None:
    file = short(tmp_path)
    file.write_text(file.read_text() + OURS)
    done = typed(tmp_path, "models", "ours", "--scenario", file, "--diff")
    first, *lines = done.stdout.splitlines()
    assert first == f"ours against you-run-it: {len(lines)} lines differ"
    assert "  teams.delivery.on_duty.out_of_hours = 2   (was 1)" in lines
    assert any(
        line.startswith('  respond.delivery.acknowledge = "7 min"   (was {') for line in lines
    )
    assert all(line.startswith("- ") for line in lines if "service" in line)
    assert any(line.startswith("- teams.service-desk.people") for line in lines)


def test_a_model_is_no_different_from_itself_and_one_that_extends_nothing_says_so(
    tmp_path: Path,
) -> None:
    same = typed(tmp_path, "models", "you-run-it", "--against", "you-run-it")
    assert same.stdout == "you-run-it against you-run-it: 0 lines differ\n"
    alone = typed(tmp_path, "models", "you-run-it", "--diff")
    assert "extends no other model" in alone.stdout


def test_differences_are_lines_that_come_go_or_differ() -> None:
    before = {"a": {"b": 1, "c": {"mean": "1 h"}}, "gone": {"x": [1]}, "same": 3}
    after = {"a": {"b": 2, "c": {"median": "1 h", "p95": "2 h"}}, "same": 3, "new.er": True}
    assert [str(found) for found in differences(before, after)] == [
        "  a.b = 2   (was 1)",
        '  a.c = { median = "1 h", p95 = "2 h" }   (was { mean = "1 h" })',
        '+ "new.er" = true',
        "- gone.x = [1]",
    ]
