"""A staffing for people: sentences, a table, and lines for the support models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.documents.errors import InputError, Problem
from sim.documents.toml import written
from sim.present.files import write_csv
from sim.present.show import duration, interval, money, percent
from sim.present.words import join
from sim.questions.assign import Staff
from sim.questions.assign.asked import KNOBS
from sim.questions.assign.lived import WORK
from sim.questions.assign.seats import Counts
from sim.questions.assign.staffing import Staffed
from sim.study.remarks import IDLE, SATURATED

FILES = {
    "staffing.csv": "people, seats and rotas before and after, how busy they are, what waits",
    "staffing.toml": "the same as lines for a scenario's support models",
}
"""What the search for a staffing writes; a comparison leaves it alone."""
UTILISATION, QUEUEING, REQUESTS = WORK


def write_staffing(found: Staff, folder: Path) -> None:
    """Write the table and the lines.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(staff_table(found), folder / "staffing.csv")
        lines = written({"models": found.lines}) if found.lines else ""
        text = f"# Into the scenario, beside its support models.\n\n{lines}"
        (folder / "staffing.toml").write_text(text, encoding="utf-8")
    except OSError as why:
        raise InputError(folder, [Problem("", f"can't be written: {why.strerror}")]) from None


def staff_table(found: Staff) -> pd.DataFrame:
    """A row a team: before and after."""
    return pd.DataFrame([_row(team) for team in found.teams])


def _row(team: Staffed) -> dict[str, object]:
    row: dict[str, object] = {"team": team.team}
    for what, before, after in zip(KNOBS, team.before, team.after, strict=True):
        row |= {f"{what}_before": before, what: after}
    for name in WORK:
        row |= {f"{name}_before": team.work_before[name], name: team.work[name]}
    return {**row, "says": _says(team)}


def _says(team: Staffed) -> str:
    """One word on a team that has too much to do, or nothing; empty for any other."""
    busy = team.work[UTILISATION]
    return "saturated" if busy >= SATURATED else "idle" if busy < IDLE else ""


def staff_sentences(found: Staff, currency: str) -> Iterator[str]:
    """What changes, what it saves, how busy each team is then and what waits for it."""
    changed = [team for team in found.teams if team.after != team.before]
    if not changed:
        yield "Staffing: as the support models state it; no step of a team is surely cheaper."
    else:
        saves = f"{money(found.saving.mean, currency)} ({_bounds(found, currency)})"
        yield f"Staffing: what follows saves {saves} a year beyond the assignment."
    for team in found.teams:
        yield f"  {team.team}: {_counts(team)}; {_work(team)}."
    if not found.ended:
        yield f"After {found.rounds} rounds it was not at an end: another step may be cheaper."


def _bounds(found: Staff, currency: str) -> str:
    return interval(found.saving.low, found.saving.high, "money/y", currency)


def _counts(team: Staffed) -> str:
    now = _people(team.after)
    return now if team.after == team.before else f"{now}, where there were {_people(team.before)}"


def _people(counts: Counts) -> str:
    people, by_day, on_call, rota = counts
    head = f"{people} people, " if people else ""
    turns = f" of {rota} in turns" if on_call and 0 < rota != people else ""
    return f"{head}{by_day} on duty by day, {on_call} on call{turns}"


def _work(team: Staffed) -> str:
    """How busy a team is by day, what waits for it, and whether that is too much or nothing."""
    work, said = team.work, _says(team)
    parts = [f"busy for {percent(work[UTILISATION])} of its hours by day"]
    if work[QUEUEING] == work[QUEUEING]:
        parts.append(f"incidents wait {duration(work[QUEUEING] / 60)} for it")
    if work[REQUESTS] == work[REQUESTS]:
        parts.append(f"requests {duration(24 * work[REQUESTS])}")
    told = {"saturated": ": it is saturated", "idle": ": it idles", "": ""}
    return join(parts) + told[said]
