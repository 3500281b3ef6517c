"""What a support model is, in a sentence: its own words, or what it changes in another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.documents.catalogue import ABOUT_OTHERS, dotted_paths
from sim.documents.load import Study
from sim.present.words import join, labels

NAMED = 3
SAYS_NOTHING = {*ABOUT_OTHERS, "title", "summary", "source"}


def about(study: Study) -> dict[str, str]:
    """A sentence for each compared model, by its name."""
    return {name: _about(study, name) for name in study.scenario.compare}


def _about(study: Study, name: str) -> str:
    """A variant that has no summary of its own isn't told by the one that it extends."""
    own = study.raw.get("models")
    lines = own.get(name, {}) if isinstance(own, dict) else {}
    if "summary" in lines or not isinstance(lines, dict) or not lines:
        return study.models[name].summary
    changes = _changes(lines)
    if "extends" in lines and changes:
        return f"{_title(study, str(lines['extends']))}, but for {changes}."
    summary = study.models[name].summary
    return f"{summary} (The scenario changes {changes}.)" if changes else summary


def _title(study: Study, name: str) -> str:
    return f"Like {labels(study).get(name, name)}"


def _changes(lines: Mapping[str, Any]) -> str:
    """The places of the lines that differ."""
    own = {key: part for key, part in lines.items() if key not in SAYS_NOTHING}
    every = dotted_paths(own)
    leaves = [path for path in every if not any(other.startswith(f"{path}.") for other in every)]
    gone = [f"no {path}" for path in lines.get("without", [])]
    named = [*gone, *leaves]
    more = [f"{len(named) - NAMED} more lines"] if len(named) > NAMED else []
    return join([*named[:NAMED], *more]) if named else ""
