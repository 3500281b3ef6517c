"""When changes would be deployed if nothing dynamic came in the way: cut, approval, window.

Pure rules on arrays; queues for people, swarms and launch blocks are the business of ``release``.
"""

from __future__ import annotations

import math

import numpy as np

from sim.documents.organisation import Service
from sim.documents.releasing import Approval, ReleasePath
from sim.documents.scenario import Scenario
from sim.engine.log import ChangeRecord
from sim.ground.working_time import Windows
from sim.nature.tape import ServiceTape, grid_array
from sim.nature.traffic import peak_days

STANDARD, RESPONSE, DEPLOY, REJECT, REFUSE = range(5)
"""Columns of a service's release luck."""

MOST_REJECTIONS = 12


def next_tick(at: np.ndarray, every: float, phase: float) -> np.ndarray:
    """The first of the instants phase + k·every at or after each ``at``."""
    return grid_array(phase + every * np.ceil((at - phase) / every))


def plan(
    tape: ServiceTape, path: ReleasePath, window: Windows, working: Windows
) -> ChangeRecord:
    """The instants of each change up to the moment when it may be deployed."""
    ready, luck, phase = tape.ready_at, tape.release_luck, working.next_open(0.0)
    cut = ready if path.every is None else next_tick(ready, path.every, phase)
    approved = cut
    if path.approval is not None and len(cut):
        answered = _answer(cut, luck, path.approval, phase)
        approved = np.where(luck[:, STANDARD] < path.standard, cut, answered)
    planned = grid_array(window.next_open_array(approved))
    refused = luck[:, REFUSE] < path.refused_out_of_hours
    planned = np.where(refused, grid_array(working.next_open_array(planned)), planned)
    return ChangeRecord.of(ready, cut, approved, planned)


def _answer(cut: np.ndarray, luck: np.ndarray, approval: Approval, phase: float) -> np.ndarray:
    """When each change gets its yes; a no sends it to the next board, or to ask at once."""
    asked = cut if approval.board is None else next_tick(cut, approval.board, phase)
    # Changes that are asked for together get one answer: the luck of the first of them.
    _, first, group = np.unique(asked, return_index=True, return_inverse=True)
    response = grid_array(approval.response.ppf_array(luck[first, RESPONSE]))[group]
    again = _rejections(luck[first, REJECT], approval.rejects)[group]
    if approval.board is None:
        return asked + response * (1 + again)
    waits = np.ceil((response + 1e-9) / approval.board) * approval.board
    return grid_array(asked + waits * again) + response


def _rejections(luck: np.ndarray, chance: float) -> np.ndarray:
    """How often a request is refused before it passes (geometric); shape of ``luck``."""
    if chance == 0:
        return np.zeros_like(luck)
    often = np.floor(np.log(np.maximum(luck, 1e-300)) / math.log(chance)) if chance < 1 else luck * 0 + 99
    return np.minimum(often, MOST_REJECTIONS)


def deploy_window(
    scenario: Scenario, path: ReleasePath, service: Service, working: Windows
) -> Windows:
    """The instants at which deployments of a service may start."""
    window = _usual_window(scenario, path, service, working)
    if path.peak_freeze is None or not service.traffic.peaks:
        return window
    freeze = path.peak_freeze
    closed = [
        (max(0.0, start - freeze.before), end + freeze.after)
        for start, end in peak_times(scenario, service)
    ]
    return window.without(Windows.of(sorted(closed)))


def _usual_window(
    scenario: Scenario, path: ReleasePath, service: Service, working: Windows
) -> Windows:
    kind = "evenings" if service.downtime_deploys else path.window
    if kind == "working-hours":
        return working
    days = math.ceil(scenario.horizon / 24)
    if kind == "any":
        return Windows.weekly(scenario.start, days, range(7), 0.0, 24.0)
    calendar = scenario.calendar
    return Windows.weekly(
        scenario.start, days, calendar.weekdays, calendar.evening_opens, calendar.evening_closes,
        calendar.holidays,
    )  # fmt: skip


def peak_times(scenario: Scenario, service: Service) -> list[tuple[float, float]]:
    """When the traffic peaks of a service begin and end, hours, in order."""
    days = math.ceil(scenario.horizon / 24) + 366
    inside = np.zeros(days, dtype=bool)
    for name in service.traffic.peaks:
        inside |= peak_days(scenario.nature.peaks[name], scenario.start, days)
    edge = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    return [(24.0 * a, 24.0 * b) for a, b in edge.reshape(-1, 2).tolist()]
