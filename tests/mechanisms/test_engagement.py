"""The life cycle with SREs: thresholds, reviews, what SREs do off call, and how it ends."""

import pytest

from sim.engine.log import EventKind
from sim.records.metrics import METRICS
from tests.mechanisms.lines import CRITICAL, GROWS, REQUESTED, REVIEWED, SRE
from tests.mechanisms.worlds import Fault, World

LEVEL = 0.5
"""Operability, noted with every step of the life cycle."""
AT_SRE = 610
"""Friday at ten, 200 requests a second, after the SREs have taken the rota."""


def test_sres_take_the_rota_when_traffic_is_critical_and_a_review_passed() -> None:
    assert World([Fault(at=AT_SRE)], scenario=GROWS).effect(SRE) == {
        "sre headcount": (None, [(0, 8)]),
        "shop review_requested": (None, [(REQUESTED, LEVEL)]),
        "shop review_started": (None, [(REQUESTED, LEVEL)]),
        "shop review_passed": (None, [(REVIEWED, LEVEL)]),
        "shop shared_rota": (None, [(REVIEWED, LEVEL)]),
        "shop sre_rota": (None, [(CRITICAL, LEVEL)]),
        "shop Q0 stage": ("team", "sre"),
        "shop#1 acknowledging": (None, 0.25),
        "hours owners/red": (3, None),
        "hours sre": (None, 3.25),
        "cost incident capex": (3, None),
        "cost outage loss none": (3, 3.25),
        "shop Q0 spent": (3 * 200 * 3600, 3.25 * 200 * 3600),
    }


def test_a_threshold_that_traffic_never_reaches_changes_nothing() -> None:
    world = World([Fault(at=AT_SRE)], scenario=GROWS)
    assert world.effect(SRE, "engagement.substantial = 201\nengagement.critical = 300") == {
        "sre headcount": (None, [(0, 8)])
    }


TWIN = f"""
{GROWS.replace("shop", "twin")}
services.twin.team = "red"
services.twin.target = "99%"
services.twin.exposure = "1 USD/h"
services.twin.changes = "0/y"
"""


def test_few_reviewers_make_a_queue() -> None:
    """Two services ask at once; the second has to wait for the week of the first."""
    world = World(scenario=GROWS + TWIN, model=SRE)
    assert world.effect("engagement.reviewers = 2") == {
        "twin review_started": ([(REVIEWED, LEVEL)], [(REQUESTED, LEVEL)]),
        "twin review_passed": ([(CRITICAL, LEVEL)], [(REVIEWED, LEVEL)]),
        "twin shared_rota": ([(CRITICAL, LEVEL)], [(REVIEWED, LEVEL)]),
    }


def test_a_review_is_harder_to_pass_with_less_operability() -> None:
    """60 % at a level of 0.5, 60 % to the power of 1.4 at 0.3: below the 0.5 that is drawn."""
    world = World(scenario=GROWS, model=[SRE, 'engagement.passes = "60%"'])
    assert world.effect(scenario='nature.operability.initial = "30%"') == {
        "shop review_requested": ([(REQUESTED, 0.5)], [(REQUESTED, 0.3)]),
        "shop review_started": ([(REQUESTED, 0.5)], [(REQUESTED, 0.3)]),
        "shop review_passed": ([(REVIEWED, 0.5)], None),
        "shop review_failed": (None, [(REVIEWED, 0.3)]),
        "shop shared_rota": ([(REVIEWED, 0.5)], None),
        "shop sre_rota": ([(CRITICAL, 0.5)], None),
        "shop Q0 stage": ("sre", "team"),
    }


def test_who_failed_may_ask_again_later() -> None:
    world = World(scenario=GROWS, model=[SRE, 'engagement.passes = "40%"'])
    weeks = [(REQUESTED, 0.5), (REQUESTED + 3 * 168, 0.5), (REQUESTED + 6 * 168, 0.5)]
    reviewed = [(at + 168, 0.5) for at, _ in weeks]
    assert world.effect('engagement.retry_after = "2 w"') == {
        "shop review_requested": ([weeks[0]], weeks),
        "shop review_started": ([weeks[0]], weeks),
        "shop review_failed": ([reviewed[0]], reviewed[:2]),
        "shop Q0 stage": ("team", "review"),
    }


