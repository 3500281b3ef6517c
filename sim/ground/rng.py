"""Randomness by name: the only module that may build a generator.

``stream(seed, replication, "faults", "checkout")`` is the same generator in whichever order,
process or support model it is asked for, so adding a draw changes nobody else's luck.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence


@lru_cache(maxsize=100_000)
def _words(name: str) -> tuple[int, ...]:
    digest = blake2b(name.encode(), digest_size=16).digest()
    return tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))


def stream(seed: int, replication: int, *name: object) -> Generator:
    """A generator that depends on the seed, the replication and the name alone.

    The parts of a name are told apart even if one of them has a slash in it.
    """
    parts = (str(part).replace("\\", "\\\\").replace("/", "\\/") for part in name)
    key = (replication, *_words("/".join(parts)))
    return Generator(PCG64(SeedSequence(seed, spawn_key=key)))


def uniforms(
    seed: int, replication: int, name: tuple[object, ...], rows: int, columns: int
) -> np.ndarray:
    """Uniform numbers of shape (rows, columns); asking for more rows keeps the first ones."""
    return stream(seed, replication, *name).random((rows, columns))
