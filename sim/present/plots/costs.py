"""What a support model costs a year: who pays what, and what is lost."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.ticker import MaxNLocator

from sim.present.plots.rows import (
    CUT_SAYS,
    axis_text,
    currency_of,
    cut_at,
    estimates,
    inside,
    is_narrow,
    labels_of,
    legend,
    models_of,
    note,
    reach,
    shown,
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
    at, limit = rows_of_models(ax, labels_of(table)), cut_at(found.mean for found in whole.values())
    ax.set_xlim(0, (1.75 if is_narrow(ax) else 1.5) * min(reach(whole), limit))
    for y, name in zip(at, models_of(table), strict=True):
        amounts = {part: max(0.0, found[name].mean) for part, found in parts.items()}
        _total_row(ax, y, amounts, currency, limit)
        whisker(ax, y + 0.24, whole[name], FAINT, limit)
        _say_total(ax, y, list(amounts.values()), min(whole[name].end, limit), currency)
    fills = [palette("paid")[part] for part in parts]
    legend(ax, [PART_LABELS[part] for part in parts], fills, columns=2 if is_narrow(ax) else 4)
    _money_axis(ax, currency)
    label = f"{currency} a year; the thin line is the 95 % interval of the total"
    cut = any(found.mean > limit for found in whole.values())
    ax.set_xlabel(axis_text(ax, label + (CUT_SAYS if cut else "")))
    return ax


def _total_row(ax: Axes, y: float, amounts: dict[str, float], currency: str, limit: float) -> None:
    """The parts of a model's total as a bar."""
    widths, fills = list(amounts.values()), [palette("paid")[part] for part in amounts]
    tips = [f"{PART_LABELS[part]}: {money(x, currency)} a year" for part, x in amounts.items()]
    middles = stack(ax, y - 0.08, widths, fills, height=0.42, limit=limit, tips=tips)
    parts = zip(middles, shown(widths, limit), fills, amounts, strict=True)
    for x, width, fill, part in parts:
        inside(ax, x, y - 0.08, text=PART_LABELS[part], width=width, fill=fill)


def _say_total(ax: Axes, y: float, amounts: list[float], x: float, currency: str) -> None:
    paid_, lost = sum(amounts[:2]), sum(amounts[2:])
    note(ax, x, y - 0.1, f"{money(paid_ + lost, currency)} a year", fontweight="bold")
    if not is_narrow(ax):
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
    lengths = [float(sums[row]) for row in rows]
    limit = cut_at(lengths)
    longest = min(max(lengths), limit)
    ax.set_xlim(0, longest * 1.8)
    for y, (model, funding) in zip(at, rows, strict=True):
        mine = table[(table["model"] == model) & (table["funding"] == funding)]
        _paid_row(ax, y, mine, longest=longest, currency=currency, limit=limit)
    _money_axis(ax, currency)
    cut = CUT_SAYS if max(lengths) > limit else ""
    ax.set_xlabel(axis_text(ax, f"{currency} a year{cut}"))
    return ax


def _paid_row(
    ax: Axes, y: float, table: pd.DataFrame, longest: float, currency: str, limit: float
) -> None:
    amounts = lines_shown(table, longest)
    base = palette("paid")[str(table["funding"].iloc[0])]
    fills = [_tint(base, i) for i in range(len(amounts))]
    outside: list[str] = []
    widths = list(amounts.values())
    tips = [f"{line}: {money(amount, currency)} a year" for line, amount in amounts.items()]
    middles = stack(ax, y, widths, fills, height=0.62, limit=limit, tips=tips)
    parts = zip(middles, amounts.items(), shown(widths, limit), fills, strict=True)
    for x, (line, amount), width, fill in parts:
        text = f"{line}\n{money(amount, currency)}"
        if not inside(ax, x, y, text=text, width=width, fill=fill, fontsize=8):
            outside.append(f"{line} {money(amount, currency)}")
    whole, words = sum(widths), [] if is_narrow(ax) else outside
    lift, end = 0.14 if words else 0.0, min(whole, limit)
    note(ax, end, y - lift, money(whole, currency), fontweight="bold")
    note(ax, end, y + lift + 0.02, _few(words), fontsize=8, color=FAINT)


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
    """A colour made paler with each step."""
    part = 0.62 ** min(step, 4) if step else 1.0
    red, green, blue = (1 - part * (1 - c) for c in to_rgb(colour))
    return str(to_hex((red, green, blue)))


def _money_axis(ax: Axes, currency: str) -> None:
    ax.xaxis.set_major_formatter(lambda value, _: trimmed(money(value, currency)))
    ax.xaxis.set_major_locator(MaxNLocator(3 if is_narrow(ax) else 5))
