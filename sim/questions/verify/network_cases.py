"""More than one queue: two lines in a row, and faults that go round for ever.

Faults that a restart ends for a while, and that are never improved, are a closed network: what has
been restored comes back. How many there are is drawn by nature, once, on the first day (traffic,
and with it the birth of faults, all but stops after it); only tapes with as many as wanted count.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from sim.documents.load import Raw, merge
from sim.ground.theory import queues
from sim.nature.tape import Tape
from sim.questions.verify import measures as m
from sim.questions.verify.case import Case, Check, one
from sim.questions.verify.worlds import (
    ETERNAL,
    NEVER_LEARNS,
    exponential,
    on_duty,
    per_hour,
    service,
    world,
)

FIRST, SECOND = "first-line", "responders"
SETTLED = m.Period(500.0, 7_500.0)
HORIZON = "8000 h"
JACKSON = "Jackson (1957)"
ERLANG_ROOM = "Erlang (1917), M/M/c/K as a closed network"
PALM = "Palm (1947), machine repair"

BIRTHS_END = 24.0
ONCE = service(traffic={"start": "1/s", "growth": {"kind": "steps", "steps": [("1 d", 0.000_001)]}})
"""A service whose faults are born on the first day."""


def born_once(count: int) -> Callable[[Tape], bool]:
    """Whether a tape has so many faults of the service, all of the first day."""

    def keep(tape: Tape) -> bool:
        born = [faults.faults.born_at for faults in tape.services.values()]
        at = np.concatenate(born)
        return len(at) == count and bool((at < BIRTHS_END).all())

    return keep


def eternal(count: int, recurs: Raw | str) -> Raw:
    """Nature with about so many faults, which come back after ``recurs``."""
    births = {"background": per_hour(count / BIRTHS_END), "background_with_traffic": 1}
    return merge({**births, "recurs": recurs}, ETERNAL)


def two_lines() -> Case:
    """A first line of two that ends 40 % of the incidents, then a second line of one."""
    nature = {
        "background": "1/h",
        "fixes": {"restart": 4, "operate": 3, "code": 3},
        "recurs": "90000 y",
    }
    lines = {
        "teams": {FIRST: on_duty(2), SECOND: on_duty(1)},
        "respond": {FIRST: {"triage": exponential(1)}, SECOND: {"triage": exponential(1)}},
    }
    study = world(
        "two lines", HORIZON, nature=nature, models={"textbook-tandem": lines},
        compare=["textbook-tandem"],
    )  # fmt: skip
    first, second = queues.mmc_wait(1.0, 1, 2), queues.mmc_wait(0.6, 1, 1)
    whole = first + 1 + 0.6 * (second + 1)
    checks = (
        Check("Two lines: mean wait for the first, h", first,
              one(m.team_wait_mean, SETTLED, FIRST), JACKSON, 0.09),
        Check("Two lines: mean wait for the second, h", second,
              one(m.team_wait_mean, SETTLED, SECOND), JACKSON, 0.1),
        Check("Two lines: incidents under way", whole,
              one(m.mean_under_way, SETTLED), JACKSON, 0.05),
    )  # fmt: skip
    return Case("two-lines", study, checks, replications=20, fast=False)


def machine_repair() -> Case:
    """Six faults that come back 10 hours after restoration, two people, 4 hours of work."""
    lines = {
        "teams": {SECOND: on_duty(2)},
        "respond": {SECOND: {"triage": exponential(4)}},
        **NEVER_LEARNS,
    }
    study = world(
        "machine repair", HORIZON, {"service": ONCE}, eternal(6, exponential(10)),
        {"textbook": lines},
    )  # fmt: skip
    down, wait = queues.machine_repair(6, 10, 4, 2)
    checks = (
        Check("Machine repair, 6 and 2: faults under way", down,
              one(m.mean_under_way, SETTLED), PALM, 0.03),
        Check("Machine repair, 6 and 2: mean wait, h", wait,
              one(m.team_wait_mean, SETTLED, SECOND), PALM, 0.08),
    )  # fmt: skip
    return Case("machine-repair", study, checks, replications=20, keep=born_once(6), fast=False)


def limited_room() -> Case:
    """M/M/2/5: five faults go round; a first person lets them in, one at a time, if any is left.

    While some are left they come in as a Poisson stream; while none is, that stream is turned away.
    """
    lines = {
        "teams": {FIRST: on_duty(1), SECOND: on_duty(2)},
        "respond": {
            FIRST: {"triage": exponential(1), "fixes": ["code"]},
            SECOND: {"triage": exponential(2)},
        },
        **NEVER_LEARNS,
    }
    study = world(
        "limited room", HORIZON, {"service": ONCE}, eternal(5, "0 s"), {"textbook-tandem": lines},
        ["textbook-tandem"],
    )  # fmt: skip
    lost, wait = queues.limited_room(1.0, 2.0, 2, 5)
    checks = (
        Check("M/M/2/5: share that is let in", 1 - lost,
              one(m.busy_people, SETTLED, FIRST), ERLANG_ROOM, 0.015),
        Check("M/M/2/5: mean wait of those let in, h", wait,
              one(m.team_wait_mean, SETTLED, SECOND), ERLANG_ROOM, 0.05),
    )  # fmt: skip
    return Case("limited-room", study, checks, replications=20, keep=born_once(5), fast=False)
