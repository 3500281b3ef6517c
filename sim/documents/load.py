"""From files to documents: read, extend, override, validate; every problem with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.documents.checks import check_model, check_scenario
from sim.documents.errors import InputError, Problem, from_pydantic, nearest
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel

SHIPPED = Path(__file__).parent.parent / "models"
"""The folder of the support models that come with the package."""

Raw = dict[str, Any]


@dataclass(frozen=True)
class Study:
    """A scenario with the support models it compares, both validated; what a run is made from.

    ``raw`` and ``raw_models`` are the documents as written, fully extended, for the manifest.
    """

    name: str
    scenario: Scenario
    models: Mapping[str, SupportModel]
    raw: Raw = field(repr=False)
    raw_models: Mapping[str, Raw] = field(repr=False)
    file: str = ""

    @property
    def baseline(self) -> str:
        """The model that others are compared with."""
        return self.scenario.baseline or self.scenario.compare[0]


def read_toml(path: Path) -> Raw:
    """The tables of a TOML file; ``InputError`` if it can't be read or is no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as why:
        raise InputError(path, [Problem("", f"can't be read: {why.strerror}")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        raise InputError(path, [Problem("", f"is not valid TOML: {why}")]) from None


def shipped_models() -> list[str]:
    """Names of the support models that come with the package."""
    return sorted(path.stem for path in SHIPPED.glob("*.toml"))


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> Raw:
    """``base`` with the lines of ``over`` on top; tables merge, anything else is replaced."""
    merged = deepcopy(dict(base))
    for key, value in over.items():
        old = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(old, Mapping)
        merged[key] = merge(old, value) if both else deepcopy(value)  # type: ignore[arg-type]
    return merged


class ModelShelf:
    """Where support models are looked for: inline in the scenario, beside it, in the package."""

    def __init__(self, inline: Mapping[str, Raw], folder: Path | None, file: Path | str) -> None:
        self.inline, self.folder, self.file = inline, folder, file

    def names(self) -> list[str]:
        """Every name that can be asked for."""
        beside = [p.stem for p in self.folder.glob("models/*.toml")] if self.folder else []
        return sorted({*shipped_models(), *beside, *self.inline})

    def raw(self, name: str, seen: tuple[str, ...] = ()) -> Raw:
        """The document of a model with everything it extends filled in."""
        if name in seen:
            circle = " -> ".join((*seen, name))
            raise InputError(
                self.file, [Problem(f"models.{name}.extends", f"goes in a circle: {circle}")]
            )
        own, parent = self._find(name, seen)
        if parent is not None:
            own = merge(_without(self.raw(parent, (*seen, name)), own, self.file, name), own)
        if name in self.inline and "extends" not in self.inline[name]:
            lines = self.inline[name]
            own = merge(_without(own, lines, self.file, name), lines)
        return {key: value for key, value in own.items() if key not in ("extends", "without")}

    def _find(self, name: str, seen: tuple[str, ...]) -> tuple[Raw, str | None]:
        """The lines that a model states itself, and the name of what it extends."""
        if "extends" in self.inline.get(name, {}):
            found = dict(self.inline[name])
            return found, str(found["extends"])
        for path in self._files(name):
            if path.is_file():
                found = read_toml(path)
                return found, found.get("extends")
        place = f"models.{seen[-1]}.extends" if seen else "compare"
        hint = nearest(name, self.names())
        raise InputError(self.file, [Problem(place, f"unknown support model '{name}'{hint}")])

    def _files(self, name: str) -> list[Path]:
        beside = [self.folder / "models" / f"{name}.toml"] if self.folder else []
        return [*beside, SHIPPED / f"{name}.toml"]


def _without(parent: Raw, lines: Mapping[str, Any], file: Path | str, name: str) -> Raw:
    """The parent's document less the dotted paths that a variant lists under ``without``."""
    left = deepcopy(parent)
    for path in lines.get("without", ()):
        *way, last = path.split(".")
        table: Any = left
        for step in way:
            table = table.get(step, {}) if isinstance(table, dict) else {}
        if not isinstance(table, dict) or last not in table:
            known = list(table) if isinstance(table, dict) else []
            problem = Problem(
                f"models.{name}.without", f"nothing at '{path}'{nearest(last, known)}"
            )
            raise InputError(file, [problem])
        del table[last]
    return left


def build_model(raw: Raw, name: str, file: Path | str, context: Raw | None = None) -> SupportModel:
    """Validate a fully extended support model."""
    where = f"{file} (model {name})" if not str(file).endswith(f"{name}.toml") else file
    try:
        model = SupportModel.model_validate(raw, context=context)
    except ValidationError as error:
        raise from_pydantic(where, error, SupportModel) from None
    if problems := check_model(model):
        raise InputError(where, problems)
    return model


def build_study(raw: Raw, name: str, file: Path | str, folder: Path | None) -> Study:
    """Validate a scenario as written, and the models that it compares."""
    context = {"currency": raw.get("currency", "USD"), "folder": folder or Path()}
    try:
        scenario = Scenario.model_validate(raw, context=context)
    except ValidationError as error:
        raise from_pydantic(file, error, Scenario) from None
    if problems := check_scenario(scenario):
        raise InputError(file, problems)
    shelf = ModelShelf(raw.get("models", {}), folder, file)
    raw_models = {model: shelf.raw(model) for model in scenario.compare}
    models = {model: build_model(raw_models[model], model, file, context) for model in raw_models}
    return Study(name, scenario, models, raw, raw_models, str(file))


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
    """A shipped support model by name."""
    return build_model(ModelShelf({}, None, SHIPPED).raw(name), name, SHIPPED / f"{name}.toml")


def vary(study: Study, changes: Mapping[str, object]) -> Study:
    """The same study with other values at dotted paths, such as ``nature.defect_chance``."""
    raw = deepcopy(study.raw)
    for path, value in changes.items():
        *way, last = path.split(".")
        table = raw
        for step in way:
            table = table.setdefault(step, {})
        table[last] = value
    folder = Path(study.file).parent if study.file else None
    return build_study(raw, study.name, study.file or study.name, folder)
