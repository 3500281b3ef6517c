"""Where the claims stand: documents of the package, their scenarios, the ends of assumptions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.documents.catalogue import merge, read_toml
from sim.documents.errors import InputError, Problem, problems_in
from sim.documents.hints import nearest
from sim.questions.claims.document import Claim, Sweep

CLAIMS = Path(__file__).parents[2] / "claims"
"""The folder of the claims that come with the package."""


def claim_files() -> list[Path]:
    """The documents, in the order of their numbers."""
    return sorted(CLAIMS.glob("H*.toml"))


def load_claim(path: Path) -> Claim:
    """Read and check one claim.

    Raises
    ------
    InputError
        With one line for each problem.
    """
    raw = read_toml(path)
    try:
        claim = Claim.model_validate(raw)
    except ValidationError as error:
        raise InputError(path, problems_in(error, Claim, raw)) from None
    known = {**sweeps(), **claim.sweeps}
    unknown = [name for name in claim.assumptions if name not in known]
    if unknown:
        problems = [
            Problem("assumptions", f"no sweep '{name}'{nearest(name, list(known))}")
            for name in unknown
        ]
        raise InputError(path, problems)
    return claim


def load_claims(only: Sequence[str] = ()) -> list[Claim]:
    """All claims, or those asked for by id, in order."""
    claims = sorted(map(load_claim, claim_files()), key=lambda claim: claim.number)
    known = [claim.id for claim in claims]
    unknown = [name for name in only if name not in known]
    if unknown:
        raise InputError("--only", [Problem("", f"no claim '{unknown[0]}'; there are H1 to H28")])
    return [claim for claim in claims if not only or claim.id in only]


@cache
def sweeps() -> dict[str, Sweep]:
    """Both ends of every assumption that a claim may hang on, by id."""
    raw = read_toml(CLAIMS / "sweeps.toml")
    return {name: Sweep.model_validate(lines) for name, lines in raw.items()}


def sweep_of(claim: Claim, assumption: str) -> Sweep:
    """The ends at which a claim tries an assumption: its own, or the common ones."""
    return claim.sweeps.get(assumption) or sweeps()[assumption]


def scenario_of(claim: Claim) -> dict[str, Any]:
    """The claim's scenario as written, with the claim's variants and models."""
    raw = read_toml(CLAIMS / "scenarios" / f"{claim.scenario}.toml")
    compare = list(dict.fromkeys(arm.model for arm in claim.arms.values()))
    return merge(raw, {"compare": compare, "models": claim.models})
