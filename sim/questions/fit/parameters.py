"""Every fitted number of a scenario, from what was learnt: n, interval, where it is from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy import stats

from sim.documents.nature import Nature
from sim.documents.support_model import SupportModel
from sim.ground.rng import stream
from sim.ground.units import HOURS_PER
from sim.questions.fit.durations import DurationLaw
from sim.questions.fit.flow import rate_interval
from sim.questions.fit.history import FROM_CHANGES, History
from sim.questions.fit.mixes import DRAWS, Proportion

CHANGES_A_YEAR = 100
"""Changes of a service where no file tells; within those of the shipped scenarios (40 to 250)."""
LEAST_BACKGROUND = 0.1
"""Share of a service's incidents that is left to wear where changes would explain all of them."""
DEFECTS = (0.6, 29.4)
"""Prior of the chance of a defect where incidents say their cause: the default's 2 %, worth 30
changes."""
STAGES = ("diagnose", "fix")
TREND = "nature.background_with_traffic"
COMMON = "common_causes"
"""Where what hits several services stands in the scenario."""
BATCHED = 2.0
"""Changes a release from which nearly every cut has something to release, so that releases tell how
often one is cut."""


@dataclass(frozen=True)
class Parameter:
    """A number that was fitted, in the unit of its document (hours, an hour, a share)."""

    path: str
    value: float
    low: float
    high: float
    """90 % interval."""
    n: int
    unit: str
    source: str
    draws: np.ndarray = field(repr=False)
    """Values as uncertain as it is; shape (draws,)."""
    law: DurationLaw | None = field(default=None, repr=False)
    """The observations, where they are used as they are; the value is a multiple of them."""

    @property
    def service(self) -> str:
        """The key of the service that it is about; "" if none."""
        first, *rest = self.path.split(".")
        return rest[0] if first == "services" else ""

    def drawn(self, row: int) -> Parameter:
        """This parameter at one of its draws, taken in turns."""
        return replace(self, value=float(self.draws[row % len(self.draws)]))

    def times(self, factor: float) -> Parameter:
        """This parameter and its uncertainty times a factor."""
        return replace(
            self, value=self.value * factor, low=self.low * factor, high=self.high * factor,
            draws=self.draws * factor,
        )  # fmt: skip


def parameters_of(
    history: History, names: Mapping[str, str], today: str, model: SupportModel
) -> Iterator[Parameter]:
    """All numbers that the data say; ``names`` are the services' keys in the scenario."""
    yield from _changes(history, names)
    yield from _defects(history, names)
    yield from _at_first(history, _background(history, names))
    yield from _clumping(history)
    yield from _common(history)
    for stage in STAGES:
        if stage in history.laws:
            yield from _law(f"nature.{stage}", history.laws[stage], _file(history))
    yield from _acknowledging(history, today, model)
    yield from _cadence(history, today, model)


def _file(history: History, changes: bool = False) -> str:
    """The files that say it, for a comment."""
    found = history.observations
    own = [one.file for one in found.tallies if (one.file in found.change_files) == changes]
    return ", ".join(Path(file).name for file in own)


def _changes(history: History, names: Mapping[str, str]) -> Iterator[Parameter]:
    """Changes a service makes, an hour."""
    flow, hours = history.flow, history.observations.hours
    if flow is None:
        return
    source = _file(history, changes=True)
    for service, key in names.items():
        n = flow.by_service.get(service, 0)
        low, high = rate_interval(n)
        draws = _gamma_draws(f"changes of {service}", n) / hours
        yield Parameter(
            f"services.{key}.changes",
            n / hours,
            low / hours,
            high / hours,
            n,
            "rate",
            source,
            draws,
        )


def _gamma_draws(name: str, count: float) -> np.ndarray:
    """Means that a Poisson count may come from; shape (draws,)."""
    return np.asarray(stats.gamma.ppf(stream(0, 0, "fit", name).random(DRAWS), count + 0.5))


