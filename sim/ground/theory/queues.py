"""Queues in their steady state; ``offered`` is the load in people: arrival rate × mean work.

Sources: Erlang (1917); Cobham (1954) and Kella & Yechiali (1985) for priorities; Palm for the
machine repair model. All of them stand in Gross et al., *Fundamentals of Queueing Theory*.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate, pairwise


def erlang_b(people: int, offered: float) -> float:
    """Chance that all people are busy where nobody waits (M/M/c/c)."""
    chance = 1.0
    for n in range(1, people + 1):
        chance = offered * chance / (n + offered * chance)
    return chance


def erlang_c(people: int, offered: float) -> float:
    """Chance to have to wait in M/M/c.

    Raises
    ------
    ValueError
        If the load is not below the number of people, so that no steady state exists.
    """
    if not offered < people:
        raise ValueError(f"{people} people can't carry a load of {offered:g}")
    blocked = erlang_b(people, offered)
    return blocked / (1 - offered / people * (1 - blocked))


def mmc_wait(arrivals: float, work: float, people: int) -> float:
    """Mean wait in M/M/c."""
    return erlang_c(people, arrivals * work) * work / (people - arrivals * work)


def mmc_waits_longer(arrivals: float, work: float, people: int, than: float) -> float:
    """Chance to wait longer than this in M/M/c."""
    offered = arrivals * work
    return erlang_c(people, offered) * math.exp(-(people - offered) * than / work)


def mmc_in_system(arrivals: float, work: float, people: int) -> float:
    """Mean number waiting or being served in M/M/c, by Little's law."""
    return arrivals * (mmc_wait(arrivals, work, people) + work)


def mg1_wait(arrivals: float, work: float, square_of_variation: float) -> float:
    """Mean wait in M/G/1 (Pollaczek–Khinchine); ``square_of_variation`` is variance / mean²."""
    load = arrivals * work
    return load * work * (1 + square_of_variation) / 2 / (1 - load)


def lognormal_mean(median: float, sigma: float) -> float:
    """Mean of a lognormal law."""
    return median * math.exp(sigma**2 / 2)


def lognormal_square_of_variation(sigma: float) -> float:
    """Variance over squared mean of a lognormal law."""
    return math.expm1(sigma**2)


def mg1_priority_waits(
    arrivals: Sequence[float], work: float, square_of_variation: float
) -> list[float]:
    """Mean wait of each class in M/G/1, first class first, nobody interrupted, the same work."""
    begun = sum(arrivals) * work**2 * (1 + square_of_variation) / 2
    return _by_class(begun, [rate * work for rate in arrivals])


def mmc_priority_waits(arrivals: Sequence[float], work: float, people: int) -> list[float]:
    """Mean wait of each class in M/M/c, first class first, nobody interrupted, the same work."""
    begun = erlang_c(people, sum(arrivals) * work) * work / people
    return _by_class(begun, [rate * work / people for rate in arrivals])


def _by_class(begun: float, loads: Sequence[float]) -> list[float]:
    """Cobham: the work ahead, over what is left by the classes above and by one's own."""
    above = [0.0, *accumulate(loads)]
    return [begun / (1 - up) / (1 - own) for up, own in pairwise(above)]


def birth_death(births: Sequence[float], deaths: Sequence[float]) -> list[float]:
    """Chances of 0, 1, … n; ``births[k]`` leads from k to k + 1, ``deaths[k]`` back again."""
    weights = [1.0]
    for up, down in zip(births, deaths, strict=True):
        weights.append(weights[-1] * up / down)
    total = math.fsum(weights)
    return [weight / total for weight in weights]


def limited_room(arrivals: float, work: float, people: int, room: int) -> tuple[float, float]:
    """M/M/c/K: the share turned away, and the mean wait of those let in; ``room`` ≥ ``people``."""
    deaths = [min(n, people) / work for n in range(1, room + 1)]
    chances = birth_death([arrivals] * room, deaths)
    waiting = math.fsum((n - people) * p for n, p in enumerate(chances) if n > people)
    return chances[-1], waiting / (arrivals * (1 - chances[-1]))


def machine_repair(machines: int, up: float, repair: float, people: int) -> tuple[float, float]:
    """Mean number of machines that are down, and the mean wait for a repairer."""
    births = [(machines - n) / up for n in range(machines)]
    deaths = [min(n, people) / repair for n in range(1, machines + 1)]
    chances = birth_death(births, deaths)
    down = math.fsum(n * p for n, p in enumerate(chances))
    waiting = math.fsum(max(0, n - people) * p for n, p in enumerate(chances))
    return down, waiting * up / (machines - down)
