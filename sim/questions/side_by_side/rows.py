"""The differences between two sides, and the lines in which their documents differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import nan, sqrt
from typing import Any

import numpy as np

from sim.documents.errors import InputError, Problem
from sim.questions.side_by_side.kept_runs import Side
from sim.records.metrics import METRICS
from sim.study.intervals import known, standard_error, student
from sim.study.paired import NOT_DISTINGUISHABLE, VERDICTS, paired_difference, verdict

TOLD = frozenset({"title", "question", "summary", "source"})
"""Lines of words, which change no number."""


@dataclass(frozen=True)
class Row:
    """A metric of a model on both sides: means, the second less the first, a word."""

    model: str
    metric: str
    first: float
    second: float
    difference: float
    low: float
    high: float
    word: str


@dataclass(frozen=True)
class Lines:
    """A line of the documents that differs: its path, and what each side has ("" for nothing)."""

    path: str
    first: str
    second: str


@dataclass(frozen=True)
class SideBySide:
    """Two sides."""

    first: Side
    second: Side
    paired: bool
    """Whether replications were paired: both sides drew by the same seed."""
    rows: list[Row]
    lines: list[Lines]
    only_first: list[str]
    only_second: list[str]
    """Models that one side alone has."""


def put_side_by_side(first: Side, second: Side) -> SideBySide:
    """Compare two sides model by model; replications are paired where the seeds are the same.

    Raises
    ------
    InputError
        If they have no model in common, or count money in different currencies.
    """
    names = [list(dict.fromkeys(model for model, _ in side.values)) for side in (first, second)]
    both = [model for model in names[0] if model in names[1]]
    if not both:
        raise _refused(first, second, "have no support model in common")
    if first.currency != second.currency:
        raise _refused(first, second, f"count in {first.currency} and in {second.currency}")
    paired = first.seed == second.seed
    rows = [
        _row(model, metric, first.values[model, metric], second.values[model, metric], paired)
        for model in both
        for metric in METRICS
        if (model, metric) in first.values and (model, metric) in second.values
    ]
    return SideBySide(
        first, second, paired, rows, list(_lines(first, second, both)),
        [m for m in names[0] if m not in both], [m for m in names[1] if m not in both],
    )  # fmt: skip


def _refused(first: Side, second: Side, why: str) -> InputError:
    return InputError(f"{first.name} and {second.name}", [Problem("", why)])


def _row(model: str, metric: str, a: np.ndarray, b: np.ndarray, paired: bool) -> Row:
    count = min(len(a), len(b)) if paired else 0
    found = paired_difference(b[:count], a[:count]) if paired else None
    if found is not None:
        gap, low, high = found.mean, found.low, found.high
        word = verdict(found, METRICS[metric].better)
    else:
        gap, low, high = welch(a, b)
        word = _word(low, high, metric)
    first, second = (float(known(x).mean()) if len(known(x)) else nan for x in (a, b))
    return Row(model, metric, first, second, gap, low, high, word)


def _word(low: float, high: float, metric: str) -> str:
    below, above = VERDICTS[METRICS[metric].better]
    return below if high < 0 else above if low > 0 else NOT_DISTINGUISHABLE


def welch(a: np.ndarray, b: np.ndarray, level: float = 0.95) -> tuple[float, float, float]:
    """Mean of b less that of a with the interval of independent samples (Welch 1947)."""
    left, right = known(a), known(b)
    if len(left) < 2 or len(right) < 2:
        return nan, nan, nan
    gap = float(right.mean() - left.mean())
    parts = standard_error(left) ** 2, standard_error(right) ** 2
    error = sqrt(sum(parts))
    if error == 0:
        return gap, gap, gap
    free = sum(parts) ** 2 / (parts[0] ** 2 / (len(left) - 1) + parts[1] ** 2 / (len(right) - 1))
    half = student(max(2, round(free) + 1), level) * error
    return gap, gap - half, gap + half


def _lines(first: Side, second: Side, both: list[str]) -> Iterator[Lines]:
    """Paths at which the documents have different lines, words left out."""
    without = {"models", "compare", "baseline", "uncertain", *TOLD}
    mine, theirs = (
        {k: v for k, v in side.scenario.items() if k not in without} for side in (first, second)
    )
    pairs: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]] = [("", mine, theirs)]
    pairs += [(f"models.{name}.", first.models[name], second.models[name]) for name in both]
    for before, one, other in pairs:
        left, right = dict(_flat(one, before)), dict(_flat(other, before))
        for path in [*left, *(path for path in right if path not in left)]:
            if left.get(path) != right.get(path) and path.rpartition(".")[2] not in TOLD:
                yield Lines(path, left.get(path, ""), right.get(path, ""))


def _flat(table: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", str(value)
