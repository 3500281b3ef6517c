"""What the page shows of one setting, or of two side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from sim.documents.load import Study
from sim.explorer.burning import burn_downs, first_runs, floor_of, telling_quarter
from sim.explorer.download import report_page, scenario_text
from sim.explorer.living import Bar, Lived, Side, live
from sim.explorer.memory import Memory
from sim.explorer.pictures import COST, RESTORE, Bars, bar_end, bar_picture, burn_picture
from sim.explorer.query import Query, View, to_query
from sim.explorer.settings import choices, quarters
from sim.explorer.sureness import show_sureness
from sim.explorer.tables import contrast_table, moved_table, three_table
from sim.explorer.weeks import weeks_of, weeks_picture
from sim.explorer.words import differences
from sim.present.tables import most_telling_service
from sim.questions.dynamics import Dynamics
from sim.study.runner import Progress
from sim.study.study_key import study_key


def show(sides: list[Side], view: View, memory: Memory, workers: int | None, which: Query) -> View:
    """Everything below the title; returns the view with the budget that is looked at.

    ``which`` names the scenario in a link, where the page offers several.
    """
    slots = st.columns(len(sides), gap="medium")
    found: list[Lived | None] = []
    for side, slot in zip(sides, slots, strict=True):
        with slot:
            found.append(live(side, memory, workers, heading=len(sides) > 1))
    lived = [one for one in found if one is not None]
    if not lived:
        return view
    _contrast(sides, lived)
    _beside(lived, "Three numbers for each support model", _three)
    _bars(lived, "What it costs", COST)
    _bars(lived, "What the minutes of an incident were", RESTORE)
    _beside(
        lived, "How sure is it?",
        lambda one: show_sureness(one.name, one.comparison, one.memory, workers),
    )  # fmt: skip
    seen = _budget(lived, view)
    _weeks(lived, workers)
    _take_away(lived, {**to_query(seen, sides[0].study), **which})
    return seen


def _contrast(sides: list[Side], lived: list[Lived]) -> None:
    """What B has otherwise, and what came of it."""
    if len(sides) < 2:
        return
    a, b = sides
    rows = differences(a.settings, b.settings, choices(a.study))
    st.header("B against A", anchor=False)
    if not rows:
        st.html('<p class="small">Both settings are the same; move something in one of them.</p>')
        return
    st.html(moved_table(rows))
    if len(lived) == 2:
        st.html(contrast_table(lived[0].comparison, lived[1].comparison))


def _beside(lived: list[Lived], heading: str, render: Callable[[Lived], None]) -> None:
    """A section with one column a setting."""
    st.header(heading, anchor=False)
    for one, column in zip(lived, st.columns(len(lived), gap="medium"), strict=True):
        with column:
            if len(lived) > 1:
                st.subheader(f"Setting {one.name}", anchor=False)
            render(one)


def _three(one: Lived) -> None:
    st.html(three_table(one.comparison, one.name))


def _bars(lived: list[Lived], heading: str, bars: Bars) -> None:
    """A picture a setting, with the same axis in both."""
    kind = bars.alternative
    end = max(_end(one, bars) for one in lived)

    def render(one: Lived) -> None:
        name = f"{one.name}-{kind}"
        _picture(one.made(kind, lambda: bar_picture(bars, one.comparison, name, end), end))

    _beside(lived, heading, render)


def _end(one: Lived, bars: Bars) -> float:
    return one.made(f"{bars.alternative} end", lambda: bar_end(bars, one.comparison))


def _picture(html: str) -> None:
    """Markdown leaves inline SVG alone, which ``st.html`` takes out."""
    st.markdown(html, unsafe_allow_html=True)


def _budget(lived: list[Lived], view: View) -> View:
    """One service's error budget through a quarter, in the first of the runs."""
    st.header("An error budget through a quarter", anchor=False)
    scenario, key = lived[0].comparison.study, st.session_state["file"]
    telling = most_telling_service(lived[0].comparison)
    st.session_state.setdefault(f"{key}|service", view.service or telling)
    st.session_state.setdefault(f"{key}|quarter", view.quarter)
    left, right = st.columns(2)
    service = left.selectbox("Service", list(scenario.scenario.services), key=f"{key}|service")
    quarter = right.selectbox(
        "Quarter", ["", *quarters(scenario)], format_func=lambda name: name or FIRST_TELLING,
        key=f"{key}|quarter",
    )  # fmt: skip
    burned = [_burned(one, service) for one in lived]
    every = {f"{i}{name}": t for i, tables in enumerate(burned) for name, t in tables.items()}
    number = quarters(scenario).index(quarter) if quarter else telling_quarter(every)
    lowest = floor_of(in_quarter(every, number).values())
    st.html(f'<p class="small">{escape(_caption(scenario, service, number))}</p>')
    for one, tables, column in zip(
        lived, burned, st.columns(len(lived), gap="medium"), strict=True
    ):
        with column:
            _burn(one, in_quarter(tables, number), (service, number, lowest))
    return replace(view, service="" if service == telling else service, quarter=quarter)


