"""The words that the report, the terminal and the workbook share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sim.documents.load import Study
from sim.documents.worlds import World
from sim.ground.units import HOURS_PER
from sim.present.show import SPACE, duration, interval, money, years
from sim.present.sure import measure_first, sure_sentence, survives
from sim.questions.compare.verdict import Verdict, decide
from sim.records.metrics import HEADLINES, REGISTRY
from sim.records.money import ONE_OFF
from sim.study.beside import Plausible
from sim.study.comparison import Comparison
from sim.study.paired import Difference

PREFIX = "You Build It "
THREE = HEADLINES
"""The three numbers that stand for a model."""
NAMED_AT_MOST = 3
YEARLY = " a year"
ALONE = "by chance alone"
"""What a difference is judged by when nobody has varied the assumptions, or they turn it."""


def labels(study: Study) -> dict[str, str]:
    """A short label of each compared model, no two alike: "Ops Run It"."""
    short = {name: model.title.removeprefix(PREFIX) for name, model in study.models.items()}
    uses = Counter(short.values())
    return {name: f"{t} ({name})" if uses[t] > 1 else t for name, t in short.items()}


def models_asked_about(study: Study) -> list[str]:
    """The compared models that the scenario itself defines or changes: what its author asks."""
    own = study.raw.get("models")
    names = set(own) if isinstance(own, dict) else set()
    return [name for name in study.scenario.compare if name in names]


def metric_label(name: str) -> str:
    """A metric for people: "time_to_restore_hours_p95" is "Time to restore, p95"."""
    return REGISTRY[name].label


def metric_heading(name: str) -> str:
    """A metric at the head of a column: "Total cost, a year"."""
    ending = ", a year" if REGISTRY[name].unit == "money/y" else ""
    return metric_label(name) + ending


def at_least(comparison: Comparison, model: str, metric: str) -> str:
    """What stands before a time that leaves out what never ended."""
    return f"≥{SPACE}" if (model, metric) in comparison.over_survivors else ""


def join(parts: list[str]) -> str:
    """A list in prose: "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _by(difference: Difference, currency: str) -> str:
    amount = money(difference.mean, currency)
    if amount == money(0.0, currency):
        return "next to nothing"
    if difference.low != difference.low:
        return amount
    bounds = interval(difference.low, difference.high, "money/y", currency)
    return f"{amount} ({bounds})"


def _dearer(
    verdict: Verdict,
    names: dict[str, str],
    currency: str,
    plausible: Plausible | None = None,
    asked: Sequence[str] = (),
    each: str = YEARLY,
) -> str:
    """Sentences about the models that cost more by more than chance; "" if there are none.

    "Surely" is said of those that are dearer over what is considered plausible, too. Where they
    are many, those that the scenario defines itself are named beside the extremes.
    """
    by = sorted(verdict.beaten.items(), key=lambda item: item[1].mean)
    sure = [one for one in by if survives(plausible, verdict.best, one[0])]
    rest = [one for one in by if one not in sure]
    told = [
        _of_those(
            sure,
            f"Surely dearer{each}",
            f"surely dearer{each}",
            names=names,
            currency=currency,
            asked=asked,
        ),
        _of_those(
            rest,
            f"Dearer{each}, {ALONE}",
            f"dearer{each}, {ALONE}",
            names=names,
            currency=currency,
            asked=asked,
        ),
    ]
    return "".join(told)


def _of_those(
    by: list[tuple[str, Difference]],
    few: str,
    many: str,
    names: dict[str, str],
    currency: str,
    asked: Sequence[str],
) -> str:
    if not by:
        return ""
    if len(by) <= NAMED_AT_MOST:
        parts = [f"{names[model]} by {_by(gap, currency)}" for model, gap in by]
        return f" {few}: {join(parts)}."
    (near, little), (far, much) = by[0], by[-1]
    return (
        f" The other {len(by)} are {many}: from {names[near]}, by"
        f" {_by(little, currency)}, to {names[far]}, by {_by(much, currency)}."
        f"{_of_the_asked(dict(by[1:-1]), names, currency, asked)}"
    )


def _of_the_asked(
    beaten: dict[str, Difference], names: dict[str, str], currency: str, asked: Sequence[str]
) -> str:
    mine = [model for model in asked if model in beaten][:NAMED_AT_MOST]
    parts = [f"{names[model]} by {_by(beaten[model], currency)}" for model in mine]
    return f" Among them {join(parts)}." if parts else ""


def _level(verdict: Verdict, names: dict[str, str], others: int, asked: Sequence[str] = ()) -> str:
    level = [names[m] for m in sorted(verdict.level, key=lambda model: model not in asked)]
    if len(level) > NAMED_AT_MOST:
        level = [*level[: NAMED_AT_MOST - 1], f"{len(level) - NAMED_AT_MOST + 1} more"]
    if len(verdict.level) == others > 1:
        return "none of the others can be told from it in cost"
    return f"{join(level)} can't be told from it in cost"