def recurring(every: str, horizon: str) -> str:
    """Faults come back; an hour of engineering time is an hour of the clock."""
    return f"""{GROWS}
horizon = "{horizon}"
nature.recurs = "{every}"
prices.working_hours_per_year = 8766
"""


ENGINEERING = """
engagement.engineering = { share = "50%", automates = "50%", reviewers = 2.5 }
"""
"""Four of eight SREs off call, half of that for automation: 40 hours of work take 20."""


def test_sres_automate_what_recurs_away() -> None:
    """It is back every 13.25 hours; automated at 633.25, it does not come a third time."""
    fault = Fault(at=AT_SRE, fix="restart", improve=40.0)
    world = World([fault], scenario=recurring("10 h", "27 d"), model=SRE)
    third = AT_SRE + 2 * 13.25
    assert world.effect(ENGINEERING) == {
        "shop automated": (None, [AT_SRE + 3.25 + 20]),
        "shop#3": ((third, "restart"), None),
        "shop#3 impact": (1, None),
        "shop#3 acknowledging": (0.25, None),
        "shop#3 diagnosing": (1, None),
        "shop#3 fixing": (2, None),
        "hours sre": (9.75, 6.5),
        "cost outage loss none": (9.75, 6.5),
        "shop Q0 spent": (9.75 * 200 * 3600, 6.5 * 200 * 3600),
    }


def test_engineering_time_is_limited_and_a_fault_is_automated_once() -> None:
    """Two faults share the time: the second is done 20 hours after the first, and no later."""
    shown = AT_SRE, AT_SRE + 15
    faults = [Fault(at=at, fix="restart", improve=40.0) for at in shown]
    world = World(faults, scenario=recurring("10 h", "40 d"), model=SRE)
    first = AT_SRE + 3.25 + 20
    assert list(world.run(ENGINEERING).select(EventKind.AUTOMATED)["at"]) == [first, first + 20]


def test_a_readiness_review_takes_engineers_away() -> None:
    late = (
        'services.late = { team = "red", target = "99%", exposure = "1 USD/h", changes = "0/y", '
        'traffic = { start = "1/s", growth = { kind = "steps", steps = [["23 d", 30]] } } }'
    )
    world = World(
        [Fault(at=AT_SRE, fix="restart", improve=40.0)],
        scenario=recurring("1000 h", "30 d") + late,
        model=[SRE, ENGINEERING],
    )
    automated = AT_SRE + 3.25 + 40 / ((8 * 0.5 - 2.5) * 0.5)
    assert world.effect("engagement.engineering.reviewers = 0") == {
        "shop automated": ([pytest.approx(automated, abs=1e-5)], [AT_SRE + 3.25 + 20])
    }


SALARY = 'prices.salaries.sre = "8766 USD/y"'
"""1 USD an hour, day and night."""


def test_operating_budgets_are_squeezed_again_and_again() -> None:
    world = World(scenario=f"{GROWS}\n{SALARY}", model=SRE)
    squeezed = [(0, 8), (336, 6), (672, 4), (1008, 3)]
    assert world.effect('engagement.squeeze = { every = "2 w", cut = "25%" }') == {
        "sre headcount": ([(0, 8)], squeezed),
        "cost run capex": (8 * 1344, 336 * (8 + 6 + 4 + 3)),
    }


def test_a_capital_budget_may_not_be_renewed() -> None:
    """At hour 720 the SREs are gone; the next incident is the owners' again."""
    world = World(
        [Fault(at=682), Fault(at=778)], scenario=f"{GROWS}\n{SALARY}", model=SRE
    )  # fmt: skip
    assert world.effect('engagement.renewal = { every = "30 d", lapses = "60%" }') == {
        "shop sre_disbanded": (None, [720]),
        "shop handed_back": (None, [(720, LEVEL)]),
        "sre headcount": ([(0, 8)], [(0, 8), (720, 0)]),
        "shop Q0 stage": ("sre", "handed-back"),
        "shop#2 acknowledging": (0.25, None),
        "hours sre": (6.5, 3.25),
        "hours owners/red": (None, 3),
        "cost incident capex": (None, 3),
        "cost run capex": (8 * 1344, 8 * 720),
        "cost outage loss none": (6.5, 6.25),
        "shop Q0 spent": (6.5 * 200 * 3600, 6.25 * 200 * 3600),
    }
    assert world.effect('engagement.renewal = { every = "30 d", lapses = "50%" }') == {}


