"""What a reader must be told so that a comparison isn't read as more than it is.

First what makes means misleading (queues that never empty), then how people are used, then what the
documents themselves say (``sim.documents.remarks``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from sim.documents.load import Study
from sim.documents.remarks import document_remarks
from sim.ground.units import show_number
from sim.records.arrivals import SRES
from sim.records.metrics import METRICS
from sim.records.politics import COST, COUNTED, POLITICS
from sim.records.queues import BUSY, LEAD_MEDIAN, NEVER_LIVE, RESTORE_MEDIAN, STILL_OPEN
from sim.study.charging import on_charging
from sim.study.replication import Outcome

STUCK = 0.05
"""Share of early changes or incidents that never end from which a queue doesn't empty."""
SATURATED, IDLE = 0.8, 0.01
"""Loads from which a queue grows fast, and below which a team of the model mostly waits."""
NAMED = 3


def alarms(study: Study, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Sentences about queues that never empty, which must be known before a number is read."""
    for name in study.scenario.compare:
        yield from _on_queues(study, name, _means(study, name, outcomes))


def remarks(study: Study, budgets: pd.DataFrame, outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Sentences; ``budgets`` has model, sre and shared: shares of runs, by service and quarter."""
    for name in study.scenario.compare:
        mean = _means(study, name, outcomes)
        yield from _on_loads(study, name, mean)
        yield from _on_the_engagement(study, name, budgets[budgets["model"] == name])
        yield from _on_the_way(study, name, mean)
        yield from _on_politics(study, name, mean)
    yield from on_charging(study, outcomes)
    count = len({outcome.replication for outcome in outcomes})
    yield from document_remarks(study.scenario, study.models, count)


def _means(study: Study, model: str, outcomes: Sequence[Outcome]) -> Mapping[str, float]:
    """The mean of each figure over the replications that have it."""
    found: dict[str, list[float]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.model == model and outcome.world == study.scenario.world:
            for figure, value in outcome.queues.items():
                found[figure].append(value)
    return {figure: sum(values) / len(values) for figure, values in found.items()}


def _on_queues(study: Study, name: str, mean: Mapping[str, float]) -> Iterator[str]:
    """Work that never ends, and the team that is busiest."""
    stuck = {
        "of the changes never went live": mean.get(NEVER_LIVE, 0.0),
        "of the incidents were never restored": mean.get(STILL_OPEN, 0.0),
    }
    said = [f"{100 * share:.0f} % {what}" for what, share in stuck.items() if share >= STUCK]
    if said:
        longer = _with_those_that_wait(mean)
        yield (
            f"A queue that never empties: under {study.models[name].title}, {' and '.join(said)}, "
            "of those that began in the first three quarters of the run"
            f"{_busiest(mean)}. Times marked ≥ are those of what did end: the truth is longer, and "
            f"what is waiting is not fully counted in costs.{longer}"
        )


def _with_those_that_wait(mean: Mapping[str, float]) -> str:
    """The medians that count what hadn't ended, where a queue is stuck."""
    said = []
    for share, figure, what in (
        (NEVER_LIVE, LEAD_MEDIAN, "half of the changes are live"),
        (STILL_OPEN, RESTORE_MEDIAN, "half of the incidents are restored"),
    ):
        if mean.get(share, 0.0) >= STUCK:
            days = mean.get(figure, float("nan")) / 24
            never = f"fewer than {what} at the end"
            said.append(never if days != days else f"{what} after {show_number(days)} days")
    return f" Counting what still waits (Kaplan and Meier), {' and '.join(said)}." if said else ""


def over_survivors(study: Study, outcomes: Sequence[Outcome]) -> frozenset[tuple[str, str]]:
    """Model and metric of each time that leaves out so much that never ended."""
    found = set()
    for model in study.scenario.compare:
        mean = _means(study, model, outcomes)
        for share, begins in ((NEVER_LIVE, "lead_time_"), (STILL_OPEN, "time_to_restore_")):
            if mean.get(share, 0.0) >= STUCK:
                found |= {(model, name) for name in METRICS if name.startswith(begins)}
    return frozenset(found)


def _busiest(mean: Mapping[str, float]) -> str:
    loads = {key.removeprefix(BUSY): load for key, load in mean.items() if key.startswith(BUSY)}
    team = max(loads, key=lambda name: loads[name], default="")
    return (
        f"; the busiest team, {team}, worked {100 * loads[team]:.0f} % of its hours" if team else ""
    )


def _on_loads(study: Study, name: str, mean: Mapping[str, float]) -> Iterator[str]:
    """Teams that are at work nearly all of their time, or that the model adds and hardly needs."""
    title = study.models[name].title
    loads = {key.removeprefix(BUSY): load for key, load in mean.items() if key.startswith(BUSY)}
    full = [f"{t} ({100 * load:.0f} %)" for t, load in loads.items() if load >= SATURATED]
    roles = [item for part in study.models[name].parts for item in part.teams.items()]
    added = {team for team, role in roles if role.people is not None and role.role != "desk"}
    idle = [
        f"{t} ({100 * load:.2g} %)"
        for t, load in loads.items()
        if load < IDLE and t.partition("/")[0].partition("@")[0] in added
    ]
    if full:
        yield f"Under {title}, work fills the hours on duty of {_listed(full)}: queues grow there."
    if idle:
        yield f"Under {title}, incidents and deployments take hardly any time of {_listed(idle)}."


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _on_the_engagement(study: Study, name: str, budgets: pd.DataFrame) -> Iterator[str]:
    """Whether SREs ran anything: if not, the model is its teams plus people who wait."""
    parts = study.models[name].parts
    engagement = next((part.engagement for part in parts if part.engagement is not None), None)
    if engagement is None:
        return
    title, sre, shared = study.models[name].title, budgets["sre"].mean(), budgets["shared"].mean()
    if sre == 0 and shared == 0:
        yield (
            f"Under {title}, SREs ran no service at the end of any quarter: a team asks for them "
            f"where traffic is {engagement.substantial:g} requests a second or more. What the "
            "model costs beyond its teams is SREs who wait."
        )
    else:
        count = len(study.scenario.services)
        of = f"of {count} services" if count > 1 else "of the one service"
        yield (
            f"Under {title}, SREs ran {count * sre:.2g} {of} on average, and shared the rota of "
            f"{count * shared:.2g}, counted at the ends of quarters."
        )


def _on_politics(study: Study, name: str, mean: Mapping[str, float]) -> Iterator[str]:
    """What was refused, disputed or ignored, how often in a year, and what it cost."""
    counts = {what: mean.get(f"{POLITICS}{key}", 0.0) for key, what in COUNTED.items()}
    said = [f"{what} {often:.2g} times a year" for what, often in counts.items() if often > 0]
    if said:
        cost, currency = mean[f"{POLITICS}{COST}"], study.scenario.currency
        yield (
            f"Politics under {study.models[name].title}: {', '.join(said)}. What went wrong or "
            f"waited because of it comes to {show_number(cost)} {currency} a year, part of the "
            "totals."
        )


def _on_the_way(study: Study, name: str, mean: Mapping[str, float]) -> Iterator[str]:
    """What is the way to SREs in the numbers of a model, and what is being there."""
    found = {key.removeprefix(SRES): v for key, v in mean.items() if key.startswith(SRES)}
    if not found.get("since"):
        return
    title, since = study.models[name].title, found["lost_since"] / found["since"]
    there = f"with SREs they lost {since:.2g} hours of full outage a year each"
    begun = [service for service, its in study.scenario.services.items() if its.stage != "team"]
    if not found["came"]:
        yield f"Under {title}, nothing is of the way to SREs, who were there at the start: {there}."
        return
    before, waited = found["lost_before"] / found["before"], found["waited"] / found["came"]
    apart = f" Beside them, {_listed(begun)} began with SREs." if begun else ""
    yield (
        f"Under {title}, the way to SREs is in the numbers: the services that got them had waited "
        f"{12 * waited:.2g} months since they asked. Until then they lost {before:.2g} hours of "
        f"full outage a year each; {there}. A scenario in which a service begins with "
        f'stage = "sre" shows the state once there.{apart}'
    )
