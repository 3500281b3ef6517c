"""Any small world: strategies for documents as a user might write them, however odd."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from sim.documents.load import Raw, load_model, shipped_models
from sim.documents.quantities import WEEKDAYS
from sim.documents.worlds import WORLDS

TEAMS = ("shop", "cart", "pay")
SERVICES = ("shop-page", "basket", "payment", "search")
TARGETS = ("50%", "95%", "99%", "99.9%", "99.95%", "99.99%", "99.9999%")


def count(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


def hours(low: int, high: int) -> st.SearchStrategy[str]:
    """A duration of whole quarters of an hour, from ``low`` to ``high`` hours."""
    return st.integers(4 * low, 4 * high).map(lambda quarters: f"{quarters / 4} h")


def rates(high: int) -> st.SearchStrategy[str]:
    return st.integers(0, high).map(lambda often: f"{often}/y")


def shares() -> st.SearchStrategy[float]:
    return st.sampled_from([0.0, 0.1, 0.5, 0.9, 1.0])


def laws(high: int) -> st.SearchStrategy[Any]:
    """Constant, exponential or uniform."""
    return st.one_of(
        hours(0, high),
        hours(0, high).map(lambda mean: {"mean": mean}),
        hours(0, high).map(lambda top: {"low": "0 h", "high": top}),
    )


def growths() -> st.SearchStrategy[Raw]:
    return st.one_of(
        st.just({"kind": "none"}),
        st.just({"kind": "exponential", "doubling": "60 d"}),
        st.just({"kind": "logistic", "to": "200/s", "midpoint": "40 d", "spread": "9 d"}),
        st.just({"kind": "steps", "steps": [["5 d", 40.0], ["50 d", 0.1]]}),
    )


def calendars() -> st.SearchStrategy[Raw]:
    return st.sampled_from(
        [
            {},
            {
                "opens": 0,
                "closes": 24,
                "weekdays": list(WEEKDAYS),
            },
            {"opens": 8.5, "closes": 12.25, "weekdays": ["Wed"]},
            {"holidays": [date(2029, 1, 1), date(2029, 1, 2)]},
        ]
    )


@st.composite
def services(draw: st.DrawFn) -> Raw:
    """One to four services; each may need those before it."""
    found: Raw = {}
    for name in SERVICES[: draw(count(1, 4))]:
        needs = {other: draw(shares()) for other in found if draw(st.booleans())}
        found[name] = {
            "team": draw(st.sampled_from(TEAMS)),
            "target": draw(st.sampled_from(TARGETS)),
            "exposure": f"{draw(st.sampled_from([0, 1000]))} USD/h",
            "changes": draw(rates(500)),
            "needs": needs,
            "degrades_gracefully": draw(shares()),
            "downtime_deploys": draw(st.booleans()),
            "traffic": {
                "start": f"{draw(st.sampled_from([0.01, 5, 60, 500]))}/s",
                "growth": draw(growths()),
                "peaks": draw(st.sampled_from([[], ["winter"]])),
            },
        }
        if draw(st.booleans()):
            found[name]["launches"] = draw(hours(0, 3000))
    return found


def natures() -> st.SearchStrategy[Raw]:
    effect = st.sampled_from([1.0, 1.6])
    lines = {
        "defect_chance": shares(),
        "defect_shows": laws(100),
        "background": rates(60),
        "capacity_per_doubling": count(0, 4),
        "clumping": st.sampled_from([0.0, 0.5]),
        "recurs": hours(1, 900).map(lambda mean: {"mean": mean}),
        "detect": laws(8),
        "customer_reports": laws(5),
        "diagnose": laws(6),
        "fix": laws(6),
        "impacts": st.sampled_from(
            [
                [{"share": "0%", "weight": 1}],
                [{"share": "20%", "weight": 1}, {"share": 1.0, "weight": 1}],
            ]
        ),
        "fatigue": st.sampled_from([None, {"overload": 0}]),
        "operability": st.fixed_dictionaries({"faults": effect, "detection": effect}),
    }
    plain = st.just({"peaks": {"winter": {"starts": "12-20", "ends": "02-01", "factor": 3.0}}})
    return st.tuples(plain, st.fixed_dictionaries({}, optional=lines)).map(
        lambda parts: {**parts[0], **parts[1]}
    )


@st.composite
def shocks(draw: st.DrawFn, roles: list[str]) -> Raw:
    """A shock by date or by rate; one that strikes a role strikes one of these."""
    kind = draw(st.sampled_from(["team-disbanded", "budget-squeeze", "outsourcing", "headcount"]))
    when = {"at": draw(hours(0, 2000))} if draw(st.booleans()) else {"rate": draw(rates(20))}
    lines: dict[str, Raw] = {
        "team-disbanded": {"team": draw(st.sampled_from(TEAMS))},
        "budget-squeeze": {"cut": draw(shares())},
        "outsourcing": {"familiarity": draw(st.sampled_from([0.2, 1.0]))},
        "headcount": {"people": draw(count(0, 12))},
    }
    role = {} if kind == "team-disbanded" else {"role": draw(st.sampled_from(roles))}
    return {"kind": kind, **when, **role, **lines[kind]}


def overrides() -> st.SearchStrategy[Raw]:
    """Lines for the release path and major incidents that every support model can have."""
    stages = ["team", "review", "shared", "sre", "handed-back"]
    release = {
        "every": hours(1, 400),
        "window": st.sampled_from(["any", "working-hours", "evenings"]),
        "standard": shares(),
        "approval": st.fixed_dictionaries(
            {"response": laws(100), "rejects": st.sampled_from([0.0, 0.5])},
            optional={"board": hours(1, 300)},
        ),
        "rollback": st.just({"within": "3 d", "takes": "15 min"}),
        "canary": st.just({"exposure": "10%", "lasts": "6 h"}),
        "peak_freeze": st.just({"before": "10 d", "after": "1 d"}),
        "refused_out_of_hours": shares(),
    }
    budget = {
        "lifts": st.sampled_from(["improvements-live", "inside-budget"]),
        "window": st.sampled_from(["quarter", "month", "rolling"]),
        "measure": st.sampled_from(["requests", "clock"]),
        "honoured": shares(),
        "disputed": shares(),
        "urgent_review": shares(),
        "hand_back_after": count(1, 2),
    }
    return st.fixed_dictionaries(
        {},
        optional={
            "release": st.fixed_dictionaries({}, optional=release),
            "major_incident": st.just({"impact_from": "50%"}),
            "error_budget": st.fixed_dictionaries({"stages": st.just(stages)}, optional=budget),
        },
    )


@st.composite
def documents(draw: st.DrawFn, longest_days: int) -> Raw:
    """A scenario with one support model to live through, and what differs in it."""
    model = draw(st.sampled_from(shipped_models(mixes=False)))
    roles = list(load_model(model).teams)
    return {
        "title": "Any world",
        "question": "Does the engine hold?",
        "start": draw(st.sampled_from([date(2029, 1, 1), date(2028, 12, 30), date(2028, 2, 29)])),
        "horizon": draw(hours(1, 24 * longest_days)),
        "seed": draw(count(0, 99)),
        "compare": [model],
        "worlds": [draw(st.sampled_from(WORLDS))],
        "calendar": draw(calendars()),
        "teams": {
            name: {"domain": draw(st.sampled_from(["a", "b"])), "people": draw(count(1, 6))}
            for name in TEAMS
        },
        "services": draw(services()),
        "nature": draw(natures()),
        "shocks": draw(st.lists(shocks(roles), max_size=3)),
        "models": {model: draw(overrides())},
    }
