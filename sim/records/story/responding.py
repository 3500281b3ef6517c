"""How the facts of an incident are told, in the words of those who are on call."""

from __future__ import annotations

from sim.engine.log import Did
from sim.nature.tape import Cause
from sim.records.story.scene import NEEDS, Scene, Words, percent

ENDED = (Did.IMPROVED, Did.AUTOMATED)
"""What ends a fault for good, besides a fix in code."""


def _begins(scene: Scene) -> str:
    if scene.fact.subject != scene.number:
        return f"the fault comes back: incident {scene.fact.subject}"
    return f"failure begins: {percent(scene.fact.amount)} of the requests to {scene.service} fail"


def _paged(scene: Scene) -> str:
    team = scene.team()
    return f"{_detected(scene)}; {team} paged" if team else f"{_detected(scene)}; nobody to page"


def _detected(scene: Scene) -> str:
    before = {fact.what for fact in scene.earlier}
    if Did.CUSTOMER_REPORT not in before:
        return "detected by telemetry"
    if Did.DESK not in before:
        return "detected by telemetry, while the report still waits for the desk"
    if scene.fact.amount:
        return "detected by a customer's report"
    return "detected by telemetry, while the desk still handles the report"


def _waiting(scene: Scene) -> str:
    if scene.who():
        return "nobody is on duty: waiting for cover"
    if scene.earlier and scene.earlier[-1].what == Did.WAITING_FOR_COVER:
        return ""  # another morning brings nobody either
    if scene.run.working.is_open(scene.fact.at):
        return "nobody is left who could answer: waiting for cover"
    return "nobody is reached out of hours: waiting for cover until working hours begin"


def _diagnosing(scene: Scene) -> str:
    return "acknowledged" if scene.next_is(Did.ROLLED_BACK) else "acknowledged; diagnosing"


def _fixing(scene: Scene) -> str:
    if scene.now(Did.ROLLED_BACK):
        return "putting the release before it back"
    if not _can_fix(scene):
        return "cause known; nobody is left who could do better, so they fix it as they can"
    return f"cause known; fixing it needs {NEEDS[scene.needs()]}"


def _can_fix(scene: Scene) -> bool:
    """Whether a line of this team makes the kind of fix that is needed."""
    role, path = scene.run.teams[scene.fact.who].role, scene.run.practices[scene.fact.service].path
    return any(tier.team == role and scene.needs() in tier.fixes for _, tier in path)


def _restored(scene: Scene) -> str:
    if any(fact.what == Did.ROLLED_BACK for fact in scene.earlier):
        return "restored by the rollback; the changes wait for another release"
    if scene.needs() == "code":
        return "fixed = restored; the fault is gone for good"
    if any(fact.what in ENDED for fact in scene.earlier):
        return "fixed = restored; the fault was removed meanwhile"
    return "fixed = restored; the fault itself stays and may come back"


def _left(scene: Scene) -> str:
    """Told where it is not plain from what follows."""
    if not any(fact.what == Did.PAGED for fact in scene.earlier):
        paged = (fact for fact in scene.later if fact.what == Did.PAGED)
        return "passes the report on" if any(fact.amount for fact in paged) else ""
    if scene.next_is(Did.RESTORED):
        return ""
    if scene.next_is(Did.BOUNCED):
        return "acknowledged; finds that it is not theirs"
    worked = [fact.what for fact in scene.earlier if fact.who == scene.fact.who]
    if worked[-1:] == [Did.ACKNOWLEDGING]:
        return "takes it up again and hands it over once more"
    return f"can't fix it here: it needs {NEEDS[scene.needs()]}"


def _misrouted(scene: Scene) -> str:
    before = {fact.what for fact in scene.earlier}
    if Did.PAGED not in before:
        return "misrouted: the report first reaches a wrong team, which doubles the time"
    return "misrouted: it first reaches a wrong team, which doubles the hand-over"


def _tired(scene: Scene) -> str:
    return f"tired by the calls of the night: works {scene.fact.amount:.3g} times as long"


def _swarming(scene: Scene) -> str:
    own = scene.run.teams[scene.fact.who].scope == "team"
    text = f"swarming: {scene.fact.amount:.2g} person-hours of help besides"
    return f"{text}; its releases wait meanwhile" if own else text


def _reviewed(scene: Scene) -> str:
    return f"reviewed{_of_another(scene)}; an improvement is asked for"


def _improved(scene: Scene) -> str:
    return f"improvement live{_of_another(scene)}: the fault is gone for good"


def _automated(scene: Scene) -> str:
    return f"automated by the SREs{_of_another(scene)}: the fault is gone for good"


def _of_another(scene: Scene) -> str:
    subject = scene.fact.subject
    return "" if subject == scene.number else f" (incident {subject}, the same fault)"


def _hit(scene: Scene) -> str:
    return f"{scene.service} needs it, so {percent(scene.fact.amount)} of its requests fail too"


INCIDENT_WORDS: dict[Did, Words] = {
    Did.UNDETECTED: _begins,
    Did.CUSTOMER_REPORT: lambda _: "a customer reports it to the service desk",
    Did.DESK: lambda _: "takes the customer's report",
    Did.PAGED: _paged,
    Did.WAITING_FOR_COVER: _waiting,
    Did.QUEUEING: lambda _: "everybody on duty is busy: queueing",
    Did.ACKNOWLEDGING: lambda _: "reached; acknowledging",
    Did.DIAGNOSING: _diagnosing,
    Did.HANDING_OVER: lambda scene: f"handed over to {scene.team()}",
    Did.FIXING: _fixing,
    Did.RESTORED: _restored,
    Did.MISROUTED: _misrouted,
    Did.BOUNCED: lambda scene: f"bounced back to {scene.team()}",
    Did.LEFT: _left,
    Did.MAJOR: lambda _: "major incident: everybody is called together",
    Did.TIRED: _tired,
    Did.SWARMING: _swarming,
    Did.ROLLED_BACK: lambda _: "the release is young: rolled back instead of searching",
    Did.HIT: _hit,
    Did.REVIEWED: _reviewed,
    Did.IMPROVED: _improved,
    Did.AUTOMATED: _automated,
}

CAUSES = {
    Cause.CHANGE: "a defect in change {fault}",
    Cause.CAPACITY: "traffic has outgrown the capacity",
    Cause.BACKGROUND: "background wear (no change, no growth)",
    Cause.COMMON: "something that several services stand on failed",
}