def test_a_rota_is_shared_for_a_while_however_high_the_traffic() -> None:
    quickly = World([], scenario=GROWS, model=SRE)
    later = REVIEWED + 336
    assert quickly.effect('engagement.shared_at_least = "2 w"') == {
        "shop sre_rota": ([(CRITICAL, LEVEL)], [(later, LEVEL)]),
    }


HALF = [SRE, 'engagement = { passes = "50%", retry_after = "1 w" }']


def test_what_failed_is_what_is_worked_on_so_a_second_try_is_shorter() -> None:
    """A week for the first, 42 hours for each after a failure; a week between them."""
    reviews = World(scenario=GROWS, model=HALF)
    whole, rest = (reviews.run(line).select(EventKind.REVIEW_FAILED)["at"].tolist() for line in (
        "", 'engagement.further_review = "25%"'
    ))  # fmt: skip
    assert whole == [REVIEWED, REVIEWED + 336, REVIEWED + 672]
    assert rest == [REVIEWED + 210 * tries for tries in range(5)]


HIRED_LATER = 'engagement = { hired = "first-asked", hiring = "10 d" }'


def test_sres_are_hired_when_a_service_first_asks_and_paid_from_the_day_they_come() -> None:
    """Asked for on the ninth day, there on the nineteenth; the review can begin then."""
    world = World([Fault(at=AT_SRE)], scenario=f"{GROWS}\n{SALARY}", model=SRE)
    there, over = REQUESTED + 240, REQUESTED + 240 + 168
    assert world.effect(HIRED_LATER) == {
        "sre headcount": ([(0, 8)], [(there, 8)]),
        "shop review_started": ([(REQUESTED, LEVEL)], [(there, LEVEL)]),
        "shop review_passed": ([(REVIEWED, LEVEL)], [(over, LEVEL)]),
        "shop shared_rota": ([(REVIEWED, LEVEL)], [(over, LEVEL)]),
        "shop sre_rota": ([(CRITICAL, LEVEL)], [(over, LEVEL)]),
        "cost run capex": (8 * 1344, 8 * (1344 - there)),
    }


def test_a_rota_that_comes_later_is_set_up_licensed_and_paid_later() -> None:
    paid = 'teams.sre.pay = "standby"'
    prices = """
prices.onboarding = "10 h"
prices.licence = "8766 USD/y"
prices.standby = "168 USD/week"
prices.salaries.sre = "1760 USD/y"
"""
    ledger = World(scenario=GROWS + prices, model=[SRE, paid]).run(HIRED_LATER).ledger
    mine = ledger[ledger["team"].eq("sre") & ledger["amount"].ne(0)]
    there = REQUESTED + 240
    setup = mine[mine["line"].eq("setup")]
    assert setup[["at", "amount"]].to_numpy().tolist() == [[there, 80]]
    licences = mine[mine["unit"].eq("licence-years")]
    assert licences["amount"].sum() == pytest.approx(8 * (1344 - there))
    standby = mine[mine["line"].eq("standby")]
    assert standby["amount"].sum() == pytest.approx(1344 - there)


def test_whom_nobody_asks_for_is_never_hired() -> None:
    world = World(scenario=SALARY, model=[SRE, HIRED_LATER, 'teams.sre.pay = "standby"'])
    run = world.run()
    assert run.ledger["amount"].sum() == 0
    assert METRICS["people_on_call_out_of_hours"].of(run) == 0
    strikes = 'shocks = [{ kind = "headcount", role = "sre", people = 3, at = "1 d" }]'
    assert world.effect(scenario=strikes) == {}


SIDE_BY_SIDE = ENGINEERING.replace("2.5 }", "2 }")
"""Four SREs off call, of whom a review takes two."""


def test_as_many_reviews_run_side_by_side_as_there_are_sres_for() -> None:
    """Two of three, by name; where a reviewer gives three fifths of the time, all three."""
    three = f"{GROWS}\n{TWIN}\n{TWIN.replace('twin', 'last')}"
    world = World(scenario=three, model=[SRE, SIDE_BY_SIDE])
    assert world.effect('engagement.engineering.reviewer_share = "60%"') == {
        "twin review_started": ([(REVIEWED, LEVEL)], [(REQUESTED, LEVEL)]),
        "twin review_passed": ([(CRITICAL, LEVEL)], [(REVIEWED, LEVEL)]),
        "twin shared_rota": ([(CRITICAL, LEVEL)], [(REVIEWED, LEVEL)]),
    }
    counted = world.effect("engagement.reviewers = 1")["twin review_started"]
    assert counted == ([(REVIEWED, LEVEL)], [(CRITICAL, LEVEL)])


