"""The closed forms themselves, against tables, limits, laws they must obey and plain quadrature."""

import math

import pytest
from scipy.integrate import quad

from sim.ground.theory import availability, finance, flow, queues

NEAR = 1e-9


# Published tables: loads that N trunks carry at 1 % blocking, in erlangs.
@pytest.mark.parametrize(("people", "offered"), [(1, 0.0101), (5, 1.361), (10, 4.461), (20, 12.03)])
def test_erlang_b_agrees_with_the_traffic_tables(people: int, offered: float) -> None:
    assert queues.erlang_b(people, offered) == pytest.approx(0.01, abs=5e-5)


@pytest.mark.parametrize(
    ("people", "offered", "chance"),
    [(1, 0.7, 0.7), (2, 1.0, 1 / 3), (3, 2.0, 4 / 9), (5, 4.0, 0.5541), (10, 8.0, 0.4092)],
)
def test_erlang_c_agrees_with_the_tables(people: int, offered: float, chance: float) -> None:
    assert queues.erlang_c(people, offered) == pytest.approx(chance, abs=5e-5)


def test_erlang_c_is_the_sum_that_erlang_wrote() -> None:
    people, offered = 4, 3.2
    tail = offered**people / math.factorial(people) * people / (people - offered)
    head = sum(offered**n / math.factorial(n) for n in range(people))
    assert queues.erlang_c(people, offered) == pytest.approx(tail / (head + tail), rel=NEAR)


def test_a_team_that_cannot_carry_its_load_has_no_steady_state() -> None:
    with pytest.raises(ValueError, match="2 people can't carry a load of 2"):
        queues.erlang_c(2, 2.0)


def test_one_person_is_mm1() -> None:
    assert queues.mmc_wait(0.6, 1.0, 1) == pytest.approx(0.6 / 0.4, rel=NEAR)
    assert queues.mmc_in_system(0.6, 1.0, 1) == pytest.approx(0.6 / 0.4, rel=NEAR)
    assert queues.mmc_waits_longer(0.6, 1.0, 1, 2.0) == pytest.approx(
        0.6 * math.exp(-0.8), rel=NEAR
    )


def test_the_mean_wait_is_the_integral_of_its_tail() -> None:
    area, _ = quad(lambda t: queues.mmc_waits_longer(2.0, 1.0, 3, t), 0, math.inf)
    assert queues.mmc_wait(2.0, 1.0, 3) == pytest.approx(area, rel=1e-7)


def test_work_that_varies_like_exponential_waits_like_mm1_and_fixed_work_half_of_it() -> None:
    assert queues.mg1_wait(0.6, 1.0, 1.0) == pytest.approx(queues.mmc_wait(0.6, 1.0, 1), rel=NEAR)
    assert queues.mg1_wait(0.6, 1.0, 0.0) == pytest.approx(0.75, rel=NEAR)


def test_lognormal_moments() -> None:
    assert queues.lognormal_mean(28, 1.23) == pytest.approx(59.66, abs=0.01)
    assert queues.lognormal_square_of_variation(math.sqrt(math.log(2))) == pytest.approx(1.0)


@pytest.mark.parametrize("people", [1, 2, 5])
def test_priorities_conserve_the_mean_wait(people: int) -> None:
    """Kleinrock: who goes first only moves waiting from one class to another."""
    rates = [0.2 * people, 0.3 * people, 0.3 * people]
    waits = queues.mmc_priority_waits(rates, 1.0, people)
    mean = sum(r * w for r, w in zip(rates, waits, strict=True)) / sum(rates)
    assert mean == pytest.approx(queues.mmc_wait(sum(rates), 1.0, people), rel=NEAR)
    assert waits == sorted(waits)


def test_priorities_of_one_person_agree_with_cobham() -> None:
    assert queues.mg1_priority_waits([0.3, 0.4], 1.0, 1.0) == pytest.approx(
        queues.mmc_priority_waits([0.3, 0.4], 1.0, 1), rel=NEAR
    )
    assert queues.mg1_priority_waits([0.5], 1.0, 0.0) == pytest.approx([0.5], rel=NEAR)


def test_limited_room_lies_between_erlang_b_and_erlang_c() -> None:
    lost, wait = queues.limited_room(2.0, 1.0, 3, 3)
    assert (lost, wait) == pytest.approx((queues.erlang_b(3, 2.0), 0.0), abs=NEAR)
    lost, wait = queues.limited_room(2.0, 1.0, 3, 300)
    assert (lost, wait) == pytest.approx((0.0, queues.mmc_wait(2.0, 1.0, 3)), rel=1e-7)


def test_mm1k_has_its_textbook_form() -> None:
    load, room = 0.8, 4
    lost, _ = queues.limited_room(load, 1.0, 1, room)
    assert lost == pytest.approx((1 - load) * load**room / (1 - load ** (room + 1)), rel=NEAR)


def test_machines_with_a_repairer_each_never_wait() -> None:
    down, wait = queues.machine_repair(4, 10.0, 2.0, 4)
    assert down == pytest.approx(4 * (1 - availability.alternating_renewal(10.0, 2.0)), rel=NEAR)
    assert wait == pytest.approx(0.0, abs=NEAR)


