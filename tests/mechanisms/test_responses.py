"""Reliability time that answers: to a budget that runs out, to calls at night, to a block.

The target of 99 % allows 13.44 hours in the eight weeks of the only quarter. Six people put in a
tenth of their time, three tenths at most; who reads reads at the end of each week.
"""

from __future__ import annotations

from typing import Any

import pytest

from sim.documents.errors import InputError
from sim.documents.remarks import document_remarks
from tests.mechanisms.worlds import Fault, World, defect

WEEK, HORIZON, YEAR, MONTH = 168, 1344, 8766, 730.5
BASE, TOP = 0.1, 0.3
POLICY = 'error_budget.stages = ["team"]\noperability.invests = "10%"'
NIGHT = Fault(at=2, fix="restart")
"""Three hours, until 5; 3/13.44 of the budget are spent."""
LEFT = 1 - 3 / 13.44


def answers(lines: str) -> str:
    """Responses of a model."""
    return f'operability.responds = {{ top = "30%", {lines} }}'


def near(amount: float) -> Any:
    return pytest.approx(amount, abs=2e-6)


def share(height: float) -> float:
    return BASE + (TOP - BASE) * height


def invested(extra: float) -> tuple[Any, Any]:
    """The cost of reliability time, with so many hours of a share of everybody's time more."""
    usual = 6 * BASE * HORIZON
    return near(usual * 1760 / YEAR), near((usual + 6 * extra) * 1760 / YEAR)


def shop(*faults: Fault, changes: tuple[float, ...] = (), scenario: str = "") -> World:
    return World(faults, {"shop": changes}, scenario, POLICY)


@pytest.mark.parametrize("honoured", [1.0, 0.5])
def test_it_rises_as_the_budget_runs_out_as_far_as_blocks_are_honoured(honoured: float) -> None:
    """All of the budget is watched, of which 22 % are gone: so far it goes toward the top."""
    risen = share(honoured * (1 - LEFT))
    effect = World([NIGHT], model=[POLICY, f"error_budget.honoured = {honoured}"]).effect(
        answers('watch = "100%"')
    )
    assert effect == {
        "shop reliability_time": (None, [(WEEK, near(risen))]),
        "cost operability capex": invested((risen - BASE) * (HORIZON - WEEK)),
    }


def test_above_the_watch_level_nobody_moves() -> None:
    assert shop(NIGHT).effect(answers('watch = "77%"')) == {}


EVERYTHING = 'watch = "100%", bearable = 1.0, risk = 1.5, spare = "25%"'


def test_with_an_infinite_delay_the_loop_is_open() -> None:
    """Whatever is read is never acted on: the same log, and the same costs."""
    world = shop(NIGHT, defect(0, shows_after=1, accept=0.6), changes=(300,), scenario=RISKY)
    assert "shop reliability_time" in world.effect(answers(EVERYTHING))
    assert world.effect(answers(f'{EVERYTHING}, delay = "1000 y"')) == {}


def test_where_blocks_are_never_honoured_no_budget_moves_anybody() -> None:
    world = World(
        [NIGHT, defect(0, shows_after=1, accept=0.6)], {"shop": [300]}, RISKY,
        [POLICY, 'error_budget.honoured = "0%"'],
    )  # fmt: skip
    assert world.effect(answers('watch = "100%", blocked = "100%", risk = 1.5')) == {}


@pytest.mark.parametrize("line", ["block = false", 'stages = ["sre"]'])
def test_a_policy_that_blocks_no_launches_moves_nobody(line: str) -> None:
    world = World([NIGHT], model=[POLICY, f"error_budget.{line}"])
    assert world.effect(answers('watch = "100%", risk = 1.5')) == {}


def test_what_all_responses_off_state_is_what_was_stated() -> None:
    assert shop(NIGHT).effect(answers('reads = "weekly"')) == {}


def test_calls_at_night_raise_it_until_they_are_past() -> None:
    """One call for six people, counted over the past two weeks; the top is at two a month."""
    calls = [1 / 6 / (hours / MONTH) / 2 for hours in (WEEK, 2 * WEEK)]
    shares = [share(call) for call in calls]
    effect = shop(NIGHT).effect(answers('bearable = 2.0, called_over = "2 w"'))
    assert effect == {
        "shop reliability_time": (
            None, [(WEEK, near(shares[0])), (2 * WEEK, near(shares[1])), (3 * WEEK, near(BASE))]
        ),
        "cost operability capex": invested(WEEK * (sum(shares) - 2 * BASE)),
    }  # fmt: skip


def test_calls_in_working_hours_are_borne() -> None:
    assert shop(Fault(at=10, fix="restart")).effect(answers("bearable = 2.0")) == {}


SCARCE = 'services.shop.target = "99.9%"\nprices.working_hours_per_year = 8766'
LEARNS = '[learn]\nreview = "0 h"\n[operability]\ninvests = "10%"'


