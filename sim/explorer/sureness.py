"""How sure the choice is under the present settings: the acceptability curve, what to measure."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import ceil

import numpy as np
import streamlit as st

from sim.documents.errors import InputError
from sim.documents.load import Study
from sim.explorer.living import Bar
from sim.explorer.memory import Memory
from sim.explorer.words import listed
from sim.present.plausible import acceptability_figure, acceptability_words
from sim.present.style import look
from sim.present.sure import made_of, sure_sentence, told_first
from sim.present.svg import as_svg, inline
from sim.present.uncertainty import plausible
from sim.present.words import labels
from sim.questions.compare.verdict import decide
from sim.questions.uncertainty import check_size, judge
from sim.study.beside import Plausible
from sim.study.comparison import Comparison
from sim.study.plausible.samples import live_samples, runs_of
from sim.study.plausible.space import Space, space_of
from sim.study.plausible.surrogate import least_samples, sklearn
from sim.study.runner import Progress
from sim.study.study_key import study_key

ROUND = 50
"""Samples are as many as are needed, and on to the next fifty."""
PROMISE = (
    "The intervals above cover chance alone. This draws all assumptions together and lives through "
    "each draw; in a large scenario it takes minutes, and it is there at once when the settings "
    "come back."
)


def show_sureness(name: str, comparison: Comparison, memory: Memory, workers: int | None) -> None:
    """A button, since it takes a while; then the curve and the sentences."""
    study = comparison.study
    key = ("sure", study_key(study), study.scenario.replications)
    asked = st.session_state.setdefault("sure", set())
    try:
        sklearn("linear_model")
        space = space_of(study)
        samples = ROUND * ceil(least_samples(len(space.columns)) / ROUND)
        check_size(study, space, samples)
        if key not in asked:
            st.html(f'<p class="small">{escape(PROMISE)}</p>')
            label = f"Draw {len(space.columns)} assumptions {samples} times"
            if not st.button(label, key=f"sure-{name}"):
                return
            asked.add(key)
        bar = Bar(f"{name}-sure", "draws", lambda: asked.discard(key))

        def work(note: Progress) -> Plausible:
            return memory.recall(key, lambda: _judged(space, samples, workers, note))

        found = memory.attendance.attend(work, bar.tell)
        bar.empty()
    except InputError as error:
        st.error(listed(str(error).splitlines()))
        return
    st.markdown(
        memory.recall((*key, name), lambda: _picture(found, study, name, memory)),
        unsafe_allow_html=True,
    )
    for line in _lines(found, comparison):
        st.html(f"<p>{escape(line)}</p>")


def _judged(space: Space, samples: int, workers: int | None, progress: Progress) -> Plausible:
    runs = runs_of(samples, 1, space.study.scenario.replications)
    points = space.points(samples)
    return plausible(judge(live_samples(space, points, runs, workers=workers, progress=progress)))


def _picture(found: Plausible, study: Study, name: str, memory: Memory) -> str:
    names = labels(study)
    curves = {model: np.array(line) for model, line in found.curve.items()}
    with memory.drawing, look():
        drawn = as_svg(acceptability_figure(np.array(found.multiples), curves, names))
    said = acceptability_words(found.multiples, curves, names)
    return f'<div class="picture">{inline(drawn, f"{name}-acceptability", said)}</div>'


def _lines(found: Plausible, comparison: Comparison) -> Iterator[str]:
    study = comparison.study
    currency = study.scenario.currency
    yield sure_sentence(found, decide(comparison).best, labels(study), currency)
    yield from told_first(found, currency)
    yield made_of(found, currency)
