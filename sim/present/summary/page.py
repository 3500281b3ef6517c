"""The summary on one sheet of paper, drawn by ReportLab: no browser, the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from matplotlib import get_data_path
from reportlab.lib import colors, pagesizes
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, KeepInFrame, Paragraph, SimpleDocTemplate, Spacer, Table

from sim.documents.business_case import Paper
from sim.present.summary.curve import curve
from sim.present.summary.words import Summary

PAPERS: dict[Paper, tuple[float, float]] = {"A4": pagesizes.A4, "Letter": pagesizes.LETTER}
MARGIN = 16 * mm
INK, FAINT, LINE = (colors.HexColor(code) for code in ("#1c2024", "#565d64", "#d9dde1"))
GROUND, ACCENT = colors.HexColor("#eef3f8"), colors.HexColor("#0b5fa5")
PLAIN, BOLD = "DejaVuSans", "DejaVuSans-Bold"


def write_page(summary: Summary, path: Path, paper: Paper = "A4") -> None:
    """Write the page; what is too long for it is made smaller, never cut."""
    _fonts()
    size = PAPERS[paper]
    width, height = size[0] - 2 * MARGIN, size[1] - 2 * MARGIN
    document = SimpleDocTemplate(
        str(path), pagesize=size, title=f"{summary.title}: who should run it?", author="whorunsit",
        leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN, invariant=1,
    )  # fmt: skip
    inside = 12  # a frame's own padding, both sides
    story = list(_story(summary, width - inside))
    document.build([KeepInFrame(width - inside, height - inside, story, mode="shrink")])


@cache
def _fonts() -> None:
    """The face that the pictures have, with every sign that the words use."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{get_data_path()}/fonts/ttf/{name}.ttf"))


def _style(size: float, face: str = PLAIN, colour: Any = INK, **more: Any) -> ParagraphStyle:
    return ParagraphStyle(
        f"{face}{size}{colour}", fontName=face, fontSize=size, leading=size * 1.32,
        textColor=colour, **more,
    )  # fmt: skip


def _said(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text, quote=False), style)


def _story(summary: Summary, width: float) -> list[Flowable]:
    text, small, head = _style(9), _style(8, colour=FAINT), _style(8.5, BOLD, ACCENT)
    verdict = [_said(summary.verdict, _style(10.5, BOLD)), _said(summary.sure, text)]
    story: list[Flowable] = [
        _said(summary.title, _style(17, BOLD)), Spacer(1, 2 * mm),
        _said(summary.question, _style(10.5, colour=FAINT)), Spacer(1, 4 * mm),
        _box(verdict, width), Spacer(1, 4 * mm),
        _said("The plan" if summary.case else "The support model", head),
        _said(summary.plan, text), Spacer(1, 4 * mm),
        _numbers(summary, width), Spacer(1, 4 * mm),
    ]  # fmt: skip
    if summary.case is not None:
        half = width / 2 - 3 * mm
        picture = curve(summary.case, half)
        story += [_beside([_figures(summary, half), picture], width), Spacer(1, 4 * mm)]
    parts = (("What to fear", summary.risks), ("What to check", summary.checks),
             ("What this doesn't say", summary.silent))  # fmt: skip
    columns = [[_said(title, head), *_listed(lines)] for title, lines in parts]
    story += [_beside(columns, width), Spacer(1, 3 * mm), _said(summary.made_of, small)]
    return story


def _listed(lines: Sequence[str]) -> list[Flowable]:
    style = _style(8.2, spaceBefore=3)
    numbered = enumerate(lines, start=1)
    return [_said(f"{number}. {line}", style) for number, line in numbered]


def _box(inside: list[Paragraph], width: float) -> Table:
    ground = [("BACKGROUND", (0, 0), (-1, -1), GROUND), ("LINEBEFORE", (0, 0), (0, -1), 3, ACCENT),
              ("LEFTPADDING", (0, 0), (-1, -1), 9), ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
              ("TOPPADDING", (0, 0), (-1, -1), 6)]  # fmt: skip
    return Table([[inside]], colWidths=[width], style=ground)


def _beside(columns: Sequence[Any], width: float) -> Table:
    """Parts side by side, each as wide as the others."""
    rules = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 8), ("TOPPADDING", (0, 0), (-1, -1), 0),
    ]  # fmt: skip
    return Table([list(columns)], colWidths=[width / len(columns)] * len(columns), style=rules)


def _numbers(summary: Summary, width: float) -> Table:
    """A column of today and one of the plan."""
    right, bold = _style(9, alignment=2), _style(9, BOLD, alignment=2)
    heads = summary.heads
    if summary.case is not None:
        heads = (f"Today: {heads[0]}", f"The plan: {heads[1]}")
    rows: list[list[Any]] = [["", *(_said(head, bold) for head in heads)]]
    for label, *values in summary.numbers:
        rows.append([_said(label, _style(9)), *(_said(value, right) for value in values)])
    share = width / (len(heads) + 1)
    return Table(rows, colWidths=[share] * (len(heads) + 1), style=_ruled())


def _figures(summary: Summary, width: float) -> Table:
    right = _style(9, BOLD, alignment=2)
    rows = [[_said(label, _style(9)), _said(value, right)] for label, value in summary.figures]
    return Table(rows, colWidths=[width * 0.45, width * 0.55], style=_ruled())


def _ruled() -> list[tuple[Any, ...]]:
    return [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE), ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]  # fmt: skip
