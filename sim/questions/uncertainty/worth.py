"""What it is worth to know: all (EVPI), one assumption (EVPPI), or a sample of it (EVSI).

Costs are by surfaces of the difference from a reference model, so "worth" is how much lower the
expected cost would be if the choice could wait until something is known (Raiffa and Schlaifer 1961;
Strong, Oakley and Brennan, Medical Decision Making 34, 2014; for samples the preposterior law of
the normal score, as with Heath, Manolopoulou and Baio 2018).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from sim.ground.rng import stream
from sim.study.plausible.knowing import expected
from sim.study.plausible.quantities import Quantity
from sim.study.plausible.surrogate import Surface

DRAWS = 100
"""Of the surfaces as they may as well be."""
NODES = 16
"""Of Gauss's rule for what stays uncertain after a sample."""


@dataclass(frozen=True)
class Worth:
    """Money a year, and the standard error that it has from the samples."""

    amount: float
    error: float

    def at_most(self, whole: Worth) -> Worth:
        """The worth of a part, which no estimate may put above that of the whole."""
        return Worth(min(self.amount, whole.amount), self.error)


@dataclass(frozen=True)
class Contrasts:
    """Surfaces of each other model's cost less that of a reference.

    A model that cost more than the reference in every sample is no contender: it has no surface,
    and its chance of being the cheapest is told as none.
    """

    models: tuple[str, ...]
    """The contenders, the reference among them."""
    reference: str
    surfaces: dict[str, Surface]
    seen: np.ndarray
    """What each contender cost in each sample, the mean of its replications; (samples, models)."""
    blocks: Sequence[Sequence[int]]
    seed: int

    def normals(self, model: str, shape: tuple[int, ...]) -> np.ndarray:
        """Luck of a model's surface, by its name."""
        return stream(self.seed, 0, "worth of knowing", model).standard_normal(shape)

    def sizes(self) -> dict[str, np.ndarray]:
        """Sizes of the terms as they may as well be, by model; shape (draws, sizes)."""
        return {
            model: surface.drawn(self.normals(model, (DRAWS, len(surface.sizes))))
            for model, surface in self.surfaces.items()
        }

    def left(self) -> dict[str, np.ndarray]:
        """What the terms leave out, as it may be at each of the many points."""
        return {
            model: surface.rest * self.normals(f"{model} rest", (len(surface.basis.many),))
            for model, surface in self.surfaces.items()
        }

    def costs(self, sizes: dict[str, np.ndarray], designs: dict[str, np.ndarray]) -> np.ndarray:
        """Costs beyond the reference's; shape (points, models)."""
        points = max((len(design) for design in designs.values()), default=1)
        none = np.zeros(points)
        return np.column_stack(
            [none if m == self.reference else designs[m] @ sizes[m] for m in self.models]
        )


def gain(costs: np.ndarray) -> float:
    """How much cheaper the best of each point is than the best of all; (points, models)."""
    return float(costs.mean(axis=0).min() - costs.min(axis=1).mean())


def worth_of(contrasts: Contrasts, columns: set[int]) -> Worth:
    """What it is worth to know some columns exactly."""
    designs = {m: expected(s, contrasts.blocks, columns) for m, s in contrasts.surfaces.items()}
    found = _worth(contrasts, lambda sizes: contrasts.costs(sizes, designs))
    return Worth(found.amount, max(found.error, _unseen(contrasts, columns)))


def worth_of_all(contrasts: Contrasts) -> Worth:
    """What it is worth to know everything but chance."""
    designs = {m: s.design(s.basis.many) for m, s in contrasts.surfaces.items()}
    left = contrasts.left()

    def costs(sizes: dict[str, np.ndarray]) -> np.ndarray:
        found = contrasts.costs(sizes, designs)
        for place, model in enumerate(contrasts.models):
            if model != contrasts.reference:
                found[:, place] += left[model]
        return found

    return _worth(contrasts, costs)


def worth_of_all_seen(contrasts: Contrasts) -> Worth:
    """What it is at most worth to know everything: in each sample, less than the best of all.

    Chance makes more of it, and long tails don't: surfaces with a normal rest would give a model
    that is rarely, and then far, the dearer one as many samples in which it is far the cheaper.
    """
    seen = contrasts.seen
    lost = seen[:, seen.mean(axis=0).argmin()] - seen.min(axis=1)
    return Worth(float(lost.mean()), float(lost.std(ddof=1) / len(lost) ** 0.5))


def _worth(contrasts: Contrasts, costs: Callable[[dict[str, np.ndarray]], np.ndarray]) -> Worth:
    best = {model: surface.sizes for model, surface in contrasts.surfaces.items()}
    drawn = contrasts.sizes()
    amounts = [gain(costs({m: s[d] for m, s in drawn.items()})) for d in range(DRAWS)]
    return Worth(max(0.0, gain(costs(best))), float(np.std(amounts)))


def _unseen(contrasts: Contrasts, columns: set[int]) -> float:
    """What columns without a term would be worth, had they one of a standard error's size."""
    found = 0.0
    for surface in contrasts.surfaces.values():
        if not any(surface.by_column(column) for column in columns):
            variances = np.diag(surface.covariance)
            spread = float(
                np.sqrt(np.median(variances[1:]) if len(variances) > 1 else variances[0])
            )
            found = max(found, loss_of_two(float(surface.sizes[0]), spread * len(columns) ** 0.5))
    return found


def loss_of_two(mean: float, deviation: float) -> float:
    """E max(0, D) − max(0, E D) of a normal difference: the value of knowing it."""
    if deviation <= 0:
        return 0.0
    z = abs(mean) / deviation
    return float(deviation * (np.exp(-z * z / 2) / np.sqrt(2 * np.pi) - z * special.ndtr(-z)))


def worth_of_sample(contrasts: Contrasts, column: int, quantity: Quantity, seen: int) -> Worth:
    """What so many observations of a rate or duration would be worth.

    An observation tells its logarithm with a standard deviation of 1 (a count of events, a duration
    without memory), and the prior law is normal in its score.
    """
    prior = _log_variance(quantity)
    share = prior / (prior + 1 / seen) if prior > 0 else 0.0
    designs = {
        m: _after(s, column, quantity, share, contrasts) for m, s in contrasts.surfaces.items()
    }
    return _worth(contrasts, lambda sizes: contrasts.costs(sizes, designs))


def _log_variance(quantity: Quantity) -> float:
    u = (np.arange(2000) + 0.5) / 2000
    values = quantity.law.ppf(u)
    return float(np.var(np.log(values))) if values.min() > 0 else 0.0


def _after(
    surface: Surface, column: int, quantity: Quantity, share: float, contrasts: Contrasts
) -> np.ndarray:
    """The design expected after a sample which leaves 1 − ``share`` of the variance."""
    many = len(surface.basis.many)
    draws = stream(contrasts.seed, 0, "worth of a sample", quantity.name).standard_normal((2, many))
    centre = share * draws[0] + np.sqrt(share * (1 - share)) * draws[1]
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    found = np.zeros((many, 1 + len(surface.terms)))
    found[:, 0] = 1
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        u = np.clip(special.ndtr(centre + np.sqrt(1 - share) * node), 1e-9, 1 - 1e-9)
        points = np.zeros((many, surface.basis.many.shape[1]))
        points[:, column] = quantity.law.scale(quantity.law.ppf(u))
        powers = surface.basis.powers(points, column)
        for place, term in enumerate(surface.terms, 1):
            if all(c == column for c, _ in term):
                found[:, place] += weight * powers[:, term[0][1]]
    return found
