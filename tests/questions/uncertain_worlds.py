"""Studies with a known truth: costs as functions of quantities, with noise, and no engine."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from pydantic.fields import FieldInfo

from sim.documents.load import load_study
from sim.documents.numbers import Number
from sim.ground.rng import stream
from sim.study.plausible.quantities import Joint, Law, Quantity
from sim.study.plausible.samples import COST, LOSS, TARGETS, Samples, runs_of
from sim.study.plausible.space import Space

STUDY = load_study(Path(__file__).parents[2] / "scenarios" / "tiny.toml")
NORMAL = Law("normal", -1.959963984540054, 1.959963984540054)
"""Standard normal: its ends hold 95 %."""

Cost = Callable[[np.ndarray], np.ndarray]
"""Of points, shape (samples, columns)."""


def quantity(name: str, law: Law, correlated: Mapping[str, float] | None = None) -> Quantity:
    number = Number((name,), 0.0, FieldInfo(description=name))
    return Quantity(name, law, "value", (number,), correlated=correlated or {})


def space_of_laws(
    seed: int = 1,
    correlated: Mapping[str, Mapping[str, float]] | None = None,
    joint: np.ndarray | None = None,
    **by_name: Law,
) -> Space:
    study = STUDY.scenario.model_copy(update={"seed": seed})
    found = tuple(quantity(n, law, (correlated or {}).get(n)) for n, law in by_name.items())
    joints = ()
    if joint is not None:
        columns = [
            quantity(f"j{place}", Law("uniform", float(x.min()), float(x.max())))
            for place, x in enumerate(joint.T)
        ]
        joints = (Joint("joint", tuple(columns), joint),)
    return Space(type(STUDY)(**{**vars(STUDY), "scenario": study}), found, joints)


def samples_of(
    space: Space,
    costs: Mapping[str, Cost],
    *,
    count: int = 500,
    replications: int = 2,
    chance: float = 0.0,
    losses: Mapping[str, Cost] | None = None,
) -> Samples:
    """As if lived through: each model's cost at a point, and chance about it."""
    models = list(costs)
    scenario = space.study.scenario.model_copy(update={"compare": tuple(models)})
    here = Space(
        type(STUDY)(**{**vars(space.study), "scenario": scenario}), space.quantities, space.joints
    )
    points = space.points(count)
    shape = (count, replications, len(models))
    noise = chance * stream(scenario.seed, 0, "noise of a test").standard_normal(shape)
    means = np.stack([cost(points) for cost in costs.values()], axis=-1)
    lost = [(losses or {}).get(m, lambda p: np.zeros(len(p)))(points) for m in models]
    values = {
        COST: means[:, None, :] + noise,
        LOSS: np.broadcast_to(np.stack(lost, axis=-1)[:, None, :], shape).astype(float),
        TARGETS: np.full(shape, 0.9),
    }
    return Samples(here, points, runs_of(count, replications, 10_000), values)
