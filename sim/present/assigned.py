"""An assignment as a notebook or a script has it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from sim.present.assignment import (
    TITLE,
    choice_table,
    ladder_table,
    sentences,
    write_assignment,
)
from sim.present.assignment_figure import assignment_figure
from sim.present.staffing import staff_sentences, staff_table, write_staffing
from sim.questions.assign import Assignment, Staff
from sim.questions.assign.asked import written


class Assigned:
    """Which support model runs which service: tables, words and a picture."""

    def __init__(self, found: Assignment, people: Staff | None = None) -> None:
        self.found, self.people = found, people

    @property
    def said(self) -> list[str]:
        """The assignment, how sure it is, where to begin, what rules cost; a line each."""
        staffed = staff_sentences(self.people, self._currency) if self.people else ()
        return [*sentences(self.found), *staffed]

    @property
    def _currency(self) -> str:
        return self.found.asked.study.scenario.currency

    @property
    def services(self) -> pd.DataFrame:
        """A row a service: its model, what that saves a year, and how sure."""
        return choice_table(self.found)

    @property
    def ladder(self) -> pd.DataFrame:
        """Which services to move first from today's assignment, and what each step saves."""
        return ladder_table(self.found)

    @property
    def staffing(self) -> pd.DataFrame:
        """A row a team: people, seats, rotas, before and after; none unless they were asked for."""
        return staff_table(self.people) if self.people else pd.DataFrame()

    @property
    def mix(self) -> dict[str, object]:
        """The assignment as a support model; ``vary({"models.ours": found.mix})`` adds it."""
        return written(TITLE, self.found.best)

    def plot(self) -> Figure:
        """Services by exposure and demand, coloured by their model."""
        return assignment_figure(self.found)

    def write(self, folder: Path | str) -> Path:
        """Write tables, the mix and the picture into a folder."""
        if self.people:
            write_staffing(self.people, Path(folder))
        return write_assignment(self.found, Path(folder))

    def __repr__(self) -> str:
        return f"Assigned: {self.said[0]}"
