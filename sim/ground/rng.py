"""Randomness by name: the only module that may build a generator.

``stream(seed, replication, "faults", "checkout")`` is the same generator in whichever order,
process or support model it is asked for, so adding a draw changes nobody else's luck.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence
from numpy.random.bit_generator import ISeedSequence

WORD = 0xFFFF_FFFF
POOL = 4
"""Words that numpy pads a seed to when a spawn key follows."""


class _Drawn(ISeedSequence):
    """The words that seed a PCG64, drawn beforehand; asking numpy for them costs ten times this."""

    def __init__(self, words: np.ndarray) -> None:
        self._words = words

    def generate_state(self, n_words: int, dtype: object = np.uint32) -> np.ndarray:
        return self._words


@lru_cache(maxsize=100_000)
def _words(name: str) -> tuple[int, ...]:
    digest = blake2b(name.encode(), digest_size=16).digest()
    return tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))


@lru_cache(maxsize=100)
def _seed_words(seed: int) -> tuple[int, ...]:
    count = max(POOL, -(-seed.bit_length() // 32))
    return tuple((seed >> 32 * i) & WORD for i in range(count))


def stream(seed: int, replication: int, *name: object) -> Generator:
    """A generator that depends on the seed, the replication and the name alone.

    The parts of a name are told apart even if one of them has a slash in it. It is numpy's
    ``Generator(PCG64(SeedSequence(seed, spawn_key=(replication, *hash))))``, put together from
    the same words without the checks that take most of numpy's time.
    """
    parts = (str(part).replace("\\", "\\\\").replace("/", "\\/") for part in name)
    key = (*_seed_words(seed), replication, *_words("/".join(parts)))
    words = SeedSequence(np.array(key, dtype=np.uint32)).generate_state(4, np.uint64)
    return Generator(PCG64(_Drawn(words)))  # type: ignore[arg-type]


def uniforms(
    seed: int, replication: int, name: tuple[object, ...], rows: int, columns: int
) -> np.ndarray:
    """Uniform numbers of shape (rows, columns); asking for more rows keeps the first ones."""
    return stream(seed, replication, *name).random((rows, columns))
