"""Who is in a team, who takes turns, and who is on duty, worked out once for everybody."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.documents.load import Raw, merge
from sim.organisation.organisation import Organisation, organise
from sim.organisation.team import Team
from tests.engine.hand import OWNERS, Fault, World, service, staff


def organised(model: Raw, teams: Raw, services: Raw) -> Organisation:
    lines = {"teams": teams}
    study = World(services=services, model=model, lines=lines).study()
    return organise(study.scenario, study.models["plain"])


def rota(scope: str = "domain", **lines: int) -> Raw:
    role = {**OWNERS, "scope": scope, **lines}
    return {"teams": {"rota": role}, "respond": {"owners": {"team": "rota"}}}


ONE_TEAM: Raw = {"retail": {"domain": "goods"}}
ONE_SERVICE: Raw = {"shop": service("retail")}
TWO_TEAMS: Raw = {"retail": {"domain": "retail"}, "cart": {"domain": "retail"}}
TWO_SERVICES: Raw = {"shop": service("retail"), "basket": service("cart")}


def test_a_team_named_like_its_domain_is_one_team() -> None:
    teams = organised({}, TWO_TEAMS, TWO_SERVICES).teams
    assert {name: (team.members, team.people) for name, team in teams.items()} == {
        "owners/retail": (("retail",), 6),
        "owners/cart": (("cart",), 6),
    }


def test_a_domains_team_is_made_of_all_its_teams_and_serves_their_services() -> None:
    (team,) = organised(rota(), TWO_TEAMS, TWO_SERVICES).teams.values()
    assert (team.name, team.key, team.members) == ("rota/retail", "retail", ("retail", "cart"))
    assert (team.people, team.services) == (12, ("shop", "basket"))


def test_no_rota_is_larger_than_its_team() -> None:
    (team,) = organised(
        rota("team", rota=10), {"retail": {"domain": "x"}}, {"shop": service("retail")}
    ).teams.values()
    assert (team.rota_at(0.0), team.people) == (6, 6)


def bridge(*changes: tuple[float, int], inside: int = 4, outside: int = 1, people: int = 8) -> Team:
    model = merge(
        {"teams": {"bridge": staff(inside, outside, people)}},
        {"respond": {"owners": {"team": "bridge"}}},
    )
    (team,) = organised(
        model, {"retail": {"domain": "x"}}, {"shop": service("retail")}
    ).teams.values()
    return replace(team, head_counts=((0.0, people), *changes))


def test_rota_and_people_follow_the_head_count() -> None:
    team = bridge((100.0, 4), (200.0, 0))
    assert [team.people_at(at) for at in (0.0, 99.0, 100.0, 250.0)] == [8, 8, 4, 0]
    assert [team.rota_at(at) for at in (0.0, 100.0, 200.0)] == [8, 4, 0]
    assert team.rota_hours(np.array([0.0, 100.0, 300.0])).tolist() == [800.0, 400.0]


@pytest.mark.parametrize(("people", "duty"), [(8, (4, 1)), (4, (2, 1)), (1, (1, 1)), (0, (0, 0))])
def test_duty_shrinks_in_proportion_and_on_call_stays_while_it_can(
    people: int, duty: tuple[int, int]
) -> None:
    assert bridge().on_duty_of(people) == duty


def test_duty_does_not_depend_on_how_a_head_count_was_reached() -> None:
    assert {bridge((1.0, 7), (2.0, 6)).on_duty_of(5), bridge().on_duty_of(5)} == {(2, 1)}


def test_a_line_past_the_fourteenth_is_there() -> None:
    """Fourteen lines that can only restart, and a fifteenth that can write code."""
    restart = {f"desk-{n}": staff(1, 1, 5) for n in range(1, 15)}
    lines = {
        name: {"line": number, "team": name, "fixes": ["restart"], "acknowledge": "1 min"}
        for number, name in enumerate(restart, start=1)
    }
    model = {"teams": restart, "respond": {**lines, "owners": {"line": 15}}}
    run = World([Fault(at=10.0, diagnose=0.25)], model=model, horizon="10 d").live()
    assert run.incidents["restored_at"].notna().all()
    assert run.jobs["team"].nunique() == 15
