"""How it is told what mends production and ends a fault: restored, resolved, reviewed, improved."""

from __future__ import annotations

from sim.engine.deployment import DeploymentKind
from sim.engine.log import EventKind
from sim.ground.units import show_duration
from sim.records.story.scene import Scene, Words
from sim.records.story.travel import KIND_WORDS, deployment, travels

ENDED = frozenset({EventKind.IMPROVED, EventKind.AUTOMATED})
"""What ends a fault for good, besides a repair."""
GONE = "the fault is gone for good"


def _is_now(scene: Scene, what: EventKind) -> bool:
    """Whether the incident of the story comes to this at the same instant."""
    return any(fact.subject == scene.number for fact in scene.now(what))


def _so(scene: Scene) -> str:
    """What the end of a fault means to the incident of the story."""
    reached = [
        word
        for what, word in ((EventKind.RESTORED, "restored"), (EventKind.RESOLVED, "resolved"))
        if _is_now(scene, what)
    ]
    return f"{' and '.join(reached)}, {GONE}" if reached else GONE


def _before(scene: Scene, *what: EventKind) -> bool:
    return any(fact.what in what for fact in scene.earlier)


def _restored(scene: Scene) -> str:
    if _before(scene, EventKind.ROLLED_BACK):
        left = (
            "" if scene.now(EventKind.MENDING) else "; nobody is left to mend what was rolled back"
        )
        return f"restored by the rollback{left}"
    if scene.now(EventKind.REPAIR_LIVE) and _before(scene, EventKind.SHIPPING):
        return ""  # the repair says so
    around = _is_now(scene, EventKind.WORKED_AROUND)
    how = "worked around = restored" if around else "fixed = restored"
    if _before(scene, *ENDED):
        return f"{how} and resolved; the fault was removed meanwhile"
    if around:
        return f"{how}: users are served, the fault stands"
    return f"{how}; the fault itself stays and may come back"


def _shipping(scene: Scene) -> str:
    return f"the change of code is ready; {travels(deployment(scene))}"


def _deploying(scene: Scene) -> str:
    return f"deploying {KIND_WORDS[deployment(scene).kind]}"


def _repair_live(scene: Scene) -> str:
    if deployment(scene).kind == DeploymentKind.REPAIR:
        return f"repair live: {_so(scene)}"
    return "" if any(map(scene.now, ENDED)) else "improvement live; the fault was gone already"


def _mending(scene: Scene) -> str:
    found = scene.run.log.incidents[scene.fact.subject - 1]
    work = f"its owners mend change {found.fault}: {show_duration(scene.fact.amount)} of work"
    others = "; the others of its release go out again without it"
    return f"{work}{others}" if found.batch > 1 else work


def _reviewed(scene: Scene) -> str:
    said = f"reviewed{of_another(scene)}"
    if _before(scene, EventKind.RESOLVED, *ENDED):
        return f"{said}; its fault is gone already"
    if _before(scene, EventKind.MENDING):
        return f"{said}; what was rolled back is being mended"
    if _before(scene, EventKind.ROLLED_BACK):
        return said
    return f"{said}; an improvement is asked for"


def _improved(scene: Scene) -> str:
    return f"improvement live{of_another(scene)}: {_so(scene)}"


def _automated(scene: Scene) -> str:
    return f"automated by the SREs{of_another(scene)}: {_so(scene)}"


def of_another(scene: Scene) -> str:
    """Which incident of the fault a fact is about, unless it is the story's own."""
    subject = scene.fact.subject
    return "" if subject == scene.number else f" (incident {subject}, the same fault)"


MENDING_WORDS: dict[EventKind, Words] = {
    EventKind.RESTORED: _restored,
    EventKind.WORKED_AROUND: lambda _: "",
    EventKind.SHIPPING: _shipping,
    EventKind.DEPLOYING_REPAIR: _deploying,
    EventKind.REPAIR_DEPLOYED: lambda _: "",
    EventKind.REPAIR_LIVE: _repair_live,
    EventKind.RESOLVED: lambda _: "",
    EventKind.MENDING: _mending,
    EventKind.REVIEWED: _reviewed,
    EventKind.IMPROVED: _improved,
    EventKind.AUTOMATED: _automated,
}
"""What has no words is told by what brings it about, at the same instant."""
