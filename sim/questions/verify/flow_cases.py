"""Changes on their way: boards, windows and batches. Working hours are around the clock."""

from __future__ import annotations

import pandas as pd

from sim.documents.load import Raw, Study
from sim.ground.theory import flow
from sim.questions.verify.case import Case, Check, one
from sim.questions.verify.worlds import ALWAYS, alike, on_duty, per_hour, world
from sim.records.money import Accounts

WEEK, DAY = 168.0, 24.0
YEAR = 52 * WEEK
"""Changes that become ready in it count; the horizon leaves them time to go live."""
UNIFORM = "moments spread evenly over the cycle"


def _wait(run: Accounts, column: str) -> float:
    table = run.changes[run.changes["ready_at"] < YEAR]
    done = table["live_at"].notna().all()
    return float(table[column].mean()) if done else float("nan")


def board() -> Case:
    """A weekly board, an answer after 3 to 5 days, then a window of four hours every evening."""
    lines = {
        "approval": {"board": "1 w", "response": {"low": "3 d", "high": "5 d"}},
        "window": "evenings",
    }
    study = world(
        "board", "55 w", alike(20, changes=per_hour(0.02)), models={"textbook": {"release": lines}}
    )
    approval, window = flow.board_wait(WEEK, 4 * DAY), flow.window_wait(DAY, 4)
    checks = (
        Check("Weekly board, answer in 4 days: mean wait T/2 + R, h", approval,
              one(_wait, "approval_hours"), UNIFORM, 0.01),
        Check("Four-hour window a day: mean wait (W − L)²/2W, h", window,
              one(_wait, "window_hours"), UNIFORM, 0.03),
        Check("Board, answer and window: mean lead time, h", approval + window,
              one(_wait, "lead_time_hours"), UNIFORM, 0.01),
    )  # fmt: skip
    return Case("board", study, checks, replications=20)


def narrow_window() -> Case:
    """A window of 3.6 seconds a day: half a day's wait."""
    calendar = {**ALWAYS, "evening_opens": 18, "evening_closes": 18.001}
    study = world(
        "narrow window", "53 w", alike(4, changes=per_hour(0.05)),
        models={"textbook": {"release": {"window": "evenings"}}}, calendar=calendar,
    )  # fmt: skip
    checks = (
        Check("Momentary window a day: mean wait W/2, h", flow.window_wait(DAY, 0.001),
              one(_wait, "window_hours"), UNIFORM, 0.015),
    )  # fmt: skip
    return Case("narrow-window", study, checks, replications=20)


CYCLE = 2 * WEEK
PER_CYCLE = 8.0
DEFECT = 0.05


def _batches_study() -> Study:
    people: Raw = {"teams": {"responders": on_duty(100)}}
    return world(
        "batches", "56 w", alike(40, changes=per_hour(PER_CYCLE / CYCLE)),
        {"defect_chance": DEFECT}, {"textbook": {"release": {"every": "2 w"}, **people}},
    )  # fmt: skip


def _size(run: Accounts) -> float:
    return float(_features(run)["changes"].mean())


def _features(run: Accounts) -> pd.DataFrame:
    """Releases of features; repairs are releases of their own."""
    return run.releases[run.releases["kind"].eq("feature")]


def _failed(run: Accounts) -> float:
    return float(_features(run)["failed"].mean())


def _failed_of_size(run: Accounts, size: int) -> float:
    releases = _features(run)
    return float(releases.loc[releases["changes"] == size, "failed"].mean())


def batches() -> Case:
    """A release every fortnight with all that is ready."""
    rate = PER_CYCLE / CYCLE
    checks = (
        Check("Fortnightly batch: mean wait T/2, h", flow.board_wait(CYCLE, 0),
              one(_wait, "batching_hours"), UNIFORM, 0.01),
        Check("Fortnightly batch: changes = rate × cycle", flow.batch_size(rate, CYCLE),
              one(_size), "Poisson changes", 0.015),
        Check("Fortnightly batch: share that fails", flow.any_batch_failure(DEFECT, rate, CYCLE),
              one(_failed), "1 − (1 − p)^k over Poisson k", 0.055),
        Check("Batch of 8 changes: chance to fail 1 − (1 − p)^8", flow.batch_failure(DEFECT, 8),
              one(_failed_of_size, 8), "independent defects", 0.13),
    )  # fmt: skip
    return Case("batches", _batches_study(), checks, replications=20)


def single_changes() -> Case:
    """Every change ships alone; half of them have a defect, so that their share is known well."""
    study = world(
        "single changes", "52 w", alike(4, changes=per_hour(0.1)), {"defect_chance": 0.5},
        {"textbook": {"teams": {"responders": on_duty(100)}}},
    )  # fmt: skip
    checks = (
        Check("Single changes: change failure rate = defect chance", 0.5,
              one(_failed), "independent defects", 0.025),
    )  # fmt: skip
    return Case("single-changes", study, checks, replications=20, fast=False)
