"""An uncertainty study for people: tables, sentences, and two pictures, beside the results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from sim.documents.errors import written_to
from sim.ground.units import show_duration
from sim.present.claims_figures import save
from sim.present.files import write_csv, write_parquet
from sim.present.plausible import acceptability_figure
from sim.present.show import money, plain, trimmed
from sim.present.style import INK, canvas, look
from sim.present.sure import hanging, how_often
from sim.present.words import labels
from sim.questions.uncertainty import SEEN, Knowing, Uncertainty, measured_first
from sim.study.beside import FILE, First, HangsOn, Plausible
from sim.study.plausible.quantities import Quantity
from sim.study.plausible.samples import COST
from sim.study.study_key import plausible_key

MOST_NAMED = 3
"""Assumptions that a choice hangs on, in words."""

SHOWN = 12
"""Assumptions in the picture of what is worth knowing."""
FILES = {
    "uncertainty.csv": "each model over all that is considered plausible",
    "worth_knowing.csv": "what it is worth to know each assumption, and groups of them",
    "acceptability.csv": "the chance that each model is the cheapest, over exposures and others",
    "chance_and_assumption.csv": "the variance of each difference by what makes it",
    "uncertain_samples.parquet": "every sample: what was drawn, and each model's cost",
    "acceptability.svg": "the acceptability curve over the exposures",
    "worth_knowing.svg": "what it is worth to know each assumption",
    FILE: "what the verdict's words are read from",
}
"""What the command writes into a folder of results; a comparison leaves it alone."""


def write_uncertainty(found: Uncertainty, folder: Path) -> Path:
    """Write tables and pictures into a folder of results; the same samples give the same bytes.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables(found).items():
            write_csv(table, folder / f"{name}.csv")
        write_parquet([sample_table(found)], folder / "uncertain_samples.parquet")
        save(exposure_figure(found), folder / "acceptability.svg")
        save(worth_figure(found), folder / "worth_knowing.svg")
        (folder / FILE).write_text(plausible(found).as_json(), encoding="utf-8")
    return folder


def tables(found: Uncertainty) -> dict[str, pd.DataFrame]:
    """Each table by its name."""
    return {
        "uncertainty": _models(found),
        "worth_knowing": _worth(found),
        "acceptability": _curves(found),
        "chance_and_assumption": _parts(found),
    }


