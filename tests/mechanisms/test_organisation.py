"""What happens to the organisation; who suffers with whom; which budget pays for what."""

import pytest

from tests.mechanisms.lines import BRIDGE, SUPPORT, outage
from tests.mechanisms.worlds import Fault, World

TWO_TEAMS = """
teams.green.domain = "finance"
services.alien = { team = "green", target = "99%", exposure = "1 USD/h", changes = "0/y", \
traffic.start = "1/s" }
teams.blue.domain = "retail"
services.books = { team = "blue", target = "99%", exposure = "1 USD/h", changes = "0/y", \
traffic.start = "1/s" }
nature.orphan_familiarity = 0.5
prices.change_life = "10 d"
"""


def test_a_disbanded_team_leaves_its_services_to_others_and_unchanged() -> None:
    """After two weeks: a sibling of the domain inherits, knows half as much, ships nothing."""
    world = World(
        [Fault(at=10), Fault(at=346)],
        {"shop": [20, 330, 400], "books": [20, 400]},
        TWO_TEAMS,
        'release.window = "evenings"',
    )
    assert world.effect(
        scenario='shocks = [{ kind = "team-disbanded", team = "red", at = "2 w" }]'
    ) == {
        "shop team_disbanded": (None, [336]),
        "shop#2 diagnosing": (1, 2),
        "hours owners/red": (6, 3),
        "hours owners/blue": (None, 4),
        "cost incident capex": (6, 7),
        "shop/1 not live": (None, True),
        "shop/2": ((400,), None),
        "shop/2 window": (2, None),
        "cost cost of delay none": (24 + 2 + 2, (1344 - 330) + 2),
        "cost foregone value none": (None, 10 * 24),
        **outage(6, 7),
    }


def test_nobody_improves_what_a_disbanded_team_left_behind() -> None:
    """What it learned before is finished, at 37; the later fault comes back after two weeks."""
    world = World(
        [Fault(at=10, fix="restart"), Fault(at=1000, fix="restart")],
        scenario='nature.recurs = "12 d"',
        model='[learn]\nreview = "0 h"\n[operability]\ninvests = "20%"',
    )
    gone = 'shocks = [{ kind = "team-disbanded", team = "red", at = "2 w" }]'
    off, on = world.run(scenario=TWO_TEAMS), world.run(scenario=TWO_TEAMS + gone)
    assert list(off.incidents["appeared_at"]) == [10, 1000]
    assert list(on.incidents["appeared_at"]) == [10, 1000, 1000 + 4 + 12 * 24]


SUPPORTED = (
    SUPPORT,
    'teams.support.on_duty.working_hours = 2\nrespond.support.hand_over = "0 h"',
)
MORNING = 178
"""A Monday at ten, after one week."""
TWO_AT_ONCE = [Fault(at=MORNING, fix="operate"), Fault(at=MORNING, fix="operate")]


def shock(kind: str, lines: str, when: str = 'at = "1 w"') -> str:
    return f'shocks = [{{ kind = "{kind}", role = "support", {when}, {lines} }}]'


def test_a_squeezed_team_has_fewer_people_on_duty() -> None:
    world = World(TWO_AT_ONCE, model=SUPPORTED)
    assert world.effect(scenario=shock("budget-squeeze", 'cut = "60%"')) == {
        "support headcount": ([(0, 5)], [(0, 5), (168, 2)]),
        "shop#2 queueing": (None, 3.25),
        "cost outage loss none": (3.25, 3.25 + 3.25),
        "shop Q0 spent": (3600 * 3.25, 3600 * 6.5),
    }


def test_a_squeeze_may_come_at_a_rate() -> None:
    world = World(model=SUPPORTED)
    weekly = [(0, 5), (168, 4), (336, 3), *((168 * week, 2) for week in range(3, 8))]
    effect = world.effect(scenario=shock("budget-squeeze", 'cut = "20%"', 'rate = "1/w"'))
    assert effect == {"support headcount": ([(0, 5)], weekly)}


def test_a_head_count_that_doubles_puts_twice_the_people_on_duty() -> None:
    world = World(TWO_AT_ONCE, model=[*SUPPORTED, "teams.support.on_duty.working_hours = 1"])
    assert world.effect(scenario=shock("headcount", "people = 10")) == {
        "support headcount": ([(0, 5)], [(0, 5), (168, 10)]),
        "shop#2 queueing": (3.25, None),
        **outage(6.5, 3.25),
    }


