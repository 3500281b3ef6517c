"""A figure's SVG as a part of a page: no ids that clash, colours that follow light and dark."""

from __future__ import annotations

import io
import re
from html import escape

from matplotlib.figure import Figure

from sim.present.style import ALARM, FAINT, INK, LINE, PAPER

FOLLOWS = {
    INK: "currentColor",
    FAINT: "var(--faint)",
    LINE: "var(--line)",
    PAPER: "var(--card)",
    ALARM: "var(--alarm)",
}
"""Ink that a page may change; the colours of data stay."""
FONT = re.compile(r"(font: [^;\"]*?px|font-family:)[^;\"]*")
REFERENCES = re.compile(r'(\bid="|url\(#|href="#)')
IMAGE_ID = re.compile(r'<image(?= )(?P<before>[^>]*?) id="[^"]*"')
AROUND = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", re.DOTALL)
OPENING = re.compile(r"<svg[^>]*?viewBox=\"(?P<box>[^\"]*)\"[^>]*>", re.DOTALL)
TIP = re.compile(r'<g id="tip-[^"]*?-([0-9a-f]+)">')


def as_svg(figure: Figure) -> str:
    """The text of an SVG without date or random ids."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return with_tips(buffer.getvalue())


def with_tips(svg: str) -> str:
    """What parts of a picture say when they are pointed at, as titles in place of ids."""

    def titled(found: re.Match[str]) -> str:
        return f"<g><title>{escape(bytes.fromhex(found[1]).decode())}</title>"

    return TIP.sub(titled, svg)


def inline(svg: str, name: str, alternative: str) -> str:
    """The SVG to put into HTML; ``alternative`` is what a screen reader says."""
    text = AROUND.sub("", svg).strip().replace("xlink:href", "href")
    text = REFERENCES.sub(lambda found: f"{found[0]}{name}-", text)
    text = IMAGE_ID.sub(r"<image\g<before>", text)  # two grids that look alike have the same
    for ink, follower in FOLLOWS.items():
        text = text.replace(ink, follower)
    text = FONT.sub(r"\1 var(--chart-font)", text)
    opening = (
        f'<svg class="chart" viewBox="{{box}}" role="img" aria-label="{escape(alternative)}"'
        ' preserveAspectRatio="xMinYMin meet">'
    )
    found = OPENING.search(text)
    if found is None:
        raise ValueError(f"figure {name} has no <svg viewBox>")
    text = text[: found.start()] + opening.format(box=found["box"]) + text[found.end() :]
    return re.sub(r"\n\s*", "\n", text)
