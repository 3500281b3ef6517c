"""The part of ``whorunsit break-even`` that lets another number move: where the choice flips."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from sim.documents.errors import InputError, Problem
from sim.documents.load import Study, vary


def tell_flips(
    study: Study,
    over: str,
    values: str,
    service: str | None,
    replications: int | None,
    workers: int | None,
    out: Path,
) -> None:
    """Live through each value, and say and draw which model is the cheapest at which exposure."""
    from sim.cli.progress import steps_bar
    from sim.present.flip_map import flip_sentences, write_flip_map
    from sim.present.publish import check_writable
    from sim.present.words import labels
    from sim.questions.break_even.flipping import flip_map
    from sim.questions.compare import compare

    texts = list(dict.fromkeys(part.strip() for part in values.split(",") if part.strip()))
    if len(texts) < 2:
        why = "needs two values or more, such as --values 50/y,200/y"
        raise InputError("--values", [Problem("", why)])
    folder = check_writable(out / study.name)
    moved = {text: vary(study, {over: _value(text)}) for text in texts}
    with steps_bar() as begin:
        lived = {
            text: compare(one, replications=replications, workers=workers, progress=begin(text))
            for text, one in moved.items()
        }
    found, currency = flip_map(lived, service), study.scenario.currency
    names = labels(study)
    write_flip_map(found, over, names, currency, folder)
    for line in flip_sentences(found, names, currency):
        Console().print(line, highlight=False, markup=False, soft_wrap=True)
    Console().print(
        f"wrote flip_map.csv, flip_frontier.csv and flip_map.svg into {out / study.name}"
    )


def _value(text: str) -> object:
    """A number where it is one, else the text as a document has it."""
    for number in (int, float):
        try:
            return number(text)
        except ValueError:
            continue
    return text
