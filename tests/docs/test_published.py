"""What is committed of a run is what a run gives, and what pages say of it in words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sim.present.publish import write_results
from sim.questions.compare import compare
from tests.docs.pages import ROOT

RESULTS = ROOT / "results"
NUMBERS = ("summary", "comparison", "summary_equal", "comparison_equal", "risk", "bills")


def committed(path: str) -> str:
    return (RESULTS / path).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sureness() -> Any:
    return json.loads(committed("furniture-retailer/uncertainty.json"))


@pytest.mark.slow
def test_a_run_gives_what_is_committed(tmp_path: Path) -> None:
    """The smallest scenario whole; what differs here differs in the others."""
    found = compare(ROOT / "scenarios" / "tiny.toml", workers=1)
    folder = write_results(found, tmp_path / "tiny", "a test", 1.0)
    for name in NUMBERS:
        assert (folder / f"{name}.csv").read_text(encoding="utf-8") == committed(f"tiny/{name}.csv")


def test_the_readme_says_of_the_curve_what_it_shows(sureness: Any) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "SRE Run It is the cheapest in about six draws of ten" in text
    assert "at an eighth of them\nYou Run It in more than eight" in text
    assert round(10 * sureness["cheapest"]["sre-run-it"]) == 6
    assert sureness["multiples"][0] == 1 / 8
    assert sureness["curve"]["you-run-it"][0] > 0.8
    first = sureness["hangs_on"][0]
    assert first["name"] == "nature.defect_chance"
    assert first["low"] < 0.5 < first["high"], "SRE Run It is the better choice where it is high"


def test_the_curve_at_the_present_exposures_is_the_chance_that_is_told(sureness: Any) -> None:
    now = sureness["multiples"].index(1.0)
    for model, chance in sureness["cheapest"].items():
        assert sureness["curve"][model][now] == pytest.approx(chance, abs=0.005)


def test_a_report_says_of_its_uncertainty_what_stands_beside_it(sureness: Any) -> None:
    report = committed("furniture-retailer/report.html")
    share = f"{100 * sureness['cheapest']['sre-run-it']:.0f} %"
    assert f"{sureness['samples']:,}" in report
    assert share in report.replace("\xa0", " ")
