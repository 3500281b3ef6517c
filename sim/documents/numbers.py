"""The numbers of a study's documents: found by their metadata, named by paths, replaced by others.

Whatever field holds a number or a law is one, in the scenario (``nature.recurs``) as in a support
model (``models.you-run-it.learn.review``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Annotated, Any, get_args

from pydantic import TypeAdapter, ValidationError, WithJsonSchema
from pydantic.fields import FieldInfo

from sim.documents.base import Document
from sim.documents.hints import closest
from sim.documents.load import Study
from sim.documents.paths import steps
from sim.ground import laws

Path = tuple[str, ...]
Value = float | laws.Law

NOT_SAMPLED = frozenset({"seed", "replications", "horizon", "business_case"})
"""Lines of a scenario that say how it is studied, not what it is."""
SHARES = frozenset({"share", "target"})
NAMED = 5


@dataclass(frozen=True)
class Number:
    """A number, or a law of durations, at its place in the documents."""

    path: Path
    value: Value
    field: FieldInfo = field(repr=False, compare=False)
    part: str = ""
    """Of a law: which of its parts this is."""
    stated: bool = True
    """Whether a document says it; else it is a default."""

    @property
    def name(self) -> str:
        """The dotted path."""
        return ".".join([*self.path, self.part] if self.part else self.path)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the document says of it: unit, source, assumption, low, high."""
        found = self.field.json_schema_extra
        return found if isinstance(found, dict) else {}

    @property
    def quantity(self) -> str:
        """What is measured: duration, share, rate, money a year, law; "" for a plain number."""
        optional = (getattr(part, "__metadata__", ()) for part in get_args(self.field.annotation))
        parts = [*self.field.metadata, *chain(*optional)]
        schemas = (m.json_schema for m in parts if isinstance(m, WithJsonSchema))
        return next((str(s["quantity"]) for s in schemas if s and "quantity" in s), "")

    @property
    def is_share(self) -> bool:
        """Whether it lies between 0 and 1 by what it is."""
        tops = [getattr(rule, "le", None) for rule in self.field.metadata]
        return self.quantity in SHARES or 1 in tops

    @property
    def is_whole(self) -> bool:
        """Whether it counts something."""
        return self.field.annotation in (int, int | None)

    def parsed(self, value: object, currency: str) -> float:
        """A value as a document writes it ("28 min", "5%", 0.3) in the unit of the parameter.

        Raises
        ------
        ValueError
            If the field doesn't take it.
        """
        kind = Annotated[self.field.annotation, *self.field.metadata]  # type: ignore[name-defined]
        if self.part:
            value, kind = {"constant": value}, kind
        try:
            found = TypeAdapter(kind).validate_python(value, context={"currency": currency})
        except ValidationError as error:
            raise ValueError(error.errors()[0]["msg"].removeprefix("Value error, ")) from None
        return float(found.hours if isinstance(found, laws.Constant) else found)

    def refuses(self, value: float) -> str:
        """Why the field can't have this value; "" if it can."""
        if self.is_share and not 0 <= value <= 1:
            return "a share lies between 0 and 1"
        for rule in self.field.metadata:
            for word, (name, beyond) in RULES.items():
                limit = getattr(rule, word, None)
                if limit is not None and beyond(value, limit):
                    return f"it is {name} {limit:g}"
        return "it can't be negative" if value < 0 and self.quantity else ""


RULES: Mapping[str, tuple[str, Any]] = {
    "ge": ("at least", lambda value, limit: value < limit),
    "gt": ("more than", lambda value, limit: value <= limit),
    "le": ("at most", lambda value, limit: value > limit),
    "lt": ("less than", lambda value, limit: value >= limit),
}


def is_sampled(name: str) -> bool:
    """Whether a path leads to something of the organisation, not to how it is studied."""
    return steps(name)[0] not in NOT_SAMPLED


def numbers(study: Study) -> Iterator[Number]:
    """Every number of the scenario, then those of each support model."""
    yield from (n for n in _inside(study.scenario, ()) if is_sampled(n.path[0]))
    for name, model in study.models.items():
        yield from _inside(model, ("models", name))


