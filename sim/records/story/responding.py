"""How the facts of an incident are told, in the words of those who are on call."""

from __future__ import annotations

from sim.engine.log import NO_JOB, EventKind, Fact
from sim.records.story.mending import MENDING_WORDS
from sim.records.story.scene import NEEDS, Scene, Words, percent


def _begins(scene: Scene) -> str:
    if scene.fact.subject != scene.number:
        return f"the fault comes back: incident {scene.fact.subject}"
    return f"failure begins: {percent(scene.fact.amount)} of the requests to {scene.service} fail"


def _paged(scene: Scene) -> str:
    team = scene.team()
    return f"{_detected(scene)}; {team} paged" if team else f"{_detected(scene)}; nobody to page"


def _detected(scene: Scene) -> str:
    before = {fact.what for fact in scene.earlier}
    if EventKind.CUSTOMER_REPORT not in before:
        return "detected by telemetry"
    if EventKind.DESK not in before:
        return "detected by telemetry, while the report still waits for the desk"
    if scene.fact.amount:
        return "detected by a customer's report"
    return "detected by telemetry, while the desk still handles the report"


def _waiting(scene: Scene) -> str:
    if _pauses(scene.fact):
        return "work pauses: nobody is on call out of hours"
    if _can_wait(scene):
        return "it can wait, and wakes nobody: work begins later, in working hours"
    if scene.who():
        return "nobody is on duty: waiting for cover"
    if scene.earlier and scene.earlier[-1].what == EventKind.WAITING_FOR_COVER:
        return ""  # another morning brings nobody either
    if scene.run.working.is_open(scene.fact.at):
        return "nobody is left who could answer: waiting for cover"
    return "nobody is reached out of hours: waiting for cover until working hours begin"


def _can_wait(scene: Scene) -> bool:
    """Whether work on it need not begin at once."""
    identity, name = scene.run.log.incidents[scene.fact.subject - 1], scene.service
    target = scene.run.scenario.services[name].target
    return scene.practice.begins(identity.impact, target) != "at-once"


def _pauses(fact: Fact) -> bool:
    """Whether somebody goes home in the midst of the work, and it is no wait for a person."""
    return fact.what == EventKind.WAITING_FOR_COVER and fact.job != NO_JOB


def _goes_on(scene: Scene) -> bool:
    """Whether it is work that has paused, which is told."""
    return any(fact.job == scene.fact.job for fact in scene.now(EventKind.RESUMED))


def _diagnosing(scene: Scene) -> str:
    if _goes_on(scene):
        return ""
    return "acknowledged" if scene.next_is(EventKind.ROLLED_BACK) else "acknowledged; diagnosing"


def _fixing(scene: Scene) -> str:
    if _goes_on(scene):
        return ""
    if scene.now(EventKind.ROLLED_BACK):
        return "putting the release before it back"
    if not _can_fix(scene):
        return "cause known; nobody is left who could do better, so they fix it as they can"
    if scene.needs() == "code" and _ends_with(scene, EventKind.WORKED_AROUND):
        return f"cause known; it needs {NEEDS['code']}, but there is a way around it"
    return f"cause known; fixing it needs {NEEDS[scene.needs()]}"


def _ends_with(scene: Scene, what: EventKind) -> bool:
    """Whether the incident comes to this later."""
    return any(fact.what == what and fact.subject == scene.number for fact in scene.later)


def _can_fix(scene: Scene) -> bool:
    """Whether a line of this team makes the kind of fix that is needed, or may have learnt it.

    Who can't does it only where the owners are gone and nobody else can.
    """
    role, path = scene.run.teams[scene.fact.who].role, scene.practice.path
    mine, kind = [tier for _, tier in path if tier.team == role], scene.needs()
    learnt = kind == "code" and any(tier.code_in_time > 0 for tier in mine)
    return learnt or any(kind in tier.fixes for tier in mine)


def _left(scene: Scene) -> str:
    """Told where it is not plain from what follows."""
    if not any(fact.what == EventKind.PAGED for fact in scene.earlier):
        paged = (fact for fact in scene.later if fact.what == EventKind.PAGED)
        return "passes the report on" if any(fact.amount for fact in paged) else ""
    if scene.next_is(EventKind.RESTORED, EventKind.WORKED_AROUND, EventKind.SHIPPING) or _pauses(
        scene.later[0]
    ):
        return ""
    if scene.next_is(EventKind.BOUNCED):
        return "acknowledged; finds that it is not theirs"
    worked = [fact.what for fact in scene.earlier if fact.who == scene.fact.who]
    if worked[-1:] == [EventKind.ACKNOWLEDGING]:
        return "takes it up again and hands it over once more"
    return f"can't fix it here: it needs {NEEDS[scene.needs()]}"


def _misrouted(scene: Scene) -> str:
    before = {fact.what for fact in scene.earlier}
    if EventKind.PAGED not in before:
        return "misrouted: the report first reaches a wrong team, which doubles the time"
    return "misrouted: it first reaches a wrong team, which doubles the hand-over"


def _tired(scene: Scene) -> str:
    return f"tired by the calls of the night: works {scene.fact.amount:.3g} times as long"


def _swarming(scene: Scene) -> str:
    own = scene.run.teams[scene.fact.who].scope == "team"
    text = f"swarming: {scene.fact.amount:.2g} person-hours of help besides"
    return f"{text}; its releases wait meanwhile" if own else text


def _hit(scene: Scene) -> str:
    return f"{scene.service} needs it, so {percent(scene.fact.amount)} of its requests fail too"


INCIDENT_WORDS: dict[EventKind, Words] = MENDING_WORDS | {
    EventKind.UNDETECTED: _begins,
    EventKind.CUSTOMER_REPORT: lambda _: "a customer reports it to the service desk",
    EventKind.DESK: lambda _: "takes the customer's report",
    EventKind.PAGED: _paged,
    EventKind.WAITING_FOR_COVER: _waiting,
    EventKind.QUEUEING: lambda _: "everybody on duty is busy: queueing",
    EventKind.ACKNOWLEDGING: lambda _: "reached; acknowledging",
    EventKind.DIAGNOSING: _diagnosing,
    EventKind.HANDING_OVER: lambda scene: f"handed over to {scene.team()}",
    EventKind.FIXING: _fixing,
    EventKind.CALLED_AGAIN: lambda _: "doesn't answer in time, and is called again",
    EventKind.RESUMED: lambda _: "goes on in the morning",
    EventKind.MISROUTED: _misrouted,
    EventKind.BOUNCED: lambda scene: f"bounced back to {scene.team()}",
    EventKind.LEFT: _left,
    EventKind.MAJOR: lambda _: "major incident: everybody is called together",
    EventKind.TIRED: _tired,
    EventKind.SWARMING: _swarming,
    EventKind.ROLLED_BACK: lambda _: "the release is young: rolled back instead of searching",
    EventKind.HIT: _hit,
}
