"""``report.html`` in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.present.publish import write_results
from sim.questions.compare import compare

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    tiny = compare(str(ROOT / "scenarios" / "tiny.toml"), replications=4, workers=1)
    folder = tmp_path_factory.mktemp("results") / "tiny"
    write_results(tiny, folder, "whorunsit compare scenarios/tiny.toml", 1.5)
    return (folder / "report.html").as_uri()


def shipped() -> list[Path]:
    return sorted(ROOT.glob("results/*/report.html"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_in_it_keeps_anybody_out(
    report: str, visit: Callable[..., Any], harm: Callable[[Any], list[str]], scheme: str
) -> None:
    seen = visit(report, scheme=scheme)
    assert harm(seen.page) == []
    assert (seen.complaints, seen.elsewhere) == ([], [])


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.parent.name)
def test_nor_in_those_that_are_shipped(
    visit: Callable[..., Any], harm: Callable[[Any], list[str]], path: Path
) -> None:
    assert harm(visit(path.as_uri()).page) == []


def test_a_phone_shows_it_without_scrolling_sideways(
    report: str, visit: Callable[..., Any]
) -> None:
    page = visit(report, width=390, height=844).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_table_is_sorted_by_keyboard(report: str, visit: Callable[..., Any]) -> None:
    page = visit(report).page
    button = page.locator("table.three thead button").last
    button.focus()
    button.press("Enter")
    cells = page.locator("table.three tbody td:last-child")
    numbers = [float(cell.get_attribute("data-sort")) for cell in cells.all()]
    assert len(numbers) == 3
    assert numbers in (sorted(numbers), sorted(numbers, reverse=True))


def test_it_prints_on_fewer_than_ten_pages(report: str, visit: Callable[..., Any]) -> None:
    page = visit(report).page
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    printed = page.pdf(format="A4")
    assert 3 < len(re.findall(rb"/Type ?/Page\b", printed)) < 10


def test_the_contents_follow(report: str, visit: Callable[..., Any]) -> None:
    page = visit(report, width=390, height=844).page
    page.locator("#cost").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#on-call').scrollIntoView()")
    page.wait_for_function("document.querySelector('.toc a[aria-current]').hash === '#on-call'")
    seen = page.locator(".toc a[aria-current]").bounding_box()
    assert 0 <= seen["x"] < 390
    assert 0 <= seen["y"] < 100
