"""The page of ``whorunsit explore`` in a real browser."""

import re
import tomllib
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

SMALL = "/?scenario=small"
TWO = f"{SMALL}&b=on&b.for=services.checkout&b.exposure=10&b.target=99.99"


def costs(page: Any) -> list[str]:
    """The total cost of each model, as shown."""
    return [str(text) for text in page.locator("table.three tr td:last-child b").all_inner_texts()]


def test_it_loads_in_peace_and_asks_nobody_else(explorer: str, visit: Callable[..., Any]) -> None:
    seen = visit(f"{explorer}{SMALL}")
    page = seen.settled()
    assert page.get_by_role("heading", level=1).inner_text() == "Two services"
    assert page.locator(".stMain").inner_text().startswith("Two services\n")
    assert re.search(r"\w+ Run It costs least", page.locator(".verdict").inner_text())
    assert len(costs(page)) == 3
    assert page.locator("svg.chart[role=img]:visible").count() == 3
    assert (seen.complaints, seen.elsewhere) == ([], [])


def test_a_slider_moved_by_keyboard_changes_the_numbers_and_the_address(
    explorer: str, visit: Callable[..., Any]
) -> None:
    seen = visit(f"{explorer}{SMALL}")
    page = seen.settled()
    before = costs(page)
    slider = page.get_by_role("slider", name=re.compile("Exposure"))
    slider.focus()
    slider.press("ArrowRight")
    page.wait_for_url(re.compile("exposure=2"))
    seen.settled()
    after = costs(page)
    assert [a != b for a, b in zip(before, after, strict=True)] == [True] * 3
    page.reload()
    seen.settled()
    assert costs(page) == after
    assert page.get_by_role("slider", name=re.compile("Exposure")).get_attribute(
        "aria-valuetext"
    ) in ("2 times", None)
    assert seen.complaints == []


def test_a_run_can_be_stopped_and_taken_up_again(explorer: str, visit: Callable[..., Any]) -> None:
    page = visit(f"{explorer}{SMALL}&replications=150&standby=1230").page
    stop = page.get_by_role("button", name="Stop", exact=True)
    page.locator(".verdict").wait_for()
    stop.click()
    page.get_by_role("button", name="Go on").wait_for()
    page.get_by_role("heading", name="Take it away").wait_for()
    assert re.search(r"Partial: \d+ of 150", page.locator(".stMain").inner_text())
    assert page.get_by_role("alert").count() <= 2, "remarks are no alarms"
    page.get_by_role("button", name="Go on").click()
    stop.wait_for()


def test_a_bad_value_in_the_address_is_named_and_passed_over(
    explorer: str, visit: Callable[..., Any]
) -> None:
    usual = costs(visit(f"{explorer}{SMALL}").settled())
    page = visit(f"{explorer}{SMALL}&target=120&standby=much").settled()
    message = page.get_by_role("alert").inner_text()
    assert "target: found '120'" in message
    assert "standby: found 'much' (allowed: a number from 0 to 2000)" in message
    assert costs(page) == usual


def test_a_scenario_that_is_not_sound_is_told_with_the_place(
    explorer: str, visit: Callable[..., Any]
) -> None:
    page = visit(f"{explorer}/?scenario=broken").page
    message = page.get_by_role("alert")
    message.wait_for()
    assert re.search(r"broken\.toml: services\.checkout\.target: .*120%", message.inner_text())


def test_two_settings_side_by_side_with_what_differs_marked(
    explorer: str, visit: Callable[..., Any]
) -> None:
    page = visit(f"{explorer}{TWO}").settled()
    moved = page.locator("table.moved mark").all_inner_texts()
    assert moved == ["99.99 %, checkout", "10 times, checkout"]
    assert page.locator("table.contrast mark.worse").count() >= 1
    left, right = (table.bounding_box() for table in page.locator("table.three").all())
    assert left["x"] + left["width"] <= right["x"]
    assert left["y"] == right["y"]


def test_a_second_setting_begins_as_the_first(explorer: str, visit: Callable[..., Any]) -> None:
    seen = visit(f"{explorer}{SMALL}&exposure=5")
    page = seen.settled()
    page.get_by_text("Set a second setting B beside A").click()
    page.wait_for_url(re.compile(r"b\.exposure=5"))
    assert "Both settings are the same" in seen.settled().locator(".stMain").inner_text()


def test_the_scenario_and_the_report_can_be_taken_away(
    explorer: str, visit: Callable[..., Any], tmp_path: Path
) -> None:
    page = visit(f"{explorer}{SMALL}&exposure=2&for=services.checkout").settled()
    verdict = page.locator(".verdict p").first.inner_text()
    assert "scenario=small" in page.get_by_test_id("stCode").inner_text()
    saved = {}
    for name in ("scenario", "report"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=re.compile(f"Download the {name}")).click()
        saved[waiting.value.suggested_filename] = tmp_path / name
        waiting.value.save_as(tmp_path / name)
    scenario = tomllib.loads(saved["small.toml"].read_text(encoding="utf-8"))
    assert scenario["services"]["checkout"]["exposure"] == "200000.00 USD/h"
    assert verdict in unescape(saved["small.html"].read_text(encoding="utf-8"))


@pytest.mark.parametrize("address", [SMALL, TWO, f"{SMALL}&target=120"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_in_it_keeps_anybody_out(
    explorer: str,
    visit: Callable[..., Any],
    harm: Callable[[Any], list[str]],
    address: str,
    scheme: str,
) -> None:
    assert harm(visit(f"{explorer}{address}", scheme=scheme).settled()) == []


@pytest.mark.parametrize("address", [SMALL, TWO])
def test_a_phone_shows_it_without_scrolling_sideways(
    explorer: str, visit: Callable[..., Any], harm: Callable[[Any], list[str]], address: str
) -> None:
    page = visit(f"{explorer}{address}", width=390, height=844).settled()
    widths = "document.documentElement.scrollWidth, document.querySelector('.stMain').scrollWidth"
    assert max(page.evaluate(f"[{widths}]")) <= 390
    assert page.locator(".slim svg:visible").count() >= 3
    assert page.locator(".broad svg:visible").count() == 0
    assert harm(page) == []
