"""Support models: shipped, beside a scenario, inline; extending, overriding, leaving out."""

from pathlib import Path

import pytest

from sim.documents.errors import InputError
from sim.documents.load import (
    SHIPPED,
    Study,
    load_model,
    load_study,
    merge,
    read_toml,
    shipped_models,
    vary,
)
from sim.ground.laws import Constant, Exponential, Lognormal

HEAD = """\
title = "A shop"
question = "Who?"
horizon = "1 y"
compare = [{names}]
teams.shop.domain = "retail"
[services.web]
team = "shop"
target = "99%"
exposure = "0 USD/h"
changes = "9/y"
traffic.start = "1/s"
"""


def study(folder: Path, names: str, lines: str = "") -> Study:
    (folder / "shop.toml").write_text(HEAD.format(names=names) + lines)
    return load_study(folder / "shop.toml")


def beside(folder: Path, name: str, text: str) -> None:
    (folder / "models").mkdir(exist_ok=True)
    (folder / "models" / f"{name}.toml").write_text(text)


def complaint(folder: Path, names: str, lines: str = "") -> str:
    with pytest.raises(InputError) as caught:
        study(folder, names, lines)
    return str(caught.value).replace(f"{folder}/", "")


@pytest.mark.parametrize("name", shipped_models(mixes=False))
def test_every_shipped_model_is_valid_and_frozen(name: str) -> None:
    model = load_model(name)
    assert model.path() == sorted(model.respond.values(), key=lambda tier: tier.line)
    with pytest.raises(ValueError, match="frozen"):
        model.title = "mine"  # type: ignore[misc]


def test_an_inline_line_overrides_and_leaves_the_rest(tmp_path: Path) -> None:
    shipped = load_model("you-run-it")
    mine = study(tmp_path, '"you-run-it"', "[models.you-run-it.release]\nevery = '2 d'\n")
    model = mine.models["you-run-it"]
    assert model.release.every == 48
    assert model.release.deploy == shipped.release.deploy
    assert model.respond == shipped.respond


def test_a_law_is_replaced_whole(tmp_path: Path) -> None:
    line = "[models.you-run-it.respond.delivery]\nacknowledge = { mean = '5 min' }\n"
    model = study(tmp_path, '"you-run-it"', line).models["you-run-it"]
    assert model.respond["delivery"].acknowledge == Exponential(pytest.approx(5 / 60))


def test_a_part_of_a_law_may_be_changed_too(tmp_path: Path) -> None:
    before = load_model("you-run-it").respond["delivery"].acknowledge
    line = "[models.you-run-it.respond.delivery.acknowledge]\np95 = '8 min'\n"
    after = (
        study(tmp_path, '"you-run-it"', line).models["you-run-it"].respond["delivery"].acknowledge
    )
    assert isinstance(before, Lognormal)
    assert isinstance(after, Lognormal)
    assert after.median == before.median
    assert after.ppf(0.95) == pytest.approx(8 / 60)


def test_a_variant_extends_and_leaves_out(tmp_path: Path) -> None:
    lines = (
        "[models.swift]\nextends = 'ops-run-it'\nwithout = ['release.approval']\ntitle = 'Swift'\n"
    )
    found = study(tmp_path, '"ops-run-it", "swift"', lines)
    assert found.models["swift"].release.approval is None
    assert found.models["ops-run-it"].release.approval is not None
    assert found.models["swift"].title == "Swift"
    assert not {"extends", "without"} & set(found.raw_models["swift"])


def test_an_override_may_leave_out_too(tmp_path: Path) -> None:
    lines = "[models.ops-run-it]\nwithout = ['release.approval']\n"
    assert study(tmp_path, '"ops-run-it"', lines).models["ops-run-it"].release.approval is None


def test_a_chain_of_variants_crosses_files(tmp_path: Path) -> None:
    beside(tmp_path, "middle", "extends = 'you-run-it'\n[release]\nevery = '3 d'\ndeploy = '1 h'\n")
    lines = "[models.last]\nextends = 'middle'\nrelease.deploy = '2 h'\n"
    release = study(tmp_path, '"last"', lines).models["last"].release
    assert (release.every, release.deploy) == (72, Constant(2.0))


def test_a_file_beside_the_scenario_goes_before_the_shipped_one(tmp_path: Path) -> None:
    beside(tmp_path, "you-run-it", "extends = 'ops-run-it'\ntitle = 'Ours'\n")
    assert study(tmp_path, '"you-run-it"').models["you-run-it"].title == "Ours"


def test_a_whole_model_may_stand_inline(tmp_path: Path) -> None:
    shipped = (SHIPPED / "you-run-it.toml").read_text()
    moved = shipped.replace("[", "[models.own.", 1) if shipped.startswith("[") else shipped
    lines = "[models.own]\n" + "\n".join(
        f"[models.own.{line[1:]}" if line.startswith("[") else line for line in moved.splitlines()
    )
    assert study(tmp_path, '"own"', lines).models["own"] == load_model("you-run-it")


def test_an_unknown_model_is_told_with_the_nearest(tmp_path: Path) -> None:
    found = complaint(tmp_path, '"ops-runit"')
    assert found.startswith("shop.toml: compare: unknown support model 'ops-runit'; did you mean")
    assert "'ops-run-it'?" in found


def test_an_unknown_parent_is_told_where_it_is_named(tmp_path: Path) -> None:
    inline = complaint(tmp_path, '"x"', "[models.x]\nextends = 'ops-runit'\n")
    assert inline.startswith("shop.toml: models.x.extends: unknown support model 'ops-runit'")
    beside(tmp_path, "y", "extends = 'ops-runit'\n")
    assert complaint(tmp_path, '"y"').startswith(
        "models/y.toml: extends: unknown support model 'ops-runit'; did you mean 'ops-run-it'?"
    )


