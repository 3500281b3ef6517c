"""Three worlds: what investing costs and buys, and who invests how much."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.documents.load import load_study
from sim.documents.worlds import WORLDS, model_in, only
from sim.questions.verify.relation_cases import OTHER_OPERABILITY, bytes_of, live, small
from sim.records.money import Accounts
from tests.relations.small import EVERY_MODEL

OTHERWISE: dict[str, object] = OTHER_OPERABILITY["nature"]["operability"]
RETAILER = Path(__file__).parents[2] / "scenarios" / "furniture-retailer.toml"


def with_operability(**lines: object) -> dict[str, object]:
    return {"nature": {"operability": lines}}


@EVERY_MODEL
def test_where_investing_is_useless_no_line_of_operability_changes_a_byte(model: str) -> None:
    usual = live(small(model), world="useless")
    other = live(small(model, with_operability(**OTHERWISE)), world="useless")
    assert bytes_of(usual.log) == bytes_of(other.log)
    assert usual.costs.equals(other.costs)


@pytest.mark.parametrize("line", OTHERWISE)
def test_each_of_these_lines_changes_what_happens_as_stated_and_nothing_where_useless(
    line: str,
) -> None:
    changed = with_operability(**{line: OTHERWISE[line]})
    same = {
        world: bytes_of(live(small("sre-run-it"), world=world).log)
        == bytes_of(live(small("sre-run-it", changed), world=world).log)
        for world in WORLDS
    }
    assert same == {"as-stated": False, "equal": False, "useless": True}


def invested(run: Accounts) -> float:
    """Money for time that was put into operability."""
    costs = run.costs
    return float(costs.loc[costs["line"] == "operability", "amount"].sum())


@EVERY_MODEL
def test_investing_costs_the_same_where_it_is_useless(model: str) -> None:
    """Reviews are passed for sure, so that SREs come at the same time in both worlds."""
    study = small(model, **certain(model))
    usual, useless = live(study), live(study, world="useless")
    assert invested(useless) == invested(usual) > 0


def certain(model: str) -> dict[str, object]:
    """Lines that make the readiness review no matter of operability, where there is one."""
    engaged = small(model).models[model].engagement is not None
    return {"engagement": {"passes": "100%"}} if engaged else {}


@EVERY_MODEL
def test_in_the_equal_world_another_share_or_stage_makes_no_difference(model: str) -> None:
    """Whatever a support model states, the share is the scenario's."""
    equal = {"equal_share": "5%"}
    other = {"operability": {"invests": "30%", "by_stage": {"sre": "20%", "shared": "1%"}}}
    usual = live(small(model, equal), world="equal")
    assert bytes_of(usual.log) == bytes_of(live(small(model, equal, **other), world="equal").log)


def test_the_equal_share_is_the_mean_of_the_compared_models() -> None:
    study = load_study(RETAILER)
    stated = [study.models[name].operability.invests for name in study.scenario.compare]
    there = only(study.scenario, "equal")
    shares = {model_in(there, model).operability.invests for model in study.models.values()}
    assert len(set(stated)) > 1
    assert len(shares) == 1
    assert shares.pop() == pytest.approx(sum(stated) / len(stated))
