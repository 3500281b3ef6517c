"""One kind of error for all bad input: where, what was found, what is allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sim.documents.hints import closest, nearest
from sim.documents.paths import dotted
from sim.documents.quantities import CURRENCY

LONGEST_QUOTE = 80
NARROW = "\u00a0"
"""Between a number and its unit; no harm in a terminal."""
WANTED = {
    "dict_type": "a table",
    "model_type": "a table",
    "tuple_type": "a list",
    "string_type": "a text in quotes",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number that isn't infinite",
    "date_type": "a date, like 2026-02-28",
    "date_parsing": "a date that exists, like 2026-02-28",
    "date_from_datetime_parsing": "a date that exists, like 2026-02-28",
    "date_from_datetime_inexact": "a date without a time, like 2026-02-28",
}
"""What each kind of finding asks for, in the words of a TOML file."""

LIMITS = {
    "greater_than": ("gt", "more than"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "less than"),
    "less_than_equal": ("le", "at most"),
}
"""Kinds of finding about a size: where the limit stands, and what to call it."""

PATTERNS = {CURRENCY: 'three capital letters, like "EUR"'}
"""Patterns in words."""

LENGTHS = {"too_short": ("min_length", "at least"), "too_long": ("max_length", "at most")}
"""Kinds of finding about how much a list or table holds, in the same way."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong at one place (a dotted path inside the document).

    ``file`` is given where it differs from the file that the whole error is about.
    """

    path: str
    message: str
    file: str = ""

    def __str__(self) -> str:
        return in_a_line(f"{self.path}: {self.message}" if self.path else self.message)


class InputError(Exception):
    """The input can't be used; ``str()`` is what the user should read, a line a problem."""

    def __init__(self, file: Path | str, problems: list[Problem]) -> None:
        super().__init__(file, problems)
        self.file = str(file)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(
            in_a_line(f"{found.file or self.file}: {found}") for found in self.problems
        )


@contextmanager
def written_to(place: Path) -> Iterator[None]:
    """Write to a place: what the disk refuses is said of it, in one line.

    Raises
    ------
    InputError
        If it can't be written.
    """
    try:
        yield
    except OSError as error:
        why = error.strerror or str(error)
        raise InputError(place, [Problem("", f"can't be written: {why}")]) from None


def in_a_line(text: str) -> str:
    """A text with each character escaped that a terminal would act on, or that nobody sees."""
    return "".join(c if c.isprintable() or c == NARROW else repr(c)[1:-1] for c in text)


def quote(value: object) -> str:
    """What was found, as text that fits into a line."""
    text = repr(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def from_pydantic(file: Path | str, error: ValidationError, top: type[BaseModel]) -> InputError:
    """The problems that pydantic found, in our words."""
    return InputError(file, problems_in(error, top))


def problems_in(
    error: ValidationError, top: type[BaseModel], raw: Mapping[str, Any] | None = None
) -> list[Problem]:
    """The problems of a validation in our words; ``raw`` tells what was written from defaults."""
    findings = error.errors(include_url=False)
    places = {tuple(found["loc"]) for found in findings}
    above = {place[:depth] for place in places for depth in range(len(place))}
    # A list of which no entry is valid is called too short as well: the entries say it better.
    return [_problem(dict(found), top, raw) for found in findings if found["loc"] not in above]


def _problem(found: dict[str, Any], top: type[BaseModel], raw: Mapping[str, Any] | None) -> Problem:
    location = tuple(step for step in found["loc"] if step != "[key]")
    message = _message(found, location, top)
    if raw is not None and found["type"] == "value_error" and not _is_written(raw, location):
        message += " (this is the default, so write your own)"
    return Problem(dotted(location), message)


def _message(found: dict[str, Any], location: tuple[Any, ...], top: type[BaseModel]) -> str:
    kind, message = found["type"], str(found["msg"])
    if kind == "extra_forbidden":
        known = _fields_at(top, location[:-1])
        return f"unknown key {quote(str(location[-1]))}{nearest(str(location[-1]), known)}"
    if kind == "missing":
        return f"is missing and has no default{_written_as(found, location, top)}"
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", found["ctx"]["expected"])
        return f"found {quote(found['input'])}{nearest(str(found['input']), allowed)}"
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    wanted = _wanted(kind, message, found.get("ctx", {}))
    return f"found {quote(found.get('input'))}; {wanted}{_rewritten(found, location, top)}"


def _written_as(found: dict[str, Any], location: tuple[Any, ...], top: type[BaseModel]) -> str:
    """The unknown key by which a missing one was probably meant."""
    known, name = _fields_at(top, location[:-1]), str(location[-1])
    unknown = [key for key in found["input"] if key not in known]
    meant = (key for key in unknown if f"'{name}'" in closest(str(key), known))
    return next((f"; is it meant by '{key}'?" for key in meant), "")


def _rewritten(found: dict[str, Any], location: tuple[Any, ...], top: type[BaseModel]) -> str:
    """A text that stands where a list or a table belongs, as one."""
    kind, value = found["type"], found.get("input")
    if not isinstance(value, str):
        return ""
    if kind == "tuple_type":
        return (
            f", like {json.dumps([part.strip() for part in value.split(',')], ensure_ascii=False)}"
        )
    part = _document(_part_at(top, location)) if kind == "model_type" else None
    needed = _needed(part) if part else []
    return (
        f", like {{ {needed[0]} = {json.dumps(value, ensure_ascii=False)} }}"
        if len(needed) == 1
        else ""
    )


def _needed(part: type[BaseModel]) -> list[str]:
    return [key for key, field in part.model_fields.items() if field.is_required()]


def _wanted(kind: str, message: str, context: Mapping[str, Any]) -> str:
    if kind in WANTED:
        return f"this is {WANTED[kind]}"
    if kind in LIMITS:
        key, words = LIMITS[kind]
        return f"{words} {context[key]:g}"
    if kind in LENGTHS:
        key, words = LENGTHS[kind]
        return f"{words} {context[key]} " + ("entry" if context[key] == 1 else "entries")
    return PATTERNS.get(str(context.get("pattern")), message)


def _is_written(raw: Any, location: tuple[Any, ...]) -> bool:
    for step in location:
        inside = isinstance(raw, Mapping) and step in raw
        if not inside and not (isinstance(raw, (list, tuple)) and isinstance(step, int)):
            return False
        raw = raw[step]
    return True


def _fields_at(top: type[BaseModel], location: tuple[Any, ...]) -> list[str]:
    """The field names of the document part that a location leads to."""
    found = _document(_part_at(top, location))
    return list(found.model_fields) if found else []


def _part_at(top: type[BaseModel], location: tuple[Any, ...]) -> Any:
    """The type of what a location leads to."""
    part: Any = top
    for step in location:
        document = _document(part)
        part = document.model_fields[step].annotation if document else _item_of(part)
    return part


def _document(annotation: Any) -> type[BaseModel] | None:
    """The document class that an annotation ``X`` or ``X | None`` stands for."""
    for option in (annotation, *get_args(annotation)):
        # A dict or tuple of documents has them among its arguments too, but is none itself.
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option if _holds_one(annotation) else None
    return None


def _holds_one(annotation: Any) -> bool:
    return getattr(annotation, "__origin__", None) not in (dict, tuple)


def _item_of(annotation: Any) -> Any:
    """What stands one level inside ``dict[str, X]`` or ``tuple[X, ...]``."""
    arguments = [part for part in get_args(annotation) if part is not Ellipsis]
    return arguments[-1] if arguments else None