def _models(found: Uncertainty) -> pd.DataFrame:
    rows = [
        (m.model, m.cheapest, m.cheapest_error, m.cost, m.cost_error, m.regret, m.worst,
         m.by_assumptions, m.by_chance, m.targets)
        for m in found.models
    ]  # fmt: skip
    columns = [
        "model", "chance_cheapest", "chance_cheapest_error", "expected_cost",
        "expected_cost_error", "regret", "cost_worst_5", "deviation_by_assumptions",
        "deviation_by_chance", "targets_met",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _worth(found: Uncertainty) -> pd.DataFrame:
    everything = ("everything", "", found.all.amount, found.all.error, np.nan, np.nan, "")
    rows = [(*everything, *[np.nan] * len(SEEN))]
    for kind, known in (("group", found.groups), ("one", found.knowing)):
        for one in known:
            samples = [worth.amount for worth in one.samples] or [np.nan] * len(SEEN)
            ends = (one.low, one.high) if kind == "one" else (np.nan, np.nan)
            rows.append(
                (one.name, _about(one), one.worth.amount, one.worth.error, *ends, one.unit,
                 *samples)
            )  # fmt: skip
    columns = ["assumption", "about", "evppi_per_year", "standard_error", "low", "high", "unit"]
    return pd.DataFrame(rows, columns=[*columns, *(f"evsi_of_{n}_per_year" for n in SEEN)])


def _about(one: Knowing) -> str:
    return f"together: {', '.join(one.members)}" if one.members else one.about


def _curves(found: Uncertainty) -> pd.DataFrame:
    rows = [
        (curve.over, value, model, chance)
        for curve in found.curves
        for value, chances in zip(curve.values, curve.chances, strict=True)
        for model, chance in zip(found.samples.models, chances, strict=True)
    ]
    return pd.DataFrame(rows, columns=["over", "value", "model", "chance_cheapest"])


def _parts(found: Uncertainty) -> pd.DataFrame:
    rows = [
        (p.model, p.against, p.mean, p.explained, p.rest, p.chance, p.replications)
        for p in found.parts
    ]
    columns = [
        "model", "against", "difference", "variance_by_assumptions_explained",
        "variance_by_assumptions_rest", "variance_by_chance", "replications_that_help",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def sample_table(found: Uncertainty) -> pd.DataFrame:
    """A row a sample: what was drawn, then the mean cost of each model."""
    table = pd.DataFrame(found.samples.points, columns=found.space.names)
    means = found.samples.means(COST)
    for place, model in enumerate(found.samples.models):
        table[f"{COST} of {model}"] = means[:, place]
    return table


def plausible(found: Uncertainty) -> Plausible:
    """What the verdict of a comparison is told."""
    exposure, study = found.curves[0], found.space.study
    first = [
        First(one.name, one.about, one.worth.amount, one.worth.error)
        for one in measured_first(found)
    ]
    return Plausible(
        key=plausible_key(study),
        samples=len(found.samples.points),
        runs=int((found.samples.runs >= 0).sum()),
        uncertain=len(found.space.columns),
        cheapest={m.model: m.cheapest for m in found.models},
        dearer={m.model: m.dearer for m in found.models},
        regret={m.model: m.regret for m in found.models},
        reference=found.reference,
        worth=found.all.amount,
        first=tuple(first),
        hangs_on=hangs_on(found),
        curve={
            m: tuple(map(float, exposure.chances[:, n])) for n, m in enumerate(found.samples.models)
        },
        multiples=tuple(map(float, exposure.values)),
    )


def hangs_on(found: Uncertainty) -> tuple[HangsOn, ...]:
    """The assumptions that the choice hangs on most."""
    columns = found.space.columns
    told = [(columns[one.column], one) for one in found.hangs_on[:MOST_NAMED]]
    return tuple(
        HangsOn(column.name, column.description, one.low, one.high)
        for column, one in told
        if isinstance(column, Quantity)
    )


def sentences(found: Uncertainty) -> Iterator[str]:
    """The answer in words: who is cheapest how likely, what to measure, what chance adds."""
    study = found.space.study
    names, currency = labels(study), study.scenario.currency
    for row in sorted(found.models, key=lambda m: -m.cheapest):
        yield (
            f"{names[row.model]} is the cheapest in {how_often(row.cheapest)} of what is "
            f"considered plausible: {money(row.cost, currency)} a year expected, "
            f"{money(row.worst, currency)} in the worst 5 % of replications. Choosing it costs "
            f"{money(row.regret, currency)} a year more than always choosing right would."
        )
    if found.by_samples:
        yield (
            "These are shares and means of the samples, the chance of a replication included: no "
            "smooth surface describes costs with tails as long as these. What it is worth to know "
            "a single assumption comes from such surfaces and is no more than a rough size."
        )
    amount, error = money(found.all.amount, currency), money(found.all.error, currency)
    everything = "everything, chance included," if found.by_samples else "everything but chance"
    yield (
        f"To know {everything} before choosing is worth {amount} a year (standard error {error})."
    )
    yield from _first(found, currency)
    for part in found.parts:
        yield (
            f"{names[part.model]} less {names[part.against]}: assumptions move the difference by "
            f"{money(part.assumptions**0.5, currency)} a year (one standard deviation), chance one "
            f"replication by {money(part.chance**0.5, currency)}. More than "
            f"{part.replications:,.0f} replications tell little that assumptions don't drown."
        )


def _first(found: Uncertainty, currency: str) -> Iterator[str]:
    for number, one in enumerate(measured_first(found), start=1):
        samples = [
            f"{n} observations of it {money(worth.amount, currency)}"
            for n, worth in zip(SEEN, one.samples, strict=False)
        ]
        more = f"; {', '.join(samples)}" if samples else ""
        yield (
            f"Measure {'first' if number == 1 else 'next'}: {one.name} ({one.about}), "
            f"{_between(one)}. To know it is worth {money(one.worth.amount, currency)} a year "
            f"(standard error {money(one.worth.error, currency)}){more}."
        )
    if not measured_first(found):
        yield "No single assumption is worth more than its standard error: the choice stands."
    yield from map(hanging, hangs_on(found))


def _between(one: Knowing) -> str:
    """The range of an assumption: "1 d to 13 weeks", not "24 to 2,184 h"."""
    if one.unit == "h":
        return f"{show_duration(one.low)} to {show_duration(one.high)}"
    return f"{plain(one.low)} to {plain(one.high)} {one.unit}".rstrip()


def exposure_figure(found: Uncertainty) -> Figure:
    """The acceptability curve over multiples of all exposures."""
    curve = found.curves[0]
    chances = {m: curve.chances[:, n] for n, m in enumerate(found.samples.models)}
    return acceptability_figure(curve.values, chances, labels(found.space.study))


def worth_figure(found: Uncertainty) -> Figure:
    """What it is worth to know each of the most valuable assumptions."""
    shown = [one for one in found.knowing if one.worth.amount > 0][:SHOWN]
    currency = found.space.study.scenario.currency
    with look():
        figure = canvas(1.2 + 0.42 * max(1, len(shown)))
        ax = figure.axes[0]
        for y, one in enumerate(shown):
            ax.barh(y, one.worth.amount, height=0.6, color="#4b74c9")
            low = max(0.0, one.worth.amount - one.worth.error)
            ax.plot([low, one.worth.amount + one.worth.error], [y, y], color=INK, linewidth=0.9)
        ax.axvline(found.all.amount, color=INK, linewidth=0.8, linestyle=":")
        ax.set_yticks(range(len(shown)), [one.name for one in shown])
        ax.set_ylim(max(1, len(shown)) - 0.4, -0.6)
        ax.grid(axis="x")
        ax.xaxis.set_major_formatter(lambda x, _: trimmed(money(x, currency)))
        ax.set_xlabel("worth a year of knowing it, ± a standard error (dotted: of knowing all)")
        ax.set_title("What it is worth to know")
        return figure
