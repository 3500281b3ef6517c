from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sim.documents.scenario import Scenario
from sim.nature.tape import Candidates, Cause, ServiceTape, Tape, draw, working_windows

GRID = 2**20
SERVICE = {
    "team": "shop",
    "target": "99%",
    "exposure": "7000 USD/h",
    "changes": "250/y",
    "traffic": {"start": "5/s"},
}
GROWING = {"start": "5/s", "growth": {"kind": "exponential", "doubling": "180 d"}}
PLAIN_NATURE = {"clumping": 0.0, "clumping_shared": 0.0, "operability": {"faults": 1.0}}


def scenario(services: dict[str, Any] | None = None, **more: Any) -> Scenario:
    lines = {
        "title": "A shop",
        "question": "What happens?",
        "start": date(2026, 1, 5),
        "horizon": "1 y",
        "compare": ["you-run-it"],
        "teams": {"shop": {"domain": "retail"}},
        "services": {"a": SERVICE} if services is None else services,
    }
    return Scenario.model_validate({**lines, **more})


def as_bytes(tape: ServiceTape) -> bytes:
    columns = [getattr(tape.faults, name) for name in Candidates.__dataclass_fields__]
    everything = [tape.ready_at, tape.of_changes("deployment"), tape.traffic.curve.until, *columns]
    return b"".join(np.ascontiguousarray(column).tobytes() for column in everything)


def of_cause(tape: Tape, cause: Cause, service: str = "a") -> np.ndarray:
    faults = tape.services[service].faults
    return np.asarray(faults.born_at[faults.cause == cause])


def poisson_interval(expected: float) -> tuple[float, float]:
    """99.9 % of all Poisson counts with this mean lie here."""
    low, high = stats.poisson.interval(0.999, expected)
    return float(low), float(high)


def test_the_same_seed_and_replication_are_the_same_bytes() -> None:
    world = scenario({"a": {**SERVICE, "traffic": GROWING}})
    first, again = draw(world, 3).services["a"], draw(world, 3).services["a"]
    assert as_bytes(first) == as_bytes(again)


def test_another_seed_or_replication_is_another_run() -> None:
    runs = [draw(scenario(seed=seed), k) for seed, k in ((1, 0), (1, 1), (2, 0))]
    assert len({as_bytes(run.services["a"]) for run in runs}) == 3


def test_services_are_named_not_ordered() -> None:
    alone = draw(scenario(), 0)
    for services in ({"b": SERVICE, "a": SERVICE}, {"a": SERVICE, "a/what": SERVICE}):
        together = draw(scenario(services), 0)
        assert as_bytes(together.services["a"]) == as_bytes(alone.services["a"])
    other = draw(scenario({"b": SERVICE}), 0)
    assert as_bytes(other.services["b"]) != as_bytes(alone.services["a"])


def test_draws_has_a_name_and_no_turn() -> None:
    tape = draw(scenario(), 0)
    late = tape.uniform("review", "a", 17)
    assert tape.uniform("review", "a", 3) != late
    assert tape.uniform("detection", "a", 17) != late
    assert tape.uniform("review", "a", 17) == late


def test_changes_to_what_changes_a_service_leave_its_other_draws_alone() -> None:
    quiet = draw(scenario({"a": {**SERVICE, "changes": "10/y"}}), 0)
    busy = draw(scenario(), 0)
    for cause in (Cause.BACKGROUND, Cause.CAPACITY):
        assert of_cause(quiet, cause).tolist() == of_cause(busy, cause).tolist()


def test_fewer_defects_are_a_subset_with_the_same_attributes() -> None:
    def defects(chance: str) -> dict[int, tuple[float, ...]]:
        faults = draw(scenario(nature={"defect_chance": chance}), 0).services["a"].faults
        rows = zip(
            faults.cause, faults.number, faults.impact, faults.diagnose, faults.fix, strict=True
        )
        return {int(n): tuple(map(float, rest)) for c, n, *rest in rows if c == Cause.CHANGE}

    rare, frequent = defects("5%"), defects("20%")
    assert 0 < len(rare) < len(frequent)
    assert rare.items() <= frequent.items()


def test_thinning_one_tape_gives_subsets_at_the_rate_asked_for() -> None:
    ceiling, n = 1.6, 300
    world = scenario(nature={"clumping": 0.0, "clumping_shared": 0.0, "background": "12/y"})
    accept = [
        faults.accept[faults.cause == Cause.BACKGROUND]
        for k in range(n)
        for faults in [draw(world, k).services["a"].faults]
    ]
    for factor in (1 / 1.6, 1.0, 1.6):
        accepted = sum(int(np.sum(draws < factor / ceiling)) for draws in accept)
        low, high = poisson_interval(12 * factor * n)
        assert low <= accepted <= high
        assert (high - low) / (12 * factor * n) < 0.15


