"""What a decision needs on one page: the plan, the verdict, money, what to fear and to check."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.documents.numbers import is_sampled
from sim.present.about import about
from sim.present.finance.case import payback_day, payback_month
from sim.present.finance.case_quarters import NEVER_DEARER, rate_shown
from sim.present.judgement import beaten_on, hangs_on
from sim.present.show import money, percent, plain, quantity, years
from sim.present.sure import measure_first
from sim.present.words import (
    THREE,
    labels,
    metric_heading,
    metric_label,
    plausible_sentences,
    verdict_sentence,
    world_sentences,
)
from sim.questions.compare.business_case import BAND, Case
from sim.questions.compare.risk import WORST, has_years, risks
from sim.questions.compare.turning import Turned, Turning
from sim.questions.compare.verdict import decide
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison

NAMED = 3
"""Risks, and assumptions to check."""
TOTAL = "total_cost_per_year"
PARTS = (
    "capex_per_year", "opex_per_year", "outage_loss_per_year", "cost_of_delay_per_year",
    "foregone_value_per_year",
)  # fmt: skip
"""What the total is the sum of."""
TOP_RATE = 10.0
"""A rate of return a year beyond which nobody asks how far."""


@dataclass(frozen=True)
class Summary:
    """What stands on the page; rows are a label and a text for each column."""

    title: str
    question: str
    plan: str
    verdict: str
    sure: str
    heads: tuple[str, ...]
    """Of the columns: today and the plan, or the only support model."""
    numbers: tuple[tuple[str, ...], ...]
    """Lead time, time to restore, and the cost: each part that there is, and their sum."""
    figures: tuple[tuple[str, str], ...]
    """What the plan is worth; none where there is no plan."""
    risks: tuple[str, ...]
    checks: tuple[str, ...]
    silent: tuple[str, ...]
    """What the page doesn't say."""
    made_of: str
    case: Case | None


def summarise(comparison: Comparison, case: Case | None) -> Summary:
    """The page of a comparison; ``case`` is its business case, if it has a plan."""
    scenario, names = comparison.study.scenario, labels(comparison.study)
    shown = comparison.models[:1] if case is None else (case.today, case.plan)
    return Summary(
        title=scenario.title,
        question=scenario.question,
        plan=_plan(comparison, case),
        verdict=verdict_sentence(comparison),
        sure=_sure(comparison, case),
        heads=tuple(names[model] for model in shown),
        numbers=tuple(_numbers(comparison, shown)),
        figures=() if case is None else tuple(_figures(case)),
        risks=tuple(_risks(comparison, case))[:NAMED],
        checks=tuple(_checks(comparison, case))[:NAMED],
        silent=_silent(case),
        made_of=f"{years(scenario.horizon)} from {scenario.start}, "
        f"services: {len(scenario.services):,}, "
        f"teams: {len(scenario.teams):,}; lived through {comparison.replications} times under "
        "each support model, with the same random draws.",
        case=case,
    )


def _plan(comparison: Comparison, case: Case | None) -> str:
    names, said = labels(comparison.study), about(comparison.study)
    if case is None:
        model = comparison.models[0]
        return f"{names[model]}: {said[model]}"
    how = "" if decide(comparison).best != case.today else " Today's way costs least."
    return f"From {names[case.today]} to {names[case.plan]}. {said[case.plan]}{how}"


def _sure(comparison: Comparison, case: Case | None) -> str:
    """How sure it is: over what is plausible if somebody asked, else over chance alone."""
    told = plausible_sentences(comparison)[:1]
    if told:
        return told[0]
    alone = (
        "That is by chance alone: nobody has varied the assumptions yet (whorunsit uncertainty)."
    )
    if case is None:
        return alone
    runs = comparison.replications
    won = round(case.chance * runs)
    return f"The plan is worth more than today in {won} of {runs} replications. {alone}"


