"""Read lists of services, whatever keeps them, and put together what belongs together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.questions.fit.catalogue import read_catalogue
from sim.questions.fit.cmdb import read_cmdb
from sim.questions.fit.inventory import Inventory, refused


def read_inventory(paths: Sequence[Path]) -> Inventory:
    """Read lists of services, one after the other; later ones add to earlier ones.

    Raises
    ------
    InputError
        If a file can't be read or holds no services.
    """
    found = Inventory()
    for path in paths:
        found.files.append(path.name)
        if path.suffix.lower() in (".yaml", ".yml"):
            read_catalogue(path, found)
        else:
            read_cmdb(path, found)
    if not found.services:
        raise refused(paths[0], "names no service that somebody runs")
    _domains(found)
    _needs(found)
    return found


def _domains(found: Inventory) -> None:
    """A team's domain: as said, else that of the system of one of its services, else `all`."""
    systems = found.teams.pop("_systems", {})
    for lines in found.services.values():
        system = lines.pop("_system", None)
        domain = systems.get(system, system)
        if domain and "team" in lines:
            found.teams.setdefault(lines["team"], {}).setdefault("domain", domain)
    for name in {lines["team"] for lines in found.services.values() if "team" in lines}:
        found.teams.setdefault(name, {}).setdefault("domain", "all")
    owners = {lines.get("team") for lines in found.services.values()}
    found.teams = {name: lines for name, lines in found.teams.items() if name in owners}


def _needs(found: Inventory) -> None:
    """Needs of services that are in the list and don't lead back; the first ones are kept."""
    wanted = {name: lines.pop("needs", {}) for name, lines in found.services.items()}
    for name, others in wanted.items():
        for other, share in others.items():
            if other not in found.services:
                found.notes.append(f"{name} needs {other}, which is not in the list; left out.")
            elif name == other or name in _reached(found, other, set()):
                found.notes.append(f"{name} and {other} need each other; one way is left out.")
            else:
                found.services[name].setdefault("needs", {})[other] = share


def _reached(found: Inventory, name: str, seen: set[str]) -> set[str]:
    """Everything that a service needs, by way of others too."""
    for other in found.services[name].get("needs", {}):
        if other not in seen:
            seen.add(other)
            _reached(found, other, seen)
    return seen
