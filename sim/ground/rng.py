"""Randomness by name: the only module that may build a generator.

A draw has a name: seed, replication, mechanism, whose, and (where there are many) numbers. The
same name is the same draw in whichever order, process or support model it is asked for, so a new
mechanism, or one more draw of an old one, changes nobody else's draws.

The generator is Philox 4x64-10 (Salmon et al., SC11). Of its key one word is a hash of the
mechanism, the other of the rest of the name; the numbers are its counter. It is a pure function of
both: numpy's own where one name has many numbers in a row, the same ten rounds in plain integers
where one is needed, and over arrays where many names have one each. Any other engine can draw the
same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
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


@lru_cache(maxsize=200_000)
def _word(*name: object) -> int:
    """64 bits of a name; its parts are told apart even if one of them has a slash in it."""
    parts = (str(part).replace("\\", "\\\\").replace("/", "\\/") for part in name)
    return int.from_bytes(blake2b("/".join(parts).encode(), digest_size=8).digest(), "little")


def key_of(seed: int, replication: int, mechanism: object, *whose: object) -> Key:
    """One word of the mechanism, and one of whose draw it is in which replication of which seed."""
    return _word(mechanism), _word(seed, replication, *whose)


def stream(seed: int, replication: int, mechanism: object, *whose: object) -> Generator:
    """A generator of its own for what is named."""
    return Generator(
        Philox(key=np.array(key_of(seed, replication, mechanism, *whose), dtype=np.uint64))
    )


def uniforms(
    seed: int, replication: int, mechanism: object, whose: object, count: int
) -> np.ndarray:
    """Uniform numbers of shape (count,); asking for more keeps the first ones."""
    return stream(seed, replication, mechanism, whose).random(count)


@lru_cache(maxsize=200_000)
def schedule(seed: int, replication: int, mechanism: object, *whose: object) -> Schedule:
    """The round keys of a name, worked out once."""
    low, high = key_of(seed, replication, mechanism, *whose)
    return tuple(zip(_weyl(low, WEYL[0]), _weyl(high, WEYL[1]), strict=True))


@lru_cache(maxsize=200_000)
def _weyl(word: int, step: int) -> tuple[int, ...]:
    return tuple((word + step * turn) & WORD for turn in range(ROUNDS))


def uniform(rounds: Schedule, a: int = 0, b: int = 0, c: int = 0, d: int = 0) -> float:
    """The uniform number in 0…1 of a name at four whole numbers ≥ 0, such as a fault and a step.

    The first 53 bits of numpy's ``Philox`` at this key and counter.
    """
    m, n = MULTIPLY
    for low, high in rounds:
        first, second = m * a, n * c
        a = (second >> 64) ^ b ^ low
        b = second & WORD
        c = (first >> 64) ^ d ^ high
        d = first & WORD
    return (a >> 11) * TO_UNIT


HALF, LOW = np.uint64(32), np.uint64(0xFFFF_FFFF)


def uniform_of_each(mechanism: object, words: np.ndarray, at: Sequence[np.ndarray]) -> np.ndarray:
    """``uniform`` of one mechanism for many names at once; shape (n,).

    ``words`` is the second word of each name's key, and ``at`` its four numbers: one array, each of
    shape (n,), unsigned 64 bits.
    """
    low, high = np.uint64(_word(mechanism)), words
    a, b, c, d = at
    for _ in range(ROUNDS):
        a_high, a_low = _product(a, MULTIPLY[0])
        c_high, c_low = _product(c, MULTIPLY[1])
        a, b, c, d = c_high ^ b ^ low, c_low, a_high ^ d ^ high, a_low
        low, high = np.uint64((int(low) + WEYL[0]) & WORD), high + np.uint64(WEYL[1])
    return np.asarray((a >> np.uint64(11)) * TO_UNIT)


def _product(x: np.ndarray, by: int) -> tuple[np.ndarray, np.ndarray]:
    """The upper and the lower 64 bits of a product of 64-bit words; shape (n,) each."""
    low, high = np.uint64(by & 0xFFFF_FFFF), np.uint64(by >> 32)
    x_low, x_high = x & LOW, x >> HALF
    middle = x_high * low + (x_low * low >> HALF)
    other = x_low * high + (middle & LOW)
    return x_high * high + (middle >> HALF) + (other >> HALF), x * np.uint64(by)
