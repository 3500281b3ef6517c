"""The log as tables of changes and releases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.engine.log import EventKind
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
            "standard": column("standard").astype(bool),
            **at,
            "lead_time_hours": at["live_at"] - at["ready_at"],
            **waits,
        }
    )
    return table[_made(run, table)].reset_index(drop=True)


def _made(run: Run, table: pd.DataFrame) -> np.ndarray:
    """Which changes were made at all: a team that was disbanded makes none from then on."""
    gone = np.full(len(run.scenario.services), np.inf)
    facts = run.select(EventKind.TEAM_DISBANDED)
    gone[facts["service"]] = facts["at"]
    return np.asarray(table["ready_at"].to_numpy() < gone[table["service"].cat.codes])


def release_table(run: Run, changes: pd.DataFrame) -> pd.DataFrame:
    """Every deployment, by its instant and service; ``failed`` if it brought a defect.

    ``kind`` is feature, repair, improvement or again (what was rolled back, without the culprit),
    ``class`` standard, normal or emergency.
    """
    features, others = _features(run, changes), _others(run)
    columns = {name: np.concatenate([features[name], others[name]]) for name in features}
    order = np.lexsort((columns["live_at"], columns["service"]))
    columns = {name: column[order] for name, column in columns.items()}
    service = names_of(list(run.scenario.services), columns["service"])
    failed = columns["defects"] > 0
    return pd.DataFrame({**columns, "service": service, "failed": failed})


def _features(run: Run, changes: pd.DataFrame) -> dict[str, np.ndarray]:
    """Batches of changes that first went live together."""
    changes = changes[changes["first_live_at"].notna()]
    codes = changes["service"].cat.codes.to_numpy()
    live_at = changes["first_live_at"].to_numpy()
    first, group = _batches(codes, live_at)
    facts = run.select(EventKind.DEFECT_LIVE)
    most = 1 + max((len(record.ready_at) for record in run.log.changes), default=0)
    bad = facts["service"].astype(np.int64) * most + facts["subject"]
    place = codes.astype(np.int64) * most + changes["change"].to_numpy()
    ready_at = changes["ready_at"].to_numpy()
    normal = ~changes["standard"].to_numpy(dtype=bool) & approved(run, codes, ready_at)
    defects = np.bincount(group[np.isin(place, bad)], minlength=len(first))
    asked = np.bincount(group[normal], minlength=len(first))
    return {
        "service": codes[first],
        "kind": np.full(len(first), "feature"),
        "class": np.where(asked > 0, "normal", "standard"),
        "live_at": live_at[first],
        "started_at": changes["started_at"].to_numpy()[first],
        "ready_at": ready_at[first],
        "changes": np.bincount(group),
        "defects": defects,
        "incident": np.zeros(len(first), dtype=int),
    }


def _batches(service: np.ndarray, live_at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The first change of each batch, by service and instant; and the batch of each change."""
    order = np.lexsort((live_at, service))
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = (np.diff(service[order]) != 0) | (np.diff(live_at[order]) != 0)
    batch = np.empty(len(order), dtype=int)
    batch[order] = np.cumsum(begins) - 1
    return order[begins], batch


def approved(run: Run, service: np.ndarray, ready_at: np.ndarray) -> np.ndarray:
    """Whether what became ready then waits for an approval unless it is standard."""
    return run.of_practices(lambda p: p.release.approval is not None, service, ready_at)


def _others(run: Run) -> dict[str, np.ndarray]:
    """Repairs, improvements and what went out again, of those that are live."""
    live = [made for made in run.log.deployments if made.live_at < run.scenario.horizon]
    return {
        "service": np.array([made.service for made in live], dtype=int),
        "kind": np.array([made.kind.name.lower() for made in live], dtype=str),
        "class": np.array([made.change_class for made in live], dtype=str),
        "live_at": np.array([made.live_at for made in live], dtype=float),
        "started_at": np.array([made.started_at for made in live], dtype=float),
        "ready_at": np.array([made.ready_at for made in live], dtype=float),
        "changes": np.array([made.size for made in live], dtype=int),
        "defects": np.array([made.defects for made in live], dtype=int),
        "incident": np.array([made.incident for made in live], dtype=int),
    }
