"""The risk view against the tables that it is made of."""

import numpy as np
import pytest

from sim.documents.load import vary
from sim.present.risk import risk_grid, risk_table
from sim.present.words import labels
from sim.questions.compare import compare
from sim.questions.compare.risk import NINES, has_years, risks, whole_years
from sim.study.comparison import Comparison


def test_a_year_is_four_quarters_and_one_cut_short_is_none(tiny: Comparison) -> None:
    assert whole_years(tiny) == [slice(0, 4)]
    half = compare(vary(tiny.study, {"horizon": "180 d"}), replications=2, workers=1)
    assert not has_years(half)


def test_costs_of_years_add_up_to_the_total(tiny: Comparison) -> None:
    """Of one year's horizon: the year's cost is the total cost a year, losses its losses."""
    for risk in risks(tiny):
        total = tiny.values(risk.model, "total_cost_per_year")
        loss = tiny.values(risk.model, "outage_loss_per_year")
        assert risk.cost[:, 0] == pytest.approx(total, rel=1e-9)
        assert risk.loss[:, 0] == pytest.approx(loss, rel=1e-9)
        assert risk.worst == pytest.approx(total, rel=1e-9)


def test_nines_are_missed_where_requests_were(tiny: Comparison) -> None:
    table = tiny.error_budgets
    table = table[table["target"] >= NINES].copy()
    table["requests"] = table["allowed"] / (1 - table["target"])
    keys = ["model", "replication", "service"]
    sums = table.groupby(keys, observed=True)[["spent", "requests"]].sum()
    below = (1 - sums["spent"] / sums["requests"]) < NINES
    for risk in risks(tiny):
        assert risk.chance_missed.mean == pytest.approx(below[risk.model].mean())


def test_chances_fall_with_the_amount(tiny: Comparison) -> None:
    for risk in risks(tiny):
        chances = [risk.chance_of_loss(x).mean for x in (0, 1e4, 1e6, 1e8, 1e12)]
        assert chances == sorted(chances, reverse=True)
        assert chances[-1] == 0


def test_it_is_told_as_a_file_and_on_the_page(tiny: Comparison) -> None:
    rows = risk_table(tiny)
    assert set(rows["model"]) == set(tiny.models)
    shares = rows[rows["unit"] == "share"]["value"]
    assert shares.between(0, 1).all()
    told = {
        line.heading: [float(cell.sort) for cell in line.cells] for line in risk_grid(tiny).lines
    }
    assert list(told) == list(labels(tiny.study).values())
    for usual, bad, worst, missed in told.values():
        assert usual <= bad <= worst
        assert 0 <= missed <= 1
    assert np.isfinite(rows[rows["unit"] == "money/y"]["value"]).all()
