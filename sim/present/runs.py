"""Where a run's results go, so that a lesser one never takes the place of a finished one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.documents.load import Study
from sim.study.checkpoints import partial_folder
from sim.study.comparison import Comparison
from sim.study.living import Plan, costs_so_far
from sim.study.precision import next_batch

MANIFEST, SUMMARY = "manifest.json", "summary.csv"
USUAL = 30
"""Replications of a scenario that doesn't say how many."""


def holds_finished(folder: Path) -> bool:
    """Whether a folder has the results of a run that was whole; those without a manifest count."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return (folder / SUMMARY).is_file()
    return isinstance(found, dict) and bool(found.get("complete", _was_whole(found)))


def _was_whole(manifest: Mapping[str, Any]) -> bool:
    """By the manifest of an earlier version, which didn't say so itself."""
    runs, scenario = manifest.get("replications", {}), manifest.get("scenario", {})
    wanted = scenario.get("replications", USUAL)
    return not runs.get("failed") and len(runs.get("finished", ())) >= wanted


def whole(comparison: Comparison) -> bool:
    """Whether a comparison has all replications that its scenario asks for, and none failed."""
    plan, study = comparison.plan, comparison.study
    if comparison.failures or comparison.replications < 2:
        return False
    if plan.precision is None:
        return not comparison.partial and not short(plan, study)
    known = costs_so_far(study, comparison.store, comparison.replications)
    return next_batch(known, plan.precision, comparison.asked) == 0


def short(plan: Plan, study: Study) -> bool:
    """Whether a plan asks for fewer replications than the scenario does."""
    return plan.precision is None and plan.asked(study) < study.scenario.replications


def aside(folder: Path, what: str) -> Path:
    """The folder for a run that is less than what is there: beside it, named after what it is.

    A run that was interrupted and can go on is something that is there, too.
    """
    begun = any(path.name.isdigit() for path in _inside(partial_folder(folder)))
    taken = begun or holds_finished(folder)
    return folder.with_name(f"{folder.name}-{what}") if taken else folder


def _inside(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.is_dir() else []
