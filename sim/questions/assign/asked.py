"""What is asked: which models to choose from, from where, under which rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from sim.documents.assigning import Assigning
from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.documents.load import Raw, Study, build_study, known_models, merge, select
from sim.documents.mix import MixedModel, model_names
from sim.documents.mixing import parts_by_name
from sim.documents.paths import dotted

KNOBS = ("people", "working_hours", "out_of_hours", "rota")
"""What a search for the staffing moves, of each team."""
FOUND = "assignment"
"""Of the mixes that are tried, the names begin with this."""


@dataclass(frozen=True)
class Asked:
    """A study of all models to choose from, and of what there is today."""

    study: Study
    models: tuple[str, ...]
    """To choose from; none is a mix."""
    today: str
    """A model, maybe a mix."""
    rules: Assigning

    @property
    def services(self) -> list[str]:
        """Names of the services."""
        return list(self.study.scenario.services)

    def now(self) -> dict[str, str]:
        """The support model of each service today."""
        return model_names(self.study.scenario, self.today, self.study.models[self.today])


def ask(study: Study, models: Sequence[str] = (), today: str | None = None) -> Asked:
    """Put a question to a scenario; what isn't said here is read in its ``[assign]``.

    Raises
    ------
    InputError
        If a model or service isn't there, a mix is among the models, or there is no choice.
    """
    rules = study.scenario.assign
    chosen = tuple(dict.fromkeys(models or rules.models)) or _plain(study)
    now = today or rules.today or study.baseline
    known = known_models(study)
    problems = [
        *_unknown(chosen, now, known), *_about_services(study, rules, chosen), *_bounds(rules),
    ]  # fmt: skip
    if problems:
        raise InputError(study.file or study.name, problems)
    whole = select(study, [*chosen, *([now] if now not in chosen else [])])
    strange = list(_about_teams(rules, whole))
    if strange:
        raise InputError(study.file or study.name, strange)
    mixes = [name for name in chosen if isinstance(whole.models[name], MixedModel)]
    if mixes or len(chosen) < 2:
        why = f"{mixes[0]} is a mix; name support models" if mixes else "name two models or more"
        raise InputError(study.file or study.name, [Problem("assign.models", why)])
    return Asked(whole, chosen, now, rules)


def _plain(study: Study) -> tuple[str, ...]:
    compared = study.scenario.compare
    return tuple(n for n in compared if not isinstance(study.models[n], MixedModel))


def _unknown(models: Sequence[str], today: str, known: Sequence[str]) -> Iterator[Problem]:
    for place, names in (("assign.models", models), ("assign.today", [today])):
        for name in names:
            if name not in known:
                yield Problem(place, f"unknown support model '{name}'{nearest(name, known)}")


def _about_services(study: Study, rules: Assigning, models: Sequence[str]) -> Iterator[Problem]:
    """Rules name services that exist, and models that can be chosen."""
    said: list[tuple[str, str, Sequence[str]]] = [
        *(("must", service, [model]) for service, model in rules.must.items()),
        *(("may_not", service, names) for service, names in rules.may_not.items()),
    ]
    services = list(study.scenario.services)
    for table, service, names in said:
        place = dotted(("assign", table, service))
        if service not in services:
            yield Problem(place, f"no such service{nearest(service, services)}")
        for name in names:
            if name not in models:
                yield Problem(place, f"'{name}' is not to choose from{nearest(name, models)}")


def _bounds(rules: Assigning) -> Iterator[Problem]:
    """Bounds go from the least to the most, and leave somebody in a team."""
    for team, bounds in rules.staff.items():
        for what in KNOBS:
            low, high = getattr(bounds, what) or (1, 1)
            least = 1 if what in ("people", "rota") else 0
            if not least <= low <= high:
                place = dotted(("assign", "staff", team, what))
                why = f"found {low} to {high}; from the least, {least} or more, to the most"
                yield Problem(place, why)


def _about_teams(rules: Assigning, whole: Study) -> Iterator[Problem]:
    """Bounds are about teams of the models to choose from."""
    parts = parts_by_name(whole.models).values()
    roles = list(dict.fromkeys(role for part in parts for role in part.teams))
    for team in rules.staff:
        if team not in roles:
            place = dotted(("assign", "staff", team))
            yield Problem(place, f"no such team in any of the models{nearest(team, roles)}")


def system(
    asked: Asked, name: str, mix: Mapping[str, str] | None = None, lines: Raw | None = None
) -> Study:
    """The world under one model alone, or under a mix of this name: a model by service.

    ``lines`` change support models, each by its name.
    """
    study, scenario = asked.study, asked.study.scenario
    raw: Raw = deepcopy(study.raw)
    raw.pop("assign", None)
    raw |= {"compare": [name], "baseline": name, "worlds": [scenario.world]}
    if scenario.equal_share is not None:
        raw["equal_share"] = scenario.equal_share  # of all that are compared, not of this one
    if mix is not None:
        raw.setdefault("models", {})[name] = written(name, mix)
    raw["models"] = merge(raw.get("models", {}), lines or {})
    folder = Path(study.file).parent if study.file else None
    return build_study(raw, study.name, study.file or study.name, folder)


def written(title: str, mix: Mapping[str, str]) -> Raw:
    """A mix as a document: the most frequent model is the default."""
    every = list(mix.values())
    default = max(dict.fromkeys(every), key=every.count)
    others = {service: model for service, model in mix.items() if model != default}
    lines: Raw = {"default": default, **({"services": others} if others else {})}
    return {"title": title, "mix": lines}
