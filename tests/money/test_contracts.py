"""Several contracts: a tariff each, with what it includes and a price beyond."""

from __future__ import annotations

from typing import Any

import pytest

from sim.documents.errors import InputError
from sim.documents.load import merge
from sim.ground.units import HOURS_PER
from sim.records.money import Accounts
from tests.engine.hand import Fault, World, service, staff

TARIFFS: dict[str, Any] = {
    "hotline": {
        "fee": "36525 USD/y", "person": "0 USD/y", "per_release": "0 USD", "incidents": 2,
        "per_incident": "100 USD", "penalty": "0 USD",
    },
    "vendor": {
        "person": "8766 USD/y", "per_release": "700 USD", "releases": 1,
        "per_incident": "40 USD", "penalty": "0 USD",
    },
}  # fmt: skip
MODEL: dict[str, Any] = {
    "teams": {"hotline": staff(1, 1, 3), "vendor": staff(1, 1, 2)},
    "respond": {
        "hotline": {
            "line": 0.2, "team": "hotline", "fixes": ["restart"], "acknowledge": "0 h",
            "contract": {"tariff": "hotline"},
        },
        "vendor": {
            "line": 0.5, "team": "vendor", "fixes": ["restart", "operate", "code"],
            "acknowledge": "0 h", "contract": {"tariff": "vendor"},
        },
    },
    "release": {"deployer": "vendor", "deploy": "1 h"},
    "learn": {"review": "100 y"},
}  # fmt: skip
MONTH = HOURS_PER["month"]


def run(**more: Any) -> Accounts:
    faults = [Fault(at=10.0 + 30 * n, fix="restart") for n in range(4)]
    faults += [Fault(at=MONTH + 60.0 + 30 * n, fix="operate") for n in range(3)]
    world = World(
        faults, ready={"shop": [9.0, 40.0, 64.0, MONTH + 40.0]}, services={"shop": service()},
        model=merge(MODEL, more), lines={"prices": {"contracts": TARIFFS}},
        nature={"recurs": "1000 d"}, horizon="8 w",
    )  # fmt: skip
    return world.live()


def paid(accounts: Accounts) -> dict[tuple[str, str], float]:
    """Amounts by team and unit, of the two contractors."""
    ledger = accounts.ledger[accounts.ledger["team"].isin(["hotline", "vendor"])]
    sums = ledger.groupby(["team", "unit"], observed=True)["amount"].sum()
    return {key: value for key, value in sums.to_dict().items() if value}


def test_each_contract_has_its_own_tariff() -> None:
    """The hotline takes four and three incidents, two a month are free; the vendor takes three."""
    years = 56 / 365.25
    assert paid(run()) == pytest.approx(
        {
            ("hotline", "contract-years"): 36_525 * years,
            ("hotline", "incidents by contract"): (2 + 1) * 100,
            ("vendor", "person-years"): 2 * 8_766 * years,
            ("vendor", "deployments"): 2 * 700,
            ("vendor", "incidents by contract"): 3 * 40,
        }
    )


def test_a_cap_counts_the_deployments_of_one_contract_alone() -> None:
    """One a month is allowed: the second waits for the next month, the third for one later."""
    capped = run(release={"releases_per_month": 1})
    started = capped.changes.sort_values("change")["started_at"].tolist()
    assert started[0] == 9.0
    assert started[1] == MONTH


def test_a_tariff_that_is_not_there_is_named_with_what_is() -> None:
    with pytest.raises(InputError) as found:
        run(respond={"vendor": {"contract": {"tariff": "vender"}}})
    (problem,) = found.value.problems
    assert problem.path == "models.plain.respond.vendor.contract.tariff"
    assert "no such tariff 'vender'" in problem.message
    assert "vendor" in problem.message


def test_a_team_answers_by_one_tariff() -> None:
    twice = {
        "line": 0.6, "team": "vendor", "fixes": ["code"], "acknowledge": "0 h",
        "contract": {"tariff": "hotline"},
    }  # fmt: skip
    with pytest.raises(InputError, match="another line of 'vendor' has another tariff"):
        run(respond={"again": twice})
