"""Effort against nines: who is told, and what one more nine comes to."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.documents.load import load_study, vary
from sim.ground.theory.nines import nines, times_the_effort, unavailability
from sim.present.nines import ELASTICITIES, asks_for_nines, draw_nines, nines_grid
from sim.present.style import look
from sim.questions.compare import compare
from sim.study.comparison import Comparison

FOUR = Path("scenarios/four-nines.toml")


@pytest.mark.parametrize(("elasticity", "times"), [(1.0, 10), (0.5, 100), (0.25, 10_000)])
def test_what_a_nine_takes(elasticity: float, times: float) -> None:
    found = times_the_effort(10, elasticity)
    assert found == pytest.approx(times)
    assert unavailability(found, 0.001, elasticity) == pytest.approx(0.0001)
    assert nines(0.001) == pytest.approx(3)


def test_where_effort_buys_nothing_no_effort_is_enough() -> None:
    assert times_the_effort(10, 0.0) == float("inf")
    assert unavailability(1e9, 0.001, 0.0) == 0.001


@pytest.fixture(scope="module")
def four() -> Comparison:
    few = {"horizon": "1 y", "compare": ["you-run-it"], "worlds": ["as-stated"]}
    return compare(vary(load_study(FOUR), few), replications=2, workers=1)


def test_it_is_told_where_somebody_asks_for_four_nines(four: Comparison, tiny: Comparison) -> None:
    assert asks_for_nines(four)
    assert not asks_for_nines(tiny)
    assert nines_grid(tiny).lines == []


def test_a_nine_more_is_ten_times_the_money_and_two_are_a_hundred(four: Comparison) -> None:
    grid = nines_grid(four)
    told = [cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in grid.lines[0].cells]
    hours = four.mean("you-run-it", "reliability_hours_per_service_year")
    assert hours == pytest.approx(0.08 * 1760 * (8 + 5) / 2)
    assert told[2:] == ["915", "$91.5 k", "$915 k", "$9.15 M"]
    assert grid.caption.endswith(
        "At an elasticity of 1 the next nine takes 10 times as much effort."
    )


def test_what_a_scenario_states_of_nines_is_what_is_told(four: Comparison) -> None:
    stated = {"nature.operability": {"nines": {"elasticity": 0.5}}}
    found = compare(vary(four.study, stated), replications=2, workers=1)
    assert "At an elasticity of 0.5 the next nine takes 100 times" in nines_grid(found).caption


def test_the_picture_has_a_dot_a_model_and_a_line_an_elasticity(four: Comparison) -> None:
    with look():
        ax = draw_nines(four).axes[0]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    lines = [line for line in ax.lines if line.get_marker() != "o"]
    assert (len(dots), len(lines)) == (1, len(ELASTICITIES))
    for line, elasticity in zip(lines, ELASTICITIES, strict=True):
        x, y = np.log10(line.get_xdata()), np.log10(line.get_ydata())
        assert np.polyfit(x, y, 1)[0] == pytest.approx(-elasticity)
    assert [label.get_text() for label in ax.get_yticklabels()][2:4] == ["99.9 %", "99.99 %"]
