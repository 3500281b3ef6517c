"""What a scenario says of its own uncertainty: lines resolved, and bad lines with their place."""

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet
from typer.testing import CliRunner

from sim.cli.app import app
from sim.documents.errors import InputError
from sim.documents.load import Study, build_study, load_study, read_toml, vary
from sim.documents.numbers import changed, numbers
from sim.ground import laws
from sim.present.summary import summarise
from sim.questions.compare import compare
from sim.questions.compare.business_case import Case
from sim.questions.compare.cost_model import CostModel
from sim.questions.uncertainty import check_size
from sim.study.plausible.quantities import Law
from sim.study.plausible.samples import (
    COST,
    MEASURED,
    NOT_LIVED,
    live_samples,
    runs_of,
)
from sim.study.plausible.space import Space, space_of

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TINY = SCENARIOS / "tiny.toml"


def study_with(lines: object, folder: Path | None = None) -> Study:
    raw = {**read_toml(TINY), "uncertain": lines}
    file = (folder or TINY.parent) / "tiny.toml"
    return build_study(raw, "tiny", file, file.parent)


def space_with(line: object, name: str = "nature.defect_chance") -> Space:
    return space_of(study_with({name: line}), only=[name])


def refusal(line: object, name: str = "nature.defect_chance") -> str:
    with pytest.raises(InputError) as why:
        space_of(study_with({name: line}))
    return str(why.value)


def test_every_number_of_documents_has_a_path() -> None:
    found = {number.name for number in numbers(load_study(TINY))}
    assert {
        "nature.recurs", "nature.defect_chance", "services.checkout.exposure",
        "prices.salaries.sre", "models.you-run-it.learn.review",
        "models.sre-run-it.engagement.critical",
    } <= found  # fmt: skip
    assert not {"seed", "replications", "horizon"} & found


def test_numbers_are_replaced_where_they_stand_and_nowhere_else() -> None:
    study = load_study(TINY)
    path = ("models", "you-run-it", "learn", "review")
    other = changed(study, {path: laws.Constant(3.0), ("nature", "swarm_speed"): 0.1})
    assert other.models["you-run-it"].learn.review == laws.Constant(3.0)
    assert other.scenario.nature.swarm_speed == 0.1
    assert other.models["sre-run-it"] == study.models["sre-run-it"]
    speed = study.scenario.nature.swarm_speed
    assert changed(other, {("nature", "swarm_speed"): speed}).scenario == study.scenario


@pytest.mark.parametrize("name", sorted(path.stem for path in SCENARIOS.glob("*.toml")))
def test_every_shipped_scenario_is_uncertain_by_default_and_can_be_lived_at_its_points(
    name: str,
) -> None:
    space = space_of(load_study(SCENARIOS / f"{name}.toml"))
    assert len(space.columns) > 30
    assert {"services.*.exposure", "prices.salaries.*", "nature.recurs"} <= set(space.names)
    space.check(space.points(200))


def test_what_models_share_is_drawn_once() -> None:
    space = space_of(load_study(TINY), only=["A-incentive"])
    shared = [q for q in space.quantities if len(q.targets) > 1]
    assert [[t.name for t in q.targets] for q in shared] == [
        ["models.you-run-it.operability.invests", "models.sre-run-it.operability.invests"]
    ]


def test_points_fill_each_column_evenly_and_go_by_names() -> None:
    space = space_of(load_study(TINY))
    few = Space(space.study, space.quantities[3:5])
    points, mine = space.points(64), few.points(64)
    assert np.array_equal(points[:, 3:5], mine)
    law = space.quantities[3].law
    strata = np.searchsorted(law.ppf(np.arange(1, 64) / 64), points[:, 3])
    assert sorted(strata) == list(range(64))


def test_correlated_lines_are_correlated_in_their_normal_scores() -> None:
    lines = {
        "nature.defect_chance": {"low": "1%", "high": "5%", "correlated": {"nature.recurs": -0.7}},
        "nature.recurs": {"low": 0.5, "high": 2, "times": True},
    }
    space = space_of(study_with(lines), only=list(lines))
    x = space.scaled(space.points(4000))
    ranks = x.argsort(axis=0).argsort(axis=0)
    # Spearman's of a normal copula: 6/π arcsin(ρ/2)
    assert np.corrcoef(ranks.T)[0, 1] == pytest.approx(6 / np.pi * np.arcsin(-0.35), abs=0.03)
    assert space.blocks == [[0, 1]]


