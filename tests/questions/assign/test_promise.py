"""The promise of the search: how often it finds what is the cheapest by enumeration.

Three models for two services whose teams share people, each of the 9 assignments lived through;
and for six services that share nobody, where the 729 costs follow from each model alone, to the
cent. A hit is an assignment within the indifference zone of the best.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from scipy import stats

from sim.documents.load import Raw, merge
from sim.questions.assign import ask, assign
from sim.questions.verify.relation_cases import small_service as service
from tests.questions.assign.test_assign import ALONE, SEPARATE, pure, study_of

TWO: Raw = {name: SEPARATE[name] for name in SEPARATE if name != "services"}
SHARED: Raw = merge(TWO, {
    "title": "Teams and a bridge are shared", "compare": ["ops-run-it", "you-run-it", "sre-run-it"],
    "services": {
        "cheap": service("one", "99%", "16 USD/h", "5/s"),
        "dear": service("two", "99.9%", "16384 USD/h", "50/s"),
    },
})  # fmt: skip
SIX: Raw = merge(SEPARATE, {
    "compare": ["alone", "careless", "careful"],
    "models": {"careful": merge(ALONE, {"title": "Careful", "operability": {"invests": "25%"}})},
    "teams": {name: {"domain": name} for name in ("four", "five", "six")},
    "services": {
        "tiny": service("four", "99%", "4 USD/h", "2/s"),
        "large": service("five", "99.9%", "8192 USD/h", "40/s"),
        "huge": service("six", "99.9%", "262144 USD/h", "80/s"),
    },
})  # fmt: skip
TRIALS, FEWER, LONG = 5, 3, 20
"""Seeds of either world, and replications by which the truth is told."""
PROMISED = 0.95


def enough(hits: list[bool], record_property: Callable[[str, object], None]) -> bool:
    """Whether so few misses are no wonder, one time of a hundred, where the promise holds."""
    record_property("trials", len(hits))
    record_property("hits", sum(hits))
    return sum(hits) >= float(stats.binom.ppf(0.01, len(hits), PROMISED))


@pytest.mark.slow
def test_among_those_who_share_people_it_finds_the_best_as_often_as_promised(
    record_property: Callable[[str, object], None],
) -> None:
    hits = []
    for seed in range(TRIALS):
        study = study_of(SHARED, seed=seed)
        found = assign(ask(study), most=40, workers=1)
        search = pure(study, LONG)
        costs = {}
        for assigned in product(range(3), repeat=2):
            name = search.name_of(assigned)
            search.systems.live({name: range(LONG)})
            costs[assigned] = float(search.systems.totals(name, range(LONG)).mean())
        best = tuple(found.asked.models.index(model) for model in found.best.values())
        hits.append(costs[best] <= min(costs.values()) + found.zone)
    assert enough(hits, record_property), f"{sum(hits)} of {TRIALS}"


@pytest.mark.slow
def test_of_729_assignments_it_finds_the_best_as_often_as_promised(
    record_property: Callable[[str, object], None],
) -> None:
    hits = []
    for seed in range(FEWER):
        study = study_of(SIX, seed=seed)
        found = assign(ask(study), most=40, workers=1)
        offers = pure(study, LONG).pure()
        cost = {one: float(offers.price(one).sum(axis=0).mean())
                for one in product(range(3), repeat=6)}  # fmt: skip
        best = tuple(found.asked.models.index(model) for model in found.best.values())
        hits.append(cost[best] <= min(cost.values()) + found.zone)
    assert enough(hits, record_property), f"{sum(hits)} of {FEWER}"
