"""Forms of exports: which column says what. Known ones ship as data, others are mapping files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ValidationError

from sim.documents.base import Document, param
from sim.documents.catalogue import read_toml
from sim.documents.errors import InputError, Problem, from_pydantic
from sim.documents.hints import nearest
from sim.documents.quantities import Share

Kind = Literal["incidents", "changes"]

INSTANTS = (
    "opened_at", "paged_at", "noticed_at", "acknowledged_at", "diagnosed_at", "fixed_at",
    "restored_at", "ready_at", "live_at",
)  # fmt: skip
"""What is an instant, in the order in which it happens."""
SPANS = ("acknowledged_after", "restored_after", "diagnosing", "fixing", "lead")
"""What is a duration; ``_after`` counts from the opening."""
COUNTS = ("handed_over", "reopened", "batch")
NAMES = (
    "id", "service", "severity", "cause", "change", "repeats", "responder", "failed", "release",
)  # fmt: skip
FIELDS = (*INSTANTS, *SPANS, *COUNTS, *NAMES)
NEEDED: Mapping[Kind, str] = {"incidents": "opened_at", "changes": "live_at"}


def plain_name(column: str) -> str:
    """A column's name in small letters, anything but letters and digits as an underscore."""
    return re.sub(r"[^a-z0-9]+", "_", column.strip().lower()).strip("_")


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""One name, or several of which the first that is there counts."""


class Shape(Document):
    """Which column of an export says what."""

    title: str = param("what it is called", "your mapping")
    kind: Kind = param("what a row is", "incidents")
    has: tuple[str, ...] = param('columns by which it is known; "a|b" is one of them', ())
    columns: dict[str, Names] = param("our word: the column that says it")
    units: dict[str, str] = param("our word: the unit of its bare numbers", {})
    relative: dict[str, str] = param("columns that count from a beginning: their unit", {})
    zone: str | None = param("time zone of instants that don't say theirs", None)
    dates: str | None = param("form of its instants, as for strptime", None)
    records: str | None = param("JSON: the key of the list of records", None)
    several_rows: bool = param("an incident has several rows, the last one counts", False)
    skip: dict[str, Names] = param('rows that are none: column and values ("*": any)', {})
    keep: dict[str, Names] = param("rows that count: column and values, where it is there", {})
    separator: str | None = param("between several services in a cell", None)
    failed_words: Names = param("values that mean a failed change", ("true", "1", "yes", "failed"))
    severities: dict[str, Share] = param("words for severity: the share of requests hit", {})

    def column_of(self, field: str, there: Sequence[str]) -> str | None:
        """The column that says something, of those that are there; None if none does."""
        known = {plain_name(name): name for name in reversed(there)}
        wanted = (plain_name(name) for name in self.columns.get(field, ()))
        return next((known[name] for name in wanted if name in known), None)

    def candidates(self, field: str, there: Sequence[str]) -> list[str]:
        """All columns that may say something, the best first."""
        known = {plain_name(name): name for name in reversed(there)}
        return [
            known[n] for name in self.columns.get(field, ()) if (n := plain_name(name)) in known
        ]


@cache
def known_shapes() -> Mapping[str, Shape]:
    """The forms that ship with the package, by name."""
    text = (Path(__file__).parent / "shapes.toml").read_text(encoding="utf-8")
    return {name: Shape.model_validate(lines) for name, lines in tomllib.loads(text).items()}


def fits(shape: Shape, there: Sequence[str]) -> bool:
    """Whether a table with these columns has the form."""
    names = {plain_name(name) for name in there}
    return all(names & set(one.split("|")) for one in shape.has)


def shape_of(file: Path | str, there: Sequence[str], kind: Kind) -> Shape:
    """The known form of a table by its columns.

    Raises
    ------
    InputError
        If there is none, or it is a table of the other kind.
    """
    found = [shape for shape in known_shapes().values() if shape.has and fits(shape, there)]
    right = [shape for shape in found if shape.kind == kind]
    if right:
        return max(right, key=lambda shape: len(shape.has))
    if found:
        other = found[0]
        hint = f"give it as --{other.kind}"
        raise _refused(file, f"is a table of {other.kind} ({other.title}), not of {kind}; {hint}")
    names = ", ".join(there[:30])
    raise _refused(
        file,
        f"no known form of {kind}; found the columns {names}; write a mapping file "
        f"(whorunsit fit --guess --{kind} {file} drafts one)",
    )


def _refused(file: Path | str, why: str) -> InputError:
    return InputError(file, [Problem("", why)])


def read_mapping(path: Path) -> Shape:
    """A mapping file.

    Raises
    ------
    InputError
        Naming the line, what was found, what is allowed.
    """
    raw: dict[str, Any] = read_toml(path)
    try:
        shape = Shape.model_validate(raw)
    except ValidationError as error:
        raise from_pydantic(path, error, Shape) from None
    unknown = [word for word in shape.columns if word not in FIELDS]
    problems = [Problem(f"columns.{w}", f"unknown word{nearest(w, FIELDS)}") for w in unknown]
    if NEEDED[shape.kind] not in shape.columns:
        problems.append(Problem("columns", f"needs {NEEDED[shape.kind]}"))
    if problems:
        raise InputError(path, problems)
    return shape


def check_columns(shape: Shape, mapping: Path, file: Path, there: Sequence[str]) -> None:
    """Check that the columns a mapping names are in the file.

    Raises
    ------
    InputError
        With the nearest name for each that isn't.
    """
    names = {plain_name(name) for name in there}
    problems = [
        Problem(f"columns.{word}", f"no column '{wanted}' in {file}{nearest(wanted, list(there))}")
        for word, columns in shape.columns.items()
        for wanted in columns
        if plain_name(wanted) not in names
    ]
    if problems:
        raise InputError(mapping, problems)
