"""Small worlds without chance: constant laws, a tape made by hand, the whole log to look at.

Every uniform is 0.5 unless a world says otherwise. Day 0 is Monday, 1 January 2029; people work
from 9 to 17, and a service answers one request a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from sim.documents.load import Raw, Study, build_study, merge
from sim.documents.scenario import Scenario
from sim.engine.log import Log
from sim.engine.run import simulate
from sim.nature.faults import Source
from sim.nature.tape import FIX_KINDS, Candidates, Cause, ServiceTape, Tape
from sim.nature.traffic import Curves
from sim.records.laws import check_laws
from sim.records.money import Accounts

MONDAY = date(2029, 1, 1)
PLAIN_NATURE: Raw = {
    "recurs": "2 d",
    "detect": "15 min",
    "customer_reports": "1000 d",
    "batch_diagnosis": 0,
    "swarm_speed": 0,
    "known": 1,
    "fatigue": None,
    "alerts": {"rate": "0/y"},
    "requests": {"rate": "0/y"},
    "operability": {
        "gain": 0,
        "decay": 0,
        "faults": 1,
        "blast_radius": 1,
        "detection": 1,
        "diagnosis": 1,
    },
}
OWNERS: Raw = {
    "scope": "team",
    "on_duty": {"working_hours": 1, "out_of_hours": 1},
    "pay": "standby",
    "role": "developer",
    "funding": "capex",
}
"""A delivery team with one person on duty at any time."""

OWNERS_ANSWER: Raw = {
    "line": 1,
    "team": "owners",
    "fixes": ["restart", "operate", "code"],
    "acknowledge": "15 min",
}
PLAIN_MODEL: Raw = {
    "title": "Owners",
    "summary": "Those who build it answer for it.",
    "teams": {"owners": OWNERS},
    "respond": {"owners": OWNERS_ANSWER},
    "release": {"deploy": "0 min"},
    "learn": {"review": "1 d"},
    "operability": {"invests": "20%"},
}


def staff(working_hours: int, out_of_hours: int, people: int) -> Raw:
    """A team of operations for the whole organisation."""
    return {
        "scope": "organisation",
        "on_duty": {"working_hours": working_hours, "out_of_hours": out_of_hours},
        "people": people,
        "pay": "shift",
        "role": "operations",
        "funding": "opex",
    }


def service(team: str = "shop", **lines: Any) -> Raw:
    """A service of a team, with requests but without changes."""
    plain = {"target": "99%", "exposure": "1000 USD/h", "changes": "0/y"}
    return merge({"team": team, **plain, "traffic": {"start": "1/s"}}, lines)


@dataclass(frozen=True)
class Fault:
    """A fault on the tape: born at an hour, or in a change, after whose release it shows itself."""

    at: float | None = None
    change: int | None = None
    impact: float = 0.5
    fix: str = "code"
    diagnose: float = 0.5
    work: float = 0.5
    improve: float = 56.0
    """A week of one person, with days of eight hours."""
    workaround: bool = False
    shows_after: float = 1.0
    service: str = "shop"


MIDDLE = 0.5
"""Every uniform, save for exceptions."""

Draws = Mapping[tuple[str, int], float]
"""Uniforms that aren't one half: by mechanism and the last of the numbers they are drawn for."""


@dataclass(frozen=True)
class EvenService(ServiceTape):
    """A service whose changes all draw one half."""

    def of_changes(self, mechanism: str) -> np.ndarray:
        return np.full(len(self.ready_at), MIDDLE)


@dataclass(frozen=True)
class FatedService(EvenService):
    """A service of which some mechanisms draw what is written, by change."""

    fates: Mapping[str, np.ndarray]

    def of_changes(self, mechanism: str) -> np.ndarray:
        return self.fates.get(mechanism, super().of_changes(mechanism))


