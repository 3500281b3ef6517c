"""A story in the terminal: what to know, the timeline, where the time went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sim.ground.units import show_duration
from sim.records.story import Line, Part, Quarter, Story, clock, minute

BAR = 20
"""Characters of a bar that is all of the time."""


def render(story: Story, start: date) -> RenderableType:
    """A story as it is printed; readable from 80 columns on."""
    parts: list[RenderableType] = [Text(story.title, style="bold"), _about(story), Text()]
    parts += [_timeline(story, start), Text(), *_spent(story)]
    if story.quarters:
        parts += [Text(), *_budget(story)]
    return Group(*parts)


def _about(story: Story) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="dim", no_wrap=True)
    table.add_column()
    for heading, text in story.about:
        table.add_row(heading, Text(text))
    return table


def _timeline(story: Story, start: date) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("when", no_wrap=True)
    table.add_column("elapsed", justify="right", no_wrap=True)
    table.add_column("who and what")
    for line in story.lines:
        since = span(minute(line.at) - minute(story.begins_at))
        table.add_row(clock(start, line.at), since, _said(line))
    return table


def _said(line: Line) -> Text:
    return Text.assemble((f"{line.who}: ", "cyan"), line.what) if line.who else Text(line.what)


def span(minutes: int) -> str:
    """A duration in its two largest units, such as "3 h 05 min" or "12 d 4 h"."""
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        return f"{hours // 24} d {hours % 24:2} h"
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


def cumulated(values: Sequence[float]) -> list[int]:
    """Whole numbers near the values, whose sum is the rounded sum of the values."""
    total, rounded = 0.0, [0]
    for value in values:
        total += value
        rounded.append(round(total))
    return [after - before for before, after in pairwise(rounded)]


def _spent(story: Story) -> list[RenderableType]:
    """The parts that took any time, in minutes and in percent that add up, and their sum."""
    parts = [part for part in story.parts if part.hours > 0]
    minutes = cumulated([60 * part.hours for part in parts])
    shares = cumulated([100 * part.hours / story.hours for part in parts])
    table = Table(box=None, show_header=False, pad_edge=False)
    for justify in ("left", "right", "right", "left"):
        table.add_column(justify=justify, no_wrap=True)
    for part, taken, share in zip(parts, minutes, shares, strict=True):
        table.add_row(part.name, span(taken), f"{share} %", _bar(part, story.hours))
    table.add_row("total", span(round(60 * story.hours)), "100 %" if parts else "", style="bold")
    return [Text(story.parts_title, style="bold"), table]


def _bar(part: Part, hours: float) -> str:
    return "█" * max(1, round(BAR * part.hours / hours))


def _budget(story: Story) -> list[RenderableType]:
    """Allowed and spent as a share of the requests and as minutes of full outage."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("quarter", no_wrap=True)
    for heading in ("may fail", "min", "failed", "min", "spent", "blocked"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("at its end", no_wrap=True)
    for quarter in story.quarters:
        table.add_row(*_row(quarter), style="bold" if quarter.of_budget > 1 else "")
    notes = ["min: minutes of full outage at the quarter's average traffic"]
    if story.window != "quarter":
        notes.append(f"spent: of the budget of a {story.window}, the most of it in the quarter")
    dim = [Text(note, style="dim") for note in notes]
    return [Text("Error budget by quarter", style="bold"), *dim, table]


def _row(quarter: Quarter) -> tuple[str, ...]:
    blocked = show_duration(quarter.blocked_hours) if quarter.blocked_hours else "–"
    return (
        quarter.name,
        f"{100 * quarter.allowed_share:.3g} %",
        f"{quarter.allowed_minutes:.1f}",
        f"{100 * quarter.spent_share:.3g} %",
        f"{quarter.spent_minutes:.1f}",
        f"{100 * quarter.of_budget:.0f} %",
        blocked,
        quarter.stage,
    )
