"""What a move costs, worked out by hand; and that everything adds up in each period."""

from datetime import date

import numpy as np
import pytest

from sim.ground.units import HOURS_PER
from sim.questions.compare.statements import statement_of
from sim.records.accounting import KEPT
from sim.records.allocation import shared_by_service
from sim.records.laws import check_laws
from sim.records.lines.moving import TRANSITION_LINES
from sim.records.money import LOSSES, Accounts
from tests.plans.worlds import SERVICES, lived

CENT = 0.005
AT = date(2026, 8, 12)
SINCE = 24.0 * (AT - date(2026, 2, 10)).days
DEVELOPER, OPERATIONS, HOURS = 176_000.0, 95_000.0, 1760.0
WAVES = [{"at": AT, "to": "you-run-it", "every": "quarter", "number": 1, "services": SERVICES}]
PLANS = {
    "at once": [{"at": AT, "to": "you-run-it"}],
    "waves": WAVES,
    "to SREs and back": [
        {"at": AT, "to": "sre-run-it"}, {"at": date(2027, 3, 3), "to": "ops-run-it"},
    ],
    "to a contract": [{"at": AT, "to": "ops-run-it-outsourced", "services": ["basket"]}],
}  # fmt: skip


def _paid(run: Accounts, line: str, unit: str | None = None) -> float:
    ledger = run.ledger[run.ledger["line"].eq(line)]
    chosen = ledger if unit is None else ledger[ledger["unit"].eq(unit)]
    return float(chosen["amount"].sum())


@pytest.fixture(scope="module")
def runs() -> dict[str, Accounts]:
    return {name: lived(moves) for name, moves in PLANS.items()}


@pytest.fixture(scope="module")
def at_once(runs: dict[str, Accounts]) -> Accounts:
    return runs["at once"]


def test_people_whom_nobody_needs_are_paid_until_they_have_other_work(at_once: Accounts) -> None:
    """Bridge 5, application support 6: four weeks beside the owners, three months of looking."""
    people, weeks = 11, 4 * HOURS_PER["w"] / HOURS_PER["y"]
    assert _paid(at_once, "dual running") == pytest.approx(people * weeks * OPERATIONS)
    assert _paid(at_once, "leaving") == pytest.approx(people * 0.25 * OPERATIONS)
    run = at_once.ledger[
        at_once.ledger["line"].eq("run") & at_once.ledger["unit"].eq("person-years")
    ]
    for team, people in (("ops-bridge", 5), ("application-support", 6)):
        years = run.loc[run["team"].eq(team), "quantity"].sum()
        assert years == pytest.approx(people * SINCE / HOURS_PER["y"])
    desk = run.loc[run["team"].eq("service-desk"), "quantity"].sum()
    assert desk == pytest.approx(6 * at_once.scenario.horizon / HOURS_PER["y"])


def test_severance_takes_notice_and_a_sum() -> None:
    run = lived(PLANS["at once"], leavers="severance", notice="1 month", dual_running="0 w")
    paid = run.ledger[run.ledger["line"].eq("leaving")]
    months = paid.loc[paid["unit"].eq("person-years"), "amount"].sum()
    assert months == pytest.approx(11 / 12 * OPERATIONS)
    assert paid.loc[paid["unit"].eq("people"), "amount"].sum() == pytest.approx(
        11 * 0.5 * OPERATIONS
    )
    assert _paid(run, "dual running") == 0


def test_who_stays_is_paid_to_the_end() -> None:
    run = lived(PLANS["at once"], leavers="stay")
    years = (run.scenario.horizon - SINCE) / HOURS_PER["y"]
    on = _paid(run, "leaving") + _paid(run, "dual running")
    assert on == pytest.approx(11 * years * OPERATIONS)
    shared = lived(PLANS["at once"], by_role={"operations": "stay"})
    assert _paid(shared, "leaving") == _paid(run, "leaving")


