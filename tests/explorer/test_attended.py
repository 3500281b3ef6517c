"""Work that somebody waits for, and is broken off when nobody does any more."""

import time
from threading import Event

import pytest

from sim.explorer.attended import Attendance
from sim.study.runner import Progress, run


class Moved(BaseException):
    """As Streamlit's own: something was moved while the work was going on."""


def move(done: int, whole: int) -> None:
    raise Moved


def test_what_is_made_comes_back_and_what_goes_wrong_is_the_callers() -> None:
    attendance = Attendance()
    assert attendance.attend(lambda note: 7, move) == 7

    def wrong(note: Progress) -> int:
        raise ValueError("so")

    with pytest.raises(ValueError, match="so"):
        attendance.attend(wrong, move)


def test_whoever_waits_is_told_how_far_it_is() -> None:
    told, seen = [], Event()

    def work(note: Progress) -> None:
        note(3, 8)
        assert seen.wait(20)

    def watch(done: int, whole: int) -> None:
        told.append((done, whole))
        seen.set()

    Attendance().attend(work, watch)
    assert told[0] == (3, 8)


def test_work_that_is_not_wanted_ends_where_it_reports_next() -> None:
    released, went_on, over = Event(), [], Event()

    def work(note: Progress) -> None:
        try:
            released.wait(20)
            note(1, 2)
            went_on.append(True)
        finally:
            over.set()

    with pytest.raises(Moved):
        Attendance().attend(work, move)
    released.set()
    assert over.wait(20)
    assert went_on == []


@pytest.mark.slow
def test_processes_are_ended_in_the_middle_of_their_task_and_others_begin_anew() -> None:
    """Two tasks of a minute are left at once, and the next run has processes of its own."""
    attendance, over = Attendance(), Event()

    def work(note: Progress) -> None:
        try:
            list(run(time.sleep, [(60,), (60,)], workers=2, progress=note))
        finally:
            over.set()

    begun = time.monotonic()
    with pytest.raises(Moved):
        attendance.attend(work, move)
    found = attendance.attend(
        lambda note: dict(run(abs, [(-1,), (-2,)], workers=2, progress=note)), lambda *_: None
    )
    assert over.wait(30)
    assert found == {0: 1, 1: 2}
    assert time.monotonic() - begun < 50
