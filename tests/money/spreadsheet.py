"""A workbook as a spreadsheet program sees it: change a cell, recalculate, read what stands there.

LibreOffice does the sums. A workbook is a zip of XML, so that no library is needed to change an
input and to read results.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
Cells = dict[str, float | str]


def soffice() -> str:
    """LibreOffice; a machine without it can't run this test, but the project's checks must."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        reason = "LibreOffice (soffice) is not installed, so nothing recalculates the workbook"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def recalculated(book: Path, folder: Path) -> Path:
    """The workbook with every formula worked out anew by LibreOffice."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE)
    out = folder / "recalculated"
    command = [
        soffice(), "--headless", f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to", "xlsx", "--outdir", str(out), str(book),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return out / book.name


def _parts(book: Path) -> dict[str, str]:
    """The part of the zip that holds each sheet."""
    with zipfile.ZipFile(book) as pack:
        relations = ElementTree.fromstring(pack.read("xl/_rels/workbook.xml.rels"))
        targets = {link.get("Id"): link.get("Target") for link in relations}
        sheets = ElementTree.fromstring(pack.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        return {str(sheet.get("name")): f"xl/{targets[sheet.get(RELATION)]}" for sheet in sheets}


def sheets_of(book: Path) -> list[str]:
    """The names of the sheets, in their order."""
    return list(_parts(book))


def page_setup(book: Path, sheet: str) -> dict[str, str]:
    """How a sheet is printed."""
    with zipfile.ZipFile(book) as pack:
        table = ElementTree.fromstring(pack.read(_parts(book)[sheet]))
    found = table.find(f"{MAIN}pageSetup")
    return {} if found is None else dict(found.attrib)


def read(book: Path, sheet: str) -> Cells:
    """The cells of a sheet that hold a number or a text."""
    with zipfile.ZipFile(book) as pack:
        shared = ElementTree.fromstring(pack.read("xl/sharedStrings.xml"))
        texts = ["".join(part.text or "" for part in one.iter(f"{MAIN}t")) for one in shared]
        table = ElementTree.fromstring(pack.read(_parts(book)[sheet]))
    found: Cells = {}
    for cell in table.iter(f"{MAIN}c"):
        value = cell.find(f"{MAIN}v")
        if value is not None and value.text is not None:
            kind, place = cell.get("t", "n"), str(cell.get("r"))
            if kind == "s":
                found[place] = texts[int(value.text)]
            else:
                found[place] = float(value.text) if kind in ("n", "b") else value.text
    return found


def rows(book: Path, sheet: str) -> list[dict[str, float | str]]:
    """The rows of a sheet, each by column letter."""
    table: dict[int, dict[str, float | str]] = {}
    for place, value in read(book, sheet).items():
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", place).groups()  # type: ignore[union-attr]
        table.setdefault(int(number), {})[letters] = value
    return [table[number] for number in sorted(table)]


def changed(book: Path, sheet: str, name: str, value: float | str, copy: Path) -> Path:
    """A copy of the workbook with another number or text in a named cell."""
    with zipfile.ZipFile(book) as pack:
        parts = {entry: pack.read(entry) for entry in pack.namelist()}
    names = ElementTree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}definedName")
    cell = next(str(one.text) for one in names if one.get("name") == name)
    place = cell.rpartition("!")[2].replace("$", "")
    part = _parts(book)[sheet]
    kind = "" if isinstance(value, float) else ' t="str"'
    pattern = rf'(<c r="{place}"(?: s="\d+")?)(?: t="\w+")?><v>[^<]*</v>'
    text, count = re.subn(pattern, rf"\g<1>{kind}><v>{value}</v>", parts[part].decode())
    assert count == 1, f"nothing to change for {name} at {place}"
    parts[part] = text.encode()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as pack:
        for entry, content in parts.items():
            pack.writestr(entry, content)
    return copy
