"""Colours are told apart by everybody, as far as colours can; where they can't, markers are."""

from __future__ import annotations

import tomllib
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

import sim.present.style
from sim.documents.catalogue import shipped_models
from sim.present.style import MARKERS, lines, palette

SIGHT = (None, "protanomaly", "deuteranomaly", "tritanomaly")
"""All colours; and no red, no green, no blue: complete deficiencies after Machado et al. (2009)."""
WITHOUT_VARIANTS = (
    "ops-run-it", "ops-sometimes-run-it", "you-run-it", "you-run-it-at-scale", "sre-run-it",
)  # fmt: skip
STACKED = ("minutes", "waits", "paid", "stages")
"""Palettes whose neighbours touch."""
ON_DARK = "#14171a"


def rgb(colour: str) -> np.ndarray:
    return np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])


def seen(colour: str, sight: str | None) -> np.ndarray:
    if sight is None:
        return rgb(colour)
    space = {"name": "sRGB1+CVD", "cvd_type": sight, "severity": 100}
    return np.clip(cspace_convert(rgb(colour), space, "sRGB1"), 0, 1)


def difference(first: str, second: str) -> float:
    """In CAM02-UCS, to whom it is least; about 1 is the smallest that anybody notices."""
    spaces: dict[str, Any] = {"input_space": "sRGB1", "uniform_space": "CAM02-UCS"}
    return min(float(deltaE(seen(first, s), seen(second, s), **spaces)) for s in SIGHT)


def luminance(colour: str) -> float:
    """After WCAG 2."""
    c = rgb(colour)
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_difference_finds_what_people_confuse():
    assert difference("#000000", "#ffffff") > 90
    assert difference("#8a6d00", "#7c7a00") < 5  # both are the same olive without green


@pytest.mark.parametrize(("models", "least"), [(WITHOUT_VARIANTS, 10), (None, 6)])
def test_support_models_are_told_apart(models, least):
    paint = palette("models")
    assert set(paint) == set(shipped_models())
    close = {
        pair: found
        for pair in combinations(models or paint, 2)
        if (found := difference(*(paint[name] for name in pair))) < least
    }
    assert close == {}


def test_spare_colours_are_told_apart_and_from_those_of_models_without_variants():
    text = Path(sim.present.style.__file__).with_name("colours.toml").read_text(encoding="utf-8")
    spare = tomllib.loads(text)["spare"]
    named = [palette("models")[name] for name in WITHOUT_VARIANTS]
    assert min(difference(*pair) for pair in combinations(spare, 2)) >= 6
    assert min(difference(one, other) for one in spare for other in named) >= 6


@pytest.mark.parametrize("section", STACKED)
def test_neighbours_are_told_apart(section):
    assert min(difference(*pair) for pair in pairwise(palette(section).values())) >= 7


def test_lines_stand_out_on_white_and_on_dark():
    for colour in palette("models").values():
        assert contrast(colour, "#ffffff") >= 3
        assert contrast(colour, ON_DARK) >= 3


def test_lines_have_different_markers():
    found = [line["marker"] for line in lines(list(palette("models"))[: len(MARKERS)]).values()]
    assert len(set(found)) == len(found)
