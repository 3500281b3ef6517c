"""Small slips in engine, organisation and records are seen by some test."""

from functools import cache

import pytest

pytest.importorskip("cosmic_ray", reason="comes with the extra `mutation`")

from tests.mutation.planted import Mutant, meaning, sample, survives

SAMPLED = 6
EXPLAINED: dict[str, str] = {}
"""Slips that no test sees, and why none can."""


@cache
def sampled() -> list[Mutant]:
    return sample(SAMPLED)


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(SAMPLED))
def test_a_planted_fault_is_seen(turn: int) -> None:
    mutant = sampled()[turn]
    assert mutant.told() in EXPLAINED or not survives(mutant), mutant.told()


def test_annotations_and_types_are_no_faults() -> None:
    plain = "def f(x: int | None) -> int:\n    y: int = 1\n    return y\n"
    assert meaning(plain) == meaning(plain.replace("int | None", "int & None"))
    assert meaning(plain) != meaning(plain.replace("1", "2"))
