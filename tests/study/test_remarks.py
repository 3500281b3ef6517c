"""What a reader must be told beside the numbers."""

from pathlib import Path

import pytest

from sim.documents.load import load_study, vary
from sim.questions.compare import compare

TINY = Path(__file__).parents[2] / "scenarios" / "tiny.toml"


FEW = "2 replications are few"


def notes(**changes: object) -> list[str]:
    study = vary(load_study(TINY), {"worlds": ["as-stated"], **changes})
    found = compare(study, replications=2, workers=1).notes
    return [note for note in found if not note.startswith(FEW)]


@pytest.mark.parametrize(("start", "says"), [("10/s", "SREs who wait"), ("300/s", "SREs ran ")])
def test_whether_sres_ran_anything_is_said(start: str, says: str) -> None:
    traffic = {f"services.{name}.traffic": {"start": start} for name in ("checkout", "catalogue")}
    found = notes(**traffic, **{"nature.peaks": {}})
    assert [says in note for note in found if "SREs" in note] == [True]


def test_without_shared_teams_there_is_nothing_to_say() -> None:
    assert notes(compare=["you-run-it"]) == []


def test_a_team_of_the_model_that_two_services_hardly_need_is_named() -> None:
    (found,) = notes(compare=["ops-run-it"])
    assert "take hardly any time of ops-bridge" in found


def test_a_horizon_of_days_is_no_year() -> None:
    found = notes(compare=["ops-run-it", "you-run-it"], horizon="10 d")
    assert any("The horizon is 10 days" in note for note in found)


OVERRUN = {
    "compare": ["ops-run-it", "you-run-it"],
    "models.ops-run-it.teams.application-support.on_duty": {
        "working_hours": 1, "out_of_hours": 1
    },
    "nature.background": "400/y",
    "nature.diagnose": {"median": "9 h", "p95": "30 h"},
}  # fmt: skip


def test_a_queue_that_never_empties_comes_first_with_its_team() -> None:
    """Two hundred and more incidents of two working days each are more than one person does."""
    found = notes(**OVERRUN)
    assert found[0].startswith("A queue that never empties: under You Build It Ops Run It, ")
    assert "application-support, worked" in found[0]
    assert "of the changes never went live" in found[0] or "never restored" in found[0]


def test_what_is_fast_enough_is_no_queue() -> None:
    assert not any("queue" in note for note in notes(compare=["you-run-it"]))
