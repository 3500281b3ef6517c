"""What matters, how much, and where it flips: on formulas with known answers, and end to end."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.documents.errors import InputError
from sim.documents.load import load_study, vary
from sim.present.sensitivity import sentences, tornado_figure, write_sensitivity
from sim.questions.sensitivity import Bar, Effort, Sensitivity, analyse
from sim.questions.sensitivity.bars import flips
from sim.questions.sensitivity.screening import screen, trajectories
from sim.questions.sensitivity.variance import Share, shares
from sim.study.paired import Difference
from sim.study.plausible.quantities import Law
from sim.study.plausible.samples import COST
from sim.study.plausible.space import space_of
from tests.questions.uncertain_worlds import Cost, samples_of, space_of_laws

TINY = "scenarios/tiny.toml"
UNIT = Law("uniform", 0.0, 1.0)
CIRCLE = Law("uniform", -np.pi, np.pi)


def ishigami(x: np.ndarray) -> np.ndarray:
    """Ishigami and Homma (1990), a = 7, b = 0.1."""
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


G = np.array([0.0, 1.0, 4.5, 9.0])


def g_function(x: np.ndarray) -> np.ndarray:
    """Sobol's g-function (Saltelli and Sobol' 1995)."""
    return np.prod((np.abs(4 * x - 2) + G) / (1 + G), axis=1)


def found_shares(cost: Cost, count: int, chance: float = 0.0, **laws: Law) -> dict[str, Share]:
    space = space_of_laws(**laws)
    costs = {"one": lambda p: np.zeros(len(p)), "two": cost}
    samples = samples_of(space, costs, count=count, chance=chance)
    gaps = samples.values[COST][..., 1] - samples.values[COST][..., 0]
    found = shares(samples.space, samples.points, gaps, samples.runs)
    return {share.name: share for share in found}


def ishigami_truth() -> dict[str, tuple[float, float]]:
    a, b, pi = 7.0, 0.1, np.pi
    first = 0.5 * (1 + b * pi**4 / 5) ** 2
    second, both = a**2 / 8, b**2 * pi**8 * (1 / 18 - 1 / 50)
    whole = first + second + both
    return {
        "x1": (first / whole, (first + both) / whole),
        "x2": (second / whole, second / whole),
        "x3": (0.0, both / whole),
    }


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_shares_of_ishigamis_function(chance: float) -> None:
    found = found_shares(ishigami, 1200, chance, x1=CIRCLE, x2=CIRCLE, x3=CIRCLE)
    for name, (first, total) in ishigami_truth().items():
        assert found[name].first == pytest.approx(first, abs=0.03)
        assert found[name].total == pytest.approx(total, abs=0.03)


def test_shares_of_the_g_function() -> None:
    found = found_shares(g_function, 1500, 0.1, **{f"x{place}": UNIT for place in range(4)})
    alone = 1 / (3 * (1 + G) ** 2)
    whole = np.prod(1 + alone) - 1
    for place, mine in enumerate(alone):
        total = mine * np.prod(1 + np.delete(alone, place)) / whole
        assert found[f"x{place}"].first == pytest.approx(mine / whole, abs=0.04)
        assert found[f"x{place}"].total == pytest.approx(total, abs=0.05)


def test_no_share_is_negative_and_what_does_nothing_has_none() -> None:
    found = found_shares(lambda p: 3 * p[:, 0] + p[:, 1], 200, 2.0, a=UNIT, b=UNIT, c=UNIT, d=UNIT)
    for share in found.values():
        assert 0 <= share.first_low <= share.first <= share.first_high
        assert 0 <= share.total_low <= share.total <= share.total_high
    assert found["c"].total == found["d"].total == 0
    assert 0 < found["c"].total_high < 0.2


def test_intervals_of_shares_hold_the_truth_as_often_as_they_say() -> None:
    """Shares 9/10.25, 1/10.25 and 0.25/10.25, of which noise leaves two to be found."""
    inside, told = 0, 0
    for seed in range(1, 41):
        space = space_of_laws(seed, a=UNIT, b=UNIT, c=UNIT)
        costs = {
            "one": lambda p: np.zeros(len(p)),
            "two": lambda p: 3 * p[:, 0] + p[:, 1] + 0.5 * p[:, 2],
        }
        samples = samples_of(space, costs, count=150, chance=0.5)
        gaps = samples.values[COST][..., 1] - samples.values[COST][..., 0]
        found = {s.name: s for s in shares(space, samples.points, gaps, samples.runs)}
        for name, truth in (("a", 9 / 10.25), ("b", 1 / 10.25)):
            inside += found[name].first_low <= truth <= found[name].first_high
            told += 1
    assert inside / told > 0.95 - 3.3 * np.sqrt(0.95 * 0.05 / told)


def test_screening_finds_slopes_and_what_does_nothing() -> None:
    steps = trajectories(3, 4, seed=1)
    values = 10 * steps[:, 0] - 2 * steps[:, 1] - 6
    found = screen(["a", "b", "c"], steps, values, seed=1)
    assert [one.name for one in found] == ["a", "b", "c"]
    assert [one.mu_star for one in found] == pytest.approx([10.0, 2.0, 0.0], abs=1e-9)


def test_screening_sorts_ishigamis_and_the_g_function_as_their_total_shares_do() -> None:
    steps = trajectories(3, 200, seed=1)
    found = {s.name: s for s in screen(["x1", "x2", "x3"], steps, ishigami(
        2 * np.pi * steps - np.pi), seed=1)}  # fmt: skip
    assert found["x3"].sigma > found["x3"].mu_star / 2  # it acts by its interaction alone
    assert min(found["x1"].mu_star, found["x2"].mu_star) > 0.5 * found["x3"].mu_star
    steps = trajectories(4, 100, seed=1)
    order = [s.name for s in screen(list("abcd"), steps, g_function(steps), seed=1)]
    assert order == list("abcd")


def difference(mean: float) -> Difference:
    return Difference(mean, mean - 1, mean + 1, 10, 1.0, 0.0)


def test_the_flip_is_where_the_line_has_it() -> None:
    """10 a − 6 from 0 to 1, with an interval of ± 1, stated at 0.5."""
    bar = Bar("a", "h", 0.5, 0.0, 1.0, difference(-6), difference(4))
    other = Bar("b", "h", 0.5, 0.0, 1.0, difference(-2), difference(-0.5))
    (flip,) = flips(difference(-1), [bar, other])
    assert (flip.name, flip.end) == ("a", "high")
    assert flip.at == pytest.approx(0.6)
    assert flip.sure_from == pytest.approx(0.7)


def analysed(
    kept: Path | None = None, progress: list[tuple[int, int]] | None = None
) -> Sensitivity:
    short = {"horizon": "60 d", "compare": ["ops-run-it", "you-run-it"]}
    space = space_of(
        vary(load_study(TINY), short), only=["prices.standby", "prices.c*", "nature.recurs"]
    )
    told = progress if progress is not None else []
    return analyse(
        space, "you-run-it", "ops-run-it", "on_call_cost_per_year", Effort(2, 2, 40),
        kept=kept, workers=1, progress=lambda done, total: told.append((done, total)),
    )  # fmt: skip


@pytest.fixture(scope="module")
def analysis() -> Sensitivity:
    return analysed()


@pytest.mark.slow
def test_a_whole_analysis_says_what_it_found(analysis: Sensitivity, tmp_path: Path) -> None:
    said = list(sentences(analysis))
    assert "on_call_cost_per_year of you-run-it less that of ops-run-it" in said[0]
    widths = [bar.width for bar in analysis.bars]
    assert widths == sorted(widths, reverse=True)
    names = [bar.name for bar in analysis.bars if bar.width > 0]
    assert {"prices.standby", "prices.callout_premium"} <= set(names)
    assert "prices.change_value" not in names
    assert len(analysis.screened) == len(widths) == len(analysis.shares)
    write_sensitivity(analysis, tmp_path)
    first = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert set(first) == {
        "tornado.csv", "morris.csv", "shares.csv", "flips.csv", "tornado.svg", "verdict.txt",
    }  # fmt: skip
    assert tornado_figure(analysis).axes[0].get_title(loc="left")


def test_one_bar_whose_total_is_known_and_nothing_is_lived_through_twice(
    analysis: Sensitivity, tmp_path: Path
) -> None:
    told: list[tuple[int, int]] = []
    kept = tmp_path / "kept.jsonl"
    first = analysed(kept, told)
    assert len({total for _, total in told}) == 1
    assert told[-1][0] == told[-1][1]
    told.clear()
    again = analysed(kept, told)
    assert told == [(told[0][1], told[0][1])]
    assert list(sentences(first)) == list(sentences(again)) == list(sentences(analysis))


def test_too_few_samples_are_refused_with_the_number_needed() -> None:
    space = space_of(load_study(TINY))
    with pytest.raises(InputError, match=f"need {2 * len(space.columns)} or more"):
        analyse(space, "you-run-it", "ops-run-it", COST, Effort(samples=50))


def test_without_the_extra_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    known = importlib.util.find_spec
    monkeypatch.setattr(
        "sim.questions.sensitivity.screening.find_spec",
        lambda name: None if name == "SALib" else known(name),
    )
    with pytest.raises(InputError, match=r"pip install 'whorunsit\[sensitivity\]'") as caught:
        analysed()
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--metric", "total_cost"], "no metric 'total_cost'"),
        (["--model", "ops-run-it"], "two different"),
        (["--model", "nobody"], "found 'nobody'"),
        (["--samples", "12"], "or more"),
        (["--only", "nature.recur"], "nature.recurs"),
    ],
)
def test_the_command_line_refuses_what_makes_no_sense(words: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        CliRunner().invoke(app, ["sensitivity", TINY, *words], catch_exceptions=False)
