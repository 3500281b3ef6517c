"""Where a difference comes from, for people: a table, sentences, and a waterfall."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from sim.documents.errors import written_to
from sim.present.claims_figures import save
from sim.present.files import write_csv
from sim.present.show import interval, quantity
from sim.present.waterfall import waterfall
from sim.present.words import join, labels, metric_label
from sim.questions.explain_difference import Explained, Explanation
from sim.records.metrics import METRICS
from sim.study.beside import Divided, Step

NAMED = 3


def write_explanation(found: Explanation, folder: Path) -> Path:
    """Write the table and the waterfall into a folder; the same runs give the same bytes.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(table(found), folder / "parts.csv")
        save(waterfall(divided(found), found.study), folder / "waterfall.svg")
        text = "\n".join(sentences(found)) + "\n"
        (folder / "explanation.txt").write_text(text, encoding="utf-8")
    return folder


def table(found: Explanation) -> pd.DataFrame:
    """A row a metric and part; the parts of a metric add up to its difference."""
    rows = [
        (one.metric, METRICS[one.metric].unit, part.name, part.share.mean, part.share.low,
         part.share.high, ", ".join(part.assumptions))
        for one in found.metrics
        for part in one.parts
    ]  # fmt: skip
    columns = ["metric", "unit", "part", "share", "ci_low", "ci_high", "assumptions"]
    return pd.DataFrame(rows, columns=columns)


def sentences(found: Explanation) -> Iterator[str]:
    """Each difference with the parts that make most of it."""
    names, currency = labels(found.study), found.study.scenario.currency
    for one in found.metrics:
        unit, gap = METRICS[one.metric].unit, one.difference
        yield (
            f"{metric_label(one.metric)}: {names[found.against]} less {names[found.model]} is "
            f"{quantity(gap.mean, unit, currency)} ({interval(gap.low, gap.high, unit, currency)}; "
            f"{gap.n} replications). Of it {join(_parts(one, unit, currency))}."
        )
        assumed = sorted({name for part in one.parts[:NAMED] for name in part.assumptions})
        if assumed:
            yield f"  These parts rest on {join(assumed)}."


def _parts(one: Explained, unit: str, currency: str) -> list[str]:
    few = len(one.parts) if len(one.parts) <= NAMED + 1 else NAMED
    told = [
        f"{part.name} {quantity(part.share.mean, unit, currency)} "
        f"({interval(part.share.low, part.share.high, unit, currency)})"
        for part in one.parts[:few]
    ]
    rest = one.parts[few:]
    if rest:
        left = sum(part.share.mean for part in rest)
        told.append(f"the {len(rest)} others together {quantity(left, unit, currency)}")
    return told


def divided(found: Explanation) -> list[Divided]:
    """The differences in the form in which they are kept for the report."""
    return [
        Divided(
            metric=one.metric, model=found.model, against=found.against, first=one.first,
            steps=tuple(
                Step(p.name, p.share.mean, p.share.low, p.share.high, p.assumptions)
                for p in one.parts
            ),
            replications=one.difference.n,
        )
        for one in found.metrics
    ]  # fmt: skip
