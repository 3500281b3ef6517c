"""A mix: services of one organisation under several support models."""

from typing import Any

import pytest

from sim.documents.load import Raw, Study, build_study, merge, vary
from sim.engine.log import EventKind
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.organisation.organisation import Organisation, organise
from sim.questions.verify.relation_cases import SMALL, bytes_of
from sim.records.metrics import REGISTRY, measure
from sim.records.money import Accounts
from tests.relations.small import EVERY_MODEL

ONE_TEAM: Raw = {
    "services": {name: {"team": "shop"} for name in SMALL["services"]},
    "teams": {"cart": {"domain": "retail"}, "bill": {"domain": "money"}},
}


def mixed(mix: Raw, *lines: Raw, **models: Any) -> Study:
    """The small organisation under a mix of this name."""
    raw = merge(SMALL, {"compare": ["ours"], "models": {"ours": {"title": "Ours", "mix": mix}}})
    for more in (*lines, {"models": models}):
        raw = merge(raw, more)
    return build_study(raw, "small", "small.toml", None)


def organised(study: Study) -> Organisation:
    return organise(study.scenario, study.models["ours"])


def live(study: Study, name: str) -> Accounts:
    model, tape = study.models[name], draw(study.scenario, 0)
    return Accounts(study.scenario, model, tape, simulate(study.scenario, model, tape))


@EVERY_MODEL
def test_a_mix_of_one_model_is_that_model_to_the_byte(model: str) -> None:
    """However it is said: as the default, or line by line."""
    said = {"domains": {"retail": model}, "services": {"paying": model}}
    study = vary(mixed({"default": model}), {"compare": [model, "ours", "by-line"],
        "models.by-line": {"title": "Line by line", "mix": said}})  # fmt: skip
    alone, ours, lines = (live(study, name) for name in study.scenario.compare)
    for other in (ours, lines):
        assert bytes_of(other.log) == bytes_of(alone.log)
        assert other.log.lines() == alone.log.lines()
        assert other.ledger.equals(alone.ledger)
        assert repr(measure(other, REGISTRY)) == repr(measure(alone, REGISTRY))


@pytest.mark.parametrize("world", ["equal", "useless"])
def test_a_mix_of_one_model_is_that_model_in_other_worlds_too(world: str) -> None:
    study = vary(mixed({"default": "sre-run-it"}), {
        "compare": ["sre-run-it", "ours"], "worlds": [world]})  # fmt: skip
    alone, ours = (live(study, name) for name in study.scenario.compare)
    assert bytes_of(ours.log) == bytes_of(alone.log)


def test_what_is_most_particular_holds() -> None:
    mix = {
        "default": "ops-run-it",
        "bands": [{"target_from": "99.9%", "model": "you-run-it"},
                  {"target_from": "95%", "model": "ops-run-it-no-cab"}],
        "domains": {"money": "you-run-it-at-scale"},
        "teams": {"shop": "ops-run-it-l1.5"},
        "services": {"browse": "sre-run-it"},
    }  # fmt: skip
    study = mixed(mix)
    ours = study.models["ours"]
    assert {s: ours.runs(study.scenario, s) for s in study.scenario.services} == {
        "browse": "sre-run-it",  # by its own line, not its team's
        "search": "ops-run-it-l1.5",  # by its team's, not the band's
        "basket": "you-run-it",  # by the highest band that it reaches
        "paying": "you-run-it-at-scale",  # by its domain's, not the band's
    }


def test_everything_follows_the_service() -> None:
    found = organised(mixed({"default": "ops-run-it", "services": {"paying": "sre-run-it"}}))
    ops, sre = found.practices["browse"], found.practices["paying"]
    assert (ops.release.deployer, sre.release.deployer) == ("application-support", None)
    assert (ops.incentive.invests, sre.incentive.invests) == (0.02, 0.08)
    assert (ops.error_budget, ops.engagement) == (None, None)
    assert sre.error_budget is not None
    assert [line.name for line in ops.path] == ["ops-bridge", "application-support", "delivery"]
    assert ops.learn.review != sre.learn.review


def test_a_team_of_the_organisation_is_there_once_and_only_if_somebody_needs_it() -> None:
    found = organised(mixed({"default": "you-run-it", "services": {"paying": "ops-run-it"}}))
    assert found.teams["application-support"].services == ("paying",)
    assert found.teams["service-desk"].services == tuple(SMALL["services"])
    assert "sre" not in found.teams
    nobody = organised(mixed({"default": "you-run-it", "domains": {"retail": "you-run-it"}}))
    assert "application-support" not in nobody.teams


