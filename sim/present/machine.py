"""A comparison as JSON, for programs: the same numbers as the tables, absent ones as null."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

import pandas as pd

from sim.present.judgement import hangs_on
from sim.present.words import labels, verdict_sentence
from sim.questions.compare.verdict import DECIDED_BY, decide
from sim.study.comparison import Comparison


def as_json(comparison: Comparison, folder: str | None) -> str:
    """The text; ``folder`` is where the other results are, if they were written."""
    return json.dumps(_facts(comparison, folder), indent=2, ensure_ascii=False, allow_nan=False)


def _facts(comparison: Comparison, folder: str | None) -> dict[str, Any]:
    study = comparison.study
    return {
        "name": study.name,
        "title": study.scenario.title,
        "question": study.scenario.question,
        "currency": study.scenario.currency,
        "seed": study.scenario.seed,
        "replications": comparison.replications,
        "partial": comparison.partial,
        "baseline": study.baseline,
        "verdict": _verdict(comparison),
        "models": {
            model: {"title": study.models[model].title, "label": label, "metrics": metrics}
            for (model, label), metrics in zip(
                labels(study).items(), _by_model(comparison.summary, comparison), strict=True
            )
        },
        "differences": _differences(comparison.comparison),
        "hangs_on": hangs_on(comparison).replace("\u00a0", " ") or None,
        "notes": comparison.notes,
        "broken_laws": comparison.broken_laws,
        "results": folder,
    }


def _verdict(comparison: Comparison) -> dict[str, Any]:
    found = decide(comparison)
    cost = {"mean": found.cost.mean, "ci_low": found.cost.low, "ci_high": found.cost.high}
    return {
        "decided_by": DECIDED_BY,
        "cheapest": found.best,
        "cost": {key: _number(value) for key, value in cost.items()},
        "not_distinguishable": list(found.level),
        "surely_dearer": list(found.beaten),
        "sentence": verdict_sentence(comparison).replace("\u00a0", " "),
    }


def _by_model(summary: pd.DataFrame, comparison: Comparison) -> list[dict[str, Any]]:
    """The metrics of each model, in the order of the scenario."""
    columns = ["unit", "mean", "ci_low", "ci_high", "replications"]
    return [
        {row["metric"]: {key: _plain(row[key]) for key in columns} for row in _rows(summary, model)}
        for model in comparison.models
    ]


def _differences(table: pd.DataFrame) -> dict[str, Any]:
    """Against the baseline, by model and metric."""
    columns = ["difference", "ci_low", "ci_high", "verdict"]
    return {
        str(model): {
            row["metric"]: {key: _plain(row[key]) for key in columns} for row in _rows(table, model)
        }
        for model in dict.fromkeys(table["model"])
    }


def _rows(table: pd.DataFrame, model: object) -> list[dict[str, Any]]:
    return [
        {str(key): value for key, value in row.items()}
        for row in table[table["model"] == model].to_dict("records")
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return value
    number = _number(float(value))
    return int(number) if number is not None and isinstance(value, int) else number


def _number(value: float) -> float | None:
    """A finite number to six significant digits; None for the others, of which JSON has none."""
    return float(f"{value:.6g}") if isfinite(value) else None
