"""``whorunsit trace`` from the command line: what works, and what is refused."""

from __future__ import annotations

import shlex

import pytest
from typer.testing import CliRunner, Result

from sim.cli.app import app
from sim.cli.trace import EXAMPLES
from sim.documents.errors import InputError

TINY = ("trace", "scenarios/tiny.toml", "--model")


def ran(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False, env={"COLUMNS": "80"})


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_help_work(example: str) -> None:
    words = shlex.split(example.removeprefix("Examples: "))
    result = ran(*words[1:])
    assert result.exit_code == 0
    assert "Where the time went" in result.output or "Who ran it" in result.output
    assert "\x1b" not in result.output, "no colour where there is no terminal"
    assert max(map(len, result.output.splitlines())) <= 80


def test_the_world_and_the_replication_choose_the_run() -> None:
    base = (*TINY, "you-run-it", "--service", "checkout")
    runs = {
        ran(*base, *more).output for more in ((), ("--world", "useless"), ("--replication", "1"))
    }
    assert len(runs) == 3


def test_the_worst_and_the_longest_are_found_by_themselves() -> None:
    """Held against the tables of the same life."""
    from sim.documents.load import load_study
    from sim.engine.run import simulate
    from sim.nature.tape import draw
    from sim.records.money import Accounts

    study = load_study("scenarios/tiny.toml")
    tape, model = draw(study.scenario, 1), study.models["ops-run-it"]
    run = Accounts(study.scenario, model, tape, simulate(study.scenario, model, tape))
    table = run.incidents
    longest = table.loc[table["duration_hours"] == table["duration_hours"].max(), "incident"]
    lost = run.ledger[run.ledger["line"] == "outage loss"].groupby("number")["amount"].sum()
    for option, wanted in (("--longest", set(longest)), ("--worst", {lost.idxmax()})):
        said = ran(*TINY, "ops-run-it", option, "--replication", "1").output
        assert any(said.startswith(f"Incident {number} of ") for number in wanted)
    assert len(table) > 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("you-run", "--incident", "1"), "--model: found 'you-run'; .* mean 'you-run-it'"),
        (("you-run-it", "--incident", "1", "--world", "usless"), "--world: .* mean 'useless'"),
        (("you-run-it", "--incident", "0"), r"--incident: found 0 \(allowed: 1 to \d+\)"),
        (("you-run-it", "--incident", "999"), r"--incident: found 999 \(allowed: 1 to \d+\)"),
        (("you-run-it", "--service", "chekout"), "--service: .* did you mean 'checkout'"),
        (("you-run-it", "--change", "chekout/1"), "--change: .* did you mean 'checkout'"),
        (("you-run-it", "--change", "checkout"), "written SERVICE/NUMBER, like 'catalogue/0'"),
        (("you-run-it", "--change", "checkout/x"), r"allowed: checkout/0 to checkout/\d+"),
        (("you-run-it", "--change", "checkout/999"), r"allowed: checkout/0 to checkout/\d+"),
        (("you-run-it",), "trace: one of --incident, --change, --service, .* none of them"),
        (
            ("you-run-it", "--incident", "1", "--service", "checkout"),
            "found --incident and --service",
        ),
    ],
)
def test_what_is_refused_in_one_line(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(InputError, match=said) as refused:
        ran(*TINY, *words)
    assert len(str(refused.value).splitlines()) == 1
