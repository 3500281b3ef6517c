"""The log as tables of incidents, of whom they hit, and of who worked when."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.engine.log import PHASES, EventKind
from sim.nature.tape import FIX_KINDS, Cause
from sim.records.run import Run, names_of

TAGS = tuple(f"{phase.name.lower()}_hours" for phase in PHASES)
"""The time tags of an incident; they add up to ``duration_hours`` exactly."""


DEPLOYS = (EventKind.DEPLOYING, EventKind.DEPLOYING_REPAIR)
"""What a person does who deploys."""


def incident_table(run: Run) -> pd.DataFrame:
    """Incidents in order of appearance; unfinished ones have ``restored_at`` NaN."""
    identity = np.array(run.log.incidents, dtype=float).reshape(-1, 8)
    service, cause, fault, occurrence, fix_kind, impact, batch, release_at = identity.T
    services = list(run.scenario.services)
    number = np.arange(1, len(identity) + 1)
    phases = _phase_hours(run, len(number))
    first = {
        what: _first(run, what, len(number))
        for what in (EventKind.UNDETECTED, EventKind.PAGED, EventKind.DIAGNOSING)
    }
    restored = _first(run, EventKind.RESTORED, len(number))
    said = {kind.value: kind.name.lower() for kind in Cause}
    causes = [said[code] for code in cause.tolist()]
    faults = zip(service.astype(int).tolist(), causes, fault.astype(int).tolist(), strict=True)
    return pd.DataFrame(
        {
            "incident": number,
            "service": names_of(services, service),
            "fault": [f"{services[s]}/{c}/{f}" for s, c, f in faults],
            "occurrence": occurrence.astype(int),
            "cause": causes,
            "fix": names_of(list(FIX_KINDS), fix_kind),
            "impact": impact,
            "batch": batch.astype(int),
            "released_at": release_at,
            "appeared_at": first[EventKind.UNDETECTED],
            "paged_at": first[EventKind.PAGED],
            "acknowledged_at": first[EventKind.DIAGNOSING],
            "restored_at": restored,
            "resolved_at": _first(run, EventKind.RESOLVED, len(number)),
            "worked_around": np.isfinite(_first(run, EventKind.WORKED_AROUND, len(number))),
            "duration_hours": np.fmin(restored, run.scenario.horizon) - first[EventKind.UNDETECTED],
            **{tag: phases[:, i] for i, tag in enumerate(TAGS)},
        }
    )


def impact_table(run: Run, incidents: pd.DataFrame) -> pd.DataFrame:
    """Who fails how much and how long: ``impact`` is the share of that service's requests."""
    columns = ["service", "incident", "impact", "appeared_at", "duration_hours"]
    own = incidents[columns]
    hits = run.select(EventKind.HIT)
    if not len(hits["at"]):
        return own
    struck = own.iloc[hits["subject"] - 1].reset_index(drop=True)
    names = names_of(list(run.scenario.services), hits["service"])
    felt = struck.assign(service=names, impact=hits["amount"])
    return pd.concat([own, felt], ignore_index=True)


def _first(run: Run, what: EventKind, incidents: int) -> np.ndarray:
    """The first instant of a kind of fact for each incident, NaN if never; shape (incidents,)."""
    facts = run.select(what)
    found = np.full(incidents, np.inf)
    np.minimum.at(found, facts["subject"] - 1, facts["at"])
    return np.where(found < run.scenario.horizon, found, np.nan)


def phase_table(run: Run) -> pd.DataFrame:
    """One row each stretch of an incident in a phase: subject, what, team, hours to the horizon."""
    subject, what, who, hours = _phases(run)
    team = names_of(run.log.team_names, who)
    return pd.DataFrame({"subject": subject, "what": what, "team": team, "hours": hours})


def _phases(run: Run) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Subject, what, number of the team and hours of each stretch of an incident in a phase."""
    facts = run.select(*PHASES, EventKind.RESTORED)
    order = np.lexsort((facts["at"], facts["subject"]))
    at = np.minimum(facts["at"][order], run.scenario.horizon)
    subject, what = facts["subject"][order], facts["what"][order]
    until = np.append(at[1:], run.scenario.horizon)
    last = np.append(subject[1:] != subject[:-1], True)
    until[last] = run.scenario.horizon
    mine = what < len(PHASES)
    return subject[mine], what[mine], facts["who"][order][mine], (until - at)[mine]


def _phase_hours(run: Run, incidents: int) -> np.ndarray:
    """Hours of each incident in each phase up to the horizon; shape (incidents, phases)."""
    subject, what, _, found = _phases(run)
    hours = np.zeros((incidents, len(PHASES)))
    np.add.at(hours, (subject - 1, what), found)
    return hours


def job_table(run: Run) -> pd.DataFrame:
    """Who worked when: team, seat, ``kind`` (incident or release), subject, from, until.

    The subject is an incident, also of a repair, or the first change of a release.
    """
    begin = run.select(EventKind.ACKNOWLEDGING, EventKind.DESK, EventKind.RESUMED, *DEPLOYS)
    end = run.select(EventKind.LEFT, EventKind.DEPLOYED, EventKind.REPAIR_DEPLOYED)
    left = np.full(run.log.jobs, np.nan)
    left[end["job"]] = end["at"]
    begin = {name: column[begin["at"] < run.scenario.horizon] for name, column in begin.items()}
    order = np.lexsort((begin["at"], begin["amount"], begin["who"]))
    begin = {name: column[order] for name, column in begin.items()}
    until = left[begin["job"]]
    release = np.isin(begin["what"], DEPLOYS)
    return pd.DataFrame(
        {
            "team": names_of(run.log.team_names, begin["who"]),
            "seat": begin["amount"].astype(int),
            "kind": np.where(release, "release", "incident"),
            "service": names_of(list(run.scenario.services), begin["service"]),
            "subject": begin["subject"],
            "started_at": begin["at"],
            "left_at": until,
            "hours": np.fmin(until, run.scenario.horizon) - begin["at"],
            "out_of_hours": run.out_of_hours(begin["at"], begin["who"]),
        }
    )
