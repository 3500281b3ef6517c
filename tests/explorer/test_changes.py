"""What a setting makes of a scenario."""

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from sim.documents.errors import InputError
from sim.documents.load import Study, build_study, load_study, shipped_models, vary
from sim.documents.mix import model_names
from sim.explorer.changes import OWN, changes, varied
from sim.explorer.download import scenario_text
from sim.explorer.settings import BOARDS, GROWTHS, TARGETS, TIMES, choices, defaults
from sim.explorer.words import differences
from sim.ground.units import HOURS_PER
from sim.study.study_key import study_key

SCENARIOS = sorted((Path(__file__).parents[2] / "scenarios").glob("*.toml"))


def test_the_scenario_as_written_changes_nothing_but_replications(tiny: Study) -> None:
    assert changes(tiny, defaults(tiny)) == {"replications": 10}
    assert study_key(varied(tiny, defaults(tiny))) == study_key(tiny)


def test_one_service_is_changed_and_the_other_is_not(tiny: Study) -> None:
    setting = replace(
        defaults(tiny), place="services.checkout", growth="2y", target="99.95", exposure="5"
    )
    checkout, catalogue = (
        varied(tiny, setting).scenario.services[name] for name in ("checkout", "catalogue")
    )
    assert checkout.traffic.growth.kind == "exponential"
    assert checkout.traffic.growth.doubling == 2 * HOURS_PER["y"]
    assert checkout.target == pytest.approx(0.9995)
    assert checkout.exposure == 500_000
    assert catalogue == tiny.scenario.services["catalogue"]


@pytest.mark.parametrize("growth", list(GROWTHS))
@pytest.mark.parametrize("name", ["tiny", "furniture-retailer"])
def test_every_growth_makes_a_sound_scenario(name: str, growth: str) -> None:
    study = load_study(SCENARIOS[0].with_name(f"{name}.toml"))
    varied(study, replace(defaults(study), growth=growth))


@pytest.mark.parametrize(("target", "exposure"), list(product(TARGETS, TIMES))[::5])
def test_every_target_and_exposure_makes_a_sound_scenario(
    tiny: Study, target: str, exposure: str
) -> None:
    varied(tiny, replace(defaults(tiny), target=target, exposure=exposure))


def test_a_template_is_changed_with_all_its_services(enterprise: Study) -> None:
    setting = replace(defaults(enterprise), place="templates.core", target="99.99", exposure="2")
    before, after = enterprise.scenario.services, varied(enterprise, setting).scenario.services
    for name, service in after.items():
        core = name.startswith("core-")
        assert service.target == (0.9999 if core else before[name].target)
        # Copies are written to three digits.
        factor = service.exposure / before[name].exposure
        assert factor == pytest.approx(2 if core else 1, rel=0.006)


def test_everywhere_is_every_service(enterprise: Study) -> None:
    after = varied(enterprise, replace(defaults(enterprise), target="99")).scenario.services
    assert {service.target for service in after.values()} == {0.99}


def boards(study: Study) -> dict[str, float | None]:
    return boards_of(study.models)


def boards_of(models: Mapping[str, Any]) -> dict[str, float | None]:
    release = {name: model.release for name, model in models.items()}
    return {n: r.approval.board if r and r.approval else None for n, r in release.items()}


@pytest.mark.parametrize("board", list(BOARDS))
def test_a_board_in_every_model_or_in_none(tiny: Study, board: str) -> None:
    every_model = shipped_models(mixes=False)
    names = tuple(name for name in every_model if "outsourced" not in name)
    every = varied(tiny, replace(defaults(tiny), models=names))
    found = boards(varied(tiny, replace(defaults(tiny), models=names, board=board)))
    wanted = {"weekly": dict.fromkeys(names, 168.0), "none": dict.fromkeys(names)}
    assert found == wanted.get(board, boards(every))


