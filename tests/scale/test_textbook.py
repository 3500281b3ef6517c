"""The textbook model that our speed is measured by says what our engine says."""

import pytest

from benchmarks import reduced, textbook
from benchmarks.agreement import agreements
from benchmarks.reduced import Reduced

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("deployers", [0, 4])
def test_both_live_through_the_same_world(deployers: int) -> None:
    found = agreements(Reduced(deployers=deployers), replications=20)
    assert [both.what for both in found if not both.holds] == []


def test_another_world_is_noticed() -> None:
    case, other = Reduced(), Reduced(fix=(1.0, 1.45))
    study = case.study()
    mine = reduced.means(case, study, *reduced.ours(study, 0))["time to restore, h"]
    theirs = textbook.means(textbook.textbook(other, 0))["time to restore, h"]
    assert theirs > 1.2 * mine
