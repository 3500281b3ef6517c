"""A log written by hand, of ten days with two services, from which every number can be worked out.

Monday, 1 January 2029 is hour 0. A bridge and the owners, one person each, answer four incidents:

| # | service | impact | fails | restored | because of | worked on by the owners |
|---|---------|--------|-------|----------|------------|-------------------------|
| 1 | shop    | 50 %   | 10    | 14       | wear       | 11.5 to 14              |
| 2 | shop    | 100 %  | 13    | 15.5     | change 1   | 14 to 15.5              |
| 3 | cart    | 20 %   | 30    | 32       | wear       | 30.5 to 32, at 6:30     |
| 4 | cart    | 10 %   | 230   | not yet  | wear       | from 239, at 23:00      |

While incident 1 lasts, 25 % of cart's requests fail too.
"""

from __future__ import annotations

import numpy as np

from sim.documents.load import Raw
from sim.engine.deployment import Deployment, DeploymentKind
from sim.engine.kinds import MEANING
from sim.engine.log import ChangeRecord, EventKind, IncidentId, Log
from sim.records.money import Accounts
from tests.engine.hand import OWNERS, World, service, staff

SHOP, CART = range(2)
BRIDGE, TEAM = range(2)
HORIZON = 240.0
MODEL: Raw = {
    "teams": {"bridge": staff(1, 1, 5), "owners": {**OWNERS, "pay": "standby-and-callout"}},
    "respond": {
        "bridge": {"line": 0.5, "team": "bridge", "fixes": ["restart"], "acknowledge": "0 h"}
    },
    "learn": {"review": "0 h"},
    "operability": {"invests": "0%"},
}
INCIDENTS = [
    IncidentId(SHOP, 2, 0, 0, 2, 0.5, 0, np.nan),
    IncidentId(SHOP, 0, 1, 0, 2, 1.0, 2, 12.5),
    IncidentId(CART, 2, 0, 0, 0, 0.2, 0, np.nan),
    IncidentId(CART, 2, 1, 0, 1, 0.1, 0, np.nan),
]
NOBODY = -1
FACTS: list[tuple[float, EventKind, int, int, int, float]] = [
    (0, EventKind.HEADCOUNT, SHOP, 0, BRIDGE, 5),
    (10, EventKind.HIT, CART, 1, NOBODY, 0.25),
    (10, EventKind.UNDETECTED, SHOP, 1, NOBODY, 0.5),
    (10.5, EventKind.PAGED, SHOP, 1, NOBODY, 0),
    (10.5, EventKind.ACKNOWLEDGING, SHOP, 1, BRIDGE, 0),
    (10.75, EventKind.DIAGNOSING, SHOP, 1, BRIDGE, 0),
    (11, EventKind.LEFT, SHOP, 1, BRIDGE, 0),
    (11, EventKind.HANDING_OVER, SHOP, 1, NOBODY, 0),
    (11.5, EventKind.ACKNOWLEDGING, SHOP, 1, TEAM, 0),
    (12, EventKind.DIAGNOSING, SHOP, 1, TEAM, 0),
    (12.5, EventKind.DEFECT_LIVE, SHOP, 1, NOBODY, 0),
    (13, EventKind.FIXING, SHOP, 1, TEAM, 0),
    (13, EventKind.UNDETECTED, SHOP, 2, NOBODY, 1.0),
    (13.25, EventKind.PAGED, SHOP, 2, NOBODY, 0),
    (13.25, EventKind.QUEUEING, SHOP, 2, TEAM, 0),
    (14, EventKind.LEFT, SHOP, 1, TEAM, 0),
    (14, EventKind.RESTORED, SHOP, 1, NOBODY, 0),
    (14, EventKind.ACKNOWLEDGING, SHOP, 2, TEAM, 0),
    (14.25, EventKind.DIAGNOSING, SHOP, 2, TEAM, 0),
    (15, EventKind.FIXING, SHOP, 2, TEAM, 0),
    (15.5, EventKind.LEFT, SHOP, 2, TEAM, 0),
    (15.5, EventKind.RESTORED, SHOP, 2, NOBODY, 0),
    (15.5, EventKind.RESOLVED, SHOP, 2, NOBODY, 0),
    (16, EventKind.MENDING, SHOP, 2, NOBODY, 3),
    (20, EventKind.BLOCKED, SHOP, 0, NOBODY, 0),
    (30, EventKind.UNDETECTED, CART, 3, NOBODY, 0.2),
    (30.5, EventKind.PAGED, CART, 3, NOBODY, 0),
    (30.5, EventKind.ACKNOWLEDGING, CART, 3, TEAM, 0),
    (30.75, EventKind.DIAGNOSING, CART, 3, TEAM, 0),
    (31, EventKind.FIXING, CART, 3, TEAM, 0),
    (32, EventKind.LEFT, CART, 3, TEAM, 0),
    (32, EventKind.RESTORED, CART, 3, NOBODY, 0),
    (44, EventKind.UNBLOCKED, SHOP, 0, NOBODY, 0),
    (50, EventKind.REVIEWED, SHOP, 1, NOBODY, 0),
    (100, EventKind.IMPROVED, SHOP, 1, NOBODY, 0),
    (100, EventKind.RESOLVED, SHOP, 1, NOBODY, 0),
    (230, EventKind.UNDETECTED, CART, 4, NOBODY, 0.1),
    (231, EventKind.PAGED, CART, 4, NOBODY, 0),
    (231, EventKind.WAITING_FOR_COVER, CART, 4, TEAM, 0),
    (239, EventKind.ACKNOWLEDGING, CART, 4, TEAM, 0),
    (240, EventKind.QUARTER_ALLOWED, SHOP, 0, NOBODY, 8640),
    (240, EventKind.QUARTER_SPENT, SHOP, 0, NOBODY, 10800),
    (240, EventKind.QUARTER_ALLOWED, CART, 0, NOBODY, 8640),
    (240, EventKind.QUARTER_SPENT, CART, 0, NOBODY, 4320),
    (300, EventKind.REVIEWED, SHOP, 2, NOBODY, 0),
]
"""Beyond the horizon too: a fact may be known ahead of time."""