@pytest.mark.parametrize("board", ["weekly", "none"])
def test_a_mix_has_the_boards_of_the_models_that_it_names(tiny: Study, board: str) -> None:
    setting = replace(defaults(tiny), models=("ops-sometimes-run-it",), board=board)
    parts = varied(tiny, setting).models["ops-sometimes-run-it"].models
    wanted = 168.0 if board == "weekly" else None
    assert boards_of(parts) == dict.fromkeys(parts, wanted)


def test_a_service_that_is_run_otherwise_makes_a_mix_that_is_compared_too(tiny: Study) -> None:
    setting = replace(defaults(tiny), runs=("checkout=sre-run-it",))
    study = varied(tiny, setting)
    assert study.scenario.compare == (*tiny.scenario.compare, OWN)
    assert study.baseline == tiny.baseline
    runs = model_names(study.scenario, OWN, study.models[OWN])
    assert runs == {"catalogue": tiny.baseline, "checkout": "sre-run-it"}


def test_no_board_takes_away_what_the_scenario_adds_too(tiny: Study) -> None:
    def approval() -> dict[str, object]:
        return {"release": {"approval": {"board": "2 w"}}}

    variant = {"extends": "ops-run-it", "title": "Other", **approval()}
    written = vary(
        tiny,
        {
            "models": {"you-run-it": approval(), "ops-run-it": approval(), "other": variant},
            "compare": ["other", "ops-run-it", "you-run-it"],
        },
    )
    assert boards(written) == dict.fromkeys(written.models, 336.0)
    assert boards(varied(written, replace(defaults(written), board="none"))) == dict.fromkeys(
        written.models
    )


def test_other_models_bring_another_baseline(enterprise: Study) -> None:
    assert enterprise.scenario.baseline == "ops-run-it"
    study = varied(enterprise, replace(defaults(enterprise), models=("sre-run-it", "you-run-it")))
    assert (study.scenario.compare, study.baseline) == (("sre-run-it", "you-run-it"), "sre-run-it")


def test_pay_and_the_loop(tiny: Study) -> None:
    setting = replace(defaults(tiny), standby=720.0, premium=2.0, world="useless")
    scenario = varied(tiny, setting).scenario
    assert (scenario.prices.standby, scenario.prices.callout_premium) == (720.0, 2.0)
    assert scenario.worlds == ("useless", "as-stated", "equal")


def test_salaries_and_the_value_of_a_change_are_times_what_is_written(tiny: Study) -> None:
    before = tiny.scenario.prices
    after = varied(tiny, replace(defaults(tiny), salaries="2", change_value="0.5")).scenario.prices
    assert dict(after.salaries) == {role: 2 * year for role, year in before.salaries}
    assert after.change_value == before.change_value / 2


def test_levers_on_staff_and_reliability_time_are_times_what_each_model_has(tiny: Study) -> None:
    """A variant gets its own, once, whatever is done to what it extends."""
    study = vary(tiny, {"models": {"ours": {"extends": "ops-run-it", "title": "O"}}})
    asked = replace(
        defaults(study), models=("ops-run-it", "ours"), invests="5", seats="1.5", people="2"
    )
    after = varied(study, asked)
    for name in asked.models:
        model = after.models[name]
        before = tiny.models["ops-run-it"]
        for role, people, seats in (("ops-bridge", 10, (2, 2)), ("service-desk", 12, (3, 2))):
            duty = model.teams[role].on_duty
            assert model.teams[role].people == people
            assert (duty.working_hours, duty.out_of_hours) == seats
        assert model.teams["delivery"] == before.teams["delivery"], "it is no shared team"
        assert model.operability.invests == pytest.approx(5 * before.operability.invests)


