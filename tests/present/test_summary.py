"""The one page: it is one, says what a decision needs, and is the same each time."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from sim.documents.load import select, vary
from sim.present.show import SPACE
from sim.present.summary import Summary, summarise, write_page
from sim.present.summary.words import PARTS, TOTAL
from sim.present.words import labels, once_sentence, verdict_sentence
from sim.questions.compare import compare
from sim.questions.compare.business_case import Case
from sim.questions.compare.cost_model import CostModel
from sim.questions.compare.verdict import decide
from sim.study.comparison import Comparison

PAGE = re.compile(rb"/Type /Page\b(?!s)")
BOX = re.compile(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]")


@pytest.fixture(scope="module")
def summary(tiny: Comparison) -> Summary:
    return summarise(tiny, Case.of(CostModel(tiny)))


def test_it_is_one_page_of_the_paper_that_is_asked_for(summary: Summary, tmp_path: Path) -> None:
    sizes = {}
    for paper in ("A4", "Letter"):
        write_page(summary, tmp_path / "page.pdf", paper)  # type: ignore[arg-type]
        written = (tmp_path / "page.pdf").read_bytes()
        assert len(PAGE.findall(written)) == 1
        (found,) = BOX.findall(written)
        sizes[paper] = tuple(round(float(number)) for number in found)
    assert sizes == {"A4": (595, 842), "Letter": (612, 792)}


def test_what_is_too_long_is_made_smaller_not_cut(summary: Summary, tmp_path: Path) -> None:
    long = replace(summary, plan=summary.plan * 30, risks=tuple(r * 9 for r in summary.risks))
    write_page(long, tmp_path / "page.pdf")
    assert len(PAGE.findall((tmp_path / "page.pdf").read_bytes())) == 1


def test_the_same_comparison_makes_the_same_page(summary: Summary, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        write_page(summary, tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_it_says_what_a_decision_needs(tiny: Comparison, summary: Summary) -> None:
    names = labels(tiny.study)
    assert summary.question == tiny.study.scenario.question
    assert summary.verdict == verdict_sentence(tiny)
    assert summary.heads == (names[tiny.study.baseline], names[decide(tiny).best])
    assert [len(line) for line in summary.numbers] == [3] * 7
    assert {"Net present value", "Paid back", "Rate of return, a year"} <= set(
        dict(summary.figures)
    )
    assert [len(part) for part in (summary.risks, summary.checks, summary.silent)] == [3, 3, 3]
    assert " of 4 replications." in summary.sure


def test_what_it_costs_is_the_sum_of_its_parts(tiny: Comparison) -> None:
    for model in tiny.models:
        parts = sum(tiny.mean(model, part) for part in PARTS)
        assert parts == pytest.approx(tiny.mean(model, TOTAL))


def test_its_money_is_told_in_the_currency_that_is_asked_for(tiny: Comparison) -> None:
    terms = {"business_case.currency": "EUR", "business_case.rate": 0.5}
    told = []
    for study in (tiny.study, vary(tiny.study, terms)):
        case = Case.of(CostModel(replace(tiny, study=study)))
        assert case is not None
        told.append(case.net_present_value * case.rate)
        assert dict(summarise(tiny, case).figures)["Net present value"][0] in "$€−"
    assert told[1] == pytest.approx(told[0] / 2)


def test_one_model_alone_has_a_page_without_a_plan(tiny: Comparison, tmp_path: Path) -> None:
    alone = compare(select(tiny.study, ["you-run-it"]), replications=2, workers=1)
    found = summarise(alone, None)
    assert found.figures == ()
    assert len(found.heads) == 1
    write_page(found, tmp_path / "page.pdf")
    assert len(PAGE.findall((tmp_path / "page.pdf").read_bytes())) == 1


def test_below_a_year_no_verdict_on_a_year_is_given(tiny: Comparison) -> None:
    """Amounts are the horizon's: a twelfth of those that would have stood for a year."""
    month = compare(vary(tiny.study, {"horizon": "1 month"}), replications=3, workers=1)
    said = verdict_sentence(month)
    assert said.startswith(f"No verdict on a year: the horizon is 30.4{SPACE}d. In it, ")
    assert " a year" not in said.removeprefix("No verdict on a year")
    assert decide(month).times(1 / 12).cost.mean == pytest.approx(decide(month).cost.mean / 12)
    assert once_sentence(month).endswith("no cost of a year follows from it.")


def test_what_is_paid_once_is_told_apart(tiny: Comparison) -> None:
    said = once_sentence(tiny)
    assert said.startswith("Of this, paid once (setting up, handing over): ")
    assert said.endswith("costs a year have it spread over 1 year.")
    assert all(label in said for label in labels(tiny.study).values())
    assert not verdict_sentence(tiny).startswith("No verdict")
