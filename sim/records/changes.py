"""The log as tables of changes and releases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.engine.log import Did
from sim.records.run import Run, names_of

WAITS = (
    "batching_hours",
    "approval_hours",
    "window_hours",
    "frozen_hours",
    "swarming_hours",
    "deployer_hours",
    "deploying_hours",
    "rolled_back_hours",
)
"""The time tags of a change; they add up to ``lead_time_hours`` exactly."""


INSTANTS = (
    "ready_at",
    "cut_at",
    "approved_at",
    "planned_at",
    "due_at",
    "started_at",
    "first_live_at",
    "live_at",
)


def change_table(run: Run) -> pd.DataFrame:
    """Changes by service and number; not live by the horizon: ``live_at`` and lead time NaN."""
    records, horizon = run.log.changes, run.scenario.horizon
    count = [len(record.ready_at) for record in records]

    def column(name: str) -> np.ndarray:
        return np.concatenate([getattr(record, name) for record in records])

    at = {name: np.where(column(name) < horizon, column(name), np.nan) for name in INSTANTS}
    held = {f"{name}_hours": column(name) for name in ("frozen", "swarming")}
    waits = {
        "batching_hours": at["cut_at"] - at["ready_at"],
        "approval_hours": at["approved_at"] - at["cut_at"],
        "window_hours": at["planned_at"] - at["approved_at"],
        **held,
        "deployer_hours": at["started_at"] - at["due_at"],
        "deploying_hours": at["first_live_at"] - at["started_at"],
        "rolled_back_hours": at["live_at"] - at["first_live_at"],
    }
    table = pd.DataFrame(
        {
            "service": names_of(
                list(run.scenario.services), np.repeat(np.arange(len(count)), count)
            ),
            "change": np.concatenate([np.arange(n) for n in count]),
            **at,
            "lead_time_hours": at["live_at"] - at["ready_at"],
            **waits,
        }
    )
    return table[_made(run, table)].reset_index(drop=True)


def _made(run: Run, table: pd.DataFrame) -> np.ndarray:
    """Which changes were made at all: a team that was disbanded makes none from then on."""
    gone = np.full(len(run.scenario.services), np.inf)
    facts = run.select(Did.TEAM_DISBANDED)
    gone[facts["service"]] = facts["at"]
    return np.asarray(table["ready_at"].to_numpy() < gone[table["service"].cat.codes])


def release_table(run: Run, changes: pd.DataFrame) -> pd.DataFrame:
    """Batches of changes that first went live together; ``failed`` if one had a defect."""
    changes = changes[changes["first_live_at"].notna()]
    codes = changes["service"].cat.codes.to_numpy()
    key = np.stack([codes, changes["first_live_at"].to_numpy()])
    unique, first, group = np.unique(key, axis=1, return_index=True, return_inverse=True)
    facts = run.select(Did.DEFECT_LIVE)
    most = 1 + max((len(record.ready_at) for record in run.log.changes), default=0)
    bad = facts["service"].astype(np.int64) * most + facts["subject"]
    defective = np.isin(codes.astype(np.int64) * most + changes["change"].to_numpy(), bad)
    size, defects = np.zeros((2, unique.shape[1]), dtype=int)
    np.add.at(size, group.ravel(), 1)
    np.add.at(defects, group.ravel(), defective.astype(int))
    return pd.DataFrame(
        {
            "service": names_of(list(run.scenario.services), unique[0]),
            "live_at": unique[1],
            "started_at": changes["started_at"].to_numpy()[first],
            "changes": size,
            "defects": defects,
            "failed": defects > 0,
        }
    )
