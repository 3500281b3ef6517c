"""A difference divided fairly: Shapley's axioms, models put together, and shares that add up."""

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from sim.documents.errors import InputError
from sim.documents.load import load_model, load_study, shipped_models, vary
from sim.ground.rng import stream
from sim.present.drawing import draw_all
from sim.present.explain_difference import divided, sentences, table, write_explanation
from sim.present.report import report
from sim.present.waterfall import parts_table, waterfall
from sim.questions.compare import compare
from sim.questions.explain_difference import Explanation, explain
from sim.questions.explain_difference.parts import ENGAGEMENT, PARTS, STAFFING, differing, hybrid
from sim.questions.explain_difference.shapley import shapley, subsets
from sim.study.beside import keep_divided, read_divided

ROOT = Path(__file__).parents[2]
TINY = load_study(ROOT / "scenarios" / "tiny.toml")
SHIPPED = {name: load_model(name) for name in shipped_models(mixes=False)}
PAIRS = [(a, b) for a in SHIPPED for b in SHIPPED if a != b]


def game(seed: int) -> tuple[list[str], dict[frozenset[str], np.ndarray]]:
    parts = list("abcd")
    draws = stream(seed, 0, "a game").standard_normal((2 ** len(parts), 3))
    return parts, dict(zip(subsets(parts), draws, strict=True))


@pytest.mark.parametrize("seed", range(5))
def test_a_share_is_the_mean_gain_over_every_order(seed: int) -> None:
    parts, worth = game(seed)
    found = shapley(parts, worth.__getitem__)
    for part in parts:
        gains = []
        for order in permutations(parts):
            before = frozenset(order[: order.index(part)])
            gains.append(worth[before | {part}] - worth[before])
        assert found[part] == pytest.approx(np.mean(gains, axis=0))
    assert sum(found.values()) == pytest.approx(worth[frozenset(parts)] - worth[frozenset()])


def test_what_changes_nothing_gets_nothing_and_twins_get_the_same() -> None:
    worth = lambda s: np.array([3.0 * ("a" in s and "b" in s)])  # noqa: E731
    found = shapley(list("abc"), worth)
    assert found["c"] == 0
    assert found["a"] == found["b"] == pytest.approx(1.5)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_with_all_parts_of_the_other_a_model_is_the_other(one: str, other: str) -> None:
    a, b = SHIPPED[one], SHIPPED[other]
    words = {"title": a.title, "summary": a.summary, "source": a.source}
    assert hybrid(a, b, frozenset(PARTS)).model_copy(update=words) == b.model_copy(update=words)
    assert hybrid(a, b, frozenset()).model_copy(update=words) == a


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_every_mixture_of_shipped_models_is_sound(one: str, other: str) -> None:
    a, b = SHIPPED[one], SHIPPED[other]
    for subset in subsets(differing(a, b)):
        assert hybrid(a, b, subset).teams


def test_models_that_differ_in_one_line_differ_in_one_part() -> None:
    study = vary(
        TINY,
        {
            "models.you-run-it-more": {
                "extends": "you-run-it", "title": "more",
                "teams": {"delivery": {"on_duty": {"working_hours": 3}}},
            },
            "compare": ["you-run-it", "you-run-it-more"], "baseline": "you-run-it",
        },
    )  # fmt: skip
    assert differing(study.models["you-run-it"], study.models["you-run-it-more"]) == [STAFFING]


@pytest.fixture(scope="module")
def explained() -> Explanation:
    return explain(vary(TINY, {"horizon": "180 d"}), "you-run-it", "sre-run-it", replications=3,
                   workers=1)  # fmt: skip


def test_shares_add_up_to_the_difference(explained: Explanation) -> None:
    for one in explained.metrics:
        total = sum(part.share.mean for part in one.parts)
        assert total == pytest.approx(one.difference.mean, rel=1e-9, abs=1e-9)
    assert ENGAGEMENT in {part.name for part in explained.metrics[0].parts}


def test_shares_name_the_assumptions_that_they_rest_on(explained: Explanation) -> None:
    parts = {part.name: part for part in explained.metrics[0].parts}
    assert "A-thresholds" in parts["engagement of SREs"].assumptions
    assert "A-familiarity" in parts["response path"].assumptions


def test_it_is_told_in_words_a_table_and_a_waterfall(
    explained: Explanation, tmp_path: Path
) -> None:
    said = list(sentences(explained))
    assert said[0].startswith("Total cost: SRE Run It less You Run It is ")
    rows = table(explained).query("metric == 'total_cost_per_year'")
    assert rows["share"].sum() == pytest.approx(explained.metrics[0].difference.mean)
    drawn = waterfall(divided(explained), explained.study)
    labels = [tick.get_text() for tick in drawn.axes[0].get_yticklabels()]
    assert labels[0] == "You Run It"
    assert labels[-1] == "SRE Run It"
    write_explanation(explained, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {
        "parts.csv", "waterfall.svg", "explanation.txt",
    }  # fmt: skip


def test_a_model_and_itself_have_nothing_to_divide() -> None:
    with pytest.raises(InputError, match="nothing to divide"):
        explain(TINY, "you-run-it", "you-run-it")


@pytest.mark.slow
def test_it_is_kept_beside_the_results_and_shown_in_report_and_workbook(
    explained: Explanation, tmp_path: Path
) -> None:
    study = explained.study
    keep_divided(tmp_path, study, divided(explained))
    kept = read_divided(tmp_path, study)
    assert list(kept) == divided(explained)
    assert read_divided(tmp_path, TINY) == ()
    result = replace(compare(study, replications=2, workers=1), divided=kept)
    page = report(result, "whorunsit compare", draw_all(result))
    assert "Where the differences come from" in page
    assert "From You Run It to SRE Run It" in page
    rows = parts_table(result)
    assert set(rows["part"]) == {part.name for part in explained.metrics[0].parts}
