"""What a run costs if teams that exist anyway are charged otherwise.

Key figures of a run by name, so that they can be kept and compared like metrics.
"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from sim.documents.prices import Charge
from sim.records.metrics import REGISTRY
from sim.records.money import Accounts

CHARGED = "charged "
"""What the figures are called, before the way of charging."""
CHARGES: tuple[Charge, ...] = get_args(Charge)
TOTAL = REGISTRY["total_cost_per_year"]


def charging_figures(run: Accounts) -> dict[str, float]:
    """The total cost a year by what is charged; none where no team exists anyway."""
    if not any(team.document.exists for team in run.teams):
        return {}
    prices = run.scenario.prices
    found = {}
    for how in CHARGES:
        charged = run.scenario.model_copy(
            update={"prices": prices.model_copy(update={"existing": how})}
        )
        found[f"{CHARGED}{how}"] = TOTAL.of(replace(run, scenario=charged))
    return found
