"""Each owner sees their bill, and the bills are all that there is."""

from pathlib import Path

import pytest

from sim.present.bills import bill_table, bills_in_cents, by_owner
from sim.questions.compare import compare
from sim.study.comparison import Comparison

ROOT = Path(__file__).resolve().parents[2]
PARTS = ["direct_cost", "shared_cost", "outage_loss", "cost_of_delay", "foregone_value"]


@pytest.fixture(scope="module")
def tiny() -> Comparison:
    return compare(str(ROOT / "scenarios" / "tiny.toml"), replications=3, workers=1)


def test_parts_make_a_bill_and_bills_the_total_to_the_cent(tiny: Comparison) -> None:
    table = bill_table(tiny)
    assert table[PARTS].sum(axis=1).round(2).tolist() == table["total_cost"].tolist()
    for model, bills in table.groupby("model", sort=False):
        total = tiny.values(str(model), "total_cost_per_year").mean()
        assert bills["total_cost"].sum() == pytest.approx(total, abs=0.006)


def test_every_service_is_on_the_bill_of_its_owner(tiny: Comparison) -> None:
    table, services = bill_table(tiny), tiny.study.scenario.services
    assert len(table) == len(services) * len(tiny.models)
    for owner, service in zip(table["owner"], table["service"], strict=True):
        assert services[service].team == owner


def test_the_page_ends_with_all_of_them(tiny: Comparison) -> None:
    grid = by_owner(tiny)
    owners = {service.team for service in tiny.study.scenario.services.values()}
    assert {line.heading for line in grid.lines} == {*owners, "All"}
    *each, last = [[float(cell.sort) for cell in line.cells] for line in grid.lines]
    assert [sum(column) for column in zip(*each, strict=True)] == pytest.approx(last, rel=1e-4)


def test_the_file_has_cents(tiny: Comparison) -> None:
    table = bills_in_cents(tiny)
    assert table["total_cost"].str.fullmatch(r"-?\d+\.\d\d").all()
