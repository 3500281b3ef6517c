"""Stories of one incident, one change, one service: the facts of the log as timelines."""

from sim.records.story.calendar import clock, minute
from sim.records.story.change import change_story
from sim.records.story.incident import incident_story
from sim.records.story.parts import Line, Part, Quarter, Story
from sim.records.story.service import service_story

__all__ = [
    "Line",
    "Part",
    "Quarter",
    "Story",
    "change_story",
    "clock",
    "incident_story",
    "minute",
    "service_story",
]
