"""From files to documents: read, extend, override, validate; every problem with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.documents.business_case import among, check_business_case
from sim.documents.catalogue import (
    SHIPPED,
    Catalogue,
    Layer,
    Raw,
    is_mix,
    located,
    merge,
    read_toml,
    shipped_models,
)
from sim.documents.checks import check_model, check_scenario
from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.documents.mix import Model
from sim.documents.mixing import Mixer, check_mixes, leads_to
from sim.documents.paths import steps
from sim.documents.quantities import CURRENCY
from sim.documents.scenario import Scenario
from sim.documents.soundness import check_study
from sim.documents.support_model import SupportModel
from sim.documents.templates import expand
from sim.documents.validate import check, once, soundly
from sim.documents.worlds import with_equal_share

__all__ = [
    "SHIPPED",
    "Catalogue",
    "Raw",
    "Study",
    "build_model",
    "build_study",
    "catalogue_of",
    "known_models",
    "load_model",
    "load_study",
    "merge",
    "read_toml",
    "select",
    "shipped_models",
    "vary",
]


@dataclass(frozen=True)
class Study:
    """A scenario with the support models it compares, both validated; what a run is made from.

    ``raw`` and ``raw_models`` are the documents as written, fully extended, for the manifest;
    models that a mix leads to are among them.
    """

    name: str
    scenario: Scenario
    models: Mapping[str, Model]
    raw: Raw = field(repr=False)
    raw_models: Mapping[str, Raw] = field(repr=False)
    file: str = ""

    @property
    def baseline(self) -> str:
        """The model that others are compared with."""
        return self.scenario.baseline or self.scenario.compare[0]


def _currency(raw: Raw) -> str | None:
    """What money must be written in; None where that is wrong itself, which is said once."""
    found = raw.get("currency", "USD")
    return found if isinstance(found, str) and re.match(CURRENCY, found) else None


def build_model(raw: Raw, name: str, file: Path | str, context: Raw | None = None) -> SupportModel:
    """Validate a fully extended support model."""
    where = f"{file} (model {name})" if not str(file).endswith(f"{name}.toml") else file
    found = check(SupportModel, raw, context, check_model)
    if found.document is None:
        raise InputError(where, found.problems)
    return found.document


def build_study(raw: Raw, name: str, file: Path | str, folder: Path | None) -> Study:
    """Validate a scenario as written, and the models that it compares.

    Raises
    ------
    InputError
        With all that was found wrong, in the scenario and in each of its models.
    """
    if not raw:
        needed = [key for key, field in Scenario.model_fields.items() if field.is_required()]
        raise InputError(file, [Problem("", f"is empty; a scenario needs {', '.join(needed)}")])
    context = {"currency": _currency(raw), "folder": folder or Path()}
    filled, clashes = expand(raw)
    found = check(Scenario, filled, context, check_scenario)
    scenario, problems = found.document, [*found.problems, *clashes]
    catalogue = Catalogue(_inline(raw), folder, file)
    problems += _overrides_of_nothing(catalogue)
    raw_models: dict[str, Raw] = {}
    models: dict[str, Model] = {}
    mixer = Mixer(catalogue, lambda layers, lines: _model(layers, lines, context), context)
    for model in _compared(raw):
        try:
            raw_models[model] = catalogue.raw(model)
            models[model] = mixer.make(model)
            raw_models |= {name: catalogue.raw(name) for name in leads_to(models[model])}
        except InputError as error:
            problems += [Problem(p.path, p.message, p.file or error.file) for p in error.problems]
    if found.rest is not None:
        sound = soundly(found.rest, problems)
        problems += [*check_mixes(sound, models), *check_study(sound, models)]
        problems += check_business_case(sound, models)
    if scenario is None or problems:
        raise InputError(file, once(problems, raw, raw.get("services")))
    lived = with_equal_share(scenario, models)
    return Study(name, lived, models, raw, raw_models, str(file))


def _model(layers: list[Layer], raw: Raw, context: Raw) -> SupportModel:
    found = check(SupportModel, raw, context, check_model)
    if found.document is None:
        raise InputError(layers[-1].file, [located(problem, layers) for problem in found.problems])
    return found.document


def _compared(raw: Raw) -> list[str]:
    """The names to compare as far as they are names; the scenario's check sees the others."""
    names = raw.get("compare")
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _inline(raw: Raw) -> dict[str, Raw]:
    models = raw.get("models")
    if not isinstance(models, dict):
        return {}
    return {name: lines for name, lines in models.items() if isinstance(lines, dict)}


def _overrides_of_nothing(catalogue: Catalogue) -> list[Problem]:
    """Lines for a model that has none to change: a typo would go unnoticed otherwise."""
    elsewhere = Catalogue({}, catalogue.folder, catalogue.file).names()
    return [
        Problem(f"models.{name}", f"no support model '{name}' to change{nearest(name, elsewhere)}")
        for name, lines in catalogue.inline.items()
        if name not in elsewhere and not {"extends", "teams", "mix"} & set(lines)
    ]


def load_study(path: Path | str) -> Study:
    """Read a scenario file and the support models that it names.

    Raises
    ------
    InputError
        With one line for each problem: file, path inside it, what was found, what is allowed.
    """
    path = Path(path)
    return build_study(read_toml(path), path.stem, path, path.parent)


def load_model(name: str) -> SupportModel:
    """A shipped support model by name; ``InputError`` if it is a mix of others."""
    raw, file = Catalogue({}, None, SHIPPED).raw(name), SHIPPED / f"{name}.toml"
    if is_mix(raw):
        raise InputError(file, [Problem("mix", "is a mix of support models; name one of them")])
    return build_model(raw, name, file)


def known_models(study: Study) -> list[str]:
    """Every support model that a scenario could compare: shipped, beside it, or its own."""
    folder = Path(study.file).parent if study.file else None
    return Catalogue(_inline(study.raw), folder, study.file).names()


def catalogue_of(path: Path) -> Catalogue:
    """Where a scenario's support models are looked for."""
    return Catalogue(_inline(read_toml(path)), path.parent, path)


def select(study: Study, names: Sequence[str]) -> Study:
    """The same scenario with other support models to compare, its baseline if it is left."""
    raw = deepcopy(study.raw)
    raw["compare"] = list(dict.fromkeys(names))
    raw["baseline"] = study.baseline if study.baseline in names else names[0]
    if "business_case" in raw:
        raw["business_case"] = among(raw["business_case"], names)
    folder = Path(study.file).parent if study.file else None
    return build_study(raw, study.name, study.file or study.name, folder)


def vary(study: Study, changes: Mapping[str, object]) -> Study:
    """The same study with other values at dotted paths, such as ``nature.defect_chance``.

    Raises
    ------
    InputError
        If a path leads through something that is no table, or the result is not valid.
    """
    raw = deepcopy(study.raw)
    file = study.file or study.name
    for path, value in changes.items():
        *way, last = steps(path)
        table: Any = raw
        for step in way:
            table = table.setdefault(step, {})
            if not isinstance(table, dict):
                raise InputError(file, [Problem(path, f"can't be changed: '{step}' is no table")])
        table[last] = value
    if "compare" in changes and "business_case" in raw:
        raw["business_case"] = among(raw["business_case"], raw["compare"])
    folder = Path(study.file).parent if study.file else None
    return build_study(raw, study.name, file, folder)