def _changes_an_hour(history: History, names: Mapping[str, str]) -> dict[str, float]:
    flow, hours = history.flow, history.observations.hours
    if flow is None:
        return dict.fromkeys(names, CHANGES_A_YEAR / HOURS_PER["y"])
    return {service: flow.by_service.get(service, 0) / hours for service in names}


def _defects(history: History, names: Mapping[str, str]) -> Iterator[Parameter]:
    """The chance that a change has a defect."""
    chance, draws, n, source = _defect_chance(
        history, sum(_changes_an_hour(history, names).values())
    )
    low, high = np.quantile(draws, [0.05, 0.95])
    yield Parameter(
        "nature.defect_chance", chance, float(low), float(high), n, "share", source, draws
    )


def _defect_chance(history: History, changes: float) -> tuple[float, np.ndarray, int, str]:
    """The chance, draws of it, on how many observations, how it is known."""
    flow, told = history.flow, history.from_changes
    if told is None and flow is not None and flow.failures is not None:
        failed = flow.failures.draws("failures")
        of_each = 1 - (1 - np.append(failed, flow.failures.mean)) ** (1 / flow.batch)
        how = f"{_file(history, changes=True)}, failed releases {flow.how}"
        return float(of_each[-1]), of_each[:-1], round(flow.failures.n), how
    if told is not None and changes:
        made = max(changes * history.observations.hours, told.hits)
        defects = Proportion(told.hits, made, DEFECTS, "")
        return defects.mean, defects.draws("defects"), round(told.hits), told.source
    # Nobody told causes apart: the default, or less where there are fewer incidents than that.
    per_change = float(history.rates.mean.sum()) / changes if changes else 0.0
    default = Nature.model_validate({}).defect_chance
    published = Proportion(0, 0, FROM_CHANGES, "published")
    draws = np.minimum(default, published.draws("from changes") * per_change)
    how = "the default, and at most what 40 % to 80 % of all incidents would need (published)"
    return min(default, published.mean * per_change), draws, 0, how


def _background(history: History, names: Mapping[str, str]) -> Iterator[Parameter]:
    """Faults a service has by itself, an hour: incidents less those that changes cause."""
    rates, source = history.background, f"{_file(history)}, not caused by changes"
    if rates is None:
        yield from _left_over(history, names)
        return
    low, high = rates.interval()
    for i, (key, mean) in enumerate(zip(names.values(), rates.mean, strict=True)):
        count = int(rates.months.counts[i].sum())
        yield Parameter(
            f"services.{key}.nature.background", float(mean), float(low[i]), float(high[i]), count,
            "rate", source, rates.draws[1][:, i],
        )  # fmt: skip


def _at_first(history: History, rates: Iterable[Parameter]) -> Iterator[Parameter]:
    """Rates at the traffic of the start, from which they grow with it, where that is known."""
    trend = history.trend
    if trend is None:
        yield from rates
        return
    whole = history.background or history.rates
    for i, one in enumerate(rates):  # some of them may be laid at the door of changes
        value = one.value / float(whole.mean[i]) * float(trend.rate[i])
        draws = one.draws / whole.draws[1][:, i] * trend.rates[:, i]
        low, high = np.quantile(draws, [0.05, 0.95])
        yield replace(one, value=value, low=float(low), high=float(high), draws=draws)
    powers = trend.draws[0]
    low, high = np.quantile(powers, [0.05, 0.95])
    source = f"{_file(history)}, counts by service and month against traffic"
    yield Parameter(TREND, trend.power, float(low), float(high), trend.n, "number", source, powers)


def _left_over(history: History, names: Mapping[str, str]) -> Iterator[Parameter]:
    """Where causes aren't told: the rate of all, less what changes are expected to cause."""
    rates, changes = history.rates, _changes_an_hour(history, names)
    chance, chances, _, _ = _defect_chance(history, sum(changes.values()))
    source = f"{_file(history)}, less what changes cause"
    for i, ((service, key), mean) in enumerate(zip(names.items(), rates.mean, strict=True)):
        all_draws = rates.draws[1][:, i]
        draws = np.maximum(all_draws - changes[service] * chances, LEAST_BACKGROUND * all_draws)
        value = max(mean - changes[service] * chance, LEAST_BACKGROUND * mean)
        low, high = np.quantile(draws, [0.05, 0.95])
        count = int(rates.months.counts[i].sum())
        yield Parameter(
            f"services.{key}.nature.background", float(value), float(low), float(high), count,
            "rate", source, draws,
        )  # fmt: skip


