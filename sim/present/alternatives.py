"""What each figure says, in words, for who can't see it; out of the same numbers."""

from __future__ import annotations

from collections.abc import Callable

from sim.present.nines import nines_words
from sim.present.plots.budgets import worst_first
from sim.present.plots.restore import tag_label
from sim.present.risk import risk_words
from sim.present.show import duration, money, percent, quantity
from sim.present.style import palette
from sim.present.tables import most_telling_service, paid_a_year
from sim.present.words import labels
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison

OUTSIDE_NAMED = 3


def _means(comparison: Comparison, model: str, metric: str) -> str:
    value = comparison.mean(model, metric)
    return quantity(value, METRICS[metric].unit, comparison.study.scenario.currency)


def _each(comparison: Comparison, say: Callable[[str], str]) -> str:
    names = labels(comparison.study)
    return "; ".join(f"{label}: {say(model)}" for model, label in names.items()) + "."


def lead_time(comparison: Comparison) -> str:
    """Median and 85th percentile."""
    return "Bar chart of lead time. " + _each(
        comparison,
        lambda m: (
            f"half within {_means(comparison, m, 'lead_time_days_median')},"
            f" 85 % within {_means(comparison, m, 'lead_time_days_p85')}"
        ),
    )


def _parts(comparison: Comparison, section: str) -> str:
    table = comparison.minutes
    tags = [tag for tag in palette(section) if tag in table]
    means = table.groupby("model")[tags].mean()

    def say(model: str) -> str:
        hours = dict(zip(tags, means.loc[[model]].to_numpy()[0].tolist(), strict=True))
        parts = [f"{tag_label(tag)} {duration(h)}" for tag, h in hours.items() if h > 0]
        return f"{duration(sum(hours.values()))} in all, of it {', '.join(parts)}"

    return _each(comparison, say)


def waits(comparison: Comparison) -> str:
    """What a change waited for."""
    return "Stacked bars of the mean lead time. " + _parts(comparison, "waits")


def restore(comparison: Comparison) -> str:
    """What an incident's minutes were."""
    return "Stacked bars of the mean time to restore. " + _parts(comparison, "minutes")


def heat(comparison: Comparison) -> str:
    """Which services are outside their budgets."""
    table = comparison.budget_means

    def say(model: str) -> str:
        mine = table[table["model"] == model]
        met = float(mine["met"].mean())
        worst = ", ".join(worst_first(mine)[:OUTSIDE_NAMED])
        return f"{percent(met)} of service-quarters inside budget, most spent by {worst}"

    return "Grid of error budgets by service and quarter. " + _each(comparison, say)


def burn(comparison: Comparison) -> str:
    """One service's budget over time."""
    service = most_telling_service(comparison)
    table = comparison.budgets_of(service)

    def say(model: str) -> str:
        mine = table[table["model"] == model]
        outside = float((mine["spent_share"] > 1).mean())
        blocked = float((mine["frozen_hours"] > 0).mean())
        return f"outside in {percent(outside)} of quarters, launches blocked in {percent(blocked)}"

    return f"Error budget of {service} by quarter. " + _each(comparison, say)


def total_cost(comparison: Comparison) -> str:
    """Budgets and losses."""
    return "Stacked bars of cost a year. " + _each(
        comparison,
        lambda m: (
            f"{_means(comparison, m, 'total_cost_per_year')}, of it outage loss"
            f" {_means(comparison, m, 'outage_loss_per_year')}, cost of delay"
            f" {_means(comparison, m, 'cost_of_delay_per_year')}, value foregone"
            f" {_means(comparison, m, 'foregone_value_per_year')}, capital budget"
            f" {_means(comparison, m, 'capex_per_year')}, operating budget"
            f" {_means(comparison, m, 'opex_per_year')}"
        ),
    )


def budgets_paid(comparison: Comparison) -> str:
    """Who pays for what."""
    table, currency = paid_a_year(comparison), comparison.study.scenario.currency

    def say(model: str) -> str:
        mine = table[(table["model"] == model) & (table["amount"] > 0)]
        mine = mine.sort_values("amount", ascending=False, kind="stable")
        rows = zip(mine["line"], mine["funding"], mine["amount"], strict=True)
        return ", ".join(
            f"{line} ({funding}) {money(amount, currency)}" for line, funding, amount in rows
        )

    return "Stacked bars of what each budget pays a year. " + _each(comparison, say)


def on_call(comparison: Comparison) -> str:
    """People, pages, pay."""
    return "Three dot charts of on-call load out of hours. " + _each(
        comparison,
        lambda m: (
            f"{_means(comparison, m, 'people_on_call_out_of_hours')} people,"
            f" {_means(comparison, m, 'pages_out_of_hours_per_person_month')} pages a person and"
            f" month, {_means(comparison, m, 'false_pages_share')} of them about nothing,"
            f" {_means(comparison, m, 'on_call_cost_per_year')} a year"
        ),
    )


ALTERNATIVES: dict[str, Callable[[Comparison], str]] = {
    "lead_time": lead_time,
    "lead_time_waits": waits,
    "time_to_restore": restore,
    "error_budgets": heat,
    "error_budget_burn": burn,
    "total_cost": total_cost,
    "budgets_paid": budgets_paid,
    "on_call": on_call,
    "risk": risk_words,
    "nines": nines_words,
}
"""By the name of the figure."""
