"""Small inputs on which somebody stumbled once, each with the value that is right."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from sim.documents.errors import InputError
from sim.documents.load import Study, build_study, load_study, vary
from sim.documents.remarks import document_remarks
from sim.explorer.download import scenario_text
from sim.ground.laws import Empirical
from sim.present.console import render
from sim.present.files import write_csv
from sim.present.manifest import describe
from sim.questions.compare import compare

SHOP = """
title = "A bakery online"
question = "Who gets up?"
start = 2027-03-01
horizon = "1 y"
replications = 12
compare = ["you-run-it", "ops-run-it"]
[teams.oven]
domain = "bread"
[services.orders]
team = "oven"
target = "99.5%"
exposure = "900 USD/h"
changes = "40/y"
traffic = { start = "2/s" }
"""


def study(folder: Path, more: str = "", **lines: str) -> Study:
    text = SHOP
    for old, new in lines.items():
        assert re.search(rf"(?m)^{old} = .*$", text)
        text = re.sub(rf"(?m)^{old} = .*$", f"{old} = {new}", text)
    (folder / "bakery.toml").write_text(text + more, encoding="utf-8")
    return load_study(folder / "bakery.toml")


def remarks(found: Study) -> list[str]:
    return list(document_remarks(found.scenario, found.models))


def test_a_duration_with_a_comma_is_not_cut_at_it(tmp_path: Path) -> None:
    """``1 day, 6:00:00`` is how Python prints 30 hours; the first cell alone is 24."""
    (tmp_path / "long.csv").write_text("20 h\n1 day, 6:00:00\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 2 has more than one cell"):
        study(tmp_path, '[nature]\nfix = { empirical = "long.csv" }')


def test_what_was_measured_is_in_the_manifest(tmp_path: Path) -> None:
    hours = [0.5, 1, 2, 3, 10]
    text = "".join(f"{h} h\n" for h in hours)
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    found = study(tmp_path, '[nature]\nfix = { empirical = "mine.csv" }')
    data = describe(compare(found, replications=2, workers=1), "a test", 0.0, [])["data"]
    assert data["mine.csv"]["observations"] == 5
    assert data["mine.csv"]["median_hours"] == 2
    assert len(data["mine.csv"]["sha256"]) == 64
    json.dumps(data)


def test_a_quiet_run_takes_no_mean_away(tmp_path: Path) -> None:
    """Without changes some runs have no incident: the mean is over those that have."""
    quiet = study(tmp_path, changes='"0/y"')
    result = compare(quiet, replications=6, workers=1)
    restored = result.values("you-run-it", "time_to_restore_hours_median")
    assert 0 < sum(restored != restored) < len(restored)
    console = Console(width=120, record=True, file=StringIO())
    console.print(render(result))
    (row,) = re.findall(r"(?m)^\s*Time to restore, median +(\S+)", console.export_text())
    assert row != "–"


def test_days_are_named_and_never_numbered(tmp_path: Path) -> None:
    for numbers in ("[1, 2, 3, 4, 5]", "[0]"):
        with pytest.raises(InputError, match="not by numbers"):
            study(tmp_path, f"[calendar]\nweekdays = {numbers}")
    found = study(tmp_path, '[calendar]\nweekdays = ["Tue", "saturday"]')
    assert found.scenario.calendar.weekdays == (1, 5)


def test_a_title_is_no_formula(tmp_path: Path) -> None:
    import pandas as pd

    write_csv(pd.DataFrame({"service": ["=2+3", "@x", "plain"]}), tmp_path / "names.csv")
    with (tmp_path / "names.csv").open(encoding="utf-8") as file:
        assert [row["service"] for row in csv.DictReader(file)] == ["'=2+3", "'@x", "plain"]


def test_people_on_a_delivery_team_are_said_to_be_hired(tmp_path: Path) -> None:
    (said,) = remarks(study(tmp_path, "[models.you-run-it.teams.delivery]\npeople = 4"))
    assert "hires 4 people beside the delivery teams" in said


def test_a_queue_that_never_empties_comes_first(tmp_path: Path) -> None:
    """Two people have work for many: the team is named, with what never went live."""
    busy = """
