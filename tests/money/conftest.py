"""A small organisation to which everything happens that money can be about."""

from __future__ import annotations

import pytest

from sim.documents.load import Study
from sim.questions.compare import compare
from sim.records.money import Accounts
from sim.study.comparison import Comparison
from tests.money.worlds import live, study_of


@pytest.fixture(scope="session")
def everything() -> Study:
    return study_of()


@pytest.fixture(scope="session")
def runs(everything: Study) -> dict[str, Accounts]:
    """The first run of every shipped model."""
    return {model: live(everything, model) for model in everything.models}


@pytest.fixture(scope="session")
def compared() -> Comparison:
    """Three runs of three models."""
    study = study_of({}, "ops-run-it", "you-run-it", "sre-run-it")
    return compare(study, replications=3, workers=1)
