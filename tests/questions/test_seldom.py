"""Models that are seldom the cheapest: lived through in a part of the samples, told for all."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from sim.ground.rng import stream
from sim.questions.uncertainty.choosing import as_seen, contrasts_of, with_seldom
from sim.study.plausible import samples as lived
from sim.study.plausible.contending import EVERY, strides
from sim.study.plausible.polynomials import Basis
from sim.study.plausible.samples import COST, LOSS, PILOT, TARGETS, Samples, Wanted
from tests.questions.uncertain_worlds import NORMAL, samples_of, space_of_laws

LUCK = stream(1, 0, "far").standard_normal((2, 100))
BASE, NEAR = np.ones(100), np.exp(0.2 + 0.3 * LUCK[0])
FAR = np.exp(2.0 + 0.3 * LUCK[1])


def every(*costs: np.ndarray, lost: float = 0.0) -> list[int]:
    """Strides of models, of whose costs (but the first one's) a share is lost."""
    cost = np.stack(costs, axis=-1)
    shares = np.array([0.0, *[lost] * (len(costs) - 1)])
    return list(strides(cost, cost * shares))


def test_only_models_that_are_far_from_the_cheapest_everywhere_are_left_out() -> None:
    assert every(BASE, FAR) == [1, 0]


def test_a_model_that_might_be_the_cheapest_is_lived_through_in_a_part_of_the_samples() -> None:
    assert every(BASE, NEAR) == [1, 1]  # it was, in some
    assert every(BASE, np.exp(0.9 + 0.3 * LUCK[0])) == [1, EVERY]  # not yet


def test_who_is_the_cheapest_at_the_exposures_stated_is_lived_through_in_all_samples() -> None:
    once = FAR.copy()
    once[17] = 0.9
    assert every(BASE, FAR, once) == [1, 0, 1]


def test_who_is_often_the_cheapest_at_other_exposures_is_lived_through_in_all_samples() -> None:
    assert every(BASE, FAR, lost=0.99) == [1, 1]  # with an eighth of the exposures
    assert every(BASE, FAR, lost=0.85) == [1, EVERY]  # then in few


def test_costs_that_are_no_ratios_leave_nobody_out() -> None:
    assert every(BASE - 1, FAR) == [1, 1]


def test_samples_after_the_first_ones_leave_out_what_is_not_worth_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = samples_of(
        space_of_laws(a=NORMAL),
        {
            "home": lambda p: 100 + p[:, 0],
            "seldom": lambda p: np.exp(6 + p[:, 0] / 2),
            "never": lambda p: 1e6 + p[:, 0],
        },
        count=PILOT + 8 * EVERY,
    )
    met: list[tuple[str, ...]] = []

    def live(_: object, wanted: Sequence[Wanted], before: int, **__: Any) -> list[lived.Found]:
        met.extend(one.models for one in wanted)
        rows = few.values[COST][before : before + len(wanted)]
        return [
            {
                model: {m: list(row[:, few.models.index(model)]) for m in (COST, LOSS, TARGETS)}
                for model in one.models
            }
            for one, row in zip(wanted, rows, strict=True)
        ]

    monkeypatch.setattr(lived, "live_points", live)
    found = lived.live_samples(few.space, few.points, few.runs)
    assert met[:PILOT] == [few.models] * PILOT
    assert met[PILOT:].count(("home", "seldom")) == 8
    assert met[PILOT:].count(("home",)) == (EVERY - 1) * 8
    assert np.isnan(found.values[COST][..., 1]).sum() == 2 * (EVERY - 1) * 8


def study(seed: int) -> Samples:
    """Two contenders, and one that beats both in few samples: where ``a`` is large."""
    return samples_of(
        space_of_laws(seed, a=NORMAL, b=NORMAL),
        {
            "one": lambda p: 50 + p[:, 0],
            "two": lambda p: 50 + p[:, 1],
            "three": lambda p: 52 - p[:, 0],
        },
        count=300,
    )


def in_part(samples: Samples) -> Samples:
    """The third model lived through in every seventh sample after the first ones."""
    left_out = [n for n in range(PILOT, len(samples.points)) if n % EVERY]
    values = {metric: found.copy() for metric, found in samples.values.items()}
    for found in values.values():
        found[left_out, :, 2] = np.nan
    return replace(samples, values=values)


def told(samples: Samples) -> np.ndarray:
    """Chances to be the cheapest, then regrets, of the three models."""
    contrasts = contrasts_of(samples, Basis(samples.space.points(64, "many points")), terms=[])
    found = with_seldom(samples, contrasts, as_seen(contrasts))
    order = [found.models.index(model) for model in samples.models]
    return np.concatenate([found.cheapest[order], found.regret[order]])


def test_a_part_of_the_samples_tells_of_all_without_a_lean() -> None:
    both = np.array([(told(study(seed)), told(in_part(study(seed)))) for seed in range(60)])
    whole, part = both[:, 0], both[:, 1]
    assert np.allclose(part[:, :3].sum(axis=1), 1)
    assert whole[:, 2].mean() > 0.02  # there is something to tell
    errors = (part - whole).std(axis=0, ddof=1) / np.sqrt(len(both))
    assert np.all(np.abs((part - whole).mean(axis=0)) < 4 * errors + 1e-12)


def test_a_model_that_is_never_the_cheapest_changes_nothing() -> None:
    samples = study(1)
    dear = {m: v + np.array([0, 0, 1e3]) for m, v in samples.values.items()}
    samples = in_part(replace(samples, values=dear))
    contrasts = contrasts_of(samples, Basis(samples.space.points(64, "many points")), terms=[])
    chosen = as_seen(contrasts)
    assert with_seldom(samples, contrasts, chosen) is chosen
