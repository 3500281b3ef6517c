"""Which availability target a service has when, by its owners' quarterly reviews."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

from sim.documents.organisation import Service
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.ground.working_time import quarter_edges
from sim.nature.traffic import Curves, ServiceTraffic

Targets = tuple[tuple[float, float], ...]
"""Instants (hours, ascending, the first 0) and the target from each of them on."""


def targets_of(scenario: Scenario, models: Mapping[str, SupportModel]) -> dict[str, Targets]:
    """The targets of each service under its model; one that reviews none keeps what is stated."""
    stated: dict[str, Targets] = {
        name: ((0.0, service.target),) for name, service in scenario.services.items()
    }
    reviewed = [name for name, model in models.items() if model.targets is not None]
    if not reviewed:
        return stated
    curves = Curves(scenario.nature, scenario.start, scenario.horizon)

    def reviewed_by(model: SupportModel, name: str) -> Targets:
        service = scenario.services[name]
        traffic = curves.of(service.traffic, service.launches or 0.0)
        return _reviewed(scenario, service, traffic, model)

    return stated | {name: reviewed_by(models[name], name) for name in reviewed}


def _reviewed(
    scenario: Scenario, service: Service, traffic: ServiceTraffic, model: SupportModel
) -> Targets:
    """What each review chooses, by the traffic that it sees."""
    rule = model.targets
    assert rule is not None
    times = rule.lent if lends_on_call(model) else 1.0
    steps = [(0.0, service.target)]
    for at in quarter_edges(scenario.start, scenario.horizon)[1:-1]:
        chosen = rule.target(times * exposure_at(service, traffic, at))
        if at > (service.launches or 0.0) and chosen != steps[-1][1]:
            steps.append((at, chosen))
    return tuple(steps)


def exposure_at(service: Service, traffic: ServiceTraffic, at: float) -> float:
    """Revenue at risk in an hour of the traffic at an instant, without its shape over the day."""
    holds_at = service.traffic.at_exposure or service.traffic.start
    return service.exposure / holds_at * traffic.per_second(at)


def lends_on_call(model: SupportModel) -> bool:
    """Whether another budget than the owners' pays for who is called out of hours."""
    called = (model.teams[line.team] for line in model.respond.values())
    return any(
        team.on_duty.out_of_hours and team.pay != "best-endeavours" and team.funding == "opex"
        for team in called
    )


def target_at(targets: Targets, at: float) -> float:
    """The target at an instant."""
    if len(targets) == 1:
        return targets[0][1]
    return targets[bisect_right(targets, at, key=lambda step: step[0]) - 1][1]