def test_nobody_is_paid_whom_no_service_needs() -> None:
    run = live(mixed({"default": "you-run-it"}), "ours")
    paid = set(run.ledger.loc[run.ledger["line"].eq("run"), "team"])
    assert "ops-bridge" not in paid
    assert "service-desk" in paid


def test_teams_that_two_models_describe_differently_are_two() -> None:
    mix = {"default": "ops-run-it", "services": {"paying": "more-bridge"}}
    more = {"extends": "ops-run-it", "teams": {"ops-bridge": {"people": 9}}}
    found = organised(mixed(mix, **{"more-bridge": more}))
    assert found.teams["ops-bridge"].people == 5
    assert found.teams["ops-bridge@more-bridge"].people == 9
    assert found.teams["application-support"].services == tuple(SMALL["services"])


def test_a_delivery_team_on_both_sides_is_one_set_of_people_with_all_duties() -> None:
    """Ops run one of its services, and it runs another itself: paid standby covers both."""
    mix = {"default": "ops-run-it", "services": {"search": "you-run-it"}}
    found = organised(mixed(mix))
    shop = found.teams["delivery/shop"]
    assert (shop.services, shop.people) == (("browse", "search"), 6)
    assert shop.document.on_duty.working_hours == 2
    assert shop.pay == "standby-and-callout"
    assert found.teams["delivery/cart"].pay == "best-endeavours"
    assert found.practices["browse"].teams["delivery"] is shop
    assert found.practices["search"].teams["delivery"] is shop


def test_no_team_is_on_call_twice_at_once() -> None:
    """At scale the rota has a name of its own; for a service run the plain way it is the same."""
    mix = {"default": "you-run-it-at-scale", "services": {"browse": "you-run-it"}}
    found = organised(mixed(mix, ONE_TEAM))
    own = [team for team in found.teams.values() if team.scope == "team" and team.key == "shop"]
    assert [team.name for team in own] == ["delivery/shop"]
    assert own[0].document.on_duty.model_dump() == {"working_hours": 2, "out_of_hours": 1}
    assert found.practices["basket"].teams["team-rota"] is own[0]


def test_standby_of_a_team_on_both_sides_is_paid_once() -> None:
    weeks = {}
    for name, mix in {
        "both": {"default": "you-run-it-at-scale", "services": {"browse": "you-run-it"}},
        "one": {"default": "you-run-it"},
    }.items():
        run = live(mixed(mix, ONE_TEAM), "ours")
        mine = run.ledger["line"].eq("standby") & run.ledger["team"].eq("delivery/shop")
        weeks[name] = run.ledger.loc[mine, "quantity"].sum()
    assert weeks["both"] == weeks["one"] == 26


def test_money_follows_the_service() -> None:
    """The same team's work for two services comes out of two budgets."""
    mix = {"default": "you-run-it", "services": {"search": "you-run-it-opex-funded"}}
    run = live(mixed(mix), "ours")
    work = run.ledger[run.ledger["line"].isin(["incident", "operability", "learning"])]
    budgets = work.groupby("service", observed=True)["funding"].unique()
    assert [list(budgets[name]) for name in ("browse", "search")] == [["capex"], ["opex"]]


def test_sres_engage_with_the_services_of_their_model_alone() -> None:
    runs = {"horizon": "3 y"}
    run = live(mixed({"default": "you-run-it", "services": {"paying": "sre-run-it"}}, runs), "ours")
    asked = run.select(EventKind.REVIEW_REQUESTED)["service"]
    assert {run.log.service_names[number] for number in asked} == {"paying"}
    every = live(mixed({"default": "sre-run-it"}, runs), "ours")
    assert len(set(every.select(EventKind.REVIEW_REQUESTED)["service"])) > 1


def test_a_mix_may_lead_to_another() -> None:
    inner = {
        "title": "Inner",
        "mix": {"default": "ops-run-it", "services": {"paying": "you-run-it"}},
    }
    study = mixed({"default": "inner", "services": {"browse": "sre-run-it"}}, inner=inner)
    ours = study.models["ours"]
    assert [ours.runs(study.scenario, s) for s in study.scenario.services] == [
        "sre-run-it", "ops-run-it", "ops-run-it", "you-run-it",
    ]  # fmt: skip
    assert measure(live(study, "ours"))["total_cost_per_year"] > 0