def _clumping(history: History) -> Iterator[Parameter]:
    rates = history.background or history.rates
    n, source = rates.months.counts.size, f"{_file(history)}, counts by service and month"
    if history.trend is not None:
        draws, value = history.trend.draws[1], history.trend.clumping
        low, high = (float(end) for end in np.quantile(draws, [0.05, 0.95]))
        source = f"{source}, beside traffic"
    else:
        (low, high), draws, value = rates.clumping_interval(), rates.draws[0], rates.clumping
    yield Parameter("nature.clumping", value, low, high, n, "number", source, draws)


def _common(history: History) -> Iterator[Parameter]:
    """How often what several services stand on fails, and how many of them that hits."""
    hours, source = history.observations.hours, f"{_file(history)}, incidents of several services"
    for cause in history.common:
        place, n = f"{COMMON}.{cause.name}", cause.n
        low, high = (end / hours for end in rate_interval(n))
        draws = _gamma_draws(place, n) / hours
        yield Parameter(f"{place}.rate", n / hours, low, high, n, "rate", source, draws)
        low, high = cause.share.interval()
        draws = cause.share.draws(place)
        yield Parameter(f"{place}.share", cause.share.mean, low, high, n, "share", source, draws)


def _law(path: str, law: DurationLaw, file: str) -> Iterator[Parameter]:
    """A lognormal by its two numbers, or the observations where that doesn't fit them."""
    draws, source = law.draws, f"{file}{_censoring(law)}"
    low, high = law.interval(0.5)
    if law.is_lognormal:
        yield Parameter(
            f"{path}.median", law.median, low, high, law.n, "hours", source, draws[:, 0]
        )
        low, high = law.spread_interval()
        yield Parameter(
            f"{path}.sigma", law.spread, low, high, law.n, "number", source, draws[:, 1]
        )
        return
    times = draws[:, 0] / law.median
    how = f"{source}; {law.family} predicts best" if law.fits else f"{source}; no family fits"
    yield Parameter(path, 1.0, low / law.median, high / law.median, law.n, "times", how, times, law)


def _censoring(law: DurationLaw) -> str:
    return f", {law.censored} of them at least so long" if law.censored else ""


def first_line(today: str, model: SupportModel) -> str:
    """Path of the line that is paged first."""
    line = min(model.respond, key=lambda name: model.respond[name].line)
    return f"models.{today}.respond.{line}"


def _acknowledging(history: History, today: str, model: SupportModel) -> Iterator[Parameter]:
    """Of the line that is paged first."""
    if "acknowledge" not in history.laws:
        return
    place, file = first_line(today, model), _file(history)
    yield from _law(f"{place}.acknowledge", history.laws["acknowledge"], file)
    out = history.laws.get("acknowledge_out_of_hours", history.laws["acknowledge"])
    yield from _law(f"{place}.acknowledge_out_of_hours", out, file)


def _cadence(history: History, today: str, model: SupportModel) -> Iterator[Parameter]:
    """How often releases are cut, where they carry several changes."""
    flow, path = history.flow, model.release
    if flow is None or path.every is None or flow.batch < BATCHED:
        return
    busiest, hours = max(flow.releases.values()), history.observations.hours
    fewest, most = rate_interval(busiest)
    yield Parameter(
        f"models.{today}.release.every", hours / busiest, hours / most, hours / fewest, busiest,
        "duration", f"{_file(history, changes=True)}, releases of the busiest service",
        hours / _gamma_draws("cadence", busiest),
    )  # fmt: skip
