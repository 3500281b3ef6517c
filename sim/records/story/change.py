"""The story of one change: from ready to live, and what came of it."""

from __future__ import annotations

import math

from sim.records.changes import WAITS
from sim.records.story.aftermath import aftermath
from sim.records.story.journey import Journey, known
from sim.records.story.parts import Part, Story
from sim.records.story.waiting import deployed, held, planned
from sim.records.tables import Records

WAIT_WORDS = {
    "batching_hours": "waiting for the next release to be cut",
    "approval_hours": "approval",
    "window_hours": "waiting for the deployment window",
    "frozen_hours": "frozen by launch blocks",
    "swarming_hours": "held back while the team swarms",
    "deployer_hours": "waiting for somebody to deploy",
    "deploying_hours": "deploying",
    "rolled_back_hours": "rolled back",
}


def change_story(run: Records, service: str, number: int) -> Story:
    """The change of a service with this number, which counts from 0.

    Raises
    ------
    KeyError
        If it was never made, since its team was disbanded before.
    """
    journey = Journey(run, service, number)
    lines = [*planned(journey), *held(journey), *deployed(journey), *aftermath(journey)]
    begins = journey.row["ready_at"]
    return Story(
        title=f"Change {service}/{number} (of {journey.made}, counted from 0)",
        about=_about(journey),
        begins_at=begins,
        lines=sorted(lines, key=lambda line: line.at),
        parts_title="Where the time went" if known(journey.row["live_at"]) else "So far",
        parts=_parts(journey),
        hours=journey.until - begins,
    )


def _about(journey: Journey) -> list[tuple[str, str]]:
    run, name = journey.run, journey.service
    by = journey.practice.release.deployer
    defect = "a defect" if journey.defective() else "no defect that ever went live"
    return [
        ("model", run.model.title),
        ("service", f"{name} of team {run.scenario.services[name].team}"),
        ("deployed", f"by hand, by {by}" if by is not None else "by a pipeline"),
        ("carries", defect),
    ]


def _parts(journey: Journey) -> list[Part]:
    """The waits; of a change that isn't live, those that are over, and the rest."""
    hours = {name: journey.row[name] for name in WAITS}
    if not known(journey.row["due_at"]):  # what holds it back isn't over
        hours["frozen_hours"] = hours["swarming_hours"] = math.nan
    parts = [Part(WAIT_WORDS[name], spent) for name, spent in hours.items() if known(spent)]
    if known(journey.row["live_at"]):
        return parts
    rest = journey.until - journey.row["ready_at"] - sum(part.hours for part in parts)
    out = known(journey.row["first_live_at"])
    return [*parts, Part("rolled back, not live again" if out else "still waiting", rest)]
