"""The smallest shipped scenario, and one with templates."""

from pathlib import Path

import pytest

from sim.documents.load import Study, load_study, vary

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.fixture(scope="session")
def tiny() -> Study:
    return load_study(SCENARIOS / "tiny.toml")


@pytest.fixture(scope="session")
def enterprise() -> Study:
    return load_study(SCENARIOS / "enterprise.toml")


@pytest.fixture(scope="session")
def quick(tiny: Study) -> Study:
    """The smallest one, shorter, with two models and two worlds: where its numbers don't matter."""
    lines = {"compare": ["ops-run-it", "you-run-it"], "worlds": ["as-stated", "useless"]}
    return vary(tiny, {**lines, "horizon": "4 w"})
