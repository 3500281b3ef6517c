"""An assignment for people: sentences, tables, a mix that runs as it is, and a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from sim.documents.errors import written_to
from sim.documents.toml import written as as_toml
from sim.ground.units import HOURS_PER
from sim.present.assignment_figure import assignment_figure
from sim.present.claims_figures import save
from sim.present.files import write_csv
from sim.present.show import interval, money, percent
from sim.present.words import join, labels
from sim.questions.assign import Assignment, Step
from sim.questions.assign.asked import written
from sim.questions.assign.moving import Move
from sim.study.paired import Difference

FILES = {
    "assignment.csv": "the model of each service, what it saves, and how sure",
    "assignment.toml": "the same as a mix, which runs as it is",
    "assignment_tried.csv": "what was lived through, and what each costs beyond the cheapest",
    "assignment_ladder.csv": "which services to move first, and what each step saves",
    "assignment_rules.csv": "what each rule of [assign] costs",
    "assignment.svg": "services by exposure and demand, coloured by their model",
    "assignment.json": "what a report says of it",
}
"""What the command writes into a folder of results; a comparison leaves it alone."""
STEPS = 8
"""Steps of the ladder that are told; the file has the others."""
LISTED = 30
"""Services up to which each is named; assignment.csv has them all."""
TOO_MANY = 500
"""Replications beyond which it isn't said how many would tell two assignments apart."""
NO_GAP = 1e-3
"""A share of the cost that is no gap between what was expected and what was lived through."""
MANY_MONTHS = 1000.0
TITLE = "The cheapest assignment"


