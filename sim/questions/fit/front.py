"""The front door: from exports to a scenario, and a scenario held against exports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.documents.load import Study, load_study, shipped_models
from sim.questions.fit.calibrating import Calibration, calibrate
from sim.questions.fit.draft import Draft, draft, names_of, slug
from sim.questions.fit.history import History, learn
from sim.questions.fit.inventory import Inventory
from sim.questions.fit.observations import Observations
from sim.questions.fit.past import lived_from, past_of, renamed
from sim.questions.fit.reading import Bar, Wanted, read
from sim.questions.fit.replaying import Replay, enough, replay
from sim.questions.fit.traffic import grows, traffic_of
from sim.questions.fit.writing import study_of
from sim.study.runner import Progress

TODAY = "ops-run-it"
FEWEST = 2
"""Incidents in each part of a history that is judged by its end."""


@dataclass(frozen=True)
class Fit:
    """What was read, what was learnt from it, and the scenario that it makes."""

    history: History
    draft: Draft
    calibration: Calibration | None
    """None: nothing was scaled to totals."""

    def sentences(self) -> Iterator[str]:
        """What was read, and what came out of it, a line each."""
        found = self.history.observations
        for tally in found.tallies:
            yield from tally.sentences()
        still = int(found.incidents["restored_at"].isna().sum())
        yield (
            f"{len(found.incidents):,} incidents of {len(found.services)} services, "
            f"{found.begins.date()} to {found.ends.date()} ({found.years:.2g} years); "
            f"{still:,} still open or without an end (censored), "
            f"{self.history.overlapping:,} opened while another of their service was open."
        )
        yield from found.notes
        yield from self._calibrated()
        yield from self.draft.defaults

    def _calibrated(self) -> Iterator[str]:
        if self.calibration is None:
            return
        for one in self.calibration.reached:
            word = "reached" if one.close else "NOT reached"
            yield (
                f"{one.label}: observed {one.observed:.3g} {one.unit}".rstrip()
                + f", replayed {one.before:.3g} before and {one.after:.3g} after scaling: {word}."
            )
        yield from self.calibration.unmatched


def fit(
    wanted: Wanted,
    today: str = TODAY,
    *,
    inventory: Inventory | None = None,
    calibrated: bool = True,
    bar: Bar | None = None,
    workers: int | None = None,
) -> Fit:
    """Fit a scenario to exports; ``today`` is the support model that the past was lived under.

    Raises
    ------
    InputError
        Naming file, row and column, what was found, and what is allowed.
    """
    check_model(today)
    return fit_observations(
        read(wanted, bar), today, inventory=inventory, calibrated=calibrated, bar=bar,
        workers=workers,
    )  # fmt: skip


def check_model(today: str) -> None:
    """Check that a support model of this name ships.

    Raises
    ------
    InputError
        With the nearest name.
    """
    if today not in shipped_models():
        hint = nearest(today, shipped_models())
        raise InputError("--today", [Problem("", f"unknown support model '{today}'{hint}")])


def fit_observations(
    found: Observations,
    today: str = TODAY,
    *,
    inventory: Inventory | None = None,
    calibrated: bool = True,
    bar: Bar | None = None,
    workers: int | None = None,
) -> Fit:
    """Fit a scenario to what was read."""
    listed = inventory or Inventory()
    quiet = set(listed.services) - set(map(slug, found.services))
    history = learn(replace(found, listed=tuple(sorted(quiet))))
    first = draft(history, today, listed.services, listed.teams)
    if not calibrated:
        return Fit(history, first, None)
    progress = bar("Replaying the past") if bar is not None else None
    found_there = calibrate(first, workers, progress)
    return Fit(history, found_there.draft, found_there)


def check_replay(
    scenario: Path | Study,
    wanted: Wanted,
    today: str | None = None,
    *,
    count: int | None = None,
    bar: Bar | None = None,
    workers: int | None = None,
) -> Replay:
    """Hold a scenario's simulated past against an observed one.

    Raises
    ------
    InputError
        If a file can't be read, or the scenario has other services.
    """
    study = scenario if isinstance(scenario, Study) else load_study(scenario)
    found = read(wanted, bar)
    named = _in_words_of(study, found)
    return _replayed(study, today or study.baseline, named, count, bar, workers)


def replay_of(found: Fit, *, workers: int | None = None) -> Replay:
    """The fitted scenario's past against the one that it was fitted to."""
    named = renamed(found.history.observations, found.draft.names)
    study = study_of(found.draft)
    return _replayed(study, found.draft.today, named, None, None, workers)


def _replayed(
    study: Study, today: str, found: Observations, count: int | None, bar: Bar | None,
    workers: int | None,
) -> Replay:  # fmt: skip
    past = past_of(study, today, found)
    return replay(past, found, count=count, workers=workers, progress=_progress(bar))


def _progress(bar: Bar | None) -> Progress | None:
    return bar("Replaying the past") if bar is not None else None


def _in_words_of(study: Study, found: Observations) -> Observations:
    return renamed(found, _known(study, found))


def _known(study: Study, found: Observations) -> dict[str, str]:
    """Services of the exports that the scenario has, with their keys there."""
    names = names_of(found.services)
    known = {name: key for name, key in names.items() if key in study.scenario.services}
    if not known:
        there, wanted = ", ".join(list(names.values())[:5]), ", ".join(study.scenario.services)
        raise InputError(
            study.file or study.name,
            [
                Problem(
                    "services",
                    f"none of them is in the exports, which have {there}; it has {wanted}",
                )
            ],
        )
    return known


def with_traffic_of(study: Study, found: Observations) -> Observations:
    """What was observed, beside the traffic that a scenario has of its services; as it is where
    that doesn't grow.

    Raises
    ------
    InputError
        If the scenario has none of the services, or begins after what was observed.
    """
    if not grows(study.scenario):
        return found
    lived_from(study, found)
    return replace(found, traffic=traffic_of(study.scenario, _known(study, found), found.ends))


def check_forecast(
    found: Observations,
    share: float,
    today: str = TODAY,
    *,
    count: int | None = None,
    bar: Bar | None = None,
    workers: int | None = None,
) -> Replay:
    """Fit the first part of a history and judge by the rest of it.

    Each replication runs with another draw of all fitted numbers together: what the first part
    left uncertain is in the bands, as well as chance. Traffic that was observed beside the
    incidents is known for the rest, too; ``with_traffic_of`` takes it from a scenario.

    Raises
    ------
    InputError
        If a part has too few incidents.
    """
    cut = (found.begins + share * (found.ends - found.begins)).floor("D")
    first, rest = found.between(found.begins, cut), found.between(cut, found.ends, found.until)
    for part, name in ((first, "first part"), (rest, "rest")):
        if len(part.incidents) < FEWEST:
            why = f"the {name} of the history has {len(part.incidents)} incidents; needs {FEWEST}"
            raise InputError("--forecast", [Problem("", why)])
    fitted = fit_observations(first, today, bar=bar, workers=workers)
    known = renamed(rest, fitted.draft.names)
    study = study_of(fitted.draft)
    count = count or enough(past_of(study, today, known))
    drawn = [study_of(fitted.draft.drawn(row)) for row in range(count)]
    past = past_of(study, today, known, drawn)
    return replay(past, known, count=count, forecast=True, workers=workers, progress=_progress(bar))
