"""The effort behind availability: the owners' reliability time, and the SREs' engineering."""

from __future__ import annotations

import pytest

from sim.records.metrics.nines import reliability_hours_per_service_year
from tests.mechanisms.lines import CRITICAL, GROWS, REQUESTED, REVIEWED, SRE
from tests.mechanisms.worlds import Fault, World

YEAR, WEEKS_8 = 8766, 1344


def test_owners_put_in_a_share_of_everybodys_time() -> None:
    run = World().run('operability.invests = "10%"')
    assert reliability_hours_per_service_year(run) == pytest.approx(6 * 1760 * 0.1)


def test_two_services_of_a_team_share_it() -> None:
    twin = 'services.twin = { team = "red", target = "99%", exposure = "1 USD/h", '
    twin += 'changes = "0/y", traffic = { start = "1/s" } }'
    run = World(scenario=twin).run('operability.invests = "10%"')
    assert reliability_hours_per_service_year(run) == pytest.approx(3 * 1760 * 0.1)


def test_what_responds_counts_from_when_it_does() -> None:
    """An outage of 3 of 13.44 hours is read after a week."""
    answers = 'operability.responds = { top = "30%", watch = "100%" }'
    policy = 'error_budget.stages = ["team"]\noperability.invests = "10%"'
    run = World([Fault(at=2, fix="restart")], model=policy).run(answers)
    mean = 0.1 + 0.2 * 3 / 13.44 * (WEEKS_8 - 168) / WEEKS_8
    assert reliability_hours_per_service_year(run) == pytest.approx(6 * 1760 * mean)


def test_sres_engineer_when_they_do_not_review() -> None:
    """Eight of them, half of their time, less two and a half people for the week of a review."""
    engineering = 'engagement.engineering = { share = "50%", reviewer_share = "100%" }'
    run = World(scenario=GROWS, model=SRE).run(engineering)
    hours = 8 * 0.5 * WEEKS_8 - 2.5 * (REVIEWED - REQUESTED)
    expected = hours / YEAR * 1760 / (WEEKS_8 / YEAR)
    assert CRITICAL > REVIEWED
    assert reliability_hours_per_service_year(run) == pytest.approx(expected)
