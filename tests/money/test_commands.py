"""``explain-cost`` and ``break-even`` as somebody types them."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sim.cli.app import app
from sim.documents.errors import InputError
from sim.records.explain import explain
from sim.records.money import Accounts

TINY = str(Path(__file__).resolve().parents[2] / "scenarios" / "tiny.toml")


def run(*words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


def test_a_line_is_told_down_to_its_rates_and_weeks() -> None:
    said = run("explain-cost", TINY, "--model", "ops-run-it", "--line", "standby")
    weeks = 8766 / 168
    assert f"{weeks:,.4f} rota weeks × 540.0000 USD = {540 * weeks:,.2f} USD" in said
    assert "week 2026-W02 to week 2027-W01" in said
    assert "prices.standby" in said
    assert f"total: {540 * weeks:,.2f} USD" in said


def test_entries_are_shown_with_their_events_when_asked_for() -> None:
    said = run("explain-cost", TINY, "--model", "you-run-it", "--line", "callout", "--entries")
    assert re.search(r"2026-\d\d-\d\d +incident \d+", said)


def test_every_sum_of_every_line_adds_up(runs: dict[str, Accounts]) -> None:
    for accounts in runs.values():
        for line, total in accounts.ledger.groupby("line")["amount"].sum().items():
            sums = explain(accounts, str(line))
            assert sum(found.amount for found in sums) == pytest.approx(total, abs=0.005)
            for found in sums:
                assert found.quantity * found.rate == pytest.approx(found.amount, abs=0.005)


def test_amounts_a_year_are_told_by_line_service_or_team_the_largest_first() -> None:
    words = ("explain-cost", TINY, "--model", "ops-run-it")
    for by in ("line", "service", "team"):
        said = run(*words, "--by", by)
        rows = re.findall(r"^(.+?) +([\d,.]+) +([\d.]+) %$", said, re.MULTILINE)
        amounts = [float(amount.replace(",", "")) for _, amount, _ in rows]
        total = float(re.findall(r"^total +([\d,.]+)", said, re.MULTILINE)[0].replace(",", ""))
        assert amounts == sorted(amounts, reverse=True)
        assert sum(amounts) == pytest.approx(total, abs=0.01 * len(amounts))
        assert sum(float(share) for *_, share in rows) == pytest.approx(100, abs=0.05 * len(rows))


def test_one_service_of_one_line_is_part_of_the_line() -> None:
    words = ("explain-cost", TINY, "--model", "ops-run-it", "--line", "outage loss")
    whole = dict(re.findall(r"^(\w+) +([\d,.]+) +[\d.]+ %$", run(*words, "--by", "service"), re.M))
    part = run(*words, "--service", "checkout")
    assert f"total: {whole['checkout']} USD, " in part  # the horizon is a year
    with pytest.raises(InputError, match=r"--service: found 'chekout'.* did you mean 'checkout'"):
        run(*words, "--service", "chekout")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--model", "you-run", "--line", "run"), "did you mean 'you-run-it'"),
        (("--model", "you-run-it", "--line", "standbye"), "did you mean 'standby'"),
    ],
)
def test_wrong_names_are_told_with_the_nearest(words: tuple[str, ...], hint: str) -> None:
    with pytest.raises(InputError, match=hint):
        CliRunner().invoke(app, ["explain-cost", TINY, *words], catch_exceptions=False)


def test_the_break_even_names_both_models_and_the_chance() -> None:
    said = run("break-even", TINY, "-n", "2", "-j", "1")
    flat = " ".join(said.split())
    assert re.search(r"costs less than Ops Run It in \d+% of 2 replications", flat)
    assert "an hour" in flat