FIRST_TELLING = "a telling one: with a launch block, or most spent"


def _caption(study: Study, service: str, number: int) -> str:
    return (
        f"What is left of the error budget of {service} in {quarters(study)[number]}, in the first "
        "of the replications. Shaded: launches are blocked. Below zero it is overspent; what is "
        "beyond −100 % is said above each line."
    )


def _burned(one: Lived, service: str) -> dict[str, pd.DataFrame]:
    """Every quarter of a service by model, in the first run."""
    study, memory = one.comparison.study, one.memory
    runs = memory.recall(("runs", study_key(study)), lambda: first_runs(study))
    return memory.recall(("burn", study_key(study), service), lambda: burn_downs(runs, service))


def in_quarter(tables: dict[str, pd.DataFrame], number: int) -> dict[str, pd.DataFrame]:
    """The rows of one quarter."""
    return {name: table[table["quarter"] == number] for name, table in tables.items()}


def _burn(one: Lived, tables: dict[str, pd.DataFrame], of: tuple[str, int, float]) -> None:
    def draw() -> str:
        return burn_picture(one.comparison, tables, f"{one.name}-burn", of[-1])

    _picture(one.made("burn", draw, *of))


def _weeks(lived: list[Lived], workers: int | None) -> None:
    """The service of the budget above, week by week, where somebody asks for it."""
    key = st.session_state["file"]
    service = st.session_state[f"{key}|service"]
    if not st.toggle("Week by week: what the budget moves", key=f"{key}|weeks"):
        return

    def stop() -> None:
        st.session_state[f"{key}|weeks"] = False

    def render(one: Lived) -> None:
        bar = Bar(f"{one.name}-weeks", "replications", stop)

        def work(note: Progress) -> Dynamics:
            return weeks_of(one.comparison, service, one.memory, workers, note)

        found = one.memory.attendance.attend(work, bar.tell)
        bar.empty()
        _picture(one.made("weeks", lambda: weeks_picture(found, f"{one.name}-weeks"), service))

    _beside(lived, f"{service}, week by week", render)


def _take_away(lived: list[Lived], asked: Query) -> None:
    """The link, the scenario and the report."""
    st.header("Take it away", anchor=False)
    st.html('<p class="small">This link opens the page with these settings:</p>')
    base = str(st.context.url or "").partition("?")[0]
    query = urlencode(asked, doseq=True)
    st.code(f"{base}?{query}" if query else base, language=None, wrap_lines=True)
    for one, column in zip(lived, st.columns(len(lived), gap="medium"), strict=True):
        with column:
            _downloads(one, f" of setting {one.name}" if len(lived) > 1 else "")


def _downloads(one: Lived, of: str) -> None:
    name = f"{one.study.name}{'-' + one.name.lower() if of else ''}"
    st.download_button(
        f"Download the scenario{of} (TOML)", scenario_text(one.study), f"{name}.toml",
        "application/toml", on_click="ignore", key=f"scenario-{one.name}",
    )  # fmt: skip

    def page() -> str:
        return one.made("report", lambda: report_page(one.comparison))

    st.download_button(
        f"Download the report{of} (HTML)", page, f"{name}.html", "text/html", on_click="ignore",
        key=f"report-{one.name}",
    )  # fmt: skip
