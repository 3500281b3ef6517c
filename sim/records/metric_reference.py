"""The metric reference, out of the registered metrics: nothing in it is written twice."""

from __future__ import annotations

from sim.records.metrics import METRICS, Metric

INTRODUCTION = """\
# Metrics

Every number that a life yields, generated from the registered metrics. `summary.csv` has its mean
over lives and `comparison.csv` the paired difference from the baseline, both with 95 % intervals.
A life that has nothing to measure, such as a median over no incidents, is left out of a mean.

*Better* says which direction counts as better in a verdict. *Values* says what is possible; an
interval stays within it.
"""
VALUES = {"positive": "0 or more", "share": "0 to 1", "real": "any"}
BETTER = {"lower": "lower", "higher": "higher", "neither": "neither is better"}
HEADINGS = ("metric", "unit", "better", "values", "description")


def metrics_markdown() -> str:
    """The page ``docs/reference/metrics.md``."""
    lines = [f"| {' | '.join(HEADINGS)} |", f"|{'---|' * len(HEADINGS)}"]
    lines += map(_row, METRICS.values())
    return INTRODUCTION + "\n" + "\n".join(lines) + "\n"


def _row(metric: Metric) -> str:
    says = " ".join(metric.description.split())
    cells = (f"`{metric.name}`", metric.unit, BETTER[metric.better], VALUES[metric.scale], says)
    return f"| {' | '.join(cells)} |"
