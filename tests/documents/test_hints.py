"""What was probably meant: the line that lacks a quote, the model of that title, the whole path."""

from pathlib import Path

import pytest

from tests.documents.shop import GOOD, problems


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        ('"1 y"', "1 y", "(at line 4, column 13) in: horizon = 1 y; is a quote missing?"),
        ('"1 y"', '"1 y', 'in: horizon = "1 y; is a quote missing?'),
        ('"1 y"', "", "in: horizon =; is a quote missing?"),
        ('"99%"', "99%", "in: target = 99%; is a quote missing?"),
        ("2026-01-05", "2026-02-30", "in: start = 2026-02-30; there is no such day or hour"),
        ("[teams.shop]", "[teams.shop", "(at line 7, column 12) in: [teams.shop"),
        ("4 months", "4 months\\h", "; write two backslashes for one, or single quotes round"),
    ],
)
def test_a_slip_of_toml_shows_its_line(tmp_path: Path, good: str, bad: str, says: str) -> None:
    (line,) = problems(tmp_path, GOOD.replace(good, bad, 1))
    assert says in line


def test_the_end_of_a_document_is_its_last_line_with_text(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, "a = 1\nb = '''x\n\n")
    assert line.endswith("in: b = '''x; is a quote missing?")


@pytest.mark.parametrize(
    ("compared", "meant"),
    [("SRE Run It", "sre-run-it"), ("You Build It Ops Run It", "ops-run-it"), ("My own", "mine")],
)
def test_a_model_is_found_by_its_title(tmp_path: Path, compared: str, meant: str) -> None:
    own = '\n[models.mine]\nextends = "you-run-it"\ntitle = "My own"\n'
    (line,) = problems(tmp_path, GOOD.replace("you-run-it", compared) + own)
    assert f"unknown support model '{compared}'; did you mean '{meant}'?" in line


def test_a_wrong_path_to_leave_out_meets_the_nearest_whole_path(tmp_path: Path) -> None:
    line = '\n[models.ops-run-it]\nwithout = ["release.aproval.board"]\n'
    assert problems(tmp_path, GOOD + line) == [
        "shop.toml: models.ops-run-it.without: nothing at 'release.aproval.board'; "
        "did you mean 'release.approval.board'?"
    ]


def test_a_heading_in_the_singular_is_told_its_plural(tmp_path: Path) -> None:
    missing, unknown = problems(tmp_path, GOOD.replace("[services.c", "[service.c"))
    assert missing == (
        "shop.toml: services: is missing and has no default; is it meant by 'service'?"
    )
    assert "service: unknown key 'service'; did you mean 'services'?" in unknown


def test_a_currency_that_is_none_is_one_line(tmp_path: Path) -> None:
    (line,) = problems(tmp_path, f'currency = "eur"\n{GOOD}')
    assert line == "shop.toml: currency: found 'eur'; three capital letters, like \"EUR\""
