"""What services share, allocated to them: rotas, head counts, fees.

The key is the hours that the team's people worked for each service on incidents and deployments in
the run; where a team worked for nobody, its services bear it in equal parts. Nothing is lost: the
parts add up to what is shared.
"""

from __future__ import annotations

import numpy as np

from sim.records.money import Accounts


def shared_by_team(run: Accounts) -> np.ndarray:
    """What budgets pay for each team of the log and no service in particular; shape (teams,)."""
    ledger, teams = run.ledger, len(run.teams)
    shared = ledger["service"].eq("").to_numpy()
    team = ledger["team"].cat.codes.to_numpy()[shared]
    amounts = ledger["amount"].to_numpy()[shared]
    return np.bincount(team, weights=amounts, minlength=teams)[:teams]


def allocation_key(run: Accounts) -> np.ndarray:
    """The part of each service in each team; shape (teams, services), rows add up to 1."""
    jobs, services = run.jobs, list(run.scenario.services)
    hours = np.zeros((len(run.teams), len(services)))
    where = (jobs["team"].cat.codes.to_numpy(), jobs["service"].cat.codes.to_numpy())
    np.add.at(hours, where, jobs["hours"].to_numpy())
    idle = np.flatnonzero(hours.sum(axis=1) <= 0)
    place = {name: number for number, name in enumerate(services)}
    for team in idle.tolist():
        hours[team, [place[name] for name in run.teams[team].services]] = 1.0
    return np.asarray(hours / hours.sum(axis=1, keepdims=True))


def shared_by_service(run: Accounts) -> np.ndarray:
    """Each service's part of what services share, over the run; shape (services,)."""
    return np.asarray(shared_by_team(run) @ allocation_key(run))