def test_a_joint_sample_keeps_its_rows(tmp_path: Path) -> None:
    rows = {"nature.defect_chance": [0.01, 0.02, 0.03], "nature.recurs.mean": [100.0, 500.0, 900.0]}
    parquet.write_table(pa.table(rows), tmp_path / "joint.parquet")
    space = space_of(study_with({"joint": "joint.parquet"}, tmp_path), only=list(rows))
    seen = {tuple(point) for point in space.points(30)}
    assert seen == set(zip(*rows.values(), strict=True))
    there = changed(space.study, space.changes(np.array([0.02, 500.0])))
    assert there.scenario.nature.recurs == laws.Exponential(500.0)
    assert there.scenario.nature.defect_chance == 0.02


def test_options_are_sets_of_lines() -> None:
    more = {"models.you-run-it.operability.invests": "30%"}
    space = space_with({"options": [{}, more], "weights": [3, 1]}, "how much they invest")
    points = space.points(400)
    assert points[:, 0].mean() == pytest.approx(0.25, abs=0.01)
    found = live_samples(space, np.array([[0.0], [1.0]]), runs_of(2, 2, 2)[[0, 0]], workers=1)
    you = found.models.index("you-run-it")
    assert (found.values[COST][0, :, you] != found.values[COST][1, :, you]).any()
    ops = found.models.index("ops-run-it")
    assert (found.values[COST][0, :, ops] == found.values[COST][1, :, ops]).all()


@pytest.mark.parametrize(
    ("line", "law"),
    [
        ({"low": "1%", "high": "5%"}, Law("uniform", 0.01, 0.05)),
        ({"low": "1%", "high": "5%", "law": "log-normal"}, Law("log-normal", 0.01, 0.05)),
        ({"low": 0.5, "high": 2, "times": True}, Law("log-uniform", 0.5, 2)),
        (
            {"low": "1%", "high": "5%", "law": "triangular", "typical": "2%"},
            Law("triangular", 0.01, 0.05, 0.02),
        ),
    ],
)
def test_a_line_has_the_law_that_it_says(line: object, law: Law) -> None:
    assert space_with(line).quantities[0].law == law


@pytest.mark.parametrize("shape", ["uniform", "log-uniform", "normal", "log-normal", "triangular"])
def test_normal_laws_hold_95_percent_between_their_ends_and_others_all(shape: str) -> None:
    law = Law(shape, 1.0, 4.0, 2.0)  # type: ignore[arg-type]
    inside = law.ppf(np.linspace(0.0005, 0.9995, 1000))
    share = ((inside >= 1) & (inside <= 4)).mean()
    assert share == pytest.approx(0.95 if "normal" in shape else 1.0, abs=0.002)


@pytest.mark.parametrize(
    ("name", "line", "said"),
    [
        ("nature.defect_chance", {"low": "5%", "high": "1%"}, "low '5%' above high '1%'"),
        (
            "nature.defect_chanse",
            {"low": "1%", "high": "5%"},
            "did you mean 'nature.defect_chance'",
        ),
        ("nature.defect_chance", {"low": "1%", "high": "500%"}, "a share lies between 0% and 100%"),
        ("nature.defect_chance", {"low": "1%"}, "needs low and high, or options"),
        ("nature.defect_chance", {"low": 0, "high": 1, "law": "log-uniform"}, "lies above zero"),
        ("nature.recurs", {"low": "1 d", "high": "9 d"}, "times = true"),
        ("nature.recurs.mean", {"low": "1", "high": "9 d"}, "needs a number and a unit"),
        ("nature.defect_chance", {"low": 0, "high": 1, "law": "triangular"}, "has a typical value"),
        ("canary", {"options": [{}]}, "two options or more"),
        ("canary", {"options": [{}, {}], "weights": [1]}, "1 weights of 2 options"),
        ("joint", "nowhere.parquet", "can't read 'nowhere.parquet'"),
        ("joint", "../elsewhere.parquet", "isn't in the scenario's folder"),
    ],
)
def test_a_bad_line_is_told_with_its_place(name: str, line: object, said: str) -> None:
    text = refusal(line, name)
    assert f"uncertain.{name}" in text
    assert said in text


def test_a_multiple_that_leaves_what_a_field_allows_names_sample_and_path() -> None:
    space = space_with({"low": 1, "high": 90, "times": True, "law": "uniform"})
    with pytest.raises(InputError) as why:
        space.check(space.points(100))
    assert "nature.defect_chance" in str(why.value)
    assert "in sample " in str(why.value)
    assert "a share lies between 0 and 1" in str(why.value)


