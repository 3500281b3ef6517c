"""What an outage loses: by failed requests or by the clock, with its length, with penalties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.documents.errors import InputError
from sim.questions.break_even.analysis import FIXED, LOSS, TOTAL, break_even
from sim.records.downtime import effective_impact_hours
from sim.records.metrics.registry import REGISTRY
from sim.records.money import Accounts
from tests.engine.hand import Fault, World, service

OFFICE = {"day": [0] * 8 + [3] * 8 + [0] * 8, "week": [1.4] * 5 + [0, 0]}
"""Everybody comes between 8 and 16, on working days."""
LASTS = 1.75
"""Hours of each outage: noticed, acknowledged, diagnosed, fixed."""
EXPOSURE = 1000.0


def outages(*at: float, horizon: str = "8 w", **lines: Any) -> Accounts:
    """A run whose outages begin at these hours; ``lines`` go to traffic, service and prices."""
    shop = service(traffic=lines.pop("traffic", {}), **lines.pop("service", {}))
    faults = [Fault(at=t, impact=1.0, work=0.75) for t in at]
    scenario = {"prices": lines} if lines else {}
    nature = {"shapes": {"office": OFFICE}}
    world = World(faults, services={"shop": shop}, nature=nature, lines=scenario, horizon=horizon)
    return world.live()


def lost(run: Accounts) -> list[float]:
    rows = run.ledger[run.ledger["line"] == "outage loss"].sort_values("at")
    return [float(amount) for amount in rows["amount"]]


def test_with_even_traffic_both_views_are_the_same() -> None:
    for view in ("traffic", "clock"):
        run = outages(10.0, 30.0, loss={"view": view})
        assert lost(run) == pytest.approx([EXPOSURE * LASTS] * 2)


def test_an_outage_costs_what_its_hours_earn() -> None:
    """An office portal earns 3 × 1.4 of an average hour by day, and nothing at night."""
    traffic = {"shape": "office"}
    night, day, evening, weekend = 2.0, 33.0, 39.0, 130.0
    run = outages(night, day, evening, weekend, traffic=traffic)
    busy = 3 * 1.4
    assert lost(run) == pytest.approx([0.0, EXPOSURE * busy * LASTS, EXPOSURE * busy * 1.0, 0.0])
    clock = outages(night, day, evening, weekend, traffic=traffic, loss={"view": "clock"})
    assert lost(clock) == pytest.approx([EXPOSURE * LASTS] * 4)


def test_loss_grows_as_traffic_does() -> None:
    doubling = {"growth": {"kind": "steps", "steps": [["14 d", 2.0], ["28 d", 6.0]]}}
    run = outages(10.0, 24 * 15.0, 24 * 29.0, traffic=doubling)
    assert lost(run) == pytest.approx([EXPOSURE * LASTS * factor for factor in (1, 2, 6)])


def test_a_whole_week_of_outage_loses_a_week_of_exposure() -> None:
    """Shapes are scaled to a mean of one, so the average hour is what the scenario states."""
    run = outages(0.0, traffic={"shape": "office"})
    codes, week = np.zeros(2, dtype=int), np.array([0.0, 168.0])
    assert np.diff(run.traffic_passed(codes, week)) == pytest.approx([168.0])


def test_overlapping_outages_never_lose_more_than_every_request() -> None:
    run = outages(32.0, 33.0, traffic={"shape": "office"})
    end = run.incidents["appeared_at"] + run.incidents["duration_hours"]
    both = np.array([32.0, float(end.max())])
    passed = run.traffic_passed(np.zeros(2, dtype=int), both)
    assert sum(lost(run)) == pytest.approx(EXPOSURE * float(np.diff(passed)[0]))
    assert effective_impact_hours(run.impacts).sum() == pytest.approx(both[1] - both[0])


def test_losses_may_grow_faster_than_time() -> None:
    """Squared: an outage of 1.75 hours loses 1.75 × 1.75 / even_at hours."""
    for even_at, hours in (("1 h", LASTS**2), ("3.5 h", LASTS / 2)):
        run = outages(10.0, loss={"power": 2.0, "even_at": even_at})
        assert lost(run) == pytest.approx([EXPOSURE * hours])


@pytest.mark.parametrize(
    ("after", "impact_from", "fined"), [("1 h", "100%", 1), ("2 h", "50%", 0), ("1.75 h", "0%", 0)]
)
def test_a_penalty_falls_due_once_an_outage_lasts_too_long(
    after: str, impact_from: str, fined: int
) -> None:
    penalty = {"after": after, "amount": "5000 USD", "impact_from": impact_from}
    run = outages(10.0, service={"penalty": penalty})
    assert sum(lost(run)) == pytest.approx(EXPOSURE * LASTS + 5000 * fined)
    rows = run.ledger[run.ledger["unit"] == "penalties"]
    assert rows["at"].tolist() == [11.0] * fined
    per_year = REGISTRY["penalties_per_year"].of(run)
    assert per_year == pytest.approx(5000 * fined / (56 / 365.25))


def test_a_small_failure_is_no_case_for_the_regulator() -> None:
    penalty = {"after": "1 h", "amount": "5000 USD", "impact_from": "80%"}
    world = World([Fault(at=10.0, impact=0.5)], services={"shop": service(penalty=penalty)})
    assert (world.live().ledger["unit"] != "penalties").all()


def test_doubled_exposures_double_the_loss_and_leave_penalties() -> None:
    penalty = {"after": "1 h", "amount": "5000 USD"}
    one, two = (
        outages(10.0, 40.0, service={"penalty": penalty, "exposure": f"{usd} USD/h"})
        for usd in (1000, 2000)
    )
    assert sum(lost(two)) - 10_000 == pytest.approx(2 * (sum(lost(one)) - 10_000))


class FakeComparison:
    """Just enough of a comparison: metrics by model."""

    def __init__(self, values: dict[str, dict[str, list[float]]], exposure: float) -> None:
        self._values = values
        services = {"shop": type("S", (), {"exposure": exposure})()}
        scenario = type("X", (), {"services": services})()
        self.study = type("Y", (), {"scenario": scenario})()

    def values(self, model: str, metric: str) -> np.ndarray:
        return np.array(self._values[model][metric])


def test_break_even_scales_what_follows_from_exposure_alone() -> None:
    """Dear loses 2 less by exposure and pays 14 more otherwise: even at 7 times the exposure."""
    dear = {LOSS: [1.0 + 4, 1.2 + 4], FIXED: [4.0, 4.0], TOTAL: [21.0, 21.2]}
    cheap = {LOSS: [3.0, 3.2], FIXED: [0.0, 0.0], TOTAL: [9.0, 9.2]}
    comparison: Any = FakeComparison({"dear": dear, "cheap": cheap}, 100.0)
    found = break_even(comparison, "dear", "cheap")
    assert found.scale == pytest.approx((20 - 6) / 2)


def test_views_and_powers_that_make_no_sense_are_refused() -> None:
    wrong: dict[str, Any] = {"view": "moon", "power": 0.5}
    for line, value in wrong.items():
        with pytest.raises(InputError) as found:
            World(lines={"prices": {"loss": {line: value}}}).study()
        assert [problem.path for problem in found.value.problems] == [f"prices.loss.{line}"]


def test_exposure_may_hold_at_another_traffic_than_the_first() -> None:
    """Worth 1,000 an hour at 4 requests a second, so a quarter of that at the first one."""
    doubling = {"growth": {"kind": "steps", "steps": [["14 d", 4.0]]}, "at_exposure": "4/s"}
    run = outages(10.0, 24 * 15.0, traffic=doubling)
    assert lost(run) == pytest.approx([EXPOSURE * LASTS / 4, EXPOSURE * LASTS])
