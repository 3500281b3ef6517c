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
from sim.engine.log import ChangeRecord, Did, IncidentId, Log
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
FACTS: list[tuple[float, Did, int, int, int, float]] = [
    (0, Did.HEADCOUNT, SHOP, 0, BRIDGE, 5),
    (10, Did.HIT, CART, 1, NOBODY, 0.25),
    (10, Did.UNDETECTED, SHOP, 1, NOBODY, 0.5),
    (10.5, Did.PAGED, SHOP, 1, NOBODY, 0),
    (10.5, Did.ACKNOWLEDGING, SHOP, 1, BRIDGE, 0),
    (10.75, Did.DIAGNOSING, SHOP, 1, BRIDGE, 0),
    (11, Did.LEFT, SHOP, 1, BRIDGE, 0),
    (11, Did.HANDING_OVER, SHOP, 1, NOBODY, 0),
    (11.5, Did.ACKNOWLEDGING, SHOP, 1, TEAM, 0),
    (12, Did.DIAGNOSING, SHOP, 1, TEAM, 0),
    (12.5, Did.DEFECT_LIVE, SHOP, 1, NOBODY, 0),
    (13, Did.FIXING, SHOP, 1, TEAM, 0),
    (13, Did.UNDETECTED, SHOP, 2, NOBODY, 1.0),
    (13.25, Did.PAGED, SHOP, 2, NOBODY, 0),
    (13.25, Did.QUEUEING, SHOP, 2, TEAM, 0),
    (14, Did.LEFT, SHOP, 1, TEAM, 0),
    (14, Did.RESTORED, SHOP, 1, NOBODY, 0),
    (14, Did.ACKNOWLEDGING, SHOP, 2, TEAM, 0),
    (14.25, Did.DIAGNOSING, SHOP, 2, TEAM, 0),
    (15, Did.FIXING, SHOP, 2, TEAM, 0),
    (15.5, Did.LEFT, SHOP, 2, TEAM, 0),
    (15.5, Did.RESTORED, SHOP, 2, NOBODY, 0),
    (15.5, Did.RESOLVED, SHOP, 2, NOBODY, 0),
    (16, Did.MENDING, SHOP, 2, NOBODY, 3),
    (20, Did.BLOCKED, SHOP, 0, NOBODY, 0),
    (30, Did.UNDETECTED, CART, 3, NOBODY, 0.2),
    (30.5, Did.PAGED, CART, 3, NOBODY, 0),
    (30.5, Did.ACKNOWLEDGING, CART, 3, TEAM, 0),
    (30.75, Did.DIAGNOSING, CART, 3, TEAM, 0),
    (31, Did.FIXING, CART, 3, TEAM, 0),
    (32, Did.LEFT, CART, 3, TEAM, 0),
    (32, Did.RESTORED, CART, 3, NOBODY, 0),
    (44, Did.UNBLOCKED, SHOP, 0, NOBODY, 0),
    (50, Did.REVIEWED, SHOP, 1, NOBODY, 0),
    (100, Did.IMPROVED, SHOP, 1, NOBODY, 0),
    (100, Did.RESOLVED, SHOP, 1, NOBODY, 0),
    (230, Did.UNDETECTED, CART, 4, NOBODY, 0.1),
    (231, Did.PAGED, CART, 4, NOBODY, 0),
    (231, Did.WAITING_FOR_COVER, CART, 4, TEAM, 0),
    (239, Did.ACKNOWLEDGING, CART, 4, TEAM, 0),
    (240, Did.QUARTER_ALLOWED, SHOP, 0, NOBODY, 8640),
    (240, Did.QUARTER_SPENT, SHOP, 0, NOBODY, 10800),
    (240, Did.QUARTER_ALLOWED, CART, 0, NOBODY, 8640),
    (240, Did.QUARTER_SPENT, CART, 0, NOBODY, 4320),
    (300, Did.REVIEWED, SHOP, 2, NOBODY, 0),
]
"""Beyond the horizon too: a fact may be known ahead of time."""


def jobs_of(facts: list[tuple[float, Did, int, int, int, float]]) -> list[int]:
    """The job of each fact: an incident's newest, -1 before its first and without a person."""
    newest: dict[int, int] = {}
    found = []
    for _, what, _, incident, team, _ in facts:
        if what == Did.ACKNOWLEDGING:
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
