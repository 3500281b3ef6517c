"""The report: one self-contained page that a browser, a printer and a screen reader can use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.documents.mix import models_of
from sim.documents.worlds import World
from sim.organisation.budget_window import window_name
from sim.present.about import about
from sim.present.alternatives import ALTERNATIVES
from sim.present.assignment_beside import Found
from sim.present.assumptions import assumptions
from sim.present.bills import by_owner
from sim.present.by_part import by_service, by_team
from sim.present.drawing import Drawn
from sim.present.figures import has_numbers, rows_shown
from sim.present.grid import Cell, Line
from sim.present.inputs import inputs
from sim.present.judgement import hangs_on, what_would_change, where_others_are_better
from sim.present.manifest import versions
from sim.present.nines import nines_grid
from sim.present.plausible import section
from sim.present.risk import risk_grid
from sim.present.show import interval, quantity, years
from sim.present.style import colours
from sim.present.summary import Summary
from sim.present.svg import inline
from sim.present.tables import most_telling_service
from sim.present.tiers import tiers
from sim.present.waterfall import sections as waterfalls
from sim.present.who_runs_what import services_by_model
from sim.present.words import (
    THREE,
    at_least,
    in_world,
    join,
    labels,
    metric_label,
    once_sentence,
    verdict_sentence,
    world_sentences,
)
from sim.questions.compare.risk import has_years
from sim.questions.compare.verdict import decide
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison

PAGE = Path(__file__).parent / "page"


def report(
    comparison: Comparison,
    command: str,
    drawn: Mapping[str, Drawn],
    beside: Sequence[str] = (),
    assigned: Found | None = None,
    short: Summary | None = None,
) -> str:
    """The HTML of a comparison.

    ``drawn`` are the figures by name, ``beside`` what is known to drive the
    differences, a sentence each, ``assigned`` which model should run which service, ``short`` what
    stands on one page. The page holds no date, host or duration of the run, so that the same
    comparison makes the same bytes.
    """
    page = Environment(
        loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    context = _context(comparison, command, drawn, beside)
    return page.get_template("report.html.j2").render(context, assigned=assigned, short=short)


def _context(
    comparison: Comparison, command: str, drawn: Mapping[str, Drawn], beside: Sequence[str]
) -> dict[str, Any]:
    scenario = comparison.study.scenario
    return {
        "css": Markup((PAGE / "report.css").read_text(encoding="utf-8")),
        "script": Markup((PAGE / "report.js").read_text(encoding="utf-8")),
        "scenario": scenario,
        "models": {name: comparison.study.models[name] for name in comparison.models},
        "about": about(comparison.study),
        "inputs": inputs(comparison),
        "by_service": [services_by_model(comparison), *by_service(comparison)],
        "by_team": by_team(comparison),
        "by_owner": by_owner(comparison),
        "tiers": tiers(comparison),
        "labels": labels(comparison.study),
        "baseline": labels(comparison.study)[comparison.study.baseline],
        "replications": comparison.replications,
        "lasting": years(scenario.horizon),
        "verdict": verdict_sentence(comparison),
        "once": once_sentence(comparison),
        "worlds": world_sentences(comparison),
        "plausible": section(comparison),
        "waterfalls": waterfalls(comparison),
        "risk": risk_grid(comparison) if has_years(comparison) else None,
        "nines": nines_grid(comparison),
        "heads": [metric_label(metric) for metric in THREE],
        "three": three_numbers(comparison),
        "figures": _inlined(comparison, {name: found.wide for name, found in drawn.items()}, ""),
        "slim": _inlined(
            comparison, {name: found.narrow for name, found in drawn.items()}, "-slim"
        ),
        "heat_caption": heat_caption(comparison),
        "service": most_telling_service(comparison),
        "changes": what_would_change(comparison),
        "hangs_on": hangs_on(comparison),
        "drivers": beside,
        "elsewhere": where_others_are_better(comparison),
        "engaged": any(
            part.engagement for m in comparison.models for part in comparison.study.models[m].parts
        ),
        "tables": full_tables(comparison),
        "assumptions": assumptions(comparison.study),
        "broken_laws": comparison.broken_laws,
        "command": command,
        "notes": comparison.notes,
        "alarms": comparison.alarms,
        "partial": comparison.partial,
        "versions": {name: v for name, v in versions().items() if name != "python"},
    }


def _inlined(comparison: Comparison, drawn: Mapping[str, str], ending: str) -> dict[str, Markup]:
    """Figures as parts of the page; an ending tells the ids of two drawings of one apart."""
    return {
        name: Markup(inline(text, f"{name}{ending}", ALTERNATIVES[name](comparison)))
        for name, text in drawn.items()
    }


def heat_caption(comparison: Comparison) -> str:
    """What the grid of error budgets shows at its size."""
    services, there = rows_shown(comparison), len(comparison.study.scenario.services)
    numbers = (
        "The numbers are percent, or × times the allowance." if has_numbers(comparison) else ""
    )
    rest = (
        f" The {there - services:,} others are one row, their median." if services < there else ""
    )
    return (
        "How much of each quarter's allowance of failed requests was spent, the mean over "
        f"replications. {numbers} Green is inside the budget. The worst services come first.{rest}"
        f"{_other_windows(comparison)}"
    ).replace("  ", " ")


def _other_windows(comparison: Comparison) -> str:
    """Which models' policies go by something else than the quarter; "" where none does."""
    scenario, names = comparison.study.scenario, labels(comparison.study)
    said = []
    for model in comparison.models:
        parts = models_of(scenario, comparison.study.models[model]).values()
        windows = {window_name(part.error_budget) for part in parts} - {"quarter"}
        said += [f"{names[model]} by {join(sorted(windows))}"] if windows else []
    if not said:
        return ""
    return f" Where a policy has another window, its budget counts, the most spent: {join(said)}."


