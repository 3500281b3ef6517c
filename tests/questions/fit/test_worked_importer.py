"""The importer that CONTRIBUTING.md adds reads what its tool exports."""

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from sim.questions.fit import shape
from sim.questions.fit.reading import Wanted, read

PAGE = Path(__file__).resolve().parents[3] / "CONTRIBUTING.md"
EXPORT = (
    "Ticket ID,Ticket group,Ticket created - Timestamp,Ticket solved - Timestamp,Ticket priority\n"
    "7,shop,2026-03-02T10:00:00Z,2026-03-02T11:30:00Z,Urgent\n"
    "8,shop,2026-03-03T10:00:00Z,,High\n"
)


def example() -> str:
    found = re.search(r"## Add an importer\n.*?```toml\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert found
    return found[1]


def test_the_form_is_known_once_it_is_in_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = {name: shape.Shape.model_validate(x) for name, x in tomllib.loads(example()).items()}
    everything = {**shape.known_shapes(), **added}
    monkeypatch.setattr(shape, "known_shapes", lambda: everything)
    (tmp_path / "tickets.csv").write_text(EXPORT)
    found = read(Wanted([tmp_path / "tickets.csv"]))
    assert found.tallies[0].form == "Zendesk tickets"
    assert list(found.incidents["service"]) == ["shop", "shop"]
    assert found.incidents["opened_at"].iloc[0] == pd.Timestamp("2026-03-02 10:00", tz="UTC")
    hours, ended = found.restore_hours()
    assert hours[0] == 1.5
    assert list(ended) == [True, False]
