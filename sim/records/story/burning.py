"""What an incident burns of a service's error budget, quarter by quarter."""

from __future__ import annotations

from itertools import pairwise

from sim.ground.working_time import quarter_name
from sim.organisation.targets import target_at
from sim.records.story.scene import percent
from sim.records.tables import Records


def burned(
    run: Records, service: str, impact: float, start: float, end: float
) -> list[tuple[str, float]]:
    """(quarter, share of its budget) of each quarter that an incident by itself burns."""
    traffic, targets = (
        run.tape.services[service].traffic,
        run.organisation.practices[service].targets,
    )
    found = []
    for begins, ends in pairwise(run.quarters):
        first, last = max(start, begins), min(end, ends)
        allowed = (1 - target_at(targets, begins)) * traffic.requests(begins, ends)
        if last > first and allowed > 0:
            share = min(1.0, impact) * traffic.requests(first, last) / allowed
            found.append((quarter_name(run.scenario.start, begins), share))
    return found


def burned_words(parts: list[tuple[str, float]]) -> str:
    """Such as "43 % of the error budget of 2026-Q1"."""
    said = [f"{percent(share)} of {quarter}'s" for quarter, share in parts]
    return f"{' and '.join(said)} error budget" if said else "nothing of an error budget"
