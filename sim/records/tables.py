"""The log as tidy tables: incidents, jobs, changes, releases, error budgets, life cycle.

Instants are hours since the start, durations hours. What had not happened by the horizon is NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.engine.log import PHASES, Did, Log
from sim.ground.working_time import Windows, quarter_edges
from sim.nature.tape import FIX_KINDS, Cause, Tape, working_windows

TAGS = tuple(f"{phase.name.lower()}_hours" for phase in PHASES)
"""The time tags of an incident; they add up to ``duration_hours`` exactly."""

WAITS = (
    "batching_hours",
    "approval_hours",
    "window_hours",
    "frozen_hours",
    "swarming_hours",
    "deployer_hours",
    "deploying_hours",
    "rolled_back_hours",
)
"""The time tags of a change; they add up to ``lead_time_hours`` exactly."""

STAGE_AFTER = {
    Did.REVIEW_STARTED: "review",
    Did.SHARED_ROTA: "shared",
    Did.SRE_ROTA: "sre",
    Did.HANDED_BACK: "handed-back",
}
"""The stage that begins with each of these facts."""


@dataclass(frozen=True)
class Records:
    """One run: its documents, its tape and its log, with the tables made when asked for."""

    scenario: Scenario
    model: SupportModel
    tape: Tape
    log: Log

    @cached_property
    def facts(self) -> Mapping[str, np.ndarray]:
        """The log's columns."""
        return self.log.columns()

    @cached_property
    def working(self) -> Windows:
        """Working hours."""
        return working_windows(self.scenario)

    @cached_property
    def quarters(self) -> list[float]:
        """The edges of the quarters, hours."""
        return quarter_edges(self.scenario.start, self.scenario.horizon)

    @cached_property
    def incidents(self) -> pd.DataFrame:
        """One row an incident, with its time tags."""
        return incident_table(self)

    @cached_property
    def jobs(self) -> pd.DataFrame:
        """One row each time that a person worked on an incident or a deployment."""
        return job_table(self)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """One row a change, with its time tags."""
        return change_table(self)

    @cached_property
    def releases(self) -> pd.DataFrame:
        """One row a release."""
        return release_table(self)

    @cached_property
    def budgets(self) -> pd.DataFrame:
        """One row a service and quarter."""
        return budget_table(self)

    def select(self, *what: Did) -> dict[str, np.ndarray]:
        """The facts of these kinds, in the order of writing."""
        chosen = np.isin(self.facts["what"], what)
        return {name: column[chosen] for name, column in self.facts.items()}

    def out_of_hours(self, at: np.ndarray) -> np.ndarray:
        """Whether each instant lies out of working hours."""
        return np.asarray(self.working.next_open_array(at) != at)


def _names(names: list[str], index: np.ndarray) -> pd.Categorical:
    return pd.Categorical.from_codes(index.astype(int), categories=names)


def incident_table(run: Records) -> pd.DataFrame:
    """Incidents in order of appearance; unfinished ones have ``restored_at`` NaN."""
    identity = np.array(run.log.incidents, dtype=float).reshape(-1, 8)
    service, cause, fault, occurrence, fix_kind, impact, batch, release_at = identity.T
    services = list(run.scenario.services)
    number = np.arange(1, len(identity) + 1)
    phases = _phase_hours(run, len(number))
    first = {
        what: _first(run, what, len(number)) for what in (Did.UNDETECTED, Did.PAGED, Did.DIAGNOSING)
    }
    restored = _first(run, Did.RESTORED, len(number))
    causes = [Cause(int(c)).name.lower() for c in cause]
    names = [
        f"{services[int(s)]}/{c}/{int(f)}" for s, c, f in zip(service, causes, fault, strict=True)
    ]
    table = pd.DataFrame(
        {
            "incident": number,
            "service": _names(services, service),
            "fault": names,
            "occurrence": occurrence.astype(int),
            "cause": causes,
            "fix": _names(list(FIX_KINDS), fix_kind),
            "impact": impact,
            "batch": batch.astype(int),
            "released_at": release_at,
            "appeared_at": first[Did.UNDETECTED],
            "paged_at": first[Did.PAGED],
            "acknowledged_at": first[Did.DIAGNOSING],
            "restored_at": restored,
            "duration_hours": np.fmin(restored, run.scenario.horizon) - first[Did.UNDETECTED],
        }
    )
    return table.assign(**{tag: phases[:, i] for i, tag in enumerate(TAGS)})


