"""Cover by hour, target, stage of life and traffic; acknowledgement; how incidents are noticed."""

from tests.mechanisms.lines import BRIDGE, OWNERS_AN_HOUR_AWAY, outage
from tests.mechanisms.worlds import Fault, World

MONDAY_EVENING, TUESDAY_MORNING, FRIDAY_EVENING = 20, 34, 116
EVERY_FIX = 'fixes = ["restart", "operate", "code"], acknowledge = "0 s"'


def test_without_cover_at_night_an_incident_waits_for_the_next_working_day() -> None:
    world = World([Fault(at=FRIDAY_EVENING)])
    assert world.effect("teams.owners.on_duty.out_of_hours = 0") == {
        "shop#1 waiting_for_cover": (None, 61),
        "cost incident capex": (None, 3),
        **outage(3, 64),
    }


def test_a_line_that_nobody_is_on_at_night_passes_the_page_to_one_that_is() -> None:
    """The bridge is at home from five; the owners, who are on call, are paged as without it."""
    world = World([Fault(at=FRIDAY_EVENING)])
    assert world.effect(BRIDGE, "teams.bridge.on_duty.out_of_hours = 0") == {
        "bridge headcount": (None, [(0, 5)])
    }


def test_a_team_with_a_calendar_of_its_own_answers_when_it_works() -> None:
    """Nobody is on call, but from noon to midnight somebody is at work."""
    world = World(
        [Fault(at=MONDAY_EVENING)],
        scenario="calendars.late = { opens = 12, closes = 24 }",
        model="teams.owners.on_duty.out_of_hours = 0",
    )
    assert world.effect('teams.owners.calendar = "late"') == {
        "shop#1 waiting_for_cover": (13, None),
        **outage(16, 3),
    }


def test_cover_by_target_pages_a_rota_for_the_few_that_promise_more() -> None:
    world = World(
        [Fault(at=MONDAY_EVENING), Fault(at=MONDAY_EVENING, service="gold")],
        scenario='services.gold = { team = "red", target = "99.9%", exposure = "1 USD/h", '
        'changes = "0/y", traffic.start = "1/s" }',
        model='teams.owners.on_duty.out_of_hours = 0\nrespond.owners.when.hours = "working"',
    )
    rota = (
        'teams.rota = { scope = "team", on_duty = { working_hours = 0, out_of_hours = 1 }, '
        'pay = "standby", role = "developer", funding = "capex" }',
        f'respond.rota = {{ line = 1, team = "rota", {EVERY_FIX}, '
        'when = { hours = "out-of-hours", target_from = "99.9%" } }',
    )
    assert world.effect(*rota) == {
        "gold#1 waiting_for_cover": (13, None),
        "shop#2 queueing": (3, None),
        "hours owners/red": (6, 3),
        "hours rota/red": (None, 3),
        "cost incident capex": (6, 3),
        "cost outage loss none": (35, 19),
        "gold Q0 spent": (3600 * 16, 3600 * 3),
        "shop Q0 spent": (3600 * 19, 3600 * 16),
    }


def test_a_monitoring_team_may_take_only_the_many_that_promise_less() -> None:
    world = World(
        [Fault(at=10, fix="restart"), Fault(at=34, fix="restart", service="gold")],
        scenario='services.gold = { team = "red", target = "99.9%", exposure = "1 USD/h", '
        'changes = "0/y", traffic.start = "1/s" }',
        model=BRIDGE,
    )
    assert world.effect('respond.bridge.when.target_below = "99.9%"') == {
        "gold#2 acknowledging": (0.25, None),
        "gold#2 diagnosing": (0.5, 1),
        "hours bridge": (5.5, 2.75),
        "hours owners/red": (None, 3),
        "cost incident capex": (None, 3),
        "cost outage loss none": (5.5, 5.75),
        "gold Q0 spent": (3600 * 2.75, 3600 * 3),
    }


NIGHT_ROTA = (
    'teams.owners.on_duty.out_of_hours = 0\nrespond.owners.when.hours = "working"',
    'teams.rota = { scope = "team", on_duty = { working_hours = 0, out_of_hours = 1 }, '
    'pay = "standby", role = "developer", funding = "capex" }',
    f'respond.rota = {{ line = 1, team = "rota", {EVERY_FIX}, when.hours = "out-of-hours" }}',
)


def test_what_waits_at_the_end_of_a_shift_goes_to_the_next() -> None:
    """Whoever is on call works until 35; the second incident is the owners' from nine (33) on."""
    world = World([Fault(at=32), Fault(at=32.5)])
    assert world.effect(*NIGHT_ROTA) == {
        "shop#2 queueing": (2.5, 0.5),
        "hours owners/red": (6, 3),
        "hours rota/red": (None, 3),
        **outage(6, 4),  # together they never fail more than every request
    }


