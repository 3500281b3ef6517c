"""The same networks in Ciw, an engine that shares no code with this one.

Ciw has one generator for everything (``ciw.seed``), so only averages can be compared.
"""

import ciw
import numpy as np
import pytest
from scipy import stats

from sim.questions.verify.case import Case
from sim.questions.verify.cases import make_case
from sim.questions.verify.queue_cases import SETTLED
from sim.questions.verify.runner import judge, replications_of, run_once
from tests.theory.rows import HELD_AGAINST_ANOTHER_ENGINE, failures

pytestmark = pytest.mark.slow

REPLICATIONS = 20
SHARED, LINES = HELD_AGAINST_ANOTHER_ENGINE


def ciw_waits(network: object, replication: int) -> list[float]:
    """Mean wait at each node of those who came in the settled period."""
    ciw.seed(replication)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(SETTLED.end + 500)
    waits: dict[int, list[float]] = {}
    for record in simulation.get_all_records():
        if SETTLED.start <= record.arrival_date < SETTLED.end:
            waits.setdefault(record.node, []).append(record.waiting_time)
    return [float(np.mean(waits[node])) for node in sorted(waits)]


def ours(case: Case, names: list[str]) -> np.ndarray:
    """Values of the replications, after they were held against theory like every other case's."""
    runs = [run_once(case.name, number) for number in replications_of(case)]
    assert failures(judge(case, runs)) == []
    values = np.array(runs)
    wanted = [next(i for i, c in enumerate(case.checks) if c.name == name) for name in names]
    return values[:, wanted]


def agree(mine: np.ndarray, theirs: np.ndarray, allowed: float) -> bool:
    """Whether Welch's 99.9 % interval of the difference holds nothing, and is narrow."""
    interval = stats.ttest_ind(mine, theirs, equal_var=False).confidence_interval(0.999)
    half = (interval.high - interval.low) / 2 / theirs.mean()
    assert half < allowed
    return bool(interval.low < 0 < interval.high)


def test_one_shared_team() -> None:
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(2.0)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[3],
    )
    theirs = np.array([ciw_waits(network, n) for n in range(REPLICATIONS)])
    mine = ours(make_case(SHARED), ["M/M/3: mean wait, h"])
    assert agree(mine[:, 0], theirs[:, 0], allowed=0.12)


def test_two_lines() -> None:
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(1.0), None],
        service_distributions=[ciw.dists.Exponential(1.0), ciw.dists.Exponential(1.0)],
        number_of_servers=[2, 1],
        routing=[[0.0, 0.6], [0.0, 0.0]],
    )
    theirs = np.array([ciw_waits(network, n) for n in range(REPLICATIONS)])
    names = [
        "Two lines: mean wait for the first, h",
        "Two lines: mean wait for the second, h",
    ]
    mine = ours(make_case(LINES), names)
    assert agree(mine[:, 0], theirs[:, 0], allowed=0.12)
    assert agree(mine[:, 1], theirs[:, 1], allowed=0.16)
