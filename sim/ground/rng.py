"""Randomness by name: the only module that may build a generator.

A draw has a name: seed, replication, mechanism, whose, and (where there are many) numbers. The
same name is the same draw in whichever order, process or support model it is asked for, so a new
mechanism, or one more draw of an old one, changes nobody else's luck.

The generator is Philox 4x64-10 (Salmon et al., SC11), keyed by a hash of the words of a name.
It is a pure function of key and counter: numpy's own where many numbers are needed at once, the
same ten rounds in plain integers where one is. Any other engine can draw the same numbers.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.random import Generator, Philox

WORD = 0xFFFF_FFFF_FFFF_FFFF
MULTIPLY = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
WEYL = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
ROUNDS = 10
TO_UNIT = 2.0**-53

Key = tuple[int, int]
Schedule = tuple[Key, ...]
"""The key of each round."""


def key_of(seed: int, replication: int, *name: object) -> Key:
    """128 bits that depend on the seed, the replication and the name alone.

    The parts of a name are told apart even if one of them has a slash in it.
    """
    parts = (str(part).replace("\\", "\\\\").replace("/", "\\/") for part in name)
    digest = blake2b("/".join((str(seed), str(replication), *parts)).encode(), digest_size=16)
    low, high = digest.digest()[:8], digest.digest()[8:]
    return int.from_bytes(low, "little"), int.from_bytes(high, "little")


def stream(seed: int, replication: int, *name: object) -> Generator:
    """A generator of its own for what is named."""
    return Generator(Philox(key=np.array(key_of(seed, replication, *name), dtype=np.uint64)))


def uniforms(seed: int, replication: int, name: tuple[object, ...], count: int) -> np.ndarray:
    """Uniform numbers of shape (count,); asking for more keeps the first ones."""
    return stream(seed, replication, *name).random(count)


@lru_cache(maxsize=200_000)
def schedule(seed: int, replication: int, *name: object) -> Schedule:
    """The round keys of a name, worked out once."""
    low, high = key_of(seed, replication, *name)
    return tuple(
        ((low + WEYL[0] * turn) & WORD, (high + WEYL[1] * turn) & WORD) for turn in range(ROUNDS)
    )


def uniform(rounds: Schedule, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> float:
    """The uniform number in 0…1 of a name at four whole numbers ≥ 0, such as a fault and a step.

    The first 53 bits of numpy's ``Philox`` at this key and counter.
    """
    m, n = MULTIPLY
    for low, high in rounds:
        first, second = m * a, n * c
        a, b, c, d = (
            (second >> 64) ^ b ^ low, second & WORD, (first >> 64) ^ d ^ high, first & WORD,
        )  # fmt: skip
    return (a >> 11) * TO_UNIT
