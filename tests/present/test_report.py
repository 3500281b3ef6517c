import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from sim.documents.load import Study, build_study, vary
from sim.present.about import about
from sim.present.alternatives import ALTERNATIVES
from sim.present.assumptions import as_written, assumptions
from sim.present.by_part import by_service, by_team
from sim.present.figures import PICTURES
from sim.present.judgement import (
    beaten_on,
    hangs_on,
    turning_points,
    what_would_change,
    where_others_are_better,
)
from sim.present.show import money
from sim.present.svg import inline
from sim.present.words import labels, metric_label, verdict_sentence, world_sentences
from sim.questions.compare.verdict import decide
from sim.study.comparison import Comparison
from sim.study.replication import Outcome
from sim.study.store import MemoryStore

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """The tags of a page, its ids, and whether each is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id" and value]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.text.append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


@pytest.fixture(scope="module")
def html(results: Path) -> str:
    return (results / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html: str) -> Page:
    found = Page()
    found.feed(html)
    return found


def test_the_page_loads_nothing(html: str, page: Page) -> None:
    assert re.findall(r"https?://[^\s\"'<]*", html) == []
    for _, attrs in page.tags:
        for name in ("src", "href", "xlink:href", "srcset"):
            assert (attrs.get(name) or "#").startswith(("#", "data:"))


def test_every_tag_is_closed_and_every_id_is_alone(page: Page) -> None:
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))


def test_links_and_clips_find_their_target(html: str, page: Page) -> None:
    targets = [href[1:] for attrs in page.of("a") if (href := attrs.get("href"))]
    targets += re.findall(r"url\(#([^)]*)\)", html)
    targets += [href[1:] for attrs in page.of("use") if (href := attrs.get("href"))]
    assert set(targets) <= set(page.ids)


def test_no_wall_of_digits(page: Page) -> None:
    words = " ".join(page.text)
    assert re.findall(r"\d[\d.,]{12,}", words) == []
    assert "nan" not in words.lower().split()
    assert "None" not in words


def test_the_verdict_comes_first(html: str, tiny: Comparison) -> None:
    text = verdict_sentence(tiny).replace("'", "&#39;")
    assert text in html
    assert html.index(text) < html.index("Three numbers for each support model</h2>")
    assert verdict_sentence(tiny, False).replace("'", "&#39;") in html


def test_a_screen_reader_finds_its_way(page: Page, tiny: Comparison) -> None:
    assert len(page.of("h1")) == len(page.of("main")) == len(page.of("header")) == 1
    assert page.of("html")[0]["lang"] == "en"
    assert all(attrs.get("scope") in ("row", "col") for attrs in page.of("th"))
    assert len(page.of("caption")) == len(page.of("table"))
    charts = page.of("svg")
    shown = [picture for picture in PICTURES if picture.when(tiny)]
    assert len(charts) == 2 * len(shown), "each for a screen and for a phone"
    assert all(attrs["role"] == "img" and len(attrs["aria-label"] or "") > 40 for attrs in charts)


def test_there_is_a_figure_of_each_kind_with_words_for_it() -> None:
    assert set(ALTERNATIVES) == {picture.name for picture in PICTURES}


def test_inline_figures_follow_the_page(html: str) -> None:
    charts = "".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))
    assert "currentColor" in charts
    assert "var(--card)" in charts
    assert "DejaVu" not in charts


def test_a_figure_without_a_box_is_an_error() -> None:
    with pytest.raises(ValueError, match="no <svg"):
        inline("<p>nothing</p>", "x", "nothing")


def test_assumptions_come_with_their_values(tiny: Comparison) -> None:
    found = assumptions(tiny.study)
    assert all(one.id.startswith("A-") and one.description and one.value for one in found)
    incentive = {one.value for one in found if one.id == "A-incentive"}
    assert {"2%", "8%"} <= incentive
    assert len(found) == len({(one.id, one.description, one.value) for one in found})


def test_what_the_scenario_writes_itself_is_no_assumption(tiny: Comparison) -> None:
    ids = {one.id for one in assumptions(tiny.study)}
    own = vary(tiny.study, {
        "prices.salaries": dict.fromkeys(("desk", "operations", "sre"), "70k USD/y"),
        "nature.recurs": {"mean": "9 d"},
    })  # fmt: skip
    assert ids - {one.id for one in assumptions(own)} == {"A-salaries", "A-recurrence"}


def test_values_are_told_as_they_are_written() -> None:
    assert as_written({"median": "28 min", "sigma": 1.23}) == "median 28 min, sigma 1.23"
    assert as_written([{"share": "5%"}, 2.0]) == "share 5%; 2"


def test_where_others_are_better_is_true(tiny: Comparison) -> None:
    best = decide(tiny).best
    grid = where_others_are_better(tiny)
    assert grid is not None
    said = " ".join(cell.text for line in grid.lines for cell in line.cells)
    assert [line.heading for line in grid.lines] == [metric_label(m) for m in beaten_on(tiny)]
    assert beaten_on(tiny)
    for metric, others in beaten_on(tiny).items():
        for model in others:
            assert model != best
            means = [tiny.values(m, metric).mean() for m in (model, best)]
            assert means[0] != means[1]
            assert labels(tiny.study)[model] in said


def test_other_worlds_are_told_once(tiny: Comparison, html: str) -> None:
    said = what_would_change(tiny)
    for sentence in world_sentences(tiny):
        assert html.count(sentence.replace("'", "&#39;")) == 1
        assert sentence not in said
    level = tiny.comparison
    level = level[level["verdict"].eq("not distinguishable") & level["difference"].ne(0)]
    assert said[-1].startswith(
        f"{len(level)} of {len(tiny.comparison)} comparisons with Ops Run It"
    )


def with_sums(tiny: Comparison, sums: dict[str, tuple[float, float]]) -> Comparison:
    """The same runs with other totals and losses, which differ little between replications."""

    def changed(run: Outcome) -> Outcome:
        total, loss = (x * (1 + 0.001 * run.replication) for x in sums[run.model])
        money = {"total_cost_per_year": total, "outage_loss_per_year": loss}
        return replace(run, metrics={**run.metrics, **money, "cost_of_delay_per_year": 0.0})

    return Comparison(tiny.study, MemoryStore([changed(run) for run in tiny.runs]))


def test_a_verdict_that_a_factor_of_two_turns_names_the_line(tiny: Comparison) -> None:
    """10 + 2 (f − 1) = 11 + 0.5 (f − 1) at f = 5/3; told with the verdict, and not again."""
    ops, you, sre = tiny.models
    near = with_sums(tiny, {ops: (10e6, 2e6), you: (11e6, 0.5e6), sre: (90e6, 0.5e6)})
    said = hangs_on(near)
    assert said.startswith("The verdict hangs on one kind of number, the exposures of the services")
    assert "more than about 1.7 times of what is assumed, You Run It would be cheaper" in said
    assert not any(sentence in said for sentence in what_would_change(near))
    far = with_sums(tiny, {ops: (10e6, 2e6), you: (19e6, 0.5e6), sre: (90e6, 0.5e6)})
    assert hangs_on(far) == ""
    assert any("more than about 7.0 times" in sentence for sentence in what_would_change(far))


def test_at_a_turning_point_two_models_cost_the_same(tiny: Comparison) -> None:
    best = decide(tiny).best
    for turn in turning_points(tiny):

        def scaled(model: str, turn=turn) -> float:  # type: ignore[no-untyped-def]
            loss = tiny.values(model, turn.metric).mean()
            total = tiny.values(model, "total_cost_per_year").mean()
            return float(total + (turn.factor - 1) * loss)

        assert scaled(turn.model) == pytest.approx(scaled(best))


def test_the_page_carries_its_inputs(page: Page, tiny: Comparison) -> None:
    words = " ".join(page.text)
    for name, service in tiny.study.scenario.services.items():
        assert name in words
        assert money(service.exposure, "USD") in words
    assert "doubles in" in words
    assert "salaries.developer" in words
    for model in tiny.study.models.values():
        for tier in model.path():
            assert f"{tier.team} " in words


def test_each_service_has_its_numbers_and_each_team_its_costs(tiny: Comparison) -> None:
    for grid in by_service(tiny):
        assert sorted(line.heading for line in grid.lines) == ["catalogue", "checkout"]
    (loss,) = [grid for grid in by_service(tiny) if grid.title.startswith("Outage loss")]
    for place, model in enumerate(tiny.models):
        lost = sum(float(line.cells[place].sort) for line in loss.lines)
        assert lost == pytest.approx(tiny.mean(model, "outage_loss_per_year"), rel=1e-5)
    for place, model in enumerate(tiny.models):
        cost = sum(float(line.cells[place].sort) for line in by_team(tiny).lines)
        assert cost == pytest.approx(tiny.mean(model, "total_cost_per_year"), rel=1e-5)


def test_the_contents_lead_to_every_part(page: Page) -> None:
    links = [str(attrs["href"])[1:] for attrs in page.of("a") if attrs.get("href") != "#verdict"]
    parts = [attrs["id"] for attrs in page.of("section")]
    assert ["verdict", *links] == parts


def variant(tiny: Comparison, lines: dict[str, object]) -> Study:
    raw = {**tiny.study.raw, "compare": ["you-run-it", "ours"], "models": {"ours": lines}}
    return build_study(raw, "tiny", "tiny.toml", None)


def test_a_variant_is_told_by_what_it_changes_not_by_what_it_extends(tiny: Comparison) -> None:
    lines: dict[str, object] = {
        "extends": "you-run-it", "title": "Ours", "without": ["service_desk"],
        "teams": {"delivery": {"on_duty": {"out_of_hours": 2}}},
    }  # fmt: skip
    assert about(variant(tiny, lines))["ours"] == (
        "Like You Run It, but for no service_desk and teams.delivery.on_duty.out_of_hours."
    )
    assert about(variant(tiny, {**lines, "summary": "Own words."}))["ours"] == "Own words."
    named = {"extends": "you-run-it", "title": "Ours"}
    assert about(variant(tiny, named))["ours"] == tiny.study.models["you-run-it"].summary
    assert about(tiny.study)["you-run-it"] == tiny.study.models["you-run-it"].summary
