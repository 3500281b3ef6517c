"""Field types: durations, rates, shares, money and laws, parsed from what people write."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema

from sim.documents.observed import is_observed, observe
from sim.ground import laws
from sim.ground.units import parse_duration, parse_money, parse_rate, parse_share


def _text(quantity: str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [example], "quantity": quantity})


def _share(quantity: str, example: str) -> WithJsonSchema:
    text, number = {"type": "string", "examples": [example]}, {"type": "number"}
    return WithJsonSchema({"anyOf": [text, number], "quantity": quantity})


CURRENCY = "^[A-Z]{3}$"
"""Pattern of a label of money."""

LEAST_TARGET = 0.5
"""Whoever writes less has slipped, as in "0.999%"."""


def parse_target(value: object) -> float:
    """A share that can be promised: not everything, and no less than half of the time."""
    try:
        share = parse_share(value)
    except ValueError as why:
        raise ValueError(f"{why}{_percent_meant(value)}") from None
    if not 0 < share < 1:
        raise ValueError(f"found {value!r}; a target lies strictly between 0% and 100%")
    if share < LEAST_TARGET:
        raise ValueError(f'found {value!r}; a target is 50% or more, mostly like "99.9%"')
    return share


def _percent_meant(value: object) -> str:
    """The value with a percent sign, where that would be a share."""
    try:
        parse_share(f"{value}%")
    except ValueError:
        return ""
    return f'; did you mean "{value}%"?'


def _years(value: object) -> float:
    return parse_duration(value, example="2 y")


def _per_second(value: object) -> float:
    return parse_rate(value) / 3600


Duration = Annotated[float, BeforeValidator(parse_duration), _text("duration", "28 min")]
"""A duration in hours, written with its unit."""

Horizon = Annotated[float, BeforeValidator(_years), _text("duration", "2 y")]
"""A duration in hours that is mostly written in years."""

Rate = Annotated[float, BeforeValidator(parse_rate), _text("rate", "250/y")]
"""Events an hour, written with the unit of time."""

RequestsPerSecond = Annotated[float, BeforeValidator(_per_second), _text("rate", "20/s")]
"""Events a second, written with the unit of time."""

Share = Annotated[float, BeforeValidator(parse_share), _share("share", "25%")]
"""A share 0…1, written as a percentage or a number."""

Target = Annotated[float, BeforeValidator(parse_target), _share("target", "99.9%")]
"""A share strictly between 0 and 1, written as a percentage or a number."""


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DAY_NUMBERS = {
    word: number for number, day in enumerate(WEEKDAYS) for word in (day.lower(), day[:3].lower())
}


def parse_weekdays(value: object) -> tuple[int, ...]:
    """Days of the week as numbers (Monday 0) from their names, short or in full.

    Raises
    ------
    ValueError
        If one is no name. Numbers are refused: some count from Monday 0, others from Monday 1.
    """
    days = value if isinstance(value, (list, tuple)) else [value]
    numbers = [
        DAY_NUMBERS.get(day.strip().lower()) if isinstance(day, str) else None for day in days
    ]
    found = tuple(number for number in numbers if number is not None)
    if len(found) == len(days) == len(set(found)) > 0:
        return found
    allowed = ", ".join(f'"{day[:3]}"' for day in WEEKDAYS)
    numbered = any(isinstance(day, int) for day in days)
    why = " (not by numbers: for some Monday is 0, for others 1)" if numbered else ""
    raise ValueError(f"found {value!r}; days are a list of names, each once, of {allowed}{why}")


Weekdays = Annotated[
    tuple[int, ...],
    PlainValidator(parse_weekdays),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"enum": [*(day[:3] for day in WEEKDAYS), *WEEKDAYS]},
            "minItems": 1,
            "quantity": "list of days",
            "examples": [["Mon", "Sat"]],
        }
    ),
]
"""Days of the week, Monday 0, written by their names."""


def _money(per: str | None) -> Any:
    def parse(value: object, info: ValidationInfo) -> float:
        return parse_money(value, per, (info.context or {}).get("currency"))

    return BeforeValidator(parse)


Money = Annotated[float, _money(None), _text("money", "500 USD")]
MoneyPerHour = Annotated[float, _money("h"), _text("money an hour", "250k USD/h")]
MoneyPerDay = Annotated[float, _money("d"), _text("money a day", "90 USD/d")]
MoneyPerWeek = Annotated[float, _money("w"), _text("money a week", "540 USD/week")]
MoneyPerYear = Annotated[float, _money("y"), _text("money a year", "176k USD/y")]

LAW_FORMS = (
    ("constant",),
    ("mean",),
    ("median", "p95"),
    ("median", "sigma"),
    ("low", "high"),
    ("low", "typical", "high"),
    ("empirical",),
    ("empirical", "column"),
    ("empirical", "column", "unit"),
    ("empirical", "start", "end"),
)
LARGEST_SIGMA = 10.0
"""Beyond it a lognormal's far tail leaves what a float can hold."""