def test_counts_are_poisson_around_the_integral_of_the_rate() -> None:
    n = 300
    nature = {**PLAIN_NATURE, "background": "12/y", "background_with_traffic": 1.0}
    world = scenario({"a": {**SERVICE, "traffic": GROWING}}, nature=nature)
    counts = np.array([len(of_cause(draw(world, k), Cause.BACKGROUND)) for k in range(n)])
    # The whole last day is drawn, and cut at the horizon: 365.25 days.
    days, doubling = 365.25, 180.0
    expected = 12 / days * doubling / np.log(2) * (2 ** (days / doubling) - 1)
    low, high = poisson_interval(expected * n)
    assert low <= counts.sum() <= high
    assert (high - low) / (expected * n) < 0.1
    dispersion = counts.var(ddof=1) / counts.mean() * (n - 1)
    assert stats.chi2.ppf(0.0005, n - 1) < dispersion < stats.chi2.ppf(0.9995, n - 1)


def test_faults_come_when_there_is_traffic() -> None:
    nature = {**PLAIN_NATURE, "background": "40/y", "background_with_traffic": 1.0}
    world = scenario({"a": {**SERVICE, "traffic": GROWING}}, nature=nature)
    at = np.concatenate([of_cause(draw(world, k), Cause.BACKGROUND) for k in range(40)])
    curve = draw(world, 0).services["a"].traffic.curve
    # Time measured in requests passes evenly between faults.
    share = curve.before_array(at) / curve.before(world.horizon)
    assert stats.kstest(share, "uniform").pvalue > 0.001
    assert stats.kstest(at / world.horizon, "uniform").pvalue < 0.001


