"""The search on worlds that are lived through."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.documents.errors import InputError
from sim.documents.load import Raw, Study, build_study, load_study, merge
from sim.documents.mix import model_names
from sim.documents.toml import written
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.present.assignment import FILES, choice_table, sentences, write_assignment
from sim.present.assignment_beside import assignment_beside, keep_assignment
from sim.present.assignment_figure import assignment_figure
from sim.present.publish import write_results
from sim.questions.assign import Assignment, ask, assign
from sim.questions.assign.asked import system
from sim.questions.assign.lived import Systems
from sim.questions.assign.moving import move
from sim.questions.assign.picking import Trying
from sim.questions.compare import compare
from sim.questions.verify.relation_cases import SMALL
from sim.questions.verify.relation_cases import small_service as service
from sim.records.metrics import measure
from sim.records.money import Accounts

ALONE: Raw = {"extends": "you-run-it", "without": ["service_desk", "teams.service-desk"]}
"""A model in which nobody is shared."""
SEPARATE: Raw = {
    "title": "Nobody is shared", "question": "Who runs which?", "start": "2029-01-01",
    "horizon": "26 w", "seed": 5, "worlds": ["as-stated"], "replications": 10,
    "compare": ["alone", "careless"],
    "models": {
        "alone": ALONE,
        "careless": merge(ALONE, {
            "title": "Careless", "operability": {"invests": "0%"},
            "teams": {"delivery": {"on_duty": {"working_hours": 1, "out_of_hours": 0}}},
        }),
    },
    "teams": {name: {"domain": name} for name in ("one", "two", "three")},
    "services": {
        "cheap": service("one", "99%", "16 USD/h", "5/s"),
        "dear": service("two", "99.9%", "65536 USD/h", "50/s"),
        "middling": service("three", "99%", "1024 USD/h", "20/s"),
    },
    "nature": {"background": "12/y"},
}  # fmt: skip


def study_of(raw: Raw, **more: Any) -> Study:
    return build_study(merge(raw, more), "small", "small.toml", None)


def pure(study: Study, runs: int = 3) -> Trying:
    """Every model of it alone, lived through."""
    asked = ask(study)
    search = Trying(asked, Systems(workers=1), runs, 0.05, runs)
    for name in asked.models:
        search.systems.add(name, system(asked, name))
    return search


def test_where_services_share_nobody_the_surrogate_is_exact_to_the_cent() -> None:
    search = pure(study_of(SEPARATE))
    found = search.pure()
    for assigned in product(range(2), repeat=3):
        name = search.name_of(assigned)
        search.systems.live({name: search.block(3)})
        lived = search.systems.totals(name, search.block(3))
        assert np.round(lived, 2) == pytest.approx(
            np.round(found.price(assigned).sum(axis=0), 2), abs=0.0051
        )


def test_costs_of_services_and_teams_are_all_there_is() -> None:
    study = study_of(SMALL, compare=["sre-run-it", "you-run-it-at-scale"])
    search = pure(study)
    found = search.pure()
    for number, name in enumerate(search.asked.models):
        totals = search.systems.totals(name, search.block(3))
        assert found.price((number,) * 4).sum(axis=0) == pytest.approx(totals, rel=1e-12)


@pytest.fixture(scope="module")
def separate() -> Assignment:
    return assign(ask(study_of(SEPARATE), today="careless"), most=30, workers=1)


def test_it_finds_what_is_cheapest_by_enumeration(separate: Assignment) -> None:
    search = pure(study_of(SEPARATE), 10)
    found = search.pure()
    best = min(product(range(2), repeat=3), key=lambda one: float(found.price(one).sum()))
    assert tuple(separate.best.values()) == tuple(found.models[number] for number in best)
    assert separate.best["dear"] == "alone"
    assert separate.predicted == pytest.approx(separate.simulated, abs=0.005)


def test_what_it_tells_belongs_together(separate: Assignment) -> None:
    assert [choice.service for choice in separate.choices] == list(separate.best)
    assert {t.name for t in separate.tried} >= {"alone", "careless"}
    assert separate.tried[0].regret.mean == 0
    assert all(0 <= choice.chance_cheapest <= 1 for choice in separate.choices)
    moved = {step.service for step in separate.steps}
    assert moved == {name for name, model in separate.best.items() if model != "careless"}
    table = choice_table(separate)
    assert list(table)[:6] == [
        "service", "model", "saving_per_year", "ci_low", "ci_high", "chance_cheapest",
    ]  # fmt: skip


def test_its_files_are_written_and_its_mix_runs_as_it_is(
    separate: Assignment, tmp_path: Path
) -> None:
    write_assignment(separate, tmp_path / "results")
    assert {p.name for p in (tmp_path / "results").iterdir()} == set(FILES) - {"assignment.json"}
    again = tmp_path / "again"
    write_assignment(separate, again)
    for name in set(FILES) - {"assignment.json"}:
        assert (again / name).read_bytes() == (tmp_path / "results" / name).read_bytes()
    (tmp_path / "models").mkdir()
    (tmp_path / "results" / "assignment.toml").rename(tmp_path / "models" / "assigned.toml")
    (tmp_path / "small.toml").write_text(written({**SEPARATE, "compare": ["assigned"]}))
    study = load_study(tmp_path / "small.toml")
    model = study.models["assigned"]
    assert model_names(study.scenario, "assigned", model) == separate.best
    tape = draw(study.scenario, 0)
    run = Accounts(study.scenario, model, tape, simulate(study.scenario, model, tape))
    assert measure(run)["total_cost_per_year"] > 0


def test_it_says_what_was_found(separate: Assignment) -> None:
    said = "\n".join(sentences(separate))
    assert "Picked among" in said or "may still be cheaper" in said
    assert "Careless (today) costs" in said or separate.name == "careless"
    assert "Move these first, from Careless" in said


def test_its_picture_names_services_of_one_spot_together_and_has_plain_marks() -> None:
    alike = service("two", "99%", "1024 USD/h", "5/s")
    study = study_of(SEPARATE, services={"middling": alike, "twin": alike})
    ax = assignment_figure(assign(ask(study), most=10, workers=1)).axes[0]
    assert "middling, twin" in {text.get_text() for text in ax.texts}
    assert len(ax.texts) == 3
    for axis in (ax.xaxis, ax.yaxis):
        told = [label.get_text() for label in axis.get_ticklabels(which="both")]
        assert any(told)
        assert not any("math" in text for text in told)
    assert "$1\N{NO-BREAK SPACE}k" in [label.get_text() for label in ax.get_xticklabels()]


def test_an_interrupted_search_goes_on(tmp_path: Path) -> None:
    asked = ask(study_of(SEPARATE))
    first = assign(asked, most=10, workers=1, keep=tmp_path / "kept")
    assert first.runs > 0
    again = assign(asked, most=10, workers=1, keep=tmp_path / "kept")
    assert again.runs == 0
    assert (again.best, again.tried, again.choices) == (first.best, first.tried, first.choices)


def rule(**rules: Any) -> Study:
    return study_of(SEPARATE, assign=rules)


@pytest.mark.parametrize(
    "rules",
    [{"must": {"dear": "careless"}}, {"may_not": {"dear": ["alone"]}}],
)
def test_rules_hold_and_their_cost_is_told(rules: Any) -> None:
    found = assign(ask(rule(**rules)), most=10, workers=1)
    assert found.best["dear"] == "careless"
    assert found.rules[0][1] > 0
    assert any("The rule that dear" in line for line in sentences(found))
    assert not next(tried for tried in found.tried if tried.name == "alone").allowed


def test_rules_that_can_not_hold_together_are_named() -> None:
    study = rule(must={"dear": "careless", "cheap": "alone"}, may_not={"dear": ["careless"]})
    with pytest.raises(InputError) as caught:
        assign(ask(study), workers=1)
    (problem,) = caught.value.problems
    assert problem.path == "assign"
    assert "dear must be under careless" in problem.message
    assert "dear may not be under careless" in problem.message
    assert "cheap" not in problem.message


@pytest.mark.parametrize(
    ("rules", "place", "says"),
    [
        ({"must": {"deer": "alone"}}, "assign.must.deer", "no such service; did you mean 'dear'?"),
        ({"must": {"dear": "sre-run-it"}}, "assign.must.dear", "is not to choose from"),
        ({"may_not": {"dear": ["none"]}}, "assign.may_not.dear", "is not to choose from"),
        ({"models": ["alone", "alnoe"]}, "assign.models", "did you mean 'alone'?"),
        ({"models": ["alone"]}, "assign.models", "name two models or more"),
        ({"today": "yesterday"}, "assign.today", "unknown support model 'yesterday'"),
    ],
)
def test_bad_input_is_told_in_a_line(rules: Any, place: str, says: str) -> None:
    with pytest.raises(InputError) as caught:
        ask(rule(**rules))
    (problem,) = caught.value.problems
    assert problem.path == place
    assert says in problem.message


def test_a_mix_is_no_model_to_choose_from_but_may_be_todays() -> None:
    ours = {"title": "Ours", "mix": {"default": "careless", "services": {"dear": "alone"}}}
    study = study_of(SEPARATE, models={"ours": ours})
    with pytest.raises(InputError, match="ours is a mix"):
        ask(study, ["ours", "alone"])
    found = assign(ask(study, today="ours"), most=10, workers=1)
    assert "ours" in {tried.name for tried in found.tried}
    assert {step.service for step in found.steps} <= {"cheap", "middling"}


def test_a_report_tells_it_of_the_same_documents(separate: Assignment, tmp_path: Path) -> None:
    study = study_of(SEPARATE)
    results = write_assignment(separate, tmp_path / "small")
    keep_assignment(separate, study, results)
    found = assignment_beside(study, results)
    assert found is not None
    assert found.sentences == list(sentences(separate))
    assert [line.heading for line in found.table.lines] == list(separate.best)
    assert assignment_beside(study_of(SEPARATE, seed=6), results) is None
    assert assignment_beside(rule(together=True), results) is None
    assert assignment_beside(study, tmp_path / "nowhere") is None
    write_results(compare(study, replications=2, workers=1), results, "from a test", 0.0)
    page = (results / "report.html").read_text(encoding="utf-8")
    assert "Which support model for which service" in page
    assert (results / "assignment.toml").exists()


def test_the_way_is_paid_once_and_pays_back() -> None:
    """From Ops Run It to You Run It: three rotas made ready, nobody to hire, eleven to go."""
    mixed = {"ours": {"title": "Ours", "mix": {"default": "you-run-it"}}}
    study = study_of(SMALL, compare=["ops-run-it", "you-run-it", "ours"], models=mixed)
    scenario, models = study.scenario, study.models
    way = move(scenario, models["ops-run-it"], models["ours"])
    prices = scenario.prices
    hour = prices.salaries.developer / prices.working_hours_per_year
    assert way.setup == pytest.approx(3 * 6 * prices.onboarding * hour)
    assert (way.transition, dict(way.joins)) == (0.0, {})
    assert dict(way.leaves) == {"ops-bridge": 5, "application-support": 6}
    assert way.months(12 * way.once) == pytest.approx(1.0)
    assert way.months(-1.0) == float("inf")
    back = move(scenario, models["ours"], models["ops-run-it"])
    assert back.transition == pytest.approx(4 * 2 * prices.transition * hour)
    assert dict(back.joins) == dict(way.leaves)
    assert move(scenario, models["ours"], models["you-run-it"]).once == 0


def test_sres_are_hired_when_a_service_first_asks() -> None:
    study = study_of(SMALL, compare=["you-run-it", "sre-run-it"])
    way = move(study.scenario, study.models["you-run-it"], study.models["sre-run-it"])
    assert dict(way.joins) == {"sre": 8}
    assert dict(way.hired_later) == {"sre": 26 * 168.0}
