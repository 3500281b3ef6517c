"""The way of a change up to its deployment: cut, approval, window, blocks, swarms, a deployer."""

from __future__ import annotations

from sim.engine.log import EventKind, Fact
from sim.records.budgets import blocks
from sim.records.story.journey import Journey, known
from sim.records.story.parts import Line

DEPLOYMENT = (EventKind.DEPLOYING, EventKind.DEPLOYED)
"""What tells who deployed by hand."""


def planned(journey: Journey) -> list[Line]:
    """Ready, cut, approved, window: what would happen if nothing came in the way."""
    path, at = journey.practice.release, journey.row
    lines = [Line(at["ready_at"], "", "ready: its team has finished it")]
    if path.every is not None and known(at["cut_at"]):
        lines.append(Line(at["cut_at"], "", f"cut: part of {release_words(journey)}"))
    if path.approval is not None and known(at["approved_at"]):
        lines.append(Line(at["approved_at"], "", _approved(journey)))
    if at["planned_at"] > at["approved_at"]:
        lines.append(Line(at["planned_at"], "", "the deployment window opens"))
    return [*lines, *_refused(journey)]


def _refused(journey: Journey) -> list[Line]:
    """A deployment out of hours that was refused."""
    hours = journey.run.log.changes[journey.index].refused
    if not len(hours) or not hours[journey.number]:
        return []
    asked = journey.row["planned_at"] - float(hours[journey.number])
    return [Line(asked, "", "deployment out of hours refused: it waits for working hours")]


def release_words(journey: Journey) -> str:
    """What it is deployed with."""
    size = len(journey.release)
    if not size:
        return "the next release"
    return "a release of its own" if size == 1 else f"a release of {size} changes"


def _approved(journey: Journey) -> str:
    path = journey.practice.release
    if journey.run.log.changes[journey.index].standard[journey.number]:
        return "pre-approved: a standard change"
    board = path.approval is not None and path.approval.board is not None
    return "approved, after the change advisory board" if board else "approved"


def held(journey: Journey) -> list[Line]:
    """Launch blocks and swarms that held it back."""
    horizon = journey.run.scenario.horizon
    ready, due = journey.row["planned_at"], journey.row["due_at"]
    due = due if known(due) else horizon
    lines = [
        Line(max(start, ready), "", "frozen: outside the error budget, a launch block is in force")
        for service, start, end in blocks(journey.run)
        if service == journey.index and start < due and end > ready
    ]
    lines += [
        Line(max(fact.at, ready), "", f"held back: its team swarms on incident {fact.subject}")
        for fact, end in _swarms(journey)
        if fact.at < due and end > ready
    ]
    return [*lines, Line(due, "", "no longer held back")] if ready < due < horizon else lines


def _swarms(journey: Journey) -> list[tuple[Fact, float]]:
    """Every swarm of its team, with the instant at which it ends."""
    run, begun, found = journey.run, {}, []
    services = run.scenario.services
    owner = services[journey.service].team
    for fact in run.log.facts():
        if services[run.log.service_names[fact.service]].team != owner:
            continue
        key = (fact.subject, fact.who)
        if fact.what == EventKind.SWARMING:
            begun[key] = fact
        elif fact.what == EventKind.LEFT and key in begun:
            found.append((begun.pop(key), fact.at))
    return found


def deployed(journey: Journey) -> list[Line]:
    """The deployment, and by whom."""
    lines, who, at = [], _deployer(journey), journey.row
    if known(at["started_at"]):
        lines.append(Line(at["started_at"], who, f"deploying {release_words(journey)}"))
    if known(at["first_live_at"]):
        lines.append(Line(at["first_live_at"], who, "deployed: live"))
    return lines


def _deployer(journey: Journey) -> str:
    """The team and person who deployed it, or the pipeline."""
    at, deployer = journey.row, journey.practice.release.deployer
    if deployer is None:
        return "pipeline"
    begins, done = DEPLOYMENT
    ends = _people(journey, done, at["first_live_at"])
    for who, seat in _people(journey, begins, at["started_at"]):
        if (who, seat) in ends:
            return f"{journey.run.log.team_names[who]} {int(seat) + 1}"
    return deployer


def _people(journey: Journey, what: EventKind, at: float) -> list[tuple[int, float]]:
    return [(f.who, f.amount) for f in journey.facts if f.what == what and f.at == at]
