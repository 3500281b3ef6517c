"""One run of an organisation under one support model: documents and tape in, log out."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from simpy import Environment

from sim.documents.mix import Model
from sim.documents.scenario import Scenario
from sim.engine.acquaintance import introduce
from sim.engine.budget import Budgets
from sim.engine.duty import DutyTeam
from sim.engine.engagement import LifeCycle
from sim.engine.errands import Errands
from sim.engine.faults import Faults
from sim.engine.learning import Lessons
from sim.engine.log import Log
from sim.engine.moves import Moves
from sim.engine.operability import automation_of, stock_of
from sim.engine.operating import Operating
from sim.engine.plan import plan
from sim.engine.release import Lane
from sim.engine.repairs import Repairs
from sim.engine.resolution import Resolution
from sim.engine.shocks import Shocks
from sim.engine.state import ServiceState, World
from sim.engine.suffering import link_dependants
from sim.ground.working_time import quarter_edges
from sim.nature.tape import Tape, working_windows
from sim.organisation.calendars import Calendars
from sim.organisation.organisation import Organisation, organise
from sim.organisation.practice import Practice


def simulate(scenario: Scenario, model: Model, tape: Tape) -> Log:
    """Live through the horizon once. The same arguments give the same log, to the byte."""
    world = build_world(organise(scenario, model), tape)
    budgets, cycles = Budgets(world), _cycles(world)
    resolution, repairs = Resolution(world, budgets), Repairs(world)
    lessons = Lessons(world, resolution, repairs)
    world.improve = lessons.ship
    faults = Faults(world, budgets, lessons, resolution, repairs)
    errands = Errands(world)
    world.reroute = errands.reroute
    moves = Moves(world, faults, budgets, cycles)
    _start(world, budgets, faults, moves.lanes, cycles)
    lessons.start()
    moves.start()
    world.env.process(errands.run())
    with _without_collector():
        world.env.run(until=scenario.horizon)
    errands.finish()
    budgets.finish()
    for lane in moves.lanes:
        lane.finish()
    in_file_order = sorted(world.services, key=lambda service: service.index)
    world.log.changes = [service.changes for service in in_file_order]
    world.log.stocks = [service.operability for service in in_file_order]
    return world.log


def _cycles(world: World) -> list[LifeCycle]:
    """The life cycle of each support model that engages SREs, now or once services move."""
    practices = [service.practice for service in world.services]
    practices += [move.after for move in world.organisation.moves]
    first: dict[int, Practice] = {}
    for practice in practices:
        first.setdefault(id(practice.model), practice)
    cycles = []
    for practice in first.values():
        if practice.engagement is not None:
            team = practice.teams.get(practice.engagement.team)
            here = world.teams[team.name] if team is not None else None
            cycles.append(LifeCycle(world, practice.model, practice.engagement, here))
    return cycles


@contextmanager
def _without_collector() -> Iterator[None]:
    """A run leaves next to no cycles behind, but looking for them takes up to a sixth of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _start(
    world: World, budgets: Budgets, faults: Faults, lanes: list[Lane], cycles: list[LifeCycle]
) -> None:
    """Begin every process."""
    process = world.env.process
    process(budgets.quarters())
    Shocks(world, cycles).start()
    process(faults.births())
    for lane in lanes:
        process(lane.run())
    for cycle in cycles:
        Operating(world, cycle.engagement, cycle.time, budgets.hand_back).start()
        cycle.start()


def build_world(organisation: Organisation, tape: Tape) -> World:
    """The organisation at the first instant."""
    scenario = organisation.scenario
    env, working = Environment(), working_windows(scenario)
    calendars = Calendars(scenario, working)
    log = Log(list(scenario.services), list(organisation.teams))
    place = {name: number for number, name in enumerate(organisation.teams)}
    teams = {
        name: DutyTeam(env, place[name], calendars.of(team.calendar), team)
        for name in _in_turn(tape, organisation.teams)
        for team in [organisation.teams[name]]
    }
    world = World(
        env, scenario, organisation, tape, log, working, calendars,
        quarter_edges(scenario.start, scenario.horizon), [], teams,
    )  # fmt: skip
    place = {name: number for number, name in enumerate(scenario.services)}
    for name in _in_turn(tape, scenario.services):
        world.services.append(_service(world, name, place[name]))
    link_dependants(world.services)
    return world


def _in_turn(tape: Tape, names: Iterable[str]) -> list[str]:
    """Names in the order in which what happens at one instant happens.

    It is drawn by the names: their order in a file changes nothing, and no name comes first in
    every run.
    """
    return sorted(names, key=lambda name: (tape.uniform("order", name), name))


def _service(world: World, name: str, index: int) -> ServiceState:
    """A service at the first instant; ``index`` is its place in the file."""
    scenario, practice = world.scenario, world.organisation.practices[name]
    document, tape = scenario.services[name], world.tape.services[name]
    runs = world.arranged(document, practice)
    owned = len(world.organisation.owned[document.team])
    stage = document.stage if practice.engagement is not None else "team"
    law, toil = scenario.nature_of(name).operability, scenario.nature.toil
    people = scenario.teams[document.team].people / owned
    yearly_hours, invests = scenario.prices.working_hours_per_year, practice.incentive.at(stage)
    for_toil = invests * practice.incentive.toil if toil is not None else 0.0
    service = ServiceState(
        index=index,
        name=name,
        document=document,
        runs=runs,
        tape=tape,
        changes=plan(tape, practice.release, runs.window, world.calendars.working),
        peaks=world.calendars.peaks(document),
        operability=stock_of(law, document.changes, invests - for_toil, people, yearly_hours),
        automation=automation_of(toil, law, document.changes, for_toil, people, yearly_hours)
        if toil is not None
        else None,
        unblocked=world.env.event(),
        stage=stage,
        target=document.target,
    )  # fmt: skip
    introduce(service, document.launches or 0.0)
    return service
