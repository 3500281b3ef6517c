"""One life of an organisation under one support model: documents and tape in, log out."""

from __future__ import annotations

import math

from simpy import Environment

from sim.documents.scenario import Scenario
from sim.documents.responding import TeamRole
from sim.documents.support_model import SupportModel
from sim.engine.budget import Budgets
from sim.engine.duty import DutyTeam
from sim.engine.engagement import LifeCycle
from sim.engine.faults import Faults
from sim.engine.learning import Lessons
from sim.engine.log import Log
from sim.engine.operability import Stock
from sim.engine.plan import plan
from sim.engine.release import Lane
from sim.engine.respond import Response
from sim.engine.state import ServiceState, World
from sim.ground.working_time import Windows, quarter_edges
from sim.nature.tape import Tape, working_windows

EVERY_DAY = range(7)


def simulate(scenario: Scenario, model: SupportModel, tape: Tape) -> Log:
    """Live through the horizon once. The same arguments give the same log, to the byte."""
    world = build_world(scenario, model, tape)
    budgets = Budgets(world)
    faults = Faults(world, budgets, Response(world), Lessons(world, budgets))
    lanes = [Lane(world, service, faults) for service in world.services]
    world.env.process(budgets.quarters())
    world.env.process(faults.births())
    for lane in lanes:
        world.env.process(lane.run())
    if model.engagement is not None:
        cycle = LifeCycle(world, model.engagement)
        for service in world.services:
            world.env.process(cycle.run(service))
    world.env.run(until=scenario.horizon)
    for lane in lanes:
        lane.finish()
    world.log.changes = [service.changes for service in world.services]
    return world.log


def build_world(scenario: Scenario, model: SupportModel, tape: Tape) -> World:
    """The organisation at the first instant."""
    env, working = Environment(), working_windows(scenario)
    window = deploy_window(scenario, model, working)
    log = Log(list(scenario.services))
    teams = _Teams(env, scenario, model, working, log)
    services = [
        ServiceState(
            index=index,
            name=name,
            document=document,
            tape=tape.services[name],
            changes=plan(tape.services[name], model.release, window, working.next_open(0.0)),
            operability=Stock(
                scenario.nature.operability,
                document.changes,
                model.operability.invests,
                scenario.incentives,
            ),
            unblocked=env.event(),
            hurried=env.event(),
            teams={role: teams.of(role, name) for role in model.teams},
        )
        for index, (name, document) in enumerate(scenario.services.items())
    ]
    quarters = quarter_edges(scenario.start, scenario.horizon)
    return World(env, scenario, model, tape, log, working, window, quarters, services, model.path())


class _Teams:
    """Makes each team of the organisation once and finds the one that serves a service."""

    def __init__(
        self, env: Environment, scenario: Scenario, model: SupportModel, working: Windows, log: Log
    ) -> None:
        self.env, self.scenario, self.model = env, scenario, model
        self.working, self.log = working, log
        self.made: dict[str, DutyTeam] = {}

    def of(self, role: str, service: str) -> DutyTeam:
        """The team that plays a role for a service."""
        name = team_name(self.scenario, self.model, role, service)
        if name not in self.made:
            self.made[name] = self._make(name, self.model.teams[role])
        return self.made[name]

    def _make(self, name: str, role: TeamRole) -> DutyTeam:
        self.log.team_names.append(name)
        duty = role.on_duty
        index = len(self.log.team_names) - 1
        return DutyTeam(self.env, index, self.working, duty.working_hours, duty.out_of_hours)


def team_name(scenario: Scenario, model: SupportModel, role: str, service: str) -> str:
    """How the log calls the team in a role: ``sre``, ``domain-rota/shop``, ``delivery/basket``."""
    scope = model.teams[role].scope
    if scope == "organisation":
        return role
    owner = scenario.services[service].team
    return f"{role}/{owner if scope == 'team' else scenario.teams[owner].domain}"


def deploy_window(scenario: Scenario, model: SupportModel, working: Windows) -> Windows:
    """The instants at which deployments may start."""
    if model.release.window == "any":
        return Windows.always()
    if model.release.window == "working-hours":
        return working
    calendar = scenario.calendar
    days = math.ceil(scenario.horizon / 24)
    return Windows.weekly(
        scenario.start, days, calendar.weekdays, calendar.evening_opens, calendar.evening_closes,
        calendar.holidays,
    )  # fmt: skip
