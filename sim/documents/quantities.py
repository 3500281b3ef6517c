"""Field types: durations, rates, shares, money and laws, parsed from what people write."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainValidator, ValidationInfo, WithJsonSchema

from sim.ground import laws
from sim.ground.units import parse_duration, parse_money, parse_rate, parse_share


def _text(pattern_example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [pattern_example]})


Duration = Annotated[float, BeforeValidator(parse_duration), _text("28 min")]
"""A duration in hours, written with its unit."""

Rate = Annotated[float, BeforeValidator(parse_rate), _text("250/y")]
"""Events an hour, written with the unit of time."""

Share = Annotated[
    float,
    BeforeValidator(parse_share),
    WithJsonSchema({"anyOf": [{"type": "string", "examples": ["25%"]}, {"type": "number"}]}),
]
"""A share 0…1, written as a percentage or a number."""


def _money(per: str | None) -> Any:
    def parse(value: object, info: ValidationInfo) -> float:
        return parse_money(value, per, (info.context or {}).get("currency"))

    return BeforeValidator(parse)


Money = Annotated[float, _money(None), _text("500 USD")]
MoneyPerHour = Annotated[float, _money("h"), _text("800000 USD/h")]
MoneyPerDay = Annotated[float, _money("d"), _text("90 USD/d")]
MoneyPerWeek = Annotated[float, _money("w"), _text("540 USD/week")]
MoneyPerYear = Annotated[float, _money("y"), _text("176000 USD/y")]

LAW_FORMS = {
    "constant": ("constant",),
    "mean": ("mean",),
    "median, p95": ("median", "p95"),
    "median, sigma": ("median", "sigma"),
    "low, high": ("low", "high"),
    "low, typical, high": ("low", "typical", "high"),
    "empirical": ("empirical",),
}


def _part(value: dict[str, object], key: str) -> float:
    try:
        return parse_duration(value[key])
    except ValueError as why:
        raise ValueError(f"{key}: {why}") from None


def _observed(name: object, folder: Path) -> laws.Empirical:
    path = folder / str(name)
    try:
        with path.open(newline="") as file:
            cells = [row[0] for row in csv.reader(file) if row]
        return laws.Empirical.of([parse_duration(cell) for cell in cells])
    except (OSError, ValueError, IndexError) as why:
        raise ValueError(f"can't read durations from '{path}': {why}") from None


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
        raise ValueError(f"found {value!r}; a law is a duration or a table like {{ median, p95 }}")
    keys = set(value)
    if keys == {"empirical"}:
        return _observed(value["empirical"], (info.context or {}).get("folder", Path()))
    if not any(keys == set(form) for form in LAW_FORMS.values()):
        allowed = " | ".join(f"{{ {form} }}" for form in LAW_FORMS)
        raise ValueError(
            f"found keys {', '.join(sorted(keys)) or 'none'}; a law is one of {allowed}"
        )
    if "sigma" in keys:
        sigma = value["sigma"]
        if not isinstance(sigma, (int, float)) or isinstance(sigma, bool) or sigma < 0:
            raise ValueError(f"sigma: found {sigma!r}; it is a number that isn't negative")
        return laws.Lognormal(_above_zero("median", _part(value, "median")), float(sigma))
    parts = {key: _part(value, key) for key in value}
    in_order = [parts[key] for key in ("low", "typical", "median", "p95", "high") if key in parts]
    if in_order != sorted(in_order):
        raise ValueError(f"{', '.join(value)}: out of order, found {value}")
    return _law(parts)


def _above_zero(key: str, hours: float) -> float:
    if hours <= 0:
        raise ValueError(f"{key}: must be above zero")
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


LawOf = Annotated[
    laws.Law,
    PlainValidator(parse_law),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "examples": ["10 min"]},
                *(
                    {
                        "type": "object",
                        "properties": {
                            key: {"type": "number" if key == "sigma" else "string"} for key in form
                        },
                        "required": list(form),
                        "additionalProperties": False,
                    }
                    for form in LAW_FORMS.values()
                ),
            ]
        }
    ),
]
"""A law of durations."""
