"""The controls of the page: one for each thing that can be moved, labelled with its unit."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from sim.explorer.settings import (
    BOARDS,
    GROWTHS,
    REPLICATIONS,
    STAFF,
    TARGETS,
    TIMES,
    WORLDS,
    Choices,
    Settings,
)
from sim.explorer.words import LABELS

STANDBY_STEP, PREMIUM_STEP = 10.0, 0.1


PLAIN = tuple(name for name in Settings.__dataclass_fields__ if name != "runs")
"""What has one control."""


def remember(key: str, settings: Settings, services: Mapping[str, str]) -> None:
    """Give the controls of a setting their values, unless they have some."""
    moved = dict(one.rsplit("=", 1) for one in settings.runs)
    for service, usual in services.items():
        st.session_state.setdefault(f"{key}.runs.{service}", moved.get(service, usual))
    for name in PLAIN:
        value = getattr(settings, name)
        st.session_state.setdefault(
            f"{key}.{name}", list(value) if isinstance(value, tuple) else value
        )


def current(key: str, services: Mapping[str, str]) -> Settings:
    """The setting that the controls stand at."""
    values = {name: st.session_state[f"{key}.{name}"] for name in PLAIN}
    runs = {service: st.session_state[f"{key}.runs.{service}"] for service in services}
    moved = tuple(f"{s}={model}" for s, model in runs.items() if model != services[s])
    return Settings(**{**values, "models": tuple(values["models"]), "runs": moved})


def controls(key: str, known: Choices) -> Settings:
    """Show the controls of a setting and return where they stand."""
    st.multiselect(
        LABELS["models"], list(known.models), format_func=known.models.__getitem__,
        key=f"{key}.models", placeholder="Choose at least one",
    )  # fmt: skip
    _who_runs_what(key, known)
    _at_a_place(key, known)
    st.selectbox(
        LABELS["board"], list(BOARDS), format_func=BOARDS.__getitem__, key=f"{key}.board",
        help="A board that approves changes before they are released.",
    )  # fmt: skip
    _money(key, known)
    _staff(key)
    _contract(key, known)
    st.selectbox(
        LABELS["world"], list(WORLDS), format_func=WORLDS.__getitem__, key=f"{key}.world",
        help="How much of their time teams put into operability, and what that buys.",
    )  # fmt: skip
    st.slider(
        f"{LABELS['replications']} of the same organisation", *REPLICATIONS,
        key=f"{key}.replications", help="More take longer and make the intervals narrower.",
    )  # fmt: skip
    return current(key, known.services)


def _who_runs_what(key: str, known: Choices) -> None:
    """A drop-down a service; where one is moved, their mix is compared with the models."""
    with st.expander(LABELS["runs"]):
        st.caption("A service that another model runs makes a mix, which is compared too.")
        for service in known.services:
            st.selectbox(
                service, list(known.runners), format_func=known.runners.__getitem__,
                key=f"{key}.runs.{service}",
            )  # fmt: skip


def _at_a_place(key: str, known: Choices) -> None:
    """Traffic, target and exposure of one service, of alike ones, or of all."""
    st.selectbox(
        LABELS["place"], list(known.places), format_func=known.places.__getitem__,
        key=f"{key}.place", help="Whose traffic growth, target and exposure the next three change.",
    )  # fmt: skip
    for name, words in (("growth", GROWTHS), ("target", TARGETS), ("exposure", TIMES)):
        _steps(key, name, words)


def _staff(key: str) -> None:
    """What the models are made of."""
    for name, words in (("invests", TIMES), ("seats", STAFF), ("people", STAFF)):
        _steps(key, name, words)


def _contract(key: str, known: Choices) -> None:
    """What an outsourced team may do, where one is compared."""
    asked = current(key, known.services)
    runners = (one.rsplit("=", 1)[1] for one in asked.runs)
    if known.capped.intersection([*asked.models, *runners]):
        _steps(key, "contract", TIMES)


def _steps(key: str, name: str, words: Mapping[str, str]) -> None:
    st.select_slider(
        LABELS[name], list(words), format_func=words.__getitem__, key=f"{key}.{name}",
        help=HELP[name],
    )  # fmt: skip


HELP = {
    "growth": "How fast the average number of requests a second grows.",
    "target": "The share of requests that a service promises to answer; the rest is its budget.",
    "invests": "The share of their time that teams put into improvements and operability.",
    "seats": "How many of operations, desk and SREs are ready at once, by day and by night.",
    "people": "How many they are in all; people on duty come out of them.",
    "contract": "What an outsourced team deploys in a month; the rest waits for the next one.",
    "salaries": "What a person costs a year, whatever the role.",
    "change_value": "What a change earns a day once it is live: what waiting for it costs.",
    "exposure": "Revenue at risk in an average hour of traffic without service.",
}


def _money(key: str, known: Choices) -> None:
    st.slider(
        f"{LABELS['standby']}, {known.currency} a week on call", 0.0, known.most_standby,
        step=STANDBY_STEP, format="%.0f", key=f"{key}.standby",
    )  # fmt: skip
    st.slider(
        f"{LABELS['premium']}, times the hourly rate", 0.0, known.most_premium,
        step=PREMIUM_STEP, format="%.1f", key=f"{key}.premium",
    )  # fmt: skip
    for name in ("salaries", "change_value"):
        _steps(key, name, TIMES)
