"""The page itself. Streamlit runs this file anew after every move: settings, runs, pictures."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path

import streamlit as st

from sim.documents.errors import InputError
from sim.documents.load import Study, load_study
from sim.explorer.controls import controls, remember
from sim.explorer.living import Side
from sim.explorer.memory import Memory
from sim.explorer.panels import show
from sim.explorer.query import View, from_query, to_query
from sim.explorer.settings import choices
from sim.explorer.words import listed

STYLE = Path(__file__).with_name("page.css")


def _memory() -> Memory:
    # Breaking a stale run off is what is wanted here.
    warnings.filterwarnings("ignore", message=".*still being processed by the workers")
    return Memory()


# One for everybody who has the page open. Called, not used as a decorator: mypy knows no types of
# it where Streamlit isn't installed.
memory: Callable[[], Memory] = st.cache_resource(show_spinner=False)(_memory)


def main() -> None:
    """Show the page."""
    st.set_page_config("Who should run it?", layout="wide", initial_sidebar_state="auto")
    st.html(f"<style>{STYLE.read_text(encoding='utf-8')}</style>")
    files, workers = arguments(sys.argv[1:])
    try:
        file = _file(files)
        study = load_study(file)
    except InputError as error:
        refuse(error)
        return
    view, faults = _begin(study, file)
    _head(study)
    view = _controls(study, view)
    _complain(view, faults)
    sides = [Side("A", study, view.a)] + ([Side("B", study, view.b)] if view.b else [])
    which = {"scenario": [file.stem]} if len(files) > 1 else {}
    seen = show(sides, view, memory(), workers, which)
    query = {**to_query(seen, study), **which}
    if query != _query():
        st.query_params.from_dict(query)


def arguments(words: list[str]) -> tuple[list[Path], int | None]:
    """Scenario files, and how many processes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--workers", type=int)
    found = parser.parse_args(words)
    return found.files, found.workers


def _query() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params}


def _file(files: list[Path]) -> Path:
    """The scenario that is looked at; with several to choose from, a control for it."""
    if len(files) == 1:
        return files[0]
    names = {file.stem: file for file in files}
    asked = st.query_params.get("scenario")
    if "scenario" not in st.session_state and asked in names:
        st.session_state["scenario"] = asked
    with st.sidebar:
        return names[st.selectbox("Scenario", list(names), key="scenario")]


def _begin(study: Study, file: Path) -> tuple[View, list[str]]:
    """What the address asks for when the page is opened; kept while it stays open."""
    if st.session_state.get("file") != file:
        first = "file" not in st.session_state
        st.session_state["file"] = file
        st.session_state["begun"] = from_query(_query() if first else {}, study)
    view, faults = st.session_state["begun"]
    return view, faults


def _head(study: Study) -> None:
    st.title(study.scenario.title, anchor=False)
    st.html(
        f'<p class="question">{escape(study.scenario.question)}</p>'
        '<p class="small on-phones">The arrow at the top left opens the settings.</p>'
    )


def _controls(study: Study, begun: View) -> View:
    """The side bar."""
    known, key = choices(study), str(st.session_state["file"])
    remember(f"{key}|A", begun.a, known.services)
    with st.sidebar:
        st.session_state.setdefault(f"{key}|two", begun.b is not None)
        two = st.toggle("Set a second setting B beside A", key=f"{key}|two")
        if not two:
            return replace(begun, a=controls(f"{key}|A", known), b=None)
        at_first, beside = st.tabs(["Setting A", "Setting B"])
        with at_first:
            a = controls(f"{key}|A", known)
        remember(f"{key}|B", begun.b or a, known.services)
        with beside:
            return replace(begun, a=a, b=controls(f"{key}|B", known))


def _complain(view: View, faults: list[str]) -> None:
    """What the address asked for and can't have, until something is moved."""
    begun = st.session_state["begun"][0]
    if faults and (view.a, view.b) == (begun.a, begun.b):
        st.warning(
            "Part of the address can't be used; the scenario's own value stands instead.\n\n"
            + listed(faults)
        )


def refuse(error: InputError) -> None:
    """What is wrong with the input, and where."""
    st.error(listed(str(error).splitlines()))


if __name__ == "__main__":
    main()
