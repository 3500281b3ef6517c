"""One claim's experiment: its arms in each circumstance, as organisations to live through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sim.documents.load import Study, build_study, vary
from sim.documents.worlds import World, equal_share, share_of
from sim.questions.claims.catalogue import CLAIMS, scenario_of, sweep_of
from sim.questions.claims.document import Changes, Claim
from sim.study.measured import Organisation

DEFAULTS = "defaults"
OTHER_WORLDS: tuple[World, ...] = ("equal", "useless")
"""Beside the one of the defaults, in which teams invest as their support models state."""
COST = {"cost_without_outages_per_year", "outage_loss_per_year"}
"""What a frontier is worked out from."""


@dataclass(frozen=True)
class Circumstance:
    """Something that differs from the defaults in every arm."""

    name: str
    changes: Changes


def in_world(world: World) -> str:
    """The circumstance of a world, as a name."""
    return f"world *{world}*"


class Experiment:
    """The organisations that a claim compares."""

    def __init__(self, claim: Claim, *, at_first_look: bool = False) -> None:
        """For a first look there are the defaults alone, no other circumstance and no frontier."""
        self.claim, self.at_first_look = claim, at_first_look

    @cached_property
    def base(self) -> Study:
        """The claim's scenario with all its models."""
        file = CLAIMS / f"{self.claim.id} in scenarios/{self.claim.scenario}.toml"
        return build_study(scenario_of(self.claim), self.claim.id, file, CLAIMS)

    @property
    def circumstances(self) -> Iterator[Circumstance]:
        """The defaults, the other worlds, every assumption at both ends, whatever else is tried.

        Of a claim that the model can't test there are none.
        """
        if not self.claim.checks:
            return
        yield Circumstance(DEFAULTS, {})
        if self.at_first_look:
            return
        for world in OTHER_WORLDS:
            yield Circumstance(in_world(world), {"worlds": [world], "equal_share": self.share})
        for name in self.claim.assumptions:
            sweep = sweep_of(self.claim, name)
            yield Circumstance(f"{name} low", sweep.low)
            yield Circumstance(f"{name} high", sweep.high)
        for name, changes in self.claim.conditions.items():
            yield Circumstance(name, changes)

    @cached_property
    def share(self) -> float:
        """What every team invests in the world *equal*: the mean of the arms as they are stated."""
        arms = [self.organisation(arm, {}) for arm in self.claim.arms]
        return equal_share([share_of(arm.scenario, arm.model) for arm in arms])

    def organisation(self, arm: str, changes: Changes) -> Organisation:
        """One arm in a circumstance, which reaches nothing that the arm itself sets."""
        own = self.claim.arms[arm]
        around = {path: value for path, value in changes.items() if not _set_in(path, own.changes)}
        study = vary(self.base, {"compare": [own.model], **around, **own.changes})
        return Organisation(study.scenario, study.models[own.model])

    @cached_property
    def arms(self) -> dict[str, dict[str, Organisation]]:
        """By circumstance and arm: what the checks compare."""
        wanted = [arm for arm in self.claim.arms if self.claim.metrics_of(arm)]
        return {
            found.name: {arm: self.organisation(arm, found.changes) for arm in wanted}
            for found in self.circumstances
        }

    @cached_property
    def grid(self) -> dict[tuple[str, str], dict[str, Organisation]]:
        """By panel and column: the arms of the frontier; empty without one."""
        frontier = self.claim.frontier
        if frontier is None or self.at_first_look:
            return {}
        panels = frontier.panels.values if frontier.panels is not None else {"": {}}
        return {
            (panel, column): {
                arm: self.organisation(arm, {**on_panel, **on_column}) for arm in frontier.arms
            }
            for panel, on_panel in panels.items()
            for column, on_column in frontier.across.values.items()
        }


def _set_in(path: str, changes: Changes) -> bool:
    """Whether changes set a path, or a table that it leads into."""
    return any(path == own or path.startswith(f"{own}.") for own in changes)
