"""What is different between two documents as they are written, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.documents.paths import dotted
from sim.documents.quantities import is_law
from sim.documents.toml import value_written


@dataclass(frozen=True)
class Changed:
    """A line that differs; an empty text stands for a line that isn't there."""

    path: str
    before: str
    after: str

    def __str__(self) -> str:
        if not self.before:
            return f"+ {self.path} = {self.after}"
        return f"  {self.path} = {self.after}   (was {self.before})" if self.after else self._gone()

    def _gone(self) -> str:
        return f"- {self.path} = {self.before}"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Changed]:
    """The lines that differ, in the order of ``after``, then those that are gone."""
    return list(_between(before, after, ()))


def _between(
    before: Mapping[str, Any], after: Mapping[str, Any], place: tuple[str, ...]
) -> Iterator[Changed]:
    for key in dict.fromkeys((*after, *before)):
        old, new, here = before.get(key), after.get(key), (*place, key)
        if _is_table(old) and _is_table(new):
            yield from _between(old, new, here)  # type: ignore[arg-type]
        elif old != new:
            yield from _lines(old, new, here)


def _lines(old: object, new: object, place: tuple[str, ...]) -> Iterator[Changed]:
    """One line, or each line of a table that is there on one side only."""
    one = old if new is None else new
    if _is_table(one) and (old is None or new is None):
        whole: Mapping[str, Any] = one  # type: ignore[assignment]
        yield from _between(whole if new is None else {}, {} if new is None else whole, place)
    else:
        yield Changed(dotted(place), _said(old), _said(new))


def _is_table(value: object) -> bool:
    """Whether something is a table of lines; a law is one value, and so is an empty table."""
    return isinstance(value, Mapping) and bool(value) and not is_law(value)


def _said(value: object) -> str:
    return "" if value is None else value_written(value)
