"""Each repair of each fault has a number of its own for the defect that it may carry."""

from __future__ import annotations

from sim.nature.candidates import EXACT, repair_number
from sim.nature.faults import Cause


def test_no_two_repairs_have_the_same_number() -> None:
    numbers = [
        repair_number(cause, number, improves)
        for cause in range(len(Cause))
        for number in range(50)
        for improves in (False, True)
    ]
    assert len(set(numbers)) == len(numbers)


def test_a_long_chain_of_repairs_never_meets_itself_and_stays_exact() -> None:
    number, chain = 3, []
    for _ in range(2_000):
        number = repair_number(int(Cause.REPAIR), number, False)
        chain.append(number)
    assert len(set(chain)) == len(chain)
    assert max(chain) < 2 * EXACT
    assert all(int(float(number)) == number for number in chain)
