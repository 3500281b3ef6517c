"""A list of services as others keep it, in the words of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.documents.errors import InputError, Problem
from sim.questions.fit.draft import slug


@dataclass
class Inventory:
    """Services and teams as a list has them, in the words of a scenario."""

    services: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By key without dots; only what the list says."""
    teams: dict[str, dict[str, Any]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What was left out, and why."""
    files: list[str] = field(default_factory=list)

    def service(self, name: str) -> dict[str, Any]:
        """The lines of a service, new if it isn't there."""
        return self.services.setdefault(slug(name), {})

    def sentences(self) -> Iterator[str]:
        """What was read."""
        yield (
            f"{', '.join(self.files)}: {len(self.services)} services, "
            f"{len({s.get('team') for s in self.services.values()} - {None})} teams named."
        )
        for word in ("team", "target", "exposure", "changes"):
            without = [name for name, lines in self.services.items() if word not in lines]
            if without:
                shown = ", ".join(without[:5]) + (" …" if len(without) > 5 else "")
                yield f"{len(without)} without {word}, so a commented default: {shown}."
        yield from self.notes


def refused(path: Path, why: str) -> InputError:
    """The error that a list can't be used, and why."""
    return InputError(path, [Problem("", why)])
