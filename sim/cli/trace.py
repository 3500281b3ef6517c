"""``whorunsit trace``: the story of one incident, one change or one service."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.documents.errors import InputError
    from sim.documents.load import Study
    from sim.documents.worlds import World
    from sim.records.money import Accounts
    from sim.records.story import Story
    from sim.records.tables import Records

ScenarioFile = Annotated[Path, typer.Argument(help="A scenario document.", metavar="SCENARIO.toml")]
EXAMPLES = (
    "Examples: whorunsit trace scenarios/tiny.toml --model ops-run-it --incident 3",
    "whorunsit trace scenarios/tiny.toml --model ops-run-it --change checkout/12",
    "whorunsit trace scenarios/tiny.toml --model sre-run-it --service checkout",
    "whorunsit trace scenarios/tiny.toml --model ops-run-it --worst",
)


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    app.command(epilog="\n\n".join(EXAMPLES))(trace)


def trace(
    scenario: ScenarioFile,
    model: Annotated[str, typer.Option(help="One of the compared support models.")],
    incident: Annotated[
        int | None, typer.Option(help="An incident by its number, from 1.", metavar="NUMBER")
    ] = None,
    change: Annotated[
        str | None, typer.Option(help="A change, numbered from 0.", metavar="SERVICE/NUMBER")
    ] = None,
    service: Annotated[
        str | None, typer.Option(help="A service: its budget and life cycle.", metavar="NAME")
    ] = None,
    worst: Annotated[
        bool, typer.Option("--worst", help="The incident that lost most money.")
    ] = False,
    longest: Annotated[
        bool, typer.Option("--longest", help="The incident that took longest.")
    ] = False,
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    world: Annotated[
        str | None, typer.Option(help="As-stated, equal or useless; absent: the first.")
    ] = None,
) -> None:
    """Tell the story of one incident, one change or one service as a timeline."""
    from rich.console import Console

    from sim.cli.money import check_model
    from sim.cli.telling import render
    from sim.documents.load import load_study

    wanted = {"--incident": incident, "--change": change, "--service": service}
    _check_one({**wanted, "--worst": worst or None, "--longest": longest or None})
    study = load_study(scenario)
    check_model(study, "--model", model)
    _check_service(study, change, service)
    run = _live(study, model, replication, world)
    if worst or longest:
        incident = _most(run, longest)
    story = _story(run, incident, change, service)
    Console(highlight=False).print(render(story, run.scenario.start))


def _refused(option: str, why: str) -> InputError:
    from sim.documents.errors import InputError, Problem

    return InputError(option, [Problem("", why)])


def _check_one(wanted: Mapping[str, int | str | bool | None]) -> None:
    given = [option for option, value in wanted.items() if value is not None]
    if len(given) != 1:
        found = " and ".join(given) or "none of them"
        raise _refused("trace", f"one of {', '.join(wanted)} is needed; found {found}")


def _check_service(study: Study, change: str | None, service: str | None) -> None:
    from sim.documents.hints import nearest

    known = list(study.scenario.services)
    option, name = ("--service", service) if service is not None else ("--change", change)
    if name is None:
        return
    name = name.rpartition("/")[0] if option == "--change" else name
    if name not in known:
        found = f"found '{change or service}'; no service '{name}'{nearest(name, known)}"
        if option == "--change" and not name:
            found = f"found '{change}'; a change is written SERVICE/NUMBER, like '{known[0]}/0'"
        raise _refused(option, found)


def _world(name: str | None) -> World | None:
    from sim.documents.hints import nearest
    from sim.documents.worlds import WORLDS

    if name is not None and name not in WORLDS:
        raise _refused("--world", f"no world '{name}'{nearest(name, list(WORLDS))}")
    return next((world for world in WORLDS if world == name), None)


def _live(study: Study, model: str, replication: int, world: str | None) -> Accounts:
    from sim.documents.worlds import only
    from sim.engine.run import simulate
    from sim.nature.tape import draw
    from sim.records.money import Accounts

    scenario, document = study.scenario, study.models[model]
    scenario = only(scenario, _world(world) or scenario.world)
    tape = draw(scenario, replication)
    return Accounts(scenario, document, tape, simulate(scenario, document, tape))


def _most(run: Accounts, longest: bool) -> int:
    """The number of the incident that took longest, or that lost most; 0 if there is none."""
    if longest:
        by = run.incidents.set_index("incident")["duration_hours"]
    else:
        lost = run.ledger[run.ledger["line"] == "outage loss"]
        by = lost.groupby("number")["amount"].sum()
    return int(by.index[int(by.to_numpy().argmax())]) if len(by) else 0


def _story(run: Records, incident: int | None, change: str | None, service: str | None) -> Story:
    from sim.records.story import incident_story, service_story

    if service is not None:
        return service_story(run, service)
    if change is not None:
        return _change_story(run, change)
    count = len(run.log.incidents)
    if incident is None or not 1 <= incident <= count:
        allowed = f"1 to {count}" if count else "none: this replication has no incident"
        raise _refused("--incident", f"found {incident} (allowed: {allowed})")
    return incident_story(run, incident)


def _change_story(run: Records, change: str) -> Story:
    from sim.records.story import change_story

    service, _, number = change.rpartition("/")
    table = run.changes
    made = table.loc[table["service"] == service, "change"]
    if not number.isdecimal() or int(number) not in set(made):
        last = f"{service}/0 to {service}/{made.max()}" if len(made) else "none: no change is made"
        raise _refused("--change", f"found '{change}' (allowed: {last})")
    return change_story(run, service, int(number))