def test_correlations_that_contradict_each_other_are_refused() -> None:
    one, two, three = "nature.defect_chance", "nature.swarm_speed", "nature.orphan_familiarity"
    ends = {"low": 0.1, "high": 0.2}
    lines = {
        one: {**ends, "correlated": {two: 0.9, three: 0.9}},
        two: {**ends, "correlated": {three: -0.9}},
        three: ends,
    }
    with pytest.raises(InputError, match="contradict each other"):
        space_of(study_with(lines))
    text = refusal({**ends, "correlated": {"nature.swarm_sped": 0.5}})
    assert "did you mean 'nature.swarm_speed'" in text


def test_too_few_samples_are_refused_with_the_number_needed() -> None:
    space = space_of(load_study(TINY))
    with pytest.raises(InputError, match=f"need {2 * len(space.columns)} or more"):
        check_size(space.study, space, 40)


def test_an_unknown_name_to_vary_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"did you mean 'nature\.recurs'"):
        space_of(load_study(TINY), only=["nature.recur"])


@pytest.mark.parametrize("file", sorted(SCENARIOS.glob("*.toml")), ids=lambda file: file.stem)
def test_every_price_with_a_range_can_be_asked_for_also_where_it_is_off(file: Path) -> None:
    """Of prices the summary says which are worth checking, and where a verdict turns."""
    study = load_study(file)
    found = {number.name: number for number in numbers(study)}
    prices = [found[name] for name in found if name.startswith("prices.")]
    names = [number.name for number in prices if "high" in number.facts]
    exposure = f"services.{next(iter(study.scenario.services))}.exposure"
    asked = space_of(study, only=[*names, "services.*.exposure", exposure])
    assert {"prices.deferred", "prices.change_value", exposure} <= set(asked.names)
    assert set(names) <= set(asked.names)
    deferred = next(q for q in asked.quantities if q.name == "prices.deferred")
    assert deferred.law == Law("uniform", 0.0, 0.7)
    assert "prices.deferred" not in space_of(study).names or found["prices.deferred"].value


def test_what_the_summary_says_to_check_can_be_asked_for() -> None:
    """The scenario with a business case, whose inputs are turned one by one."""
    one_world = {"worlds": ["as-stated"], "horizon": "1 y"}
    study = vary(load_study(SCENARIOS / "migration.toml"), one_world)
    found = compare(study, replications=2, workers=1)
    summary = summarise(found, Case.of(CostModel(found)))
    inputs = [name[1] for line in summary.checks if (name := re.match(r"(\S+) \(", line))]
    assert len(inputs) >= 2
    for name in inputs:
        assert len(space_of(study, only=[name]).columns) >= 1


def test_what_was_lived_through_is_kept_and_the_same(tmp_path: Path) -> None:
    space = space_of(load_study(TINY), only=["nature.recurs", "prices.standby"])
    points, runs = space.points(6), runs_of(6, 2, 4)
    told: list[tuple[int, int]] = []

    def live(kept: Path | None) -> np.ndarray:
        found = live_samples(
            space, points, runs, kept=kept, workers=1, progress=lambda d, t: told.append((d, t))
        )
        return np.stack([found.values[m] for m in MEASURED])

    fresh, file = live(None), tmp_path / "kept.jsonl"
    assert {total for _, total in told} == {6}
    first = live(file)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:4]) + lines[4][:30])  # as if killed in the middle of a line
    told.clear()
    again = live(file)
    assert told[0] == (3, 6)
    assert np.array_equal(fresh, first)
    assert np.array_equal(fresh, again)


def test_check_reads_what_is_uncertain(tmp_path: Path) -> None:
    text = TINY.read_text(encoding="utf-8")
    (tmp_path / "tiny.toml").write_text(
        f'{text}\n[uncertain]\n"nature.defect_chance" = {{ low = "5%", high = "1%" }}\n',
        encoding="utf-8",
    )
    with pytest.raises(InputError, match="above high '1%'"):
        CliRunner().invoke(app, ["check", str(tmp_path / "tiny.toml")], catch_exceptions=False)


def test_every_eighth_sample_meets_a_second_replication_that_is_another() -> None:
    runs = runs_of(500, 1, 30)
    assert (runs[:, 1] != NOT_LIVED).sum() == 63
    assert (runs[:, 0] != runs[:, 1]).all()
    met = np.bincount(runs[runs != NOT_LIVED], minlength=30)
    assert met.max() <= 1.3 * met.min()
