"""What a support model costs a year: who pays what, and what is lost."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.ticker import MaxNLocator

from sim.present.plots.rows import (
    currency_of,
    estimates,
    inside,
    labels_of,
    legend,
    models_of,
    note,
    reach,
    stack,
    whisker,
)
from sim.present.show import money, trimmed
from sim.present.style import FAINT, palette, rows_of_models

PARTS = {
    "opex_per_year": "opex",
    "capex_per_year": "capex",
    "cost_of_delay_per_year": "delay",
    "outage_loss_per_year": "lost",
    "foregone_value_per_year": "foregone",
}
PART_LABELS = {
    "opex": "operating budget",
    "capex": "capital budget",
    "delay": "cost of delay",
    "lost": "outage loss",
    "foregone": "never built",
}
TOTAL = "total_cost_per_year"
NOTED = 2
"""Parts without room in the bar that are named beside it."""
SMALL = 0.05
"""Lines below this share of the longest bar are drawn as one."""


def total(table: pd.DataFrame, ax: Axes) -> Axes:
    """Budgets and losses of each model, stacked, with the interval of the total.

    ``table`` is a summary with a column ``currency`` (USD if absent).
    """
    currency, whole = currency_of(table), estimates(table, TOTAL)
    parts = {part: estimates(table, metric) for metric, part in PARTS.items()}
    if all(found.mean == 0 for found in parts["foregone"].values()):
        del parts["foregone"]  # where no team was disbanded, there is nothing to tell of
    fills = [palette("paid")[part] for part in parts]
    at = rows_of_models(ax, labels_of(table))
    ax.set_xlim(0, 1.5 * reach(whole))
    for y, name in zip(at, models_of(table), strict=True):
        amounts = [max(0.0, found[name].mean) for found in parts.values()]
        middles = stack(ax, y - 0.08, amounts, fills, height=0.42)
        for x, amount, fill, part in zip(middles, amounts, fills, parts, strict=True):
            inside(ax, x, y - 0.08, PART_LABELS[part], amount, fill)
        whisker(ax, y + 0.24, whole[name], FAINT)
        _say_total(ax, y, amounts, whole[name].end, currency)
    legend(ax, [PART_LABELS[part] for part in parts], fills, columns=4)
    _money_axis(ax, currency)
    ax.set_xlabel(f"{currency} a year; the thin line is the 95 % interval of the total")
    return ax


def _say_total(ax: Axes, y: float, amounts: list[float], x: float, currency: str) -> None:
    paid_, lost = sum(amounts[:2]), sum(amounts[2:])
    note(ax, x, y - 0.1, f"{money(paid_ + lost, currency)} a year", fontweight="bold")
    text = f"{money(lost, currency)} lost + {money(paid_, currency)} paid"
    note(ax, x, y + 0.22, text, fontsize=8.5, color=FAINT)


def paid(table: pd.DataFrame, ax: Axes) -> Axes:
    """What each budget pays a year, by line; a row a model and budget.

    ``table``: model, funding, line, amount (a year, mean); maybe label, currency.
    """
    currency, labels = (
        currency_of(table),
        dict(zip(models_of(table), labels_of(table), strict=True)),
    )
    sums = table.groupby(["model", "funding"], sort=False)["amount"].sum()
    rows = [(m, f) for m in labels for f in ("opex", "capex") if sums.get((m, f), 0) > 0]
    at = rows_of_models(ax, [f"{labels[m]}, {f}" for m, f in rows])
    longest = float(sums.max())
    ax.set_xlim(0, longest * 1.8)
    for y, (model, funding) in zip(at, rows, strict=True):
        mine = table[(table["model"] == model) & (table["funding"] == funding)]
        _paid_row(ax, y, mine, longest, currency)
    _money_axis(ax, currency)
    ax.set_xlabel(f"{currency} a year")
    return ax


def _paid_row(ax: Axes, y: float, table: pd.DataFrame, longest: float, currency: str) -> None:
    amounts = lines_shown(table, longest)
    base = palette("paid")[str(table["funding"].iloc[0])]
    fills = [_tint(base, i) for i in range(len(amounts))]
    outside: list[str] = []
    middles = stack(ax, y, list(amounts.values()), fills, height=0.62)
    for x, (line, amount), fill in zip(middles, amounts.items(), fills, strict=True):
        text = f"{line}\n{money(amount, currency)}"
        if not inside(ax, x, y, text, amount, fill, 8):
            outside.append(f"{line} {money(amount, currency)}")
    whole = sum(amounts.values())
    lift = 0.14 if outside else 0.0
    note(ax, whole, y - lift, money(whole, currency), fontweight="bold")
    note(ax, whole, y + lift + 0.02, _few(outside), fontsize=8, color=FAINT)


def _few(parts: list[str]) -> str:
    """The first parts of a list; how many are left out."""
    if len(parts) <= NOTED:
        return ", ".join(parts)
    return f"{', '.join(parts[:NOTED])}, {len(parts) - NOTED} more"


def lines_shown(table: pd.DataFrame, longest: float) -> dict[str, float]:
    """Amount of each line, largest first; what is too small to be seen together as "other"."""
    sums = table.groupby("line")["amount"].sum().sort_values(ascending=False, kind="stable")
    large = sums[sums >= SMALL * longest]
    rest = sums[sums < SMALL * longest]
    shown = {str(line): float(amount) for line, amount in large.items()}
    if rest.sum() > 0:
        shown["other" if len(rest) > 1 else str(rest.index[0])] = float(rest.sum())
    return shown


def _tint(colour: str, step: int) -> str:
    """The same colour, paler with each step."""
    part = 0.62 ** min(step, 4) if step else 1.0
    red, green, blue = (1 - part * (1 - c) for c in to_rgb(colour))
    return str(to_hex((red, green, blue)))


def _money_axis(ax: Axes, currency: str) -> None:
    ax.xaxis.set_major_formatter(lambda value, _: trimmed(money(value, currency)))
    ax.xaxis.set_major_locator(MaxNLocator(5))
