"""The engine's clock beside SimPy's environment."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from simpy import Environment, Event

from sim.engine.clock import Clock

Process = Generator[Event, object, None]


def walk(env: Environment, seen: list[float], *delays: float) -> Process:
    for delay in delays:
        yield env.timeout(delay)
        seen.append(env.now)


def test_it_lets_happen_what_simpy_does_and_nothing_at_the_end_itself() -> None:
    ours, theirs = list[float](), list[float]()
    clock, env = Clock(), Environment()
    for world, seen in ((clock, ours), (env, theirs)):
        world.process(walk(world, seen, 1, 2, 2))
        world.process(walk(world, seen, 3, 0.5, 9))
    clock.live_until(5)
    env.run(until=5)
    assert ours == theirs == [1, 3, 3, 3.5]
    assert clock.now == env.now == 5


def test_what_fails_in_a_process_is_raised() -> None:
    def fails(env: Environment) -> Process:
        yield env.timeout(1)
        raise KeyError("gone")

    clock = Clock()
    clock.process(fails(clock))
    with pytest.raises(KeyError, match="gone"):
        clock.live_until(2)