def three_numbers(comparison: Comparison) -> list[Line]:
    """A row a model with the three numbers that stand for it."""
    names, paint = labels(comparison.study), colours(comparison.models)
    cells = _cells(comparison, comparison.study.scenario.world)
    verdict = decide(comparison)
    remarks = dict.fromkeys(verdict.level, "can't be told from the cheapest")
    remarks[verdict.best] = "costs least" + (" on average" if verdict.level else "")
    return [
        Line(
            label,
            [cells[name, m] for m in THREE],
            paint[name],
            remarks.get(name, ""),
            first=name == verdict.best,
        )
        for name, label in names.items()
    ]


def full_tables(comparison: Comparison) -> dict[str, list[Line]]:
    """Every metric of every model, a table for each world."""
    first, *others = comparison.study.scenario.worlds
    if not others:
        return {"All numbers": _full(comparison, first)}
    return {
        f"All numbers {in_world(comparison, world)}": _full(comparison, world)
        for world in (first, *others)
    }


def _full(comparison: Comparison, world: World) -> list[Line]:
    cells = _cells(comparison, world)
    return [
        Line(
            metric_label(name), [cells[model, name] for model in comparison.models],
            about=metric.description,
        )
        for name, metric in METRICS.items()
    ]  # fmt: skip


def _cells(comparison: Comparison, world: World) -> dict[tuple[str, str], Cell]:
    """Each number as a cell, by model and metric, with its word against the baseline."""
    currency = comparison.study.scenario.currency
    against = comparison.contrast(world)
    keys = zip(against["model"], against["metric"], strict=True)
    words = dict(zip(keys, against["verdict"], strict=True))
    table = comparison.summarise(world)
    columns = (table[name] for name in ("model", "metric", "unit", "mean", "ci_low", "ci_high"))
    return {
        (model, metric): Cell(
            at_least(comparison, model, metric) + quantity(mean, unit, currency),
            interval(low, high, unit, currency) if high > low else "",
            f"{mean:.6g}",
            words.get((model, metric), ""),
        )
        for model, metric, unit, mean, low, high in zip(*columns, strict=True)
    }
