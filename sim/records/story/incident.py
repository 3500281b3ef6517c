"""The story of one incident: from the failure to the end of its fault."""

from __future__ import annotations

import math

from sim.engine.log import PHASES, EventKind, Fact, IncidentId
from sim.ground.units import show_duration
from sim.nature.tape import FIX_KINDS, Cause
from sim.records.incidents import TAGS
from sim.records.story.budgeting import BLOCK_WORDS
from sim.records.story.burning import burned, burned_words
from sim.records.story.causes import ENDS_WITH, cause_words
from sim.records.story.knowledge import same_fault
from sim.records.story.parts import Line, Part, Story
from sim.records.story.responding import INCIDENT_WORDS
from sim.records.story.scene import Words, percent, tell
from sim.records.story.travel import on_the_way, way
from sim.records.tables import Records

AFTERWARDS = frozenset(
    {EventKind.REVIEWED, EventKind.IMPROVED, EventKind.AUTOMATED, EventKind.UNDETECTED}
)
"""What is told of other incidents of the same fault."""

ALSO_TOLD: dict[EventKind, Words] = {
    **BLOCK_WORDS,
    EventKind.RELEASED_AGAIN: lambda _: "the others of the release are live again",
}
"""Facts of the service and its release that belong to the story."""
TAG_WORDS = {
    EventKind.UNDETECTED: "undetected",
    EventKind.WAITING_FOR_COVER: "waiting for cover",
    EventKind.QUEUEING: "queueing for a busy team",
    EventKind.ACKNOWLEDGING: "acknowledging",
    EventKind.DIAGNOSING: "diagnosing",
    EventKind.HANDING_OVER: "handing over",
    EventKind.FIXING: "fixing",
    EventKind.SHIPPING: "on its way to production",
}


def incident_story(run: Records, number: int) -> Story:
    """The incident with this number, which counts from 1."""
    found = run.log.incidents[number - 1]
    row = run.incidents.iloc[number - 1]
    begins, hours = float(row["appeared_at"]), float(row["duration_hours"])
    facts = _facts(run, number, found, begins)
    lines = tell(run, facts, INCIDENT_WORDS | ALSO_TOLD, number, way)
    lines = sorted([*lines, *on_the_way(run, number)], key=lambda line: line.at)
    if math.isnan(row["restored_at"]):
        lines.append(Line(run.scenario.horizon, "", "the run ends; not restored yet"))
    tags = [float(row[tag]) for tag in TAGS]
    return Story(
        title=f"Incident {number} of {len(run.log.incidents)}: {row['service']}",
        about=_about(run, number, found, begins, hours),
        begins_at=begins,
        lines=lines,
        parts_title="Where the time went",
        parts=[Part(TAG_WORDS[phase], tag) for phase, tag in zip(PHASES, tags, strict=True)],
        hours=hours,
    )


def _facts(run: Records, number: int, found: IncidentId, begins: float) -> list[Fact]:
    facts = [fact for fact in run.log.facts() if begins <= fact.at < run.scenario.horizon]
    family, batch = set(same_fault(run, found)), batch_of(run, found)
    mine = {fact for fact in facts if fact.what in INCIDENT_WORDS and fact.subject == number}
    ends = begins + float(run.incidents["duration_hours"].iloc[number - 1])
    turns = {fact.at for fact in mine if fact.what == EventKind.RESOLVED}
    turns |= {
        fact.at for fact in facts if fact.what == EventKind.IMPROVED and fact.subject in family
    }

    def belongs(fact: Fact) -> bool:
        if fact.what in INCIDENT_WORDS:
            return fact in mine or (fact.what in AFTERWARDS and fact.subject in family)
        if fact.service != found.service:
            return False
        if fact.what == EventKind.RELEASED_AGAIN:
            return fact.subject in batch
        return fact.what in BLOCK_WORDS and (fact.at <= ends or fact.at in turns)

    # Those who suffer with it are noted first, at the same instant.
    return sorted(filter(belongs, facts), key=lambda fact: (fact.at, fact.what == EventKind.HIT))


def batch_of(run: Records, found: IncidentId) -> set[int]:
    """The changes that went live together with the one that carries the defect, if one does."""
    if found.cause != Cause.CHANGE:
        return set()
    live = run.log.changes[found.service].first_live_at
    return {n for n, at in enumerate(live.tolist()) if at == live[found.fault]}


def _about(
    run: Records, number: int, found: IncidentId, begins: float, hours: float
) -> list[tuple[str, str]]:
    name = run.log.service_names[found.service]
    document = run.scenario.services[name]
    return [
        ("model", run.model.title),
        ("service", f"{name} of team {document.team}, target {100 * document.target:.6g} %"),
        (
            "impact",
            f"{percent(found.impact)} of requests, {_burned(run, name, found, begins, hours)}",
        ),
        ("cause", cause_words(run, found)),
        ("needs", ENDS_WITH[FIX_KINDS[found.fix_kind]]),
        ("ended", _ended(run, number, begins)),
        ("before", _before(run, number, found)),
    ]


def _ended(run: Records, number: int, begins: float) -> str:
    """When users were served again, and when the fault was gone: these are two things."""
    row = run.incidents.iloc[number - 1]
    restored, resolved = float(row["restored_at"]), float(row["resolved_at"])
    if math.isnan(restored):
        return "neither restored nor resolved when the run ends"
    if restored == resolved:
        return f"restored and resolved after {show_duration(restored - begins)}"
    how = " by a workaround" if row["worked_around"] else ""
    later = "not resolved when the run ends"
    if not math.isnan(resolved):
        later = f"resolved after {show_duration(resolved - begins)}"
    return f"restored after {show_duration(restored - begins)}{how}, {later}"


def _burned(run: Records, name: str, found: IncidentId, begins: float, hours: float) -> str:
    return burned_words(burned(run, name, found.impact, begins, begins + hours))


def _before(run: Records, number: int, found: IncidentId) -> str:
    earlier = [other for other in same_fault(run, found) if other < number]
    if not earlier:
        return "this fault has not shown before"
    said = ", ".join(map(str, earlier))
    return f"the same fault was incident{'s' if len(earlier) > 1 else ''} {said}"
