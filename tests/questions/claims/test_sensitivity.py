"""What matters, how much, and where it flips: on formulas with known answers, and end to end."""

from __future__ import annotations

import importlib.util
from types import SimpleNamespace

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.documents.errors import InputError
from sim.documents.load import load_study, vary
from sim.present.sensitivity import sentences, tornado_figure, write_sensitivity
from sim.questions.sensitivity.analysis import Effort, analyse
from sim.questions.sensitivity.flips import bisect, flips, tornado
from sim.questions.sensitivity.global_measures import screen, shares, that_matter
from sim.questions.sensitivity.parameters import Parameter, changed, parameters
from sim.study.paired import Difference

TINY = "scenarios/tiny.toml"


def made(name: str, value: float, low: float, high: float) -> Parameter:
    return Parameter(("nature", name), "", "", "h", "", value, low, high)


A, B, C = made("a", 0.5, 0.0, 1.0), made("b", 0.5, 0.0, 1.0), made("c", 0.5, 0.0, 1.0)


class Formula:
    """10 a − 2 b − 6, with an interval of ± 1; c does nothing."""

    def at(self, points):
        return [self._difference(dict(point)) for point in points]

    def means(self, points):
        return np.array([found.mean for found in self.at(points)])

    def _difference(self, point):
        value = 10 * point.get(A, A.value) - 2 * point.get(B, B.value) - 6
        return Difference(value, value - 1, value + 1, 10, 1.0, 0.0)


def test_screening_finds_the_slopes_and_what_does_nothing():
    found = screen(Formula(), [C, B, A], trajectories=4, seed=1)
    assert [one.parameter for one in found] == [A, B, C]
    assert [one.mu_star for one in found] == pytest.approx([10.0, 2.0, 0.0], abs=1e-9)
    assert that_matter(found) == [A, B]


def test_shares_of_variance_are_those_of_the_formula():
    found = {one.parameter: one for one in shares(Formula(), [A, B], samples=256, seed=1)}
    assert found[A].total == pytest.approx(100 / 104, abs=0.03)
    assert found[B].total == pytest.approx(4 / 104, abs=0.03)


def test_the_tornado_is_sorted_and_the_flip_is_where_the_formula_has_it():
    bars = tornado(Formula(), [C, B, A])
    assert [bar.parameter for bar in bars] == [A, B, C]
    (flip,) = flips(Formula(), bars)
    assert (flip.parameter, flip.end) == (A, "high")
    assert flip.at == pytest.approx(0.7, abs=0.005)
    assert flip.sure_from == pytest.approx(0.8, abs=0.005)


def test_a_search_ends_near_the_root():
    assert bisect(lambda x: x - 0.3, 0.0, 1.0) == pytest.approx(0.3, abs=1 / 128)
    assert bisect(lambda x: 0.3 - x, 1.0, 0.0) == pytest.approx(0.3, abs=1 / 128)


def test_parameters_are_the_fields_that_state_a_range():
    found = {parameter.name: parameter for parameter in parameters(load_study(TINY))}
    assert found["nature.operability.gain"].high == 20.0
    assert found["prices.standby"].written(812.5, "EUR") == "812.5 EUR/w"
    assert found["prices.onboarding"].written(16.0, "USD") == "16.0 h"
    assert "models.sre-run-it.engagement.engineering.automation" in found
    assert found["models.ops-run-it.release.every"].written(24.0, "USD") == "24.0 h"
    assert found["models.sre-run-it.error_budget.hand_back_after"].written(2.6, "USD") == 3
    assert "nature.recurs" not in found  # a law has its range in multiples
    assert "prices.accounting.inflation" not in found  # off, and nobody switches it on


def line_of(name):
    """The line of a support model, whichever it is: one that extends another has its lines."""
    return name.split(".", 2)[2] if name.startswith("models.") else name


def test_changing_a_parameter_changes_it_and_what_extends_it_and_nothing_else():
    """A model that extends another takes over its lines, where it doesn't state its own."""
    study = load_study(TINY)
    for parameter in parameters(study):
        there = changed(study, {parameter: parameter.high})
        values = {p.name: p.value for p in parameters(there)}
        before = {p.name: p.value for p in parameters(study)}
        assert values.pop(parameter.name) == pytest.approx(parameter.high), parameter.name
        before.pop(parameter.name)
        inherits = {name for name in before if line_of(name) == line_of(parameter.name)}
        others = before.keys() - inherits
        assert {name: values[name] for name in others} == {name: before[name] for name in others}


def analysed():
    short = {"horizon": "60 d", "compare": ["ops-run-it", "you-run-it"]}
    study, effort = vary(load_study(TINY), short), Effort(2, trajectories=2, samples=2)
    return analyse(study, "you-run-it", "ops-run-it", "on_call_cost_per_year", effort, workers=1)


@pytest.fixture(scope="module")
def analysis():
    return analysed()


def test_a_whole_analysis_says_what_it_found(analysis, tmp_path):
    said = list(sentences(analysis))
    assert "on_call_cost_per_year of you-run-it less that of ops-run-it" in said[0]
    widths = [bar.width for bar in analysis.bars]
    assert widths == sorted(widths, reverse=True)
    assert len(analysis.screened) == len(widths) == len(parameters(analysis.study))
    write_sensitivity(analysis, tmp_path)
    first = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert set(first) == {
        "tornado.csv", "morris.csv", "sobol.csv", "flips.csv", "tornado.svg", "verdict.txt",
    }  # fmt: skip
    assert tornado_figure(analysis).axes[0].get_title(loc="left")


@pytest.mark.slow
def test_the_same_seed_gives_the_same_analysis(analysis):
    assert list(sentences(analysed())) == list(sentences(analysis))


def test_without_the_extra_one_clear_line(monkeypatch):
    known = importlib.util.find_spec
    monkeypatch.setattr(
        "sim.questions.sensitivity.global_measures.find_spec",
        lambda name: None if name == "SALib" else known(name),
    )
    with pytest.raises(InputError, match=r"pip install .*\[sensitivity\]") as caught:
        analyse(SimpleNamespace(), "a", "b", "m")  # type: ignore[arg-type]
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--metric", "total_cost"], "no metric 'total_cost'"),
        (["--model", "ops-run-it"], "two different"),
        (["--model", "nobody"], "found 'nobody'"),
        (["--samples", "12"], "power of two"),
    ],
)
def test_the_command_line_refuses_what_makes_no_sense(words, message):
    with pytest.raises(InputError, match=message):
        CliRunner().invoke(app, ["sensitivity", TINY, *words], catch_exceptions=False)
