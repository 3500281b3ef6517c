"""The tutorial's exports are what the simulator wrote, made dirty; not edited by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.histories import export, past
from sim.documents.load import build_study, read_toml
from sim.questions.fit import Wanted, read

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "docs" / "tutorial" / "own-history"


@pytest.mark.parametrize("name", ["incidents.csv", "changes.csv"])
def test_the_tutorials_files_have_the_form_that_the_simulator_writes(
    name: str, tmp_path: Path
) -> None:
    """Without the file it is written, to be looked at and committed.

    Its rows stay as they are when random draws move, so that the tutorial's words stay true.
    """
    study = build_study(read_toml(HERE / "shop.toml"), "shop", "shop.toml", None)
    export(tmp_path, past(study, 12).live(0), dirty=True, seed=11)
    wanted = (tmp_path / name).read_bytes()
    if not (DATA / name).exists():
        DATA.mkdir(exist_ok=True)
        (DATA / name).write_bytes(wanted)
        pytest.fail(f"{DATA / name} was missing and is written anew")
    there, new = (DATA / name).read_bytes().splitlines(), wanted.splitlines()
    assert there[0] == new[0]
    assert len(there) == pytest.approx(len(new), rel=0.4)


def test_the_tutorials_history_is_as_dirty_as_it_says() -> None:
    found = read(Wanted([DATA / "incidents.csv"], [DATA / "changes.csv"]))
    incidents, _ = found.tallies
    assert incidents.adds_up
    assert {"a copy of another row", "no opened time"} <= set(incidents.dropped)
    assert any("out of order" in what for what in incidents.oddities)