def write_assignment(found: Assignment, folder: Path) -> Path:
    """Write tables, the mix and the picture; the same runs give the same bytes.

    Raises
    ------
    InputError
        If the folder can't be written to.
    """
    with written_to(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in tables(found).items():
            write_csv(table, folder / f"{name}.csv")
        (folder / "assignment.toml").write_text(mix_document(found), encoding="utf-8")
        save(assignment_figure(found), folder / "assignment.svg")
    return folder


def tables(found: Assignment) -> dict[str, pd.DataFrame]:
    """Each table by its name."""
    return {
        "assignment": choice_table(found),
        "assignment_tried": _tried(found),
        "assignment_ladder": ladder_table(found),
        "assignment_rules": pd.DataFrame(found.rules, columns=["rule", "costs_per_year"]),
    }


def choice_table(found: Assignment) -> pd.DataFrame:
    """A row a service: its model, and what that saves a year against ``instead_of``."""
    rows = [
        (c.service, c.model, c.saving.mean, c.saving.low, c.saving.high, c.chance_cheapest,
         c.instead_of)
        for c in found.choices
    ]  # fmt: skip
    columns = [
        "service", "model", "saving_per_year", "ci_low", "ci_high", "chance_cheapest", "instead_of",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _tried(found: Assignment) -> pd.DataFrame:
    rows = [
        (t.name, t.mean, t.regret.mean, t.regret.low, t.regret.high, t.regret.n, t.allowed, t.left)
        for t in found.tried
    ]
    columns = [
        "system", "cost_per_year", "regret_per_year", "ci_low", "ci_high", "replications",
        "heeds_rules", "may_be_cheapest",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def ladder_table(found: Assignment) -> pd.DataFrame:
    """A row a step from today's assignment to the cheapest."""
    rows = [(s.service, s.before, s.model, s.saves, s.saved) for s in found.steps]
    columns = ["service", "from", "to", "saves_per_year", "saved_per_year_so_far"]
    return pd.DataFrame(rows, columns=columns)


def mix_document(found: Assignment) -> str:
    """The assignment as a support model."""
    text = as_toml(written(TITLE, found.best))
    name = found.asked.study.name
    return (
        f"# Found by whorunsit assign for {name}. As models/assigned.toml beside the scenario it\n"
        f"# runs as it is: whorunsit compare {name}.toml --models assigned,{found.asked.today}\n\n"
        f"{text}"
    )


def sentences(found: Assignment) -> Iterator[str]:
    """What was found, how sure it is, where to begin, what rules cost."""
    yield from _verdict(found)
    yield from _against_others(found)
    yield _surrogate(found)
    yield from _first_steps(found)
    yield from _way(found)
    yield from _rules(found)


def _names(found: Assignment) -> dict[str, str]:
    """What people call each model."""
    return labels(found.asked.study)


def _money(found: Assignment, amount: float) -> str:
    return money(amount, found.asked.study.scenario.currency)


def _more(found: Assignment, gap: Difference) -> str:
    """A difference in words: less where it is below zero."""
    if gap.mean == gap.low == gap.high == 0:
        return "as much"
    if gap.mean >= 0:
        return f"{_within(found, gap)} a year more"
    turned = replace(gap, mean=-gap.mean, low=-gap.high, high=-gap.low)
    return f"{_within(found, turned)} a year less"


def _within(found: Assignment, gap: Difference) -> str:
    if gap.low != gap.low or gap.high == gap.low:
        return _money(found, gap.mean)
    bounds = interval(gap.low, gap.high, "money/y", found.asked.study.scenario.currency)
    return f"{_money(found, gap.mean)} ({bounds})"


def _verdict(found: Assignment) -> Iterator[str]:
    runs = Counter(found.best.values())
    names, every = _names(found), len(found.best)
    told = [f"{names[model]} runs {count} of {every}" for model, count in runs.most_common()]
    if len(told) == 1:
        yield f"Cheapest is one model for all services: {names[next(iter(runs))]}."
    else:
        yield f"The cheapest assignment: {join(told)} services."
        if every <= LISTED:
            for model, _ in runs.most_common():
                theirs = [service for service, by in found.best.items() if by == model]
                yield f"  {names[model]}: {', '.join(theirs)}"
    picked, zone = found.selection, _money(found, found.zone)
    if found.sure:
        among = sum(tried.allowed for tried in found.tried)
        yield (
            f"Picked among {among} assignments that were lived through, each kept until it was "
            f"surely dearer; with 95 % chance no other of them is cheaper by {zone} a year or more."
        )
    else:
        others = sum(name != found.name for name in picked.left)
        yield (
            f"After {picked.replications} replications {others} "
            f"{'other' if others == 1 else 'others'} of those that were lived through may still be "
            f"cheaper by {zone} a year or more (assignment_tried.csv, may_be_cheapest); "
            f"{_enough(picked.needed)}"
        )


def _enough(replications: int) -> str:
    """How many replications would tell; what nobody will wait for has no number."""
    if replications > TOO_MANY:
        return "they are too much alike to be told apart by more replications."
    return f"about {replications:,} would tell (--most {replications})."


def _against_others(found: Assignment) -> Iterator[str]:
    """What each model alone, and today's assignment, cost beyond it."""
    names = _names(found)
    for tried in found.tried:
        alone = tried.name in found.asked.models or tried.name == found.asked.today
        if alone and tried.name != found.name:
            today = " (today)" if tried.name == found.asked.today else ""
            breaks = "" if tried.allowed else ", and breaks a rule"
            yield f"{names[tried.name]}{today} costs {_more(found, tried.regret)}{breaks}."


def _surrogate(found: Assignment) -> str:
    gap, lived = found.simulated - found.predicted, _money(found, found.simulated)
    if abs(gap) < NO_GAP * found.simulated:
        return f"Lived through, it costs {lived} a year, as expected from each model alone."
    return (
        f"Lived through, it costs {lived} a year; from each model alone "
        f"{_money(found, found.predicted)} was expected, {percent(abs(gap) / found.simulated)} "
        f"{'less' if gap > 0 else 'more'}."
    )


def _first_steps(found: Assignment) -> Iterator[str]:
    if found.steps:
        today = _names(found)[found.asked.today]
        yield f"Move these first, from {today} (savings a year, expected from each model alone):"
    for number, step in enumerate(found.steps[:STEPS], 1):
        yield f"  {number}. {_step(found, step)}"
    more = len(found.steps) - STEPS
    if more > 0:
        last = found.steps[-1]
        yield f"  … {more} more in assignment_ladder.csv; all together {_money(found, last.saved)}."


def _way(found: Assignment) -> Iterator[str]:
    """What is paid once, who comes, who goes, and when it has paid."""
    way = found.move
    if not found.steps:
        return
    months = way.months(found.saving)
    told = f"{months:.1f} months" if months < MANY_MONTHS else "never, as far as can be told"
    told = "less than a month" if months < 1 else told
    yield (
        f"The way there costs {_money(found, way.once)} once ({_money(found, way.setup)} to make "
        f"rotas ready, {_money(found, way.transition)} to hand services over); savings pay it back "
        f"in {told}."
    )
    for people, what in ((way.joins, "To hire"), (way.leaves, "Needed by nobody any more")):
        if people:
            named = [f"{count} {team}{_later(way, team)}" for team, count in people.items()]
            yield f"{what}: {join(named)}."


def _later(way: Move, team: str) -> str:
    hours = way.hired_later.get(team)
    return f" (when a service first asks; {hours / HOURS_PER['w']:.0f} weeks)" if hours else ""


def _step(found: Assignment, step: Step) -> str:
    saves = _money(found, step.saves)
    later = "; it pays with later steps" if step.saves < 0 else ""
    to, so_far = _names(found)[step.model], _money(found, step.saved)
    return f"{step.service} to {to}: {saves}, {so_far} so far{later}"


def _rules(found: Assignment) -> Iterator[str]:
    for text, cost in found.rules:
        if cost > 0:
            yield f"The rule that {text} costs {_money(found, cost)} a year."
