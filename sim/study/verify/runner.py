"""Runs the cases through the real engine and holds the outcome against theory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice

import numpy as np
from joblib import Parallel, cpu_count, delayed

from sim.engine.run import simulate
from sim.nature.tape import draw
from sim.records.money import Accounts
from sim.study.intervals import mean_interval
from sim.study.verify.arithmetic import arithmetic_rows
from sim.study.verify.case import ROUNDING, Case, Check, Row
from sim.study.verify.cases import case_names, make_case

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
    for done, (name, found) in enumerate(_run_all(tasks, workers or cpu_count()), start=1):
        values[name].append(found)
        if progress is not None:
            progress(done, len(tasks), name)
    held = [row for case in cases for row in judge(case, values[case.name])]
    return held + arithmetic_rows()


def _run_all(tasks: list[tuple[str, int]], workers: int) -> Iterator[tuple[str, list[float]]]:
    if workers == 1:
        yield from ((name, run_once(name, number)) for name, number in tasks)
        return
    jobs = (delayed(run_once)(name, number) for name, number in tasks)
    found = Parallel(n_jobs=workers, return_as="generator", batch_size=1)(jobs)
    yield from zip((name for name, _ in tasks), found, strict=True)


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
