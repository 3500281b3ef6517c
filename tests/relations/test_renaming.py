"""A name is a name: another one means other draws, and nothing systematic.

That with the same draws another name changes nothing at all is held in ``tests/engine/test_names``.
"""

from __future__ import annotations

import pytest
from scipy import stats

from sim.documents.load import Raw, Study, build_study
from sim.questions.verify.relation_cases import SMALL, bytes_of, live, small
from tests.relations.small import EVERY_MODEL, values

REPLICATIONS = 24
METRICS = ("lead_time_days_median", "incidents_per_service_year", "total_cost_per_year")
SURPRISING = 0.001
"""Of a p-value: one of thirty-six comparisons is as surprising in one of thirty suites."""
SHORT: Raw = {"horizon": "13 w"}


def renamed(model: str) -> Study:
    """The small organisation with another name for every team, domain and service."""
    teams = {
        f"old-{name}": {"domain": f"of-{its['domain']}"} for name, its in SMALL["teams"].items()
    }
    services = {
        f"the-{name[::-1]}": {**its, "team": f"old-{its['team']}"}
        for name, its in SMALL["services"].items()
    }
    raw = {**SMALL, **SHORT, "teams": teams, "services": services, "compare": [model]}
    return build_study(raw, "small", "small.toml", None)


@EVERY_MODEL
def test_a_model_is_no_better_for_having_another_name(model: str) -> None:
    """A variant that changes no line lives the same runs, at the same cost."""
    twin = {"compare": ["twin"], "models": {"twin": {"extends": model, "title": "Another title"}}}
    usual, other = small(model), build_study({**SMALL, **twin}, "small", "small.toml", None)
    mine, theirs = live(usual), live(other)
    assert bytes_of(mine.log) == bytes_of(theirs.log)
    assert mine.costs.equals(theirs.costs)


@pytest.mark.slow
@EVERY_MODEL
def test_another_name_changes_draws_alone(model: str) -> None:
    usual, other = small(model, SHORT), renamed(model)
    for metric in METRICS:
        mine, theirs = (values(study, metric, REPLICATIONS) for study in (usual, other))
        assert mine.tolist() != theirs.tolist()
        assert stats.ttest_ind(mine, theirs, equal_var=False).pvalue > SURPRISING
