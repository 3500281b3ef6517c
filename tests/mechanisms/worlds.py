"""Small worlds of constants: a hand-made tape, one mechanism on or off, and all that differs.

Documents are written as a user writes them. Every uniform on the tape is 0.5 unless a world says
otherwise, so a chance of at least 51 % happens and one of at most 50 % does not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np

from sim.documents.load import Study, build_study, merge, read_toml
from sim.documents.scenario import Scenario
from sim.engine.run import simulate
from sim.nature.everyday import Errands
from sim.nature.faults import Source
from sim.nature.tape import FIX_KINDS, Candidates, Cause, Tape
from sim.nature.traffic import Curves
from sim.records.laws import check_laws
from sim.records.money import Accounts
from tests.engine.hand import Draws, EvenService, EvenTape
from tests.mechanisms.observed import observed

HERE = Path(__file__).parent
PLAIN, SHOP = read_toml(HERE / "plain.toml"), read_toml(HERE / "world.toml")

Effect = dict[str, tuple[Any, Any]]
"""What differs between two runs: what is observed, without and with the mechanism."""


@dataclass(frozen=True)
class Fault:
    """A fault of the tape: born at an hour, or a defect of a change that shows after some hours."""

    at: float | None = 10.0
    change: int | None = None
    shows_after: float = 0.0
    impact: float = 1.0
    fix: str = "code"
    diagnose: float = 1.0
    work: float = 2.0
    improve: float = 8.0
    workaround: bool = False
    accept: float = 0.0
    service: str = "shop"


def defect(change: int, shows_after: float, **lines: Any) -> Fault:
    """A defect of the change with this number."""
    return Fault(at=None, change=change, shows_after=shows_after, **lines)


@dataclass(frozen=True)
class World:
    """Documents and a tape; ``scenario`` and ``model`` are TOML laid on the plain documents."""

    faults: Sequence[Fault] = ()
    changes: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """Hours at which changes of a service become ready."""
    scenario: str = ""
    model: str | Sequence[str] = ()
    draws: Draws = field(default_factory=dict)
    asked: Sequence[tuple[float, str, float]] = ()
    """Alerts that are nothing, requests and toil of the shop: hour, kind, hours of work.

    Toil comes while less than half of it is automated.
    """

    def study(self, *model: str, scenario: str = "") -> Study:
        """The documents, with more lines on top."""
        lines = merge(merge(SHOP, tomllib.loads(self.scenario)), tomllib.loads(scenario))
        own = (self.model,) if isinstance(self.model, str) else self.model
        base, on = {"extends": "plain", **joined(own)}, {"extends": "base", **joined(model)}
        models = {"plain": PLAIN, "base": base, "on": on}
        return build_study({**lines, "models": models}, "world", HERE / "world.toml", HERE)

    def tape(self, scenario: Scenario) -> Tape:
        """The tape of this world for a scenario's services."""
        curves = Curves(scenario.nature, scenario.start, scenario.horizon)
        services = {}
        for name, service in scenario.services.items():
            ready = np.array(self.changes.get(name, ()), dtype=float)
            traffic = curves.of(service.traffic, service.launches or 0.0)
            source, faults = Source(scenario.seed, 0, name), self._candidates(name)
            errands = self._errands() if name == "shop" else Errands.none()
            services[name] = EvenService(source, traffic, ready, faults, errands=errands)
        return EvenTape(scenario.seed, 0, services, exceptions=self.draws)

    def _errands(self) -> Errands:
        at, kinds, hours = zip(*self.asked, strict=True) if self.asked else ((), (), ())
        kind = np.array([("alert", "request", "toil").index(kind) for kind in kinds], dtype=float)
        accept = np.where(kind == 2, 0.5, 0.0)
        return Errands(np.array(at, dtype=float), kind, accept, np.array(hours))

    def _candidates(self, service: str) -> Candidates:
        mine = [fault for fault in self.faults if fault.service == service]
        born = [np.nan if fault.at is None else fault.at for fault in mine]
        causes = [Cause.CHANGE if fault.at is None else Cause.BACKGROUND for fault in mine]
        numbers = [n if fault.change is None else fault.change for n, fault in enumerate(mine)]
        columns = {
            name: np.array([getattr(fault, name) for fault in mine], dtype=float)
            for name in ("accept", "impact", "diagnose", "improve", "shows_after")
        }
        return Candidates(
            cause=np.array(causes, dtype=int),
            number=np.array(numbers, dtype=int),
            born_at=np.array(born, dtype=float),
            fix_kind=np.array([FIX_KINDS.index(fault.fix) for fault in mine], dtype=int),
            fix=np.array([fault.work for fault in mine], dtype=float),
            workaround=np.array([fault.workaround for fault in mine], dtype=bool),
            **columns,
        )

    def run(self, *model: str, scenario: str = "", tape: Tape | None = None) -> Accounts:
        """Live through it, with more lines; the operational laws must hold."""
        study = self.study(*model, scenario=scenario)
        tape = tape or self.tape(study.scenario)
        document = study.models["on"]
        log = simulate(study.scenario, document, tape)
        accounts = Accounts(study.scenario, document, tape, log)
        assert check_laws(accounts) == []
        return accounts

    def effect(self, *model: str, scenario: str = "") -> Effect:
        """Everything that these lines change, on the same tape."""
        tape = self.tape(self.study().scenario)
        off, on = self.run(tape=tape), self.run(*model, scenario=scenario, tape=tape)
        return dict(differences(observed(off), observed(on)))


def joined(texts: Sequence[str]) -> dict[str, Any]:
    """Several pieces of TOML as one, later ones on top."""
    return reduce(merge, map(tomllib.loads, texts), {})


def differences(off: Mapping[str, Any], on: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """What is observed differently, as (without, with); None where it isn't there."""
    for name in sorted({*off, *on}):
        pair = off.get(name), on.get(name)
        if pair[0] != pair[1]:
            yield name, pair
