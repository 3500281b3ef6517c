"""What can be taken away from the page: the scenario with its changes, and the report."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

from numpy import format_float_positional

from sim.documents.load import SHIPPED, Study
from sim.documents.quantities import observed_hours
from sim.documents.toml import written
from sim.present.drawing import draw_all
from sim.present.report import report
from sim.study.comparison import Comparison


def scenario_text(study: Study) -> str:
    """The scenario as a file that stands alone.

    Models and observations that lie beside it are written into it.
    """
    raw = _with_observations(deepcopy(study.raw), Path(study.file).parent)
    inline = raw.get("models", {})
    for name in study.raw_models:
        lines = inline.get(name, {})
        if "extends" not in lines and not (SHIPPED / f"{name}.toml").is_file():
            whole = _with_observations(deepcopy(study.raw_models[name]), Path(study.file).parent)
            inline = {**inline, name: whole}
    if inline:
        raw["models"] = inline
    name = f"{study.name}.toml"
    return (
        f"# {study.name} as set on the page of whorunsit explore.\n"
        f"# Live through it: whorunsit compare {name}\n\n{written(raw)}"
    )


def _with_observations(part: Any, folder: Path) -> Any:
    """A part of a document with the durations themselves where it names a file of them."""
    if isinstance(part, list):
        return [_with_observations(inside, folder) for inside in part]
    if not isinstance(part, dict):
        return part
    if isinstance(part.get("empirical"), str):
        hours = observed_hours(part, folder)
        texts = [f"{format_float_positional(duration, trim='-')} h" for duration in hours]
        return {"empirical": texts}
    return {key: _with_observations(inside, folder) for key, inside in part.items()}


def report_page(comparison: Comparison) -> str:
    """The report of what the page shows, with the command that makes it from the scenario."""
    return report(
        comparison, f"whorunsit compare {comparison.study.name}.toml", draw_all(comparison)
    )
