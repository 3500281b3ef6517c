"""One kind of error for all bad input: where, what was found, what is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError


@dataclass(frozen=True)
class Problem:
    """One thing wrong at one place (a dotted path inside the document)."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class InputError(Exception):
    """The input can't be used; ``str()`` is what the user should read, a line a problem."""

    def __init__(self, file: Path | str, problems: list[Problem]) -> None:
        super().__init__(file, problems)
        self.file = str(file)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(f"{self.file}: {problem}" for problem in self.problems)


def nearest(name: str, known: list[str]) -> str:
    """A hint at the known name that was probably meant, and what is allowed."""
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"; did you mean '{close[0]}'?" if close else ""
    return f"{hint} (allowed: {', '.join(known) or 'nothing'})"


def from_pydantic(file: Path | str, error: ValidationError, top: type[BaseModel]) -> InputError:
    """The same problems in our words."""
    return InputError(file, [_problem(dict(found), top) for found in error.errors()])


def _problem(found: dict[str, Any], top: type[BaseModel]) -> Problem:
    location = tuple(found["loc"])
    path = ".".join(map(str, location))
    kind, message = found["type"], str(found["msg"])
    if kind == "extra_forbidden":
        known = _fields_at(top, location[:-1])
        return Problem(path, f"unknown key '{location[-1]}'{nearest(str(location[-1]), known)}")
    if kind == "missing":
        return Problem(path, "is missing and has no default")
    message = message.removeprefix("Value error, ")
    if "found" not in message and kind != "value_error":
        message = f"{message}, found {found.get('input')!r}"
    return Problem(path, message)


def _fields_at(top: type[BaseModel], location: tuple[Any, ...]) -> list[str]:
    """The field names of the document part that a location leads to."""
    part: Any = top
    for step in location:
        if step in getattr(part, "model_fields", {}):
            part = _document_in(part.model_fields[step].annotation)
    return list(getattr(part, "model_fields", {}))


def _document_in(annotation: Any) -> Any:
    """The document class inside ``dict[str, X]``, ``tuple[X, ...]`` or ``X | None``; or None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = map(_document_in, getattr(annotation, "__args__", ()))
    return next((found for found in inner if found is not None), None)
