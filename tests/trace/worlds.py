"""Small worlds whose stories are told, and a story as rows of text."""

from __future__ import annotations

from io import StringIO
from typing import Any

from rich.console import Console

from sim.cli.telling import render
from sim.documents.load import Raw, merge
from sim.records.money import Accounts
from sim.records.story import Story, clock
from tests.engine.hand import MONDAY, Fault, World, service, staff

OPS: Raw = {
    "teams": {"bridge": staff(1, 1, 5), "support": staff(2, 1, 6)},
    "respond": {
        "bridge": {
            "line": 1,
            "team": "bridge",
            "fixes": ["restart"],
            "acknowledge": "15 min",
            "triage": "15 min",
        },
        "support": {
            "line": 2,
            "team": "support",
            "fixes": ["restart", "operate"],
            "acknowledge": "15 min",
            "hand_over": "30 min",
            "familiarity": 0.5,
        },
        "owners": {"line": 3, "hand_over": "1 h", "hand_over_out_of_hours": "2 h"},
    },
}
"""A bridge that restarts, support that operates at half speed, owners at the end of the path."""

FIXES = ["restart", "operate", "code"]
SRES: Raw = {
    "teams": {"sre": {**staff(1, 1, 8), "role": "sre"}},
    "respond": {
        "sre": {
            "line": 0.5,
            "team": "sre",
            "fixes": FIXES,
            "acknowledge": "15 min",
            "when": {"stages": ["sre"]},
        },
    },
    "engagement": {
        "team": "sre",
        "substantial": 2.0,
        "critical": 4.0,
        "averaged_over": "1 d",
        "review": "1 d",
        "passes": "100%",
        "retry_after": "4 w",
        "calm_quarters": 1,
    },
    "error_budget": {"stages": ["shared", "sre"], "hand_back_after": 1},
}
GROWS: Raw = {
    "start": "1/s",
    "growth": {"kind": "steps", "steps": [["1 d", 2.0], ["4 d", 4.0]]},
}
"""Substantial for all of day 1, critical for all of day 4."""
Q2 = 90 * 24
DAILY: Raw = {"release": {"every": "1 d", "deploy": "30 min"}}
BY_HAND: Raw = {
    "teams": {"support": staff(1, 1, 6)},
    "release": {
        "every": "1 d",
        "approval": {"board": "2 d", "response": "1 h"},
        "deployer": "support",
        "window": "evenings",
        "deploy": "1 h",
    },
}


def desk(**lines: Any) -> Raw:
    """Owners answer; a service desk takes what customers report."""
    return {
        "teams": {"desk": {**staff(1, lines.pop("at_night", 1), 5), "role": "desk"}},
        "service_desk": {"team": "desk", "handles": "15 min", "misroute": "0%", **lines},
    }


def engaged(*faults: Fault, horizon: str, model: Raw | None = None, **lines: Any) -> Accounts:
    """A service that asks for SREs in the first days; its operability stays at one half."""
    services = {"shop": service(target="99.9%", traffic=GROWS)}
    lines["nature"] = merge({"operability": {"gain": 0, "decay": 0}}, lines.get("nature", {}))
    document = merge(SRES, model or {})
    return World(faults, services=services, model=document, horizon=horizon, **lines).live()


def told(story: Story) -> list[tuple[str, str, str]]:
    """Each line: weekday, day and time; who; what."""
    rows = [(clock(MONDAY, line.at), line.who, line.what) for line in story.lines]
    return [(f"{at[:6]} {at[-5:]}", who, what) for at, who, what in rows]


def parts(story: Story) -> dict[str, float]:
    """Hours by part, those that took none left out; they must add up."""
    assert sum(part.hours for part in story.parts) == story.hours
    return {part.name: part.hours for part in story.parts if part.hours}


def printed(story: Story, width: int = 80) -> list[str]:
    """The story as a terminal shows it, without the blanks at the ends of lines."""
    console = Console(width=width, file=StringIO(), highlight=False)
    console.print(render(story, MONDAY))
    assert isinstance(console.file, StringIO)
    return [line.rstrip() for line in console.file.getvalue().splitlines()]
