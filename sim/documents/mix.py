"""A mix: which support model runs which service, in one organisation.

``services`` goes before ``teams``, those before ``domains``, those before ``bands``, those before
``default``: what is most particular holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.documents.base import Document, param
from sim.documents.moving import Move, Transition
from sim.documents.quantities import Share
from sim.documents.support_model import SupportModel

if TYPE_CHECKING:
    from sim.documents.scenario import Scenario


class Band(Document):
    """Services by their availability targets."""

    target_from: Share = param("services with at least this availability target", unit="share")
    model: str = param("the support model that runs them")


class Mix(Document):
    """Who runs what: each line names a support model."""

    default: str | None = param("of every service that no other line is about", None)
    bands: tuple[Band, ...] = param("by target; the highest that a service reaches holds", ())
    domains: dict[str, str] = param("by the domain of the owning team", {})
    teams: dict[str, str] = param("by the owning team", {})
    services: dict[str, str] = param("by service", {})

    def chosen(self, scenario: Scenario, service: str) -> str | None:
        """The model that runs a service; None where no line is about it."""
        document = scenario.services[service]
        reached = [band for band in self.bands if document.target >= band.target_from]
        highest = max(reached, key=lambda band: band.target_from, default=None)
        return (
            self.services.get(service)
            or self.teams.get(document.team)
            or self.domains.get(scenario.teams[document.team].domain)
            or (highest.model if highest is not None else self.default)
        )

    def named(self) -> dict[str, str]:
        """Every line that names a model, by its place in the mix."""
        lines = {} if self.default is None else {"default": self.default}
        lines |= {f"bands.{number}.model": band.model for number, band in enumerate(self.bands)}
        for table in ("domains", "teams", "services"):
            lines |= {f"{table}.{key}": model for key, model in getattr(self, table).items()}
        return lines


def named_in(mix: Mapping[str, Any]) -> list[str]:
    """The models that the lines of a mix name, as far as it is written soundly."""
    bands = [band.get("model") for band in mix.get("bands", [])]
    tables = [model for table in ("domains", "teams", "services")
              for model in mix.get(table, {}).values()]  # fmt: skip
    return [name for name in (mix.get("default"), *bands, *tables) if name is not None]


class WrittenMix(Document):
    """A mix as a document: several support models, side by side in one organisation."""

    title: str = param("the name people use")
    summary: str = param("who runs it, in a sentence", "")
    source: tuple[str, ...] = param("what it follows", ())
    mix: Mix = param("who runs what; with moves, before the first of them")
    moves: tuple[Move, ...] = param("which services change hands when; absent: none", ())
    transition: Transition = param("on what terms they do", {})

    def named(self) -> dict[str, str]:
        """Every line that names a model, by its place."""
        lines = {f"mix.{line}": name for line, name in self.mix.named().items()}
        return lines | {f"moves.{n}.to": move.to for n, move in enumerate(self.moves)}


class MixedModel(WrittenMix):
    """A mix with the support models that it leads to, by its lines and by its moves."""

    models: dict[str, SupportModel] = param("the support models that it leads to, by name", {})
    mixes: dict[str, Mix] = param("the mixes that it leads to, by name", {})

    @property
    def parts(self) -> tuple[SupportModel, ...]:
        """Every support model in it, each once."""
        return tuple(self.models.values())

    def runs(self, scenario: Scenario, service: str) -> str | None:
        """The name of the support model that runs a service, by way of mixes in mixes."""
        return self.behind(self.mix.chosen(scenario, service), scenario, service)

    def behind(self, name: str | None, scenario: Scenario, service: str) -> str | None:
        """The support model that a name stands for, of a service."""
        while name in self.mixes:
            name = self.mixes[name].chosen(scenario, service)
        return name


Model = SupportModel | MixedModel
"""What a scenario compares: one way to run every service, or several side by side."""


@dataclass(frozen=True)
class Assignment:
    """Which support model runs each service from an instant on (hours)."""

    since: float
    names: dict[str, str]


def assignments(scenario: Scenario, name: str, model: Model) -> list[Assignment]:
    """Who runs what, from each day on which that changes within the horizon.

    The first is today's. What moves on the first day stands in the second, which begins at once.

    Raises
    ------
    ValueError
        If a mix has no line about a service, which building a study finds before.
    """
    found = [Assignment(0.0, _at_first(scenario, name, model))]
    if isinstance(model, SupportModel):
        return found
    for at, moved in _moves_by_day(scenario, model):
        names = found[-1].names | {s: model.behind(to, scenario, s) or to for s, to in moved}
        if names != found[-1].names and at < scenario.horizon:
            found.append(Assignment(at, names))
    return found


def _at_first(scenario: Scenario, name: str, model: Model) -> dict[str, str]:
    if isinstance(model, SupportModel):
        return dict.fromkeys(scenario.services, name)
    found: dict[str, str] = {}
    for service in scenario.services:
        chosen = model.runs(scenario, service)
        if chosen is None:
            raise ValueError(f"the mix {name!r} has no support model for {service!r}")
        found[service] = chosen
    return found


def _moves_by_day(
    scenario: Scenario, model: MixedModel
) -> list[tuple[float, list[tuple[str, str]]]]:
    """Services and whom they move to, by instant."""
    days: dict[float, list[tuple[str, str]]] = {}
    for move in model.moves:
        for at, names in move.waves(scenario.start, list(scenario.services)):
            days.setdefault(at, []).extend((service, move.to) for service in names)
    return sorted(days.items())


def is_over_time(model: Model) -> bool:
    """Whether services change hands in it."""
    return isinstance(model, MixedModel) and bool(model.moves)


def model_names(scenario: Scenario, name: str, model: Model) -> dict[str, str]:
    """The support model that runs each service on the first day, by its name."""
    return [a for a in assignments(scenario, name, model) if a.since == 0][-1].names


def models_of(scenario: Scenario, model: Model) -> dict[str, SupportModel]:
    """The support model of each service on the first day; the same object where it is the same."""
    if isinstance(model, SupportModel):
        return dict.fromkeys(scenario.services, model)
    names = model_names(scenario, model.title, model)
    return {service: model.models[name] for service, name in names.items()}
