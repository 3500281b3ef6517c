import zipfile
from pathlib import Path
from xml.etree import ElementTree

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_the_cover_has_the_verdict_and_panes_are_frozen(results: Path) -> None:
    with zipfile.ZipFile(results / "workbook.xlsx") as book:
        texts = book.read("xl/sharedStrings.xml").decode()
        names = book.read("xl/workbook.xml").decode()
        summary = ElementTree.fromstring(book.read("xl/worksheets/sheet2.xml"))
    assert "costs least" in texts
    for name in ("Verdict", "Summary", "Comparison", "Costs"):
        assert f'name="{name}"' in names
    assert summary.find(f".//{SHEET}pane") is not None
    assert len(summary.findall(f".//{SHEET}row")) > 60


def test_the_workbook_carries_no_time_of_writing(results: Path) -> None:
    with zipfile.ZipFile(results / "workbook.xlsx") as book:
        assert "2000-01-01" in book.read("docProps/core.xml").decode()
