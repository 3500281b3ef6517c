"""Plans that can't be: one clear line each, with its place."""

from datetime import date
from pathlib import Path

import pytest

from sim.documents.load import load_study
from sim.documents.mix import assignments
from tests.documents.shop import GOOD, problems

PLAN = (
    GOOD.replace('"you-run-it", "sre-run-it"]', '"plan"]')
    + """
[models.plan]
extends = "ops-run-it"
title = "Plan"
[models.plan.transition]
leavers = "severance"
notice = "2 months"
[[models.plan.moves]]
at = 2026-04-01
to = "you-run-it"
services = ["catalogue", "checkout"]
every = "quarter"
number = 1
"""
)
MOVES = "models.plan.moves"


def test_the_good_one_is_good(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(PLAN)
    study = load_study(tmp_path / "shop.toml")
    days = assignments(study.scenario, "plan", study.models["plan"])
    start = study.scenario.start
    moved = [24.0 * (day - start).days for day in (date(2026, 4, 1), date(2026, 7, 1))]
    assert [day.since for day in days] == [0.0, *moved]
    assert [day.names["catalogue"] for day in days] == ["ops-run-it", *["you-run-it"] * 2]
    assert [day.names["checkout"] for day in days] == [*["ops-run-it"] * 2, "you-run-it"]


TWICE = """
[[models.plan.moves]]
at = 2026-04-01
to = "sre-run-it"
services = ["catalogue"]
"""


@pytest.mark.parametrize(
    ("good", "bad", "place", "says"),
    [
        ('["catalogue",', '["catalog",', f"{MOVES}.0.services",
         "no such service 'catalog'; did you mean 'catalogue'?"),
        ('to = "you-run-it"', 'to = "you-run"', f"{MOVES}.0.to",
         "unknown support model 'you-run'; did you mean 'you-run-it'?"),
        ('to = "you-run-it"', 'to = "plan"', f"{MOVES}.0.to", "goes in a circle: plan -> plan"),
        ("number = 1\n", "number = 1\n" + TWICE, f"{MOVES}.1.services",
         "moves 'catalogue' on the same day as moves.0 does"),
        ('["catalogue", "checkout"]', '["catalogue", "catalogue"]', f"{MOVES}.0.services",
         "found 'catalogue' twice"),
        ("at = 2026-04-01", "at = 2019-04-01", f"{MOVES}.0.at",
         "found 2019-04-01; the scenario starts 2026-01-05"),
        ("at = 2026-04-01", 'at = "soon"', f"{MOVES}.0.at",
         "found 'soon'; write a day like 2027-04-01, or a time after the start like"),
        ("number = 1\n", "", f"{MOVES}.0.number", "is needed by waves"),
        ('every = "quarter"\n', "", f"{MOVES}.0.every", "is needed by waves"),
        ("number = 1\n", "number = 0\n", f"{MOVES}.0.number", "found 0; at least 1"),
        ('leavers = "severance"', 'leavers = "stay"', "models.plan.transition.notice",
         "is for people whose leavers is 'severance'; found 'stay'"),
        ('leavers = "severance"\nnotice = "2 months"', 'leavers = "severence"',
         "models.plan.transition.leavers", "'severence'"),
        ('["catalogue", "checkout"]', '"ladder.csv"', f"{MOVES}.0.services",
         "can't read services from"),
        ("number = 1\n", 'number = 1\n[services.checkout]\nlaunches = "1 y"\n', "",
         "is not valid TOML"),
    ],
)  # fmt: skip
def test_one_clear_line(tmp_path: Path, good: str, bad: str, place: str, says: str) -> None:
    assert good in PLAN
    found = problems(tmp_path, PLAN.replace(good, bad, 1))
    assert len(found) == 1, found
    assert found[0].startswith(f"shop.toml: {place}".removesuffix(" "))
    assert says in found[0]


def test_a_move_before_a_launch(tmp_path: Path) -> None:
    text = PLAN.replace("[services.checkout]", '[services.checkout]\nlaunches = "1 y"')
    (found,) = problems(tmp_path, text)
    assert f"{MOVES}.0.at: moves 'checkout' before its launch" in found


def test_severance_priced_though_everybody_stays(tmp_path: Path) -> None:
    text = PLAN.replace('leavers = "severance"\nnotice = "2 months"', 'leavers = "stay"')
    (found,) = problems(tmp_path, text + "\n[prices.moving]\nseverance = 0.5\n")
    assert (
        "prices.moving.severance: is for people who have to go; under 'plan' nobody does" in found
    )


def test_a_plan_in_a_mix(tmp_path: Path) -> None:
    text = PLAN.replace('"plan"]', '"plan", "mixed"]')
    text += '\n[models.mixed]\ntitle = "Mixed"\nmix = { default = "plan" }\n'
    (found,) = problems(tmp_path, text)
    assert "models.mixed.mix.default: 'plan' is a plan over time itself" in found


def test_the_ladder_of_assign_says_who_moves(tmp_path: Path) -> None:
    ladder = "service,from,to,saves_per_year\ncheckout,ops-run-it,you-run-it,9\nx,y,z,1\n"
    (tmp_path / "ladder.csv").write_text(ladder)
    text = PLAN.replace('["catalogue", "checkout"]', '"ladder.csv"')
    (tmp_path / "shop.toml").write_text(text)
    study = load_study(tmp_path / "shop.toml")
    _, day = assignments(study.scenario, "plan", study.models["plan"])
    assert (day.names["checkout"], day.names["catalogue"]) == ("you-run-it", "ops-run-it")
    (found,) = problems(tmp_path, text.replace('to = "you-run-it"', 'to = "sre-run-it"'))
    assert "moves no service to 'sre-run-it'" in found


def test_a_variant_of_a_plan_has_other_terms(tmp_path: Path) -> None:
    text = PLAN.replace('"plan"]', '"plan", "gentle"]')
    text += '\n[models.gentle]\nextends = "plan"\ntransition = { dual_running = "8 w" }\n'
    (tmp_path / "shop.toml").write_text(text)
    models = load_study(tmp_path / "shop.toml").models
    assert models["gentle"].moves == models["plan"].moves  # type: ignore[union-attr]
    assert models["gentle"].transition.dual_running == 8 * 168  # type: ignore[union-attr]