@dataclass(frozen=True)
class EvenTape(Tape):
    """A tape whose uniforms are one half, save for named exceptions."""

    exceptions: Draws = field(default_factory=dict)

    def uniform(self, mechanism: str, whose: str = "", *at: int) -> float:
        return self.exceptions.get((mechanism, at[-1] if at else 0), MIDDLE)

    def gaps(self, rate: float, *name: object, size: int) -> list[float]:
        return [1 / rate] * size


def candidates(faults: Sequence[Fault]) -> Candidates:
    """The faults of one service as the tape has them."""
    defect = np.array([fault.change is not None for fault in faults], dtype=bool)
    number = [n if f.change is None else f.change for n, f in enumerate(faults)]
    return Candidates(
        cause=np.where(defect, int(Cause.CHANGE), int(Cause.BACKGROUND)),
        number=np.array(number, dtype=int),
        born_at=np.array([np.nan if f.at is None else f.at for f in faults], dtype=float),
        accept=np.zeros(len(faults)),
        impact=np.array([fault.impact for fault in faults], dtype=float),
        fix_kind=np.array([FIX_KINDS.index(fault.fix) for fault in faults], dtype=int),
        workaround=np.array([fault.workaround for fault in faults], dtype=bool),
        diagnose=np.array([fault.diagnose for fault in faults], dtype=float),
        improve=np.array([fault.improve for fault in faults], dtype=float),
        fix=np.array([fault.work for fault in faults], dtype=float),
        shows_after=np.array([fault.shows_after for fault in faults], dtype=float),
    )


@dataclass(frozen=True)
class World:
    """Documents and a tape; ``model`` and ``lines`` (of the scenario) lie on the plain ones."""

    faults: Sequence[Fault] = ()
    ready: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """When the changes of each service are ready, hours."""
    services: Raw = field(default_factory=lambda: {"shop": service()})
    model: Raw = field(default_factory=dict)
    nature: Raw = field(default_factory=dict)
    lines: Raw = field(default_factory=dict)
    draws: Draws = field(default_factory=dict)
    horizon: str = "2 d"

    def study(self) -> Study:
        """The documents, validated."""
        teams = {line["team"]: {"domain": "retail"} for line in self.services.values()}
        raw: Raw = {
            "title": "A world made by hand",
            "question": "What happens, fact by fact?",
            "start": MONDAY,
            "horizon": self.horizon,
            "compare": ["plain"],
            "worlds": ["as-stated"],
            "teams": teams,
            "services": self.services,
            "nature": merge(PLAIN_NATURE, self.nature),
            "models": {"plain": merge(PLAIN_MODEL, self.model)},
        }
        return build_study(merge(raw, self.lines), "hand", "hand.toml", Path(__file__).parent)

    def tape(self, scenario: Scenario) -> Tape:
        """What chance would hold, as it was written down."""
        curves = Curves(scenario.nature, scenario.start, scenario.horizon)
        services = {}
        for name, document in scenario.services.items():
            ready = np.array(self.ready.get(name, ()), dtype=float)
            mine = [fault for fault in self.faults if fault.service == name]
            traffic = curves.of(document.traffic, document.launches or 0.0)
            source = Source(scenario.seed, 0, name)
            services[name] = EvenService(source, traffic, ready, candidates(mine))
        return EvenTape(scenario.seed, 0, services, exceptions=self.draws)

    def live(self) -> Accounts:
        """Live through it; the operational laws must hold."""
        study = self.study()
        scenario, model = study.scenario, study.models["plain"]
        tape = self.tape(scenario)
        run = Accounts(scenario, model, tape, simulate(scenario, model, tape))
        assert check_laws(run) == []
        return run

    def story(self) -> list[str]:
        """The whole log but for the closing of quarters, a line a fact."""
        return story(self.live().log)


LEFT_OUT = (" quarter_", " shipping", " repair_live", " resolved")


def story(log: Log) -> list[str]:
    """The log's lines without those that close a quarter, and without the way of a repair.

    Repairs have tests of their own; here each is live at once, so that restored is resolved.
    """
    return [line for line in log.lines() if not any(word in line for word in LEFT_OUT)]
