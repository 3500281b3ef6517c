"""What a scenario's ``[uncertain]`` says: its lines resolved, or every problem with its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from sim.documents.errors import InputError, Problem
from sim.documents.load import Study
from sim.documents.numbers import Number, matching, numbers
from sim.documents.places import beside
from sim.documents.uncertain import JOINT, Shape, Spread
from sim.ground import laws
from sim.study.plausible.defaults import LOG_FROM
from sim.study.plausible.quantities import Choice, Joint, Law, Mode, Quantity


@dataclass(frozen=True)
class Stated:
    """The lines of a scenario."""

    quantities: tuple[Quantity, ...] = ()
    choices: tuple[Choice, ...] = ()
    joints: tuple[Joint, ...] = ()


def stated(study: Study) -> Stated:
    """What ``[uncertain]`` of a study says.

    Raises
    ------
    InputError
        With each line that has no sense: its path, what was found, what is allowed.
    """
    known = {number.name: number for number in numbers(study)}
    problems: list[Problem] = []
    quantities: list[Quantity] = []
    choices, joints = [], []
    for name, line in study.scenario.uncertain.items():
        place = f"uncertain.{name}"
        try:
            if name == JOINT:
                joints.append(_joint(study, known, line))
            elif line.options:
                choices.append(_choice(name, line))
            else:
                quantities.append(_quantity(study, known, name, line))
        except ValueError as why:
            problems.append(Problem(place, str(why)))
    if problems:
        raise InputError(study.file or study.name, problems)
    return Stated(tuple(quantities), tuple(choices), tuple(joints))


def _quantity(study: Study, known: Mapping[str, Number], name: str, line: Spread) -> Quantity:
    targets = matching(known, name)
    if line.file is not None or line.weights:
        raise ValueError("a range has low and high; `file` is for `joint`, weights for `options`")
    if line.low is None or line.high is None:
        raise ValueError("needs low and high, or options")
    mode = _mode(line, targets)
    low = _end(study, targets[0], mode, "low", line.low)
    high = _end(study, targets[0], mode, "high", line.high)
    typical = _typical(study, targets[0], mode, line)
    law = Law(line.law or _shape(mode, targets[0], low, high), low, high, typical)
    _check(law, line)
    group = str(targets[0].facts.get("assumption", ""))
    return Quantity(name, law, mode, tuple(targets), group, "[uncertain]", line.correlated)


def _mode(line: Spread, targets: Sequence[Number]) -> Mode:
    is_law = isinstance(targets[0].value, laws.LawBase) and not targets[0].part
    if is_law and not line.times:
        raise ValueError(
            "is a law of durations: give multiples of it (times = true), or a range of one of its "
            "parts, such as its median"
        )
    return "times" if line.times else "value"


def _end(study: Study, target: Number, mode: Mode, key: str, value: object) -> float:
    try:
        if mode == "value":
            return target.parsed(value, study.scenario.currency)
        if isinstance(value, str):
            raise ValueError(f"found {value!r}; a multiple is a number")
        return float(value)  # type: ignore[arg-type]
    except ValueError as why:
        raise ValueError(f"{key}: {why}") from None


def _typical(study: Study, target: Number, mode: Mode, line: Spread) -> float:
    if (line.law == "triangular") != (line.typical is not None):
        raise ValueError("a triangular law has a typical value, and no other has one")
    return 0.0 if line.typical is None else _end(study, target, mode, "typical", line.typical)


def _shape(mode: Mode, target: Number, low: float, high: float) -> Shape:
    factors = mode == "times" or (high >= LOG_FROM * low and not target.is_share)
    return "log-uniform" if factors and low > 0 else "uniform"


def _check(law: Law, line: Spread) -> None:
    if law.low > law.high:
        raise ValueError(f"found low {line.low!r} above high {line.high!r}")
    if not (isfinite(law.low) and isfinite(law.high)):
        raise ValueError("low and high must be finite")
    if law.logarithmic and law.low <= 0:
        raise ValueError(f"low: found {line.low!r}; a {law.shape} law lies above zero")
    if law.shape == "triangular" and not law.low <= law.typical <= law.high:
        raise ValueError(f"typical: found {line.typical!r}; it lies between low and high")


def _choice(name: str, line: Spread) -> Choice:
    weights = line.weights or (1.0,) * len(line.options)
    if line.low is not None or line.high is not None or line.file is not None:
        raise ValueError("has options, so it has neither low nor high nor a file")
    if len(line.options) < 2:
        raise ValueError("needs two options or more")
    if len(weights) != len(line.options) or min(weights) < 0 or sum(weights) <= 0:
        found = f"found {len(weights)} weights of {len(line.options)} options"
        raise ValueError(f"{found}; one each, none negative, not all zero")
    return Choice(name, line.options, tuple(map(float, weights)))


def _joint(study: Study, known: Mapping[str, Number], line: Spread) -> Joint:
    if line.file is None:
        raise ValueError('is a file, such as joint = "history.parquet"')
    folder = Path(study.file).parent if study.file else Path()
    path = beside(folder, line.file)
    try:
        table = parquet.read_table(path)
        rows = np.column_stack([_column(table, name) for name in table.column_names])
    except (OSError, pa.ArrowException) as why:
        raise ValueError(f"can't read '{line.file}': {why}") from None
    if not len(rows) or not np.isfinite(rows).all():
        raise ValueError(f"'{line.file}' must have rows, and a number in each cell")
    columns = []
    for place, name in enumerate(table.column_names):
        ends = float(rows[:, place].min()), float(rows[:, place].max())
        targets = tuple(matching(known, name))
        mode: Mode = "times" if isinstance(targets[0].value, laws.LawBase) else "value"
        if targets[0].part:
            mode = "value"
        shape = _shape(mode, targets[0], *ends)
        columns.append(Quantity(name, Law(shape, *ends), mode, targets, "", line.file))
    return Joint(JOINT, tuple(columns), rows)


def _column(table: pa.Table, name: str) -> np.ndarray:
    try:
        return np.asarray(table.column(name).to_numpy(), dtype=float)
    except (ValueError, TypeError):
        raise ValueError(f"column '{name}' holds something else than numbers") from None


def merged(found: Sequence[Quantity], lines: Stated) -> list[Quantity]:
    """Defaults with the places that a scenario speaks about left out, then its own lines."""
    joint = [column for joint in lines.joints for column in joint.columns]
    spoken = {t.path for q in [*lines.quantities, *joint] for t in q.targets}
    spoken |= {_path(line) for choice in lines.choices for o in choice.options for line in o}
    left = []
    for quantity in found:
        targets = tuple(t for t in quantity.targets if t.path not in spoken)
        if targets:
            name = quantity.name if "*" in quantity.name else targets[0].name
            left.append(replace(quantity, targets=targets, name=name))
    return [*left, *lines.quantities]


def _path(name: str) -> tuple[str, ...]:
    return tuple(name.split("."))