def test_a_block_frees_capacity_at_once_and_ends_sooner_for_it() -> None:
    """Six tenths of a person improve from the outage's end at 13 on, a whole one in the block."""
    outage = Fault(at=10, fix="restart", improve=3.6)
    policy = 'error_budget = { stages = ["team"], improvement_speed = 1.0 }'
    world = World([outage], scenario=SCARCE, model=[LEARNS, policy])
    spent, usual, sooner = 11.3445, 35.0, 16.6
    effect = world.effect(answers('blocked = "100%"'))
    assert effect["shop unblocked"][1] == [pytest.approx(sooner, abs=1e-3)]
    assert effect["shop unblocked"][0] == [pytest.approx(usual, abs=1e-3)]
    assert effect["shop reliability_time"] == (
        None, [(pytest.approx(spent, abs=1e-3), TOP), (pytest.approx(sooner, abs=1e-3), BASE)]
    )  # fmt: skip


def test_freed_capacity_is_not_counted_twice() -> None:
    """Three times the usual by the response, or twice by the policy: the larger one."""
    outage = Fault(at=10, fix="restart", improve=1.2)
    policy = 'error_budget = { stages = ["team"], improvement_speed = %s }'
    ends = {}
    for speed in ("1.0", "1.5", "2.0"):
        model = [LEARNS.replace("10%", "5%"), policy % speed]
        run = World([outage], scenario=SCARCE, model=model).run(
            'operability.responds = { top = "7.5%", blocked = "100%" }'
        )
        ends[speed] = 13 + 1.2 / (0.3 * max(1.5, float(speed)))
        unblocked = [fact.at for fact in run.log.facts() if fact.what.name == "UNBLOCKED"]
        assert unblocked == [pytest.approx(ends[speed], abs=1e-3)]
    assert ends["1.0"] == ends["1.5"] > ends["2.0"]


RISKY = "nature.operability.faults = 2.0"
"""A defect is accepted below a half at the usual operability."""


@pytest.mark.parametrize(("accept", "comes_to_be"), [(0.7, True), (0.8, False)])
def test_with_budget_to_spare_more_defects_slip_through(accept: float, comes_to_be: bool) -> None:
    """Half as many again: three quarters of what the tape holds."""
    world = shop(defect(0, shows_after=1, accept=accept), changes=(300,), scenario=RISKY)
    effect = world.effect(answers("risk = 1.5"))
    assert effect.pop("shop risk_taken") == (None, [(WEEK, 1.5)])
    assert ("shop#1" in effect) == comes_to_be


def test_before_the_first_reading_and_without_budget_to_spare_nobody_takes_risks() -> None:
    early = shop(defect(0, shows_after=1, accept=0.7), changes=(100,), scenario=RISKY)
    assert "shop#1" not in early.effect(answers("risk = 1.5"))
    late = shop(NIGHT, defect(0, shows_after=1, accept=0.7), changes=(300,), scenario=RISKY)
    assert late.effect(answers('risk = 1.5, spare = "78%"')) == {}


def test_a_review_of_the_quarter_reads_what_it_left_and_acts_later() -> None:
    """The first quarter ends at 2160, with 0.9 of its budget; two weeks later people move."""
    sixteen = 'horizon = "16 w"'
    world = World([NIGHT], scenario=sixteen, model=POLICY)
    risen = share(3 / 21.6)
    reviewed = answers('watch = "100%", reads = "quarterly", delay = "2 w"')
    assert world.effect(reviewed)["shop reliability_time"] == (
        None,
        [(2160 + 2 * WEEK, near(risen))],
    )


def test_what_is_raised_builds_more_operability() -> None:
    """From the first reading on the stock fills by the raised share."""
    fills = "nature.operability = { gain = 10.0, decay = 0.0, diagnosis = 1.0 }"
    world = shop(NIGHT, scenario=fills)
    risen = share(1 - LEFT)
    stock = world.run(answers('watch = "100%"')).log.stocks[0]
    hours = BASE * WEEK + risen * (1000 - WEEK)
    assert stock.at(1000) == pytest.approx(1 - 0.5 * 2.718281828459045 ** (-10 * hours / YEAR))


@pytest.mark.parametrize(
    ("line", "place", "says"),
    [
        ('operability = { invests = "10%", responds = { top = "9%" } }', "operability.responds.top",
         "found 0.09; must be at least what operability.invests states, 0.1"),
        ('operability = { invests = "0%", responds = { top = "9%" } }', "operability.invests",
         "found 0; must be above zero"),
        ('operability.responds = { top = "30%", watch = "120%" }', "operability.responds.watch",
         "120%"),
        ('operability.responds = { top = "30%", watch = -0.1 }', "operability.responds.watch",
         "-0.1"),
        ('operability.responds = { top = "30%", risk = 0.5 }', "operability.responds.risk", "1"),
        ('operability.responds = { top = "30%", bearable = 0 }', "operability.responds.bearable",
         "0"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_place(line: str, place: str, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        World().study(line)
    assert any(problem.path.endswith(place) for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("policy", "remarks"),
    [("", 1), ('error_budget = { stages = ["team"], block = false }', 1), (POLICY, 0)],
)
def test_responses_to_a_budget_that_nobody_keeps_are_remarked_on(policy: str, remarks: int) -> None:
    invests = 'operability.invests = "10%"'
    study = World(model=[invests, policy]).study(answers('watch = "50%", risk = 1.2'))
    said = [text for text in document_remarks(study.scenario, study.models) if "responds" in text]
    assert len(said) == remarks
    assert all("states watch, risk, which has no effect" in text for text in said)
