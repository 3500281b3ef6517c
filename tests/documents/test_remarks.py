"""What is sound and yet probably not meant."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.documents.load import load_study, vary
from sim.documents.remarks import document_remarks, left_out

ROOT = Path(__file__).parents[2]
TINY = ROOT / "scenarios" / "tiny.toml"


def remarks(**changes: object) -> list[str]:
    study = vary(load_study(TINY), {"compare": ["you-run-it"], **changes})
    return list(document_remarks(study.scenario, study.models))


def test_a_sound_scenario_needs_no_remark() -> None:
    assert remarks() == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"horizon": "11 months"}, "The horizon is 335 days"),
        ({"replications": 9}, "9 replications are few"),
        ({"models.you-run-it.teams.delivery.people": 4}, "hires 4 people beside the delivery"),
        ({"calendar.holidays": ["2024-12-25"]}, "No holiday lies within the run"),
        (
            {"calendars.x.holidays": ["2024-12-25", "2026-12-25"]},
            "1 of 2 holidays of calendars.x lie outside",
        ),
    ],
)
def test_one_slip_is_one_remark(changes: dict[str, object], says: str) -> None:
    found = remarks(**changes)
    assert len(found) == 1
    assert says in found[0]


def test_a_target_above_what_its_needs_allow_names_them() -> None:
    """Half of the requests need a service that fails 2 % of them: 99 % are left."""
    changes = {
        "services.catalogue.target": "98%", "services.checkout.target": "99.5%",
        "services.checkout.needs": {"catalogue": "50%"},
    }  # fmt: skip
    (found,) = remarks(**changes)
    assert "checkout promises 99.5 %, and what it needs allows about 99 % at most" in found
    assert "weakest need is catalogue" in found


def test_a_target_that_its_needs_allow_is_no_remark() -> None:
    changes = {
        "services.catalogue.target": "98%", "services.checkout.target": "98.9%",
        "services.checkout.needs": {"catalogue": "50%"},
    }  # fmt: skip
    assert remarks(**changes) == []


def test_check_says_them(tmp_path: Path) -> None:
    file = tmp_path / "few.toml"
    file.write_text(TINY.read_text().replace("replications = 20", "replications = 3"))
    done = CliRunner().invoke(app, ["check", str(file)])
    assert done.exit_code == 0
    assert "Remark: 3 replications are few" in done.output


def not_compared(**changes: object) -> list[str]:
    study = vary(load_study(TINY), {"compare": ["you-run-it"], **changes})
    return list(left_out(study.scenario, study.models))


def test_a_model_that_is_described_and_led_to_by_nothing_is_told() -> None:
    ours = {"models.ours": {"extends": "ops-run-it", "title": "Ours"}}
    (said,) = not_compared(**ours)
    assert said.startswith("models.ours is described and not compared")
    assert not_compared(**ours, compare=["ours"]) == []
    assert not_compared(**ours, **{"assign.today": "ours"}) == []
    assert not_compared(**ours, **{"models.more.extends": "ours"}, compare=["more"]) == []


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.toml")), ids=lambda p: p.stem)
def test_shipped_scenarios_compare_what_they_describe(path: Path) -> None:
    study = load_study(path)
    assert list(left_out(study.scenario, study.models)) == []
