"""Teams and lines of an escalation path that several tests lay on the plain model."""

from typing import Any

BRIDGE = """
respond.bridge = { line = 0.5, team = "bridge", fixes = ["restart"], acknowledge = "15 min", \
triage = "30 min" }

[teams.bridge]
scope = "organisation"
on_duty = { working_hours = 1, out_of_hours = 1 }
people = 5
pay = "shift"
role = "operations"
funding = "opex"
"""

SUPPORT = """
respond.support = { line = 0.7, team = "support", fixes = ["restart", "operate"], \
acknowledge = "15 min", hand_over = "1 h" }

[teams.support]
scope = "organisation"
on_duty = { working_hours = 1, out_of_hours = 1 }
people = 5
pay = "shift"
role = "operations"
funding = "opex"
"""

OWNERS_AN_HOUR_AWAY = 'respond.owners.hand_over = "1 h"'

SRE = """
[teams.sre]
scope = "organisation"
on_duty = { working_hours = 1, out_of_hours = 1 }
people = 8
pay = "shift"
role = "sre"
funding = "capex"

[respond.sre]
line = 0.5
team = "sre"
when = { stages = ["sre"] }
fixes = ["restart", "operate", "code"]
acknowledge = "15 min"

[engagement]
team = "sre"
substantial = 20
critical = 100
averaged_over = "1 d"
review = "1 w"
"""

GROWS = (
    'services.shop.traffic = { start = "10/s", growth = { kind = "steps", '
    'steps = [["7 d", 3], ["21 d", 20]] } }'
)
"""30 requests a second from the eighth day, 200 from the 22nd."""

REQUESTED, REVIEWED, CRITICAL = 8 * 24, 15 * 24, 22 * 24
"""A day of 30/s is over; a review of a week is over; a day of 200/s is over."""


def outage(without: float, with_it: float, service: str = "shop") -> dict[str, Any]:
    """Hours of full outage of a service with one request a second: lost money, failed requests."""
    return {
        "cost outage loss none": (without, with_it),
        f"{service} Q0 spent": (3600 * without, 3600 * with_it),
    }
