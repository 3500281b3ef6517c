"""What a reader must be told beside the numbers."""

from pathlib import Path

import pytest

from sim.documents.load import load_study, vary
from sim.questions.compare import compare

TINY = Path(__file__).parents[2] / "scenarios" / "tiny.toml"


def notes(**changes: object) -> list[str]:
    study = vary(load_study(TINY), {"incentives": False, **changes})
    return compare(study, replications=2, workers=1).notes


@pytest.mark.parametrize(("start", "says"), [("10/s", "SREs who wait"), ("300/s", "SREs ran ")])
def test_whether_sres_ran_anything_is_said(start: str, says: str) -> None:
    traffic = {f"services.{name}.traffic": {"start": start} for name in ("checkout", "catalogue")}
    found = notes(**traffic, **{"nature.peaks": {}})
    assert len(found) == 1
    assert says in found[0]


def test_without_sres_there_is_nothing_to_say() -> None:
    assert notes(compare=["ops-run-it", "you-run-it"]) == []


def test_a_horizon_of_days_is_no_year() -> None:
    found = notes(compare=["ops-run-it", "you-run-it"], horizon="10 d")
    assert len(found) == 1
    assert "The horizon is 10 days" in found[0]
