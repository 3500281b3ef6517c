"""A delivery team is disbanded: its services are orphaned, and a sibling inherits them."""

from __future__ import annotations

from sim.engine.acquaintance import introduce
from sim.engine.arrangement import Arrangement
from sim.engine.duty import DutyTeam
from sim.engine.log import EventKind
from sim.engine.state import DISBANDED, ServiceState, World


def disband(world: World, owner: str) -> None:
    """The team is gone: others inherit its services; nobody changes or improves them again."""
    services = [service for service in world.owned_by(owner) if not service.orphaned]
    if not services:
        return
    for service in services:
        world.log.note(world.env.now, EventKind.TEAM_DISBANDED, service.index, 0)
        service.orphaned = True
        service.operability.invest(0.0, world.env.now)
        world.backlogs[owner].changed()
        service.holds.append((world.env.now, float("inf"), DISBANDED))
    world.disbanded.add(owner)
    for service in world.services:  # those that it had inherited, too
        for runs in (service.runs, *service.former):
            inherit(world, runs, service)
        introduce(service, world.env.now)
    for team in world.teams.values():
        if _is_gone(world, team) and team.team.key == owner:
            dissolve(team)
    world.reroute(None)


def inherit(world: World, runs: Arrangement, service: ServiceState) -> None:
    """Others take the place of disbanded teams."""
    for role, team in list(runs.teams.items()):
        if _is_gone(world, team):
            runs.teams[role] = _heir(world, role, service) or team


def _is_gone(world: World, team: DutyTeam) -> bool:
    """Whether a team on duty was a delivery team's own that is disbanded."""
    return team.team.scope == "team" and team.team.key in world.disbanded


def _heir(world: World, role: str, orphan: ServiceState) -> DutyTeam | None:
    """The team that inherits: of the same domain if there is one, the one that owns least."""
    teams = world.scenario.teams
    domain = teams[orphan.document.team].domain
    standing = [s for s in world.services if not s.orphaned and role in s.teams]

    def reluctance(service: ServiceState) -> tuple[bool, int]:
        owner = service.document.team
        return teams[owner].domain != domain, len(world.owned_by(owner))

    return min(standing, key=reluctance).teams[role] if standing else None


def dissolve(team: DutyTeam) -> None:
    """A team stops answering; whoever waits for it is told that nobody comes."""
    team.dissolve()
    for call in team.waiting():
        call.succeed(None)
