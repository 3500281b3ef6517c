"""Tables and pictures of the page say what the comparison says."""

import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.documents.load import Study
from sim.explorer.burning import burn_plot, burn_words, floor_of, spans, telling_quarter
from sim.explorer.changes import varied
from sim.explorer.memory import Memory
from sim.explorer.pictures import COST, RESTORE, Bars, bar_end, bar_picture, burn_picture
from sim.explorer.settings import defaults
from sim.explorer.tables import contrast_table, three_table
from sim.present.show import money
from sim.study.comparison import Comparison


@pytest.fixture(scope="module")
def sides(tiny: Study) -> tuple[Comparison, Comparison]:
    memory, usual = Memory(), replace(defaults(tiny), replications=8)
    a, b = (
        memory.comparison(varied(tiny, setting), 1, lambda *_: None)
        for setting in (usual, replace(usual, exposure="10"))
    )
    return a, b


def quarter(
    number: int, shares: list[float], blocked: list[bool], days: float = 90
) -> pd.DataFrame:
    at = np.linspace(0, 24 * days, len(shares)) + number * 3000
    return pd.DataFrame(
        {"quarter": number, "at": at, "remaining_share": shares, "blocked": blocked}
    )


def test_three_numbers_of_each_model(sides: tuple[Comparison, Comparison]) -> None:
    html = three_table(sides[0], "A")
    assert re.findall(r'scope="row">.*?</span>(.*?)<', html) == [
        "Ops Run It", "You Run It", "SRE Run It",
    ]  # fmt: skip
    mean = float(sides[0].values("you-run-it", "total_cost_per_year").mean())
    assert f"<b>{money(mean)}</b>" in html


def test_a_sure_difference_is_marked_and_none_is_not(sides: tuple[Comparison, Comparison]) -> None:
    a, b = sides
    ops = contrast_table(a, b).split("<tr>")[2]
    lead, restore, cost = ops.split("<td>")[1:]
    assert "can’t be told apart" in lead
    assert "can’t be told apart" in restore
    assert '<mark class="worse">worse</mark>' in cost
    gap = b.values("ops-run-it", "total_cost_per_year") - a.values(
        "ops-run-it", "total_cost_per_year"
    )
    assert f"+{money(float(gap.mean()))}" in cost


@pytest.mark.parametrize("bars", [COST, RESTORE])
def test_a_picture_has_a_broad_and_a_slim_form_with_words(
    sides: tuple[Comparison, Comparison], bars: Bars
) -> None:
    html = bar_picture(bars, sides[0], "A", bar_end(bars, sides[0]))
    assert html.count("<svg") == html.count('role="img"') == 2
    assert 'class="broad"' in html
    assert 'class="slim"' in html
    assert "Ops Run It" in re.findall(r'aria-label="([^"]*)"', html)[0]
    assert "\n\n" not in html  # Markdown would end the HTML there


def test_two_pictures_have_no_id_in_common(sides: tuple[Comparison, Comparison]) -> None:
    ids = [
        set(re.findall(r'\bid="([^"]+)"', bar_picture(COST, side, name, 1e7)))
        for side, name in zip(sides, "AB", strict=True)
    ]
    assert ids[0]
    assert ids[0].isdisjoint(ids[1])


def test_the_burn_down_is_drawn_to_its_floor_and_blocks_are_shaded(
    sides: tuple[Comparison, Comparison],
) -> None:
    table = quarter(0, [1, 0.5, -3, -3], [False, True, False, False])
    ax = burn_plot(table, Figure().subplots())
    drawn = max(ax.lines, key=lambda line: len(line.get_xdata()))
    assert np.asarray(drawn.get_ydata()).tolist() == [100, 50, -100, -100]
    assert [(p.get_x(), p.get_width()) for p in ax.patches] == [(30, 30)]  # type: ignore[attr-defined]
    html = burn_picture(sides[0], {"ops-run-it": table}, "A", floor_of([table]))
    assert "Ops Run It: 400\u00a0% of the budget spent, launches blocked for 30.0\u00a0d" in html


def test_a_burn_down_in_words() -> None:
    assert burn_words(quarter(0, [1, 0.25], [False, False])) == (
        "25.0\u00a0% of the budget left, no launch block"
    )
    assert burn_words(quarter(0, [np.nan, np.nan], [False, False])).startswith("no traffic yet")


def test_a_block_that_lasts_ends_with_the_quarter() -> None:
    at = np.array([0.0, 1, 2, 3])
    assert spans(at, np.array([False, True, True, True])) == [(1, 3)]
    assert spans(at, np.array([True, False, True, False])) == [(0, 1), (2, 3)]
    assert spans(at, np.array([False, False, False, True])) == []


def test_the_quarter_that_is_shown_first() -> None:
    calm, spent = quarter(0, [1, 0.9], [False] * 2), quarter(1, [1, -1], [False] * 2)
    blocked = quarter(2, [1, 0.5, 0.5], [False, True, False])
    stub = quarter(3, [1, -9, -9], [True] * 3, days=4)
    assert telling_quarter({"m": pd.concat([calm, spent, blocked, stub])}) == 2
    assert telling_quarter({"m": pd.concat([calm, spent, stub])}) == 1
    assert telling_quarter({"m": stub}) == 3
