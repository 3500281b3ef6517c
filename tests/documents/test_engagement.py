"""What is wrong with an engagement of SREs is said with its place."""

from __future__ import annotations

import pytest

from sim.documents.errors import InputError
from sim.documents.load import Study, load_study, vary
from sim.documents.remarks import document_remarks
from tests.engine.shipped import FOLDER

SRE = "models.sre-run-it.engagement"


def tiny(**changes: object) -> Study:
    return vary(load_study(FOLDER / "tiny.toml"), changes)


def complaint(**changes: object) -> str:
    with pytest.raises(InputError) as caught:
        tiny(**changes)
    return str(caught.value)


@pytest.mark.parametrize("stage", ["review", "handed-back", "sres", 3])
def test_a_stage_at_which_no_service_can_begin(stage: object) -> None:
    said = complaint(**{"services.checkout.stage": stage})
    assert f"services.checkout.stage: found {stage!r}" in said
    assert all(allowed in said for allowed in ("team", "shared", "sre"))


def test_more_reviews_than_there_are_sres_for() -> None:
    """Each takes two fifths of two and a half people."""
    assert tiny(**{f"{SRE}.reviewers": 8}).models["sre-run-it"].engagement is not None
    said = complaint(**{f"{SRE}.reviewers": 9})
    assert f"{SRE}.reviewers: found 9 reviews that take 1 people each; the team has 8" in said


def test_a_way_to_hire_that_there_is_not() -> None:
    said = complaint(**{f"{SRE}.hired": "first-asks"})
    assert f"{SRE}.hired: found 'first-asks'" in said
    assert "first-asked" in said


def test_a_stage_at_which_nobody_fixes_code() -> None:
    """The owners answer for what is theirs alone, and the SREs for the rest."""
    said = complaint(**{"models.sre-run-it.respond.delivery.when": {"stages": ["team", "shared"]}})
    assert "models.sre-run-it.respond: nobody can ever make a 'code' fix" in said
    assert "for service 'catalogue' at stage 'sre'" in said


def remarks(**changes: object) -> list[str]:
    study = tiny(**changes)
    found = document_remarks(study.scenario, study.models)
    return [remark for remark in found if "SREs" in remark]


def test_a_stage_that_no_model_knows_or_that_traffic_would_not_have_brought() -> None:
    begins = {"services.checkout.stage": "sre"}
    (unknown,) = remarks(**begins, compare=["ops-run-it", "you-run-it"])
    assert "No model that is compared engages SREs: the stage of checkout" in unknown
    (early,) = remarks(**begins)
    assert "With their first traffic, checkout would not have asked for SREs (from 20" in early
    enough = {"services.checkout.traffic": {"start": "20/s"}}
    assert remarks(**begins, **enough) == remarks() == []
