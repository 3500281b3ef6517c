"""What an incident burns of a service's error budget, in each window that it lasts into."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sim.ground.units import show_duration
from sim.ground.working_time import month_edges, month_name, quarter_name
from sim.organisation.budget_window import by_month, trailing_hours
from sim.organisation.targets import target_at
from sim.records.story.scene import percent
from sim.records.tables import Records


def burned(
    run: Records, service: str, impact: float, start: float, end: float
) -> list[tuple[str, float]]:
    """(window, share of its budget) of each window that an incident by itself burns.

    By the policy of the service: a calendar quarter or month; or the stretch that ends with the
    incident, of which the whole of a longer incident is no part.
    """
    traffic = run.tape.services[service].traffic
    targets = run.organisation.practices[service].targets
    found = []
    for name, begins, ends in _windows(run, service, end):
        first, last = max(start, begins), min(end, ends)
        allowed = (1 - target_at(targets, begins)) * traffic.requests(begins, ends)
        if last > first and allowed > 0:
            share = min(1.0, impact) * traffic.requests(first, last) / allowed
            found.append((name, share))
    return found


def _windows(run: Records, service: str, end: float) -> Iterator[tuple[str, float, float]]:
    """(name, from, until) of each window that an incident with this end may burn."""
    policy, start = run.organisation.practices[service].error_budget, run.scenario.start
    trailing = trailing_hours(policy)
    if trailing is not None:
        begins = max(0.0, end - trailing)
        yield f"the {show_duration(end - begins)} until its end", begins, end
    elif by_month(policy):
        for begins, ends in pairwise(month_edges(start, run.scenario.horizon)):
            yield month_name(start, begins), begins, ends
    else:
        for begins, ends in pairwise(run.quarters):
            yield quarter_name(start, begins), begins, ends


def burned_words(parts: list[tuple[str, float]]) -> str:
    """Such as "43 % of 2026-Q1's error budget"."""
    if not parts:
        return "nothing of an error budget"
    if parts[0][0].startswith("the "):
        return f"{percent(parts[0][1])} of the error budget of {parts[0][0]}"
    said = [f"{percent(share)} of {window}'s" for window, share in parts]
    return f"{' and '.join(said)} error budget"
