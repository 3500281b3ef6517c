"""Plots: each takes a table and axes, and gives the axes back."""

from sim.present.plots.budgets import burn, burn_key, heat, stages, write_cells
from sim.present.plots.costs import paid, total
from sim.present.plots.lead_time import lead_time
from sim.present.plots.on_call import dots
from sim.present.plots.restore import restore, waits

__all__ = [
    "burn", "burn_key", "dots", "heat", "lead_time", "paid", "restore", "stages", "total", "waits",
    "write_cells",
]  # fmt: skip
