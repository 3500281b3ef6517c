"""Which tier of delivery performance each support model falls into, by the four keys of DORA."""

from __future__ import annotations

from sim.present.grid import Cell, Grid, Line
from sim.present.show import quantity
from sim.present.words import labels
from sim.records.dora import KEYS, SOURCE, TIERS, all_at_once
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison

NONE = "nothing to measure"


def tiers(comparison: Comparison) -> Grid:
    """A row a support model: the tier of each key with its value, and of all four at once."""
    table = comparison.summary
    means: dict[str, dict[str, float]] = {}
    for model, metric, mean in zip(table["model"], table["metric"], table["mean"], strict=True):
        means.setdefault(str(model), {})[str(metric)] = float(mean)
    lines = [
        Line(label, [_all(means[model]), *(_one(means[model][key.metric], n) for n, key in keys)])
        for model, label in labels(comparison.study).items()
        for keys in [list(enumerate(KEYS))]
    ]
    return Grid(
        "Tiers of delivery performance",
        "By the means over replications. All at once: the best tier whose limits every key "
        f"reaches. Source of the tiers: {SOURCE}. Deployments are a year's for each service.",
        ["Support model", "All at once", *(key.label for key in KEYS)], lines,
    )  # fmt: skip


def _all(values: dict[str, float]) -> Cell:
    tier = all_at_once(values)
    return Cell(tier or NONE, sort=str(TIERS.index(tier)) if tier else "9")


def _one(value: float, place: int) -> Cell:
    key = KEYS[place]
    tier = key.tier(value)
    if not tier:
        return Cell(NONE, sort="9")
    return Cell(tier, quantity(value, METRICS[key.metric].unit), f"{TIERS.index(tier)}")
