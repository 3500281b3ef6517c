"""How the facts of a service's error budget, its engagement and its people are told."""

from __future__ import annotations

from itertools import pairwise

from sim.documents.responding import Stage
from sim.engine.log import EventKind
from sim.ground.units import show_duration, show_number
from sim.ground.working_time import quarter_name
from sim.organisation.budget_window import by_month, trailing_hours
from sim.organisation.targets import target_at
from sim.records.budgets import STAGE_AFTER
from sim.records.story.scene import Scene, Words, percent

STAGE_WORDS: dict[Stage, str] = {
    "team": "run by its own team",
    "review": "in a readiness review",
    "shared": "shared rota: its team and SREs",
    "sre": "run by SREs",
    "handed-back": "handed back, run by its own team",
}


def _step(number: int, text: str) -> Words:
    """A fact of one of the eight steps; numbered in a service's story, if SREs may engage."""

    def told(scene: Scene) -> str:
        said = text.format(level=f"operability {scene.fact.amount:.2f}")
        numbered = scene.practice.engagement is not None and not scene.number
        return f"Step {number}: {said}" if numbered else said

    return told


def _closes(scene: Scene) -> str:
    run, spent = scene.run, scene.fact.amount
    allowed = scene.now(EventKind.QUARTER_ALLOWED)[0].amount
    begins, ends = list(pairwise(run.quarters))[scene.fact.subject]
    quarter = quarter_name(run.scenario.start, begins)
    if allowed == 0:
        return f"{quarter} ends without any requests"
    target = target_at(scene.practice.targets, begins)
    minutes = 60 * (ends - begins) * (1 - target)
    if scene.now(EventKind.WINDOW_SPENT):  # another window counts, and is told
        return f"{quarter} ends: {show_number(minutes * spent / allowed)} min of full outage"
    text = (
        f"{quarter} ends: {percent(spent / allowed)} of its error budget spent "
        f"({show_number(minutes * spent / allowed)} of {show_number(minutes)} min of full outage)"
    )
    if not _policed(scene):
        return text
    return f"{text}; {_follows(scene, spent > allowed)}"


def _window(scene: Scene) -> str:
    policy = scene.practice.error_budget
    assert policy is not None
    window = show_duration(min(trailing_hours(policy) or 0.0, scene.fact.at))
    told = "its last month" if by_month(policy) else f"the {window} until then"
    whose = "its" if by_month(policy) else "their"
    text = f"{told}: {percent(scene.fact.amount)} of {whose} error budget spent"
    return f"{text}; {_follows(scene, scene.fact.amount > 1)}" if _policed(scene) else text


def _policed(scene: Scene) -> bool:
    policy = scene.practice.error_budget
    return policy is not None and stage_before(scene) in policy.stages


def stage_before(scene: Scene) -> Stage:
    """The stage of the engagement at the fact that is told."""
    settled: list[Stage] = ["team"]
    now: Stage = "team"
    for fact in scene.earlier:
        if fact.what == EventKind.REVIEW_FAILED:
            now = settled[-1]
        elif fact.what in STAGE_AFTER:
            now = STAGE_AFTER[fact.what]
            settled += [now] if now != "review" else []
    return now


def _follows(scene: Scene, outside: bool) -> str:
    engaged = scene.practice.engagement is not None
    if outside:
        return "outside"
    return "step 6: inside, its team launches freely" if engaged else "inside"


def _unblocked(scene: Scene) -> str:
    begun = [fact.at for fact in scene.earlier if fact.what == EventKind.BLOCKED]
    policy = scene.practice.error_budget
    lasted = f" after {show_duration(scene.fact.at - begun[-1])}" if begun else ""
    why = "every fault that has shown itself is gone for good"
    if policy is not None and policy.lifts == "inside-budget":
        why = "it is inside its budget again"
    if scene.now(EventKind.HANDED_BACK):
        why = "its own team runs it again, by its own rules"
    return _step(7, f"the launch block ends{lasted}: {why}")(scene)


def _asks(scene: Scene) -> str:
    engagement = scene.practice.engagement
    assert engagement is not None
    again = "again " if any(f.what == EventKind.REVIEW_REQUESTED for f in scene.earlier) else ""
    text = f"traffic is substantial (over {engagement.substantial:g} a second): "
    return _step(2, f"{text}its team asks {again}for SREs")(scene)


def _failed(scene: Scene) -> str:
    engagement = scene.practice.engagement
    assert engagement is not None
    wait = show_duration(engagement.retry_after)
    return _step(2, f"readiness review failed ({{level}}); may ask again after {wait}")(scene)


def _sre_rota(scene: Scene) -> str:
    engagement = scene.practice.engagement
    assert engagement is not None
    if scene.fact.at == 0:
        return _step(4, "SREs have the on-call rota from the start ({level})")(scene)
    text = f"traffic is critical (over {engagement.critical:g} a second): "
    return _step(4, f"{text}SREs take over the on-call rota ({{level}})")(scene)


def _handed_back(scene: Scene) -> str:
    if scene.now(EventKind.SRE_DISBANDED):
        return _step(8, "the rota goes back to its own team, since the SREs are gone")(scene)
    rule = scene.practice.engagement.operations if scene.practice.engagement else None
    if scene.now(EventKind.OVERFLOW_ENDS) and rule is not None and rule.hand_back_after:
        text = f"its work was too much {rule.hand_back_after} quarters in a row"
        return _step(8, f"{text}: SREs hand the rota back to its team ({{level}})")(scene)
    policy = scene.practice.error_budget
    after = policy.hand_back_after if policy is not None else None
    quarters = f"{after} quarters in a row outside" if after != 1 else "a quarter outside"
    return _step(8, f"{quarters}: SREs hand the rota back to its team ({{level}})")(scene)