def test_owners_are_trained_and_given_access(at_once: Accounts) -> None:
    """Three teams of six take over one service each; the desk knows all of them already."""
    hours = 3 * 6 * 16
    assert _paid(at_once, "training") == pytest.approx(hours * DEVELOPER / HOURS)
    assert _paid(at_once, "access") == pytest.approx(3 * 2000)
    assert _paid(at_once, "hand-over") == 0
    assert _paid(at_once, "hiring") == 0


def test_a_hand_over_to_operations_takes_owners_hours_and_people_to_be_hired() -> None:
    run = lived([{"at": AT, "to": "ops-run-it"}], today="you-run-it", hiring_lead="2 months")
    assert _paid(run, "hand-over") == pytest.approx(3 * 2 * 80 * DEVELOPER / HOURS)
    hired = run.ledger[run.ledger["line"].eq("hiring")]
    assert hired["amount"].sum() == pytest.approx(11 * 0.2 * OPERATIONS)
    assert set(hired["at"]) == {SINCE - 2 * 730.5}
    beside = run.ledger[run.ledger["line"].eq("dual running")]
    assert beside["quantity"].sum() == pytest.approx(3 * 4)
    assert beside["amount"].sum() == pytest.approx(3 * 4 * 540)


def test_standby_is_paid_from_the_move_on(at_once: Accounts) -> None:
    paid = at_once.ledger[at_once.ledger["line"].eq("standby")]
    gone = 8766.0
    weeks = {"shop": at_once.scenario.horizon, "till": at_once.scenario.horizon, "depot": gone}
    for team, until in weeks.items():
        mine = paid[paid["team"].eq(f"delivery@{AT}/{team}")]
        assert mine["quantity"].sum() == pytest.approx((until - SINCE) / HOURS_PER["w"])
        assert (mine["at"] + HOURS_PER["w"] > SINCE).all()
    made_ready = at_once.ledger[at_once.ledger["line"].eq("setup") & at_once.ledger["at"].gt(0)]
    assert made_ready["quantity"].sum() == pytest.approx(3 * 6 * 40)


@pytest.mark.parametrize("name", PLANS)
def test_cash_profit_and_loss_and_assets_reconcile_in_each_period(
    runs: dict[str, Accounts], name: str
) -> None:
    run = runs[name]
    found = statement_of(run.costs, run.periods, run.scenario.prices.accounting)
    by_period = run.ledger.groupby("period")["amount"].sum()
    assert np.allclose(found.cash, by_period.reindex(range(len(run.periods)), fill_value=0.0))
    assert np.allclose(found.cash - found.charge, np.diff(found.asset, prepend=0.0))
    assert found.cash.sum() == pytest.approx(found.charge.sum() + found.asset[-1], abs=CENT)
    assert (found.asset > -CENT).all()
    assert check_laws(run) == []


@pytest.mark.parametrize("name", PLANS)
def test_lines_and_owners_add_up(runs: dict[str, Accounts], name: str) -> None:
    run = runs[name]
    ledger = run.ledger
    paid = ledger[~ledger["line"].isin(LOSSES)]
    assert np.array_equal(ledger["quantity"] * ledger["rate"], ledger["amount"])
    own = paid[paid["service"].ne("")]["amount"].sum()
    assert own + shared_by_service(run).sum() == pytest.approx(paid["amount"].sum())
    moves = ledger[ledger["line"].isin(TRANSITION_LINES)]
    assert len(moves)
    assert moves["at"].between(0, run.scenario.horizon).all()
    assert set(moves["funding"]) <= {"capex", "opex"}
    assert set(moves["impaired"]) >= {KEPT}


@pytest.mark.parametrize("name", PLANS)
def test_every_entry_names_the_event_behind_it(runs: dict[str, Accounts], name: str) -> None:
    journal = runs[name].journal
    assert journal["because"].str.len().min() > 0
    assert (journal["date"] >= runs[name].scenario.start).all()