EXAMPLES = {
    "empirical": "observed.csv", "column": "minutes", "unit": "min", "start": "opened",
    "end": "restored",
}  # fmt: skip
"""What a part of a law looks like, where it is no duration."""

ASCENDING = ("low", "typical", "median", "p95", "high")


def is_law(table: Mapping[str, object]) -> bool:
    """Whether a table has the keys of a complete law."""
    return is_observed(table) or any(set(table) == set(form) for form in LAW_FORMS)


def _part(value: dict[str, object], key: str) -> float:
    try:
        return parse_duration(value[key])
    except ValueError as why:
        raise ValueError(f"{key}: {why}") from None


def observed_hours(law: Mapping[str, object], folder: Path) -> list[float]:
    """The durations of an empirical law as it is written, in hours, in the order of their file."""
    return list(observe(law, folder).hours)


def parse_law(value: object, info: ValidationInfo) -> laws.Law:
    """A law of durations from its table, such as ``{ median = "28 min", p95 = "3.5 h" }``.

    Raises
    ------
    ValueError
        If the keys form no law, or a value has no unit, or the values are out of order.
    """
    if isinstance(value, laws.Law):
        return value
    if isinstance(value, str):
        return laws.Constant(parse_duration(value))
    if not isinstance(value, dict):
        raise ValueError(
            f'found {value!r}; a law is a duration like "10 min" or one of {_allowed()}'
        )
    if is_observed(value):
        folder = (info.context or {}).get("folder", Path())
        return laws.Empirical.of(observe(value, folder).hours)
    if not is_law(value):
        keys = ", ".join(map(str, value)) or "none"
        raise ValueError(f"found keys {keys}; a law is one of {_allowed()}")
    return _with_sigma(value) if "sigma" in value else _law(_in_order(value))


def _allowed() -> str:
    return " | ".join(f"{{ {', '.join(form)} }}" for form in LAW_FORMS)


def _with_sigma(value: dict[str, object]) -> laws.Law:
    sigma = value["sigma"]
    number = isinstance(sigma, (int, float)) and not isinstance(sigma, bool)
    if not number or not 0 <= sigma <= LARGEST_SIGMA:  # type: ignore[operator]
        raise ValueError(f"sigma: found {sigma!r}; it is a number from 0 to {LARGEST_SIGMA:g}")
    return laws.Lognormal(_above_zero("median", _part(value, "median")), float(sigma))  # type: ignore[arg-type]


def _in_order(value: dict[str, object]) -> dict[str, float]:
    parts = {key: _part(value, key) for key in value}
    in_order = [parts[key] for key in ASCENDING if key in parts]
    if in_order != sorted(in_order):
        wanted = " <= ".join(key for key in ASCENDING if key in parts)
        found = ", ".join(f"{key} {value[key]!r}" for key in ASCENDING if key in parts)
        raise ValueError(f"found {found}; the order is {wanted}")
    return parts


def _above_zero(key: str, hours: float) -> float:
    if hours <= 0:
        raise ValueError(f"{key}: found {hours:g} h; it must be above zero")
    return hours


def _law(parts: dict[str, float]) -> laws.Law:
    if "constant" in parts:
        return laws.Constant(parts["constant"])
    if "mean" in parts:
        return laws.Exponential(parts["mean"])
    if "p95" in parts:
        return laws.Lognormal.from_p95(_above_zero("median", parts["median"]), parts["p95"])
    if "typical" in parts:
        return laws.Triangular(parts["low"], parts["typical"], parts["high"])
    return laws.Uniform(parts["low"], parts["high"])


def _part_schema(key: str) -> dict[str, object]:
    if key == "sigma":
        return {"type": "number", "minimum": 0, "maximum": LARGEST_SIGMA}
    example = EXAMPLES.get(key, "28 min")
    if key == "empirical":
        texts = {"type": "array", "items": {"type": "string"}, "minItems": 1}
        return {"anyOf": [{"type": "string", "examples": [example]}, texts]}
    return {"type": "string", "examples": [example]}


def _form_schema(form: tuple[str, ...]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": {key: _part_schema(key) for key in form},
        "required": list(form),
        "additionalProperties": False,
    }


LawOf = Annotated[
    laws.Law,
    PlainValidator(parse_law),
    WithJsonSchema(
        {
            "quantity": "law",
            "examples": [{"median": "28 min", "p95": "3.5 h"}, "10 min"],
            "anyOf": [
                {"type": "string", "examples": ["10 min"]},
                *map(_form_schema, LAW_FORMS),
            ],
        }
    ),
]
"""A law of durations: a duration, or a table by what is known of it."""
