"""The documents of the claims are sound, complete, and what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.documents.errors import InputError
from sim.documents.numbers import numbers
from sim.documents.worlds import model_in
from sim.ground.units import parse_duration, parse_share
from sim.present.what_follows import HEADINGS
from sim.questions.claims.catalogue import CLAIMS, claim_files, load_claim, load_claims, sweeps
from sim.questions.claims.experiment import DEFAULTS, OTHER_WORLDS, Experiment, in_world
from sim.records.metrics import REGISTRY

ROOT = Path(__file__).parents[3]
ALL = load_claims()
ASSUMPTIONS = set(re.findall(r"^\| (A-[a-z-]+) \|", (ROOT / "docs/model.md").read_text(), re.M))


def test_all_twenty_eight_are_there_under_their_own_names():
    assert [claim.id for claim in ALL] == [f"H{number}" for number in range(1, 29)]
    assert [file.stem for file in claim_files()] == [f"H{n:02}" for n in range(1, 29)]


@pytest.mark.parametrize("claim", ALL, ids=lambda claim: claim.id)
def test_a_claim_measures_what_exists_and_says_why_a_size_matters(claim):
    for check in claim.checks:
        assert {metric for _, metric in check.expression.terms} <= set(REGISTRY)
        assert check.because
    assert set(claim.assumptions) <= ASSUMPTIONS
    assert len(set(claim.assumptions)) == len(claim.assumptions)


@pytest.mark.parametrize("claim", ALL, ids=lambda claim: claim.id)
def test_its_organisations_can_be_built_and_every_circumstance_changes_one(claim):
    arms = Experiment(claim).arms
    elsewhere = [in_world(world) for world in OTHER_WORLDS]
    assert list(arms)[:3] == [DEFAULTS, *elsewhere]
    assert len(arms) == 3 + 2 * len(claim.assumptions) + len(claim.conditions)
    base = {arm: organisation.key for arm, organisation in arms.pop(DEFAULTS).items()}
    keys = {name: {arm: found.key for arm, found in there.items()} for name, there in arms.items()}
    changes = {name for name, found in keys.items() if found != base}
    assert {*elsewhere, *claim.conditions} <= changes
    for name in claim.assumptions:  # one end may be what the documents say anyway
        assert {f"{name} low", f"{name} high"} & changes, name


def test_in_the_equal_world_every_arm_invests_the_mean_of_the_arms():
    """Eight per cent and two; each arm is a document of its own."""
    claim = next(claim for claim in ALL if claim.id == "H11")
    arms = Experiment(claim).arms[in_world("equal")].values()
    shares = [model_in(arm.scenario, arm.model).operability.invests for arm in arms]
    assert shares == [pytest.approx(0.05)] * 2


def test_sweeps_end_where_the_documents_state_their_ranges():
    stated = {}
    for claim in ALL:
        for number in numbers(Experiment(claim).base):
            off = number.value in (0, 1) and not number.stated
            if "low" in number.facts and not off:
                stated[number.name] = number
    seen = 0
    for sweep in sweeps().values():
        for path in set(sweep.low) & set(stated):
            number = stated[path]
            for value, end in ((sweep.low[path], "low"), (sweep.high[path], "high")):
                assert _number(value, number.quantity) == pytest.approx(number.facts[end]), path
                seen += 1
    assert seen >= 10


def _number(value, quantity):
    if not isinstance(value, str):
        return value
    read = {"share": parse_share, "duration": parse_duration}.get(quantity)
    return read(value) if read else float(value.split()[0])


def test_a_claim_with_a_wrong_arm_is_refused_by_its_place(tmp_path):
    text = (CLAIMS / "H08.toml").read_text().replace("ops-many.standby", "ops-more.standby")
    (tmp_path / "H08.toml").write_text(text)
    with pytest.raises(InputError, match="no arm ops-more"):
        load_claim(tmp_path / "H08.toml")


def test_a_claim_with_an_unknown_assumption_is_refused_with_the_nearest(tmp_path):
    text = (CLAIMS / "H13.toml").read_text().replace("A-recurrence", "A-recurence")
    (tmp_path / "H13.toml").write_text(text)
    with pytest.raises(InputError, match="did you mean 'A-recurrence'"):
        load_claim(tmp_path / "H13.toml")


def test_what_follows_says_each_claim_under_its_published_verdict():
    page = (ROOT / "docs/explanation/what-follows.md").read_text()
    words = dict(
        re.findall(
            r"^\| \[(H\d+)\].*?\*\*([\w ]+)\*\*", (ROOT / "docs/claims.md").read_text(), re.M
        )
    )
    lists = {part.splitlines()[0]: part for part in page.split("\n## ")[1:]}
    for claim in ALL:
        put_in = claim.kind == "put in"
        heading = "Restates what was put in" if put_in else HEADINGS[words[claim.id]]
        assert f"- {claim.advice} ([{claim.id}]" in lists[heading]


def test_the_published_page_shows_these_documents():
    page = (ROOT / "docs/claims.md").read_text()
    rows = re.findall(
        r"^\| \[(H\d+)\]\(#h\d+\) \| (.*?) \| (.*?) \| (.*?) \| \*\*([\w ]+)\*\*", page, re.M
    )
    assert [row[:4] for row in rows] == [(c.id, c.claim, ", ".join(c.source), c.kind) for c in ALL]
    decided = [row for row in rows if row[4] != "undecided"]
    assert len(decided) > len(ALL) / 2
    for claim, row in zip(ALL, rows, strict=True):
        assert claim.reading in page
        assert claim.kind_because in page
        assert all(check.says in page for check in claim.checks)
        assert claim.explains[row[4]] in page, f"{claim.id} is {row[4]} and doesn't say why"
        picture = f"figures/claims/{claim.id}.svg"
        assert (picture in page) == (ROOT / "docs" / picture).is_file()
    assert "no interval" not in page
