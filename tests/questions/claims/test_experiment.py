"""A claim from its document to the page, on a world that takes no time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.documents.errors import InputError
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.present.claims import claims_markdown, write_claims
from sim.questions.claims.catalogue import load_claims
from sim.questions.claims.document import Claim
from sim.questions.claims.experiment import DEFAULTS, OTHER_WORLDS, Experiment, in_world
from sim.questions.claims.runner import holm_by_claim, run_claims
from sim.records.metrics import REGISTRY
from sim.records.money import Accounts
from sim.study.measured import Measured


def small(claim: Claim, horizon: str = "26 w") -> Claim:
    """The same experiment over half a year, in no circumstances but the defaults and the worlds."""
    arms = {
        name: arm.model_copy(update={"changes": {**arm.changes, "horizon": horizon}})
        for name, arm in claim.arms.items()
    }
    return claim.model_copy(update={"arms": arms, "assumptions": (), "conditions": {}})


def test_a_claim_that_the_model_cannot_test_says_what_is_missing(findings):
    stated = {"checks": (), "assumptions": (), "conditions": {}, "frontier": None}
    claim = load_claims(["H6"])[0].model_copy(update={**stated, "not_expressible": "a moon"})
    found = run_claims([claim], replications=3, workers=1)
    assert (found[0].word, found[0].by_circumstance, found[0].hangs_on) == (
        "not expressible", {}, [],
    )  # fmt: skip
    page = claims_markdown([*found, findings[0]], "whorunsit claims")
    assert "**not expressible**" in page
    assert "missing: a moon" in page


def test_a_first_look_is_at_the_defaults_alone(findings):
    claim = next(claim for claim in load_claims() if claim.frontier is not None)
    experiment = Experiment(claim, at_first_look=True)
    assert list(experiment.arms) == [DEFAULTS]
    assert experiment.grid == {}
    usual = {DEFAULTS: findings[0].by_circumstance[DEFAULTS]}
    page = claims_markdown(
        [replace(findings[0], by_circumstance=usual)], "whorunsit claims --quick"
    )
    assert "No other circumstance was tried." in page


def test_a_claim_without_checks_must_say_what_is_missing():
    claim = load_claims(["H6"])[0].model_dump(mode="json")
    with pytest.raises(ValueError, match="nothing that says what is missing"):
        Claim.model_validate({**claim, "checks": []})


SMALL = (small(load_claims(["H8"])[0]), small(load_claims(["H13"])[0], "1 y"))


@pytest.fixture(scope="module")
def findings():
    return run_claims(SMALL, replications=3, workers=1)


def test_the_standby_claim_is_decided_by_counting(findings):
    standby = findings[0]
    assert standby.word == "supported"
    assert standby.hangs_on == []
    assert [found.outcome for found in standby.by_circumstance[DEFAULTS]] == ["holds"] * 3
    assert standby.by_circumstance[DEFAULTS][2].mean == pytest.approx(310_000, rel=0.01)
    assert {in_world(world) for world in OTHER_WORLDS} <= set(standby.outcomes)


def test_slow_learning_repeats_faults(findings):
    found = findings[1].by_circumstance[DEFAULTS][0]
    assert found.mean > 0
    assert found.n == 3


def test_the_same_on_two_workers(findings):
    again = run_claims(SMALL[1:], replications=3, workers=2)
    assert again[0].by_circumstance == findings[1].by_circumstance


def test_runs_that_claims_share_are_lived_once():
    organisation = next(iter(Experiment(load_claims(["H8"])[0]).arms[DEFAULTS].values()))
    measured = Measured()
    measured.ask(organisation, {"standby_per_year"}, 2)
    measured.ask(organisation, {"time_to_restore_hours_mean"}, 3)
    told = []
    measured.live(1, lambda done, total: told.append((done, total)))
    measured.live(1, lambda done, total: told.append((done, total)))
    assert told == [(0, 1), (1, 1)]  # three replications are one task
    assert len(measured.read(organisation, "time_to_restore_hours_mean", 3)) == 3


def test_a_circumstance_reaches_nothing_that_an_arm_sets():
    """A claim about $250,000 an hour says so of the same exposure wherever it is tried."""
    changes = {"templates.shop.service.exposure": "250000 USD/h"}
    claim = load_claims(["H8"])[0]
    stated = claim.arms["ops-few"].model_copy(update={"changes": changes})
    experiment = Experiment(claim.model_copy(update={"arms": {**claim.arms, "stated": stated}}))
    higher = {"templates.shop.service.exposure": "3000000 USD/h"}
    for arm, exposure in {"stated": 250_000, "ops-few": 3_000_000}.items():
        scenario = experiment.organisation(arm, higher).scenario
        assert {service.exposure for service in scenario.services.values()} == {exposure}


def test_holm_does_not_make_anything_surer(findings):
    adjusted = holm_by_claim(findings)
    assert all(adjusted[f.claim.id] >= f.primary.p_value for f in findings)


def test_the_page_is_the_same_each_time_and_has_an_interval_for_every_verdict(findings, tmp_path):
    page = write_claims(findings, tmp_path, "whorunsit claims").read_text()
    assert page == claims_markdown(findings, "whorunsit claims")
    figure = (tmp_path / "figures/claims/overview.svg").read_bytes()
    write_claims(findings, tmp_path, "whorunsit claims")
    assert (tmp_path / "figures/claims/overview.svg").read_bytes() == figure
    assert page.count("95 % interval") >= 3
    assert "$0 ($0" not in page
    assert "no difference (in every replication)" in page
    assert "nan" not in page.lower().replace("finance", "")


def test_the_parts_of_restoration_add_up():
    organisation = next(iter(Experiment(load_claims(["H4"])[0]).arms[DEFAULTS].values()))
    tape = draw(organisation.scenario, 0)
    log = simulate(organisation.scenario, organisation.model, tape)
    run = Accounts(organisation.scenario, organisation.model, tape, log)
    done = run.incidents[run.incidents["restored_at"].notna()]
    parts = [REGISTRY[name].of(run) for name in ("waiting_hours_mean", "working_hours_mean")]
    whole = REGISTRY["time_to_restore_hours_mean"].of(run)
    assert sum(parts) + done["undetected_hours"].mean() == pytest.approx(whole)
    other = REGISTRY["cost_without_outages_per_year"].of(run)
    loss = REGISTRY["outage_loss_per_year"].of(run)
    assert other + loss == pytest.approx(REGISTRY["total_cost_per_year"].of(run))
    delay = REGISTRY["cost_of_delay_per_year"].of(run)
    assert REGISTRY["support_cost_per_year"].of(run) == pytest.approx(other - delay)
    assert 0 <= REGISTRY["share_beyond_first_line"].of(run) <= 1


def test_every_measure_yields_a_number_on_every_scenario():
    for id_ in ("H4", "H9", "H18", "H23", "H26"):
        organisation = next(iter(Experiment(load_claims([id_])[0]).arms[DEFAULTS].values()))
        tape = draw(organisation.scenario, 1)
        log = simulate(organisation.scenario, organisation.model, tape)
        run = Accounts(organisation.scenario, organisation.model, tape, log)
        for measure in REGISTRY.values():
            value = measure.of(run)
            assert np.isnan(value) or (measure.scale == "real" or value >= 0), measure.name


def test_the_command_line_refuses_an_unknown_claim():
    with pytest.raises(InputError, match="no claim 'H99'"):
        CliRunner().invoke(app, ["claims", "--only", "h99"], catch_exceptions=False)


def test_the_command_line_shows_a_verdict_and_writes_nothing_unasked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = ["claims", "--only", "H8", "-n", "2", "-j", "1"]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    assert "supported" in result.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("claim", load_claims(), ids=lambda claim: claim.id)
def test_every_claim_measures_each_of_its_checks(claim):
    """In its smallest form: half a year, two replications, the defaults."""
    experiment, measured = Experiment(small(claim)), Measured()
    arms = {arm: experiment.organisation(arm, {}) for arm in claim.arms if claim.metrics_of(arm)}
    for arm, organisation in arms.items():
        measured.ask(organisation, claim.metrics_of(arm), 2)
    measured.live(workers=1)
    for check in claim.checks:
        effect = check.expression.of(lambda arm, metric: measured.read(arms[arm], metric, 2))
        assert np.isfinite(effect).all(), check.says


@pytest.mark.slow
def test_a_boundary_is_drawn_and_told(tmp_path):
    claim = small(next(claim for claim in load_claims() if claim.frontier is not None), "4 w")
    few = dict(list(claim.frontier.across.values.items())[:2])
    across = claim.frontier.across.model_copy(update={"values": few})
    frontier = claim.frontier.model_copy(update={"across": across, "panels": None})
    (finding,) = run_claims(
        [claim.model_copy(update={"frontier": frontier})], replications=2, workers=1
    )
    page = write_claims([finding], tmp_path, "whorunsit claims").read_text()
    assert (tmp_path / f"figures/claims/{claim.id}.svg").is_file()
    for label in few:
        assert f"| {label} | " in page
