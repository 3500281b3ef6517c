"""Documents with one mechanism on and everything else off, written as a user would write them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sim.documents.load import Raw, Study, build_study, merge

HERE = Path(__file__).parent
MONDAY = date(2029, 1, 1)
"""A Monday, the first of a quarter of 90 days."""

SEED = 1

EVERY_DAY = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

ALWAYS: Raw = {"weekdays": EVERY_DAY, "opens": 0, "closes": 24}
"""Working hours around the clock."""

OFFICE: Raw = {"weekdays": EVERY_DAY[:5], "opens": 9, "closes": 17}

NEUTRAL: Raw = {
    "gain": 0, "decay": 0, "faults": 1, "blast_radius": 1, "detection": 1, "diagnosis": 1,
}  # fmt: skip
"""Operability that stays where it is, without an effect."""

QUIET: Raw = {
    "background": "0/y",
    "defect_chance": "0%",
    "capacity_per_doubling": 0,
    "clumping": 0,
    "clumping_shared": 0,
    "recurs": "0 s",
    "fixes": {"restart": 0, "operate": 0, "code": 1},
    "impacts": [{"share": "1%", "weight": 1}],
    "detect": "0 s",
    "diagnose": "0 s",
    "fix": "0 s",
    "defect_shows": "0 s",
    "batch_diagnosis": 0,
    "known": 1,
    "fatigue": {"slows": 1, "tires": 1},
    "swarm_speed": 0,
    "alerts": {"rate": "0/y"},
    "requests": {"rate": "0/y"},
    "operability": NEUTRAL,
}
"""Nature in which nothing happens; a case switches on what it needs. A code fix ends a fault."""

ETERNAL: Raw = {"fixes": {"restart": 1, "operate": 0, "code": 0}}
"""Faults that come back for ever, together with ``NEVER_LEARNS``."""
NEVER_LEARNS: Raw = {"learn": {"review": "10_000 y"}}


def hours(value: float) -> str:
    """A duration as a document has it."""
    return f"{value:.15f} h"


def per_hour(value: float) -> str:
    """A rate as a document has it."""
    return f"{value:.15f}/h"


def exponential(mean_hours: float) -> Raw:
    """The law of a memoryless duration."""
    return {"mean": hours(mean_hours)}


def service(**lines: Any) -> Raw:
    """A service whose requests are steady and of which nothing is wanted."""
    steady = {
        "team": "owners",
        "target": "99%",
        "exposure": "0 USD/h",
        "changes": "0/y",
        "traffic": {"start": "1/s"},
    }
    return merge(steady, lines)


def alike(count: int, **lines: Any) -> Raw:
    """Many services of one kind."""
    return {f"service-{n:03}": service(**lines) for n in range(count)}


def on_duty(people: int, out_of_hours: int | None = None) -> Raw:
    """The lines of a team with so many people on duty, by default around the clock."""
    others = people if out_of_hours is None else out_of_hours
    duty = {"working_hours": people, "out_of_hours": others}
    return {"on_duty": duty, "people": max(people, others)}


def _without_workarounds(nature: Raw) -> Raw:
    """What needs a change of code waits for it, as every customer of the textbook does."""
    impacts = [{"workaround": "0%", **impact} for impact in nature["impacts"]]
    return {**nature, "impacts": impacts}


def world(
    title: str,
    horizon: str,
    services: Raw | None = None,
    nature: Raw | None = None,
    models: Raw | None = None,
    compare: Sequence[str] = ("textbook",),
    teams: Raw | None = None,
    **lines: Any,
) -> Study:
    """A study of these documents; ``models`` has the lines that differ from the textbook's."""
    raw: Raw = {
        "title": title,
        "question": "Does the simulator know the answer that theory gives?",
        "start": MONDAY,
        "horizon": horizon,
        "seed": SEED,
        "replications": 2,
        "compare": list(compare),
        "worlds": ["as-stated"],
        "calendar": ALWAYS,
        "teams": teams or {"owners": {"domain": "everything"}},
        "services": services or {"service": service()},
        "nature": _without_workarounds(merge(QUIET, nature or {})),
        "models": models or {},
    }
    return build_study(merge(raw, lines), title, HERE / "worlds.py", HERE)
