import re
import xml.etree.ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from sim.present import plots
from sim.present.drawing import draw_all
from sim.present.figures import PICTURES
from sim.present.plots.budgets import burn_class, burn_grid, worst_first
from sim.present.plots.rows import cut_at, luminance, shown, tip
from sim.present.show import duration
from sim.present.style import NARROW_INCHES, PAPER, canvas, colours, look, palette
from sim.present.svg import as_svg, with_tips
from sim.present.tables import labelled, paid_a_year
from sim.records.changes import WAITS
from sim.records.incidents import TAGS
from sim.study.comparison import Comparison

SVG = "{http://www.w3.org/2000/svg}"


def axes() -> Figure:
    return canvas(3)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda p: p.name)
def test_every_figure_draws_the_same_bytes_twice(tiny: Comparison, picture: object) -> None:
    with look():
        first = as_svg(picture.draw(tiny))  # type: ignore[attr-defined]
        second = as_svg(picture.draw(tiny))  # type: ignore[attr-defined]
    assert first == second
    ET.fromstring(first)


def test_no_figure_carries_a_date(tiny: Comparison) -> None:
    for name, drawn in draw_all(tiny).items():
        assert "<dc:date>" not in drawn.wide + drawn.narrow, name


@pytest.mark.parametrize(
    ("plot", "unit"),
    [(plots.lead_time, "days"), (plots.total, "USD a year")],
)
def test_plots_of_a_summary_give_the_axes_back_with_a_unit(
    tiny: Comparison, plot: object, unit: str
) -> None:
    ax = axes().axes[0]
    assert plot(tiny.summary, ax) is ax  # type: ignore[operator]
    assert unit in ax.get_xlabel()


@pytest.mark.parametrize(("plot", "unit"), [(plots.restore, "hours"), (plots.waits, "days")])
def test_plots_of_minutes_give_the_axes_back_with_a_unit(
    tiny: Comparison, plot: object, unit: str
) -> None:
    ax = axes().axes[0]
    assert plot(tiny.minutes, ax) is ax  # type: ignore[operator]
    assert unit in ax.get_xlabel()
    assert [label.get_text() for label in ax.get_yticklabels()] == list(tiny.models)


def test_plots_of_budgets_give_the_axes_back(tiny: Comparison) -> None:
    table = tiny.error_budgets
    mine = table[table["model"] == tiny.models[-1]]
    one = mine[mine["service"] == "checkout"]
    for plot in (plots.burn, plots.stages):
        ax = axes().axes[0]
        assert plot(one, ax) is ax
    ax = axes().axes[0]
    assert plots.heat(mine, ax) is ax
    assert len(ax.get_yticklabels()) == 2


def test_the_restore_stack_is_as_long_as_the_incident(tiny: Comparison) -> None:
    ax = plots.restore(tiny.minutes, axes().axes[0])
    means = tiny.minutes.groupby("model", sort=False)[list(TAGS)].mean().sum(axis=1)
    bars = [patch for patch in ax.patches if patch.get_y() < 0.5]
    assert sum(bar.get_width() for bar in bars) == pytest.approx(means.iloc[0])


def test_no_hour_of_an_incident_or_a_change_is_left_out_of_the_pictures() -> None:
    assert set(palette("minutes")) == set(TAGS)
    assert set(palette("waits")) == set(WAITS)


def test_paid_rows_leave_losses_out(tiny: Comparison) -> None:
    table = paid_a_year(tiny)
    assert set(table["funding"]) <= {"capex", "opex"}
    budgets = tiny.summary[tiny.summary["metric"].isin(["capex_per_year", "opex_per_year"])]
    assert table["amount"].sum() == pytest.approx(budgets["mean"].sum())
    ax = axes().axes[0]
    assert plots.paid(table, ax) is ax
    assert "USD a year" in ax.get_xlabel()


def test_a_model_keeps_its_colour_in_any_company(tiny: Comparison) -> None:
    together = colours(tiny.models)
    for name in tiny.models:
        assert colours([name])[name] == together[name]
    assert colours(["my-variant"]) == colours(["my-variant"])
    assert len(set(colours([f"variant-{i}" for i in range(8)]).values())) == 8


