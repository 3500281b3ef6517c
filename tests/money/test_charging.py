"""Teams that exist anyway: charged in whole, by share, or not; and the verdict under each."""

from __future__ import annotations

import numpy as np
import pytest

from sim.questions.compare import compare
from sim.records.charging import CHARGED_LINES, busy_share
from sim.records.money import Accounts
from sim.records.otherwise import CHARGES
from sim.study.comparison import Comparison
from tests.money.worlds import live, study_of

OPS = ("service-desk", "ops-bridge", "application-support")
EXISTS = {f"models.ops-run-it.teams.{team}.exists": True for team in OPS}


def _run(how: str | None) -> Accounts:
    changes = EXISTS | ({} if how is None else {"prices.existing": how})
    return live(study_of(changes, "ops-run-it"), "ops-run-it")


@pytest.fixture(scope="module")
def runs() -> dict[str, Accounts]:
    return {how: _run(how) for how in CHARGES}


def _there(run: Accounts) -> float:
    """What is paid for these teams because they are there."""
    mine = run.ledger["team"].isin(OPS) & run.ledger["line"].isin(CHARGED_LINES)
    return float(run.ledger.loc[mine, "amount"].sum())


def test_whole_is_what_it_was(runs: dict[str, Accounts]) -> None:
    plain = live(study_of({}, "ops-run-it"), "ops-run-it")
    assert runs["whole"].ledger.equals(plain.ledger)
    assert _run(None).ledger.equals(plain.ledger)


def test_runs_are_the_same_and_nothing_else_is_paid_otherwise(runs: dict[str, Accounts]) -> None:
    whole = runs["whole"]
    for how in ("by-share", "not"):
        assert runs[how].log.lines() == whole.log.lines()
        saved = whole.ledger["amount"].sum() - runs[how].ledger["amount"].sum()
        assert saved == pytest.approx(_there(whole) - _there(runs[how]))
        assert np.array_equal(
            runs[how].ledger["quantity"] * runs[how].ledger["rate"], runs[how].ledger["amount"]
        )
    assert _there(runs["not"]) == 0


def test_a_share_is_hours_worked_over_hours_paid(runs: dict[str, Accounts]) -> None:
    whole, shared = runs["whole"], runs["by-share"]
    number = whole.log.team_names.index("ops-bridge")
    jobs = whole.jobs[whole.jobs["team"].eq("ops-bridge")]
    alerts = whole.alerts[whole.alerts["team"].eq("ops-bridge")]
    worked = jobs["hours"].sum() + alerts["hours"].sum()
    paid = 5 * whole.scenario.horizon / 8766 * 1760
    assert busy_share(whole)[number] == pytest.approx(worked / paid)
    run = [r.ledger[r.ledger["team"].eq("ops-bridge") & r.ledger["line"].eq("run")]
           for r in (whole, shared)]  # fmt: skip
    ratio = run[1]["amount"].sum() / run[0]["amount"].sum()
    assert ratio == pytest.approx(worked / paid)


@pytest.fixture(scope="module")
def compared() -> Comparison:
    changes = EXISTS | {"prices.existing": "by-share", "horizon": "6 months"}
    return compare(study_of(changes, "ops-run-it", "you-run-it"), replications=3, workers=1)


def test_the_verdict_is_told_under_each(compared: Comparison) -> None:
    said = [line for line in compared.notes if "What the organisation has anyway" in line]
    assert len(said) == 1
    assert "(service-desk, ops-bridge, application-support) have three prices" in said[0]
    for words in ("charged in whole, ", "charged by share, ", "not charged, "):
        assert words in said[0]
    assert said[0].endswith("with these teams charged by share.")


def test_nothing_is_said_where_nobody_exists_anyway() -> None:
    study = study_of({"horizon": "6 months"}, "ops-run-it", "you-run-it")
    found = compare(study, replications=2, workers=1)
    assert not any("anyway" in line for line in found.notes)
