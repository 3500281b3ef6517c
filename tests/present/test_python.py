"""What a notebook shows of a result."""

from sim.api import Result
from sim.present.show import interval, quantity
from sim.study.comparison import Comparison


def test_a_table_for_people_has_titles_units_and_intervals(tiny: Comparison) -> None:
    result = Result(tiny)
    table, numbers = result.table(), result.summary()
    assert list(table.index) == ["Ops Run It", "You Run It", "SRE Run It"]
    assert list(table.columns) == [
        "Lead time, median", "Time to restore, median", "Total cost, a year",
    ]  # fmt: skip
    mean, low, high = numbers.loc["you-run-it", "total_cost_per_year"]
    said = f"{quantity(mean, 'money/y')} ({interval(low, high, 'money/y')})"
    assert table.loc["You Run It", "Total cost, a year"] == said
    assert said in result._repr_html_()


def test_it_holds_the_metrics_that_are_asked_for(tiny: Comparison) -> None:
    table = Result(tiny).table("availability_requests")
    assert list(table.columns) == ["Availability by requests"]
    assert table["Availability by requests"].str.contains("%").all()