def test_one_repairer_of_many_machines_is_never_idle() -> None:
    down, _ = queues.machine_repair(100, 1.0, 1.0, 1)
    assert 100 - down == pytest.approx(1.0, rel=1e-6)


def test_availability() -> None:
    assert availability.alternating_renewal(20, 5) == pytest.approx(0.8)
    assert availability.nothing_running(0.001, 1) == pytest.approx(
        availability.of_rare_faults(0.001, 1, 1), abs=1e-6
    )


@pytest.mark.parametrize(("target", "minutes"), [(0.99, 1296), (0.999, 129.6), (0.9999, 12.96)])
def test_a_quarter_allows_what_the_workbook_says(target: float, minutes: float) -> None:
    assert availability.allowed_seconds(target, 90) / 60 == pytest.approx(minutes, rel=NEAR)


@pytest.mark.parametrize(("share", "hours", "rate"), [(0.02, 1, 14.4), (0.05, 6, 6), (0.1, 72, 1)])
def test_burn_rates_of_the_workbook(share: float, hours: float, rate: float) -> None:
    assert availability.burn_rate(share, hours, 30) == pytest.approx(rate, rel=NEAR)


def test_a_night_and_a_weekend_without_cover() -> None:
    closed = flow.OFFICE_HOURS_CLOSED
    assert flow.cover_wait(closed) == pytest.approx(15.2, abs=0.05)
    assert flow.cover_wait_if_closed(closed) == pytest.approx(20.0, rel=NEAR)
    assert flow.closed_share(closed) == pytest.approx(0.762, abs=5e-4)


def test_boards_windows_and_batches() -> None:
    assert flow.board_wait(168, 96) == 180
    assert flow.window_wait(24, 0) == 12
    assert flow.window_wait(24, 24) == 0
    assert flow.batch_size(0.1, 200) == pytest.approx(20, rel=1e-6)
    assert flow.batch_failure(0.02, 20) == pytest.approx(0.3324, abs=5e-5)
    # A batch of Poisson size k fails with 1 − (1 − p)^k; sum over k.
    mean = 3.0
    weights = [math.exp(-mean) * mean**k / math.factorial(k) for k in range(60)]
    failing = sum(w * flow.batch_failure(0.1, k) for k, w in enumerate(weights))
    assert flow.any_batch_failure(0.1, 1.0, mean) == pytest.approx(failing / (1 - weights[0]))


def test_growth_integrals_are_integrals() -> None:
    area, _ = quad(lambda t: 2 ** (t / 3), 0, 7)
    assert flow.exponential_growth(7, 3) == pytest.approx(area, rel=1e-9)

    def sigmoid(t: float) -> float:
        return 1 / (1 + math.exp(-(t - 4) / 1.5))

    def level(t: float) -> float:
        return 1 + 5 * (sigmoid(t) - sigmoid(0)) / (1 - sigmoid(0))

    area, _ = quad(level, 0, 7)
    assert flow.logistic_growth(7, 6, 4, 1.5) == pytest.approx(area, rel=1e-9)
    assert flow.step_growth(10, [(2, 3.0), (5, 0.5)]) == pytest.approx(2 + 9 + 2.5)


def test_improving_operability_is_an_integral() -> None:
    area, _ = quad(lambda t: 1.6 ** (math.exp(-0.4 * t) - 1), 0, 5)
    assert flow.improving_operability(5, 0.4, 1.6) == pytest.approx(area, rel=1e-9)


def test_clumping_adds_to_the_dispersion() -> None:
    assert flow.clumped_dispersion(10, 0) == 1
    assert flow.clumped_dispersion(14, 0.17) == pytest.approx(3.38)


@pytest.mark.parametrize(
    ("deploys", "failing", "hours", "cost"),
    [(730, 0.075, 0.5, 13.69), (209, 0.075, 4, 31.35), (32, 0.075, 8, 9.6), (7, 0.53, 120, 222.6)],
)
def test_downtime_costs_what_dora_published(
    deploys: int, failing: float, hours: float, cost: float
) -> None:
    found = finance.downtime_cost(deploys, failing, hours, 500_000) / 1e6
    assert found == pytest.approx(cost, abs=0.005)


def test_straight_line_writes_off_everything_and_no_more() -> None:
    assert [finance.straight_line(1200.0, 4, age) for age in (-1, 0, 1, 4, 9)] == [
        0, 0, 300, 1200, 1200,
    ]  # fmt: skip


def test_net_present_value_at_no_interest_is_a_sum_and_at_the_internal_rate_nothing() -> None:
    assert finance.net_present_value(0.0, [-3.0, 1.0, 5.0]) == 3.0
    assert finance.net_present_value(0.1, [-100.0, 110.0]) == pytest.approx(0.0, abs=NEAR)


@pytest.mark.parametrize("rate", [0.0, 0.002, 0.05])
def test_an_annuity_is_worth_its_payments(rate: float) -> None:
    flows = [0.0, *[250.0] * 12]
    value = finance.annuity_value(rate, 12, 250.0)
    assert value == pytest.approx(finance.net_present_value(rate, flows), rel=NEAR)
    assert finance.annuity_payment(rate, 12, value) == pytest.approx(250.0, rel=NEAR)
