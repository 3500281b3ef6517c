"""One life of an organisation under one support model: documents and tape in, log out."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from simpy import Environment

from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.engine.budget import Budgets
from sim.engine.calendars import Calendars
from sim.engine.engagement import LifeCycle
from sim.engine.engineering import EngineeringTime
from sim.engine.faults import Faults
from sim.engine.learning import Lessons
from sim.engine.log import Log
from sim.engine.operability import Stock
from sim.engine.organise import Teams, link_dependants
from sim.engine.plan import plan
from sim.engine.release import Lane
from sim.engine.shocks import Shocks
from sim.engine.state import ServiceState, World
from sim.ground.working_time import quarter_edges
from sim.nature.tape import ServiceTape, Tape, working_windows


def simulate(scenario: Scenario, model: SupportModel, tape: Tape) -> Log:
    """Live through the horizon once. The same arguments give the same log, to the byte."""
    world = build_world(scenario, model, tape)
    budgets = Budgets(world)
    lessons = Lessons(world, budgets)
    cycle = None
    if model.engagement is not None:
        cycle = LifeCycle(world, model.engagement, EngineeringTime(world, model.engagement))
    faults = Faults(world, budgets, lessons, cycle.time if cycle is not None else None)
    lanes = [Lane(world, service, faults) for service in world.services]
    _start(world, budgets, faults, lanes, cycle)
    with _without_collector():
        world.env.run(until=scenario.horizon)
    budgets.finish()
    for lane in lanes:
        lane.finish()
    world.log.changes = [service.changes for service in world.services]
    return world.log


@contextmanager
def _without_collector() -> Iterator[None]:
    """A life leaves next to no cycles behind, but looking for them takes up to a sixth of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _start(
    world: World, budgets: Budgets, faults: Faults, lanes: list[Lane], cycle: LifeCycle | None
) -> None:
    """Begin every process."""
    process = world.env.process
    process(budgets.quarters())
    Shocks(world, cycle).start()
    process(faults.births())
    for lane in lanes:
        process(lane.run())
    for service in world.services:
        if cycle is not None:
            process(cycle.run(service))


def build_world(scenario: Scenario, model: SupportModel, tape: Tape) -> World:
    """The organisation at the first instant."""
    env, working = Environment(), working_windows(scenario)
    log = Log(list(scenario.services))
    teams = Teams(env, scenario, model, working)
    calendars = Calendars(scenario, model.release, working)
    services = [
        _service(env, index, name, scenario, model, tape.services[name], calendars, teams)
        for index, name in enumerate(scenario.services)
    ]
    log.team_names = list(teams.made)
    link_dependants(services)
    quarters = quarter_edges(scenario.start, scenario.horizon)
    return World(
        env, scenario, model, tape, log, working, quarters, services, model.path(), teams.made
    )


def _service(
    env: Environment,
    index: int,
    name: str,
    scenario: Scenario,
    model: SupportModel,
    tape: ServiceTape,
    calendars: Calendars,
    teams: Teams,
) -> ServiceState:
    document = scenario.services[name]
    window = calendars.window(document)
    nature, incentive = scenario.nature, model.operability
    return ServiceState(
        index=index,
        name=name,
        document=document,
        tape=tape,
        changes=plan(tape, model.release, window, calendars.working),
        window=window,
        peaks=calendars.peaks(document),
        operability=Stock(
            nature.operability, document.changes, incentive.invests, scenario.incentives
        ),
        unblocked=env.event(),
        hurried=env.event(),
        teams=teams.serving(name),
    )
