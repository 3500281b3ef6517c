"""The words of how sure a choice is: read from the study beside the results, or not said."""

from dataclasses import replace
from pathlib import Path

import pytest

from sim.present.plausible import section
from sim.present.publish import write_results
from sim.present.report import report
from sim.present.sure import how_often, told_first
from sim.present.words import labels, plausible_sentences, verdict_sentence
from sim.questions.compare.verdict import decide
from sim.study.beside import FILE, First, HangsOn, Plausible, read_plausible
from sim.study.comparison import Comparison
from sim.study.study_key import plausible_key


@pytest.fixture
def plausible(tiny: Comparison) -> Plausible:
    best = decide(tiny).best
    others = [model for model in tiny.models if model != best]
    return Plausible(
        key=plausible_key(tiny.study), samples=500, runs=625, uncertain=59,
        cheapest={best: 0.83, others[0]: 0.17, others[1]: 0.0},
        dearer={best: 0.0, others[0]: 0.83, others[1]: 0.99},
        regret={best: 102_000.0, others[0]: 4e6, others[1]: 9e6}, reference=best, worth=102_000.0,
        first=(First("nature.recurs", "an unfixed fault comes back after", 21_000.0, 4_000.0),),
        hangs_on=(HangsOn("A-incentive", "what owners on call invest", 0.71, 0.44),),
        curve={best: (1.0, 0.83, 0.4), others[0]: (0.0, 0.17, 0.6), others[1]: (0.0, 0.0, 0.0)},
        multiples=(0.5, 1.0, 2.0),
    )  # fmt: skip


def test_the_sentence_says_how_likely_at_what_loss_and_what_to_find_out(
    tiny: Comparison, plausible: Plausible
) -> None:
    best = labels(tiny.study)[decide(tiny).best]
    said, first = plausible_sentences(replace(tiny, plausible=plausible))
    money = said.replace("\u00a0", " ")
    assert money == (
        f"{best} is the cheapest in 83 % of what we consider plausible; if it isn't, that costs "
        "$600 k a year on average. Find out first nature.recurs, an unfixed fault comes back after "
        "(worth $21.0 k a year)."
    )
    assert "standard error" in first


def test_where_no_single_one_is_worth_a_thing_it_says_what_the_choice_hangs_on(
    tiny: Comparison, plausible: Plausible
) -> None:
    said, first = plausible_sentences(replace(tiny, plausible=replace(plausible, first=())))
    assert said.endswith("the choice hangs most on A-incentive, what owners on call invest.")
    assert "right in 71 % of what is plausible where this is low, in 44 % where it is high" in first


def test_a_heading_says_what_its_lines_are(tiny: Comparison, plausible: Plausible) -> None:
    for found, heading, lead in (
        (plausible, "What to measure first", "Measure first: nature.recurs"),
        (replace(plausible, first=()), "What the choice hangs on", "Hangs on: A-incentive"),
    ):
        page = section(replace(tiny, plausible=found))
        assert page["first_heading"] == heading
        assert told_first(found, "USD")[0].startswith(lead)


def test_surely_is_said_of_what_survives_the_ranges_alone(
    tiny: Comparison, plausible: Plausible
) -> None:
    found = decide(tiny)
    beaten = [m for m in found.beaten if plausible.dearer[m] > 0.95]
    lost = [m for m in found.beaten if plausible.dearer[m] <= 0.95]
    said = verdict_sentence(replace(tiny, plausible=plausible))
    assert ("Surely dearer" in said) == bool(beaten)
    assert ("by chance alone" in said) == bool(lost)
    assert "urely" not in verdict_sentence(tiny)
    assert ("by chance alone" in verdict_sentence(tiny)) == bool(found.beaten)


def test_it_is_kept_and_read_for_the_same_documents_only(
    tiny: Comparison, plausible: Plausible, tmp_path: Path
) -> None:
    assert read_plausible(tmp_path, tiny.study) is None
    (tmp_path / FILE).write_text(plausible.as_json(), encoding="utf-8")
    assert read_plausible(tmp_path, tiny.study) == plausible
    stale = replace(plausible, key="of other documents")
    (tmp_path / FILE).write_text(stale.as_json(), encoding="utf-8")
    assert read_plausible(tmp_path, tiny.study) is None
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    assert read_plausible(tmp_path, tiny.study) is None


@pytest.mark.slow
def test_a_comparison_leaves_the_uncertainty_study_beside_it(
    tiny: Comparison, plausible: Plausible, tmp_path: Path
) -> None:
    folder = write_results(tiny, tmp_path / "tiny", "whorunsit compare", 1.0)
    (folder / FILE).write_text(plausible.as_json(), encoding="utf-8")
    (folder / "uncertainty.csv").write_text("model\n", encoding="utf-8")
    write_results(tiny, folder, "whorunsit compare", 1.0)
    assert read_plausible(folder, tiny.study) == plausible
    assert (folder / "uncertainty.csv").is_file()


@pytest.mark.slow
def test_the_report_shows_the_curve_first_where_there_is_one(
    tiny: Comparison, plausible: Plausible, results: Path
) -> None:
    from sim.present.drawing import draw_all

    drawn = draw_all(tiny)
    without = report(tiny, "whorunsit compare", drawn)
    found = report(replace(tiny, plausible=plausible), "whorunsit compare", drawn)
    assert 'id="sure"' not in without
    assert "Acceptability curve" in found
    assert found.index("Acceptability curve") < found.index("Chart of lead time")
    assert "What to measure first" in found


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.83, "83 %"), (0.9999, "more than 99 %"), (1.0, "more than 99 %"), (0.001, "less than 1 %")],
)
def test_no_chance_is_quite_all_or_none(chance: float, said: str) -> None:
    assert how_often(chance) == said