def numbers_of(document: Document) -> Iterator[Number]:
    """Every number of one document, by its paths inside it."""
    yield from _inside(document, ())


def _inside(document: Document, path: Path) -> Iterator[Number]:
    for name, about in type(document).model_fields.items():
        value, here = getattr(document, name), (*path, name)
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if number or isinstance(value, laws.LawBase):
            yield Number(here, value, about, stated=name in document.model_fields_set)
        yield from _nested(value, here)


def _nested(value: object, path: Path) -> Iterator[Number]:
    if isinstance(value, Document):
        yield from _inside(value, path)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            yield from _nested(part, (*path, str(name)))


def matching(known: Mapping[str, Number], text: str) -> list[Number]:
    """The numbers of a path, in which ``*`` stands for any name.

    Raises
    ------
    ValueError
        If there is none, with the nearest.
    """
    pattern = re.compile(re.escape(text).replace(r"\*", r"[^.]+"))
    found = [number for name, number in known.items() if pattern.fullmatch(name)]
    if not found:
        above, _, part = text.rpartition(".")
        law = known.get(above)
        if law is not None and part in parts_of(law.value):
            return [replace(law, part=part)]
        raise ValueError(f"no such number in these documents{closest(text, list(known))}")
    return found


def parts_of(value: Value) -> dict[str, float]:
    """What a law is told by, in hours: its median and p95, its mean; nothing of a plain number."""
    match value:
        case laws.Constant():
            return {"constant": value.hours}
        case laws.Exponential():
            return {"mean": value.mean_hours}
        case laws.Lognormal():
            p95 = value.ppf(0.95)
            return {"median": value.median, "p95": p95, "sigma": value.sigma}
        case laws.Uniform():
            return {"low": value.low, "high": value.high}
        case laws.Triangular():
            return {"low": value.low, "typical": value.typical, "high": value.high}
    return {}


def scaled(value: Value, factor: float) -> Value:
    """A number, or all durations of a law, times a factor."""
    match value:
        case laws.Constant():
            return laws.Constant(value.hours * factor)
        case laws.Exponential():
            return laws.Exponential(value.mean_hours * factor)
        case laws.Lognormal():
            return laws.Lognormal(value.median * factor, value.sigma)
        case laws.Uniform():
            return laws.Uniform(value.low * factor, value.high * factor)
        case laws.Triangular():
            return laws.Triangular(*(x * factor for x in (value.low, value.typical, value.high)))
        case laws.Empirical():
            return laws.Empirical(tuple(x * factor for x in value.values))
    return value * factor


def with_part(law: Value, part: str, value: float) -> Value:
    """A law with one of its parts replaced; a lognormal keeps its sigma, or its median."""
    match law:
        case laws.Lognormal() if part == "median":
            return laws.Lognormal(value, law.sigma)
        case laws.Lognormal() if part == "sigma":
            return laws.Lognormal(law.median, value)
        case laws.Lognormal():
            return laws.Lognormal.from_p95(law.median, max(value, law.median))
        case laws.Exponential():
            return laws.Exponential(value)
        case laws.Uniform() | laws.Triangular():
            return type(law)(**{**parts_of(law), part: value})
    return laws.Constant(value)


def changed(study: Study, values: Mapping[Path, object]) -> Study:
    """A study with other values at some places; nothing is read or validated again."""
    scenario: Any = study.scenario
    models: dict[str, Any] = dict(study.models)
    for path, value in values.items():
        if path[0] == "models":
            models[path[1]] = _with(models[path[1]], path[2:], value)
        else:
            scenario = _with(scenario, path, value)
    return replace(study, scenario=scenario, models=models)


def _with(table: Any, path: Path, value: object) -> Any:
    head, *rest = path
    if isinstance(table, Document):
        new = _with(getattr(table, head), tuple(rest), value) if rest else value
        return table.model_copy(update={head: new})
    return {**table, head: _with(table[head], tuple(rest), value) if rest else value}
