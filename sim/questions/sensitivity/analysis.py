"""The whole analysis: what matters, how much, and what flips the verdict, from one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path

import numpy as np

from sim.documents.errors import InputError, Problem
from sim.documents.load import Study
from sim.questions.sensitivity.bars import Bar, Flip, flips
from sim.questions.sensitivity.design import Design, Effort
from sim.questions.sensitivity.screening import Screened, salib, screen
from sim.questions.sensitivity.variance import Share, shares
from sim.study.paired import Difference, paired_difference
from sim.study.plausible.quantities import Quantity
from sim.study.plausible.samples import Found, live_points
from sim.study.plausible.space import Space
from sim.study.plausible.surrogate import least_samples, sklearn
from sim.study.runner import HERE, Progress


@dataclass(frozen=True)
class Sensitivity:
    """What a difference between two models hangs on."""

    study: Study
    model: str
    against: str
    metric: str
    effort: Effort
    base: Difference
    bars: list[Bar]
    screened: list[Screened]
    shares: list[Share]
    flips: list[Flip]


def analyse(
    space: Space,
    model: str,
    against: str,
    metric: str,
    effort: Effort | None = None,
    *,
    kept: Path | None = None,
    workers: int | None = None,
    on: str = HERE,
    progress: Progress | None = None,
) -> Sensitivity:
    """Live through one list of points and read all answers off it. Deterministic by the seed.

    Raises
    ------
    InputError
        If the extra isn't installed, or the samples are too few for what is uncertain.
    """
    effort = effort or Effort()
    check(space, effort)
    design = Design(space, model, against, metric, effort)
    found = live_points(
        space, design.wanted(), kept=kept, workers=workers, on=on, progress=progress
    )
    stated, ends, steps, samples = design.parted(found)
    base = paired_difference(*design.pair(stated))
    bars = _bars(design, ends)
    values = np.array([np.mean(design.gap(step)) for step in steps])
    places = [samples.models.index(m) for m in (model, against)]
    gaps = samples.values[metric][..., places[0]] - samples.values[metric][..., places[1]]
    return Sensitivity(
        space.study, model, against, metric, effort, base, bars,
        screen(space.names, design.steps, values, space.study.scenario.seed),
        shares(space, design.points, gaps, design.runs), flips(base, bars),
    )  # fmt: skip


def check(space: Space, effort: Effort) -> None:
    """Refuse what can't be answered.

    Raises
    ------
    InputError
        With one line: the extra that is missing, or the samples that are needed.
    """
    salib("sample.morris")
    sklearn("linear_model")
    needed = least_samples(len(space.columns))
    if effort.samples < needed:
        found = f"found {effort.samples}; {len(space.columns)} uncertain quantities need {needed}"
        raise InputError("--samples", [Problem("", f"{found} or more")])


def _bars(design: Design, ends: Sequence[Found]) -> list[Bar]:
    """Both ends of every quantity, all else as the documents have it; the widest first."""
    bars = []
    for place, column in enumerate(design.space.columns):
        low, high = (paired_difference(*design.pair(ends[2 * place + end])) for end in (0, 1))
        at = design.ends[2 * place, place], design.ends[2 * place + 1, place]
        unit = column.unit if isinstance(column, Quantity) else "option"
        bars.append(Bar(column.name, unit, _value(column), float(at[0]), float(at[1]), low, high))
    return sorted(bars, key=lambda bar: -bar.width)


def _value(column: object) -> float:
    """What the documents say, in the unit of the quantity: 1 of a multiple."""
    if not isinstance(column, Quantity):
        return nan
    value = column.targets[0].value
    return float(value) if column.mode == "value" and isinstance(value, (int, float)) else 1.0