def test_every_model_colour_is_seen_on_white_and_on_black() -> None:
    night = luminance("#181d21")
    for name, colour in palette("models").items():
        assert (luminance(PAPER) + 0.05) / (luminance(colour) + 0.05) >= 3, name
        assert (luminance(colour) + 0.05) / (night + 0.05) >= 2.5, name


def test_burn_classes_turn_at_the_budget() -> None:
    low, inside, outside, far = burn_class(np.array([0.0, 99.9, 100.0, 1e9])).tolist()
    assert (low, far) == (0, len(palette("burn")) - 1)
    assert outside == inside + 1


def test_a_heat_map_of_many_services_stays_readable() -> None:
    rows = [
        {
            "service": f"s{i:03}",
            "quarter": "2026-Q1",
            "allowed": 100.0,
            "spent": float(i),
            "spent_share": i / 100,
        }
        for i in range(1_000)
    ]
    table = pd.DataFrame(rows)
    order = worst_first(table)
    assert order[0] == "s999"
    grid = burn_grid(table, order)
    assert len(grid) == 40
    assert grid.index[-1] == "median of 961 others"
    assert grid.iloc[-1, 0] == pytest.approx(480.0)


def test_labels_and_currency_are_added(tiny: Comparison) -> None:
    table = labelled(tiny, tiny.summary)
    assert set(table["currency"]) == {"USD"}
    assert not any(re.search("You Build It", label) for label in table["label"])


@pytest.mark.parametrize(
    ("lengths", "end"),
    [
        ([120, 4, 3], 1.3 * 4),
        ([120, 100, 3, 2], 1.3 * 3),
        ([123, 16.5, 1.7, 1.2], 1.3 * 16.5),
        ([10, 4, 3], float("inf")),
        ([64, 32, 16, 8, 4, 2, 1], float("inf")),
        ([100], float("inf")),
        ([100, 0], float("inf")),
        ([], float("inf")),
    ],
)
def test_an_axis_is_cut_where_the_others_would_be_slivers(lengths: list[float], end: float) -> None:
    """Thirty times the shortest, and a gap to cut at: the first from above."""
    assert cut_at(lengths) == pytest.approx(end)


def test_parts_beyond_a_cut_are_not_drawn() -> None:
    assert shown([3, 4, 5], 5) == [3, 2, 0]
    assert shown([3, 4], float("inf")) == [3, 4]


def test_a_bar_that_is_cut_keeps_its_number(tiny: Comparison) -> None:
    table = tiny.minutes.copy()
    hours = [column for column in table if str(column).endswith("_hours")]
    table.loc[table["model"] == tiny.models[0], hours] *= 1000
    ax = plots.restore(table, axes().axes[0])
    whole = table[table["model"] == tiny.models[0]][list(palette("minutes"))].sum(axis=1).mean()
    assert ax.get_xlim()[1] < whole / 10
    assert "is cut" in ax.get_xlabel()
    said = [text.get_text() for text in ax.texts]
    assert "//" in said
    assert duration(whole) in said


def test_parts_say_what_they_are_when_pointed_at(tiny: Comparison) -> None:
    drawn = {name: found.wide for name, found in draw_all(tiny).items()}
    assert "tip-" not in "".join(drawn.values())
    titles = [found.text or "" for found in ET.fromstring(drawn["total_cost"]).iter(SVG + "title")]
    assert len([text for text in titles if text.startswith("outage loss: $")]) == len(tiny.models)
    assert "<title>a &amp; &lt;b&gt;</title>" in with_tips(f'<g id="{tip("a & <b>", 1)}">')


def test_a_phone_has_pictures_of_its_own(tiny: Comparison) -> None:
    for name, drawn in draw_all(tiny).items():
        box = ET.fromstring(drawn.narrow).attrib["viewBox"].split()
        assert float(box[2]) == pytest.approx(72 * NARROW_INCHES), name


def test_two_workers_draw_the_same(tiny: Comparison) -> None:
    assert draw_all(tiny, png=True, workers=2) == draw_all(tiny, png=True)
