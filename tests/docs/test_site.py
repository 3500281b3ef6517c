"""The documentation builds without a warning, and asks nobody else for anything."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, name_of

pytestmark = pytest.mark.slow

FETCHED = {
    "script": "src", "img": "src", "iframe": "src", "source": "src", "video": "src",
    "link": "href", "object": "data", "embed": "src", "use": "href",
}  # fmt: skip
NOT_FETCHED = {"canonical", "next", "prev", "alternate"}
"""Relations that a browser doesn't load."""
QUIET = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
"""The theme advertises its successor as a warning, as in the Makefile."""
ELSEWHERE = re.compile(r"^(?:[a-z]+:)?//")


class Fetches(HTMLParser):
    """Addresses that a browser loads when it shows a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        address = values.get(FETCHED.get(tag, ""))
        if address and values.get("rel") not in NOT_FETCHED:
            self.found.append(address)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=QUIET, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


def test_each_page_is_built(site: Path) -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        assert (site / page.relative_to(ROOT / "docs").with_suffix(".html")).is_file(), name_of(
            page
        )


def test_generated_parts_are_filled_in(site: Path) -> None:
    commands = (site / "reference" / "command-line.html").read_text(encoding="utf-8")
    assert all(name in commands for name in ("break-even", "--every-table", "trace"))
    assert (site / "schemas" / "scenario.json").stat().st_size > 10_000
    python = (site / "reference" / "python.html").read_text(encoding="utf-8")
    assert all(name in python for name in ("load_study", "InputError"))
    assert not any("<!-- generated" in path.read_text() for path in site.rglob("*.html"))


def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        fetches = Fetches()
        fetches.feed(page.read_text(encoding="utf-8"))
        assert fetches.found, page
        assert [address for address in fetches.found if ELSEWHERE.match(address)] == [], page


def test_no_style_loads_anything_from_elsewhere(site: Path) -> None:
    for sheet in site.rglob("*.css"):
        addresses = re.findall(r"(?:url\(|@import )['\"]?([^'\")]+)", sheet.read_text("utf-8"))
        assert [address for address in addresses if ELSEWHERE.match(address)] == [], sheet


def test_no_page_has_what_makes_a_script_load_from_elsewhere(site: Path) -> None:
    """The theme's script fetches a renderer for diagrams, and facts about a repository."""
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert 'class="mermaid"' not in text, page
        assert 'data-md-component="source"' not in text, page