def test_a_lever_on_a_contract_is_there_where_one_limits_deployments(tiny: Study) -> None:
    study = vary(
        tiny,
        {
            "models.ours": {"extends": "ops-run-it-outsourced", "title": "O"},
            "models.part": {
                "title": "P",
                "mix": {"default": "you-run-it", "teams": {"shop": "ours"}},
            },
        },
    )
    assert choices(study).capped == {"ops-run-it-outsourced", "ours", "part"}
    names = ("ops-run-it-outsourced", "ours", "part", "ops-run-it")
    before = defaults(study).contract
    for times, deployments in ((before, 24), ("0.1", 3), ("5", 120)):
        after = varied(study, replace(defaults(study), models=names, contract=times)).models
        caps = [after[name].release.releases_per_month for name in names if name != "part"]
        assert caps == [deployments, deployments, None]
        assert after["part"].models["ours"].release.releases_per_month == deployments


def test_more_seats_than_people_are_refused_in_place(tiny: Study) -> None:
    with pytest.raises(InputError, match="people on duty in a team of"):
        varied(tiny, replace(defaults(tiny), seats="3", people="0.5"))


def test_what_a_setting_breaks_is_said_with_its_place(tiny: Study) -> None:
    models = {"ours": {"extends": "you-run-it", "titel": "O"}, "lost": {"extends": "nowhere"}}
    study = vary(tiny, {"models": models})
    assert {"ours", "lost"} <= set(choices(study).models)
    with pytest.raises(InputError, match=r"models\.ours\.titel: unknown key"):
        varied(study, replace(defaults(study), models=("ours",)))
    with pytest.raises(InputError, match=r"models\.lost\.extends: unknown support model"):
        varied(study, replace(defaults(study), models=("lost",), board="none"))


def test_differences_name_the_place(tiny: Study) -> None:
    a = defaults(tiny)
    b = replace(a, place="services.checkout", target="99.99", world="useless")
    assert differences(a, b, choices(tiny)) == [
        ("Availability target, % of requests", "as written", "99.99 %, checkout"),
        ("Investing in operability", "as each model states it", "as stated, and it buys nothing"),
    ]
    assert differences(a, replace(a, place="services.checkout"), choices(tiny)) == []


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_downloaded_scenario_is_the_one_on_the_page(path: Path) -> None:
    study = load_study(path)
    models = (study.scenario.compare[0], "sre-run-it-block-ignored")
    setting = replace(defaults(study), growth="2y", board="none", standby=700.0, models=models)
    shown = varied(study, setting)
    read = build_study(tomllib.loads(scenario_text(shown)), path.stem, path.name, path.parent)
    assert read.scenario == shown.scenario
    assert read.models == shown.models


def test_a_model_beside_the_scenario_goes_along(tiny: Study, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    lines = 'extends = "you-run-it"\ntitle = "Ours"\n[release]\nevery = "3 d"\n'
    (tmp_path / "models" / "ours.toml").write_text(lines, encoding="utf-8")
    file = tmp_path / "tiny.toml"
    file.write_text(scenario_text(tiny), encoding="utf-8")
    beside = load_study(file)
    shown = varied(beside, replace(defaults(beside), models=("ours", "ops-run-it")))
    alone = build_study(tomllib.loads(scenario_text(shown)), "tiny", "tiny.toml", None)
    assert alone.models["ours"] == shown.models["ours"]


@pytest.mark.parametrize("without", ["release.approval.board", "release.approval"])
@pytest.mark.parametrize("with_parent", [True, False])
def test_no_board_can_be_asked_of_a_variant_that_has_none(
    tiny: Study, without: str, with_parent: bool
) -> None:
    """Its own line would take away what its parent has lost already."""
    lines = {"models.lean": {"extends": "ops-run-it", "title": "Lean", "without": [without]}}
    names = ["ops-run-it", "lean"] if with_parent else ["lean"]
    written = vary(tiny, {**lines, "compare": names})
    for board in BOARDS:
        found = boards(varied(written, replace(defaults(written), board=board)))
        assert found["lean"] == (168 if board == "weekly" else None)
