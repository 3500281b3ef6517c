"""The whole answer: how likely a choice is right, what it costs if not, what to measure first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

import numpy as np
from threadpoolctl import threadpool_limits

from sim.documents.errors import InputError, Problem
from sim.documents.load import Study
from sim.questions.uncertainty.choosing import (
    Chosen,
    Curve,
    as_seen,
    choose,
    contrasts_of,
    over_column,
    over_exposure,
    with_seldom,
)
from sim.questions.uncertainty.hanging import Hanging, hanging_on
from sim.questions.uncertainty.worth import (
    Contrasts,
    Worth,
    worth_of,
    worth_of_all,
    worth_of_all_seen,
    worth_of_sample,
)
from sim.study.plausible.polynomials import Basis
from sim.study.plausible.quantities import Quantity
from sim.study.plausible.samples import COST, TARGETS, Samples, means_of
from sim.study.plausible.space import Space
from sim.study.plausible.surrogate import least_samples

MANY = 2048
"""Points at which surfaces are asked."""
WORST = 0.95
SEEN = (10, 30, 100)
"""Observations that a sample may have."""
OBSERVABLE = frozenset({"rate", "duration", "law"})
CURVES = 3
NO_HELP = 0.1
"""Of the variance by assumptions: chance below it is not worth more replications."""


@dataclass(frozen=True)
class ByModel:
    """A model over all that is considered plausible; money a year."""

    model: str
    cheapest: float
    cheapest_error: float
    dearer: float
    """Chance that it costs more than the one that is cheapest on average."""
    cost: float
    cost_error: float
    by_assumptions: float
    """Standard deviation of its expected cost over the assumptions."""
    by_chance: float
    """Standard deviation of one run about it."""
    regret: float
    worst: float
    """Cost that one run in twenty exceeds."""
    targets: float
    """Chance that a service keeps its target in a quarter."""


@dataclass(frozen=True)
class Knowing:
    """What it is worth to know an assumption."""

    name: str
    about: str
    low: float
    high: float
    unit: str
    worth: Worth
    members: tuple[str, ...] = ()
    samples: tuple[Worth, ...] = ()
    """Of SEEN observations; nothing where ``fit`` can't observe it."""


@dataclass(frozen=True)
class Parts:
    """The variance of a difference by what makes it: money² a year²."""

    model: str
    against: str
    mean: float
    explained: float
    rest: float
    chance: float
    """Of one replication."""

    @property
    def assumptions(self) -> float:
        """Variance by all assumptions."""
        return self.explained + self.rest

    @property
    def replications(self) -> float:
        """Replications beyond which chance no longer matters beside the assumptions."""
        if self.assumptions <= 0:
            return inf
        return max(2, ceil(self.chance / (NO_HELP * self.assumptions)))


@dataclass(frozen=True)
class Uncertainty:
    """How sure a choice is."""

    space: Space
    samples: Samples
    reference: str
    """The model that is cheapest on average."""
    models: list[ByModel]
    all: Worth
    knowing: list[Knowing]
    groups: list[Knowing]
    curves: list[Curve]
    parts: list[Parts]
    by_samples: bool = False
    """Whether chances are shares of the samples, since no surface describes the costs."""
    hangs_on: tuple[Hanging, ...] = ()
    """What the choice of the reference hangs on, that which matters most first."""

    def of(self, model: str) -> ByModel:
        """One model's row."""
        return next(row for row in self.models if row.model == model)


def check_size(study: Study, space: Space, samples: int) -> None:
    """Refuse samples that are too few for what is uncertain.

    Raises
    ------
    InputError
        With the number that is needed.
    """
    needed = least_samples(len(space.columns))
    if samples < needed:
        found = f"found {samples}; {len(space.columns)} uncertain quantities need {needed} or more"
        raise InputError("--samples", [Problem("", found)])
    if len(study.models) < 2:
        raise InputError("uncertainty", [Problem("", "needs two support models to choose from")])


def judge(samples: Samples) -> Uncertainty:
    """Judge a choice by samples that were lived through."""
    with threadpool_limits(1):  # small matrices: threads would wait for each other
        return _judge(samples)


def _judge(samples: Samples) -> Uncertainty:
    space = samples.space
    basis = Basis(space.scaled(space.points(MANY, "many points")))
    contrasts = contrasts_of(samples, basis)
    exposure, by_samples = over_exposure(samples, basis)
    among = as_seen(contrasts) if by_samples else choose(contrasts)
    chosen = with_seldom(samples, contrasts, among)
    worth = worth_of_all_seen(contrasts) if by_samples else worth_of_all(contrasts)
    knowing = _knowing(contrasts, space, worth)
    first = [space.names.index(one.name) for one in knowing[:CURVES] if one.worth.amount > 0]
    curves = [exposure, *(over_column(contrasts, samples, c) for c in first)]
    return Uncertainty(
        space, samples, contrasts.reference, _by_model(samples, contrasts, chosen),
        worth, knowing, _groups(contrasts, space, worth), curves, _parts(contrasts),
        chosen.by_samples, _hangs_on(samples, contrasts.reference),
    )  # fmt: skip


