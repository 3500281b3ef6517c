"""One setting lived through: a verdict soon, a better one later, and a button that ends it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TypeVar

import streamlit as st

from sim.documents.errors import InputError
from sim.documents.load import Study
from sim.explorer.changes import varied
from sim.explorer.memory import Memory
from sim.explorer.settings import Settings
from sim.explorer.stages import ENOUGH, so_far, stages
from sim.explorer.words import listed
from sim.present.words import verdict_sentence, world_sentences
from sim.study.comparison import Comparison
from sim.study.runner import Progress
from sim.study.study_key import study_key

T = TypeVar("T")


@dataclass(frozen=True)
class Side:
    """One of the settings beside each other."""

    name: str
    study: Study
    """The scenario with its models as the file has them, before any lever is moved."""
    settings: Settings


@dataclass(frozen=True)
class Lived:
    """A setting with what came of it."""

    name: str
    study: Study
    """What was asked for; a run that was stopped may have come less far."""
    comparison: Comparison
    memory: Memory

    def made(self, what: str, make: Callable[[], T], *of: object) -> T:
        """Something drawn of this setting, once."""
        study = self.comparison.study
        key = (what, self.name, study.file, study_key(study), self.comparison.replications, *of)

        def draw() -> T:
            with self.memory.drawing:
                return make()

        return self.memory.recall(key, draw)


class Bar:
    """How far something is, with a button that stops it; there from the first report on."""

    def __init__(self, name: str, what: str, stop: Callable[[], None]) -> None:
        """``name`` tells it from others of the page, ``stop`` is called before the page is anew."""
        self.name, self.what, self.stop = name, what, stop
        self.line, self.button = (column.empty() for column in st.columns([6, 1]))
        self._whole = 0

    def tell(self, done: int, whole: int) -> None:
        """Streamlit ends the script in here when something has been moved meanwhile."""
        if not self._whole:
            self.button.button("Stop", key=f"stop-{self.name}", on_click=self.stop)
        self._whole = whole
        self.line.progress(done / whole, text=f"Living through it: {done} of {whole} {self.what}")

    def empty(self) -> None:
        """Take it off the page."""
        self.line.empty()
        self.button.empty()


def live(side: Side, memory: Memory, workers: int | None, heading: bool) -> Lived | None:
    """Live through a setting with a bar that tells how far it is, and say the verdict."""
    if heading:
        st.header(f"Setting {side.name}", anchor=False)
    if not side.settings.models:
        st.error("Choose at least one support model in the settings.")
        return None
    try:
        study = varied(side.study, side.settings)
        key = (study_key(study), study.scenario.replications)
        stopped: set[tuple[str, int]] = st.session_state.setdefault("stopped", set())
        if key in stopped:
            go_on = partial(stopped.discard, key)
            return _stopped(side.name, study, memory, go_on)
        return _through(side.name, study, memory, workers, partial(stopped.add, key))
    except InputError as error:
        st.error(f"This setting makes no sound scenario.\n\n{listed(str(error).splitlines())}")
        return None


def _through(
    name: str, study: Study, memory: Memory, workers: int | None, stop: Callable[[], None]
) -> Lived | None:
    verdict, lived = st.empty(), None
    worlds = len(study.scenario.worlds)
    bar = Bar(name, "replications" + (f", in {worlds} worlds" if worlds > 1 else ""), stop)
    whole = study.scenario.replications * worlds
    for stage in stages(study):

        def work(note: Progress, stage: Study = stage) -> Comparison:
            return memory.comparison(stage, workers, note)

        found = memory.attendance.attend(work, lambda done, _: bar.tell(done, whole))
        with verdict.container():
            lived = _say(name, study, found, memory)
    bar.empty()
    return lived


def _stopped(name: str, study: Study, memory: Memory, go_on: Callable[[], None]) -> Lived | None:
    """What there is, and a way on."""
    found = so_far(study, memory)
    lived = None
    if found is None:
        st.info("Stopped before there was a verdict.")
    else:
        lived = _say(name, study, found, memory)
    st.button("Go on", key=f"go-on-{name}", on_click=go_on)
    return lived


def _say(name: str, study: Study, comparison: Comparison, memory: Memory) -> Lived | None:
    if comparison.replications < ENOUGH:
        st.error(listed([str(failure) for failure in comparison.failures]))
        return None
    verdict = verdict_sentence(comparison)
    alarms = [*comparison.alarms, *comparison.incomplete]
    remarks = [note for note in comparison.notes if note not in alarms]
    small = [*world_sentences(comparison), *remarks]
    beside = "".join(f'<p class="small">{escape(text)}</p>' for text in small)
    st.html(f'<div class="verdict" role="status"><p>{escape(verdict)}</p>{beside}</div>')
    for note in alarms:
        st.warning(note)
    return Lived(name, study, comparison, memory)
