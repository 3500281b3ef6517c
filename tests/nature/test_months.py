"""Good and bad months that services have together, and each for itself."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.documents.scenario import Scenario
from sim.nature.tape import Cause, draw

N = 12
RATE = 14.0 / N
"""Faults a month of each of twelve services: fourteen of them all, as GitHub's page had."""
EDGES = 24.0 * np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def world(services: int = N, changes: str = "0/y", **nature: Any) -> Scenario:
    service = {
        "team": "shop", "target": "99%", "exposure": "1 USD/h", "changes": changes,
        "traffic": {"start": "5/s"},
    }  # fmt: skip
    plain = {"clumping": 0.0, "clumping_shared": 0.0, "operability": {"faults": 1.0}}
    lines = {
        "title": "Many services", "question": "Together?", "start": date(2026, 1, 1),
        "horizon": "365 d", "compare": ["you-run-it"], "teams": {"shop": {"domain": "retail"}},
        "services": {f"s{n}": service for n in range(services)},
        "nature": {**plain, "background": f"{12 * RATE}/y", **nature},
    }  # fmt: skip
    return Scenario.model_validate(lines)


def by_month(scenario: Scenario, runs: int, cause: Cause = Cause.BACKGROUND) -> np.ndarray:
    """Faults of each service in each month of mean length; shape (runs, services, months)."""
    counts = []
    for k in range(runs):
        services = draw(scenario, k).services.values()
        at = [s.faults.born_at[s.faults.cause == cause] for s in services]
        counts.append([np.histogram(born, EDGES)[0] for born in at])
    return np.array(counts) / (np.diff(EDGES) / 730.0)


@pytest.mark.parametrize(("own", "shared"), [(0.0, 0.0), (0.17, 0.0), (0.0, 0.17), (0.17, 0.17)])
def test_months_of_the_organisation_disperse_by_both_parts(own: float, shared: float) -> None:
    """Variance = mean + mean² (shared + own (1 + shared) / services); four standard errors."""
    counts = by_month(world(clumping=own, clumping_shared=shared), 60).sum(axis=1).ravel()
    mean = N * RATE
    variance = mean + mean**2 * (shared + own * (1 + shared) / N)
    kurtosis = float(stats.kurtosis(counts, fisher=False))
    assert counts.mean() == pytest.approx(mean, rel=4 * np.sqrt(variance / len(counts)) / mean)
    tolerance = 4 * np.sqrt((kurtosis - 1) / len(counts))
    assert counts.var(ddof=1) == pytest.approx(variance, rel=tolerance)
    assert tolerance < 0.5


def test_the_measured_dispersion_of_an_organisation_comes_out_of_the_defaults() -> None:
    """GitHub's status page: variance over mean 3.4 a month; independent services alone: 1.2."""
    alone = by_month(world(clumping=0.17), 80).sum(axis=1).ravel()
    defaults = by_month(world(clumping=0.17, clumping_shared=0.17), 80).sum(axis=1).ravel()
    assert alone.var() / alone.mean() == pytest.approx(1.2, abs=0.3)
    assert defaults.var() / defaults.mean() == pytest.approx(3.4, abs=0.7)


def test_services_have_their_bad_months_together() -> None:
    counts = by_month(world(2, clumping_shared=1.0, background="60/y"), 60)
    together = np.corrcoef(counts[:, 0].ravel(), counts[:, 1].ravel())[0, 1]
    apart = by_month(world(2, clumping=1.0, background="60/y"), 60)
    assert together > 0.6
    assert abs(np.corrcoef(apart[:, 0].ravel(), apart[:, 1].ravel())[0, 1]) < 0.15


def test_a_bad_month_makes_more_defects_and_leaves_their_number_alone() -> None:
    runs = 60
    made = []
    for shared in (0.0, 1.0):
        scenario = world(1, changes="2000/y", clumping_shared=shared, background="0/y")
        counts = []
        for k in range(runs):
            tape = draw(scenario, k).services["s0"]
            defects = tape.faults.number[tape.faults.cause == Cause.CHANGE]
            counts.append(np.histogram(tape.ready_at[defects], EDGES)[0])
        made.append(np.array(counts).ravel())
    assert made[1].mean() == pytest.approx(made[0].mean(), rel=0.15)
    assert made[0].var() / made[0].mean() == pytest.approx(1.0, abs=0.2)
    assert made[1].var() / made[1].mean() > 2


def test_the_draws_of_months_moves_no_other_draws() -> None:
    quiet, loud = (draw(world(1, clumping_shared=c), 0).services["s0"] for c in (0.0, 0.01))
    both = set(quiet.faults.number.tolist()) & set(loud.faults.number.tolist())
    assert len(both) > 5
    for number in both:
        mine, theirs = (np.flatnonzero(t.faults.number == number)[0] for t in (quiet, loud))
        assert quiet.faults.born_at[mine] == loud.faults.born_at[theirs]
        assert quiet.faults.fix[mine] == loud.faults.fix[theirs]
