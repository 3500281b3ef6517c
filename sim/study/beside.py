"""What an uncertainty study has left beside the results: read for words, belonging or not."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.documents.load import Study
from sim.study.study_key import documents_key, plausible_key

FILE = "uncertainty.json"
DIVIDED = "differences.json"


@dataclass(frozen=True)
class First:
    """An assumption that is worth finding out: money a year, with its standard error."""

    name: str
    about: str
    worth: float
    error: float


@dataclass(frozen=True)
class HangsOn:
    """An assumption that the choice hangs on: how often it is right at its low and high end."""

    name: str
    about: str
    low: float
    high: float


@dataclass(frozen=True)
class Plausible:
    """How a choice fares over all that is considered plausible."""

    key: str
    """Of the documents that it was made from."""
    samples: int
    runs: int
    """Replications met by all samples together."""
    uncertain: int
    """Quantities that were varied."""
    cheapest: Mapping[str, float]
    """Chance that each model is the cheapest."""
    dearer: Mapping[str, float]
    """Chance that each costs more than ``reference``."""
    regret: Mapping[str, float]
    """Expected cost beyond the cheapest's, money a year."""
    reference: str
    """The model that is cheapest on average."""
    worth: float
    """Of knowing everything but chance, money a year."""
    first: tuple[First, ...]
    hangs_on: tuple[HangsOn, ...]
    curve: Mapping[str, tuple[float, ...]]
    """Chances by model over ``multiples`` of all exposures."""
    multiples: tuple[float, ...]

    def as_json(self) -> str:
        """The text in which it is kept."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"


@dataclass(frozen=True)
class Step:
    """A part's share of a difference, with its 95 % interval and what it rests on."""

    part: str
    share: float
    low: float
    high: float
    assumptions: tuple[str, ...]


@dataclass(frozen=True)
class Divided:
    """The difference of two models in one metric, divided among their parts."""

    metric: str
    model: str
    against: str
    first: float
    """The metric's mean under ``model``."""
    steps: tuple[Step, ...]
    """Steps that add up to the mean under ``against`` less ``first``."""
    replications: int


def keep_divided(folder: Path, study: Study, divided: Sequence[Divided]) -> None:
    """Keep divided differences beside the results, with those of other pairs of models."""
    pairs = {(one.model, one.against) for one in divided}
    others = [d for d in read_divided(folder, study) if (d.model, d.against) not in pairs]
    told = {"key": documents_key(study), "divided": [asdict(d) for d in [*others, *divided]]}
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    (folder / DIVIDED).write_text(text, encoding="utf-8")


def read_divided(folder: Path, study: Study) -> tuple[Divided, ...]:
    """What was divided of the same documents, if anything."""
    try:
        told = json.loads((folder / DIVIDED).read_text(encoding="utf-8"))
        found = tuple(_divided(one) for one in told["divided"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    return found if told["key"] == documents_key(study) else ()


def _divided(told: Mapping[str, Any]) -> Divided:
    steps = [Step(**{**s, "assumptions": tuple(s["assumptions"])}) for s in told["steps"]]
    return Divided(**{**told, "steps": tuple(steps)})


def read_plausible(folder: Path, study: Study) -> Plausible | None:
    """What stands beside the results of a study; None if nothing does, or of other documents."""
    try:
        found = _plausible(json.loads((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return found if found.key == plausible_key(study) else None


def _plausible(told: Mapping[str, Any]) -> Plausible:
    first = tuple(First(**one) for one in told["first"])
    hangs_on = tuple(HangsOn(**one) for one in told["hangs_on"])
    curve = {model: tuple(chances) for model, chances in told["curve"].items()}
    return Plausible(
        **{**told, "first": first, "hangs_on": hangs_on, "curve": curve,
           "multiples": tuple(told["multiples"])}
    )  # fmt: skip
