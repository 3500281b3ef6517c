"""Bad input: one clear line for each problem, with file and place, and all of them in one go."""

import re
from pathlib import Path

import pytest

from sim.documents.errors import InputError
from sim.documents.load import load_study, vary
from tests.documents.shop import GOOD, TEAMS, problems


def test_the_good_one_is_good(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(GOOD)
    assert set(load_study(tmp_path / "shop.toml").models) == {
        "ops-run-it", "you-run-it", "sre-run-it",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("good", "bad", "place", "says"),
    [
        ('target = "99%"', 'target = "100%"', "services.catalogue.target", "found '100%'; "),
        ('target = "99%"', 'target = "0%"', "services.catalogue.target", "strictly between"),
        ('target = "99%"', "target = 0", "services.catalogue.target", "found 0; a target"),
        ('target = "99%"', 'target = "0.999%"', "services.catalogue.target", "50% or more"),
        ('target = "99%"', 'target = "99.9"', "services.catalogue.target", 'mean "99.9%"?'),
        ('target = "99%"', "target = 99.9", "services.catalogue.target", 'mean "99.9%"?'),
        ('"7000 USD/h"', '"60.000 USD/h"', "services.catalogue.exposure",
         'write "60000 USD/h" or "60 USD/h"'),
        ('target = "99%"', 'target = "many"', "services.catalogue.target", "found 'many'"),
        ('"150/y"', '"-150/y"', "services.catalogue.changes", "found '-150/y'; a rate can't be"),
        ('"150/y"', "150", "services.catalogue.changes", 'found 150; a rate needs .* like "250/y"'),
        ('"150/y"', '"150/yr"', "services.catalogue.changes", "'yr' is no unit .*allowed: s, min"),
        ('"1 y"', '"1"', "horizon", 'found \'1\'; a duration needs .* like "2 y"'),
        ('"1 y"', '"0 h"', "horizon", "more than 0"),
        ("2026-01-05", "9998-06-01", "horizon", "beyond the calendar"),
        ('"7000 USD/h"', '"7000 EUR/h"', "services.catalogue.exposure", "counts in USD"),
        ('"7000 USD/h"', '"7000 USD"', "services.catalogue.exposure", '"540 USD/h"'),
        ('"7000 USD/h"', "7000", "services.catalogue.exposure", "found 7000; money is written"),
        ('"5/s"', '"5"', "services.catalogue.traffic.start", "found '5'; a rate"),
        ('"exponential"', '"exponentail"', "services.checkout.traffic.growth.kind",
         "found 'exponentail'; did you mean 'exponential'.* .allowed: none, exponential"),
        ('doubling = "4 months"', 'doubling = "1 h"', "services.checkout.traffic.growth.doubling",
         "found 8766 doublings within the horizon; at most 40"),
        (', doubling = "4 months"', "", "services.checkout.traffic.growth.doubling", "is needed"),
        ('doubling = "4 months"', 'doubling = "4 months", to = "5/s"',
         "services.checkout.traffic.growth.to", "no meaning for exponential growth"),
        ('"5/s" }', '"5/s", shape = "office" }', "services.catalogue.traffic.shape", "no such"),
        ('"5/s" }', '"5/s", peaks = ["sale"] }', "services.catalogue.traffic.peaks", "no such"),
        ("2026-01-05", '"01.02.2026"', "start", "this is a date that exists, like 2026-02-28"),
        ("2026-01-05", '"2026-02-30"', "start", "this is a date that exists"),
        ("question", 'currency = "euro"\nquestion', "currency", "three capital letters"),
        ("question", "seed = -1\nquestion", "seed", "found -1"),
        ("question", "replications = 1\nquestion", "replications", "found 1"),
        ("question", 'replications = "few"\nquestion', "replications", "this is a whole number"),
        ("question", "worlds = 7\nquestion", "worlds", "found 7"),
        ("question", 'baseline = "you-run"\nquestion', "baseline", "did you mean 'you-run-it'"),
        ('"you-run-it", "sre', '"ops-run-it", "sre', "compare", "names a model twice"),
        ('["ops-run-it", "you-run-it", "sre-run-it"]', "[]", "compare", "at least 1 entry"),
        ('["ops-run-it", "you-run-it", "sre-run-it"]', '"ops-run-it"', "compare",
         r"found 'ops-run-it'; this is a list, like \[.ops-run-it.\]"),
        ('["ops-run-it", "you-run-it", "sre-run-it"]', '"ops-run-it, sre-run-it"', "compare",
         r'this is a list, like \["ops-run-it", "sre-run-it"\]'),
        ('{ start = "5/s" }', '"5/s"', "services.catalogue.traffic",
         'this is a table, like { start = "5/s" }'),
        (TEAMS, "[nature]\nclumping = inf\n" + TEAMS, "nature.clumping", "infinite"),
        (TEAMS, "[nature]\nclumping = nan\n" + TEAMS, "nature.clumping", "found nan"),
        (TEAMS, '[nature]\ndefect_chance = "102%"\n' + TEAMS,
         "nature.defect_chance", "lies between 0% and 100%"),
        (TEAMS, '[calendar]\nweekdays = [1, 2, 3, 4, 5]\n' + TEAMS, "calendar.weekdays",
         r"found \[1, 2, 3, 4, 5\]; days are a list of names.*not by numbers: for some Monday"),
        (TEAMS, '[calendar]\nweekdays = ["Mon", "Monday"]\n' + TEAMS,
         "calendar.weekdays", "each once"),
        (TEAMS, '[calendar]\nweekdays = []\n' + TEAMS, "calendar.weekdays", "a list of names"),
        (TEAMS, '[calendar]\nopens = 18\n' + TEAMS, "calendar.closes", "after opens"),
        (TEAMS, "[nature.peaks.x]\nstarts='W01-1'\nends='01-09'\nfactor=2\n" + TEAMS,
         "nature.peaks.x.starts", "found 'W01-1'; a day of the year is written like 11-20"),
        (TEAMS, "[nature.peaks.x]\nstarts='01-09'\nends='01-09'\nfactor=2\n" + TEAMS,
         "nature.peaks.x.ends", "lasts a day or more"),
    ],
)  # fmt: skip
def test_one_slip_is_one_line_at_its_place(
    tmp_path: Path, good: str, bad: str, place: str, says: str
) -> None:
    assert good in GOOD
    lines = problems(tmp_path, GOOD.replace(good, bad, 1))
    assert len(lines) == 1
    assert lines[0].startswith(f"shop.toml: {place}: ")
    assert re.search(says, lines[0])


def test_a_horizon_of_two_centuries_is_a_slip(tmp_path: Path) -> None:
    long = GOOD.replace('"1 y"', '"200 y"').replace('"4 months"', '"10 y"')
    assert problems(tmp_path, long) == ["shop.toml: horizon: found 200 years; at most 30"]


@pytest.mark.parametrize(
    ("line", "place", "meant"),
    [
        ('titel = "x"', "titel", "title"),
        ("begins = 2026-02-01", "begins", "start"),
        ("runs = 30", "runs", "replications"),
        ("[naturee]", "naturee", "nature"),
        ("[teams.shop2]\ndomain='x'\npeoples=3", "teams.shop2.peoples", "people"),
        ("[nature]\ndefect_chances=3", "nature.defect_chances", "defect_chance"),
        ("[nature.operability]\ndecai=3", "nature.operability.decai", "decay"),
        ("[nature]\nimpacts=[{share='5%', weigth=1, weight=1}]",
         "nature.impacts.0.weigth", "weight"),
        ("[prices.salaries]\nsres='1 USD/y'", "prices.salaries.sres", "sre"),
        ("[models.you-run-it]\nreleases={}", "models.you-run-it.releases", "release"),
        ("[models.you-run-it.learn]\nrevew='1 d'", "models.you-run-it.learn.revew", "review"),
        ("[models.you-run-it.respond.delivery.when]\nhour='always'",
         "models.you-run-it.respond.delivery.when.hour", "hours"),
    ],
)  # fmt: skip
def test_an_unknown_key_at_any_depth_meets_its_nearest_known_name(
    tmp_path: Path, line: str, place: str, meant: str
) -> None:
    text = f"{line}\n{GOOD}" if "[" not in line.split("=")[0] else f"{GOOD}\n{line}\n"
    lines = problems(tmp_path, text)
    key = place.rpartition(".")[2]
    assert [found for found in lines if f"{place}: unknown key '{key}'" in found] == lines
    assert f"did you mean '{meant}'?" in lines[0]


def test_a_name_that_is_also_a_key_does_not_mislead_the_hint(tmp_path: Path) -> None:
    lines = problems(tmp_path, GOOD.replace("services.catalogue", "services.traffic") + "targett=1")
    renamed = problems(tmp_path, GOOD.replace('target = "99%"', 'target = "99%"\ntargett = 1')
                       .replace("services.catalogue", "services.traffic"))  # fmt: skip
    assert "services.checkout.targett: unknown key" in lines[0]
    assert "services.traffic.targett: unknown key 'targett'; did you mean 'target'?" in renamed[0]


def test_a_name_that_is_no_bare_key_is_quoted_as_in_the_file(tmp_path: Path) -> None:
    text = GOOD.replace("services.catalogue", 'services."web shop"').replace('"150/y"', "1")
    assert problems(tmp_path, text)[0].startswith('shop.toml: services."web shop".changes: ')


def test_a_service_needs_an_owner(tmp_path: Path) -> None:
    nobody = problems(tmp_path, GOOD.replace('team = "shop"\n', "", 1))
    assert nobody == ["shop.toml: services.catalogue.team: is missing and has no default"]
    unknown = problems(tmp_path, GOOD.replace('team = "shop"', 'team = "shopp"', 1))
    assert unknown == [
        "shop.toml: services.catalogue.team: no such team 'shopp'; "
        "did you mean 'shop'? (allowed: shop), or add [teams.shopp]"
    ]


@pytest.mark.parametrize("text", ["", "\n# only a comment\n"])
def test_an_empty_scenario_is_told_what_it_needs(tmp_path: Path, text: str) -> None:
    (line,) = problems(tmp_path, text)
    assert line == (
        "shop.toml: is empty; a scenario needs title, question, horizon, compare, teams, services"
    )


@pytest.mark.parametrize("text", ["title = ", "{}", "title = 'a'\ntitle = 'b'", "a = [" * 5000])
def test_what_is_no_toml_is_one_line(tmp_path: Path, text: str) -> None:
    (line,) = problems(tmp_path, text)
    assert line.startswith("shop.toml: is not valid TOML: ")


def test_a_file_that_is_no_text_or_absent_or_a_folder_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    for name, says in (
        ("binary.toml", "save it as UTF-8"),
        ("none.toml", "No such file"),
        ("", ""),
    ):
        with pytest.raises(InputError) as caught:
            load_study(tmp_path / name)
        (line,) = str(caught.value).splitlines()
        assert line.startswith(str(tmp_path / name))
        assert says in line


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text("\ufeff" + GOOD, encoding="utf-8")
    assert load_study(tmp_path / "shop.toml").scenario.title


def test_prices_in_another_currency_must_all_be_written(tmp_path: Path) -> None:
    lines = problems(tmp_path, 'currency = "EUR"\n' + GOOD.replace("USD", "EUR"))
    assert all("counts in EUR (this is the default, so write your own)" in line for line in lines)
    assert "shop.toml: prices.standby: found '540 USD/week'" in "\n".join(lines)
    written = [line.split(": ")[1] for line in lines]
    assert [place for place in written if not place.startswith("prices.")] == []


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = (
        GOOD.replace('target = "99%"', 'targt = "99%"')
        .replace('team = "shop"\ntarget = "99.9%"', 'team = "shpo"\ntarget = "100%"')
        .replace('"1 y"', '"1"')
        .replace('"you-run-it"', '"you-run-itt"')
        + "\n[models.sre-run-it.engagement]\nsubstantial = 50\ncritical = 20\n"
        + "[models.ops-run-it.respond.ops-bridge]\nteam = 'ops-bridg'\nbounce = '120%'\n"
    )
    places = [line.split(": ")[1] for line in problems(tmp_path, text)]
    assert sorted(places) == sorted(
        [
            "horizon",
            "services.catalogue.target",
            "services.catalogue.targt",
            "services.checkout.target",
            "compare",
            "models.sre-run-it.engagement.critical",
            "models.ops-run-it.respond.ops-bridge.team",
            "models.ops-run-it.respond.ops-bridge.bounce",
            "services.checkout.team",
        ]
    )


def test_what_no_terminal_should_act_on_is_shown_escaped(tmp_path: Path) -> None:
    text = GOOD.replace('team = "shop"', '"\\u001b[2J\\u0000" = 1\nteam = "\\u202e"', 1)
    lines = problems(tmp_path, text)
    assert [letter for line in lines for letter in line if not letter.isprintable()] == []
    assert any(r"unknown key '\x1b[2J\x00'" in line for line in lines)
    assert any(r"no such team '\u202e'" in line for line in lines)


BRANCHES = """
[templates.branch]
services = 30
teams = 2
spread = { exposure = 0.5 }
[templates.branch.service]
target = "99%"
exposure = "1000 USD/h"
changes = "10/y"
traffic = { start = "1/s" }
"""


@pytest.mark.parametrize(
    ("good", "bad", "line"),
    [
        ('"99%"', '"100%"', "target"),
        ('"1000 USD/h"', '"1000 EUR/h"', "exposure"),
        ('"1/s"', '"1/s", shape = "office"', "traffic.shape"),
    ],
)
def test_what_is_wrong_with_every_copy_is_wrong_with_the_template(
    tmp_path: Path, good: str, bad: str, line: str
) -> None:
    (found,) = problems(tmp_path, GOOD + BRANCHES.replace(good, bad))
    assert found.startswith(f"shop.toml: templates.branch.service.{line}: ")


def test_a_fix_that_nobody_makes_is_one_line_for_all_services_and_models(tmp_path: Path) -> None:
    nobody = (
        BRANCHES
        + """
[models.ours]
extends = "you-run-it"
teams.delivery.on_duty = { working_hours = 0, out_of_hours = 0 }
[models.same]
extends = "ours"
"""
    )
    text = GOOD.replace('compare = ["ops-run-it"', 'compare = ["ours", "same", "ops-run-it"')
    assert problems(tmp_path, text + nobody) == [
        "shop.toml: models.ours.respond: nobody can ever make a 'restart' or 'operate' or 'code' "
        "fix for service 'catalogue' and 31 more: no line with people on duty takes it "
        "(so it is under same)"
    ]


def test_what_a_slip_at_the_top_hides_is_told_all_the_same(tmp_path: Path) -> None:
    """A horizon, a list of models or a team that can't be read hides no other slip."""
    for good, bad in (('"1 y"', '"1"'), ('["ops', '[7, "ops'), ('domain = "retail"', "")):
        text = GOOD.replace(good, bad).replace('team = "shop"', 'team = "shpo"', 1)
        places = [line.split(": ")[1] for line in problems(tmp_path, text)]
        assert len(places) == 2
        assert places[1] == "services.catalogue.team"


def test_a_long_list_of_what_is_allowed_is_cut(tmp_path: Path) -> None:
    text = GOOD.replace('team = "shop"', 'needs = { nothing = "5%" }\nteam = "shop"', 1)
    (line,) = problems(tmp_path, text + BRANCHES.replace("30", "300"))
    assert line.endswith("… 262 more)")


def test_names_with_a_dot_are_reached_in_quotes(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(GOOD.replace("services.checkout", 'services."shop.eu"'))
    study = load_study(tmp_path / "shop.toml")
    varied = vary(study, {'services."shop.eu".target': "98%", "services.catalogue.target": "97%"})
    assert {s.target for s in varied.scenario.services.values()} == {0.98, 0.97}
    with pytest.raises(InputError, match=r'services\."shop\.eu"\.target: found'):
        vary(study, {'services."shop.eu".target': "100%"})


def test_rules_between_parts_are_applied_beside_a_bad_value(tmp_path: Path) -> None:
    text = GOOD.replace('team = "shop"\ntarget = "99.9%"', 'team = "shpo"\ntarget = "100%"')
    places = [line.split(": ")[1] for line in problems(tmp_path, text)]
    assert places == ["services.checkout.target", "services.checkout.team"]


@pytest.mark.parametrize(
    ("law", "says"),
    [
        ("{ median = '1 h' }", "found keys median; a law is one of { constant } | { mean } | "),
        ("{}", "found keys none; a law is one of"),
        ("7", 'found 7; a law is a duration like "10 min" or one of'),
        ("'7'", "found '7'; a duration needs"),
        ("{ mean = 7 }", "mean: found 7; a duration needs"),
        ("{ mean = '-7 h' }", "mean: found '-7 h'; a duration can't be negative"),
        (
            "{ median = '2 h', p95 = '1 h' }",
            "found median '2 h', p95 '1 h'; the order is median <= p95",
        ),
        ("{ low = '1 h', typical = '5 h', high = '3 h' }", "the order is low <= typical <= high"),
        ("{ median = '0 h', p95 = '1 h' }", "median: found 0 h; it must be above zero"),
        ("{ median = '1 h', sigma = -1 }", "sigma: found -1; it is a number from 0 to 10"),
        ("{ median = '1 h', sigma = '1' }", "sigma: found '1'; it is a number"),
        ("{ median = '1 h', sigma = true }", "sigma: found True; it is a number"),
        ("{ empirical = 'none.csv' }", "can't read durations from"),
    ],
)
def test_a_bad_law_says_what_a_law_is(tmp_path: Path, law: str, says: str) -> None:
    lines = problems(tmp_path, f"{GOOD}\n[nature]\nrecurs = {law}\n")
    assert len(lines) == 1
    assert lines[0].startswith("shop.toml: nature.recurs: ")
    assert says in lines[0]


def test_varying_what_does_not_exist_is_an_error_with_the_place(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(GOOD)
    study = load_study(tmp_path / "shop.toml")
    with pytest.raises(InputError, match=r"nature\.defect_chanse: unknown key"):
        vary(study, {"nature.defect_chanse": "1%"})
    with pytest.raises(InputError, match=r"title\.x: can't be changed: 'title' is no table"):
        vary(study, {"title.x": 3})