def test_a_team_of_nobody_sends_those_who_wait_to_the_next_line() -> None:
    """The second incident waits for support when its last people go; the owners take it."""
    at = MORNING - 168
    world = World(
        [Fault(at=at, fix="operate"), Fault(at=at, fix="operate")],
        model=[*SUPPORTED, "teams.support.on_duty.working_hours = 1"],
    )
    assert world.effect(scenario=shock("headcount", "people = 0", 'at = "12 h"')) == {
        "support headcount": ([(0, 5)], [(0, 5), (12, 0)]),
        "shop#2 queueing": (3.25, 2),
        "shop#2 acknowledging": (0.25, None),
        "hours support": (6.5, 3.25),
        "hours owners/red": (None, 3),
        "cost incident capex": (None, 3),
        **outage(6.5, 5),
    }


def test_outsourcing_brings_people_who_know_less() -> None:
    world = World([Fault(at=10, fix="operate"), Fault(at=MORNING, fix="operate")], model=SUPPORTED)
    assert world.effect(scenario=shock("outsourcing", "familiarity = 0.5")) == {
        "support outsourced": (None, [(168, 0.5)]),
        "shop#2 diagnosing": (1, 2),
        "hours support": (6.5, 7.5),
        **outage(6.5, 7.5),
    }


def test_a_shock_to_a_role_that_a_model_does_not_have_is_none() -> None:
    world = World([Fault()], model=BRIDGE)
    line = shock("headcount", "people = 1").replace("support", "bridge")
    assert world.effect(scenario=line) == {"bridge headcount": ([(0, 5)], [(0, 5), (168, 1)])}


def chain(web_needs: str, app_needs: str) -> str:
    lines = 'team = "red", target = "99%", exposure = "1 USD/h", changes = "0/y"'
    return "\n".join(
        f'services.{name} = {{ {lines}, traffic.start = "1/s", needs = {{ {needs} }} }}'
        for name, needs in (("web", web_needs), ("app", app_needs))
    )


ALONE, NEEDED = chain("", ""), chain('shop = "50%"', 'web = "40%"')


def test_who_needs_a_service_suffers_with_it_at_second_hand_too() -> None:
    assert World([Fault()], scenario=ALONE).effect(scenario=NEEDED) == {
        "web hit": (None, [(10, 0.5)]),
        "app hit": (None, [(10, 0.2)]),
        "web Q0 spent": (None, 3600 * 1.5),
        "app Q0 spent": (None, 3600 * 0.6),
        "cost outage loss none": (3, 5.1),
    }


def test_graceful_degradation_hides_a_share_of_it() -> None:
    world = World([Fault()], scenario=NEEDED)
    graceful = 'services.web.degrades_gracefully = "50%"\nservices.app.degrades_gracefully = "100%"'
    assert world.effect(scenario=graceful) == {
        "web hit": ([(10, 0.5)], [(10, 0.25)]),
        "app hit": ([(10, 0.2)], None),
        "web Q0 spent": (3600 * 1.5, 3600 * 0.75),
        "app Q0 spent": (3600 * 0.6, None),
        "cost outage loss none": (5.1, 3.75),
    }


def test_another_budget_pays_the_same() -> None:
    assert World([Fault()]).effect('teams.owners.funding = "opex"') == {
        "cost incident capex": (3, None),
        "cost incident opex": (None, 3),
    }


PAYS = {
    "shift": {},
    "standby": {"cost standby capex": (None, 800)},
    "standby-and-callout": {"cost standby capex": (None, 800), "cost callout capex": (None, 6)},
}


@pytest.mark.parametrize("pay", PAYS)
def test_what_being_on_call_earns(pay: str) -> None:
    """Eight weeks of standby; three hours called out at twice the rate."""
    prices = 'prices.standby = "100 USD/week"\nprices.callout_premium = 2'
    world = World([Fault(at=10), Fault(at=20)], scenario=prices)
    assert world.effect(f'teams.owners.pay = "{pay}"') == PAYS[pay]
