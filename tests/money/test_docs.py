"""The worked example of docs/money.md: its scenario is run, its arithmetic done again."""

import ast
import operator
import re
import tomllib
from pathlib import Path

import pytest

from sim.documents.load import build_study
from sim.questions.compare.statements import statement_of
from sim.records.accounting import Statement
from sim.records.money import Accounts
from tests.money.worlds import live

PAGE = Path(__file__).resolve().parents[2] / "docs" / "money.md"
TEXT = PAGE.read_text(encoding="utf-8").partition("## A worked example")[2]
CENT = 0.0051
DO = {ast.Mult: operator.mul, ast.Div: operator.truediv}


@pytest.fixture(scope="module")
def run() -> Accounts:
    block = re.search(r"```toml\n(.*?)```", TEXT, re.DOTALL)
    assert block
    raw = tomllib.loads(block.group(1))
    return live(build_study(raw, "example", PAGE, PAGE.parent), "you-run-it")


@pytest.fixture(scope="module")
def books(run: Accounts) -> Statement:
    return statement_of(run.costs, run.periods, run.scenario.prices.accounting)


def table(head: str) -> list[list[str]]:
    rows = TEXT.partition(f"| {head} |")[2].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def amount(text: str) -> float:
    return float(text.replace(",", ""))


def worked_out(node: ast.expr) -> float:
    if isinstance(node, ast.BinOp):
        return DO[type(node.op)](worked_out(node.left), worked_out(node.right))
    assert isinstance(node, ast.Constant)
    return float(node.value)


def test_each_line_by_hand_and_by_the_ledger(run: Accounts) -> None:
    sums = run.ledger.groupby(["line", "team", "funding"], observed=True)["amount"].sum()
    rows = table("Line")
    assert len(rows) == len(sums) == 5
    for line, team, budget, how, said in rows:
        by_hand = worked_out(ast.parse(how, mode="eval").body)
        assert by_hand == pytest.approx(amount(said), abs=CENT)
        assert sums[line, team, budget] == pytest.approx(amount(said), abs=CENT)


def test_each_quarter_of_cash_and_charge(run: Accounts, books: Statement) -> None:
    rows = table("Quarter")
    columns = (books.cash, books.capitalised, books.amortised, books.charge, books.asset)
    assert [row[0] for row in rows] == run.periods.names
    for place, column in enumerate(columns, start=1):
        assert column == pytest.approx([amount(row[place]) for row in rows], abs=CENT)


def test_quarters_by_hand() -> None:
    days, whole = (90, 91, 92, 92), 0.5 * 84_422.18
    added = [whole * n / 365 for n in days]
    for quarter, row in enumerate(table("Quarter")):
        assert amount(row[2]) == pytest.approx(added[quarter], abs=CENT)
        charged = sum(added[:quarter]) * days[quarter] / 1461
        assert amount(row[3]) == pytest.approx(charged, abs=CENT)


def test_the_sums_in_prose(books: Statement) -> None:
    said = [amount(found) for found in re.findall(r"\d{2,3},\d{3}\.\d\d", TEXT[-400:])][-4:]
    expected = [books.cash.sum(), books.charge.sum(), books.asset[-1], books.present_value]
    assert said == pytest.approx(expected, abs=CENT)
    assert said[0] == pytest.approx(said[1] + said[2], abs=CENT)