def test_a_scenario_can_begin_under_sres() -> None:
    """Its traffic is critical from the first day; nobody reviews, shares or hands over."""
    busy = 'services.shop.traffic = { start = "200/s" }'
    world = World([Fault(at=10)], scenario=busy, model=[SRE, "engagement.substantial = 50"])
    usual, mature = world.run(), world.run(scenario='services.shop.stage = "sre"')
    assert usual.budgets["state"].tolist() == ["sre"]
    assert list(mature.select(EventKind.SRE_ROTA)["at"]) == [0]
    assert len(mature.select(EventKind.REVIEW_REQUESTED, EventKind.SHARED_ROTA)["at"]) == 0
    team = mature.jobs["team"].astype(str).tolist()
    assert team == ["sre"]


def test_who_begins_with_a_shared_rota_goes_on_from_there() -> None:
    world = World(scenario=f'{GROWS}\nprices.transition = "1 h"', model=[SRE, HIRED_LATER])
    run = world.run(scenario='services.shop.stage = "shared"')
    assert list(run.select(EventKind.SHARED_ROTA)["at"]) == [0]
    assert list(run.select(EventKind.SRE_ROTA)["at"]) == [CRITICAL]
    assert list(run.select(EventKind.HEADCOUNT)["at"]) == [0]
    assert "transition" not in set(run.ledger["line"])


def test_where_no_sres_are_engaged_every_service_begins_with_its_team() -> None:
    assert World([Fault()]).effect(scenario='services.shop.stage = "sre"') == {}


OPERATORS = """
respond.sre.fixes = ["restart", "operate"]
respond.sre.learns_code = "2 w"
"""
"""Owners are next in the path."""


def test_sres_escalate_what_needs_code_to_the_owners() -> None:
    """They acknowledge, and diagnose for an hour; half of that is of use to the owners."""
    world = World([Fault(at=AT_SRE)], scenario=GROWS, model=SRE)
    assert world.effect(OPERATORS) == {
        "shop#1 diagnosing": (1, 1.5),
        "hours sre": (3.25, 1.25),
        "hours owners/red": (None, 2.5),
        "cost incident capex": (None, 2.5),
        "cost outage loss none": (3.25, 3.75),
        "shop Q0 spent": (3.25 * 720_000, 3.75 * 720_000),
    }


@pytest.mark.parametrize("fix", ["restart", "operate"])
def test_sres_end_what_an_operation_ends(fix: str) -> None:
    assert World([Fault(at=AT_SRE, fix=fix)], scenario=GROWS, model=SRE).effect(OPERATORS) == {}


def test_with_time_sres_come_to_know_code() -> None:
    """Of 80 % in the long run, a half after two weeks × ln(8/3), 13.7 days from day 15 on.

    The draw of a fault is one half. The first comes on day 25, the second on day 40.
    """
    faults = [Fault(at=AT_SRE), Fault(at=970)]
    world = World(faults, scenario=GROWS, model=[SRE, OPERATORS])
    learned = world.run('respond.sre.code_in_time = "80%"')
    jobs = learned.jobs.sort_values("started_at")
    assert list(zip(jobs["subject"], jobs["team"].astype(str), strict=True)) == [
        (1, "sre"), (1, "owners/red"), (2, "sre"),
    ]  # fmt: skip
    assert world.effect('respond.sre.code_in_time = "50%"') == {}


def test_sres_who_were_there_before_the_start_know_what_they_ever_will() -> None:
    world = World([Fault(at=10)], scenario='services.shop.stage = "sre"', model=[SRE, OPERATORS])
    (job,) = world.run('respond.sre.code_in_time = "51%"').jobs["team"].astype(str)
    assert job == "sre"


def test_nobody_asks_for_sres_who_are_gone() -> None:
    """Funding lapses on the fifth day; traffic is substantial from the ninth."""
    world = World(scenario=GROWS, model=SRE)
    gone = world.run('engagement.renewal = { every = "5 d", lapses = "60%" }')
    assert list(gone.select(EventKind.SRE_DISBANDED)["at"]) == [120]
    assert len(gone.select(EventKind.REVIEW_REQUESTED)["at"]) == 0
