"""A study with one number moved: of the scenario, or of a support model and what inherits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sim.documents.load import Catalogue, Study
from sim.questions.drivers.numbers import (
    Number,
    Value,
    numbers,
    numbers_of,
    value_at,
    with_value,
)


@dataclass(frozen=True)
class Movable:
    """A number of a study and the models in which it stands; none: it is the scenario's."""

    number: Number
    models: tuple[str, ...]

    @property
    def name(self) -> str:
        """The dotted path in a scenario file."""
        own = ("models", self.models[0]) if self.models else ()
        return ".".join((*own, *self.number.path))


def movables(study: Study) -> list[Movable]:
    """Every number of nature, prices and the compared support models, each once.

    What a model inherits unchanged from another that is compared is one number, and moves in both.
    """
    found = [Movable(number, ()) for number in numbers_of(study.scenario)]
    above = ancestors(study)
    for name in study.scenario.compare:
        for number in numbers(study.models[name]):
            if not any(_inherited(study, name, other, number) for other in above[name]):
                heirs = (m for m in above if name in above[m])
                also = [m for m in heirs if _inherited(study, m, name, number)]
                found.append(Movable(number, (name, *also)))
    return found


def _inherited(study: Study, model: str, other: str, number: Number) -> bool:
    """Whether a model has the same value there as another that it extends."""
    mine, theirs = (value_at(study.models[name], number.path) for name in (model, other))
    return mine is not None and mine == theirs


def ancestors(study: Study) -> Mapping[str, tuple[str, ...]]:
    """The compared models that each compared model extends, itself left out."""
    folder = Path(study.file).parent if study.file else None
    catalogue = Catalogue(study.raw.get("models", {}), folder, study.file)
    compared = study.scenario.compare
    found = {}
    for model in compared:
        layers = catalogue.layers(model)
        names = {layer.prefix[-1] if layer.prefix else Path(layer.file).stem for layer in layers}
        found[model] = tuple(name for name in compared if name in names and name != model)
    return found


def moved(study: Study, what: Movable, value: Value) -> Study:
    """The study with another value of one number."""
    if not what.models:
        return replace(study, scenario=with_value(study.scenario, what.number.path, value))
    changed = {
        name: with_value(study.models[name], what.number.path, value) for name in what.models
    }
    return replace(study, models={**study.models, **changed})
