"""A service week by week: what its error budget moves, in words and two pictures."""

from __future__ import annotations

from html import escape

from sim.explorer.memory import Memory
from sim.present.dynamics import over_weeks, phase, sentences
from sim.present.svg import as_svg, inline
from sim.present.words import labels
from sim.questions.dynamics import Dynamics, dynamics
from sim.study.comparison import Comparison
from sim.study.runner import Progress
from sim.study.study_key import study_key

MOST = 10
"""Replications that are lived through for it: a look, where the command can take more."""


def weeks_of(
    comparison: Comparison, service: str, memory: Memory, workers: int | None, progress: Progress
) -> Dynamics:
    """The first replications of a comparison once more, kept week by week."""
    study, count = comparison.study, min(MOST, comparison.replications)
    return memory.recall(
        ("weeks", study_key(study), service, count),
        lambda: dynamics(study, service, replications=count, workers=workers, progress=progress),
    )


def weeks_picture(found: Dynamics, name: str) -> str:
    """What is said, the phase of all models, then one above the other the weeks of each."""
    said, names = list(sentences(found)), labels(found.study)
    words = "".join(f'<p class="small">{escape(line)}</p>' for line in said)
    parts = [inline(as_svg(phase(found)), f"{name}-phase", "Budget left against releases.")]
    for number, model in enumerate(found.runs):
        told = f"{names[model]}: budget left, reliability time, operability, releases by week."
        parts.append(inline(as_svg(over_weeks(found, model)), f"{name}-weeks-{number}", told))
    return words + "".join(f'<div class="picture">{part}</div>' for part in parts)
