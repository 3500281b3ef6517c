"""Why an incident came to be, and what ends it, in words."""

from __future__ import annotations

from sim.engine.deployment import Deployment, DeploymentKind
from sim.engine.log import IncidentId
from sim.nature.candidates import Cause, repair_number
from sim.records.story.calendar import clock
from sim.records.story.scene import NEEDS
from sim.records.tables import Records

CAUSES = {
    Cause.CHANGE: "a defect in change {fault}",
    Cause.CAPACITY: "traffic has outgrown the capacity",
    Cause.BACKGROUND: "background wear (no change, no growth)",
    Cause.COMMON: "something that several services stand on failed",
    Cause.REPAIR: "a defect in {repair}",
}

ENDS_WITH = {
    "restart": f"{NEEDS['restart']}, which anybody on duty can do",
    "operate": f"{NEEDS['operate']}: capacity, data, configuration",
    "code": f"{NEEDS['code']}, by those who know it",
}
"""What ends an incident, by its kind of fix, with who can."""


def cause_words(run: Records, found: IncidentId) -> str:
    """Why there is a fault, and since when it is in production."""
    cause = Cause(found.cause)
    if cause == Cause.REPAIR:
        return CAUSES[cause].format(repair=_repair(run, found))
    text = CAUSES[cause].format(fault=found.fault)
    if cause != Cause.CHANGE:
        return text
    with_it = "alone" if found.batch == 1 else f"in a release of {found.batch} changes"
    return f"{text}, live since {clock(run.scenario.start, found.release_at)} {with_it}"


def _repair(run: Records, found: IncidentId) -> str:
    """What was to mend another fault, and carried this one."""
    made = next(
        made
        for made in run.log.deployments
        if made.defects and made.service == found.service and _carried(run, made) == found.fault
    )
    since = clock(run.scenario.start, made.live_at)
    return f"the {made.kind.name.lower()} of incident {made.incident}, live since {since}"


def _carried(run: Records, made: Deployment) -> int:
    """The number of the defect that a repair carries."""
    mended = run.log.incidents[made.incident - 1]
    return repair_number(mended.cause, mended.fault, made.kind == DeploymentKind.IMPROVEMENT)
