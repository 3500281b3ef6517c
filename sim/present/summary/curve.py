"""What the plan has saved so far, with the band of nine replications of ten, as a small drawing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from reportlab.graphics.shapes import Drawing, Line, Polygon, PolyLine, String
from reportlab.lib import colors
from reportlab.lib.units import mm

from sim.present.show import money, trimmed
from sim.questions.compare.business_case import Case

HEIGHT = 42 * mm
LEFT, BOTTOM, TOP = 46.0, 16.0, 14.0
FACE, SIZE = "DejaVuSans", 6.5
INK, BAND = colors.HexColor("#1f4e9e"), colors.HexColor("#d5e3f0")
FAINT = colors.HexColor("#565d64")


def curve(case: Case, width: float) -> Drawing:
    """The drawing, this wide."""
    so_far = np.cumsum(case.saved) * case.rate
    low, high = case.band * case.rate
    ends = np.concatenate([[0.0], case.ends])
    lines = [np.concatenate([[0.0], values]) for values in (so_far, low, high)]
    bounds = min(0.0, *(float(v.min()) for v in lines)), max(float(v.max()) for v in lines)
    x = LEFT + ends / ends[-1] * (width - LEFT - 6)
    ys = [_up(values, bounds) for values in lines]
    drawing = Drawing(width, HEIGHT)
    back = list(zip(x[::-1], ys[1][::-1], strict=True))
    around = _flat([*zip(x, ys[2], strict=True), *back])
    drawing.add(Polygon(around, fillColor=BAND, strokeColor=None))
    zero = float(_up(np.zeros(1), bounds)[0])
    drawing.add(Line(LEFT, zero, width - 6, zero, strokeColor=FAINT, strokeWidth=0.5))
    drawing.add(PolyLine(_flat(list(zip(x, ys[0], strict=True))), strokeColor=INK, strokeWidth=1.6))
    for value in dict.fromkeys((bounds[0], 0.0, bounds[1])):
        if value == 0 or abs(value) > 0.12 * (bounds[1] - bounds[0]):
            at = float(_up(np.array([value]), bounds)[0]) - SIZE / 3
            _write(drawing, LEFT - 4, at, trimmed(money(value, case.currency)), "end")
    _write(
        drawing, LEFT, HEIGHT - 8, "Saved so far after tax; band: nine replications of ten", "start"
    )
    names = case.cost_model.periods.names
    _write(drawing, LEFT, 3, names[0], "start")
    _write(drawing, width - 6, 3, names[-1], "end")
    return drawing


def _up(values: np.ndarray, bounds: tuple[float, float]) -> np.ndarray:
    """Heights on the paper."""
    reach = bounds[1] - bounds[0] or 1.0
    return np.asarray(BOTTOM + (values - bounds[0]) / reach * (HEIGHT - BOTTOM - TOP))


def _flat(points: Sequence[tuple[float, float]]) -> list[float]:
    return [float(number) for point in points for number in point]


def _write(drawing: Drawing, x: float, y: float, said: str, anchor: str) -> None:
    drawing.add(
        String(x, y, said, fontName=FACE, fontSize=SIZE, fillColor=FAINT, textAnchor=anchor)
    )
