from io import StringIO

import pytest
from rich.console import Console

from sim.present.console import METRIC_WIDTH, Numbers, render
from sim.present.words import labels
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison


def printed(comparison: Comparison, width: int) -> str:
    console = Console(width=width, record=True, file=StringIO())
    console.print(render(comparison))
    return console.export_text()


@pytest.mark.parametrize("width", [80, 120])
def test_it_fits_the_width(tiny: Comparison, width: int) -> None:
    text = printed(tiny, width)
    assert max(map(len, text.splitlines())) <= width
    assert "…" not in text


def test_verdict_then_three_numbers_then_the_table(tiny: Comparison) -> None:
    text = printed(tiny, 120)
    assert text.index("Verdict") < text.index("Support model") < text.index("Change failure rate")
    for label in labels(tiny.study).values():
        assert label in text


def test_where_models_do_not_fit_each_has_a_line(tiny: Comparison) -> None:
    narrow = METRIC_WIDTH + 32
    text = printed(tiny, narrow)
    assert "All numbers are in summary.csv" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= narrow


def test_the_whole_table_has_every_metric(tiny: Comparison) -> None:
    assert Numbers(tiny)._by_metric().row_count == len(METRICS)
