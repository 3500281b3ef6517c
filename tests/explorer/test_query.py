"""Settings as an address: what goes in comes out, and what can't be used is named."""

from dataclasses import replace
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.documents.load import Study
from sim.documents.worlds import WORLDS
from sim.explorer.query import View, from_query, to_query
from sim.explorer.settings import (
    BOARDS,
    GROWTHS,
    REPLICATIONS,
    STAFF,
    TARGETS,
    TIMES,
    Settings,
    choices,
    defaults,
)


def read(address: str, study: Study) -> tuple[View, list[str]]:
    return from_query(parse_qs(address, keep_blank_values=True), study)


def settings_of(study: Study) -> some.SearchStrategy[Settings]:
    known = choices(study)
    return some.builds(
        Settings,
        place=some.sampled_from(list(known.places)),
        growth=some.sampled_from(list(GROWTHS)),
        target=some.sampled_from(list(TARGETS)),
        exposure=some.sampled_from(list(TIMES)),
        board=some.sampled_from(list(BOARDS)),
        models=some.lists(some.sampled_from(list(known.models)), min_size=1, unique=True).map(
            tuple
        ),
        standby=some.integers(0, int(known.most_standby)).map(float),
        premium=some.integers(0, 40).map(lambda tenths: tenths / 10),
        change_value=some.sampled_from(list(TIMES)),
        salaries=some.sampled_from(list(TIMES)),
        invests=some.sampled_from(list(TIMES)),
        seats=some.sampled_from(list(STAFF)),
        people=some.sampled_from(list(STAFF)),
        contract=some.sampled_from(list(TIMES)),
        world=some.sampled_from(list(WORLDS)),
        replications=some.integers(*REPLICATIONS),
        runs=some.sampled_from(
            [(), ("checkout=sre-run-it",), ("catalogue=you-run-it", "checkout=ops-run-it-l1.5")]
        ),
    )


@given(some.data())
@settings(max_examples=25, deadline=None)
def test_every_page_comes_back_from_its_address(tiny: Study, data: some.DataObject) -> None:
    view = View(
        data.draw(settings_of(tiny)),
        data.draw(some.none() | settings_of(tiny)),
        data.draw(some.sampled_from(["", "checkout", "catalogue"])),
        data.draw(some.sampled_from(["", "2026-Q3"])),
    )
    assert read(urlencode(to_query(view, tiny), doseq=True), tiny) == (view, [])


def test_the_scenario_itself_needs_no_parameters(tiny: Study) -> None:
    assert to_query(View(defaults(tiny)), tiny) == {}
    assert read("", tiny) == (View(defaults(tiny)), [])


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("growth=2years", "growth: found '2years'; did you mean '2y'? (allowed: as-written, "),
        ("target=100", "target: found '100'"),
        (
            "for=services.chekout",
            "for: found 'services.chekout'; did you mean 'services.checkout'?",
        ),
        ("standby=-1", "standby: found '-1' (allowed: a number from 0 to 2000)"),
        ("standby=nan", "standby: found 'nan' (allowed: a number"),
        ("premium=lots", "premium: found 'lots' (allowed: a number from 0 to 4)"),
        ("replications=2.5", "replications: found '2.5' (allowed: a whole number from 2 to 200)"),
        ("replications=1000000", "replications: found '1000000' (allowed: a number from 2 to 200)"),
        ("world=real", "world: found 'real'"),
        ("b=on&b.board=maybe", "b.board: found 'maybe'"),
        ("models=sre-run-it&models=nobody", "models: found 'nobody'"),
        ("runs=chekout%3Dsre-run-it", "runs: found 'chekout'; did you mean 'checkout'?"),
        ("runs=checkout%3Dnobody", "runs: found 'nobody'"),
        ("service=shop", "service: found 'shop'"),
        ("quarter=2031-Q1", "quarter: found '2031-Q1'"),
        ("grwoth=2y", "grwoth: is no setting; did you mean 'growth'?"),
    ],
)
def test_what_cannot_be_used_is_named_and_left_as_written(
    tiny: Study, address: str, fault: str
) -> None:
    view, faults = read(address, tiny)
    assert [found[: len(fault)] for found in faults] == [fault]
    assert replace(view.a, models=defaults(tiny).models) == defaults(tiny)


def test_known_models_are_kept_beside_an_unknown_one(tiny: Study) -> None:
    assert read("models=nobody&models=sre-run-it", tiny)[0].a.models == ("sre-run-it",)


def test_a_link_asks_a_large_scenario_for_few_replications(tiny: Study) -> None:
    services = {f"s{number}": tiny.scenario.services["checkout"] for number in range(1_000)}
    large = tiny.scenario.model_copy(update={"services": services})
    view, faults = read("replications=200&b=on&b.replications=200", replace(tiny, scenario=large))
    assert view.a.replications == defaults(tiny).replications
    assert view.b is not None
    assert view.b.replications == defaults(tiny).replications
    assert [fault.partition(":")[0] for fault in faults] == ["replications", "b.replications"]
