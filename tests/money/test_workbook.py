"""The workbook says what the tables say, in LibreOffice too, and with another price as well."""

import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.documents.load import vary
from sim.present.files import in_cents
from sim.present.finance import cash
from sim.present.words import labels
from sim.present.workbook import write_workbook
from sim.questions.compare import compare
from sim.questions.compare.cost_model import CostModel
from sim.study.comparison import Comparison
from tests.money.spreadsheet import (
    changed,
    page_setup,
    read,
    recalculated,
    rows,
    sheets_of,
)
from tests.money.worlds import study_of

MODELS = ("ops-run-it-outsourced", "you-run-it", "sre-run-it")
SHEETS = (
    "Business case", "Models", "Bridge", "Cash and P&L", "Fiscal years", "Head count",
    "Case by quarter", "Assets", "Quantities",
)  # fmt: skip
CENT = 0.0051
AS_SIMULATED = {
    "Models": re.compile(r"[LM]\d+"),
    "Business case": re.compile(r"B(9|10|11)"),
    "Case by quarter": re.compile(r"[B-Z](24|25)"),
}
"""Intervals, which no formula can work out again; each is said to be as simulated."""
TODAY_AND_PLAN = {"business_case.today": MODELS[0], "business_case.plan": "you-run-it"}


@pytest.fixture(scope="module")
def three() -> Comparison:
    return compare(study_of(TODAY_AND_PLAN, *MODELS), replications=2, workers=1)