def _numbers(comparison: Comparison, models: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    currency = comparison.study.scenario.currency
    for metric in (*(m for m in THREE if m != TOTAL), *PARTS, TOTAL):
        unit = METRICS[metric].unit
        values = [comparison.mean(model, metric) for model in models]
        if metric in PARTS and not any(values):
            continue
        yield (metric_heading(metric), *(quantity(value, unit, currency) for value in values))


def _figures(case: Case) -> Iterator[tuple[str, str]]:
    currency, rate = case.currency, case.rate
    low, high = np.quantile(case.values_lived, BAND) * rate
    yield "Net present value", money(case.net_present_value * rate, currency)
    yield (
        "in nine replications of ten",
        f"{money(float(low), currency)} to {money(float(high), currency)}",
    )
    budgets = float(case.from_budgets.sum()) * rate
    yield "of it from budgets, before tax", money(budgets, currency)
    yield "Paid back", payback_said(case)
    yield "Rate of return, a year", rate_said(case)
    once = money(case.once(case.plan) * rate, currency)
    yield "Paid once under the plan, hiring and severance included", once


def payback_said(case: Case) -> str:
    """When the plan has paid back: "month 4 (April 2026)"."""
    if case.payback == 0:
        return "at once: it is never the dearer one"
    month, day = payback_month(case), payback_day(case)
    return f"month {month} ({day:%B %Y})" if day is not None else str(month)


def rate_said(case: Case) -> str:
    """The internal rate of return, where there is one and it can be believed."""
    found = rate_shown(case)
    if found == NEVER_DEARER:
        return "none: nothing is laid out first"
    if isinstance(found, str):
        return found
    return percent(found) if found <= TOP_RATE else f"over {plain(100 * TOP_RATE, 1)} %"


def _risks(comparison: Comparison, case: Case | None) -> Iterator[str]:
    """What can go wrong, the gravest first."""
    yield from comparison.alarms[:1]
    currency = comparison.study.scenario.currency
    if case is not None:
        low = float(np.quantile(case.values_lived, BAND[0])) * case.rate
        yield (
            f"If chance is against it: in one replication of twenty the plan is worth less than "
            f"{money(low, case.currency)}."
        )
    if has_years(comparison):
        yield _bad_year(comparison, case)
    changes = [said for said in world_sentences(comparison) if "would be the same" not in said]
    yield from changes[:1]
    yield from _worse_at(comparison, case, currency)
    yield from world_sentences(comparison)


def _bad_year(comparison: Comparison, case: Case | None) -> str:
    names, currency = labels(comparison.study), comparison.study.scenario.currency
    found = {risk.model: risk for risk in risks(comparison)}
    mine = found[comparison.models[0] if case is None else case.plan]
    level = money(float(np.quantile(mine.cost, WORST)), currency)
    worst = money(float(mine.cost.max()), currency)
    said = f"A bad year: one in twenty costs more than {level} under {names[mine.model]}"
    if case is not None:
        today = money(float(np.quantile(found[case.today].cost, WORST)), currency)
        said += f" (today {today})"
    return f"{said}; the worst that was lived cost {worst}."


def _worse_at(comparison: Comparison, case: Case | None, currency: str) -> Iterator[str]:
    """On what today is surely better than the plan, if the plan is the cheapest."""
    if case is None or decide(comparison).best != case.plan:
        return
    for metric, others in beaten_on(comparison).items():
        if case.today in others:
            unit = METRICS[metric].unit
            now, then = (
                quantity(comparison.mean(model, metric), unit, currency)
                for model in (case.today, case.plan)
            )
            yield f"The plan is worse at: {metric_label(metric)}, {then} against {now} today."


def _checks(comparison: Comparison, case: Case | None) -> Iterator[str]:
    """Assumptions that are worth finding out, the most telling first."""
    scenario = comparison.study.scenario
    if comparison.plausible is not None and comparison.plausible.first:
        yield from measure_first(comparison.plausible, scenario.currency)
    if line := hangs_on(comparison):
        yield line
    if case is not None:
        yield from (_moves(case, one) for one in Turning(case).most if is_sampled(one.cell.path))


def _moves(case: Case, turned: Turned) -> str:
    cell, currency = turned.cell, case.currency
    low, high = (percent(x) if cell.share else plain(x) for x in (turned.low, turned.high))
    ends = [money(value * case.rate, currency) for value in (turned.at_low, turned.at_high)]
    unit = "" if cell.share else f" {cell.unit.replace('money', case.scenario.currency)}".rstrip()
    return (
        f"{cell.path} ({cell.description}): from {low} to {high}{unit} the plan is worth "
        f"{ends[0]} to {ends[1]}."
    )


def _silent(case: Case | None) -> tuple[str, ...]:
    """What isn't in the numbers, whoever reads them."""
    features = (
        "What building features costs: it is the same under every support model and left out."
    )
    people = "Whether the people who are needed can be hired, and whether those who stay want to."
    operability = (
        "What investing in operability buys: nobody has measured it; the report has other worlds."
    )
    return (features, people, operability) if case is not None else (features, operability)
