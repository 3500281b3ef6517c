"""What can be taken away from the page: the scenario with its changes, and the report."""

from __future__ import annotations

from copy import deepcopy

from sim.documents.load import SHIPPED, Study
from sim.explorer.toml import written
from sim.present.figures import draw_all
from sim.present.report import report
from sim.study.comparison import Comparison


def scenario_text(study: Study) -> str:
    """The scenario as a file that stands alone: models that lie beside it are written into it."""
    raw = deepcopy(study.raw)
    inline = raw.get("models", {})
    for name in study.scenario.compare:
        lines = inline.get(name, {})
        if "extends" not in lines and not (SHIPPED / f"{name}.toml").is_file():
            inline = {**inline, name: deepcopy(study.raw_models[name])}
    if inline:
        raw["models"] = inline
    name = f"{study.name}.toml"
    return (
        f"# {study.name} as set on the page of whorunsit explore.\n"
        f"# Live through it: whorunsit compare {name}\n\n{written(raw)}"
    )


def report_page(comparison: Comparison) -> str:
    """The report of what the page shows, with the command that makes it from the scenario."""
    return report(
        comparison, f"whorunsit compare {comparison.study.name}.toml", draw_all(comparison)
    )
