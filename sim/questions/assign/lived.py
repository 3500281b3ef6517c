"""Systems lived through: what each service and each team costs, by replication, kept on disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from sim.documents.load import Study
from sim.engine.run import simulate
from sim.ground.units import HOURS_PER
from sim.nature.tape import draw
from sim.records.grouped import Grouped
from sim.records.ledger import FUNDINGS
from sim.records.metrics import REGISTRY
from sim.records.money import Accounts
from sim.study.runner import HERE, Crash, Progress, run
from sim.study.size import quickly_here
from sim.study.study_key import study_key
from sim.study.task import pack, unpack

KINDS = FUNDINGS
"""Of money: capex, opex, and what no budget pays."""


Begin = Callable[[str], Progress]
"""Begins to tell progress under a title."""


WORK = ("utilisation", "queueing_minutes_mean", "request_wait_days_mean")
"""Metrics of a team: how busy it is, and what waits for it."""


@dataclass(frozen=True)
class Row:
    """One run in money a year."""

    own: list[list[float]]
    """Of each service alone, by KINDS; shape (kinds, services)."""
    teams: dict[str, list[float]]
    """Of each team and no service in particular, by KINDS."""
    met: list[float]
    """Share of quarters inside the error budget, of each service."""
    work: dict[str, list[float]]
    """Of each team, WORK."""

    @property
    def total(self) -> float:
        """Everything."""
        return sum(map(sum, self.own)) + sum(map(sum, self.teams.values()))


def row_of(run: Accounts) -> Row:
    """The costs of a run, a year; nothing is left out."""
    ledger, services = run.ledger, len(run.scenario.services)
    years = run.scenario.horizon / HOURS_PER["y"]
    amount = ledger["amount"].to_numpy() / years
    kind = ledger["funding"].cat.codes.to_numpy()
    service = ledger["service"].cat.codes.to_numpy()
    shared = ledger["service"].eq("").to_numpy()
    own = np.zeros((len(KINDS), services))
    np.add.at(own, (kind[~shared], service[~shared]), amount[~shared])
    teams = np.zeros((len(run.teams), len(KINDS)))
    np.add.at(teams, (ledger["team"].cat.codes.to_numpy()[shared], kind[shared]), amount[shared])
    groups = Grouped(run, "team")
    work = np.array([_over(name, groups) for name in WORK]).T
    return Row(
        own.tolist(),
        dict(zip(run.log.team_names, teams.tolist(), strict=True)),
        _over("budgets_met_share", Grouped(run, "service")).tolist(),
        dict(zip(groups.names, work.tolist(), strict=True)),
    )


def _over(name: str, groups: Grouped) -> np.ndarray:
    """A metric of each group."""
    over = REGISTRY[name].over
    assert over is not None
    return over(groups)


@lru_cache(maxsize=1)
def _study(packed: bytes) -> Study:
    return unpack(packed)


def live_one(packed: bytes, replication: int) -> Row:
    """Live through one replication of a study with one model."""
    study = _study(packed)
    (name,) = study.scenario.compare
    model, tape = study.models[name], draw(study.scenario, replication)
    run = simulate(study.scenario, model, tape)
    return row_of(Accounts(study.scenario, model, tape, run))


def checkpoint_in(folder: Path) -> Path:
    """Where finished runs of a search stay: beside its folder of results."""
    return folder.with_name(f".{folder.name}.assign")


class Systems:
    """Rows by system and replication; asked for together, lived through once, kept in a folder."""

    def __init__(
        self,
        keep: Path | None = None,
        workers: int | None = None,
        on: str = HERE,
        begin: Begin | None = None,
    ) -> None:
        self.keep, self.workers, self.on, self.begin = keep, workers, on, begin
        self.studies: dict[str, Study] = {}
        self._packed: dict[str, bytes] = {}
        self._rows: dict[tuple[str, int], Row] = {}
        self.lived = 0
        """Runs that were lived through, beside those that were kept."""

    def add(self, name: str, study: Study) -> None:
        """A system: a study with one model."""
        self.studies[name], self._packed[name] = study, pack(study)

    def live(self, wanted: Mapping[str, Sequence[int]], why: str = "runs") -> None:
        """Live through these replications of these systems, as far as they are missing.

        ``why`` is what a progress bar says.

        Raises
        ------
        RuntimeError
            If a run comes to no end.
        """
        asked = [(name, number) for name, numbers in wanted.items() for number in numbers]
        for one in asked:
            self._read(one)
        left = [one for one in asked if one not in self._rows]
        calls = [(self._packed[name], number) for name, number in left]
        here = self.workers is None and all(
            quickly_here(self.studies[name], len(left)) for name, _ in left[:1]
        )
        progress = self.begin(why) if self.begin is not None and left else None
        for place, found in run(
            live_one, calls, workers=self.workers, on=self.on, here=here,
            progress=progress, done=len(asked) - len(left),
        ):  # fmt: skip
            if isinstance(found, Crash):
                name, number = left[place]
                raise RuntimeError(f"replication {number} of {name} failed: {found.error}")
            self._rows[left[place]] = found
            self._write(left[place], found)
            self.lived += 1

    def rows(self, name: str, numbers: range) -> list[Row]:
        """What was lived through."""
        return [self._rows[name, number] for number in numbers]

    def totals(self, name: str, numbers: range) -> np.ndarray:
        """Total costs a year of those of these replications that were lived through, in order."""
        there = (number for number in numbers if (name, number) in self._rows)
        return np.array([self._rows[name, number].total for number in there])

    def _file(self, one: tuple[str, int]) -> Path | None:
        name, number = one
        if self.keep is None:
            return None
        return self.keep / study_key(self.studies[name]) / f"{number}.json"

    def _read(self, one: tuple[str, int]) -> None:
        file = self._file(one)
        if one in self._rows or file is None or not file.exists():
            return
        try:
            self._rows[one] = Row(**json.loads(file.read_text(encoding="utf-8")))
        except (ValueError, TypeError):
            file.unlink()  # not whole; it is lived through again

    def _write(self, one: tuple[str, int], row: Row) -> None:
        file = self._file(one)
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            draft = file.with_suffix(".draft")
            draft.write_text(json.dumps(asdict(row)), encoding="utf-8")
            draft.replace(file)