def _headcount(scene: Scene) -> str:
    people = scene.fact.amount
    before = [
        f.amount for f in scene.earlier if f.what == EventKind.HEADCOUNT and f.who == scene.fact.who
    ]
    if not before:
        return f"{'is hired: ' if scene.fact.at > 0 else 'has '}{people:g} people"
    return f"now has {people:g} people, instead of {before[-1]:g}" if people else "is disbanded"


def _outsourced(scene: Scene) -> str:
    return f"outsourced: diagnoses at {scene.fact.amount:.3g} of an owner's speed"


def _blocked(scene: Scene) -> str:
    return _step(7, f"outside its error budget{_after(scene)}: launch block, features wait")(scene)


def _after(scene: Scene) -> str:
    """The incident that spent a budget, in its midst or at its end; none in its own story."""
    hits, at = scene.run.impacts, scene.fact.at
    mine = hits[hits["service"] == scene.service]
    ends = mine["appeared_at"] + mine["duration_hours"]
    found = mine.loc[ends == at, "incident"].tolist()
    burning = mine.loc[(mine["appeared_at"] < at) & (at < ends), "incident"].tolist()
    if scene.number or not (found or burning):
        return ""
    return f" after incident {found[0]}" if found else f" in the midst of incident {max(burning)}"


def _reliability_time(scene: Scene) -> str:
    """What its owners put into reliability now, and whether that is more or less than before."""
    before = [f.amount for f in scene.earlier if f.what == EventKind.RELIABILITY_TIME]
    stated = scene.practice.incentive.at(stage_before(scene))
    now, was = scene.fact.amount, before[-1] if before else stated
    more = "more" if now > was else "less"
    return f"its owners put {more} of their time into reliability: {percent(now)} ({percent(was)})"


def _risk(scene: Scene) -> str:
    times = scene.fact.amount
    if times > 1:
        return f"budget to spare: less care, {times:.3g} times the usual defects in a release"
    return "no budget to spare any more: releases are made with the usual care"


def _overflows(scene: Scene) -> str:
    rule = scene.practice.engagement.operations if scene.practice.engagement else None
    limit = f" of {percent(rule.limit)}" if rule is not None else ""
    people = f"{scene.fact.amount:.2g} people's work"
    text = f"SREs are above their limit{limit} of operational work"
    return f"{text}: its owners do its requests and toil until the quarter ends ({people})"


def _target(scene: Scene) -> str:
    before = [fact.amount for fact in scene.earlier if fact.what == EventKind.TARGET_CHOSEN]
    was = before[-1] if before else scene.practice.targets[0][1]
    now = scene.fact.amount
    return f"its owners choose a target of {100 * now:.6g} %, instead of {100 * was:.6g} %"


BLOCK_WORDS: dict[EventKind, Words] = {
    EventKind.BLOCKED: _blocked,
    EventKind.UNBLOCKED: _unblocked,
    EventKind.BLOCK_IGNORED: _step(7, "outside its error budget, but the block is not honoured"),
    EventKind.BLOCK_DISPUTED: _step(
        7, "outside its error budget, but target or spending is disputed: no block yet"
    ),
}

SERVICE_WORDS: dict[EventKind, Words] = BLOCK_WORDS | {
    EventKind.QUARTER_SPENT: _closes,
    EventKind.WINDOW_SPENT: _window,
    EventKind.RELIABILITY_TIME: _reliability_time,
    EventKind.RISK_TAKEN: _risk,
    EventKind.OVERFLOWS: _overflows,
    EventKind.OVERFLOW_ENDS: lambda _: "SREs do its requests and toil again",
    EventKind.TARGET_CHOSEN: _target,
    EventKind.REVIEW_REQUESTED: _asks,
    EventKind.REVIEW_STARTED: _step(2, "readiness review begins"),
    EventKind.REVIEW_PASSED: _step(2, "readiness review passed ({level})"),
    EventKind.REVIEW_FAILED: _failed,
    EventKind.SHARED_ROTA: _step(3, "its team shares the on-call rota with SREs ({level})"),
    EventKind.SRE_ROTA: _sre_rota,
    EventKind.AUTOMATED: lambda scene: _step(
        5, f"SREs automate the fault of incident {scene.fact.subject} away"
    )(scene),
    EventKind.HANDED_BACK: _handed_back,
    EventKind.HAND_BACK_IMPOSSIBLE: _step(
        8, "consistently outside, but no team is left to hand back to: SREs keep the rota"
    ),
    EventKind.SRE_DISBANDED: lambda _: "the SRE team is disbanded: its funding was not renewed",
    EventKind.TEAM_DISBANDED: lambda _: (
        "its own team is disbanded: no more changes or improvements"
    ),
    EventKind.HEADCOUNT: _headcount,
    EventKind.OUTSOURCED: _outsourced,
    EventKind.MOVED: lambda scene: (
        f"changes hands: run by {scene.practice.model.title} from now on"
    ),
}
TOLD_ALONG = {EventKind.QUARTER_ALLOWED: EventKind.QUARTER_SPENT}
"""Facts that the words of another one, at the same instant, tell too."""
ORGANISATION = frozenset({EventKind.HEADCOUNT, EventKind.OUTSOURCED, EventKind.SRE_DISBANDED})
"""Facts about teams, whatever service stands beside them."""
