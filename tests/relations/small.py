"""The small organisation of the relations, measured, and how two of its studies differ."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.documents.load import Study, shipped_models
from sim.questions.verify.relation_cases import live
from sim.records.metrics import measure
from sim.study.paired import Difference, paired_difference

MODELS = shipped_models(mixes=False)
EVERY_MODEL = pytest.mark.parametrize("model", MODELS)
SURELY = 0.99
"""Of intervals: among some dozens of them, hardly any should miss its mean by chance."""


def values(study: Study, metric: str, replications: int) -> np.ndarray:
    """A metric by replication; shape (replications,)."""
    once = _Once(study)
    return np.array([_measured(once, n)[metric] for n in range(replications)])


MEASURED = frozenset({
    "incidents_per_service_year", "lead_time_days_median", "outage_loss_per_year",
    "time_to_restore_hours_mean", "total_cost_per_year",
})  # fmt: skip
"""What relations are told by; to work out all metrics takes as long as to live."""


def measured(study: Study, replication: int) -> dict[str, float]:
    """Some metrics of one run; of the same documents it is lived once."""
    return _measured(_Once(study), replication)


class _Once:
    """A study as a key: the same documents are the same study."""

    def __init__(self, study: Study) -> None:
        self.study, self.key = study, repr((study.scenario, dict(study.models)))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once) and self.key == other.key


@cache
def _measured(once: _Once, replication: int) -> dict[str, float]:
    return measure(live(once.study, replication), MEASURED)


def difference(one: Study, other: Study, metric: str, replications: int) -> Difference:
    """What one has more of than another in the same worlds, with an interval that is sure."""
    mine, theirs = (values(study, metric, replications) for study in (one, other))
    return paired_difference(mine, theirs, level=SURELY)
