"""The story of one service: its error budget by quarter, its engagement, what happened to it."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from sim.documents.responding import Stage
from sim.engine.log import EventKind, Fact
from sim.ground.units import show_duration, show_number
from sim.ground.working_time import quarter_name
from sim.organisation.budget_window import trailing_hours, window_name
from sim.organisation.practice import Practice
from sim.records.answering import first_answer
from sim.records.budgets import STAGE_AFTER
from sim.records.story.budgeting import (
    ORGANISATION,
    SERVICE_WORDS,
    STAGE_WORDS,
    TOLD_ALONG,
)
from sim.records.story.burning import burned, burned_words
from sim.records.story.parts import Line, Part, Quarter, Story
from sim.records.story.scene import percent, tell
from sim.records.tables import Records

WORTH_TELLING = 0.1
"""Incidents that burn at least this share of a quarter's budget are told."""
EIGHT_STEPS = (
    "1 own team, 2 readiness review, 3 shared rota, 4 SRE rota, 5 automate, 6 launch freely "
    "inside the budget, 7 no launches outside it, 8 hand back"
)


def service_story(run: Records, name: str) -> Story:
    """A service over the whole run."""
    facts = _facts(run, name)
    words = {**SERVICE_WORDS, **dict.fromkeys(TOLD_ALONG, lambda _: "")}
    lines = [*_begin(run, name), *tell(run, facts, words), *_burning(run, name)]
    return Story(
        title=f"Service {name}",
        about=_about(run, name),
        begins_at=0.0,
        lines=sorted(lines, key=lambda line: line.at),
        parts_title="Who ran it",
        parts=_stages(run, name, facts),
        hours=run.scenario.horizon,
        quarters=_quarters(run, name),
        window=window_name(run.organisation.practices[name].error_budget),
    )


def _facts(run: Records, name: str) -> list[Fact]:
    index, mine = run.log.service_names.index(name), _teams(run, name)

    def belongs(fact: Fact) -> bool:
        if fact.what in ORGANISATION:
            return fact.what == EventKind.SRE_DISBANDED or run.log.team_names[fact.who] in mine
        return fact.service == index and (fact.what in SERVICE_WORDS or fact.what in TOLD_ALONG)

    return [fact for fact in run.log.facts() if belongs(fact)]


def _teams(run: Records, name: str) -> set[str]:
    """The teams that can have to do with it."""
    practices = (practice for _, practice in run.stretches[run.log.service_names.index(name)])
    return {team.name for practice in practices for team in practice.teams.values()}


def _begin(run: Records, name: str) -> list[Line]:
    launch = run.scenario.services[name].launches
    engaged = run.organisation.practices[name].engagement is not None
    own = STAGE_WORDS["team"] if engaged else "the run begins"
    text = f"Step 1: {own}" if engaged else own
    mature = engaged and run.scenario.services[name].stage != "team"
    lines = [] if mature else [Line(0.0, "", text)]
    return [*lines, Line(launch, "", "goes live for the first time")] if launch else lines


def _about(run: Records, name: str) -> list[tuple[str, str]]:
    document = run.scenario.services[name]
    weeks = (0.0, 672.0), (run.scenario.horizon - 672.0, run.scenario.horizon)
    first, last = (_per_second(run, name, max(0.0, a), b) for a, b in weeks)
    about = [
        ("model", run.model.title),
        ("service", f"{name} of team {document.team}"),
        ("target", f"{100 * document.target:.6g} % of requests answered, {_each(run, name)}"),
        (
            "traffic",
            f"{show_number(first)} requests a second in the first four weeks, "
            f"{show_number(last)} in the last",
        ),
        ("policy", _policy(run, name)),
        ("incidents", f"told if they burn {percent(WORTH_TELLING)} of the budget or more"),
    ]
    engaged = run.organisation.practices[name].engagement is not None
    return [*about, ("steps", EIGHT_STEPS)] if engaged else about


