"""Base rates: what is outside its band fails unless a reason is known; defaults that moved."""

from pathlib import Path

import numpy as np
import pytest

from sim.documents.reference import parameter_rows
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.present.calibration import calibration_page, moved_table
from sim.questions.verify.base_rate import RATES, BaseRate, excess_of_months, several_hit, spread
from sim.questions.verify.base_rates import SCENARIOS, base_rate_rows, hold
from sim.questions.verify.moved import MOVED
from tests.mechanisms.worlds import Fault, World

ROOT = Path(__file__).resolve().parents[2]
RATE = BaseRate("a rate", "1", 2.0, 1.0, 3.0, "somebody", lambda run: 2.0, differs={"shop": "so"})
EVERY_DEFAULT = {
    row.path: row.default for doc in (Scenario, SupportModel) for row in parameter_rows(doc)
}


@pytest.mark.parametrize(
    ("scenario", "ours", "verdict"),
    [("shop", 1, "inside"), ("shop", 3.1, "differs"), ("mart", 3.1, "outside"),
     ("mart", np.nan, "outside")],
)  # fmt: skip
def test_a_figure_outside_its_band_fails_or_says_why(
    scenario: str, ours: float, verdict: str
) -> None:
    assert hold(scenario, "some-model", RATE, ours).verdict == verdict


def test_every_rate_has_its_published_value_in_its_band_and_a_source() -> None:
    for rate in RATES:
        assert rate.low <= rate.published <= rate.high
        assert rate.source
    assert len({(rate.name, *rate.models) for rate in RATES}) == len(RATES)


@pytest.mark.parametrize("move", MOVED, ids=lambda move: move.path)
def test_a_default_that_moved_is_where_the_page_says(move) -> None:
    assert EVERY_DEFAULT[move.path] == move.now
    assert move.evidence


def test_the_page_tells_what_moved() -> None:
    assert moved_table() in (ROOT / "docs" / "calibration.md").read_text(encoding="utf-8")


def test_measures_of_a_run_by_hand() -> None:
    """Two incidents of 3 and 12 hours in January, none in February."""
    faults = [Fault(at=10), Fault(at=100, diagnose=4, work=8)]
    run = World(faults, scenario='horizon = "90 d"').run()
    assert spread(run) == pytest.approx(np.std(np.log([3, 12]), ddof=1))
    assert several_hit(run) == 0
    assert excess_of_months(run) == pytest.approx((2 - 1) / 1)


@pytest.mark.slow
def test_shipped_scenarios_lie_in_their_bands() -> None:
    paths = [str(ROOT / path) for path in SCENARIOS]
    rows = base_rate_rows(scenarios=paths)
    assert [row for row in rows if row.verdict == "outside"] == []
    assert "## enterprise" in calibration_page(rows, 4)
