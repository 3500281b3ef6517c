"""Runs the cases through the real engine and holds the outcome against theory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count, islice

import numpy as np

from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.questions.verify.arithmetic import arithmetic_rows
from sim.questions.verify.case import ROUNDING, Case, Check, Row
from sim.questions.verify.cases import case_names, make_case
from sim.records.money import Accounts
from sim.study.intervals import mean_interval
from sim.study.runner import Crash, run

LEVEL = 0.999

Progress = Callable[[int, int, str], None]
"""Told after each replication: how many are done, of how many, and the case it belongs to."""


def verify_rows(
    progress: Progress | None = None, quick: bool = False, workers: int | None = None
) -> list[Row]:
    """Every known answer against the simulator; ``quick`` leaves out the cases that take long.

    ``progress`` is called in this process. The outcome doesn't depend on ``workers``: processes,
    by default as many as there are cores.
    """
    cases = [case for case in map(make_case, case_names()) if case.fast or not quick]
    tasks = [(case.name, number) for case in cases for number in replications_of(case)]
    values: dict[str, list[list[float]]] = {case.name: [] for case in cases}
    told = None if progress is None else _with_case(progress, tasks)
    found = run(run_once, tasks, workers=workers, progress=told)
    for place, measured in sorted(found, key=lambda result: result[0]):
        if isinstance(measured, Crash):
            raise RuntimeError(f"{tasks[place]} failed: {measured.error}")
        values[tasks[place][0]].append(measured)
    held = [row for case in cases for row in judge(case, values[case.name])]
    return held + arithmetic_rows()


def _with_case(progress: Progress, tasks: list[tuple[str, int]]) -> Callable[[int, int], None]:
    """Progress that names the case; replications end about in the order of the tasks."""
    return lambda done, total: progress(done, total, tasks[max(0, done - 1)][0])


def replications_of(case: Case) -> list[int]:
    """The numbers of the replications that count: the first ones with a tape as wanted."""
    keep = case.keep
    wanted = (n for n in count() if keep is None or keep(draw(case.study.scenario, n)))
    return list(islice(wanted, case.replications))


def run_once(name: str, replication: int) -> list[float]:
    """What each check of a case measures in one replication."""
    case = make_case(name)
    scenario = case.study.scenario
    tape = draw(scenario, replication)
    runs = {
        model: Accounts(scenario, document, tape, simulate(scenario, document, tape))
        for model, document in case.study.models.items()
    }
    return [check.measure(runs) for check in case.checks]


def judge(case: Case, values: Sequence[Sequence[float]]) -> list[Row]:
    """The verdict on each check of a case, from its values by replication."""
    by_check = np.array(values, dtype=float).T
    return [
        hold_against(case.name, check, column)
        for check, column in zip(case.checks, by_check, strict=True)
    ]


def hold_against(case: str, check: Check, values: np.ndarray) -> Row:
    """Holds if the interval contains the answer and is narrow; a missing value makes it fail."""
    scale = abs(check.theory) or 1.0
    interval = mean_interval(values, level=LEVEL)
    rounding = ROUNDING / 2 * scale
    low, high = interval.low - rounding, interval.high + rounding
    width = (high - low) / 2 / scale
    complete = interval.n == len(values)
    holds = complete and low <= check.theory <= high and width <= check.allowed
    return Row(
        case, check.name, check.theory, interval.mean, low, high, width, check.allowed,
        "holds" if holds else "fails", check.source,
    )  # fmt: skip