def test_a_model_that_extends_itself_goes_in_a_circle(tmp_path: Path) -> None:
    itself = complaint(tmp_path, '"x"', "[models.x]\nextends = 'x'\n")
    assert itself == "shop.toml: models.x.extends: goes in a circle: x -> x"
    beside(tmp_path, "a", "extends = 'b'\n")
    beside(tmp_path, "b", "extends = 'c'\n")
    beside(tmp_path, "c", "extends = 'b'\n")
    assert complaint(tmp_path, '"a"') == (
        "models/c.toml: extends: goes in a circle: a -> b -> c -> b"
    )


def test_lines_for_a_model_that_does_not_exist_do_not_go_unnoticed(tmp_path: Path) -> None:
    found = complaint(tmp_path, '"ops-run-it"', "[models.ops-run-itt.release]\nevery = '1 d'\n")
    assert found.startswith(
        "shop.toml: models.ops-run-itt: no support model 'ops-run-itt' to change; "
        "did you mean 'ops-run-it'?"
    )


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("without = ['release.aproval']", "without: nothing at 'release.aproval'; did"),
        ("without = ['relase.approval']", "without: nothing at 'relase.approval'"),
        ("without = 'release'", "without: found 'release'; it is a list of paths"),
        ("without = [7]", "without: found [7]; it is a list of paths"),
        ("extends = ['ops-run-it']", "extends: found ['ops-run-it']; it is the name of one"),
        ("extends = 7", "extends: found 7; it is the name of one"),
    ],
)  # fmt: skip
def test_extends_and_without_are_checked_themselves(tmp_path: Path, lines: str, says: str) -> None:
    found = complaint(tmp_path, '"ops-run-it"', f"[models.ops-run-it]\n{lines}\n")
    assert found.startswith(f"shop.toml: models.ops-run-it.{says}")


@pytest.mark.parametrize(
    ("lines", "place", "says"),
    [
        ("[respond.delivery]\nteam = 'nobody'", "respond.delivery.team", "no such team 'nobody'"),
        ("[respond]\ndelivery.fixes = ['restart']\nsre.fixes = ['restart']\n"
         "sre-shared.fixes = ['restart']", "respond", "no line can make a 'code' fix"),
        ("[engagement]\nsubstantial = 200", "engagement.critical", "must be above substantial"),
        ("[engagement]\nteam = 'sree'", "engagement.team", "no such team 'sree'; did you"),
        ("[release]\ndeployer = 'robots'", "release.deployer", "no such team 'robots'"),
        ("[teams.sre]\nrota = 99", "teams.sre.rota", "can't be larger than its team"),
        ("[teams.sre]\npay = 'callout'", "teams.sre.pay", "found 'callout'"),
    ],
)  # fmt: skip
def test_parts_of_a_model_must_fit_together(
    tmp_path: Path, lines: str, place: str, says: str
) -> None:
    beside(tmp_path, "ours", f"extends = 'sre-run-it'\n{lines}\n")
    found = complaint(tmp_path, '"ours"').splitlines()
    assert [line for line in found if line.startswith(f"models/ours.toml: {place}: ")]
    assert any(says in line for line in found)


def test_a_study_is_frozen_to_the_bottom(tmp_path: Path) -> None:
    scenario = study(tmp_path, '"you-run-it"').scenario
    for part, key in ((scenario, "seed"), (scenario.services["web"], "target"),
                      (scenario.nature.operability, "gain")):  # fmt: skip
        with pytest.raises(ValueError, match="frozen"):
            setattr(part, key, 1)


def test_varying_makes_a_new_study_and_leaves_the_old_one(tmp_path: Path) -> None:
    old = study(tmp_path, '"you-run-it"')
    new = vary(old, {"nature.defect_chance": "9%", "models.you-run-it.release.every": "5 d"})
    assert (old.scenario.nature.defect_chance, new.scenario.nature.defect_chance) == (0.04, 0.09)
    assert new.models["you-run-it"].release.every == 120
    assert "nature" not in old.raw
    assert vary(new, {}).scenario == new.scenario


def test_merging_leaves_both_as_they_were() -> None:
    base, over = {"a": {"b": 1, "c": [1]}}, {"a": {"c": [2]}, "d": 3}
    assert merge(base, over) == {"a": {"b": 1, "c": [2]}, "d": 3}
    assert (base, over) == ({"a": {"b": 1, "c": [1]}}, {"a": {"c": [2]}, "d": 3})


def test_an_empirical_law_comes_from_a_file_beside_the_scenario(tmp_path: Path) -> None:
    (tmp_path / "seen.csv").write_text("30 min\n2 h\n\n1 h\n")
    found = study(tmp_path, '"you-run-it"', "[nature]\nfix = { empirical = 'seen.csv' }\n")
    assert [found.scenario.nature.fix.ppf(u) for u in (0.0, 0.5, 0.9)] == [0.5, 1.0, 2.0]


@pytest.mark.parametrize("cells", ["", "\n\n", "hours\n1 h\n", "1\n2\n"])
def test_a_file_without_durations_is_no_law(tmp_path: Path, cells: str) -> None:
    (tmp_path / "seen.csv").write_text(cells)
    found = complaint(tmp_path, '"you-run-it"', "[nature]\nfix = { empirical = 'seen.csv' }\n")
    assert found.startswith("shop.toml: nature.fix: can't read durations from 'seen.csv'")


def test_the_shipped_scenarios_are_valid() -> None:
    for path in sorted((SHIPPED.parent.parent / "scenarios").glob("*.toml")):
        assert read_toml(path)
        assert load_study(path).models
