"""The worlds in which every support model is lived through: what investing in operability does.

Nobody has measured how much more a team invests when it feels the pain, nor what that buys. So a
comparison is made in several worlds. *As stated*: teams invest what their support model states,
by what they feel. *Equal*: every team invests the same share of its time under every model, so
that models differ by structure alone. *Useless*: teams invest as stated, it costs what it costs,
and it buys nothing; no parameter of operability has any effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import mean
from typing import TYPE_CHECKING, Literal, get_args

from sim.documents.mix import Model, models_of
from sim.documents.nature import Nature, Operability
from sim.documents.support_model import Incentive, SupportModel

if TYPE_CHECKING:
    from sim.documents.scenario import Scenario

World = Literal["as-stated", "equal", "useless"]
"""Which of them."""
WORLDS: tuple[World, ...] = get_args(World)

INERT = Operability(
    initial=0.5,
    gain=0.0,
    decay=0.0,
    faults=1.0,
    blast_radius=1.0,
    detection=1.0,
    diagnosis=1.0,
    alerts=1.0,
)
"""A stock that stays where nature is what the documents state, and changes nothing."""


def stated_share(incentive: Incentive) -> float:
    """What a team invests at the stage in which every service begins."""
    return incentive.by_stage.get("team", incentive.invests)


def equal_share(shares: Sequence[float]) -> float:
    """What every team invests in the world *equal*, of what it does under several models."""
    return sum(shares) / len(shares)


def with_equal_share(scenario: Scenario, models: Mapping[str, Model]) -> Scenario:
    """The scenario with the share of the world *equal*, worked out unless it states one.

    A mix counts as one model, with the mean of its services.
    """
    if scenario.equal_share is not None:
        return scenario
    share = equal_share([share_of(scenario, models[name]) for name in scenario.compare])
    return scenario.model_copy(update={"equal_share": share})


def share_of(scenario: Scenario, model: Model) -> float:
    """What the teams of a model invest, the mean over services; exact where all are alike."""
    return mean(stated_share(one.operability) for one in models_of(scenario, model).values())


def only(scenario: Scenario, world: World) -> Scenario:
    """The scenario, lived through in one world alone."""
    return scenario.model_copy(update={"worlds": (world,)})


def nature_in(scenario: Scenario) -> Nature:
    """Nature in the world of the scenario's verdict."""
    if scenario.world != "useless":
        return scenario.nature
    return scenario.nature.model_copy(update={"operability": INERT})


def model_in(scenario: Scenario, model: SupportModel) -> SupportModel:
    """A support model in the world of the scenario's verdict.

    Raises
    ------
    ValueError
        If the share of the world *equal* is neither stated nor worked out.
    """
    if scenario.world != "equal":
        return model
    if scenario.equal_share is None:
        raise ValueError("the world 'equal' needs equal_share, which build_study works out")
    alike = Incentive(invests=scenario.equal_share, toil=model.operability.toil)
    return model.model_copy(update={"operability": alike})
