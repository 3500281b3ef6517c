"""All cases by name; a worker makes the one that it needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from sim.questions.verify import (
    availability_cases,
    calendar_cases,
    engagement_cases,
    flow_cases,
    money_cases,
    nature_cases,
    network_cases,
    queue_cases,
    relation_cases,
)
from sim.questions.verify.case import Case

MAKERS: tuple[Callable[[], Case], ...] = (
    queue_cases.one_person,
    queue_cases.shared_team,
    queue_cases.varied_work,
    queue_cases.same_work,
    queue_cases.severity_first,
    queue_cases.severity_first_in_a_team,
    network_cases.two_lines,
    network_cases.machine_repair,
    network_cases.limited_room,
    availability_cases.renewal,
    availability_cases.everybody_at_once,
    availability_cases.rare_faults,
    availability_cases.budgets,
    availability_cases.burn_rates,
    nature_cases.growth,
    nature_cases.growth_by_root,
    nature_cases.better_operability,
    nature_cases.capacity,
    nature_cases.clumps,
    flow_cases.board,
    flow_cases.narrow_window,
    flow_cases.batches,
    flow_cases.single_changes,
    calendar_cases.office_hours,
    calendar_cases.rotas,
    calendar_cases.rotas_of_the_playbook,
    money_cases.elite_performer,
    money_cases.high_performer,
    money_cases.medium_performer,
    money_cases.low_performer,
    money_cases.conservation,
    engagement_cases.nobody_asks,
    engagement_cases.disbanded,
    relation_cases.relations,
)


def case_names() -> list[str]:
    """Every case, in the order in which they are reported."""
    return [_name(maker) for maker in MAKERS]


def _name(maker: Callable[[], Case]) -> str:
    return maker.__name__.replace("_", "-")


@lru_cache
def make_case(name: str) -> Case:
    """A case by name, with its documents validated."""
    return next(maker() for maker in MAKERS if _name(maker) == name)
