"""Incidents that hit several services: a common cause for those that are hit together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.questions.fit import Wanted, calibrating, fit, read
from sim.questions.fit.common import alone, common_causes
from sim.questions.fit.history import learn
from sim.questions.fit.observations import Observations
from sim.questions.fit.writing import study_of

SETS = {"api;chat": 6, "chat;web": 6, "shop;till": 8, "api": 20, "shop": 10}
MAP = """
separator = ";"
[columns]
opened_at = "start"
restored_at = "end"
service = "parts"
"""


def told(folder: Path, sets: dict[str, int]) -> Wanted:
    names = [name for name, count in sets.items() for _ in range(count)]
    starts = pd.date_range("2025-01-01", "2025-12-30", periods=len(names), tz="UTC").floor("s")
    table = pd.DataFrame(
        {"parts": names, "start": starts, "end": starts + pd.Timedelta(1, unit="h")}
    )
    table.to_csv(folder / "x.csv", index=False)
    (folder / "map.toml").write_text(MAP)
    return Wanted([folder / "x.csv"], mappings=[folder / "map.toml"])


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Observations:
    return read(told(tmp_path_factory.mktemp("common"), SETS))


def test_services_that_are_hit_together_share_a_cause(found: Observations) -> None:
    one, other = common_causes(found)
    assert (one.services, one.n) == (("api", "chat", "web"), 12)
    assert (other.services, other.n) == (("shop", "till"), 8)
    assert {"web", "till"} < set(found.services)  # though no incident is theirs alone


def test_such_incidents_are_in_no_rate_and_every_other_is(found: Observations) -> None:
    history = learn(found)
    apart = alone(found, history.common)
    assert history.rates.months.counts.sum() == apart.sum()
    assert apart.sum() + sum(cause.n for cause in history.common) == len(found.incidents)


def test_few_of_them_are_no_cause(tmp_path: Path) -> None:
    few = read(told(tmp_path, {"api;chat": 4, "chat": 10, "api": 10}))
    assert common_causes(few) == ()
    assert alone(few, ()).all()


def test_the_scenario_has_what_was_told(tmp_path: Path) -> None:
    wanted = told(tmp_path, {"api;chat": 30, "chat": 10, "api": 10})
    draft = fit(wanted, "you-run-it", calibrated=False).draft
    cause = study_of(draft).scenario.common_causes["several"]
    assert cause.services == ("api", "chat")
    assert np.isclose(cause.rate * draft.history.observations.hours, 30, rtol=0.01)
    assert cause.share > 0.95
    assert cause.incidents == "one"
    single = draft.only({"api": "api"})
    assert not study_of(single).scenario.common_causes


def test_scaling_to_totals_leaves_how_many_are_hit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rate is scaled until counts agree; the share of services that a cause hits was read off."""
    monkeypatch.setattr(calibrating, "ROUNDS", 2)
    monkeypatch.setattr(calibrating, "MOST", 2)
    wanted = told(tmp_path, {"api;chat": 10, "chat": 2, "api": 2})
    found = fit(wanted, "you-run-it", workers=1)
    shares = [one for one in found.draft.parameters if one.path == "common_causes.several.share"]
    assert found.calibration is not None
    assert found.calibration.reached[0].factor != 1
    assert [one.value for one in shares] == [learn(read(wanted)).common[0].share.mean]
    assert shares[0].value > 0.9