@pytest.mark.parametrize("clumping", [0.0, 0.5, 2.0])
def test_months_are_as_clumped_as_the_parameter_says(clumping: float) -> None:
    rate, n = 3.0, 250
    nature = {**PLAIN_NATURE, "clumping": clumping, "background": f"{12 * rate}/y"}
    world = scenario(nature=nature, start=date(2026, 1, 1), horizon="365 d")
    edges = 24.0 * np.cumsum([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
    counts = [np.histogram(of_cause(draw(world, k), Cause.BACKGROUND), edges)[0] for k in range(n)]
    scaled = np.array(counts) / (np.diff(edges) / 730.5)  # a month of mean length
    mean, variance = scaled.mean(), scaled.var(ddof=1)
    months = 12 * n
    assert mean == pytest.approx(rate, rel=4 * np.sqrt((1 / rate + clumping) / months))
    # Variance = mean + clumping × mean²; the tolerance is four standard errors of a variance.
    excess = float(stats.kurtosis(scaled.ravel(), fisher=False))
    tolerance = 4 * np.sqrt((excess - 1) / months)
    assert variance == pytest.approx(rate + clumping * rate**2, rel=tolerance)
    assert tolerance < 0.4


def test_capacity_faults_follow_doublings_and_none_comes_with_the_start() -> None:
    n = 300
    nature = {**PLAIN_NATURE, "capacity_per_doubling": 2.0}
    world = scenario({"a": {**SERVICE, "traffic": GROWING}}, nature=nature)
    at = np.concatenate([of_cause(draw(world, k), Cause.CAPACITY) for k in range(n)])
    expected = 2.0 * (365.25 - 7) / 180
    low, high = poisson_interval(expected * n)
    assert low <= len(at) <= high
    assert at.min() >= 6 * 24


@pytest.mark.parametrize(
    "traffic",
    [
        {"start": "5/s"},
        {
            "start": "5/s",
            "growth": {"kind": "logistic", "to": "1/s", "midpoint": "90 d", "spread": "9 d"},
        },
        {"start": "5/s", "shape": "office"},
    ],
)
def test_traffic_that_does_not_grow_outgrows_nothing(traffic: dict[str, Any]) -> None:
    office = {"day": [1] * 24, "week": [3, 1, 1, 1, 1, 0, 0]}
    world = scenario({"a": {**SERVICE, "traffic": traffic}}, nature={"shapes": {"office": office}})
    assert all(len(of_cause(draw(world, k), Cause.CAPACITY)) == 0 for k in range(10))


def test_a_late_launch_brings_no_burst_and_no_faults_before() -> None:
    late = {**SERVICE, "traffic": GROWING, "launches": "200 d"}
    nature = {"background": "40/y", "background_with_traffic": 0.0}
    for k in range(20):
        tape = draw(scenario({"a": late}, nature=nature), k)
        assert tape.services["a"].ready_at.min() >= 200 * 24
        assert np.nanmin(tape.services["a"].faults.born_at) >= 200 * 24
        assert np.all(of_cause(tape, Cause.CAPACITY) >= 206 * 24)


def test_changes_become_ready_at_their_rate_in_working_time_only() -> None:
    n = 60
    calendar = {
        "opens": 8.5,
        "closes": 16.75,
        "weekdays": ["Mon", "Wednesday", "sat"],
        "holidays": [date(2026, 3, 2)],
    }
    world = scenario(calendar=calendar)
    ready = [draw(world, k).services["a"].ready_at for k in range(n)]
    windows = working_windows(world)
    assert all(windows.is_open(t) for at in ready for t in at.tolist())
    assert all(np.all(np.diff(at) >= 0) and at[-1] < world.horizon for at in ready)
    # The first 52 weeks set the pace, so a year of 365.25 days may have a few hours more or less.
    open_year = windows.open_hours(0, 52 * 168)
    expected = 250 / 8766 * 52 * 168 * windows.open_hours(0, world.horizon) / open_year * n
    low, high = poisson_interval(expected)
    assert low <= sum(map(len, ready)) <= high
    assert expected == pytest.approx(250 * n, rel=0.01)
    assert (high - low) / expected < 0.06


def test_a_longer_horizon_keeps_everything_that_happened() -> None:
    services = {"a": {**SERVICE, "traffic": GROWING}}
    for k in range(5):
        short = draw(scenario(services, horizon="90 d"), k).services["a"]
        long = draw(scenario(services, horizon="2 y"), k).services["a"]
        kept = long.ready_at < 90 * 24
        assert long.ready_at[kept].tolist() == short.ready_at.tolist()
        drawn = (tape.of_changes("deployment") for tape in (long, short))
        assert next(drawn)[kept].tolist() == next(drawn).tolist()
        for cause in Cause:
            mine, theirs = (tape.faults.cause == cause for tape in (short, long))
            for column in ("number", "born_at", "accept", "impact", "diagnose", "shows_after"):
                some = getattr(short.faults, column)[mine]
                more = getattr(long.faults, column)[theirs][: len(some)]
                np.testing.assert_array_equal(more, some)


@settings(max_examples=25, deadline=None)
@given(
    horizon=st.sampled_from(["1 h", "10 min", "9.5 h", "1 d", "37 h", "400 d", "101 y"]),
    changes=st.sampled_from(["0/y", "250/y", "100/h"]),
    defect_chance=st.sampled_from(["0%", "2%", "100%"]),
    clumping=st.sampled_from([0.0, 0.17, 50.0]),
    replication=st.integers(0, 1000),
)
def test_every_tape_is_sound(
    horizon: str, changes: str, defect_chance: str, clumping: float, replication: int
) -> None:
    changes = "1/y" if horizon == "101 y" and changes == "100/h" else changes
    world = scenario(
        {"a": {**SERVICE, "changes": changes}},
        horizon=horizon,
        nature={
            "defect_chance": defect_chance,
            "clumping": clumping,
            "clumping_shared": 0.0 if defect_chance == "100%" else clumping,
        },
    )
    tape = draw(world, replication).services["a"]
    faults, working = tape.faults, working_windows(world)
    assert all(working.is_open(t) for t in tape.ready_at[:200].tolist())
    assert np.all(tape.ready_at < world.horizon)
    born = faults.born_at[faults.cause != Cause.CHANGE]
    for instants in (tape.ready_at, born):
        assert np.all((instants >= 0) & (instants < world.horizon))
        assert np.all(instants * GRID == np.round(instants * GRID))
    assert np.all((faults.accept >= 0) & (faults.accept < 1))
    assert np.all((faults.impact > 0) & (faults.impact <= 1))
    assert np.all(faults.diagnose >= 0)
    assert np.all(np.isin(faults.fix_kind, [0, 1, 2]))
    assert set(faults.number[faults.cause == Cause.CHANGE]) <= set(range(len(tape.ready_at)))
    if defect_chance == "100%":
        assert np.sum(faults.cause == Cause.CHANGE) == len(tape.ready_at)


def test_a_world_that_never_works_has_no_changes() -> None:
    every_day = [date.fromordinal(date(2026, 1, 5).toordinal() + d) for d in range(-1, 800)]
    world = scenario(calendar={"holidays": every_day})
    assert len(draw(world, 0).services["a"].ready_at) == 0


def test_a_horizon_before_the_first_working_hour_has_no_changes() -> None:
    world = scenario({"a": {**SERVICE, "changes": "1000/h"}}, horizon="9 h")
    assert len(draw(world, 0).services["a"].ready_at) == 0
    first_minute = scenario({"a": {**SERVICE, "changes": "1000/h"}}, horizon="9.1 h")
    # All of a week's changes fall into its 40 working hours.
    low, high = poisson_interval(1000 * 168 / 40 * 0.1)
    assert low <= len(draw(first_minute, 0).services["a"].ready_at) <= high