def _hangs_on(samples: Samples, reference: str) -> tuple[Hanging, ...]:
    """Quantities alone: an option has no low end, and what isn't in force no value."""
    cheapest = np.nanargmin(samples.means(COST), axis=1)
    columns = [
        place
        for place, column in enumerate(samples.space.columns)
        if isinstance(column, Quantity) and np.isfinite(samples.points[:, place]).all()
    ]
    right = cheapest == samples.models.index(reference)
    return tuple(hanging_on(samples.points, right, columns))


def _by_model(samples: Samples, contrasts: Contrasts, chosen: Chosen) -> list[ByModel]:
    costs, kept = samples.values[COST], samples.values[TARGETS]
    home = samples.models.index(contrasts.reference)
    rows = []
    for place, model in enumerate(samples.models):
        lived = ~np.isnan(costs[:, 0, place])
        mine, met = costs[lived, :, place], (~np.isnan(costs[lived, :, place])).sum(axis=1)
        chance = float(np.nanvar(mine[met > 1], axis=1, ddof=1).mean())
        means = means_of(mine)
        assumed = max(0.0, float(means.var(ddof=1)) - chance * float((1 / met).mean()))
        beyond = float((means - means_of(costs[lived, :, home])).mean())
        cheapest, error, dearer, regret = _odds(contrasts.reference, chosen, model, beyond)
        rows.append(
            ByModel(
                model, cheapest, error, dearer, float(means.mean()),
                float(means.std(ddof=1) / np.sqrt(len(means))), assumed**0.5, chance**0.5, regret,
                float(np.nanquantile(mine, WORST)), float(np.nanmean(kept[..., place])),
            )
        )  # fmt: skip
    return rows


def _odds(
    reference: str, chosen: Chosen, model: str, beyond: float
) -> tuple[float, float, float, float]:
    """Chance to be the cheapest with its error, chance to be dearer, regret."""
    if model not in chosen.models:
        home = chosen.models.index(reference)
        return 0.0, 0.0, 1.0, beyond + float(chosen.regret[home])
    place = chosen.models.index(model)
    parts = (chosen.cheapest, chosen.error, chosen.dearer, chosen.regret)
    cheapest, error, dearer, regret = (float(part[place]) for part in parts)
    return cheapest, error, dearer, regret


def _knowing(contrasts: Contrasts, space: Space, every: Worth) -> list[Knowing]:
    """Every column, the most valuable first; none is worth more than everything."""
    found = []
    for place, column in enumerate(space.columns):
        worth = worth_of(contrasts, {place}).at_most(every)
        if isinstance(column, Quantity):
            seen = _samples(contrasts, place, column, worth) if worth.amount > 0 else ()
            row = (column.description, column.law.low, column.law.high, column.unit, worth)
            found.append(Knowing(column.name, *row, samples=seen))
        else:
            last = float(len(column.options) - 1)
            found.append(Knowing(column.name, "which of its options", 0.0, last, "option", worth))
    return sorted(found, key=lambda one: (-one.worth.amount, -one.worth.error))


def _samples(
    contrasts: Contrasts, place: int, quantity: Quantity, exactly: Worth
) -> tuple[Worth, ...]:
    alone = all(block == [place] for block in contrasts.blocks if place in block)
    if not alone or quantity.targets[0].quantity not in OBSERVABLE or "*" in quantity.name:
        return ()
    return tuple(
        worth_of_sample(contrasts, place, quantity, seen).at_most(exactly) for seen in SEEN
    )


def _groups(contrasts: Contrasts, space: Space, every: Worth) -> list[Knowing]:
    found = []
    for name, places in space.groups().items():
        members = tuple(space.names[place] for place in places)
        worth = worth_of(contrasts, set(places)).at_most(every)
        found.append(Knowing(name, "", 0.0, 0.0, "", worth, members))
    return sorted(found, key=lambda one: -one.worth.amount)


def _parts(contrasts: Contrasts) -> list[Parts]:
    return [
        Parts(model, contrasts.reference, float(s.sizes[0]), s.explained**2, s.rest**2, s.chance**2)
        for model, s in contrasts.surfaces.items()
    ]


def measured_first(found: Uncertainty, most: int = 3) -> Sequence[Knowing]:
    """What to measure first: what is worth more than its own standard error."""
    return [one for one in found.knowing if one.worth.amount > one.worth.error][:most]
