"""What came of a change once it was live: fine, or incidents, a rollback, another release."""

from __future__ import annotations

from collections.abc import Callable

from sim.engine.log import EventKind, Fact
from sim.ground.units import show_duration
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


def _out(journey: Journey, fact: Fact) -> set[int]:
    """The changes that were found to be culprits before, each of which is mended by itself."""
    before = (f for f in journey.facts if f.what == EventKind.ROLLED_BACK and f.at < fact.at)
    return {journey.incidents[f.subject] for f in before if f.subject in journey.incidents}


def _rolled_back(journey: Journey, fact: Fact) -> str:
    if fact.subject not in journey.incidents:
        return ""
    rest = journey.number in _out(journey, fact)
    what = "the others of its release" if rest else "the whole release"
    return f"rolling back {what}, because of incident {fact.subject}"


def _restored(journey: Journey, fact: Fact) -> str:
    if fact.subject not in journey.incidents:
        return ""
    now = {f.what for f in journey.facts if f.at == fact.at and f.subject == fact.subject}
    how = " by a workaround; its fault stands" if EventKind.WORKED_AROUND in now else ""
    if EventKind.REPAIR_LIVE in now:
        how = " by its repair: the fault is gone for good"
    return f"incident {fact.subject} restored{how}"


def _mending(journey: Journey, fact: Fact) -> str:
    change = journey.incidents.get(fact.subject)
    if change == journey.number:
        return f"its team mends it: {show_duration(fact.amount)} of work"
    if change is None or journey.number in _out(journey, fact):
        return ""
    return f"goes out again with the next release, without change {change}"


def _repair_live(journey: Journey, fact: Fact) -> str:
    """Of what was rolled back; other repairs are told by what they end."""
    mended = {f.subject for f in journey.facts if f.what == EventKind.MENDING and f.at < fact.at}
    change = journey.incidents.get(fact.subject)
    if change is None or fact.subject not in mended:
        return ""
    what = "live again" if change == journey.number else f"change {change} live again"
    return f"{what}, mended: the fault of incident {fact.subject} is gone for good"


def _again(journey: Journey, fact: Fact) -> str:
    if fact.subject not in journey.release:
        return ""
    culprit = journey.number in _out(journey, fact)
    return "the others of its release are live again" if culprit else "released again: live"


TOLD: dict[EventKind, Telling] = {
    EventKind.DEFECT_LIVE: _live_with_defect,
    EventKind.UNDETECTED: _fails,
    EventKind.ROLLED_BACK: _rolled_back,
    EventKind.RESTORED: _restored,
    EventKind.MENDING: _mending,
    EventKind.SHIPPING: _of_its_incident(
        "the repair of incident {} is ready; it travels to production"
    ),
    EventKind.REPAIR_LIVE: _repair_live,
    EventKind.RELEASED_AGAIN: _again,
    EventKind.IMPROVED: _of_its_incident(
        "improvement live: the fault of incident {} is gone for good"
    ),
    EventKind.AUTOMATED: _of_its_incident("automated: the fault of incident {} is gone for good"),
}
"""The facts of incidents and releases that matter to a change."""
