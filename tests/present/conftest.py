"""One small comparison that every test of the top floor looks at."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.questions.compare import compare
from sim.study.comparison import Comparison

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def tiny() -> Comparison:
    return compare(str(ROOT / "scenarios" / "tiny.toml"), replications=4, workers=1)


@pytest.fixture(scope="session")
def results(tiny: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from sim.present.publish import write_results

    folder = tmp_path_factory.mktemp("results") / "tiny"
    return write_results(tiny, folder, "whorunsit compare scenarios/tiny.toml", 1.5)
