"""A large history: 100,000 incidents and 1,000,000 changes are fitted in a minute and 2 GiB."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.ground.rng import stream
from sim.questions.fit import Wanted, fit

SERVICES, SECONDS = 200, 3 * 365 * 86_400
INCIDENTS, CHANGES = 100_000, 1_000_000


def times(seconds: np.ndarray) -> pd.Series:
    start = np.datetime64("2023-01-01T00:00:00")
    return pd.Series(start + seconds.astype("timedelta64[s]")).dt.strftime("%Y-%m-%dT%H:%M:%SZ")


def large(folder: Path) -> tuple[Path, Path]:
    draws = stream(1, 0, "a large history")
    names = np.array([f"service-{number:03}" for number in range(SERVICES)])
    opened, took = draws.integers(0, SECONDS, INCIDENTS), draws.lognormal(8.5, 1.2, INCIDENTS)
    live, lead = draws.integers(0, SECONDS, CHANGES), draws.lognormal(11, 1, CHANGES)
    incidents, changes = folder / "incidents.csv", folder / "changes.csv"
    pd.DataFrame(
        {"id": np.arange(INCIDENTS), "service": draws.choice(names, INCIDENTS),
         "start": times(opened), "end": times(opened + took),
         "severity": draws.choice(["P1", "P2", "P3"], INCIDENTS)}
    ).to_csv(incidents, index=False)  # fmt: skip
    pd.DataFrame(
        {"deployment_id": np.arange(CHANGES), "service": draws.choice(names, CHANGES),
         "committed_at": times(live - lead), "deployed_at": times(live),
         "failed": draws.random(CHANGES) < 0.1}
    ).to_csv(changes, index=False)  # fmt: skip
    return incidents, changes


@pytest.mark.slow
def test_a_large_history_is_fitted_in_a_minute_and_two_gibibytes(tmp_path: Path) -> None:
    incidents, changes = large(tmp_path)
    began = time.process_time()
    found = fit(Wanted([incidents], [changes]), "you-run-it")
    assert [tally.kept for tally in found.history.observations.tallies] == [INCIDENTS, CHANGES]
    assert time.process_time() - began < 60
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 < 2 * 2**30
