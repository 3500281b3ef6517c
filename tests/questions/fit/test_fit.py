"""From exports of a known world to a scenario: what it says, how it is written, how it fails."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pandas as pd
import pytest

from benchmarks.histories import export, past, study
from sim.documents.errors import InputError
from sim.documents.load import load_study
from sim.ground import laws
from sim.present.fit_page import fit_page
from sim.questions.fit import Fit, Wanted, fit
from sim.questions.fit.writing import study_of, write
from tests.questions.fit.exports import plain


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return export(tmp_path_factory.mktemp("world"), past(study(), 24).live(0), dirty=True)


@pytest.fixture(scope="module")
def fitted(files: tuple[Path, Path]) -> Fit:
    return fit(Wanted([files[0]], [files[1]]), "you-run-it", calibrated=False)


@pytest.fixture(scope="module")
def page(fitted: Fit) -> str:
    return fit_page(fitted)


def test_what_the_data_say_is_fitted_with_n_and_interval(fitted: Fit) -> None:
    told = {one.path: one for one in fitted.draft.parameters}
    assert {
        "nature.defect_chance", "nature.clumping", "nature.diagnose.median", "nature.fix.sigma",
        "services.basket.nature.background", "services.stock.changes",
        "models.you-run-it.respond.delivery.acknowledge.median",
        "models.you-run-it.respond.delivery.acknowledge_out_of_hours.median",
    } <= set(told)  # fmt: skip
    for one in told.values():
        assert one.low <= one.value <= one.high
        assert one.n > 0
    line = study_of(fitted.draft).models["you-run-it"].respond["delivery"]  # type: ignore[union-attr]
    assert line.missed == 0  # calls made again are in the times that were observed
    chance = told["nature.defect_chance"]
    assert chance.low <= 0.03 <= chance.high


def test_what_the_data_do_not_say_is_listed(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    plain().to_csv(path, index=False)
    found = fit(Wanted([path]), calibrated=False)
    said = " ".join(found.draft.defaults)
    for word in ("Changes", "Severities", "Acknowledging", "Diagnosis", "Causes", "Traffic"):
        assert word in said
    assert not [one for one in found.draft.parameters if "diagnose" in one.path]


def test_the_scenario_is_sound_commented_and_says_the_same(
    fitted: Fit, page: str, tmp_path: Path
) -> None:
    out = tmp_path / "mine.toml"
    write(fitted.draft, out, page)
    text = out.read_text(encoding="utf-8")
    assert "# n = " in text
    assert fitted.history.observations.tallies[0].digest in text
    scenario = load_study(out).scenario
    told = {one.path: one.value for one in fitted.draft.parameters}
    background = scenario.nature_of("stock").background
    assert background == pytest.approx(told["services.stock.nature.background"], rel=1e-3)
    diagnose = scenario.nature.diagnose
    assert isinstance(diagnose, laws.Lognormal)
    assert diagnose.median == pytest.approx(told["nature.diagnose.median"], rel=1e-3)
    assert [impact.share for impact in scenario.nature.impacts] == [0.05, 0.3, 1.0]


def test_the_joint_uncertainty_has_a_column_a_path(fitted: Fit, tmp_path: Path) -> None:
    out = tmp_path / "mine.toml"
    write(fitted.draft, out)
    name = tomllib.loads(out.read_text(encoding="utf-8"))["uncertain"]["joint"]
    table = pd.read_parquet(tmp_path / name)
    assert list(table) == [one.path for one in fitted.draft.parameters]
    for one in fitted.draft.parameters:
        inside = table[one.path].between(one.low, one.high).mean()
        assert 0.84 < inside < 0.96, one.path


def test_observations_that_no_lognormal_fits_are_used_as_they_are(tmp_path: Path) -> None:
    table = plain(120)
    table["identified_at"] = table["start"] + pd.Timedelta("50min")
    table.loc[::2, "identified_at"] = table["start"] + pd.Timedelta("2min")
    table.to_csv(tmp_path / "x.csv", index=False)
    found = fit(Wanted([tmp_path / "x.csv"]), calibrated=False)
    write(found.draft, tmp_path / "mine.toml")
    law = load_study(tmp_path / "mine.toml").scenario.nature.diagnose
    assert isinstance(law, laws.Empirical)
    assert sorted(set(law.values)) == pytest.approx([2 / 60, 50 / 60], rel=1e-4)


def test_the_page_tells_each_law_and_every_row(fitted: Fit, page: str) -> None:
    assert page == fit_page(fitted)
    for text in ("What was read", "a copy of another row", "Diagnosis: quantiles of data and law",
                 "What the data don&#39;t say", "Incidents by month"):  # fmt: skip
        assert text in page


def test_who_is_busy_does_not_tell_how_soon_somebody_free_answers(tmp_path: Path) -> None:
    first = plain(60)
    first["acknowledged_at"] = first["start"] + pd.to_timedelta([4.0, 6.0] * 30, unit="min")
    second = first.assign(id=first["id"] + 100, start=first["start"] + pd.Timedelta("10min"))
    second["acknowledged_at"] = first["end"]
    pd.concat([first, second]).to_csv(tmp_path / "x.csv", index=False)
    history = fit(Wanted([tmp_path / "x.csv"]), calibrated=False).history
    assert history.overlapping == 60
    law = history.laws["acknowledge"]
    assert law.n + law.censored == 60
    assert 4 / 60 < law.median < 6 / 60


@pytest.mark.slow
def test_calibration_brings_totals_to_what_was_observed(tmp_path: Path) -> None:
    """Twice the restore time of the defaults, no stages: only the total is told."""
    table = plain(72)
    draws = pd.Series(range(72)) % 24 + 0.5
    table["end"] = table["start"] + pd.to_timedelta(0.6 * 1.18**draws, unit="h")
    table.to_csv(tmp_path / "x.csv", index=False)
    found = fit(Wanted([tmp_path / "x.csv"]), "you-run-it", workers=1)
    assert found.calibration is not None
    reached = {one.label: one for one in found.calibration.reached}
    for label in ("Incidents", "Time to restore, median"):
        assert reached[label].close
    restore = reached["Time to restore, median"]
    assert abs(restore.before / restore.observed - 1) > 0.15
    median = found.draft.value("nature.diagnose.median")
    assert median is not None
    assert median != pytest.approx(28 / 60, rel=0.05)


@pytest.mark.parametrize("broken", ["folder", "unwritable"])
def test_nothing_is_half_written(broken: str, fitted: Fit, tmp_path: Path) -> None:
    if broken == "folder":
        (tmp_path / "mine-data").mkdir()
        (tmp_path / "mine-data" / "diary.txt").write_text("private")
    else:
        (tmp_path / "mine-data").write_text("a file in the way")
    with pytest.raises(InputError):
        write(fitted.draft, tmp_path / "mine.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["mine-data"]


def test_an_unknown_support_model_is_said_before_anything_is_read() -> None:
    with pytest.raises(InputError, match="did you mean 'ops-run-it'"):
        fit(Wanted([Path("none.csv")]), "ops-runs-it")
