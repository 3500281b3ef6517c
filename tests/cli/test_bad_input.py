"""Bad input on the command line: one clear line with the place, exit code 2, nothing written."""

import subprocess
import sys
from pathlib import Path

import pytest

TINY = Path(__file__).parents[2] / "scenarios" / "tiny.toml"

SLIPS = {
    "a typo in a key": ('exposure = "7000', 'exposur = "7000', "unknown key 'exposur'"),
    "a missing unit": ('horizon = "1 y"', "horizon = 1", "horizon: found 1"),
    "a negative rate": ('"150/y"', '"-150/y"', "services.catalogue.changes"),
    "a target of 100 %": ('"99.9%"', '"100%"', "services.checkout.target"),
    "a target of 0": ('"99.9%"', '"0%"', "services.checkout.target"),
    "no such team": ('team = "shop"', 'team = "shp"', "did you mean 'shop'"),
    "no such model": ('"you-run-it"', '"you-run"', "did you mean 'you-run-it'"),
    "another currency": ('"7000 USD/h"', '"7000 EUR/h"', "counts in USD"),
}


def whorunsit(*words, folder):
    command = [sys.executable, "-c", "from sim.cli import main; main()", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


def refused(done, said):
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(("right", "wrong", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_in_a_scenario(right, wrong, said, tmp_path):
    text = TINY.read_text()
    assert right in text
    (tmp_path / "slip.toml").write_text(text.replace(right, wrong))
    done = whorunsit("compare", "slip.toml", folder=tmp_path)
    refused(done, said)
    assert all(line.startswith("slip.toml: ") for line in done.stderr.splitlines())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["slip.toml"]


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "is empty"), ("hello world", "not valid TOML"), (None, "can't be read")],
    ids=["an empty file", "no TOML", "no file"],
)
def test_no_scenario_at_all(text, said, tmp_path):
    if text is not None:
        (tmp_path / "slip.toml").write_text(text)
    refused(whorunsit("compare", "slip.toml", folder=tmp_path), said)


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = whorunsit("compare", TINY, "--out", "file", folder=tmp_path)
    refused(done, "file")


def test_an_unknown_option_is_named(tmp_path):
    done = whorunsit("compare", TINY, "--nope", folder=tmp_path)
    assert done.returncode == 2
    assert "--nope" in done.stderr


def test_help_is_quick_to_import(tmp_path):
    """--help loads none of the heavy libraries; a clock would be at the mercy of the machine."""
    code = (
        "import sys; from sim.cli.app import app\n"
        "heavy = {'pandas', 'matplotlib', 'scipy', 'simpy', 'pyarrow'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