def verdict_sentence(comparison: Comparison, world: World | None = None) -> str:
    """Which support model costs least and how sure that is, in plain words.

    It is of the first world unless another is named.
    """
    verdict, scenario = decide(comparison, world), comparison.study.scenario
    each, first = YEARLY, ""
    if not scenario.lasts_a_year:  # what is paid once is no cost of each year
        verdict, each = verdict.times(scenario.horizon / HOURS_PER["y"]), ""
        lasting = duration(scenario.horizon)
        first = f"No verdict on a year: the horizon is {lasting}. In it, "
    names, currency = labels(comparison.study), scenario.currency
    best, cost = names[verdict.best], verdict.cost
    bounds = interval(cost.low, cost.high, "money/y", currency)
    sure = f" (95 % interval {bounds})" if cost.low == cost.low else ""
    price = f"{money(cost.mean, currency)}{each}{sure}, outage losses and delays included"
    if len(comparison.models) == 1:
        return f"{first}Only {best} was simulated: it costs {price}."
    asked = models_asked_about(comparison.study)
    dearer = _dearer(
        verdict, names, currency, plausible=comparison.plausible, asked=asked, each=each
    )
    if not verdict.level:
        return f"{first}{best} costs least: {price}.{dearer}"
    level = _level(verdict, names, len(comparison.models) - 1, asked)
    return f"{first}{best} costs least on average, {price}, but {level}.{dearer}"


def once_sentence(comparison: Comparison) -> str:
    """What is paid once, which costs a year have spread over the horizon; "" where nothing is."""
    table, scenario = comparison.mean_costs, comparison.study.scenario
    once = table[table["line"].isin(ONE_OFF)].groupby("model")["amount"].sum()
    paid = sorted((amount, model) for model, amount in once.items() if amount > 0)
    if not paid:
        return ""
    names = labels(comparison.study)
    ends = paid if len(paid) <= NAMED_AT_MOST else [paid[0], paid[-1]]
    told = [f"{money(amount, scenario.currency)} under {names[str(m)]}" for amount, m in ends]
    amounts = join(told) if len(paid) <= NAMED_AT_MOST else f"from {told[0]} to {told[1]}"
    spread = f"costs a year have it spread over {years(scenario.horizon)}"
    without = "no cost of a year follows from it" if not scenario.lasts_a_year else spread
    return f"Of this, paid once (setting up, handing over): {amounts}; {without}."


def other_worlds(comparison: Comparison) -> tuple[World, ...]:
    """The worlds beside the one that the verdict is given in."""
    return comparison.study.scenario.worlds[1:]


def in_world(comparison: Comparison, world: World) -> str:
    """What a world supposes: "if investing bought nothing"."""
    share = f"{100 * (comparison.study.scenario.equal_share or 0.0):.3g}{SPACE}%"
    return {
        "as-stated": "if teams invested what their support models state",
        "equal": f"if every team invested the same {share} of its time under every model",
        "useless": "if teams invested as stated and it bought nothing",
    }[world]


def world_sentences(comparison: Comparison) -> list[str]:
    """What becomes of the verdict in each of the other worlds, a line for each.

    Nobody has measured what makes teams invest, nor what it buys; with one support model there
    is no verdict that could change.
    """
    if len(comparison.models) == 1:
        return []
    return [_becomes(comparison, world) for world in other_worlds(comparison)]


def _becomes(comparison: Comparison, world: World) -> str:
    """Whether the same model costs least; a change of significance alone is no change."""
    supposed = in_world(comparison, world)
    said = f"{supposed[0].upper()}{supposed[1:]}, "
    here, there = decide(comparison), decide(comparison, world)
    names = labels(comparison.study)
    best, before = names[there.best], names[here.best]
    turned = here.turned(there)
    if turned == "changes":
        return f"{said}the verdict would change: {best} would cost least."
    if turned == "too close":
        average = f"{best} would cost least on average"
        return (
            f"{said}it would be too close to call: {average}, but {before} can't be told from it."
        )
    return f"{said}the verdict would be the same{_apart(here, there)}."


def _apart(here: Verdict, there: Verdict) -> str:
    """What of the distance to the others changes where the choice doesn't."""
    if bool(here.level) == bool(there.level):
        return ""
    return ", though by no more than chance" if there.level else ", and by more than chance"


def plausible_sentences(comparison: Comparison) -> list[str]:
    """How sure the choice is over all that is plausible, then what to find out, a line each."""
    found = comparison.plausible
    if found is None:
        return []
    names, currency = labels(comparison.study), comparison.study.scenario.currency
    best = decide(comparison).best
    return [
        sure_sentence(found, best, names, currency), *measure_first(found, currency)
    ]  # fmt: skip
