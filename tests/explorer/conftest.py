"""The smallest shipped scenario, and one with templates."""

from pathlib import Path

import pytest

from sim.documents.load import Study, load_study

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="session")
def tiny() -> Study:
    return load_study(SCENARIOS / "tiny.toml")


@pytest.fixture(scope="session")
def enterprise() -> Study:
    return load_study(SCENARIOS / "enterprise.toml")
