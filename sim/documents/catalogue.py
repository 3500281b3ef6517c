"""Where support models are looked for, and how one is put together from what it extends."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.documents.errors import InputError, Problem, quote
from sim.documents.hints import closest, nearest
from sim.documents.paths import dotted, steps
from sim.documents.places import is_plain_name
from sim.documents.quantities import is_law
from sim.documents.syntax import why_no_toml

SHIPPED = Path(__file__).parent.parent / "models"
"""The folder of the support models that come with the package."""

ABOUT_OTHERS = ("extends", "without")
"""The keys of a support model that say what to do with another one."""

Raw = dict[str, Any]


def read_toml(path: Path) -> Raw:
    """The tables of a TOML file; ``InputError`` if it can't be read or is no TOML."""
    text = _text(path)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as why:
        raise InputError(path, [Problem("", why_no_toml(text, str(why)))]) from None
    except RecursionError:
        raise InputError(path, [Problem("", "is not valid TOML: nested too deeply")]) from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as why:
        raise InputError(path, [Problem("", f"can't be read: {why.strerror}")]) from None
    except UnicodeDecodeError:
        raise InputError(path, [Problem("", "is no UTF-8 text; save it as UTF-8")]) from None


def shipped_models(*, mixes: bool = True) -> list[str]:
    """Names of the support models that come with the package; without ``mixes``, of no mix."""
    names = sorted(path.stem for path in SHIPPED.glob("*.toml"))
    return [n for n in names if mixes or not is_mix(read_toml(SHIPPED / f"{n}.toml"))]


def is_mix(raw: Mapping[str, Any]) -> bool:
    """Whether a document says who runs what instead of how."""
    return "mix" in raw


def merge(base: Mapping[str, Any], over: Mapping[str, Any]) -> Raw:
    """``base`` with the lines of ``over`` on top; tables merge, anything else is replaced.

    A complete law replaces the whole law below it: a mean does not join a median and a p95.
    """
    merged = deepcopy(dict(base))
    for key, value in over.items():
        old = merged.get(key)
        if isinstance(value, Mapping) and isinstance(old, Mapping) and not is_law(value):
            merged[key] = merge(old, value)
        else:
            merged[key] = deepcopy(value)
    return merged


def dotted_paths(document: Mapping[str, Any]) -> list[str]:
    """The path of every line of a document, each table before its lines."""
    found: list[str] = []
    for key, value in document.items():
        inside = dotted_paths(value) if isinstance(value, Mapping) else []
        found += [dotted([key]), *(f"{dotted([key])}.{path}" for path in inside)]
    return found


@dataclass(frozen=True)
class Layer:
    """Lines of a support model that stand in one file, at ``prefix`` inside it."""

    file: str
    prefix: tuple[str, ...]
    lines: Mapping[str, Any]

    def place(self, *path: str) -> str:
        """Where a line of the model stands in the file."""
        return dotted((*self.prefix, *path))

    def error(self, key: str, message: str) -> InputError:
        """The error that something is wrong with one of the keys."""
        return InputError(self.file, [Problem(self.place(key), message)])

    def extends(self) -> str | None:
        """The name of the model that this one starts from."""
        name = self.lines.get("extends")
        if name is not None and not isinstance(name, str):
            raise self.error("extends", f"found {name!r}; it is the name of one support model")
        return name

    def without(self) -> list[str]:
        """The dotted paths that this layer removes from what it lies on."""
        paths = self.lines.get("without", [])
        if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
            example = '["release.approval"]'
            raise self.error("without", f"found {paths!r}; it is a list of paths like {example}")
        return paths

    def depth(self, path: list[str]) -> int:
        """How many steps of a path these lines contain."""
        table: Any = self.lines
        for depth, step in enumerate(path):
            if not isinstance(table, Mapping) or step not in table:
                return depth
            table = table[step]
        return len(path)

    def on(self, below: Raw) -> Raw:
        """The document that results when this layer is laid on another."""
        left = deepcopy(below)
        for path in self.without():
            self._remove(left, path)
        own = {key: value for key, value in self.lines.items() if key not in ABOUT_OTHERS}
        return merge(left, own)

    def _remove(self, document: Raw, path: str) -> None:
        *way, last = steps(path)
        table: Any = document
        for step in way:
            table = table.get(step) if isinstance(table, dict) else None
        if not isinstance(table, dict) or last not in table:
            raise self.error(
                "without", f"nothing at '{path}'{closest(path, dotted_paths(document))}"
            )
        del table[last]


