"""A good scenario that tests spoil, and what its reader is told."""

from pathlib import Path

import pytest

from sim.documents.errors import InputError
from sim.documents.load import load_study

GOOD = """\
title = "Two services"
question = "Who restores faster?"
start = 2026-01-05
horizon = "1 y"
compare = ["ops-run-it", "you-run-it", "sre-run-it"]

[teams.shop]
domain = "retail"

[services.catalogue]
team = "shop"
target = "99%"
exposure = "7000 USD/h"
changes = "150/y"
traffic = { start = "5/s" }

[services.checkout]
team = "shop"
target = "99.9%"
exposure = "100k USD/h"
changes = "100/y"
traffic = { start = "18/s", growth = { kind = "exponential", doubling = "4 months" } }
"""


TEAMS = "[teams.shop]\n"


def problems(folder: Path, text: str) -> list[str]:
    """What a user reads, without the folder; each line is one problem in a known form."""
    file = folder / "shop.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_study(file)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(caught.value.problems)
    return [line.replace(f"{folder}/", "") for line in lines]
