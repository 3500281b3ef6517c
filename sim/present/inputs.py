"""What went into a comparison, for a reader who has nothing but the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from sim.documents.base import Document
from sim.documents.load import Study
from sim.documents.mix import MixedModel, model_names
from sim.documents.organisation import Growth, Service
from sim.documents.responding import Tier
from sim.documents.support_model import SupportModel
from sim.ground.units import HOURS_PER
from sim.organisation.organisation import organise
from sim.present.grid import MOST_ROWS, Cell, Grid, Line, left_out
from sim.present.observed import observed
from sim.present.show import duration, money, percent, plain
from sim.present.words import join, labels
from sim.study.comparison import Comparison

HOURS = {"always": "", "working": "in working hours", "out-of-hours": "out of hours"}


def inputs(comparison: Comparison) -> list[Grid]:
    """Tables of services, teams, prices, who answers, and files of observations."""
    found = [_services(comparison), _teams(comparison), _answering(comparison)]
    found += [_first_called(comparison), _prices(comparison), _observations(comparison)]
    return [grid for grid in found if grid.lines]


def _services(comparison: Comparison) -> Grid:
    scenario = comparison.study.scenario
    ranked = sorted(scenario.services.items(), key=lambda item: -item[1].exposure)
    lines = [Line(n, _of_a_service(s, scenario.currency)) for n, s in ranked[:MOST_ROWS]]
    return Grid(
        "Services", "As the scenario has them; those with the highest exposure first.",
        ["Service", "Team", "Target", "Exposure an hour", "Changes a year", "Requests a second",
         "Traffic grows", "Needs"],
        lines, left_out(len(ranked), "services", "the scenario (manifest.json)"),
    )  # fmt: skip


def _of_a_service(service: Service, currency: str) -> list[Cell]:
    changes, traffic = service.changes * HOURS_PER["y"], service.traffic
    needs = [f"{name} ({percent(share)})" for name, share in service.needs.items()]
    return [
        Cell(service.team),
        _number(percent(service.target), service.target),
        _number(money(service.exposure, currency), service.exposure),
        _number(plain(changes), changes),
        _number(plain(traffic.start), traffic.start),
        Cell(_growth(traffic.growth) + "".join(f", {peak}" for peak in traffic.peaks)),
        Cell(", ".join(needs) or "–"),
    ]


def _number(text: str, value: float) -> Cell:
    return Cell(text, sort=f"{value:.6g}")


def _growth(growth: Growth) -> str:
    if growth.kind == "exponential" and growth.doubling:
        return f"doubles in {duration(growth.doubling)}"
    if growth.kind == "logistic" and growth.to is not None:
        return f"levels off at {plain(growth.to)} a second"
    return f"in {len(growth.steps)} steps" if growth.kind == "steps" else "not"


def _teams(comparison: Comparison) -> Grid:
    scenario = comparison.study.scenario
    owned = Counter(service.team for service in scenario.services.values())
    lines = [
        Line(name, [Cell(team.domain), _number(str(team.people), team.people),
                    _number(str(owned[name]), owned[name])])
        for name, team in list(scenario.teams.items())[:MOST_ROWS]
    ]  # fmt: skip
    return Grid(
        "Delivery teams", "They build the services under every support model.",
        ["Team", "Domain", "People", "Services"], lines,
        left_out(len(scenario.teams), "teams", "the scenario (manifest.json)"),
    )  # fmt: skip


def _answering(comparison: Comparison) -> Grid:
    study = comparison.study
    lines = [
        Line(label, [Cell(_path(study, model)), Cell(_people(study, model))])
        for model, label in labels(study).items()
    ]
    return Grid(
        "Who runs it", "The escalation path of each support model, in its order, and who is added "
        "to the delivery teams.",
        ["Support model", "Who answers", "People beside the delivery teams"], lines, texts=True,
    )  # fmt: skip


def _path(study: Study, name: str) -> str:
    model = study.models[name]
    if isinstance(model, MixedModel):
        runs = Counter(model_names(study.scenario, name, model).values())
        return "; ".join(f"{count} by {part}" for part, count in runs.items())
    return "; ".join(f"{n}. {_line(model, tier)}" for n, tier in enumerate(model.path(), 1))


def _line(model: SupportModel, tier: Tier) -> str:
    """A line in words: team, when, on duty, what it can fix."""
    duty, when = model.teams[tier.team].on_duty, tier.when
    parts = [HOURS[when.hours]]
    if when.target_from is not None:
        parts.append(f"targets from {percent(when.target_from)}")
    if when.target_below is not None:
        parts.append(f"targets below {percent(when.target_below)}")
    if when.stages is not None:
        parts.append(f"stage {join(list(when.stages))}")
    said = ", ".join(part for part in parts if part)
    on_duty = f"{duty.working_hours} on duty, {duty.out_of_hours} out of hours"
    return f"{tier.team}{f' {said}' if said else ''} ({on_duty}; fixes by {join(list(tier.fixes))})"


def _people(study: Study, name: str) -> str:
    """Teams beside the delivery teams; of a mix, those that a service needs."""
    model = study.models[name]
    if isinstance(model, MixedModel):
        teams = organise(study.scenario, model).teams.values()
        there = {team.name.partition("/")[0]: team.document for team in teams}
    else:
        there = dict(model.teams)
    scopes = {"organisation": "", "domain": " a domain", "team": " a team"}
    return (
        ", ".join(
            f"{team.people} {name}{scopes[team.scope]}"
            for name, team in there.items()
            if team.people is not None
        )
        or "none"
    )


def _first_called(comparison: Comparison) -> Grid:
    """Who is called first for each service at the end, most often over replications."""
    names, services = labels(comparison.study), comparison.study.scenario.services
    called: Counter[tuple[str, str, str]] = Counter()
    last = comparison.quarter_names[-1]
    for table in comparison.error_budget_parts():
        ends = table[table["quarter"] == last]
        columns = (ends[column].astype(str) for column in ("model", "service", "answered_by"))
        called.update(zip(*columns, strict=True))
    most = {key[:2]: key[2] for key, _ in sorted(called.items(), key=lambda item: item[1])}
    ranked = sorted(services, key=lambda name: -services[name].exposure)
    return Grid(
        "Who is called first for each service",
        "In the last quarter of the run, in most replications.",
        ["Service", *names.values()],
        [Line(s, [Cell(most.get((m, s), "–")) for m in names]) for s in ranked[:MOST_ROWS]],
        left_out(len(ranked), "services", "error_budgets.csv, column answered_by"),
        folded=True,
    )


def _prices(comparison: Comparison) -> Grid:
    scenario = comparison.study.scenario
    written = comparison.study.raw.get("prices", {})
    found = _flat(scenario.prices, written if isinstance(written, dict) else {}, "")
    return Grid(
        "Prices", "What the scenario doesn't write is a default.",
        ["Price", "Value", "From"],
        [Line(name, [Cell(value), Cell(origin)]) for name, value, origin in found],
        folded=True,
    )  # fmt: skip


def _flat(part: Document, written: dict[str, object], path: str) -> Iterator[tuple[str, str, str]]:
    """Each line of the prices: its path, its value with the unit, who wrote it."""
    for name, field in type(part).model_fields.items():
        value, place = getattr(part, name), f"{path}{name}"
        inside = written.get(name)
        if isinstance(value, Document):
            lines = inside if isinstance(inside, dict) else {}
            yield from _flat(value, lines, f"{place}.")
        elif value is not None:
            origin = "the scenario" if name in written else _origin(field.json_schema_extra)
            yield place, str(written.get(name, field.default)), origin


def _origin(facts: object) -> str:
    known = facts if isinstance(facts, dict) else {}
    source = known.get("source") or known.get("assumption")
    return f"default: {source}" if source else "default"


def _observations(comparison: Comparison) -> Grid:
    lines = []
    for name, facts in observed(comparison.study).items():
        hours = [float(str(facts[key])) for key in ("median_hours", "p95_hours")]
        digest = Cell(str(facts["sha256"])[:16])
        told = [Cell(str(facts["observations"])), *(Cell(duration(value)) for value in hours)]
        lines.append(Line(name, [*told, digest]))
    return Grid(
        "Files of observations", "Durations that were measured; the digest is SHA-256, its begin.",
        ["File", "Observations", "Median", "p95", "Digest"], lines,
    )  # fmt: skip
