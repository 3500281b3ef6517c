"""A mature organisation: SREs run most of what is critical, most of the time."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.documents.load import load_study, vary
from sim.questions.compare import compare
from sim.study.comparison import Comparison

MODEL = "sre-run-it"


@pytest.fixture(scope="module")
def found() -> Comparison:
    study = load_study(Path("scenarios/sre-organisation.toml"))
    lines = {"worlds": ["as-stated"], "compare": ["you-run-it", MODEL]}
    return compare(vary(study, lines), replications=4, workers=1)


def test_sres_run_most_critical_services_most_of_the_time(found: Comparison) -> None:
    table = found.error_budgets
    mine = table[table["model"].eq(MODEL)]
    begun = {n for n, s in found.study.scenario.services.items() if s.stage == "sre"}
    critical = mine[mine["service"].isin(begun)]
    assert len(begun) == 5
    assert critical["state"].eq("sre").mean() > 0.75
    assert mine["state"].eq("sre").mean() > 0.5


def test_their_engineering_goes_into_reliability(found: Comparison) -> None:
    """Of eight people's time at least half, over seven services, beside what owners put in."""
    hours = "reliability_hours_per_service_year"
    owners = {"you-run-it": 0.08, MODEL: 0.05}
    most = 0.9 * 8 * 1760 / 7 + 27 / 7 * 1760 * owners["you-run-it"]
    least = 27 / 7 * 1760 * owners[MODEL] + 0.5 * 8 * 1760 / 7
    assert found.mean("you-run-it", hours) == pytest.approx(27 / 7 * 1760 * 0.08)
    assert least < found.mean(MODEL, hours) < most
