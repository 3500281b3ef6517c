"""Mixes out of files: what they lead to is found, and what can't be one organisation is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sim.documents.catalogue import Catalogue, Layer, Raw, is_mix, located, together
from sim.documents.errors import InputError, Problem, quote
from sim.documents.hints import nearest
from sim.documents.mix import MixedModel, Model, WrittenMix, assignments, is_over_time
from sim.documents.moves import check_moves, check_severance, check_waves
from sim.documents.moving import check_terms
from sim.documents.paths import dotted
from sim.documents.responding import TeamRole
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.documents.validate import check

Complete = Callable[[list[Layer], Raw], SupportModel]
"""Validates a support model that is no mix."""


OF_A_PLAN = frozenset({"moves", "transition"})
"""The keys of a support model that say what becomes of it over time."""
OF_ANY_PLAN = OF_A_PLAN | {"extends", "title", "summary", "source"}


@dataclass
class Mixer:
    """Makes models of what a catalogue has, mixes with all that they lead to."""

    catalogue: Catalogue
    complete: Complete
    context: Raw | None = None
    _made: dict[str, Model] = field(default_factory=dict)

    def make(self, name: str, way: Sequence[str] = ()) -> Model:
        """The model of a name; ``way`` are the mixes that led to it.

        Raises
        ------
        InputError
            If it is unknown or wrong, or a mix leads back to itself.
        """
        if name not in self._made:
            layers = self.catalogue.layers(name)
            raw = together(layers)
            if is_mix(raw):
                self._made[name] = self._mix(layers, raw, (*way, name))
            else:
                self._made[name] = self._model(layers, raw, (*way, name))
        return self._made[name]

    def _model(self, layers: list[Layer], raw: Raw, way: Sequence[str]) -> Model:
        """A support model; with moves, a plan that begins with it."""
        plain = {key: value for key, value in raw.items() if key not in OF_A_PLAN}
        if not raw.get("moves"):
            return self.complete(layers, plain)
        first, today = _first_of_the_plan(layers), way[-1]
        parent = first.extends() if first is not None else None
        if first is None or parent is None:
            begins: Model = self.complete(layers, plain)
        else:
            place = Problem(first.place("extends"), "", first.file)
            today, begins = parent, self._part(place, parent, way)
        own = {key: value for key, value in raw.items() if key in OF_ANY_PLAN - {"extends"}}
        return self._mix(layers, {**own, "mix": {"default": today}}, way, {today: begins})

    def _mix(
        self,
        layers: list[Layer],
        raw: Raw,
        way: Sequence[str],
        parts: dict[str, Model] | None = None,
    ) -> MixedModel:
        """What a mix leads to, beside the ``parts`` that are known."""
        written, parts = self._written(layers, raw), dict(parts or {})
        for line, name in written.named().items():
            if name not in parts:
                place = located(Problem(line, ""), layers)
                parts[name] = self._part(place, name, way)
        found = MixedModel(**dict(written))
        for name, part in parts.items():
            if isinstance(part, SupportModel):
                found.models[name] = part
            else:
                found.models.update(part.models)
                found.mixes.update({name: part.mix, **part.mixes})
        return found

    def _written(self, layers: list[Layer], raw: Raw) -> WrittenMix:
        own = sorted(set(raw) & set(SupportModel.model_fields) - set(WrittenMix.model_fields))
        if own:
            raise InputError(
                layers[-1].file,
                [located(Problem("mix", "has no lines of its own beside who runs what; found "
                                 f"{', '.join(own)}: name a support model instead"), layers)],
            )  # fmt: skip
        found = check(WrittenMix, raw, self.context, _within)
        if found.document is None:
            raise InputError(layers[-1].file, [located(p, layers) for p in found.problems])
        return found.document

    def _part(self, place: Problem, name: str, way: Sequence[str]) -> Model:
        """A model that a line of a mix names."""
        if name in way:
            why = f"goes in a circle: {' -> '.join((*way, name))}"
            raise InputError(place.file, [Problem(place.path, why)])
        if name not in self.catalogue.names():
            why = f"unknown support model {quote(name)}{nearest(name, self.catalogue.names())}"
            raise InputError(place.file, [Problem(place.path, why)])
        made = self.make(name, way)
        if is_over_time(made):
            why = f"{quote(name)} is a plan over time itself; name what it leads to"
            raise InputError(place.file, [Problem(place.path, why)])
        return made


def _first_of_the_plan(layers: Sequence[Layer]) -> Layer | None:
    """The lowest of the upper layers that say nothing of how services are run."""
    first = None
    for layer in reversed(layers):
        if set(layer.lines) - OF_ANY_PLAN:
            break
        first = layer
    return first


def _within(written: WrittenMix) -> list[Problem]:
    """What is wrong with a mix by itself: two bands that begin at one target, moves, terms."""
    seen: set[float] = set()
    found = [*check_waves(written.moves), *check_terms(written.transition, "transition")]
    for number, band in enumerate(written.mix.bands):
        if band.target_from in seen:
            place = f"mix.bands.{number}.target_from"
            found.append(Problem(place, f"found {100 * band.target_from:g} % twice"))
        seen.add(band.target_from)
    return found


def check_mixes(scenario: Scenario, models: Mapping[str, Model]) -> Iterator[Problem]:
    """What the scenario, its mixes and its plans say of each other."""
    yield from check_severance(scenario, models)
    for name, model in models.items():
        if not isinstance(model, MixedModel):
            continue
        there = [*_check_names(scenario, name, model), *check_moves(scenario, name, model)]
        yield from there
        if not there:
            for days in assignments(scenario, name, model):
                yield from _check_pay(scenario, name, model, days.names)


def _check_names(scenario: Scenario, name: str, model: MixedModel) -> Iterator[Problem]:
    """Services, teams and domains exist, and each service has somebody."""
    known = {
        "services": list(scenario.services),
        "teams": list(scenario.teams),
        "domains": list(dict.fromkeys(team.domain for team in scenario.teams.values())),
    }
    for table, allowed in known.items():
        for key in getattr(model.mix, table):
            if key not in allowed:
                place = dotted(("models", name, "mix", table, key))
                yield Problem(place, f"no such {table[:-1]}{nearest(key, allowed)}")
    nobody = [s for s in scenario.services if model.runs(scenario, s) is None]
    if nobody:
        more = f" and {len(nobody) - 1} more" if len(nobody) > 1 else ""
        why = f"nobody runs service '{nobody[0]}'{more}: add a default"
        yield Problem(dotted(("models", name, "mix")), why)


def _check_pay(
    scenario: Scenario, name: str, model: MixedModel, names: Mapping[str, str]
) -> Iterator[Problem]:
    """One set of people is on call by one pay rule, and keeps one calendar."""
    models = {service: model.models[part] for service, part in names.items()}
    for team in scenario.teams:
        rules: dict[str, list[str]] = {}
        calendars: dict[str | None, list[str]] = {}
        for service, document in scenario.services.items():
            if document.team == team:
                for role in own_roles(models[service]):
                    calendars.setdefault(role.calendar, []).append(service)
                    if role.on_duty.out_of_hours and role.pay != "best-endeavours":
                        rules.setdefault(role.pay, []).append(service)
        for what, found in (("pay rules", rules), ("calendars", calendars)):
            if len(found) > 1 and len({names[s[0]] for s in found.values()}) > 1:
                told = ", ".join(f"{k or 'its own'} ({v[0]})" for k, v in found.items())
                why = f"team '{team}' would be on call under two {what}: {told}"
                yield Problem(dotted(("models", name, "mix")), why)


def own_roles(model: SupportModel) -> list[TeamRole]:
    """The parts that delivery teams themselves play in a model, each for its own services."""
    return [role for role in model.teams.values() if role.people is None and role.scope == "team"]


def leads_to(model: Model) -> list[str]:
    """The names of the models and mixes that a mix leads to; none for any other model."""
    return [*model.models, *model.mixes] if isinstance(model, MixedModel) else []


def parts_by_name(models: Mapping[str, Model]) -> dict[str, SupportModel]:
    """Every support model among these, and in the mixes among them, by name."""
    found: dict[str, SupportModel] = {}
    for name, model in models.items():
        found |= {name: model} if isinstance(model, SupportModel) else model.models
    return found


def run_by(scenario: Scenario, models: Mapping[str, Model]) -> dict[str, set[str]]:
    """The services that each support model may come to run, in any of the compared."""
    found: dict[str, set[str]] = {}
    for name, model in models.items():
        if isinstance(model, SupportModel):
            found.setdefault(name, set()).update(scenario.services)
            continue
        for service in scenario.services:
            ever = [
                model.mix.chosen(scenario, service),
                *(
                    move.to
                    for move in model.moves
                    if service in (move.services or scenario.services)
                ),
            ]
            for chosen in (model.behind(one, scenario, service) for one in ever):
                if chosen is not None:
                    found.setdefault(chosen, set()).add(service)
    return found