def jobs_of(facts: list[tuple[float, EventKind, int, int, int, float]]) -> list[int]:
    """The job of each fact: an incident's newest, -1 before its first and without a person."""
    newest: dict[int, int] = {}
    found = []
    for _, what, _, incident, team, _ in facts:
        if what == EventKind.ACKNOWLEDGING:
            newest[incident] = 1 + max(newest.values(), default=-1)
        of_a_person = MEANING[what].unit == "seat" and team != NOBODY
        found.append(newest.get(incident, -1) if of_a_person else -1)
    return found


def changes_of(*rows: list[float]) -> ChangeRecord:
    """Changes from their rows of ready, cut, approved, planned, due, started, live."""
    ready, cut, approved, planned, due, started, live = np.array(rows).T
    none = np.zeros(len(ready))
    return ChangeRecord(
        ready, none.astype(bool), cut, approved, planned, due, started, live, live.copy(),
        due - planned, none,
    )  # fmt: skip


def by_hand() -> Accounts:
    """The run that this log is of."""
    world = World(
        services={"shop": service(), "cart": service()},
        model=MODEL,
        lines={"prices": {"onboarding": "0 h", "salaries": {"operations": "87660 USD/y"}}},
        horizon="10 d",
    )
    study = world.study()
    log = Log(["shop", "cart"], ["bridge", "owners/shop"])
    for identity in INCIDENTS:
        log.open_incident(identity)
    for fact, job in zip(FACTS, jobs_of(FACTS), strict=True):
        log.note(*fact, job)
    log.deployments = [
        Deployment(DeploymentKind.IMPROVEMENT, SHOP, 1, 1, "standard", 99, 99, 99, 99.5, 100)
    ]
    log.jobs = 1 + max(jobs_of(FACTS))
    log.changes = [
        changes_of(
            [9, 9.5, 10.5, 11, 11, 12, 12.5],
            [9, 9.5, 10.5, 11, 11, 12, 12.5],
            [100, 241, 241, 241, 241, 241, 242],
        ),
        changes_of([50, 50, 50, 50, 58, 59, 60]),
    ]
    return Accounts(study.scenario, study.models["plain"], world.tape(study.scenario), log)