def _each(run: Records, name: str) -> str:
    """The window in which the target counts."""
    policy = run.organisation.practices[name].error_budget
    return f"{'in any' if trailing_hours(policy) else 'each'} {window_name(policy)}"


def _per_second(run: Records, name: str, start: float, end: float) -> float:
    end = min(end, run.scenario.horizon)
    return run.tape.services[name].traffic.requests(start, end) / (3600 * (end - start))


def _policy(run: Records, name: str) -> str:
    policy = run.organisation.practices[name].error_budget
    if policy is None:
        return "none: nothing follows from a budget that is spent"
    block = "launches are blocked while outside" if policy.block else "no launch blocks"
    stages = "; ".join(STAGE_WORDS[stage] for stage in policy.stages)
    return f"{block} (window: {window_name(policy)}; measured by {policy.measure}); when {stages}"


def _burning(run: Records, name: str) -> list[Line]:
    """The incidents that cost it much of its budget, its own and those that hit it."""
    hits = run.impacts[run.impacts["service"] == name]
    lines = [_burns(run, name, row) for _, row in hits.iterrows()]
    return [line for line in lines if line is not None]


def _burns(run: Records, name: str, hit: pd.Series) -> Line | None:
    number, start, hours = int(hit["incident"]), float(hit["appeared_at"]), hit["duration_hours"]
    parts = burned(run, name, float(hit["impact"]), start, start + float(hours))
    if max((share for _, share in parts), default=0.0) < WORTH_TELLING:
        return None
    own = run.log.service_names[run.log.incidents[number - 1].service]
    what = f"incident {number}" if own == name else f"incident {number} of {own}, which it needs"
    impact = percent(float(hit["impact"]))
    text = f"{what}: {impact} of requests fail for {show_duration(float(hours))}"
    return Line(start, "", f"{text}, {burned_words(parts)}")


def _stages(run: Records, name: str, facts: list[Fact]) -> list[Part]:
    """Hours in each stage of the engagement; they add up to the horizon."""
    turns: list[tuple[float, Stage]] = [(0.0, "team")]
    for fact in facts:
        if fact.what == EventKind.REVIEW_FAILED:
            settled = [stage for _, stage in turns if stage != "review"]
            turns.append((fact.at, settled[-1]))
        elif fact.what in STAGE_AFTER:
            turns.append((fact.at, STAGE_AFTER[fact.what]))
    parts: list[Part] = []
    stretches = run.stretches[run.log.service_names.index(name)]
    for (since, practice), until in zip(
        stretches, [*(at for at, _ in stretches[1:]), run.scenario.horizon], strict=True
    ):
        hours = dict.fromkeys(STAGE_WORDS, 0.0)
        for (start, stage), (end, _) in pairwise([*turns, (run.scenario.horizon, "team")]):
            hours[stage] += max(0.0, min(end, until) - max(start, since))
        parts += [Part(_run_by(practice, stage), spent) for stage, spent in hours.items()]
    return parts


def _run_by(practice: Practice, stage: Stage) -> str:
    """The stage in words; without an engagement, who answers, if that isn't the own team."""
    who = first_answer(practice, stage)
    own = practice.owners is not None and who == practice.owners.name
    if practice.engagement is not None or own or stage != "team":
        return STAGE_WORDS[stage]
    return f"answered by {who}"


def _quarters(run: Records, name: str) -> list[Quarter]:
    table = run.budgets[run.budgets["service"] == name].sort_values("quarter")
    edges = list(pairwise(run.quarters))
    engaged = run.organisation.practices[name].engagement is not None
    return [
        Quarter(
            name=quarter_name(run.scenario.start, edges[int(row["quarter"])][0]),
            hours=edges[int(row["quarter"])][1] - edges[int(row["quarter"])][0],
            allowed_share=1 - float(row["target"]),
            spent_share=float(row["spent"]) / float(row["requests"]) if row["requests"] else 0.0,
            of_budget=float(row["spent_share"]),
            blocked_hours=float(row["frozen_hours"]),
            stage=str(row["state" if engaged else "answered_by"]),
        )
        for _, row in table.iterrows()
    ]
