"""Mixes that can't be: one clear line each."""

from pathlib import Path

import pytest

from sim.documents.load import load_study
from sim.explorer.download import scenario_text
from sim.present.assumptions import assumptions
from tests.documents.shop import GOOD, problems

OURS = (
    GOOD.replace('"you-run-it", "sre-run-it"]', '"ours"]')
    + """
[models.ours]
title = "Ours"

[models.ours.mix]
default = "ops-run-it"
services = { checkout = "you-run-it" }
"""
)


def test_the_good_one_is_good(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(OURS)
    ours = load_study(tmp_path / "shop.toml").models["ours"]
    assert [part.title for part in ours.parts] == [
        "You Build It Ops Run It", "You Build It You Run It",
    ]  # fmt: skip


MIX = "models.ours.mix"


@pytest.mark.parametrize(
    ("good", "bad", "place", "says"),
    [
        ('checkout = "you-run-it"', 'checkout = "you-run"', f"{MIX}.services.checkout",
         "unknown support model 'you-run'; did you mean 'you-run-it'?"),
        ('default = "ops-run-it"', 'default = "noops"', f"{MIX}.default", "unknown support model"),
        ("checkout =", "chekout =", f"{MIX}.services.chekout",
         "no such service; did you mean 'checkout'? (allowed: catalogue, checkout)"),
        ("services = {", "teams = { cart = 'ops-run-it' }\nservices = {", f"{MIX}.teams.cart",
         "no such team (allowed: shop)"),
        ("services = {", "domains = { retial = 'ops-run-it' }\nservices = {",
         f"{MIX}.domains.retial", "no such domain; did you mean 'retail'?"),
        ('default = "ops-run-it"\n', "", MIX, "nobody runs service 'catalogue': add a default"),
        ('default = "ops-run-it"', 'default = "ours"', f"{MIX}.default",
         "goes in a circle: ours -> ours"),
        ("services = {", 'bands = [{ target_from = "99%", model = "ops-run-it" }, '
         '{ target_from = "99%", model = "you-run-it" }]\nservices = {',
         f"{MIX}.bands.1.target_from", "found 99 % twice"),
        ('title = "Ours"', 'title = "Ours"\nextends = "ops-run-it"', MIX,
         "has no lines of its own beside who runs what; found learn, operability, release"),
        ("services = {", "services = { checkout = 'ops-run-it' }\nservices = {", "",
         "is not valid TOML"),
    ],
)  # fmt: skip
def test_one_clear_line(tmp_path: Path, good: str, bad: str, place: str, says: str) -> None:
    assert good in OURS
    found = problems(tmp_path, OURS.replace(good, bad, 1))
    assert len(found) == 1
    assert found[0].startswith(f"shop.toml: {place}".removesuffix(" "))
    assert says in found[0]


def test_a_circle_of_mixes(tmp_path: Path) -> None:
    text = OURS.replace('default = "ops-run-it"', 'default = "theirs"')
    text += '\n[models.theirs]\ntitle = "Theirs"\nmix = { default = "ours" }\n'
    (found,) = problems(tmp_path, text)
    assert "models.theirs.mix.default: goes in a circle: ours -> theirs -> ours" in found


def test_a_service_named_twice(tmp_path: Path) -> None:
    text = OURS.replace(
        'checkout = "you-run-it"', 'checkout = "you-run-it", checkout = "ops-run-it"'
    )
    (found,) = problems(tmp_path, text)
    assert "checkout" in found


def test_a_team_under_two_pay_rules(tmp_path: Path) -> None:
    text = OURS.replace('default = "ops-run-it"', 'default = "modest"')
    text += '\n[models.modest]\nextends = "you-run-it"\nteams.delivery.pay = "standby"\n'
    (found,) = problems(tmp_path, text)
    assert f"{MIX}: team 'shop' would be on call under two pay rules: " in found
    assert "standby (catalogue), standby-and-callout (checkout)" in found


def test_what_nobody_can_fix_is_said_of_the_services_that_a_model_runs(tmp_path: Path) -> None:
    """A model of services with high targets may have no line for those with low ones."""
    text = (
        OURS
        + """
[models.few]
extends = "you-run-it"
respond.delivery.when = { target_from = "99.9%" }
"""
    )
    few = text.replace('checkout = "you-run-it"', 'checkout = "few"')
    (tmp_path / "shop.toml").write_text(few)
    load_study(tmp_path / "shop.toml")
    (found,) = problems(tmp_path, text.replace('default = "ops-run-it"', 'default = "few"'))
    assert "models.few.respond: nobody can ever make a" in found
    assert "'catalogue'" in found


def test_what_a_mix_leads_to_is_kept_as_written_and_its_assumptions_are_told(
    tmp_path: Path,
) -> None:
    (tmp_path / "shop.toml").write_text(OURS.replace('["ops-run-it", "ours"]', '["ours"]'))
    study = load_study(tmp_path / "shop.toml")
    assert {"ours", "ops-run-it", "you-run-it"} <= set(study.raw_models)
    alone = GOOD.replace('"you-run-it", "sre-run-it"]', '"you-run-it"]')
    (tmp_path / "shop.toml").write_text(alone)
    told = {(one.id, one.value) for one in assumptions(load_study(tmp_path / "shop.toml"))}
    assert {(one.id, one.value) for one in assumptions(study)} == told


def test_a_downloaded_scenario_with_a_mix_stands_alone(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    own = 'extends = "you-run-it"\ntitle = "Own"\noperability.invests = "3%"\n'
    (tmp_path / "models" / "own.toml").write_text(own)
    text = OURS.replace('checkout = "you-run-it"', 'checkout = "own"')
    (tmp_path / "shop.toml").write_text(text)
    study = load_study(tmp_path / "shop.toml")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "shop.toml").write_text(scenario_text(study))
    again = load_study(tmp_path / "elsewhere" / "shop.toml")
    assert again.models["ours"] == study.models["ours"]
