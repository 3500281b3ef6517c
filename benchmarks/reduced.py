"""A reduced case that a textbook model and our engine can both run: same world, same answers.

Changes are made in office hours, ship once a day, some after an approval; some have a defect that
shows itself; other faults come by themselves. A bridge takes every incident, restarts what can be
restarted and hands the rest to the owners; a fault returns until it is fixed in code or improved
away, one improvement after another. Repairs and improvements are deployed without approval at any
hour, and may have a defect too. Budgets, operability, desks, contracts and money are left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.documents.load import Study
from sim.engine.log import Log
from sim.engine.run import simulate
from sim.nature.tape import Tape, draw
from sim.questions.verify.worlds import (
    NEUTRAL,
    OFFICE,
    exponential,
    hours,
    per_hour,
    service,
    world,
)
from sim.records.money import Accounts

YEAR = 8766.0
Law = tuple[float, float]
"""Median (hours) and σ of the logarithm."""


@dataclass(frozen=True)
class Reduced:
    """The numbers of the case; durations in hours."""

    services: int = 100
    years: float = 3.0
    seed: int = 1
    changes_per_hour: float = 150 / YEAR
    release_every: float = 24.0
    standard: float = 0.9
    """Share of changes that need no approval."""
    approval: tuple[float, float] = (72.0, 120.0)
    deploy: Law = (1 / 6, 0.5)
    deployers: int = 0
    """People who deploy by hand; 0: a pipeline does."""
    defect_chance: float = 0.02
    shows_hours: float = 48.0
    wear_per_hour: float = 2 / YEAR
    code_share: float = 0.25
    recurs_hours: float = 720.0
    bridge: int = 3
    on_duty: int = 1
    detect: Law = (1 / 12, 1.0)
    acknowledge: Law = (1 / 30, 0.8)
    triage: Law = (1 / 6, 0.7)
    hand_over: Law = (1 / 4, 0.8)
    diagnose: Law = (28 / 60, 1.23)
    fix: Law = (28 / 60, 1.45)
    improvement: Law = (12.0, 0.75)
    """Work that ends a fault for good, of one person in office hours."""

    @property
    def horizon(self) -> float:
        """Hours."""
        return self.years * YEAR

    @property
    def service_years(self) -> float:
        """Years that all services have lived through together."""
        return self.services * self.years

    def study(self) -> Study:
        """The same as documents."""
        services = {
            f"service-{n:03}": service(team=f"team-{n:03}", changes=per_hour(self.changes_per_hour))
            for n in range(self.services)
        }
        teams = {f"team-{n:03}": {"domain": "all", "people": 6} for n in range(self.services)}
        return world(
            "Reduced", hours(self.horizon), services, self._nature(), {"reduced": self._model()},
            compare=["reduced"], teams=teams, seed=self.seed, calendar=OFFICE,
        )  # fmt: skip

    def _nature(self) -> dict[str, object]:
        restart = (1 - self.code_share) / 2
        return {
            "background": per_hour(self.wear_per_hour),
            "defect_chance": self.defect_chance,
            "defect_shows": exponential(self.shows_hours),
            "recurs": exponential(self.recurs_hours),
            "fixes": {"restart": restart, "operate": restart, "code": self.code_share},
            "impacts": [
                {"share": share, "weight": weight}
                for share, weight in ((0.05, 6), (0.3, 3), (1.0, 1))
            ],
            "detect": _law(self.detect),
            "diagnose": _law(self.diagnose),
            "fix": _law(self.fix),
            "customer_reports": "10_000 y",
            "improvement": _law(self.improvement),
            "operability": NEUTRAL,
        }

    def _model(self) -> dict[str, object]:
        low, high = (hours(bound) for bound in self.approval)
        release: dict[str, object] = {
            "every": hours(self.release_every), "deploy": _law(self.deploy),
            "window": "working-hours", "standard": self.standard,
            "approval": {"response": {"low": low, "high": high}},
            "repairs": dict.fromkeys(("major", "other", "improvement"), "emergency"),
        }  # fmt: skip
        teams = {
            "owners": {**_team(self.on_duty), "scope": "team", "role": "developer"},
            "bridge": {**_team(self.bridge), "people": self.bridge},
        }
        if self.deployers:
            teams["deployers"] = {**_team(self.deployers), "people": self.deployers}
            release["deployer"] = "deployers"
        acknowledge = {"acknowledge": _law(self.acknowledge)}
        first = {
            **acknowledge, "line": 1, "team": "bridge", "fixes": ["restart"],
            "triage": _law(self.triage),
        }  # fmt: skip
        second = {
            **acknowledge, "line": 2, "team": "owners", "hand_over": _law(self.hand_over),
            "fixes": ["restart", "operate", "code"],
        }  # fmt: skip
        return {
            "title": "Reduced", "summary": "A bridge, then the owners.", "source": ["ours"],
            "teams": teams, "respond": {"bridge": first, "owners": second}, "release": release,
            "learn": {"review": "0 s"},
            "operability": {"invests": "50%"},
        }  # fmt: skip


def _team(people: int) -> dict[str, object]:
    """So many people around the clock."""
    return {
        "scope": "organisation", "on_duty": {"working_hours": people, "out_of_hours": people},
        "pay": "shift", "role": "operations", "funding": "opex",
    }  # fmt: skip


def _law(law: Law) -> dict[str, object]:
    return {"median": hours(law[0]), "sigma": law[1]}


def ours(study: Study, replication: int) -> tuple[Tape, Log]:
    """One replication in our engine, nature included."""
    tape = draw(study.scenario, replication)
    return tape, simulate(study.scenario, study.models["reduced"], tape)


def entities(log: Log) -> int:
    """Changes and incidents."""
    return sum(len(record.ready_at) for record in log.changes) + len(log.incidents)


def means(case: Reduced, study: Study, tape: Tape, log: Log) -> dict[str, float]:
    """What ``textbook.means`` measures, from our tables."""
    run = Accounts(study.scenario, study.models["reduced"], tape, log)
    restore = run.incidents["restored_at"] - run.incidents["appeared_at"]
    return {
        "lead time, h": float(np.nanmean(run.changes["lead_time_hours"])),
        "incidents of a service in a year": len(run.incidents) / case.service_years,
        "time to restore, h": float(np.nanmean(restore)),
    }
