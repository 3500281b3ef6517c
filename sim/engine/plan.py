"""When changes would be deployed if nothing dynamic came in the way: cut, approval, window.

Pure rules on arrays; queues for people and launch blocks are the business of ``release``.
"""

from __future__ import annotations

import numpy as np

from sim.documents.releasing import ReleasePath
from sim.engine.log import ChangeRecord
from sim.ground.working_time import Windows
from sim.nature.tape import ServiceTape, grid_array

STANDARD, RESPONSE, DEPLOY = range(3)
"""Columns of a service's release luck."""


def next_tick(at: np.ndarray, every: float, phase: float) -> np.ndarray:
    """The first of the instants phase + k·every at or after each ``at``."""
    return grid_array(phase + every * np.ceil((at - phase) / every))


def plan(tape: ServiceTape, path: ReleasePath, window: Windows, phase: float) -> ChangeRecord:
    """The instants of each change up to the moment when it may be deployed."""
    ready, luck = tape.ready_at, tape.release_luck
    cut = ready if path.every is None else next_tick(ready, path.every, phase)
    approved = _approve(cut, luck, path, phase)
    planned = grid_array(window.next_open_array(approved))
    nothing = np.full(len(ready), np.nan)
    return ChangeRecord(ready, cut, approved, planned, planned.copy(), nothing, nothing.copy())


def _approve(cut: np.ndarray, luck: np.ndarray, path: ReleasePath, phase: float) -> np.ndarray:
    approval = path.approval
    if approval is None or len(cut) == 0:
        return cut
    asked = cut if approval.board is None else next_tick(cut, approval.board, phase)
    # Changes that are asked for together get one answer: the luck of the first of them.
    _, first, group = np.unique(asked, return_index=True, return_inverse=True)
    response = grid_array(approval.response.ppf_array(luck[first, RESPONSE]))
    pre_approved = luck[:, STANDARD] < path.standard
    return np.where(pre_approved, cut, asked + response[group])
