"""A nature per service, and causes that several services have in common."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.documents.errors import InputError
from sim.documents.load import build_study
from sim.documents.scenario import Scenario
from sim.engine.run import simulate
from sim.nature.tape import FIX_KINDS, Candidates, Cause, draw
from sim.records.money import Accounts

SERVICE: dict[str, Any] = {
    "team": "shop", "target": "99%", "exposure": "1000 USD/h", "changes": "200/y",
    "traffic": {"start": "5/s"},
}  # fmt: skip


def raw(services: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "title": "Old and new", "question": "Side by side?", "start": date(2026, 1, 5),
        "horizon": "2 y", "compare": ["you-run-it"], "teams": {"shop": {"domain": "retail"}},
        "services": services, **more,
    }  # fmt: skip


def scenario(services: dict[str, Any], **more: Any) -> Scenario:
    return build_study(raw(services, **more), "x", "x.toml", None).scenario


def columns(faults: Candidates, cause: Cause, *names: str) -> list[list[float]]:
    mine = faults.cause == cause
    return [getattr(faults, name)[mine].tolist() for name in names]


OLD = {
    "defect_chance": "20%", "background": "12/y", "diagnose": "3 h", "fix": "5 h",
    "fixes": {"restart": 0, "operate": 0, "code": 1}, "recurs": "4 d",
    "initial_operability": "10%",
}  # fmt: skip


def test_a_service_with_a_nature_of_its_own_and_one_without() -> None:
    world = scenario({"policies": {**SERVICE, "nature": OLD}, "api": SERVICE})
    plain = scenario({"policies": SERVICE, "api": SERVICE})
    mine, before = draw(world, 0).services, draw(plain, 0).services
    for name in Candidates.__dataclass_fields__:
        np.testing.assert_array_equal(
            getattr(mine["api"].faults, name), getattr(before["api"].faults, name)
        )
    old = mine["policies"].faults
    assert set(old.fix_kind.tolist()) == {FIX_KINDS.index("code")}
    assert set(old.diagnose.tolist()) == {3.0}
    assert set(old.fix.tolist()) == {5.0}
    for cause in (Cause.CHANGE, Cause.BACKGROUND):
        assert np.sum(old.cause == cause) > 3 * np.sum(before["policies"].faults.cause == cause)


def test_a_worse_nature_keeps_the_faults_of_the_better_one() -> None:
    worse = {"background": "12/y", "defect_chance": "20%"}
    world = scenario({"policies": {**SERVICE, "nature": worse}})
    more, fewer = (
        draw(w, 0).services["policies"].faults for w in (world, scenario({"policies": SERVICE}))
    )
    for cause in (Cause.CHANGE, Cause.BACKGROUND):
        some, many = (
            set(zip(*columns(f, cause, "number", "fix", "impact"), strict=True))
            for f in (fewer, more)
        )
        assert some < many


RESTARTS = {"restart": 1, "operate": 0, "code": 0}


def test_recurrence_and_first_operability_are_the_services_own() -> None:
    own = {"recurs": "7 d", "initial_operability": "20%", "background": "6/y"}
    never = {"you-run-it": {"learn": {"review": "100 y"}}}
    lines = {
        "nature": {"recurs": "5 d", "background": "6/y", "fixes": RESTARTS},
        "worlds": ["useless"],
        "models": never,
    }
    study = build_study(
        raw({"a": {**SERVICE, "nature": own}, "b": SERVICE}, **lines), "x", "x", None
    )
    document, tape = study.models["you-run-it"], draw(study.scenario, 0)
    run = Accounts(study.scenario, document, tape, simulate(study.scenario, document, tape))
    table = run.incidents
    again = table[table["occurrence"] > 0]
    for service, days in (("a", 7), ("b", 5)):
        mine = table[table["service"] == service].set_index(["fault", "occurrence"])
        gaps = [
            row.appeared_at - mine.loc[(fault, n - 1), "restored_at"]
            for (fault, n), row in mine.iterrows()
            if n > 0
        ]
        assert gaps
        assert gaps == pytest.approx([24.0 * days] * len(gaps))
    assert len(again) > 5
    assert study.scenario.nature_of("a").operability.initial == 0.2
    assert study.scenario.nature_of("b").operability.initial == 0.5


def test_templates_hand_a_nature_to_every_copy() -> None:
    template = {
        "services": 3, "teams": 1,
        "service": {k: v for k, v in {**SERVICE, "nature": OLD}.items() if k != "team"},
    }  # fmt: skip
    world = scenario({"api": SERVICE}, templates={"legacy": template})
    assert {world.nature_of(f"legacy-{n}").defect_chance for n in (1, 2, 3)} == {0.2}


def test_a_mix_of_nothing_is_refused_where_it_stands() -> None:
    nothing = {"fixes": {"restart": 0, "operate": 0, "code": 0}}
    with pytest.raises(InputError) as found:
        scenario({"a": {**SERVICE, "nature": nothing}})
    assert [p.path for p in found.value.problems] == ["services.a.nature.fixes"]


MANY = {f"s{n}": SERVICE for n in range(8)}


def struck(world: Scenario, runs: int) -> list[dict[float, list[str]]]:
    """For each run the services that each failure of a common cause hits, by its instant."""
    found = []
    for k in range(runs):
        at: dict[float, list[str]] = {}
        for name, tape in draw(world, k).services.items():
            mine = tape.faults.cause == Cause.COMMON
            for born in tape.faults.born_at[mine].tolist():
                at.setdefault(born, []).append(name)
        found.append(at)
    return found


def test_a_common_cause_hits_its_share_of_services_at_one_instant() -> None:
    platform = {"rate": "6/y", "share": "25%"}
    runs = struck(scenario(MANY, common_causes={"platform": platform}), 40)
    hits = sum(len(names) for run in runs for names in run.values())
    expected = 6 * 2 * 40 * 8 * 0.25
    assert abs(hits - expected) < 4 * np.sqrt(expected * (1 + 7 * 0.25))
    assert max(len(names) for run in runs for names in run.values()) > 2


def test_no_service_not_on_it_and_none_before_its_launch_is_hit() -> None:
    services = {**MANY, "s1": {**SERVICE, "launches": "1 y"}}
    cause = {"rate": "12/y", "share": "100%", "services": ["s0", "s1"]}
    for run in struck(scenario(services, common_causes={"network": cause}), 5):
        for at, names in run.items():
            assert names == (["s0", "s1"] if at >= 8766 else ["s0"])


def test_one_cause_leaves_every_other_draws_alone() -> None:
    without, with_it = (
        draw(scenario(MANY, common_causes=causes), 0).services["s0"].faults
        for causes in ({}, {"platform": {"rate": "20/y"}})
    )
    others = with_it.cause != Cause.COMMON
    assert not others.all()
    for name in Candidates.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(with_it, name)[others], getattr(without, name))


def test_rarer_failures_are_a_subset() -> None:
    def keys(rate: str) -> set[tuple[Any, ...]]:
        cause = {"rate": rate, "share": "50%"}
        faults = draw(scenario(MANY, common_causes={"p": cause}), 0).services["s0"].faults
        return set(zip(*columns(faults, Cause.COMMON, "number", "born_at", "fix"), strict=True))

    assert keys("2/y") < keys("9/y") < keys("30/y")


@pytest.mark.parametrize("incidents", ["each", "one"])
def test_one_incident_of_several_services_or_one_for_each(incidents: str) -> None:
    quiet = {"background": "0/y", "defect_chance": "0%"}
    cause = {"rate": "6/y", "share": "100%", "impact": "100%", "incidents": incidents}
    services = {name: {**SERVICE, "changes": "0/y"} for name in ("a", "b", "c")}
    lines = {"nature": quiet, "common_causes": {"provider": cause}}
    study = build_study(raw(services, **lines), "x", "x", None)
    document, tape = study.models["you-run-it"], draw(study.scenario, 0)
    run = Accounts(study.scenario, document, tape, simulate(study.scenario, document, tape))
    first = run.incidents[run.incidents["occurrence"] == 0]
    assert set(first["cause"]) == {"common"}
    failures = first["appeared_at"].nunique()
    assert failures >= 5
    assert len(first) == failures * (3 if incidents == "each" else 1)
    felt = run.impacts.merge(first[["incident"]], on="incident")
    assert felt.groupby("appeared_at")["service"].nunique().tolist() == [3] * failures


def test_a_cause_that_hits_nobody_there_is_refused() -> None:
    with pytest.raises(InputError) as found:
        scenario(MANY, common_causes={"p": {"rate": "1/y", "services": ["s99"]}})
    assert found.value.problems[0].path == "common_causes.p.services"
    assert "no such service 's99'" in found.value.problems[0].message