@pytest.fixture(scope="module")
def book(three: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("book") / "workbook.xlsx"
    write_workbook(three, path)
    return path


def totals(path: Path) -> dict[str, float]:
    """All money of each model, by its label, from the sheet of models."""
    return {
        str(row["A"]): float(row["G"])
        for row in rows(path, "Models")
        if isinstance(row.get("G"), float)
    }


def same(one: Path, other: Path) -> None:
    """Every number of the finance sheets is the same, to the cent."""
    for sheet in SHEETS:
        first, second = read(one, sheet), read(other, sheet)
        numbers = {place: value for place, value in first.items() if isinstance(value, float)}
        assert len(numbers) > 10
        for place, value in numbers.items():
            if sheet in AS_SIMULATED and AS_SIMULATED[sheet].fullmatch(place):
                continue
            assert second[place] == pytest.approx(value, abs=CENT), (sheet, place)


def test_its_totals_are_those_of_the_table(three: Comparison, book: Path) -> None:
    table = in_cents(three.costs).assign(mean=lambda t: t["mean"].astype(float))
    sums: pd.Series[float] = table.groupby("model")["mean"].sum()
    names = labels(three.study)
    assert totals(book) == pytest.approx({names[m]: sums[m] for m in MODELS}, abs=CENT)


def test_each_line_of_its_quantities_is_that_of_the_table(three: Comparison, book: Path) -> None:
    named = {label: model for model, label in labels(three.study).items()}
    found: dict[tuple[str, str], float] = {}
    for row in rows(book, "Quantities"):
        if row.get("A") in named and isinstance(row.get("I"), float):
            key = named[str(row["A"])], str(row["D"])
            found[key] = found.get(key, 0.0) + float(row["I"])
    sums = three.costs.groupby(["model", "line"])["mean"].sum()
    assert found == pytest.approx(dict(sums.items()), abs=CENT)


def test_the_same_comparison_makes_the_same_bytes(
    three: Comparison, book: Path, tmp_path: Path
) -> None:
    write_workbook(three, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == book.read_bytes()


def test_every_block_has_its_lines_where_the_others_look_for_them(three: Comparison) -> None:
    cost_model = CostModel(three)
    for model in MODELS:
        rows_of = [cash.row_of(cost_model, model, key)[0] for key in cash.KEYS]
        assert rows_of == list(range(rows_of[0], rows_of[0] + len(cash.KEYS)))


def test_many_services_of_equal_exposure_share_a_cell(
    three: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.questions.compare.cost_model.MOST_EXPOSURES", 1)
    names = {cell.name for cell in CostModel(three).cells}
    assert {"exposure_70000", "exposure_250000", "exposure_7000"} <= names


def test_each_sheet_for_finance_prints_on_a_page_or_two_of_the_paper_that_is_asked_for(
    three: Comparison, book: Path, tmp_path: Path
) -> None:
    letter = tmp_path / "letter.xlsx"
    study = study_of({**TODAY_AND_PLAN, "business_case.paper": "Letter"}, *MODELS)
    write_workbook(replace(three, study=study), letter)
    for path, paper in ((book, "9"), (letter, "1")):
        for sheet in sheets_of(path):
            page = page_setup(path, sheet)
            assert page["paperSize"] == paper, sheet
            assert page["orientation"] == "landscape", sheet
            assert page.get("fitToHeight", "1") in ("1", "2") or sheet == "Assumptions", sheet


@pytest.mark.slow
def test_either_end_of_an_input_is_what_the_case_comes_to_with_it(
    book: Path, tmp_path: Path
) -> None:
    """Ten inputs told live: put the low end into the first's cell, and the case is worth that."""
    told = [row for row in rows(book, "Sensitivity") if isinstance(row.get("E"), float)][:10]
    first = str(told[0]["A"]).split(",")[0].replace(" ", "_")
    low, at_low = float(told[0]["C"]), float(told[0]["E"])
    found = recalculated(changed(book, "Assumptions", first, low, tmp_path / "low.xlsx"), tmp_path)
    assert read(found, "Business case")["B4"] == pytest.approx(at_low, abs=CENT)
    assert read(found, "Sensitivity")["B4"] == pytest.approx(at_low, abs=CENT)


@pytest.mark.slow
def test_libreoffice_comes_to_the_same_totals(book: Path, tmp_path: Path) -> None:
    same(book, recalculated(book, tmp_path))


CHANGES = [
    ("standby", 815.0, {"prices.standby": "815 USD/week"}),
    ("salaries_developer", 123_456.0, {"prices.salaries.developer": "123456 USD/y"}),
    ("exposure_web_shop", 99_000.5, {"services.web shop.exposure": "99000.5 USD/h"}),
    ("contract_penalty", 5_000.0, {"prices.contract.penalty": "5000 USD"}),
    ("deferred", 0.55, {"prices.deferred": "55%"}),
    ("capitalisable", 0.8, {"prices.accounting.capitalisable": "80%"}),
    ("life_years", 2.5, {"prices.accounting.life": "2.5 y"}),
    ("inflation", 0.07, {"prices.accounting.inflation": "7%"}),
    ("discount", 0.12, {"prices.accounting.discount": "12%"}),
    ("tax", "no", {"prices.accounting.tax": False}),
    ("policy", "as-funded", {"prices.accounting.policy": "as-funded"}),
    ("tax_rate", 0.31, {"prices.accounting.tax_rate": "31%"}),
    ("pay_rise_developer", 0.04, {"prices.pay_rises.developer": "4%"}),
    ("pay_rise_operations", 0.02, {"prices.pay_rises.operations": "2%"}),
    ("hiring_years", 0.6, {"business_case.hiring": 0.6}),
    ("severance_years", 1.25, {"business_case.severance": 1.25}),
    (
        "exchange_rate",
        0.875,
        {"business_case.currency": "EUR", "business_case.rate": 0.875},
    ),
    ("policy", "asc-350-40", {"prices.accounting.policy": "asc-350-40"}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "value", "document"), CHANGES)
def test_a_changed_cell_comes_to_what_another_run_comes_to(
    book: Path, tmp_path: Path, name: str, value: float | str, document: dict[str, object]
) -> None:
    """All of the sheets, not the totals alone: quarters, assets, tax, present value, payback."""
    copy = changed(book, "Assumptions", name, value, tmp_path / "changed.xlsx")
    again = compare(study_of({**TODAY_AND_PLAN, **document}, *MODELS), replications=2, workers=1)
    write_workbook(again, tmp_path / "again.xlsx")
    found = recalculated(copy, tmp_path)
    before, after = totals(book), totals(found)
    same(tmp_path / "again.xlsx", found)
    if next(iter(document)).startswith(("prices.sal", "prices.sta", "services.", "prices.def")):
        assert before != pytest.approx(after, abs=1.0)


def inputs_of(book: Path) -> dict[str, tuple[str, float | str, str]]:
    """The cells that may be changed: place in the scenario, value and unit by name."""
    found = {}
    for row in rows(book, "Assumptions"):
        asks_for_a_run = "run the comparison again" in str(row.get("E", ""))
        if {"B", "D", "G"} <= set(row) and "." in str(row["G"]) and not asks_for_a_run:
            found[str(row["D"])] = (str(row["G"]), row["B"], str(row.get("C", "")).strip())
    return found


def turned(name: str, value: float | str, number: int) -> float | str:
    """Another value for a cell, each by a factor of its own."""
    if isinstance(value, str):
        return {"policy": "asc-350-40"}.get(name, value)
    return (value or 0.02) * (0.9 - 0.004 * number)


def as_written(value: float | str, name: str, unit: str) -> object:
    """The same value as a scenario has it."""
    if unit == "years" or name == "tax":
        return f"{value} y" if unit == "years" else value == "yes"
    money = unit.startswith("USD") and " for " not in unit
    return f"{value} {unit}" if money else value


@pytest.mark.slow
def test_all_input_cells_changed_at_once_come_to_what_another_run_comes_to(
    book: Path, tmp_path: Path
) -> None:
    """A cell that some formula forgets would leave the two apart."""
    inputs, document, copy = inputs_of(book), dict[str, object](), book
    assert len(inputs) > 25
    for number, (name, (place, value, unit)) in enumerate(inputs.items()):
        new = turned(name, value, number)
        copy = changed(copy, "Assumptions", name, new, tmp_path / f"changed-{number}.xlsx")
        document[place] = as_written(new, name, unit)
    document["business_case.currency"] = "EUR"
    again = compare(vary(study_of(TODAY_AND_PLAN, *MODELS), document), replications=2, workers=1)
    write_workbook(again, tmp_path / "again.xlsx")
    same(tmp_path / "again.xlsx", recalculated(copy, tmp_path))
