"""Whatever is wrong with a document, its reader says so in words, soon; what it takes can be lived.

By default 2,000 mutants are read and 40 of those that are sound are lived through. The whole run of
20,000 and 500 is ``WHORUNSIT_MUTANTS=20000 pytest -m slow tests/fuzz`` (half an hour on one core).
"""

from __future__ import annotations

import os
import time
from itertools import islice
from random import Random

import numpy as np
import pytest

from sim.documents.errors import InputError
from sim.documents.load import Raw, Study, build_study
from sim.records.metrics import METRICS
from sim.study.replication import live
from tests.fuzz.mutants import mutant, seeds

MANY = int(os.environ.get("WHORUNSIT_MUTANTS", "2000"))
LIVED = MANY // 40 if MANY >= 20_000 else 40
DAYS = "120 d"
SLOW_SECONDS = 30.0
"""Far more than reading takes on a busy machine, far less than a hang."""
MOST_REQUESTS = 40
"""Services of a mutant that is lived through; larger ones take long without being different."""


def spoilt(number: int) -> Raw:
    chance = Random(number)
    return mutant(chance.choice(seeds()), chance)


def read(number: int) -> Study | str:
    """A sound mutant, or what its reader says about it."""
    begun = time.monotonic()
    try:
        return build_study(spoilt(number), "mutant", "mutant.toml", None)
    except InputError as error:
        return str(error)
    finally:
        assert time.monotonic() - begun < SLOW_SECONDS, f"mutant {number} takes long to read"


@pytest.mark.slow
def test_every_mutant_is_read_or_refused_in_words() -> None:
    refused = [found for found in map(read, range(MANY)) if isinstance(found, str)]
    assert MANY / 4 < len(refused) < MANY
    for said in refused:
        assert "mutant.toml" in said
        assert "Traceback" not in said
        assert [c for c in said if not c.isprintable() and c != "\n"] == []


def short(number: int) -> Study | None:
    """The mutant for a few months, if it is sound then and small."""
    raw = spoilt(number)
    raw["horizon"] = DAYS
    try:
        study = build_study(raw, "mutant", "mutant.toml", None)
    except InputError:
        return None
    return study if len(study.scenario.services) <= MOST_REQUESTS else None


@pytest.mark.slow
def test_sound_mutants_can_be_lived_and_break_no_law() -> None:
    sound = ((n, study) for n in range(MANY) if (study := short(n)) is not None)
    lived = 0
    for number, study in islice(sound, LIVED):
        lived += 1
        for outcome in live(study, 0):
            assert outcome.broken_laws == [], f"mutant {number}"
            for name, value in outcome.metrics.items():
                assert _possible(name, value), f"mutant {number}: {name} is {value}"
    assert lived == LIVED


def _possible(name: str, value: float) -> bool:
    """Nothing to measure, or within what the metric's scale allows."""
    scale = METRICS[name].scale
    if np.isnan(value) or scale == "real":
        return not np.isinf(value)
    return 0 <= value <= (1 if scale == "share" else np.inf) and not np.isinf(value)