def _first(run: Records, what: Did, incidents: int) -> np.ndarray:
    """The first instant of a kind of fact for each incident, NaN if never; shape (incidents,)."""
    facts = run.select(what)
    found = np.full(incidents, np.inf)
    np.minimum.at(found, facts["subject"] - 1, facts["at"])
    return np.where(found < run.scenario.horizon, found, np.nan)


def _phase_hours(run: Records, incidents: int) -> np.ndarray:
    """Hours of each incident in each phase up to the horizon; shape (incidents, phases)."""
    facts = run.select(*PHASES, Did.RESTORED)
    order = np.lexsort((facts["at"], facts["subject"]))
    at = np.minimum(facts["at"][order], run.scenario.horizon)
    subject, what = facts["subject"][order], facts["what"][order]
    until = np.append(at[1:], run.scenario.horizon)
    last = np.append(subject[1:] != subject[:-1], True)
    until[last] = run.scenario.horizon
    hours = np.zeros((incidents, len(PHASES)))
    lasting = what < len(PHASES)
    np.add.at(hours, (subject[lasting] - 1, what[lasting]), (until - at)[lasting])
    return hours


def job_table(run: Records) -> pd.DataFrame:
    """Who worked when: team, seat, ``kind`` (incident or release), subject, from, until."""
    begin = run.select(Did.ACKNOWLEDGING, Did.DESK, Did.DEPLOYING)
    end = run.select(Did.LEFT, Did.DEPLOYED)
    order = np.lexsort((begin["at"], begin["amount"], begin["who"]))
    closes = np.lexsort((end["at"], end["amount"], end["who"]))
    begin = {name: column[order] for name, column in begin.items()}
    end = {name: column[closes] for name, column in end.items()}
    until = _matched(begin, end)
    release = begin["what"] == Did.DEPLOYING
    return pd.DataFrame(
        {
            "team": _names(run.log.team_names, begin["who"]),
            "seat": begin["amount"].astype(int),
            "kind": np.where(release, "release", "incident"),
            "service": _names(list(run.scenario.services), begin["service"]),
            "subject": begin["subject"],
            "started_at": begin["at"],
            "left_at": until,
            "hours": np.fmin(until, run.scenario.horizon) - begin["at"],
            "out_of_hours": run.out_of_hours(begin["at"]),
        }
    )


def _matched(begin: dict[str, np.ndarray], end: dict[str, np.ndarray]) -> np.ndarray:
    """The end of each begun job; a seat has one job at a time, so the n-th end closes the n-th."""

    def keys(facts: dict[str, np.ndarray]) -> np.ndarray:
        seat = facts["who"].astype(np.int64) * 4096 + facts["amount"].astype(np.int64)
        new = np.append(True, seat[1:] != seat[:-1])[: len(seat)]
        start = np.maximum.accumulate(np.where(new, np.arange(len(seat)), 0))
        return np.asarray(seat * 2**32 + (np.arange(len(seat)) - start))

    opened, closed = keys(begin), keys(end)
    place = np.searchsorted(closed, opened)
    found = place < len(closed)
    found[found] = closed[place[found]] == opened[found]
    until = np.full(len(opened), np.nan)
    until[found] = end["at"][place[found]]
    return until


INSTANTS = (
    "ready_at", "cut_at", "approved_at", "planned_at", "due_at", "started_at", "first_live_at", "live_at",
)  # fmt: skip


def change_table(run: Records) -> pd.DataFrame:
    """Changes by service and number; not live by the horizon: ``live_at`` and lead time NaN."""
    records, horizon = run.log.changes, run.scenario.horizon
    count = [len(record.ready_at) for record in records]

    def column(name: str) -> np.ndarray:
        return np.concatenate([getattr(record, name) for record in records])

    at = {name: np.where(column(name) < horizon, column(name), np.nan) for name in INSTANTS}
    held = {f"{name}_hours": column(name) for name in ("frozen", "swarming")}
    waits = {
        "batching_hours": at["cut_at"] - at["ready_at"],
        "approval_hours": at["approved_at"] - at["cut_at"],
        "window_hours": at["planned_at"] - at["approved_at"],
        **held,
        "deployer_hours": at["started_at"] - at["due_at"],
        "deploying_hours": at["first_live_at"] - at["started_at"],
        "rolled_back_hours": at["live_at"] - at["first_live_at"],
    }
    return pd.DataFrame(
        {
            "service": _names(list(run.scenario.services), np.repeat(np.arange(len(count)), count)),
            "change": np.concatenate([np.arange(n) for n in count]),
            **at,
            "lead_time_hours": at["live_at"] - at["ready_at"],
            **waits,
        }
    )


