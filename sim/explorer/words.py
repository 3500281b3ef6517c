"""The words for what can be moved, and for what two settings differ in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sim.explorer.settings import (
    AS_WRITTEN,
    BOARDS,
    GROWTHS,
    STAFF,
    TARGETS,
    TIMES,
    WORLDS,
    Choices,
    Settings,
)
from sim.present.show import SPACE, plain
from sim.present.words import join

LABELS = {
    "models": "Support models",
    "runs": "Who runs what",
    "place": "Services to change",
    "growth": "Traffic growth",
    "target": "Availability target, % of requests",
    "exposure": "Exposure, times as written",
    "board": "Change advisory board",
    "standby": "Standby pay",
    "premium": "Callout premium",
    "salaries": "Salaries, times as written",
    "change_value": "Value of a change, times as written",
    "invests": "Reliability time, times as written",
    "seats": "Seats on duty in shared teams, times as written",
    "people": "People in shared teams, times as written",
    "contract": "Deployments a month by contract, times as written",
    "world": "Investing in operability",
    "replications": "Replications",
}
WORDS: dict[str, Mapping[Any, str]] = {
    "growth": GROWTHS, "target": TARGETS, "exposure": TIMES, "board": BOARDS, "world": WORLDS,
    "salaries": TIMES, "change_value": TIMES,
    "invests": TIMES, "seats": STAFF, "people": STAFF,
    "contract": TIMES,
}  # fmt: skip
MARKDOWN = frozenset(r"\`*_{}[]()<>#+-.!|$~:")
"""Letters that mean something there."""
AT_A_PLACE = {"growth": AS_WRITTEN, "target": AS_WRITTEN, "exposure": "1"}
"""What is changed at a place, and the choice that changes nothing."""


def say(settings: Settings, name: str, known: Choices) -> str:
    """The value of one thing that can be moved."""
    value = getattr(settings, name)
    if name in WORDS:
        return WORDS[name][value]
    said: dict[str, Callable[[], str]] = {
        "models": lambda: join([known.models[model] for model in settings.models]) or "none",
        "runs": lambda: join([_run(one, known) for one in settings.runs]) or "as in the baseline",
        "place": lambda: known.places[settings.place],
        "standby": lambda: f"{plain(settings.standby)}{SPACE}{known.currency} a week",
        "premium": lambda: f"{settings.premium:g} times the hourly rate",
        "replications": lambda: f"{settings.replications}",
    }
    return said[name]()


def _run(one: str, known: Choices) -> str:
    service, model = one.rsplit("=", 1)
    return f"{service} by {known.runners[model]}"


def differences(a: Settings, b: Settings, known: Choices) -> list[tuple[str, str, str]]:
    """What two settings differ in: (what, in A, in B); a place counts where it matters."""
    return [
        (LABELS[name], _at(a, name, known), _at(b, name, known))
        for name in LABELS
        if name != "place" and _at(a, name, known) != _at(b, name, known)
    ]


def _at(settings: Settings, name: str, known: Choices) -> str:
    """A value, with its place where one is changed."""
    said = say(settings, name, known)
    if name in AT_A_PLACE and getattr(settings, name) != AT_A_PLACE[name]:
        return f"{said}, {known.places[settings.place]}"
    return said


def listed(lines: list[str]) -> str:
    """Lines as a Markdown list whose text is taken as it is."""
    return "\n".join(f"- {''.join(map(_literal, line))}" for line in lines)


def _literal(letter: str) -> str:
    return f"\\{letter}" if letter in MARKDOWN else letter
