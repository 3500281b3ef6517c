"""What was known of a fault when somebody took an incident of it up: the engine's own rules."""

from __future__ import annotations

from sim.documents.responding import FixKind
from sim.engine.log import EventKind, IncidentId
from sim.nature.tape import FIX_KINDS
from sim.records.tables import Records


def same_fault(run: Records, found: IncidentId) -> list[int]:
    """The numbers of all incidents of a fault."""
    key = (found.service, found.cause, found.fault)
    return [
        number
        for number, other in enumerate(run.log.incidents, start=1)
        if (other.service, other.cause, other.fault) == key
    ]


def needs(run: Records, number: int, at: float) -> FixKind:
    """What it takes to serve users again, as far as whoever has it at an instant can know.

    A workaround that was found before is an operator's work; and what operators can do, anybody
    can do by the runbook once it was reviewed.
    """
    found = run.log.incidents[number - 1]
    kind, known = FIX_KINDS[found.fix_kind], _known(run, number, at)
    if kind == "code" and EventKind.WORKED_AROUND in known:
        kind = "operate"
    return "restart" if kind == "operate" and EventKind.REVIEWED in known else kind


def _known(run: Records, number: int, at: float) -> set[EventKind]:
    """What had been learnt of its fault when it was last taken up: that decides what is done."""
    facts = run.select(EventKind.ACKNOWLEDGING, EventKind.WORKED_AROUND, EventKind.REVIEWED)
    taken_up = (facts["what"] == EventKind.ACKNOWLEDGING) & (facts["subject"] == number)
    before = (taken_up & (facts["at"] <= at)).nonzero()[0]
    until = int(before[-1]) if len(before) else 0
    family = set(same_fault(run, run.log.incidents[number - 1]))
    learnt = zip(facts["what"][:until].tolist(), facts["subject"][:until].tolist(), strict=True)
    return {EventKind(what) for what, subject in learnt if subject in family}
