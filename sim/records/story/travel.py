"""The way of what mends production: ready, approved, the window, a deployer, live."""

from __future__ import annotations

import math

from sim.engine.deployment import Deployment, DeploymentKind
from sim.engine.log import EventKind
from sim.records.story.parts import Line
from sim.records.story.scene import Scene
from sim.records.tables import Records

KIND_WORDS = {
    DeploymentKind.REPAIR: "the repair",
    DeploymentKind.IMPROVEMENT: "the improvement",
}
"""What of an incident can travel."""


def deployments_of(run: Records, incident: int) -> list[Deployment]:
    """What was to mend an incident or its fault."""
    mine = (made for made in run.log.deployments if made.incident == incident)
    return [made for made in mine if made.kind in KIND_WORDS]


def deployment(scene: Scene) -> Deployment:
    """The one that the fact is about: an incident has one on its way at a time."""
    fact = scene.fact
    mine = deployments_of(scene.run, fact.subject)
    return next(made for made in mine if made.ready_at <= fact.at and not made.live_at < fact.at)


def way(scene: Scene) -> list[Line]:
    """What came before the fact by which a deployment is told, if the fact is one."""
    if scene.fact.subject != scene.number:
        return []
    if scene.fact.what not in (EventKind.DEPLOYING_REPAIR, EventKind.REPAIR_LIVE):
        return []
    made = deployment(scene)
    return _travelled(scene.run, made) if scene.fact.at == _told_at(scene.run, made) else []


def on_the_way(run: Records, incident: int) -> list[Line]:
    """Where a repair stands that has not arrived when the run ends."""
    waiting = (made for made in deployments_of(run, incident) if math.isnan(_told_at(run, made)))
    return [line for made in waiting for line in _travelled(run, made)]


def _told_at(run: Records, made: Deployment) -> float:
    """When a person deploys it, or when a pipeline has; NaN: not yet."""
    by_hand = run.practice_at(made.service, made.ready_at).release.deployer is not None
    return made.started_at if by_hand else made.live_at


def _travelled(run: Records, made: Deployment) -> list[Line]:
    return [*_ready(run, made), *_allowed(run, made), *_started(run, made)]


def travels(made: Deployment) -> str:
    """In which class it goes."""
    return f"it travels to production ({made.change_class} change)"


def _ready(run: Records, made: Deployment) -> list[Line]:
    """What has no fact of its own: an improvement, and what was rolled back and is mended."""
    if made.kind == DeploymentKind.IMPROVEMENT:
        text = "the improvement is made"
    elif made.incident in run.select(EventKind.MENDING)["subject"]:
        text = f"change {run.log.incidents[made.incident - 1].fault} is mended"
    else:
        return []
    return [Line(made.ready_at, "", f"{text}; {travels(made)}")]


def _allowed(run: Records, made: Deployment) -> list[Line]:
    """Approval and window."""
    approval = run.practice_at(made.service, made.ready_at).release.approval
    lines = []
    if approval is not None and made.change_class != "standard" and known(made.approved_at):
        board = approval.board is not None and made.change_class == "normal"
        how = ", after the change advisory board" if board else ""
        at_once = " at once, as an emergency" if made.change_class == "emergency" else ""
        lines.append(Line(made.approved_at, "", f"approved{how}{at_once}"))
    if made.due_at > made.approved_at:
        lines.append(Line(made.due_at, "", "the deployment window opens"))
    return lines


def _started(run: Records, made: Deployment) -> list[Line]:
    """The pipeline, or a wait for a person; the person has facts of their own."""
    deployer, lines = run.practice_at(made.service, made.ready_at).release.deployer, []
    if deployer is None and made.started_at < made.live_at:
        lines.append(Line(made.started_at, "pipeline", f"deploying {KIND_WORDS[made.kind]}"))
    if deployer is not None and made.started_at > made.due_at:
        lines.append(Line(made.due_at, "", f"waits for somebody of {deployer} to deploy it"))
    return lines


def known(at: float) -> bool:
    """Whether something has happened."""
    return not math.isnan(at)
