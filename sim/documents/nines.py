"""Nines that cost: unavailability falls with a power of the reliability engineering done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from sim.documents.base import Document, param
from sim.documents.errors import Problem
from sim.documents.quantities import Duration

Part = Literal["faults", "blast_radius", "detection", "diagnosis"]
"""What operability acts on."""


class Nines(Document):
    """A law of effort: hours of reliability engineering accumulate, and wear off with change.

    Unavailability falls as they grow to the power of minus ``elasticity``, shared by the parts in
    proportion to their weights: so far as it is faults times impact, exactly.
    """

    elasticity: float = param(
        "ten times the accumulated hours divide unavailability by 10 to this power; 0: they buy "
        "nothing", 1.0, ge=0, assumption="A-nines", low=0.3, high=1.0,
    )  # fmt: skip
    hours: Duration = param(
        "accumulated hours of a service at which nature is as stated", "600 h", unit="h", gt=0,
        assumption="A-nines-hours", low=200.0, high=2000.0,
    )  # fmt: skip
    faults: float = param(
        "weight of fewer faults", 1.0, ge=0, assumption="A-nines-parts", low=0.0, high=1.0
    )
    blast_radius: float = param(
        "weight of smaller failures", 1.0, ge=0, assumption="A-nines-parts", low=0.0, high=1.0
    )
    detection: float = param(
        "weight of earlier detection", 0.0, ge=0, assumption="A-nines-parts", low=0.0, high=1.0
    )
    diagnosis: float = param(
        "weight of quicker diagnosis", 0.0, ge=0, assumption="A-nines-parts", low=0.0, high=1.0
    )

    @property
    def weights(self) -> float:
        """Their sum."""
        return self.faults + self.blast_radius + self.detection + self.diagnosis

    def exponent(self, part: Part) -> float:
        """The part's share of the elasticity."""
        share = float(getattr(self, part)) / self.weights if self.weights else 0.0
        return self.elasticity * share


def check_nines(nines: Nines | None) -> Iterator[Problem]:
    """Weights that leave the elasticity to nobody."""
    if nines is not None and nines.weights == 0:
        parts = "faults, blast_radius, detection and diagnosis"
        yield Problem("nature.operability.nines", f"the weights of {parts} must not all be zero")
