"""What a reader must be told beside the numbers."""

from pathlib import Path

from sim.documents.load import load_study, vary
from sim.questions.compare import compare

TINY = Path(__file__).parents[2] / "scenarios" / "tiny.toml"


FEW = "2 replications are few"


def notes(**changes: object) -> list[str]:
    study = vary(load_study(TINY), {"worlds": ["as-stated"], **changes})
    found = compare(study, replications=2, workers=1).notes
    return [note for note in found if not note.startswith(FEW)]


def with_traffic(start: str, **changes: object) -> list[str]:
    """What is said of SREs where both services have so much traffic from the first day."""
    traffic = {f"services.{name}.traffic": {"start": start} for name in ("checkout", "catalogue")}
    found = notes(**traffic, horizon="2 y", compare=["sre-run-it"], **changes)
    return [note for note in found if "SREs" in note]


def test_that_sres_ran_nothing_is_said() -> None:
    (said,) = with_traffic("10/s")
    assert "SREs ran no service" in said


def test_the_way_to_sres_is_told_from_being_there() -> None:
    ran, way = with_traffic("300/s")
    assert "SREs ran " in ran
    assert "the way to SREs is in the numbers" in way
    assert "months since they asked" in way


def test_a_scenario_that_begins_with_sres_has_no_way_in_it() -> None:
    ran, way = with_traffic(
        "300/s", **{f"services.{name}.stage": "sre" for name in ("checkout", "catalogue")}
    )
    assert "SREs ran 2 of 2 services" in ran
    assert "nothing is of the way to SREs" in way


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
