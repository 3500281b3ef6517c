"""Teams that the organisation has anyway: what its services are charged of them.

A bridge that watches a hundred services costs what it costs for one. Whole, by share (the part of
its paid hours that it works for these services), or not at all: each is a question of its own.
"""

from __future__ import annotations

import numpy as np

from sim.documents.prices import Charge
from sim.records.load import hours_of_errands, hours_worked, paid_hours
from sim.records.tables import Records

CHARGED_LINES = ("setup", "run", "standby")
"""What is paid for a team because it is there."""


def charged_share(run: Records, how: Charge) -> np.ndarray:
    """The share of what each team costs because it is there that is charged; shape (teams,)."""
    exists = np.array([team.document.exists for team in run.teams], dtype=bool)
    if how == "whole" or not exists.any():
        return np.ones(len(run.teams))
    share = busy_share(run) if how == "by-share" else np.zeros(len(run.teams))
    return np.where(exists, share, 1.0)


def busy_share(run: Records) -> np.ndarray:
    """Hours that each team works over those that it is paid for, at most all; shape (teams,)."""
    worked = hours_worked(run).sum(axis=1) + hours_of_errands(run).sum(axis=1)
    paid = np.array([paid_hours(run, team) for team in run.teams])
    share = np.divide(worked, paid, out=np.ones_like(paid), where=paid > 0)
    return np.asarray(np.minimum(1.0, share))
