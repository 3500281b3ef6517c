from dataclasses import replace

import pytest

from sim.documents.worlds import only
from sim.present import words
from sim.present.show import SPACE
from sim.questions.compare.verdict import Verdict, decide
from sim.records.metrics import METRICS
from sim.study.comparison import Comparison
from sim.study.intervals import mean_interval
from sim.study.paired import Difference
from sim.study.store import MemoryStore

NAMES = {name: name.upper() for name in "abcde"}


def with_costs(tiny: Comparison, costs: dict[str, float]) -> Comparison:
    """The same runs with other totals: base × (1 + a little of the replication)."""
    runs = [
        replace(
            run,
            metrics={
                **run.metrics,
                "total_cost_per_year": costs[run.model] * (1 + 0.001 * run.replication),
            },
        )
        for run in tiny.runs
    ]
    return Comparison(tiny.study, MemoryStore(runs))


def test_the_verdict_names_the_cheapest_first(tiny: Comparison) -> None:
    ops, you, sre = tiny.models
    sentence = words.verdict_sentence(with_costs(tiny, {ops: 3e6, you: 2e6, sre: 1e6}))
    labels = words.labels(tiny.study)
    assert sentence.startswith(f"{labels[sre]} costs least: $1.00{SPACE}M a year (95 % interval")
    assert sentence.index(labels[you]) < sentence.index(labels[ops])
    assert f"by $1.00{SPACE}M" in sentence


def test_what_cannot_be_told_apart_is_said_to_be_level(tiny: Comparison) -> None:
    ops, you, sre = tiny.models
    sentence = words.verdict_sentence(with_costs(tiny, {ops: 3e6, you: 1e6, sre: 1e6}))
    assert " costs least on average, $1.00" in sentence
    assert "can't be told from it in cost" in sentence


def test_the_verdict_is_the_studys(tiny: Comparison) -> None:
    best = words.labels(tiny.study)[decide(tiny).best]
    assert words.verdict_sentence(tiny).startswith(f"{best} costs least")


def test_many_beaten_models_are_summed_up(tiny: Comparison) -> None:
    cost = mean_interval(tiny.values(tiny.models[0], "total_cost_per_year"), "positive")
    gap = Difference(2e6, 1e6, 3e6, 4, 1.0, 0.01)
    verdict = Verdict("a", cost, dict.fromkeys("bcde", gap), {})
    sentence = words._dearer(verdict, NAMES, "USD")
    assert "The other 4 are dearer a year, by chance alone" in sentence
    assert "C by" not in sentence


def test_the_model_that_the_scenario_defines_is_named_among_many(tiny: Comparison) -> None:
    cost = mean_interval(tiny.values(tiny.models[0], "total_cost_per_year"), "positive")
    by = {
        name: Difference(size, size, size, 4, 1.0, 0.01)
        for name, size in zip("bcde", (1e6, 2e6, 3e6, 4e6), strict=True)
    }
    sentence = words._dearer(Verdict("a", cost, by, {}), NAMES, "USD", asked=["d", "e"])
    assert f"Among them D by $3.00{SPACE}M" in sentence
    assert sentence.count("E") == 1, "the dearest is named already"
    level = words._level(Verdict("a", cost, {}, by), NAMES, 5, ["e"])
    assert level.startswith("E, B and 2 more")


def test_the_models_asked_about_are_those_that_the_scenario_writes(tiny: Comparison) -> None:
    assert words.models_asked_about(tiny.study) == []
    raw = {**tiny.study.raw, "models": {"sre-run-it": {}, "never-compared": {}}}
    assert words.models_asked_about(replace(tiny.study, raw=raw)) == ["sre-run-it"]


def test_a_world_is_spoken_of_only_where_it_was_lived_in(tiny: Comparison) -> None:
    """Two per cent and twice eight make six on average."""
    equal, useless = words.world_sentences(tiny)
    assert equal.startswith(f"If every team invested the same 6{SPACE}% of its time")
    assert useless.startswith("If teams invested as stated and it bought nothing")
    alone = replace(tiny.study, scenario=only(tiny.study.scenario, "as-stated"))
    assert words.world_sentences(Comparison(alone, tiny.store)) == []


def test_a_world_with_another_verdict_says_which(tiny: Comparison) -> None:
    costs = {"as-stated": (3e6, 1e6, 2e6), "equal": (1e6, 3e6, 2e6), "useless": (3e6, 1e6, 2e6)}
    runs = [
        replace(run, metrics={**run.metrics, "total_cost_per_year": cost + run.replication})
        for run in tiny.runs
        for cost in [dict(zip(tiny.models, costs[run.world], strict=True))[run.model]]
    ]
    equal, useless = words.world_sentences(Comparison(tiny.study, MemoryStore(runs)))
    assert equal.endswith("the verdict would change: Ops Run It would cost least.")
    assert useless.endswith("the verdict would be the same.")


def test_where_significance_alone_changes_the_verdict_is_the_same_or_too_close(
    tiny: Comparison,
) -> None:
    """Costs that scatter by replication: one model is ahead by chance, or another is."""
    costs = {
        "as-stated": (9e6, 1e6, 9e6),
        "equal": (9e6, 1e6, 1.01e6),
        "useless": (9e6, 1.01e6, 1e6),
    }
    draws = {model: [0, 1, 2, 3] if place % 2 else [3, 1, 0, 2] for place, model in
            enumerate(tiny.models)}  # fmt: skip
    runs = [
        replace(run, metrics={**run.metrics, "total_cost_per_year":
                               cost + 1e5 * draws[run.model][run.replication]})
        for run in tiny.runs
        for cost in [dict(zip(tiny.models, costs[run.world], strict=True))[run.model]]
    ]  # fmt: skip
    equal, useless = words.world_sentences(Comparison(tiny.study, MemoryStore(runs)))
    assert equal.endswith("the verdict would be the same, though by no more than chance.")
    assert "it would be too close to call: SRE Run It would cost least on average" in useless


def test_labels_are_short_and_no_two_alike(tiny: Comparison) -> None:
    assert set(words.labels(tiny.study)) == set(tiny.models)
    same = dict.fromkeys(tiny.models, tiny.study.models[tiny.models[0]])
    twins = words.labels(replace(tiny.study, models=same))
    assert len(set(twins.values())) == len(tiny.models)


@pytest.mark.parametrize("name", list(METRICS))
def test_metric_labels_carry_no_code(name: str) -> None:
    label = words.metric_label(name)
    assert "_" not in label
    assert label[0].isupper()