def release_table(run: Records) -> pd.DataFrame:
    """Batches of changes that first went live together; ``failed`` if one had a defect."""
    changes = run.changes[run.changes["first_live_at"].notna()]
    codes = changes["service"].cat.codes.to_numpy()
    key = np.stack([codes, changes["first_live_at"].to_numpy()])
    unique, first, group = np.unique(key, axis=1, return_index=True, return_inverse=True)
    facts = run.select(Did.DEFECT_LIVE)
    most = 1 + max((len(record.ready_at) for record in run.log.changes), default=0)
    bad = facts["service"].astype(np.int64) * most + facts["subject"]
    defective = np.isin(codes.astype(np.int64) * most + changes["change"].to_numpy(), bad)
    size, defects = np.zeros((2, unique.shape[1]), dtype=int)
    np.add.at(size, group.ravel(), 1)
    np.add.at(defects, group.ravel(), defective.astype(int))
    return pd.DataFrame(
        {
            "service": _names(list(run.scenario.services), unique[0]),
            "live_at": unique[1],
            "started_at": changes["started_at"].to_numpy()[first],
            "changes": size,
            "defects": defects,
            "failed": defects > 0,
        }
    )


def budget_table(run: Records) -> pd.DataFrame:
    """Error budgets: allowed and spent requests, hours of launch block, stage at the quarter's end."""
    allowed, spent = run.select(Did.QUARTER_ALLOWED), run.select(Did.QUARTER_SPENT)
    services = list(run.scenario.services)
    targets = np.array([service.target for service in run.scenario.services.values()])
    ends = np.array(run.quarters[1:])[spent["subject"]]
    return pd.DataFrame(
        {
            "service": _names(services, spent["service"]),
            "quarter": spent["subject"],
            "target": targets[spent["service"]],
            "requests": allowed["amount"] / (1 - targets[spent["service"]]),
            "allowed": allowed["amount"],
            "spent": spent["amount"],
            "frozen_hours": _frozen(run)[spent["service"], spent["subject"]],
            "state": _stages(run, spent["service"], ends),
        }
    )


def blocks(run: Records) -> list[tuple[int, float, float]]:
    """Every launch block: (service, from, until); one that lasts ends at the horizon."""
    facts = run.select(Did.BLOCKED, Did.UNBLOCKED)
    begun: dict[int, float] = {}
    found = []
    for at, what, service in zip(facts["at"], facts["what"], facts["service"], strict=True):
        if what == Did.BLOCKED:
            begun[int(service)] = float(at)
        else:
            found.append((int(service), begun.pop(int(service)), float(at)))
    return found + [(service, at, run.scenario.horizon) for service, at in begun.items()]


def _frozen(run: Records) -> np.ndarray:
    """Hours of launch block; shape (services, quarters)."""
    edges = np.array(run.quarters)
    hours = np.zeros((len(run.scenario.services), len(edges) - 1))
    for service, start, end in blocks(run):
        hours[service] += np.clip(
            np.minimum(edges[1:], end) - np.maximum(edges[:-1], start), 0, None
        )
    return hours


def _stages(run: Records, service: np.ndarray, at: np.ndarray) -> list[str]:
    """The stage of each service at an instant (just before it)."""
    facts = run.select(*STAGE_AFTER, Did.REVIEW_FAILED)
    history: dict[int, list[tuple[float, str]]] = {}
    for when, what, who in zip(facts["at"], facts["what"], facts["service"], strict=True):
        past = history.setdefault(int(who), [(-1.0, "team")])
        settled = [stage for _, stage in past if stage != "review"]
        past.append((float(when), STAGE_AFTER.get(Did(what), settled[-1])))
    return [
        [stage for since, stage in history.get(int(s), [(-1.0, "team")]) if since < t][-1]
        for s, t in zip(service, at, strict=True)
    ]
