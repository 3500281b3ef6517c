"""Nines that cost: the stock's law against its closed form, and what ten times the effort buys."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import solve_ivp

from sim.documents.errors import InputError
from sim.documents.load import Raw, Study, build_study, merge
from sim.documents.nature import Operability
from sim.engine.operability import factor, multiplier, stock_of
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.money import Accounts
from tests.engine.hand import PLAIN_MODEL, PLAIN_NATURE, service

YEAR = 8766.0
NEEDED, WORKS = 600.0, 1760.0
NINES = {"elasticity": 1.0, "hours": f"{NEEDED} h"}


def law(decay: float = 0.2, **lines: Any) -> Operability:
    return Operability(initial=0.5, decay=decay, nines={**NINES, **lines})


def hours_of(level: float) -> float:
    return NEEDED * level / (1 - level)


@pytest.mark.parametrize("years", [0.1, 1.0, 5.0])
def test_constant_effort_with_wear(years: float) -> None:
    """A steady level at effort over wear, approached exponentially: 250 changes a year, 0.2."""
    stock = stock_of(law(), 250 / YEAR, 0.08, 3.0, WORKS)
    effort, wear = 3 * WORKS * 0.08, 0.2 * 2.5
    steady = effort / wear
    expected = steady + (NEEDED - steady) * math.exp(-wear * years)
    assert hours_of(stock.at(years * YEAR)) == pytest.approx(expected, rel=1e-9)


def test_constant_effort_without_wear_adds_up() -> None:
    stock = stock_of(law(decay=0.0), 250 / YEAR, 0.08, 3.0, WORKS)
    assert hours_of(stock.at(2 * YEAR)) == pytest.approx(NEEDED + 2 * 3 * WORKS * 0.08)


def test_no_effort_wears_off() -> None:
    stock = stock_of(law(), 250 / YEAR, 0.0, 3.0, WORKS)
    assert hours_of(stock.at(3 * YEAR)) == pytest.approx(NEEDED * math.exp(-1.5))


def test_effort_that_changes_against_the_differential_equation() -> None:
    stock = stock_of(law(), 400 / YEAR, 0.02, 6.0, WORKS)
    steps = [(0.0, 0.02), (0.7, 0.3), (1.1, 0.0), (2.0, 0.1)]
    for at, share in steps[1:]:
        stock.invest(share, at * YEAR)

    def slope(at: float, hours: np.ndarray) -> np.ndarray:
        share = [share for since, share in steps if since <= at][-1]
        return 6 * WORKS * share - 0.2 * 4 * hours

    hours = np.array([NEEDED])
    for (start, _), end in zip(steps, [0.7, 1.1, 2.0, 3.0], strict=True):
        middle = np.nextafter(end, 0)
        found = solve_ivp(slope, (start, middle), hours, rtol=1e-9, atol=1e-6)
        hours = found.y[:, -1]
    assert hours_of(stock.at(3 * YEAR)) == pytest.approx(float(hours[0]), rel=1e-5)
    seen = stock.levels(np.array([0.3, 0.9, 1.2, 1.9, 3.0]) * YEAR)
    assert seen[-1] == pytest.approx(stock.at(3 * YEAR), rel=1e-12)
    assert seen[1] > seen[0] > 0
    assert seen[3] < seen[2]


def test_twice_the_change_needs_twice_the_hours_for_the_same_level() -> None:
    far = 100 * YEAR
    usual = stock_of(law(), 250 / YEAR, 0.05, 6.0, WORKS).at(far)
    assert stock_of(law(), 500 / YEAR, 0.10, 6.0, WORKS).at(far) == pytest.approx(usual)
    assert stock_of(law(), 500 / YEAR, 0.05, 6.0, WORKS).at(far) < usual
    assert stock_of(law(), 250 / YEAR, 0.05, 3.0, WORKS).at(far) < usual  # shared by two services


@pytest.mark.parametrize("elasticity", [0.0, 0.3, 0.5, 1.0])
@pytest.mark.parametrize("weights", [(1, 1, 0, 0), (1, 2, 3, 4), (0, 0, 1, 0)])
def test_the_parts_share_the_elasticity(elasticity: float, weights: tuple[int, ...]) -> None:
    """A hundred times the hours: unavailability by a hundred to the minus elasticity."""
    parts = ("faults", "blast_radius", "detection", "diagnosis")
    mine = law(elasticity=elasticity, **dict(zip(parts, weights, strict=True)))
    level = 100 / 101
    assert math.prod(factor(mine, part, level) for part in parts) == pytest.approx(100**-elasticity)
    assert math.prod(factor(mine, part, 0.5) for part in parts) == pytest.approx(1)


def test_no_part_is_worse_than_with_nothing_done() -> None:
    mine = law()
    assert factor(mine, "faults", 0.0) == factor(mine, "faults", 1e-9) == mine.faults
    assert factor(mine, "blast_radius", 0.01) == mine.blast_radius


def test_without_the_line_the_old_law_holds() -> None:
    old = Operability()
    for level in (0.0, 0.2, 0.5, 1.0):
        assert factor(old, "detection", level) == multiplier(3.0, level)


EFFORT = 0.02
"""Of six people: 211 hours a year, at a wear of one half a year 422 hours."""
STEADY = 6 * WORKS * EFFORT / 0.5


def world(times: float, elasticity: float) -> Study:
    """A service without changes to speak of, in the steady state of so many times the effort."""
    nature = {
        "background": "100/y", "background_with_traffic": 0, "clumping": 0, "clumping_shared": 0,
        "capacity_per_doubling": 0, "defect_chance": "0%", "recurs": "1000 y", "detect": "0 min",
        "diagnose": "30 min", "fix": "30 min", "fixes": {"restart": 1, "operate": 0, "code": 0},
        "impacts": [{"share": "20%", "weight": 1}],
        "operability": {
            "initial": times / (times + 1), "decay": 0.5,
            "nines": {"elasticity": elasticity, "hours": f"{STEADY} h"},
        },
    }  # fmt: skip
    everybody = {"owners": {"on_duty": {"working_hours": 60, "out_of_hours": 60}, "people": 60}}
    lines = {
        "operability": {"invests": times * EFFORT}, "learn": {"review": "1000 y"},
        "respond": {"owners": {"acknowledge": "0 min"}}, "teams": everybody,
    }  # fmt: skip
    raw: Raw = {
        "title": "Effort", "question": "What does ten times the effort buy?", "horizon": "5 y",
        "compare": ["plain"], "worlds": ["as-stated"], "teams": {"shop": {"domain": "retail"}},
        "services": {"shop": service(changes="100/y")},
        "nature": merge(PLAIN_NATURE, nature), "models": {"plain": merge(PLAIN_MODEL, lines)},
    }  # fmt: skip
    return build_study(raw, "effort", "effort.toml", Path(__file__).parent)


def failed_share(study: Study, replication: int) -> float:
    """Of all requests of a run."""
    tape, model = draw(study.scenario, replication), study.models["plain"]
    run = Accounts(study.scenario, model, tape, simulate(study.scenario, model, tape))
    return float(run.budgets["spent"].sum() / run.budgets["requests"].sum())


@pytest.mark.parametrize(("elasticity", "divided_by"), [(1.0, 10.0), (0.5, 10**0.5), (0.0, 1.0)])
def test_ten_times_the_effort(elasticity: float, divided_by: float) -> None:
    """Divides unavailability by ten to the elasticity, within a 99.9 % interval that is narrow."""
    runs = 20
    one, ten = (
        np.array([failed_share(world(times, elasticity), number) for number in range(runs)])
        for times in (1.0, 10.0)
    )
    gap = ten - one / divided_by  # zero on average
    half = stats.t.ppf(0.9995, runs - 1) * gap.std(ddof=1) / math.sqrt(runs)
    assert abs(gap.mean()) <= half + 1e-15
    assert half < 0.1 * one.mean() / divided_by


@pytest.mark.parametrize(
    ("lines", "place", "says"),
    [
        ({"elasticity": -0.1}, "nature.operability.nines.elasticity", "-0.1"),
        ({"hours": "0 h"}, "nature.operability.nines.hours", "more than 0"),
        ({"faults": 0, "blast_radius": 0}, "nature.operability.nines", "must not all be zero"),
    ],
)
def test_a_law_that_makes_no_sense_is_refused(lines: Raw, place: str, says: str) -> None:
    raw = {**world(1.0, 1.0).raw}
    raw["nature"] = merge(raw["nature"], {"operability": {"nines": lines}})
    with pytest.raises(InputError, match=says) as caught:
        build_study(raw, "effort", "effort.toml", Path(__file__).parent)
    assert [problem.path for problem in caught.value.problems] == [place]
