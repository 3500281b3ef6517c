"""How likely each model is the cheapest, what a wrong choice costs, and over which exposure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.questions.uncertainty.worth import DRAWS, Contrasts
from sim.study.plausible.contending import MULTIPLES
from sim.study.plausible.polynomials import Basis, Term
from sim.study.plausible.samples import COST, LOSS, Samples, means_of
from sim.study.plausible.surrogate import Surface, fit, select

BEYOND = 3.0
"""Standard errors that lie between what surfaces tell and what samples show, at most."""
STEPS = 7
"""Values of a parameter on an acceptability curve."""


@dataclass(frozen=True)
class Chosen:
    """How each of some models does, in their order."""

    models: tuple[str, ...]
    cheapest: np.ndarray
    """Chance that it costs least in expectation."""
    regret: np.ndarray
    """Expected cost beyond that of the cheapest, money a year."""
    dearer: np.ndarray
    """Chance that it costs more than the one that is cheapest on average."""
    error: np.ndarray
    """Standard error of ``cheapest``, from the samples."""
    by_samples: bool = False
    """Whether they are shares and means of the samples, the chance of a replication included."""

    def chance(self, model: str) -> float:
        """The chance that a model costs least; 0 of those that are no contenders."""
        return float(self.cheapest[self.models.index(model)]) if model in self.models else 0.0


def contrasts_of(samples: Samples, basis: Basis, multiple: float = 1.0,
                 terms: Sequence[Term] | None = None) -> Contrasts:  # fmt: skip
    """Surfaces of the differences from the model that is cheapest on average."""
    costs = samples.values[COST] + (multiple - 1) * samples.values[LOSS]
    reference = _cheapest(costs)
    points = samples.space.scaled(samples.points)
    surfaces: dict[str, Surface] = {}
    for place, model in enumerate(samples.models):
        gap = costs[..., place] - costs[..., reference]
        if place != reference and _lived(gap) and (means_of(gap) <= 0).any():
            surfaces[model] = fit(basis, points, gap, samples.runs, terms)
    home = samples.models[reference]
    contenders = tuple(m for m in samples.models if m == home or m in surfaces)
    seen = [means_of(costs[..., samples.models.index(model)]) for model in contenders]
    return Contrasts(
        contenders, home, surfaces, np.column_stack(seen), samples.space.blocks,
        samples.space.study.scenario.seed,
    )  # fmt: skip


def _lived(values: np.ndarray) -> bool:
    """Whether a model was lived through in all samples: others are far from being the cheapest."""
    return not np.isnan(values).all(axis=1).any()


def _cheapest(costs: np.ndarray) -> int:
    """The place of the model that is cheapest on average; (samples, replications, models).

    Of those that were lived through in all samples.
    """
    return int(np.nanargmin(means_of(costs.swapaxes(1, 2)).mean(axis=0)))


def choose(contrasts: Contrasts) -> Chosen:
    """How each contender does: by the surfaces, or by the samples where they contradict them."""
    told, shown = by_surfaces(contrasts), as_seen(contrasts)
    return told if _agree(told, shown, len(contrasts.seen)) else shown


def by_surfaces(contrasts: Contrasts, known: dict[str, np.ndarray] | None = None) -> Chosen:
    """Chances over the assumptions, and over how the surfaces may be; ``known`` fixes designs."""
    designs = known or {m: s.design(s.basis.many) for m, s in contrasts.surfaces.items()}
    drawn, left = contrasts.sizes(), contrasts.left()
    count, home = len(contrasts.models), contrasts.models.index(contrasts.reference)
    wins, dearer, regret = np.zeros((DRAWS, count)), np.zeros(count), np.zeros(count)
    for draw in range(DRAWS):
        costs = contrasts.costs({m: s[draw] for m, s in drawn.items()}, designs)
        for place, model in enumerate(contrasts.models):
            if place != home:
                costs[:, place] += np.roll(left[model], 17 * draw)[: len(costs)]
        wins[draw] = np.bincount(costs.argmin(axis=1), minlength=count) / len(costs)
        regret += (costs - costs.min(axis=1, keepdims=True)).mean(axis=0) / DRAWS
        dearer += (costs > costs[:, [home]]).mean(axis=0) / DRAWS
    return Chosen(contrasts.models, wins.mean(axis=0), regret, dearer, wins.std(axis=0))


def as_seen(contrasts: Contrasts) -> Chosen:
    """How each contender did in the samples."""
    seen, home = contrasts.seen, contrasts.models.index(contrasts.reference)
    count = seen.shape[1]
    share = np.bincount(seen.argmin(axis=1), minlength=count) / len(seen)
    return Chosen(
        contrasts.models, share, (seen - seen.min(axis=1, keepdims=True)).mean(axis=0),
        (seen > seen[:, [home]]).mean(axis=0), np.sqrt(share * (1 - share) / len(seen)), True,
    )  # fmt: skip


def with_seldom(
    samples: Samples, contrasts: Contrasts, chosen: Chosen, multiple: float = 1.0
) -> Chosen:
    """What models that were lived through in a part of the samples take from the contenders.

    Where a contender is the cheapest of those that live through all samples, another is the
    cheapest of all in some share of that part; the share holds for all samples.
    """
    costs = samples.means(COST) + (multiple - 1) * samples.means(LOSS)
    core, contenders = contrasts.seen, contrasts.models
    others = [
        place for place, model in enumerate(samples.models)
        if model not in contenders and (costs[:, place] <= core.min(axis=1)).any()
    ]  # fmt: skip
    if not others:
        return chosen
    every = np.hstack([core, costs[:, others]])
    every = every[~np.isnan(every).any(axis=1)]
    goes, gain, met = _taken(every, len(contenders))
    home = contenders.index(contrasts.reference)
    beyond = every[:, len(contenders) :] - every[:, [home]]
    draws = chosen.cheapest**2 @ (goes * (1 - goes) / met[:, None])
    return Chosen(
        (*contenders, *(samples.models[place] for place in others)),
        chosen.cheapest @ goes,
        np.append(chosen.regret, chosen.regret[home] + beyond.mean(axis=0))
        + chosen.cheapest @ gain,
        np.append(chosen.dearer, (beyond > 0).mean(axis=0)),
        np.sqrt(chosen.error**2 @ goes**2 + draws),
        chosen.by_samples,
    )


def _taken(every: np.ndarray, contenders: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """By which of the contenders, the first columns of costs, is the cheapest of them.

    The share of samples in which each model is the cheapest of all, shape (contenders, models);
    how much cheaper that one is on average; and how many samples tell it.
    """
    best, least = every[:, :contenders].argmin(axis=1), every[:, :contenders].min(axis=1)
    goes, gain, met = np.eye(contenders, every.shape[1]), np.zeros(contenders), np.ones(contenders)
    for place in set(best):
        here = every[best == place]
        met[place] = len(here)
        goes[place] = np.bincount(here.argmin(axis=1), minlength=every.shape[1]) / len(here)
        gain[place] = (least[best == place] - here.min(axis=1)).mean()
    return goes, gain, met


def _agree(told: Chosen, shown: Chosen, samples: int) -> bool:
    """Whether surfaces can be believed: chance only brings shares nearer to one another.

    Where costs have long tails, what the surfaces leave out is nothing alike in all samples; then
    they tell of a model that was hardly ever the cheapest that it often is.
    """
    even = 1 / len(told.cheapest)
    slack = BEYOND * np.sqrt(told.error**2 + shown.error**2 + samples**-2)
    low, high = np.minimum(told.cheapest, even), np.maximum(told.cheapest, even)
    return bool(((low - slack <= shown.cheapest) & (shown.cheapest <= high + slack)).all())


@dataclass(frozen=True)
class Curve:
    """The chance that each model is the cheapest, over something."""

    over: str
    values: np.ndarray
    chances: np.ndarray
    """Shape (values, models)."""


def over_exposure(samples: Samples, basis: Basis) -> tuple[Curve, bool]:
    """Over multiples of all exposures: the losses are proportional to them, nothing else is.

    True where the surfaces contradict the samples at some multiple: then it is of the samples.
    """
    points = samples.space.scaled(samples.points)
    terms = _terms_of_both(samples, basis, points)
    contrasts = [contrasts_of(samples, basis, multiple, terms) for multiple in MULTIPLES]
    chosen = [choose(one) for one in contrasts]
    by_samples = any(one.by_samples for one in chosen)
    if by_samples:
        chosen = [as_seen(one) for one in contrasts]
    found = [
        _chances(samples, with_seldom(samples, *one))
        for one in zip(contrasts, chosen, MULTIPLES, strict=True)
    ]
    return Curve("times all exposures", np.array(MULTIPLES), np.array(found)), by_samples


def _chances(samples: Samples, chosen: Chosen) -> np.ndarray:
    """The chance that each model is the cheapest."""
    return np.array([chosen.chance(model) for model in samples.models])


def _terms_of_both(samples: Samples, basis: Basis, points: np.ndarray) -> list[Term]:
    """Terms of losses and of other costs, of every model against the cheapest on average."""
    reference = _cheapest(samples.values[COST])
    loss, found = samples.values[LOSS], dict[Term, None]()
    for values in (loss, samples.values[COST] - loss):
        for place in range(len(samples.models)):
            gap = values[..., place] - values[..., reference]
            if place != reference and _contends(samples, place, reference):
                found.update(dict.fromkeys(select(basis, points, means_of(gap))))
    return list(found)


def _contends(samples: Samples, place: int, reference: int) -> bool:
    """Whether a model is the cheaper one in some sample at some multiple of the exposures."""
    loss = samples.values[LOSS]
    if not _lived(loss[..., place]):
        return False
    return any(
        (means_of(costs[..., place] - costs[..., reference]) <= 0).any()
        for costs in (samples.values[COST] + (m - 1) * loss for m in MULTIPLES)
    )


def over_column(contrasts: Contrasts, samples: Samples, column: int) -> Curve:
    """Over the values of one column, from its least to its greatest."""
    name, values = samples.space.names[column], np.quantile(
        samples.points[:, column], np.linspace(0.01, 0.99, STEPS)
    )  # fmt: skip
    found = []
    for value in values:
        designs = {m: _with(s, samples, column, value) for m, s in contrasts.surfaces.items()}
        found.append(_chances(samples, by_surfaces(contrasts, designs)))
    return Curve(name, values, np.array(found))


def _with(surface: Surface, samples: Samples, column: int, value: float) -> np.ndarray:
    """The design at the many points with one column set."""
    points = surface.basis.many.copy()
    row = samples.points[:1].copy()
    row[0, column] = value
    points[:, column] = samples.space.scaled(row)[0, column]
    return surface.design(points)
