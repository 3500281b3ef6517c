"""Documents gone wrong: a good one with a few of its lines spoilt, by a seed."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from sim.documents.load import SHIPPED, Raw, read_toml

ROOT = Path(__file__).resolve().parents[2]
NASTY: tuple[Any, ...] = (
    None, 0, 1, -1, 2, 2**31, 2**63, -(2**63), 10**400, 0.0, -0.0, 1e-320, 1e308, float("inf"),
    float("nan"), True, False, "", " ", "0", "-1", "1", "1 h", "-1 h", "0 h", "1e9 y", "1e-9 min",
    "9" * 400, "9" * 400 + " h", "100%", "0%", "50%", "0.5", "1/y", "0/y", "1e9/s", "0 USD/h",
    "9e99 USD/h", "5 USD", "x" * 5000, "\x00", "\n", "../x", "/etc/passwd", "=1+1", "é", "none",
    "services", "you-run-it", "a.b", [], [[]], [0], [""], [1, "1"], [{}], {}, {"": 1}, {"a": {}},
    {"mean": "1 h"}, {"median": "1 h", "p95": "1 h"}, {"low": "1 h", "high": "0 h"},
    {"empirical": "none.csv"}, date(1, 1, 1), date(9999, 12, 31),
)  # fmt: skip
"""Values that some reader somewhere has stumbled over."""


def seeds() -> list[Raw]:
    """The small scenario with every part that a document can have, and one with templates."""
    small = read_toml(ROOT / "scenarios" / "tiny.toml")
    full = read_toml(ROOT / "tests" / "money" / "world.toml")
    bank = deepcopy(small)
    service = bank["services"].pop("catalogue")
    del service["team"]
    bank["templates"] = {
        "branch": {
            "services": 3, "teams": 2, "service": service,
            "spread": {"changes": 0.5, "traffic": 0.5, "exposure": 0.5},
            "launches": {"first": "5 d", "last": "40 d"},
        }
    }  # fmt: skip
    inline = deepcopy(small)
    inline["compare"] = ["ours", "theirs"]
    sre = read_toml(SHIPPED / "sre-run-it.toml")
    inline["models"] = {"ours": sre, "theirs": {"extends": "ours", "without": ["error_budget"]}}
    full.setdefault("compare", ["you-run-it", "ops-run-it", "sre-run-it"])
    return [small, full, bank, inline]


def mutant(raw: Raw, chance: Random) -> Raw:
    """The document with one to four of its lines spoilt; the original stays as it is."""
    spoilt = deepcopy(raw)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        places = list(_places(spoilt))
        if places:
            _spoil(*chance.choice(places), places, chance)
    return spoilt


def _places(part: Any) -> list[tuple[Any, Any]]:
    """Every (table or list, key) of a document."""
    keys = list(part) if isinstance(part, dict) else range(len(part))
    found: list[tuple[Any, Any]] = []
    for key in keys:
        found.append((part, key))
        if isinstance(part[key], (dict, list)):
            found += _places(part[key])
    return found


def _spoil(holder: Any, key: Any, places: list[tuple[Any, Any]], chance: Random) -> None:
    how = chance.randrange(8)
    if how == 0:
        del holder[key]
    elif how == 1 and isinstance(holder, dict):
        holder[chance.choice((str(key) + "x", "x" * 300, "", "a.b", "0", "\x00"))] = holder.pop(key)
    elif how == 2:
        other, its = chance.choice(places)
        if its in other if isinstance(other, dict) else its < len(other):
            holder[key] = deepcopy(other[its])
    elif how in (3, 4, 5):
        holder[key] = _other_amount(holder[key], chance)
    else:
        holder[key] = deepcopy(chance.choice(NASTY))


def _other_amount(value: Any, chance: Random) -> Any:
    """A number, or the number in a text, of another size."""
    factor = chance.choice((0, 1e-6, 0.1, 0.5, 2, 10, 1e3, 1e9, -1))
    if isinstance(value, int) and abs(value) > 2**64:
        return -value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        scaled = value * factor
        return int(scaled) if isinstance(value, int) and abs(scaled) < 1e300 else scaled
    if isinstance(value, str) and value[:1].isdigit():
        number = "".join(letter for letter in value if letter.isdigit()) or "0"
        return f"{int(number[:9]) * factor:g}{value.lstrip('0123456789._')}"
    return [value]