def together(layers: list[Layer]) -> Raw:
    """The document that layers make, each laid on those before it."""
    document: Raw = {}
    for layer in layers:
        document = layer.on(document)
    return document


class Catalogue:
    """Where support models are looked for: inline in the scenario, beside it, in the package."""

    def __init__(self, inline: Mapping[str, Raw], folder: Path | None, file: Path | str) -> None:
        self.inline, self.folder, self.file = inline, folder, file

    def names(self) -> list[str]:
        """Every name that can be asked for."""
        beside = [p.stem for p in self.folder.glob("models/*.toml")] if self.folder else []
        return sorted({*shipped_models(), *beside, *self.inline})

    def raw(self, name: str) -> Raw:
        """The document of a model with everything it extends filled in."""
        return together(self.layers(name))

    def layers(self, name: str) -> list[Layer]:
        """What a model is made of, the oldest ancestor first.

        Raises
        ------
        InputError
            If a model is unknown or extends itself, maybe by way of others.
        """
        return self._layers(name, (), Problem("compare", f"unknown support model {quote(name)}"))

    def _layers(self, name: str, seen: tuple[str, ...], unknown: Problem) -> list[Layer]:
        own = self._own(name)
        if not own:
            hint = nearest(name, self.names(), self._titles())
            if not is_plain_name(name):
                hint = "; a support model is called by its name, which is no path and not long"
            raise InputError(
                unknown.file or self.file, [Problem(unknown.path, unknown.message + hint)]
            )
        parent = own[0].extends()
        if parent is None:
            return own
        circle = (*seen, name, parent)
        if parent in circle[:-1]:
            raise own[0].error("extends", f"goes in a circle: {' -> '.join(circle)}")
        place = own[0].place("extends")
        missing = Problem(place, f"unknown support model {quote(parent)}", own[0].file)
        return [*self._layers(parent, (*seen, name), missing), *own]

    def _own(self, name: str) -> list[Layer]:
        """The lines of this name: its file, unless the scenario states what it extends; inline."""
        lines = self.inline.get(name)
        inline = [] if lines is None else [Layer(str(self.file), ("models", name), lines)]
        if lines is not None and "extends" in lines:
            return inline
        file = next((path for path in self._files(name) if path.is_file()), None)
        return [*([Layer(str(file), (), read_toml(file))] if file else []), *inline]

    def _titles(self) -> dict[str, str]:
        """The names of the models by their titles."""
        titles: dict[str, str] = {}
        for name in self.names():
            with suppress(InputError):  # One that can't be read has no title.
                titles |= {str(layer.lines.get("title")): name for layer in self._own(name)}
        return titles

    def _files(self, name: str) -> list[Path]:
        if not is_plain_name(name):
            return []
        beside = [self.folder / "models" / f"{name}.toml"] if self.folder else []
        return [*beside, SHIPPED / f"{name}.toml"]


def located(problem: Problem, layers: list[Layer]) -> Problem:
    """A problem of a model at the file and line where it was written.

    What ships is sound by itself, so a problem is looked for in what somebody laid on it.
    """
    path = steps(problem.path) if problem.path else []
    own = [layer for layer in layers if Path(layer.file).parent != SHIPPED] or layers
    layer = max(reversed(own), key=lambda layer: layer.depth(path))
    return Problem(layer.place(*path), problem.message, layer.file)
