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
from sim.study.measured import Lives, Organisation
from sim.study.paired import holm
from sim.study.runner import Progress


@dataclass(frozen=True)
class Finding:
    """What came out of a claim's experiment."""

    claim: Claim
    seed: int
    replications: int
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
        return overall(self.outcomes[DEFAULTS], self.others)

    @property
    def hangs_on(self) -> list[str]:
        """The circumstances that overturn it."""
        return flips(self.outcomes[DEFAULTS], self.others)

    def deciding(self, circumstance: str) -> Contrast:
        """The check that stands for the claim there: one that fails it, else one that is open."""
        counted = [found for found in self.by_circumstance[circumstance] if found.check.counts]
        return min(counted, key=lambda found: ("fails", "open", "holds").index(found.outcome))

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
    lives: Lives | None = None,
) -> list[Finding]:
    """Every claim's finding; lives that several claims need, or that are there, are lived once."""
    lives, experiments = lives or Lives(), [Experiment(claim) for claim in claims]
    for experiment in experiments:
        _ask(lives, experiment, _number(experiment.claim, quick, replications))
    lives.live(workers, progress)
    return [
        _find(lives, experiment, _number(experiment.claim, quick, replications))
        for experiment in experiments
    ]


def _number(claim: Claim, quick: bool, replications: int | None) -> int:
    planned = claim.replications.quick if quick else claim.replications.full
    return planned if replications is None else replications


def _ask(lives: Lives, experiment: Experiment, replications: int) -> None:
    for arms in experiment.arms.values():
        for arm, organisation in arms.items():
            lives.ask(organisation, experiment.claim.metrics_of(arm), replications)
    for arms in experiment.grid.values():
        for organisation in arms.values():
            lives.ask(organisation, COST, replications)


def _find(lives: Lives, experiment: Experiment, replications: int) -> Finding:
    found = {
        name: _judged(lives, experiment.claim, arms, replications, name)
        for name, arms in experiment.arms.items()
    }
    cells = {
        place: [_costs(lives, arms[arm], replications) for arm in _competing(experiment.claim)]
        for place, arms in experiment.grid.items()
    }
    seed = experiment.base.scenario.seed
    return Finding(experiment.claim, seed, replications, found, cells)


def _competing(claim: Claim) -> tuple[str, ...]:
    return claim.frontier.arms if claim.frontier is not None else ()


def _judged(
    lives: Lives, claim: Claim, arms: dict[str, Organisation], replications: int, name: str
) -> list[Contrast]:
    def values(arm: str, metric: str) -> np.ndarray:
        return lives.read(arms[arm], metric, replications)

    level = LEVEL if name == DEFAULTS else CONDITION_LEVEL
    return [contrast(check, check.expression.of(values), level) for check in claim.checks]


def _costs(lives: Lives, organisation: Organisation, replications: int) -> Costs:
    services = organisation.scenario.services.values()
    return Costs(
        lives.read(organisation, "cost_without_outages_per_year", replications),
        lives.read(organisation, "outage_loss_per_year", replications),
        float(np.mean([service.exposure for service in services])),
    )


def holm_by_claim(findings: Sequence[Finding]) -> dict[str, float]:
    """Holm's adjusted p-value of each claim's primary check, over all claims together."""
    adjusted = holm([finding.primary.p_value for finding in findings])
    return {f.claim.id: p for f, p in zip(findings, adjusted, strict=True)}
