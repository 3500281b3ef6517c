"""The metric reference, out of the registered metrics: nothing in it is written twice."""

from __future__ import annotations

from collections.abc import Iterable

from sim.records.metrics import METRICS, REGISTRY, Metric

INTRODUCTION = """\
# Metrics

Every number that a run yields, generated from the registered metrics. `summary.csv` has its mean
over replications and `comparison.csv` the paired difference from the baseline, both with 95 %
intervals. A run that has nothing to measure, such as a median over no incidents, is left out of a
mean.

*Better* says which direction counts as better in a verdict. *Values* says what is possible; an
interval stays within it. *By* says whether the metric can be told for each service, or for each
team, as well as for the organisation (`measure_services`, `measure_teams`).
"""
CLOSER = """
## A closer look

Not in the tables; measured where a claim or an analysis asks for them by name.
"""
VALUES = {"positive": "0 or more", "share": "0 to 1", "real": "any"}
BETTER = {"lower": "lower", "higher": "higher", "neither": "neither is better"}
HEADINGS = ("metric", "label", "group", "unit", "better", "values", "by", "description")


def metrics_markdown() -> str:
    """The page ``docs/reference/metrics.md``."""
    others = [found for found in REGISTRY.values() if not found.summary]
    return INTRODUCTION + _table(METRICS.values()) + CLOSER + _table(others)


def _table(metrics: Iterable[Metric]) -> str:
    lines = [f"| {' | '.join(HEADINGS)} |", f"|{'---|' * len(HEADINGS)}", *map(_row, metrics)]
    return "\n" + "\n".join(lines) + "\n"


def _row(metric: Metric) -> str:
    cells = (
        f"`{metric.name}`", metric.label, metric.group, metric.unit, BETTER[metric.better],
        VALUES[metric.scale], metric.by or "", metric.description,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"
