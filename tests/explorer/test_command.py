"""``whorunsit explore`` before a browser opens it."""

import socket
import sys
from importlib import util
from pathlib import Path

import pytest

from sim.cli import explore
from sim.documents.errors import InputError

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def test_a_folder_offers_its_scenarios() -> None:
    assert SCENARIOS / "tiny.toml" in explore.scenarios(SCENARIOS)


def test_a_folder_without_scenarios_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no scenarios; name one: whorunsit explore FILE"):
        explore.scenarios(tmp_path)


def test_a_scenario_that_is_not_sound_is_refused_before_anything_starts(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text('title = "T"\nhorizn = "1 y"\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"horizn.*did you mean 'horizon'"):
        explore.scenarios(file)


def test_without_streamlit_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explore, "find_spec", lambda name: None)
    with pytest.raises(InputError) as refused:
        explore.explore(SCENARIOS / "tiny.toml")
    (line,) = str(refused.value).splitlines()
    assert line.startswith("explore: needs streamlit, which isn't installed; install it with: ")
    assert f"{sys.executable} -m pip install" in line


def test_a_port_that_is_taken_is_refused_or_passed_over() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(InputError, match=f"can't listen on 127.0.0.1:{taken}"):
            explore.free_port("127.0.0.1", taken)


def test_it_listens_at_home_and_tells_nobody() -> None:
    words = explore.command([SCENARIOS / "tiny.toml"], "127.0.0.1", 8501, None)
    assert {
        "--server.address=127.0.0.1", "--browser.gatherUsageStats=false", "--server.headless=true",
    } <= set(words)  # fmt: skip


def test_the_page_is_found_without_importing_it() -> None:
    spec = util.find_spec("sim.explorer")
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).with_name("server.py").is_file()
