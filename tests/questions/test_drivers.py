"""What drives the differences: which numbers there are, and what moving one does."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.documents.errors import InputError
from sim.documents.load import Study, load_study, shipped_models, vary
from sim.documents.nature import Nature
from sim.ground.laws import Constant, Empirical, Exponential, Law, Lognormal, Triangular, Uniform
from sim.nature.tape import draw
from sim.organisation.organisation import organise
from sim.present.drivers import biggest, drivers_beside, write_drivers
from sim.present.drivers_page import BEGIN, END, into_page, page
from sim.questions.drivers import Drivers, drivers
from sim.questions.drivers.numbers import numbers, scaled, value_at, with_value
from sim.questions.drivers.points import movables, moved
from sim.study.replication import live

TINY = Path(__file__).parents[2] / "scenarios" / "tiny.toml"
SOME = ("prices.change_value", "models.you-run-it.learn", "models.sre-run-it.operability")
DELAY = "cost_of_delay_per_year"
COMMAND = "whorunsit drivers scenarios/tiny.toml"


@pytest.fixture(scope="module")
def study() -> Study:
    """Two services over two months."""
    return vary(load_study(TINY), {"horizon": "8 w", "worlds": ["as-stated"]})


@pytest.fixture(scope="module")
def found(study: Study) -> Drivers:
    return drivers(study, "you-run-it", only=SOME, replications=3, workers=1)


LAWS: list[Law] = [
    Constant(2.0), Exponential(3.0), Lognormal(2.0, 0.5), Uniform(1.0, 4.0),
    Triangular(1.0, 2.0, 4.0), Empirical((1.0, 5.0)),
]  # fmt: skip


@pytest.mark.parametrize("law", LAWS, ids=lambda law: type(law).__name__)
def test_a_scaled_law_takes_so_many_times_as_long_whatever_the_draws(law: Law) -> None:
    for draws in (0.0, 0.3, 0.95):
        assert scaled(law, 2.0).ppf(draws) == pytest.approx(2 * law.ppf(draws))


def test_a_number_without_a_range_goes_from_half_to_double_as_far_as_it_may() -> None:
    nature = {".".join(number.path): number for number in numbers(Nature())}
    chance, worst = nature["defect_chance"], nature["impacts.2.share"]
    assert (chance.low, chance.high, chance.stated) == (0.02, 0.08, True)
    assert (worst.low, worst.high) == (0.5, 1.0)
    assert nature["recurs"].high == Exponential(1440.0)
    gain = nature["operability.gain"]
    assert (gain.low, gain.high, gain.stated) == (5.0, 20.0, True)


@pytest.mark.parametrize("model", shipped_models(mixes=False))
def test_every_law_that_a_shipped_model_types_is_a_number(model: str) -> None:
    """And half to double of each makes a model that can be lived with."""
    study = vary(load_study(TINY), {"compare": [model], "baseline": model})
    mine = [what for what in movables(study) if model in what.models]
    paths = {what.number.path for what in mine}
    typed = {("respond", line, "acknowledge") for line in study.models[model].respond}
    assert typed | {("learn", "review"), ("release", "deploy")} <= paths
    for what in mine:
        for end in (what.number.low, what.number.high):
            there = moved(study, what, end)
            assert value_at(there.models[model], what.number.path) == end
            organise(there.scenario, there.models[model])


def test_circumstances_places_in_an_order_and_what_is_off_are_no_numbers(study: Study) -> None:
    names = {what.name for what in movables(study)}
    assert not [name for name in names if ".when." in name or name.endswith(".line")]
    assert "models.ops-run-it.respond.ops-bridge.takes" not in names
    assert "models.sre-run-it.respond.sre-shared.takes" in names


def test_what_a_model_inherits_moves_in_both_and_what_it_states_itself_alone(
    study: Study,
) -> None:
    by_name = {what.name: what for what in movables(study)}
    assert by_name["models.you-run-it.learn.review"].models == ("you-run-it", "sre-run-it")
    assert "models.sre-run-it.learn.review" not in by_name
    assert by_name["models.sre-run-it.operability.by_stage.sre"].models == ("sre-run-it",)


def test_moving_one_number_changes_nothing_else(study: Study) -> None:
    for what in movables(study):
        number = what.number
        there = moved(study, what, number.high if number.high != number.value else number.low)
        back = moved(there, what, number.value)
        assert repr(there) != repr(study)
        assert (back.scenario, back.models) == (study.scenario, study.models)


def test_nature_is_moved_where_nature_is_drawn(study: Study) -> None:
    by_name = {what.name: what for what in movables(study)}
    what = by_name["nature.background"]
    few, many = (
        len(draw(moved(study, what, end).scenario, 0).services["checkout"].faults.accept)
        for end in (0.0, 0.05)
    )
    assert few < many


def test_the_value_of_a_change_moves_a_difference_by_the_difference_in_delay(
    study: Study, found: Drivers
) -> None:
    """From 20 to 300 USD a day, at 90: as many times the cost of delay, in every replication."""
    row = next(row for row in found.rows if row.what.name == "prices.change_value")
    runs = [{run.model: run.metrics for run in live(study, number)} for number in range(3)]
    for model, swing in row.swings.items():
        gaps = [lived[model][DELAY] - lived["you-run-it"][DELAY] for lived in runs]
        assert swing.moves.mean == pytest.approx((300 - 20) / 90 * np.mean(gaps), abs=1e-6)
        assert swing.high.mean - swing.low.mean == pytest.approx(swing.moves.mean)


def test_what_only_one_model_has_moves_no_other_difference(found: Drivers) -> None:
    row = next(row for row in found.rows if row.what.name.startswith("models.sre-run-it."))
    assert row.swings["ops-run-it"].moves.mean == 0


def test_the_largest_comes_first(found: Drivers) -> None:
    sizes = [row.size for row in found.rows]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] > 0


def test_the_same_on_two_workers(study: Study, found: Drivers, tmp_path: Path) -> None:
    again = drivers(study, "you-run-it", only=SOME, replications=3, workers=2)
    one, two = (write_drivers(f, tmp_path / n, COMMAND) for f, n in ((found, "1"), (again, "2")))
    assert [path.read_bytes() for path in sorted(one.iterdir())] == [
        path.read_bytes() for path in sorted(two.iterdir())
    ]


def test_a_page_gets_its_table_between_the_marks(found: Drivers, tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n")
    into_page(file, page(found, COMMAND))
    into_page(file, page(found, COMMAND))
    text = file.read_text()
    assert text.startswith(f"before\n{BEGIN}\n\nMade by `{COMMAND}`")
    assert text.endswith(f"{END}\nafter\n")
    assert "old" not in text
    assert text.count(f"| `{found.rows[0].what.name}` |") == 1


def test_a_page_without_marks_is_refused_before_anything_is_lived(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_text("a page")
    words = ["drivers", str(TINY), "--into", str(file), "--out", str(tmp_path / "out")]
    with pytest.raises(InputError, match="has no lines '<!-- drivers: begin -->'"):
        CliRunner().invoke(app, words, catch_exceptions=False)
    assert file.read_text() == "a page"
    assert not (tmp_path / "out").exists()


def test_a_number_that_is_not_there_is_refused(study: Study) -> None:
    with pytest.raises(InputError, match=r"did you mean 'nature\.recurs'"):
        drivers(study, only=["nature.recur5"])


def test_one_model_differs_from_nobody(study: Study) -> None:
    with pytest.raises(InputError, match="needs two support models"):
        drivers(vary(study, {"compare": ["you-run-it"], "baseline": "you-run-it"}))


def test_the_report_names_what_was_found_for_the_same_documents(
    study: Study, found: Drivers, tmp_path: Path
) -> None:
    write_drivers(found, tmp_path / "tiny-drivers", COMMAND)
    assert drivers_beside(study, tmp_path) == biggest(found)
    assert drivers_beside(vary(study, {"nature.recurs": "1 d"}), tmp_path) == []
    assert drivers_beside(study, tmp_path / "elsewhere") == []
    (tmp_path / "tiny-drivers" / "drivers.json").write_text(json.dumps({"documents": 1}))
    assert drivers_beside(study, tmp_path) == []


def test_three_are_named_for_each_difference(found: Drivers) -> None:
    said = biggest(found)
    assert len(said) == 2
    assert all(sentence.count(" (from ") == 3 for sentence in said)


def test_another_value_keeps_the_rest_of_a_document(study: Study) -> None:
    path = ("nature", "impacts", "1", "share")
    there = with_value(study.scenario, path, 0.5)
    assert value_at(there, path) == 0.5
    assert with_value(there, path, 0.3) == study.scenario
