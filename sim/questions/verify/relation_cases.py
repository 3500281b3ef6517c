"""Relations: what must hold between two runs of the same nature, under every shipped model.

Targets and traffic of the small organisation are chosen so that every rule of every shipped model
has a service: cover by target, a rota of a domain, services that SREs take over. Exposures are
powers of two, so that twice a loss is exactly twice a loss.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import pairwise
from typing import Any

import numpy as np

from sim.documents.load import Raw, Study, build_study, load_model, merge, shipped_models
from sim.documents.worlds import World, only
from sim.engine.kinds import EventKind
from sim.engine.log import Log
from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.questions.verify.case import Case, Check, Runs
from sim.records.money import Accounts

Violations = Callable[[str, Accounts], float]
"""By how much the run of a model of this name breaks a relation; 0: not at all."""


def small_service(team: str, target: str, exposure: str, requests: str) -> Raw:
    """A service with a change on most working days."""
    return {
        "team": team, "target": target, "exposure": exposure, "changes": "200/y",
        "traffic": {"start": requests},
    }  # fmt: skip


SMALL: Raw = {
    "title": "A small organisation",
    "question": "How do two runs of it differ?",
    "start": "2029-01-01",
    "horizon": "26 w",
    "seed": 11,
    "worlds": ["as-stated"],
    "teams": {
        "shop": {"domain": "retail"},
        "cart": {"domain": "retail"},
        "bill": {"domain": "money"},
    },
    "services": {
        "browse": small_service("shop", "95%", "1024 USD/h", "5/s"),
        "search": small_service("shop", "99%", "2048 USD/h", "30/s"),
        "basket": small_service("cart", "99.9%", "4096 USD/h", "60/s"),
        "paying": small_service("bill", "99.99%", "8192 USD/h", "150/s"),
    },
    "nature": {"background": "6/y"},
}

TWICE_THE_EXPOSURE: Raw = {
    "services": {
        name: {"exposure": f"{2 * int(lines['exposure'].split()[0])} USD/h"}
        for name, lines in SMALL["services"].items()
    }
}
OTHER_OPERABILITY: Raw = {
    "nature": {
        "operability": {
            "initial": "10%", "gain": 3.0, "decay": 0.9, "faults": 8.0, "blast_radius": 2.5,
            "detection": 4.0, "diagnosis": 2.2,
        }
    }
}  # fmt: skip
"""Another value of every line of nature.operability."""
CALM: Raw = {"nature": {"background": "0/y", "defect_chance": "0%", "capacity_per_doubling": 0}}
"""Nothing fails, so that nothing but the release path decides when a change is live."""
FRAGILE: Raw = {"nature": {"defect_chance": "20%"}}
ROLLS_BACK: Raw = {"rollback": {"adopted": "100%"}}
"""Lines of a release path."""


def small(model: str, *lines: Raw, **changed: Any) -> Study:
    """The organisation under one model; ``lines`` of the scenario, ``changed`` of the model."""
    own: Raw = {"compare": [model], "models": {model: changed}}
    return build_study(reduce(merge, lines, merge(SMALL, own)), "small", "small.toml", None)


def live(study: Study, replication: int = 0, world: World = "as-stated") -> Accounts:
    """One run of its one model."""
    scenario = only(study.scenario, world)
    model = study.models[scenario.compare[0]]
    tape = draw(scenario, replication)
    return Accounts(scenario, model, tape, simulate(scenario, model, tape))


def bytes_of(log: Log) -> dict[str, bytes]:
    """Everything that a run noted."""
    columns = {**log.columns(), "incidents": np.array(log.incidents, dtype=float)}
    for number, record in enumerate(log.changes):
        columns |= {f"{number}/{name}": getattr(record, name) for name in vars(record)}
    return {name: column.tobytes() for name, column in columns.items()}


def most_at_work(run: Accounts) -> dict[str, int]:
    """The most people of each team who were at work at the same time."""
    found = {}
    for team, jobs in run.jobs.groupby("team", observed=True):
        until = jobs["left_at"].fillna(np.inf).to_numpy()
        at = np.concatenate([jobs["started_at"].to_numpy(), until])
        change = np.repeat([1, -1], len(jobs))
        order = np.lexsort((change, at))  # who leaves at an instant makes room for who comes
        found[str(team)] = int(np.cumsum(change[order]).max())
    return found


def with_more_people(model: str, times: int = 3) -> dict[str, Any]:
    """Lines of a model by which so many times as many people are there and on duty."""
    found: dict[str, Any] = {}
    for name, team in load_model(model).teams.items():
        duty = team.on_duty
        inside, outside = times * duty.working_hours, times * duty.out_of_hours
        found[name] = {"on_duty": {"working_hours": inside, "out_of_hours": outside}}
        if team.people is not None:
            found[name]["people"] = times * team.people
    return {"teams": found}


def live_at(run: Accounts) -> np.ndarray:
    """When each change was live, infinity for what never was; shape (changes,), hours."""
    return run.changes["live_at"].fillna(np.inf).to_numpy()


def with_approval(model: str, replication: int = 0, **approval: str) -> Accounts:
    """A calm run in which a release is cut daily and every change needs this approval, or none.

    There are people enough for every deployment, which takes as long as any other.
    """
    path = load_model(model).release
    own = {"approval": {"offset": "0 d", "rejects": "0%", **approval}} if approval else {}
    release: Raw = {"every": "1 d", "standard": "0%", "deploy": "10 min", **own}
    without = ["release.approval"] if path.approval is not None and not approval else []
    if approval and "board" not in approval and path.approval is not None and path.approval.board:
        without = ["release.approval.board"]
    if path.releases_per_month is not None:  # a month's tariff may be used up sooner or later
        release["releases_per_month"] = 10_000
    people = with_more_people(model, 40)
    return live(small(model, CALM, release=release, without=without, **people), replication)


def by_approval(model: str, replication: int = 0) -> list[Accounts]:
    """One replication of a model with a stricter approval each time."""
    steps: list[dict[str, str]] = [
        {}, {"response": "1 d"},
        {"response": "1 d", "board": "7 d"}, {"response": "1 d", "board": "14 d"},
    ]  # fmt: skip
    return [with_approval(model, replication, **approval) for approval in steps]


def backwards(study_of: Raw, *tables: str) -> Raw:
    """A scenario with some tables written from the last entry to the first."""
    return {**study_of, **{table: dict(reversed(study_of[table].items())) for table in tables}}


def told(run: Accounts) -> list[tuple[object, ...]]:
    """What happened to incidents, by service and instant."""
    columns = ["service", "appeared_at", "fault", "occurrence", "restored_at", "fix"]
    table = run.incidents[columns].astype({"service": str, "fix": str}).fillna(np.inf)
    return sorted(table.itertuples(index=False, name=None))


def fails_again(run: Accounts) -> int:
    """Incidents of a defect that come after its release was rolled back."""
    rolled: set[tuple[int, ...]] = set()
    back = set(run.select(EventKind.ROLLED_BACK)["subject"])
    again = 0
    for number, incident in enumerate(run.log.incidents, start=1):
        key = (incident.service, incident.cause, incident.fault)
        again += key in rolled
        if number in back:
            rolled.add(key)
    return again


def _again(
    model: str, run: Accounts, *lines: Raw, world: World = "as-stated", **changed: Any
) -> Accounts:
    """The replication of ``run`` again under its model with other lines."""
    return live(small(model, *lines, **changed), run.tape.replication, world)


def _outage_loss(run: Accounts) -> float:
    costs = run.costs
    return float(costs.loc[costs["line"] == "outage loss", "amount"].sum())


def _not_twice_the_loss(model: str, run: Accounts) -> float:
    return abs(_outage_loss(_again(model, run, TWICE_THE_EXPOSURE)) / _outage_loss(run) - 2)


def _differs(one: Accounts, other: Accounts) -> float:
    return float(bytes_of(one.log) != bytes_of(other.log))


def _exposure_matters(model: str, run: Accounts) -> float:
    return _differs(_again(model, run), _again(model, run, TWICE_THE_EXPOSURE))


def _operability_matters_where_useless(model: str, run: Accounts) -> float:
    usual = _again(model, run, world="useless")
    return _differs(usual, _again(model, run, OTHER_OPERABILITY, world="useless"))


def _too_many_at_work(_: str, run: Accounts) -> float:
    people = {team.name: team.people for team in run.organisation.teams.values()}
    return float(sum(n > people[team] for team, n in most_at_work(run).items()))


def _fails_again(model: str, run: Accounts) -> float:
    return float(fails_again(_again(model, run, FRAGILE, release=ROLLS_BACK)))


def _sooner_by_a_stricter_approval(model: str, run: Accounts) -> float:
    runs = map(live_at, by_approval(model, run.tape.replication))
    return float(sum((late < soon).sum() for soon, late in pairwise(runs)))


def _order_matters(model: str, run: Accounts) -> float:
    own = merge(SMALL, {"compare": [model]})
    turned = build_study(backwards(own, "teams", "services"), "small", "small.toml", None)
    return float(told(_again(model, run)) != told(live(turned, run.tape.replication)))


def _worst(violations: Violations) -> Callable[[Runs], float]:
    """Over all models."""
    return lambda runs: max(violations(model, run) for model, run in runs.items())


RELATIONS: tuple[tuple[str, Violations], ...] = (
    ("Twice the exposures: outage loss over the usual, less 2", _not_twice_the_loss),
    ("Twice the exposures: anything else happens, models", _exposure_matters),
    ("World useless: operability's parameters change something, models",
     _operability_matters_where_useless),
    ("More people at work than there are, teams", _too_many_at_work),
    ("Incidents by a defect that was rolled back", _fails_again),
    ("Changes live sooner by a stricter approval", _sooner_by_a_stricter_approval),
    ("Order of services and teams in the file matters, models", _order_matters),
)  # fmt: skip


def relations() -> Case:
    """Every shipped model in a small organisation, and the same run once more otherwise."""
    study = build_study(
        merge(SMALL, {"compare": shipped_models(mixes=False)}), "small", "small.toml", None
    )
    checks = tuple(
        Check(name, 0.0, _worst(violations), "the same nature lived through twice")
        for name, violations in RELATIONS
    )
    return Case("relations", study, checks, replications=2, fast=False)
