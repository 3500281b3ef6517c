"""A service week by week as Python users see it: words, a table, pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.present.dynamics import over_weeks, phase, sentences, table, write_dynamics
from sim.questions.dynamics import Dynamics

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Weeks:
    """How a service's error budget moves those who spend it, under each support model."""

    def __init__(self, found: Dynamics) -> None:
        self.found = found

    @property
    def said(self) -> list[str]:
        """A line a model: what settles, swings or ratchets."""
        return list(sentences(self.found))

    @property
    def table(self) -> pd.DataFrame:
        """A row a model and week: mean, band over replications, replication 0 of each quantity."""
        return table(self.found)

    def plot(self, model: str | None = None) -> Figure:
        """One model over the weeks; without a model, budget left against releases for all."""
        if model is None:
            return phase(self.found)
        known = list(self.found.runs)
        if model not in known:
            raise InputError("plot", [Problem(model, f"is not compared{nearest(model, known)}")])
        return over_weeks(self.found, model)

    def write(self, folder: Path | str) -> Path:
        """Write table, words and pictures into a folder."""
        return write_dynamics(self.found, Path(folder))

    def __repr__(self) -> str:
        return f"Weeks of {self.found.service}: {self.found.replications} replications"
