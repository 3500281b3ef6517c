"""What came of a change once it was live: fine, or incidents, a rollback, another release."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.log import Did, Fact
from sim.records.story.journey import Journey, known
from sim.records.story.parts import Line
from sim.records.story.scene import percent

Telling = Callable[[Journey, Fact], str]


def aftermath(journey: Journey) -> list[Line]:
    """The incidents that its release brought, and the ends of them; or that all is well."""
    lines = [
        Line(fact.at, "", text)
        for fact in journey.facts
        if (text := TOLD[fact.what](journey, fact) if fact.what in TOLD else "")
    ]
    live, horizon = journey.row["live_at"], journey.run.scenario.horizon
    if not known(live):
        return [*lines, Line(horizon, "", "the run ends; it is not live")]
    return lines or [Line(live, "", "fine: nothing fails because of this release")]


def _live_with_defect(journey: Journey, fact: Fact) -> str:
    if fact.subject == journey.number:
        return "it carries a defect, now live"
    if fact.subject in journey.release:
        return f"change {fact.subject} of the same release carries a defect"
    return ""


def _fails(journey: Journey, fact: Fact) -> str:
    change = journey.incidents.get(fact.subject)
    if change is None:
        return ""
    what = "failed" if change == journey.number else f"change {change} of the same release failed"
    return f"{what}: incident {fact.subject}, {percent(fact.amount)} of requests fail"


def _of_its_incident(text: str) -> Telling:
    return lambda journey, fact: (
        text.format(fact.subject) if fact.subject in journey.incidents else ""
    )


def _again(journey: Journey, fact: Fact) -> str:
    return "released again: live" if fact.subject in journey.release else ""


TOLD: dict[Did, Telling] = {
    Did.DEFECT_LIVE: _live_with_defect,
    Did.UNDETECTED: _fails,
    Did.ROLLED_BACK: _of_its_incident("rolling back the whole release, because of incident {}"),
    Did.RESTORED: _of_its_incident("incident {} restored"),
    Did.RELEASED_AGAIN: _again,
    Did.IMPROVED: _of_its_incident("improvement live: the fault of incident {} is gone for good"),
    Did.AUTOMATED: _of_its_incident("automated: the fault of incident {} is gone for good"),
}
"""The facts of incidents and releases that matter to a change."""