def test_who_is_reached_after_the_end_of_a_shift_passes_it_on() -> None:
    """Handed over for an hour until half past nine: the day's line gets it, after its hand-over."""
    world = World([Fault(at=32.5)], model=NIGHT_ROTA)
    assert world.effect('respond.rota.hand_over = "1 h"') == {
        "shop#1 handing_over": (None, 1),
        "hours rota/red": (3, None),
        "hours owners/red": (None, 3),
        "cost incident capex": (None, 3),
        **outage(3, 4),
    }


def test_unpaid_best_endeavours_may_not_be_reached_until_morning() -> None:
    world = World([Fault(at=MONDAY_EVENING), Fault(at=58)])
    assert world.effect('respond.owners.unreached = "60%"') == {
        "shop#1 waiting_for_cover": (None, 13),
        "cost incident capex": (3, 6),
        **outage(6, 19),
    }


def test_acknowledging_takes_its_time_by_the_hour_of_the_day() -> None:
    world = World([Fault(at=10), Fault(at=MONDAY_EVENING)])
    line = '[respond.owners]\nacknowledge = "15 min"\nacknowledge_out_of_hours = "30 min"'
    assert world.effect(line) == {
        "shop#1 acknowledging": (None, 0.25),
        "shop#2 acknowledging": (None, 0.5),
        "hours owners/red": (6, 6.75),
        "cost incident capex": (3, 3.25),
        **outage(6, 6.75),
    }
    assert world.effect('respond.owners.acknowledge = "15 min"') == {
        "shop#1 acknowledging": (None, 0.25),
        "shop#2 acknowledging": (None, 0.25),
        "hours owners/red": (6, 6.5),
        "cost incident capex": (3, 3.25),
        **outage(6, 6.5),
    }


DESK = (
    'teams.desk = { scope = "organisation", on_duty = { working_hours = 1, out_of_hours = 1 }, '
    'people = 6, pay = "shift", role = "desk", funding = "opex" }',
    'service_desk = { team = "desk", handles = "15 min", misroute = "0%" }',
)
SLOW_TELEMETRY = 'nature.detect = "4 h"\nnature.customer_reports = "30 min"'


def test_customers_of_a_full_outage_are_quicker_than_slow_telemetry() -> None:
    """A tenth of the requests takes them ten times as long: 5 h, and telemetry needs 4 h."""
    world = World([Fault(at=10), Fault(at=34, impact=0.1)], scenario=SLOW_TELEMETRY)
    assert world.effect(*DESK) == {
        "desk headcount": (None, [(0, 6)]),
        "shop customer_report": (None, [10.5]),
        "shop#1 undetected": (4, 0.75),
        "hours desk": (None, 0.25),
        **outage(7.7, 4.45),
    }


def test_telemetry_may_page_while_the_desk_still_handles_a_misrouted_report() -> None:
    world = World([Fault()], scenario=SLOW_TELEMETRY, model=DESK)
    misroutes = 'service_desk.misroute = "100%"'
    assert world.effect(misroutes) == {
        "shop misrouted": (None, [10.5]),
        "shop#1 undetected": (0.75, 1),
        "hours desk": (0.25, 0.5),
        **outage(3.75, 4),
    }
    soon = World([Fault()], scenario=SLOW_TELEMETRY.replace("4 h", "45 min"), model=DESK)
    assert soon.effect(misroutes) == {"shop misrouted": (None, [10.5])}


AFTER_LAUNCH, MUCH_LATER = 178, 682
"""Monday mornings of the second and the fifth week."""
OWNERS_AT_ONCE = {
    "shop#1 acknowledging": (0.25, None),
    "shop#1 diagnosing": (1.5, 1),
    "shop#1 handing_over": (1, None),
    "hours bridge": (1.5, 0.75),
    "cost outage loss none": (9.5, 7.75),
}


def test_hypercare_brings_the_owners_at_once_while_a_service_is_new() -> None:
    world = World(
        [Fault(at=AFTER_LAUNCH), Fault(at=MUCH_LATER)],
        scenario='services.shop.launches = "1 w"',
        model=[BRIDGE, OWNERS_AN_HOUR_AWAY],
    )
    hypercare = f'line = 0.4, team = "owners", {EVERY_FIX}, when = {{ since_launch = "2 w" }}'
    assert world.effect(f"respond.hypercare = {{ {hypercare} }}") == {
        **OWNERS_AT_ONCE,
        "shop Q0 spent": (3600 * 9.5, 3600 * 7.75),
    }


def test_peak_support_brings_them_while_traffic_is_high() -> None:
    world = World(
        [Fault(at=AFTER_LAUNCH), Fault(at=MUCH_LATER)],
        scenario='nature.peaks.sale = { starts = "01-08", ends = "01-10", factor = 2 }\n'
        'services.shop.traffic.peaks = ["sale"]',
        model=[BRIDGE, OWNERS_AN_HOUR_AWAY],
    )
    support = f'line = 0.4, team = "owners", {EVERY_FIX}, when = {{ in_peak = true }}'
    assert world.effect(f"respond.peak = {{ {support} }}") == {
        **OWNERS_AT_ONCE,
        "shop Q0 spent": (3600 * (2 * 4.75 + 4.75), 3600 * (2 * 3 + 4.75)),
    }
