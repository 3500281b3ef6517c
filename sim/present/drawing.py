"""The pictures of a comparison drawn, side by side where there are workers."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from joblib import cpu_count
from matplotlib.figure import Figure

from sim.present.figures import PICTURES
from sim.present.style import NARROW_INCHES, look
from sim.present.svg import as_svg
from sim.study.comparison import Comparison
from sim.study.runner import Crash, run

DOTS_PER_INCH = 150


@dataclass(frozen=True)
class Drawn:
    """One picture in each of its forms."""

    wide: str
    """SVG, as wide as a page."""
    narrow: str
    """SVG, as a phone shows it."""
    png: bytes
    """As wide as a page; empty if nobody asked for it."""


def draw_all(
    comparison: Comparison, *, png: bool = False, workers: int | None = 1
) -> dict[str, Drawn]:
    """Every picture that the comparison has, by name, in the order of a page.

    Each worker (``None``: one a core) draws its share of them, since pictures read the same tables.
    """
    names = [picture.name for picture in PICTURES if picture.when(comparison)]
    count = min(workers or cpu_count(), len(names))
    shares = [(comparison, names[first::count], png) for first in range(count)]
    drawn: dict[str, Drawn] = {}
    for _, share in run(draw, shares, workers=count):
        if isinstance(share, Crash):
            raise RuntimeError(f"a picture could not be drawn: {share.error}")
        drawn |= share
    return {name: drawn[name] for name in names}


def draw(comparison: Comparison, names: Sequence[str], png: bool) -> dict[str, Drawn]:
    """The pictures of these names, in each form."""
    pictures = {picture.name: picture for picture in PICTURES}
    drawn = {}
    for name in names:
        with look():
            figure = pictures[name].draw(comparison)
            wide, dots = as_svg(figure), as_png(figure) if png else b""
        with look(NARROW_INCHES):
            drawn[name] = Drawn(wide, as_svg(pictures[name].draw(comparison)), dots)
    return drawn


def as_png(figure: Figure) -> bytes:
    """The bytes of a PNG that doesn't say what made it."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    return buffer.getvalue()
