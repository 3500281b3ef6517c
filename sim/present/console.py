"""A comparison in the terminal: the verdict, three numbers a model, then the table."""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from sim.present.judgement import hangs_on
from sim.present.show import SPACE, interval, quantity
from sim.present.words import (
    THREE,
    at_least,
    labels,
    metric_heading,
    metric_label,
    once_sentence,
    plausible_sentences,
    verdict_sentence,
    world_sentences,
)
from sim.questions.compare.verdict import decide
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison

MARKS = {
    "better": ("better", "green"),
    "worse": ("worse", "red"),
    "not distinguishable": ("≈", "dim"),
}
METRIC_WIDTH, MODEL_WIDTH, LABEL_WIDTH = 32, 16, 26
MONEY = (
    "capex_per_year",
    "opex_per_year",
    "outage_loss_per_year",
    "total_cost_per_year",
)
"""Who pays, what is lost, and both together."""
CHOSEN = tuple(
    sorted((n for n in METRICS if METRICS[n].rank), key=lambda name: METRICS[name].rank or 0)
)
"""What is told of each model when they are too many for the whole table."""


def tight(text: str) -> str:
    """Numbers without the space before their unit, where a terminal would break the line."""
    return text.replace(SPACE, "")


def render(comparison: Comparison) -> RenderableType:
    """What ``whorunsit compare`` prints; fits the width it is printed at."""
    parts: list[RenderableType] = [
        *(Text(alarm, style="bold red") for alarm in comparison.alarms),
        _verdict(comparison),
        _with_intervals(comparison, THREE),
        _with_intervals(comparison, MONEY),
        Numbers(comparison),
    ]
    if comparison.broken_laws:
        broken = ", ".join(comparison.broken_laws)
        parts.append(Text(f"Operational laws are broken: {broken}", style="bold red"))
    return Group(*parts)


def _verdict(comparison: Comparison) -> RenderableType:
    text = Text(tight(verdict_sentence(comparison)), style="bold")
    for line in plausible_sentences(comparison)[:1]:
        text.append(f"\n\n{tight(line)}")
    if once := once_sentence(comparison):
        text.append(f"\n\n{tight(once)}", style="not bold")
    for said in world_sentences(comparison):
        text.append(f"\n\n{tight(said)}", style="not bold")
    if line := hangs_on(comparison):
        text.append(f"\n\n{tight(line)}", style="not bold")
    return Panel(text, title="Verdict", title_align="left", box=box.ROUNDED, padding=(0, 1))


def _with_intervals(comparison: Comparison, metrics: tuple[str, ...]) -> RenderableType:
    """A line a model: some numbers, each with its interval below."""
    best, currency = decide(comparison).best, comparison.study.scenario.currency
    table = Table(box=box.SIMPLE_HEAD, expand=False, pad_edge=False)
    table.add_column("Support model")
    for metric in metrics:
        table.add_column(metric_heading(metric), justify="right")
    found = comparison.summary.set_index(["model", "metric"])
    for model, label in labels(comparison.study).items():
        cells = [
            _with_bounds(found, model, metric, currency, at_least(comparison, model, metric))
            for metric in metrics
        ]
        table.add_row(Text(label, style="bold" if model == best else ""), *cells)
    return table


def _with_bounds(found: object, model: str, metric: str, currency: str, mark: str) -> Text:
    mean, low, high = found.loc[(model, metric), ["mean", "ci_low", "ci_high"]]  # type: ignore[attr-defined]
    unit = METRICS[metric].unit
    text = Text(tight(mark + quantity(mean, unit, currency)), style="bold")
    return text.append(f"\n{tight(interval(low, high, unit, currency))}", style="not bold dim")


class Numbers:
    """The numbers: every metric of each model if they fit side by side, else a line a model."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self.names = labels(comparison.study)
        against = comparison.comparison
        keys = zip(against["model"], against["metric"], strict=True)
        self.words = dict(zip(keys, against["verdict"], strict=True))

    def __rich_console__(
        self, console: Console, options: ConsoleOptions
    ) -> Iterator[RenderableType]:
        """The table that fits the width."""
        room = (options.max_width - METRIC_WIDTH) // MODEL_WIDTH
        fits = len(self.names) <= max(room, 1)
        yield self._by_metric() if fits else self._by_model(options.max_width)
        baseline = self.names[self.comparison.study.baseline]
        text = f"Words compare with {baseline}; ≈ can't be told apart."
        yield Text(text if fits else f"{text} All numbers are in summary.csv.", style="dim")

    def _by_metric(self) -> Table:
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("Mean", max_width=METRIC_WIDTH)
        for label in self.names.values():
            table.add_column(Text(label), justify="right")
        for metric in METRICS:
            cells = [self._cell(model, metric) for model in self.names]
            table.add_row(metric_label(metric), *cells)
        return table

    def _by_model(self, width: int) -> Table:
        """As many of the chosen metrics as there is room for."""
        chosen = CHOSEN[: max(1, (width - LABEL_WIDTH) // MODEL_WIDTH)]
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("Mean", max_width=LABEL_WIDTH)
        for metric in chosen:
            table.add_column(metric_label(metric), justify="right", max_width=MODEL_WIDTH - 2)
        for model, label in self.names.items():
            table.add_row(Text(label), *[self._cell(model, metric) for metric in chosen])
        return table

    def _cell(self, model: str, metric: str) -> Text:
        currency = self.comparison.study.scenario.currency
        value = self.comparison.mean(model, metric)
        mark = at_least(self.comparison, model, metric)
        text = Text(tight(mark + quantity(value, METRICS[metric].unit, currency)))
        word = self.words.get((model, metric), "")
        said, style = MARKS.get(word, (word, "dim"))
        return text.append(f" {said}", style=style) if said else text
