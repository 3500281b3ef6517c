"""Live through the claims and judge them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.questions.claims.contrast import CONDITION_LEVEL, LEVEL, Contrast, Outcome, contrast
from sim.questions.claims.document import Claim, Word
from sim.questions.claims.experiment import COST, DEFAULTS, Experiment
from sim.questions.claims.verdict import flips, overall, together
from sim.study.frontier import Column, Costs, column, exposures
from sim.study.measured import Measured, Organisation
from sim.study.paired import holm
from sim.study.runner import Progress


@dataclass(frozen=True)
class Finding:
    """What came out of a claim's experiment."""

    claim: Claim
    seed: int
    replications: int
    """With the defaults."""
    elsewhere: int
    """In each other circumstance, and along the frontier: the first ones of them."""
    by_circumstance: dict[str, list[Contrast]]
    """The checks with the defaults, in other worlds, at both ends of each assumption, and so on."""
    cells: dict[tuple[str, str], list[Costs]]
    """By panel and column of the frontier: the costs of its arms."""

    @property
    def outcomes(self) -> dict[str, Outcome]:
        """Whether the claim holds, by circumstance."""
        return {name: together(found) for name, found in self.by_circumstance.items()}

    @property
    def others(self) -> dict[str, Outcome]:
        """Whether the claim holds in circumstances other than the defaults."""
        return {name: found for name, found in self.outcomes.items() if name != DEFAULTS}

    @property
    def word(self) -> Word:
        """The verdict."""
        if not self.claim.checks:
            return "not expressible"
        return overall(self.outcomes[DEFAULTS], self.others)

    @property
    def near(self) -> bool:
        """Whether the answer with the defaults is one near its threshold."""
        return bool(self.claim.checks) and self.primary.near

    @property
    def hangs_on(self) -> list[str]:
        """The circumstances that overturn it."""
        if not self.claim.checks:
            return []
        return flips(self.outcomes[DEFAULTS], self.others)

    def deciding(self, circumstance: str) -> Contrast:
        """The check that stands for the claim there: one that fails it, else one that is open.

        Among those that hold, one near its threshold goes first; among those that fail, one that
        is not near.
        """
        counted = [found for found in self.by_circumstance[circumstance] if found.check.counts]
        order = (
            ("fails", False),
            ("fails", True),
            ("open", False),
            ("holds", True),
            ("holds", False),
        )
        return min(counted, key=lambda found: order.index((found.outcome, found.near)))

    @property
    def primary(self) -> Contrast:
        """The check that decides with the defaults."""
        return self.deciding(DEFAULTS)

    def columns(self) -> dict[tuple[str, str], Column]:
        """The cheapest arm by exposure, for each cell of the frontier."""
        frontier = self.claim.frontier
        if frontier is None:
            return {}
        at = exposures(frontier.lowest, frontier.highest)
        return {place: column(arms, at) for place, arms in self.cells.items()}


def run_claims(
    claims: Sequence[Claim],
    *,
    quick: bool = False,
    replications: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    measured: Measured | None = None,
) -> list[Finding]:
    """Every claim's finding; runs that several claims need, or that are there, are lived once.

    A quick one is a first look: few replications, with the defaults alone.
    """
    measured = measured or Measured()
    experiments = [Experiment(claim, at_first_look=quick) for claim in claims]
    for experiment in experiments:
        _ask(measured, experiment, Planned.of(experiment.claim, quick, replications))
    measured.live(workers, progress)
    return [
        _find(measured, experiment, Planned.of(experiment.claim, quick, replications))
        for experiment in experiments
    ]


@dataclass(frozen=True)
class Planned:
    """How many replications are lived through."""

    usual: int
    """With the defaults."""
    elsewhere: int

    @classmethod
    def of(cls, claim: Claim, quick: bool, replications: int | None) -> Planned:
        """As the claim has it, or as many as were asked for, everywhere."""
        if replications is not None:
            return cls(replications, replications)
        usual = claim.replications.quick if quick else claim.replications.full
        return cls(usual, min(usual, claim.replications.elsewhere))

    def at(self, circumstance: str) -> int:
        """In a circumstance."""
        return self.usual if circumstance == DEFAULTS else self.elsewhere


def _ask(measured: Measured, experiment: Experiment, planned: Planned) -> None:
    for name, arms in experiment.arms.items():
        for arm, organisation in arms.items():
            measured.ask(organisation, experiment.claim.metrics_of(arm), planned.at(name))
    for arms in experiment.grid.values():
        for organisation in arms.values():
            measured.ask(organisation, COST, planned.elsewhere)


def _find(measured: Measured, experiment: Experiment, planned: Planned) -> Finding:
    claim = experiment.claim
    found = {
        name: _judged(measured, claim, arms, planned.at(name), name)
        for name, arms in experiment.arms.items()
    }
    cells = {
        place: [_costs(measured, arms[arm], planned.elsewhere) for arm in _competing(claim)]
        for place, arms in experiment.grid.items()
    }
    seed = experiment.base.scenario.seed
    return Finding(claim, seed, planned.usual, planned.elsewhere, found, cells)


def _competing(claim: Claim) -> tuple[str, ...]:
    return claim.frontier.arms if claim.frontier is not None else ()


def _judged(
    measured: Measured, claim: Claim, arms: dict[str, Organisation], replications: int, name: str
) -> list[Contrast]:
    def values(arm: str, metric: str) -> np.ndarray:
        return measured.read(arms[arm], metric, replications)

    level = LEVEL if name == DEFAULTS else CONDITION_LEVEL
    return [contrast(check, check.expression.of(values), level) for check in claim.checks]


def _costs(measured: Measured, organisation: Organisation, replications: int) -> Costs:
    services = organisation.scenario.services.values()
    return Costs(
        measured.read(organisation, "cost_without_outages_per_year", replications),
        measured.read(organisation, "outage_loss_per_year", replications),
        float(np.mean([service.exposure for service in services])),
    )


def holm_by_claim(findings: Sequence[Finding]) -> dict[str, float]:
    """Holm's adjusted p-value of each tested claim's primary check, over all of them together."""
    tested = [finding for finding in findings if finding.claim.checks]
    adjusted = holm([finding.primary.p_value for finding in tested])
    return {f.claim.id: p for f, p in zip(tested, adjusted, strict=True)}
