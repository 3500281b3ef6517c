"""One kind of error for all bad input: where, what was found, what is allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

LONGEST_QUOTE = 80
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

PATTERNS = {"^[A-Z]{3}$": 'three capital letters, like "EUR"'}
"""Patterns in words."""

BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class Problem:
    """One thing wrong at one place (a dotted path inside the document).

    ``file`` is given where it differs from the file that the whole error is about.
    """

    path: str
    message: str
    file: str = ""

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class InputError(Exception):
    """The input can't be used; ``str()`` is what the user should read, a line a problem."""

    def __init__(self, file: Path | str, problems: list[Problem]) -> None:
        super().__init__(file, problems)
        self.file = str(file)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(f"{problem.file or self.file}: {problem}" for problem in self.problems)


def nearest(name: str, known: list[str]) -> str:
    """A hint at the known name that was probably meant, and what is allowed."""
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"; did you mean '{close[0]}'?" if close else ""
    return f"{hint} (allowed: {', '.join(known) or 'nothing'})"


def quote(value: object) -> str:
    """What was found, as text that fits into a line."""
    text = repr(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def dotted(location: Iterable[object]) -> str:
    """A place inside a document as TOML writes it: ``services."web shop".target``."""
    return ".".join(
        key if BARE_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
        for key in map(str, location)
    )


def from_pydantic(file: Path | str, error: ValidationError, top: type[BaseModel]) -> InputError:
    """The same problems in our words."""
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
        return f"unknown key '{location[-1]}'{nearest(str(location[-1]), known)}"
    if kind == "missing":
        return "is missing and has no default"
    if kind == "literal_error":
        allowed = re.findall(r"'([^']*)'", found["ctx"]["expected"])
        return f"found {quote(found['input'])}{nearest(str(found['input']), allowed)}"
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    return f"found {quote(found.get('input'))}; {_wanted(kind, message, found.get('ctx', {}))}"


def _wanted(kind: str, message: str, context: Mapping[str, Any]) -> str:
    if kind in WANTED:
        return f"this is {WANTED[kind]}"
    if kind in LIMITS:
        key, words = LIMITS[kind]
        return f"{words} {context[key]:g}"
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
    part: Any = top
    for step in location:
        document = _document(part)
        part = document.model_fields[step].annotation if document else _item_of(part)
    found = _document(part)
    return list(found.model_fields) if found else []


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
