"""When changes would be deployed if nothing dynamic came in the way: cut, approval, window.

Pure rules on arrays; queues for people, swarms and launch blocks are the business of ``release``.
"""

from __future__ import annotations

import numpy as np

from sim.documents.releasing import Approval, ReleasePath
from sim.engine.log import ChangeRecord
from sim.ground.laws import Law, repeats
from sim.ground.units import on_grid
from sim.ground.working_time import Windows
from sim.nature.tape import ServiceTape, grid_array

MOST_REJECTIONS = 12


def next_tick(at: np.ndarray, every: float, phase: float) -> np.ndarray:
    """The first of the instants phase + k·every at or after each ``at``."""
    return grid_array(phase + every * np.ceil((at - phase) / every))


def plan(tape: ServiceTape, path: ReleasePath, window: Windows, working: Windows) -> ChangeRecord:
    """The instants of each change up to the moment when it may be deployed."""
    ready, phase = tape.ready_at, working.next_open(0.0)
    standard = _happens(tape, "standard change", path.standard)
    cut = ready if path.every is None else next_tick(ready, path.every, phase)
    approved = cut
    if path.approval is not None and len(cut):
        approved = np.where(standard, cut, _answer(cut, tape, path.approval, phase))
    opens = grid_array(window.next_open_array(approved))
    refused = _happens(tape, "refused out of hours", path.refused_out_of_hours)
    planned = np.where(refused, grid_array(working.next_open_array(opens)), opens)
    record = ChangeRecord.of(ready, standard, cut, approved, planned)
    if path.refused_out_of_hours:
        record.refused = planned - opens
    return record


def _happens(tape: ServiceTape, mechanism: str, chance: float) -> np.ndarray:
    """Which changes something happens to; what is certain needs no draw; shape (changes,)."""
    if chance in (0.0, 1.0):
        return np.full(len(tape.ready_at), chance == 1.0)
    return tape.of_changes(mechanism) < chance


def hours_of(tape: ServiceTape, mechanism: str, law: Law) -> np.ndarray:
    """How long something takes for each change; what is constant needs no draw."""
    if law.constant:
        return np.full(len(tape.ready_at), on_grid(law.mean()))
    return grid_array(law.ppf_array(tape.of_changes(mechanism)))


def _answer(cut: np.ndarray, tape: ServiceTape, approval: Approval, phase: float) -> np.ndarray:
    """When each change gets its yes; a no sends it to the next board, or to ask at once."""
    asked = cut
    if approval.board is not None:
        asked = next_tick(cut, approval.board, phase + approval.offset)
    # Changes that are asked for together get one answer: the draws of the first of them.
    _, first, group = np.unique(asked, return_index=True, return_inverse=True)
    response = hours_of(tape, "approval response", approval.response)[first][group]
    uncertain = 0.0 < approval.rejects < 1.0
    refused = tape.of_changes("approval rejected")[first][group] if uncertain else np.ones(len(cut))
    return answered(cut, approval, phase, response, refused)


def answered(
    cut: np.ndarray, approval: Approval, phase: float, response: np.ndarray, refused: np.ndarray
) -> np.ndarray:
    """When requests of these instants get their yes; all arrays of shape (requests,).

    A no, by the uniforms ``refused``, sends a request to the next board, or to ask at once.
    """
    again = repeats(refused, approval.rejects, MOST_REJECTIONS)
    if approval.board is None:
        return np.asarray(cut + response * (1 + again))
    asked = next_tick(cut, approval.board, phase + approval.offset)
    waits = np.ceil((response + 1e-9) / approval.board) * approval.board
    return np.asarray(grid_array(asked + waits * again) + response)
