"""M/M/3 in four engines, each held against Erlang C: customers a second, and SimPy's own events."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, NamedTuple

import ciw
import numpy as np
import salabim
import simpy

from benchmarks.timing import fastest
from sim.engine.run import simulate
from sim.ground.theory import queues
from sim.nature.tape import draw
from sim.questions.verify.cases import make_case
from sim.questions.verify.measures import wait_mean
from sim.questions.verify.queue_cases import SETTLED
from sim.records.money import Accounts
from sim.study.intervals import mean_interval

RATE, SERVERS, HORIZON = 2.0, 3, 8_000.0
"""Customers an hour, people, hours; a service takes an hour on average."""
REPLICATIONS = 10
ERLANG = queues.mmc_wait(RATE, 1.0, SERVERS)


class Measured(NamedTuple):
    """What an engine needs, and what it says."""

    engine: str
    microseconds: float
    """A customer."""
    wait: float
    low: float
    high: float
    """The 99.9 % interval of the mean wait over the replications."""

    @property
    def holds(self) -> bool:
        """Erlang's wait is inside, and the interval is narrow."""
        return self.low <= ERLANG <= self.high and self.high - self.low < 0.4 * ERLANG


Waits = list[tuple[float, float]]
"""(arrival, wait) of each customer."""


def in_simpy(replication: int) -> Waits:
    """As bare as it gets."""
    env, rng = simpy.Environment(), np.random.Generator(np.random.PCG64([7, replication]))
    servers, waits = simpy.Resource(env, SERVERS), []

    def customer() -> Generator[simpy.Event, Any, None]:
        came = env.now
        with servers.request() as turn:
            yield turn
            waits.append((came, env.now - came))
            yield env.timeout(rng.exponential(1.0))

    def source() -> Generator[simpy.Event, Any, None]:
        while True:
            yield env.timeout(rng.exponential(1 / RATE))
            env.process(customer())

    env.process(source())
    env.run(until=HORIZON)
    return waits


def in_ciw(replication: int) -> Waits:
    """Ciw, from its own description of a network."""
    ciw.seed(replication)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(RATE)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[SERVERS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(HORIZON)
    return [(record.arrival_date, record.waiting_time) for record in simulation.get_all_records()]


def in_salabim(replication: int) -> Waits:
    """Salabim, with generators, which are its faster way."""
    salabim.yieldless(False)
    env = salabim.Environment(random_seed=replication, trace=False)
    servers = salabim.Resource("servers", capacity=SERVERS, env=env)
    waits: Waits = []

    class Customer(salabim.Component):
        def process(self) -> Generator[Any, Any, None]:
            came = env.now()
            yield self.request(servers)
            waits.append((came, env.now() - came))
            yield self.hold(salabim.Exponential(1.0).sample())
            self.release()

    class Source(salabim.Component):
        def process(self) -> Generator[Any, Any, None]:
            while True:
                yield self.hold(salabim.Exponential(1 / RATE).sample())
                Customer(env=env)

    Source(env=env)
    env.run(till=HORIZON)
    return waits


def settled(waits: Waits) -> float:
    """Mean wait of those who came in the settled period."""
    return float(np.mean([wait for came, wait in waits if SETTLED.start <= came < SETTLED.end]))


def measure(engine: str, run: Callable[[int], Waits]) -> Measured:
    """Another engine."""
    timed = fastest(lambda: run(0))
    found = mean_interval(
        np.array([settled(run(n)) for n in range(REPLICATIONS)]), "positive", 0.999
    )
    each = 1e6 * timed.seconds / len(timed.result)
    return Measured(engine, each, found.mean, found.low, found.high)


def measure_ours() -> Measured:
    """This engine, through its documents: four services whose faults a team of three mends."""
    study = make_case("shared-team").study
    model = study.models["textbook"]

    def run(replication: int) -> Accounts:
        tape = draw(study.scenario, replication)
        return Accounts(study.scenario, model, tape, simulate(study.scenario, model, tape))

    timed = fastest(lambda: run(0))
    values = np.array([wait_mean(run(n), SETTLED) for n in range(REPLICATIONS)])
    found = mean_interval(values, "positive", 0.999)
    each = 1e6 * timed.seconds / len(timed.result.log.incidents)
    return Measured("whorunsit", each, found.mean, found.low, found.high)


def all_engines() -> list[Measured]:
    """Ours and the others."""
    return [
        measure_ours(),
        measure("SimPy, bare", in_simpy),
        measure("Ciw", in_ciw),
        measure("salabim", in_salabim),
    ]


def microseconds_an_event(run: Callable[[], Any]) -> tuple[float, int]:
    """Processor time of a run by the events that SimPy schedules in it, and their number."""
    count, schedule = 0, simpy.Environment.schedule

    def counted(env: simpy.Environment, *args: Any, **options: Any) -> None:
        nonlocal count
        count += 1
        schedule(env, *args, **options)

    simpy.Environment.schedule = counted  # type: ignore[method-assign]
    try:
        run()
    finally:
        simpy.Environment.schedule = schedule  # type: ignore[method-assign]
    return 1e6 * fastest(run).seconds / count, count
