"""What a reader must be told so that a comparison isn't read as more than it is."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sim.documents.load import Study
from sim.ground.units import HOURS_PER

SHORT = 3 * HOURS_PER["month"]
"""A horizon below which costs a year are no costs of a year."""


def remarks(study: Study, budgets: pd.DataFrame) -> Iterator[str]:
    """Sentences; ``budgets`` has model, sre and shared: shares of lives, by service and quarter."""
    yield from _on_the_horizon(study)
    for name in study.scenario.compare:
        yield from _on_the_engagement(study, name, budgets[budgets["model"] == name])


def _on_the_horizon(study: Study) -> Iterator[str]:
    horizon = study.scenario.horizon
    if horizon < SHORT:
        yield (
            f"The horizon is {horizon / 24:.3g} days: what is paid once weighs as if it were paid "
            "all year, so no cost a year here is a forecast of a year."
        )


def _on_the_engagement(study: Study, name: str, budgets: pd.DataFrame) -> Iterator[str]:
    """Whether SREs ran anything: if not, the model is its teams plus people who wait."""
    engagement = study.models[name].engagement
    if engagement is None:
        return
    title, sre, shared = study.models[name].title, budgets["sre"].mean(), budgets["shared"].mean()
    if sre == 0 and shared == 0:
        yield (
            f"Under {title}, SREs ran no service at the end of any quarter: a team asks for them "
            f"where traffic is {engagement.substantial:g} requests a second or more. What the "
            "model costs beyond its teams is SREs who wait."
        )
    else:
        yield (
            f"Under {title}, SREs ran {100 * sre:.3g} % of the services and shared the rota of "
            f"{100 * shared:.3g} %, counted at the ends of quarters."
        )
