"""Links lead somewhere, and every page can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.pages import FENCE, PAGES, ROOT, SAVED, name_of

LINK = re.compile(r"\]\(([^)\s]+)\)")
NAMED = re.compile(r"`((?:scenarios|notebooks|docs|sim|tests)/[\w./-]*\w/?)`")
WRITTEN_BY_LONG_RUNS = ("claims.md", "performance.md")
CODE = re.compile(r"`[^`\n]*`")


def prose_of(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors_of(page: Path) -> set[str]:
    """As headings become anchors: lower case, hyphens for spaces, no other signs."""
    headings = re.findall(r"^#+ (.+)$", prose_of(page), re.MULTILINE)
    plain = [re.sub(r"[^\w\s-]", "", heading).strip().lower() for heading in headings]
    return {re.sub(r"[\s]+", "-", heading) for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_to_a_file_and_a_heading(page: Path) -> None:
    missing = []
    for link in LINK.findall(CODE.sub("", prose_of(page))):
        if link.startswith(("https://", "mailto:")):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        is_built = "schemas/" in path
        if not is_built and (not target.exists() or (anchor and anchor not in anchors_of(target))):
            missing.append(link)
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_files_that_a_page_names_exist(page: Path) -> None:
    made_by_the_reader = set(SAVED.findall(prose_of(page)))
    named = {name for name in NAMED.findall(prose_of(page)) if not re.search("[A-Z]{4}", name)}
    named -= made_by_the_reader
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_every_page_stands_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:")[2]
    listed = re.findall(r": (\S+\.md)$", menu, re.MULTILINE)
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert sorted(listed) == sorted({*pages, "contributing.md", *WRITTEN_BY_LONG_RUNS})
