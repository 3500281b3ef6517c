"""Deployments besides those of features: what mends production, and what goes out once more."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum

from sim.documents.releasing import ChangeClass


class DeploymentKind(IntEnum):
    """What a deployment brings to production."""

    FEATURE = 0
    REPAIR = 1
    """What ends an incident, or a change that was rolled back and is mended."""
    IMPROVEMENT = 2
    """What ends a fault after its review."""
    AGAIN = 3
    """The other changes of a release that was rolled back."""


@dataclass
class Deployment:
    """One deployment that brings no new feature; instants in hours, NaN: not yet."""

    kind: DeploymentKind
    service: int
    incident: int
    """The incident that it is because of."""
    size: int
    """Changes in it."""
    change_class: ChangeClass
    ready_at: float
    approved_at: float = math.nan
    due_at: float = math.nan
    """When the window was open."""
    started_at: float = math.nan
    live_at: float = math.nan
    defects: int = 0
