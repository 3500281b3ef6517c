"""What is different from the run whose results a folder holds: documents, versions, costs."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.documents.differences import Changed, differences
from sim.present.manifest import versions
from sim.present.show import money
from sim.present.words import labels
from sim.questions.compare.verdict import DECIDED_BY
from sim.study.comparison import Comparison

MOST_SAID = 8


@dataclass(frozen=True)
class Earlier:
    """What a folder tells of the run that filled it."""

    manifest: Mapping[str, Any]
    costs: Mapping[str, float]
    """The decisive cost of each model."""


def earlier(folder: Path) -> Earlier | None:
    """The run before; None if there is none that left its manifest."""
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        with (folder / "summary.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["metric"] == DECIDED_BY]
            costs = {row["model"]: float(row["mean"]) for row in rows}
    except (OSError, ValueError, KeyError):
        return None
    return Earlier(manifest, costs) if isinstance(manifest, dict) else None


def since(before: Earlier, comparison: Comparison) -> list[str]:
    """A line for each thing that is different, and one for each model whose cost is."""
    changed = [*_documents(before.manifest, comparison), *_run(before.manifest, comparison)]
    said = [str(line).strip() for line in changed[:MOST_SAID]]
    if len(changed) > MOST_SAID:
        said.append(f"… and {len(changed) - MOST_SAID} more lines")
    return [*said, *_costs(before.costs, comparison)]


def _documents(before: Mapping[str, Any], comparison: Comparison) -> list[Changed]:
    """Lines of the scenario, and of models that it doesn't write itself."""
    scenario, models = comparison.study.raw, comparison.study.raw_models
    found = differences(_table(before, "scenario"), _plain(scenario))
    inline = {change.path.split(".")[1] for change in found if change.path.startswith("models.")}
    were = _table(before, "models")
    for name in models:
        if name in were and name not in inline:
            now = {"models": {name: _plain(models[name])}}
            found += differences({"models": {name: were[name]}}, now)
    return found


def _table(manifest: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = manifest.get(key)
    return found if isinstance(found, dict) else {}


def _plain(raw: Mapping[str, Any]) -> Any:
    """A document as a manifest has it: dates are texts."""
    return json.loads(json.dumps(raw, default=str))


def _run(before: Mapping[str, Any], comparison: Comparison) -> Iterator[Changed]:
    """Replications and versions."""
    were, are = len(_table(before, "replications").get("finished", ())), comparison.replications
    if were != are:
        yield Changed("replications finished", str(were), str(are))
    old, new = _table(before, "versions"), versions()
    for package in new:
        if package in old and old[package] != new[package]:
            yield Changed(f"version of {package}", str(old[package]), new[package])


def _costs(before: Mapping[str, float], comparison: Comparison) -> Iterator[str]:
    currency, names = comparison.study.scenario.currency, labels(comparison.study)
    for model, name in names.items():
        now = float(f"{comparison.mean(model, DECIDED_BY):.6g}")
        if model not in before:
            yield f"{name} is new"
        elif (was := money(before[model], currency)) != money(now, currency):
            yield f"{name}: {money(now, currency)} a year (was {was})"
    gone = [model for model in before if model not in names]
    if gone:
        yield f"no longer compared: {', '.join(gone)}"
