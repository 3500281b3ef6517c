"""Defects of repairs are named by what was repaired."""

from hypothesis import given
from hypothesis import strategies as st

from sim.nature.candidates import Cause, repair_number, repaired


@given(st.sampled_from(Cause), st.integers(0, 10**9), st.booleans())
def test_the_name_of_a_repairs_defect_says_what_was_repaired(
    cause: Cause, number: int, improves: bool
) -> None:
    """So no two repairs share one, whatever they mend."""
    assert repaired(repair_number(cause, number, improves)) == (cause, number, improves)
