"""The log as a table of error budgets, with launch blocks and the life cycle."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.documents.responding import Stage
from sim.engine.log import EventKind
from sim.records.answering import first_answer
from sim.records.run import Run, names_of

STAGE_AFTER: dict[EventKind, Stage] = {
    EventKind.REVIEW_STARTED: "review",
    EventKind.SHARED_ROTA: "shared",
    EventKind.SRE_ROTA: "sre",
    EventKind.HANDED_BACK: "handed-back",
    EventKind.MOVED: "team",
}
"""The stage that begins with each of these facts."""


def budget_table(run: Run) -> pd.DataFrame:
    """Error budgets: allowed and spent requests, hours of block, stage at the quarter's end.

    By quarter, and by service in the order of the scenario: a run takes services in an order of its
    own, and rows of several runs are put together by their place.
    """
    allowed, spent = (
        _in_order(run.select(kind)) for kind in (EventKind.QUARTER_ALLOWED, EventKind.QUARTER_SPENT)
    )
    services = list(run.scenario.services)
    targets = run.targets_in(spent["service"], spent["subject"])
    ends = np.array(run.quarters[1:])[spent["subject"]]
    stages = stages_of(run, spent["service"], ends)
    return pd.DataFrame(
        {
            "service": names_of(services, spent["service"]),
            "quarter": spent["subject"],
            "target": targets,
            "requests": allowed["amount"] / (1 - targets),
            "allowed": allowed["amount"],
            "spent": spent["amount"],
            "frozen_hours": _frozen(run)[spent["service"], spent["subject"]],
            "state": stages,
            "answered_by": _answers(run, spent["service"], ends, stages, targets),
        }
    )


def _in_order(facts: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    order = np.lexsort((facts["service"], facts["subject"]))
    return {name: column[order] for name, column in facts.items()}


def _answers(
    run: Run, service: np.ndarray, ends: np.ndarray, stages: list[Stage], targets: np.ndarray
) -> list[str]:
    """Who is called first for each service, at each stage and target; worked out once for each."""
    found: dict[tuple[int, Stage, float], str] = {}
    answers = []
    cases = zip(
        service.tolist(), np.nextafter(ends, 0.0).tolist(), stages, targets.tolist(), strict=True
    )
    for number, at, stage, target in cases:
        practice = run.practice_at(number, at)
        key = (id(practice), stage, target)
        if key not in found:
            found[key] = first_answer(practice.with_target(target), stage)
        answers.append(found[key])
    return answers


def blocks(run: Run) -> list[tuple[int, float, float]]:
    """Every launch block: (service, from, until); one that lasts ends at the horizon."""
    facts = run.select(EventKind.BLOCKED, EventKind.UNBLOCKED)
    begun: dict[int, float] = {}
    found = []
    for at, what, service in zip(facts["at"], facts["what"], facts["service"], strict=True):
        if what == EventKind.BLOCKED:
            begun[int(service)] = float(at)
        else:
            found.append((int(service), begun.pop(int(service)), float(at)))
    return found + [(service, at, run.scenario.horizon) for service, at in begun.items()]


def _frozen(run: Run) -> np.ndarray:
    """Hours of launch block; shape (services, quarters)."""
    edges = np.array(run.quarters)
    hours = np.zeros((len(run.scenario.services), len(edges) - 1))
    for service, start, end in blocks(run):
        hours[service] += np.clip(
            np.minimum(edges[1:], end) - np.maximum(edges[:-1], start), 0, None
        )
    return hours


def stages_of(run: Run, service: np.ndarray, at: np.ndarray) -> list[Stage]:
    """The stage of each service at an instant (just before it)."""
    facts = run.select(*STAGE_AFTER, EventKind.REVIEW_FAILED)
    history: dict[int, list[tuple[float, Stage]]] = {}
    for when, what, who in zip(facts["at"], facts["what"], facts["service"], strict=True):
        past = history.setdefault(int(who), [(-1.0, "team")])
        settled = [stage for _, stage in past if stage != "review"]
        past.append((float(when), STAGE_AFTER.get(EventKind(what), settled[-1])))
    return [
        [stage for since, stage in history.get(int(s), [(-1.0, "team")]) if since < t][-1]
        for s, t in zip(service, at, strict=True)
    ]
