"""What a story is made of: who did what when, and where the time went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """Something that happened at an instant (hours since the start of the run)."""

    at: float
    who: str
    """A team, with a number for one of its people; empty: nobody in particular."""
    what: str


@dataclass(frozen=True)
class Part:
    """A part of the time that passed, hours."""

    name: str
    hours: float


@dataclass(frozen=True)
class Quarter:
    """The error budget of a service in one calendar quarter."""

    name: str
    hours: float
    allowed_share: float
    """Of the quarter's requests."""
    spent_share: float
    """Of the quarter's requests."""
    of_budget: float
    """What was spent over what was allowed, in the window of the policy: at most in the quarter."""
    blocked_hours: float
    stage: str

    @property
    def allowed_minutes(self) -> float:
        """What may fail, as minutes of full outage at the quarter's average traffic."""
        return 60 * self.hours * self.allowed_share

    @property
    def spent_minutes(self) -> float:
        """What failed, as minutes of full outage at the quarter's average traffic."""
        return 60 * self.hours * self.spent_share


@dataclass(frozen=True)
class Story:
    """A story as facts in words; whoever shows it chooses the layout."""

    title: str
    about: Sequence[tuple[str, str]]
    """What to know before it begins: (heading, text)."""
    begins_at: float
    """From where the elapsed time counts, hours."""
    lines: Sequence[Line]
    parts_title: str
    parts: Sequence[Part]
    """They add up to ``hours`` exactly."""
    hours: float
    quarters: Sequence[Quarter] = ()
    window: str = "quarter"
    """What the error budget is for."""
