"""Which tier of delivery performance a set of numbers falls into, key by key and all at once.

The tiers are the clusters of DORA's report of 2023; the deployments on demand are counted by
earlier reports. A failure rate belongs to the tier whose rate it doesn't exceed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

TIERS = ("elite", "high", "medium", "low")
"""From the best to the last."""
SOURCE = "DORA, Accelerate State of DevOps 2023; deployments on demand: 2019"


class Key(NamedTuple):
    """One of the four keys."""

    metric: str
    label: str
    limits: tuple[float, float, float]
    """What the first three tiers reach; the fourth is beyond."""
    more_is_better: bool = False

    def tier(self, value: float) -> str:
        """The tier of a value; empty where there was nothing to measure."""
        if value != value:
            return ""
        reached = [value >= x if self.more_is_better else value <= x for x in self.limits]
        return TIERS[reached.index(True) if True in reached else 3]


KEYS = (
    Key("releases_per_service_year", "Deployments", (730.0, 52.0, 12.0), more_is_better=True),
    Key("lead_time_days_median", "Lead time", (1.0, 7.0, 30.0)),
    Key("change_failure_rate", "Change failure rate", (0.05, 0.10, 0.15)),
    Key("failed_change_recovery_hours_median", "Recovery from failed changes", (1.0, 24.0, 168.0)),
)


def all_at_once(values: Mapping[str, float]) -> str:
    """The best tier whose limits every key reaches, of those that could be measured."""
    found = [key.tier(values[key.metric]) for key in KEYS]
    return max((tier for tier in found if tier), key=TIERS.index, default="")