[models.ops-run-it.teams.application-support]
on_duty = { working_hours = 1, out_of_hours = 1 }
people = 2
[nature]
background = "350/y"
background_with_traffic = 0
capacity_per_doubling = 0
diagnose = { median = "9 h", p95 = "30 h" }
"""
    found = study(tmp_path, busy, changes='"400/y"', compare='["ops-run-it"]')
    result = compare(found, replications=2, workers=1)
    first = result.notes[0]
    assert "A queue that never empties: under You Build It Ops Run It" in first
    assert "% of the changes never went live" in first
    assert "application-support" in first
    assert "Counting what still waits (Kaplan and Meier), " in first
    assert ("ops-run-it", "lead_time_days_median") in result.over_survivors
    console = Console(width=120, record=True, file=StringIO())
    console.print(render(result))
    assert re.search(r"Lead time, median +≥", console.export_text())


def test_a_trailing_window_lasts_some_time(tmp_path: Path) -> None:
    variant = '[models.x]\nextends = "you-run-it"\ntitle = "X"\n[models.x.error_budget]\n'
    window = 'stages = ["team"]\nwindow = "rolling"\nrolling = "0 d"'
    with pytest.raises(InputError, match=r"error_budget\.rolling: found 0\.0; more than 0"):
        study(tmp_path, variant + window, compare='["x"]')


def test_a_run_of_a_month_is_said_to_be_no_year(tmp_path: Path) -> None:
    (said,) = remarks(study(tmp_path, horizon='"1 month"'))
    assert said.startswith("The horizon is 30.4 days, under a year")


def test_holidays_of_another_year_are_said(tmp_path: Path) -> None:
    (said,) = remarks(study(tmp_path, "[calendar]\nholidays = [2026-12-25, 2026-12-26]"))
    assert said.startswith("No holiday lies within the run (2027-03-01 to ")
    assert remarks(study(tmp_path, "[calendar]\nholidays = [2027-12-25]")) == []


def test_a_scenario_that_is_taken_away_takes_its_observations_along(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("12 min\n2 h\n0.1 h\n", encoding="utf-8")
    found = study(tmp_path, '[nature]\nfix = { empirical = "mine.csv" }')
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "bakery.toml").write_text(scenario_text(found), encoding="utf-8")
    there = load_study(elsewhere / "bakery.toml")
    assert there.scenario.nature.fix == found.scenario.nature.fix
    assert vary(there, {"nature.fix": {"empirical": ["1 h"]}}).scenario.nature.fix == Empirical(
        (1.0,)
    )


def test_a_name_with_a_dot_can_be_varied(tmp_path: Path) -> None:
    raw = study(tmp_path).raw
    raw["services"] = {"orders.eu": raw["services"]["orders"]}
    found = vary(build_study(raw, "b", "b.toml", None), {'services."orders.eu".target': "98%"})
    assert found.scenario.services["orders.eu"].target == 0.98
    assert found.scenario.start == date(2027, 3, 1)


def test_what_would_never_end_is_refused(tmp_path: Path) -> None:
    """Found by a mutant: a service of 600 million changes."""
    with pytest.raises(InputError, match=r"services\.orders\.changes: found .* at most 1,000,000"):
        study(tmp_path, changes='"200000/h"')
    nature = '[nature.alerts]\nrate = "900000/h"'
    with pytest.raises(InputError, match=r"nature\.alerts\.rate: found .* the horizon; allowed"):
        study(tmp_path, nature)


@pytest.mark.parametrize("name", ["", "  "])
def test_nothing_goes_without_a_name(tmp_path: Path, name: str) -> None:
    """Found by a mutant: "" stands for nobody in the tables of results."""
    raw = study(tmp_path).raw
    raw["services"] = {name: raw["services"]["orders"]}
    with pytest.raises(InputError, match="services: has an entry without a name; allowed: any"):
        build_study(raw, "b", "b.toml", None)
