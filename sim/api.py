"""What a notebook or a script uses: ``compare(Scenario.load("scenarios/tiny.toml")).plot()``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest
from sim.documents.load import Study, load_study, vary
from sim.present.readable import readable
from sim.present.words import plausible_sentences, verdict_sentence, world_sentences
from sim.questions import compare as comparing
from sim.records.metrics import HEADLINES, METRICS
from sim.study.comparison import Comparison

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.present.assigned import Assigned
    from sim.present.weeks import Weeks
    from sim.questions.fit import Fit
    from sim.questions.fit.replaying import Replay


class Scenario:
    """A scenario with the support models that it compares; immutable."""

    def __init__(self, study: Study) -> None:
        self.study = study

    @classmethod
    def load(cls, path: Path | str) -> Scenario:
        """Read a scenario file; ``InputError`` says what is wrong with it, and where."""
        return cls(load_study(path))

    def vary(self, changes: Mapping[str, object] | None = None, **named: object) -> Scenario:
        """The same scenario with other values, written as in the file.

        Dotted paths go in a mapping, ``vary({"services.checkout.target": "99.9%"})``; a key of
        the top may be named, ``vary(replications=50)``.
        """
        return Scenario(vary(self.study, {**(changes or {}), **named}))

    @property
    def models(self) -> tuple[str, ...]:
        """The support models that it compares."""
        return self.study.scenario.compare

    def __repr__(self) -> str:
        found = self.study.scenario
        return (
            f"Scenario({found.title!r}: {len(found.services)} services, {len(self.models)} models)"
        )


class Result:
    """What a comparison found: words, tables and pictures."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison

    @property
    def verdict(self) -> str:
        """The verdict in a sentence or two, how sure it is, and what becomes of it elsewhere."""
        sure = plausible_sentences(self.comparison)[:1]
        worlds = world_sentences(self.comparison)
        return " ".join([verdict_sentence(self.comparison), *sure, *worlds])

    def summary(self, *metrics: str) -> pd.DataFrame:
        """Means with 95 % intervals: a row a model, a column a metric; three headlines if none."""
        self._check(metrics)
        table = self.comparison.summary
        columns = {
            (metric, part): table[table["metric"] == metric].set_index("model")[part]
            for metric in metrics or HEADLINES
            for part in ("mean", "ci_low", "ci_high")
        }
        return pd.DataFrame(columns).reindex(list(self.comparison.models))

    def table(self, *metrics: str) -> pd.DataFrame:
        """``summary`` for people: a row a model by its title, each mean with its unit and interval.

        A mean that leaves out what never ended says so: "≥ 116 d".
        """
        self._check(metrics)
        return readable(self.comparison, metrics or HEADLINES)

    def _check(self, metrics: Iterable[str]) -> None:
        for metric in metrics:
            if metric not in METRICS:
                why = f"no such metric{nearest(metric, list(METRICS))}"
                raise InputError("summary", [Problem(metric, why)])

    @property
    def differences(self) -> pd.DataFrame:
        """Paired differences from the baseline with 95 % intervals and a word."""
        return self.comparison.comparison

    @property
    def services(self) -> pd.DataFrame:
        """Metrics of each service by model, with 95 % intervals."""
        return self.comparison.services

    @property
    def costs(self) -> pd.DataFrame:
        """Each line by model, quarter, team and funding, with 95 % intervals."""
        return self.comparison.costs

    @property
    def error_budgets(self) -> pd.DataFrame:
        """One row a model, replication, service and quarter."""
        return self.comparison.error_budgets

    @property
    def incidents(self) -> pd.DataFrame:
        """Incidents of the first replication, with their time tags in hours."""
        return self.comparison.table("incidents")

    @property
    def changes(self) -> pd.DataFrame:
        """Changes of the first replication, with their waits in hours."""
        return self.comparison.table("changes")

    def plot(self, what: str = "total_cost") -> Figure:
        """A figure: total_cost, lead_time, time_to_restore, error_budgets, on_call and others."""
        from sim.present.figures import PICTURES
        from sim.present.style import look

        pictures = {picture.name: picture for picture in PICTURES}
        if what not in pictures:
            hint = nearest(what, list(pictures))
            raise InputError("plot", [Problem(what, f"no such picture{hint}")])
        with look():
            return pictures[what].draw(self.comparison)

    def write(self, folder: Path | str) -> Path:
        """Write report, workbook, tables and figures into a folder."""
        from sim.present.publish import write_results

        return write_results(self.comparison, Path(folder), "from Python", 0.0)

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.verdict)}</p>{self.table().to_html()}"

    def __repr__(self) -> str:
        return f"Result: {self.verdict}"


def compare(
    scenario: Scenario | Study | Path | str,
    *,
    replications: int | None = None,
    workers: int | None = None,
) -> Result:
    """Live through a scenario under all its models; a file's path will do.

    ``replications`` defaults to the scenario's, ``workers`` to the machine's cores.
    """
    study = scenario.study if isinstance(scenario, Scenario) else scenario
    study = study if isinstance(study, Study) else load_study(study)
    return Result(comparing.compare(study, replications=replications, workers=workers))


def assign(
    scenario: Scenario | Study | Path | str,
    *,
    models: Iterable[str] = (),
    today: str | None = None,
    replications: int | None = None,
    within: float = 0.05,
    most: int = 60,
    staff: bool = False,
    workers: int | None = None,
) -> Assigned:
    """The cheapest assignment of support models to services, by the scenario's ``[assign]``.

    ``within`` is the difference that doesn't matter, as a share of the cheapest model's cost;
    ``replications`` are those of the first stage, ``most`` of any; with ``staff`` the people that
    each team needs are searched for, too. ``InputError`` says which rules can't hold together.
    """
    from sim.present.assigned import Assigned
    from sim.questions.assign import ask
    from sim.questions.assign import assign as search
    from sim.questions.assign import staff as search_staff

    study = scenario.study if isinstance(scenario, Scenario) else scenario
    study = study if isinstance(study, Study) else load_study(study)
    asked = ask(study, tuple(models), today)
    found = search(asked, replications=replications, share=within, most=most, workers=workers)
    people = (
        search_staff(found, replications=replications, most=most, workers=workers)
        if staff
        else None
    )
    return Assigned(found, people)


def dynamics(
    scenario: Scenario | Study | Path | str,
    service: str,
    *,
    replications: int | None = None,
    workers: int | None = None,
) -> Weeks:
    """A service week by week under every model: its budget, and what it moves.

    ``InputError`` says where there is no such service.
    """
    from sim.present.weeks import Weeks
    from sim.questions.dynamics import dynamics as live

    study = scenario.study if isinstance(scenario, Scenario) else scenario
    study = study if isinstance(study, Study) else load_study(study)
    return Weeks(live(study, service, replications=replications, workers=workers))


class Fitted:
    """A scenario fitted to exports: what was read, what it says, and the scenario."""

    def __init__(self, found: Fit) -> None:
        self.found = found

    @property
    def said(self) -> list[str]:
        """What was read and what came out of it, a line each."""
        return list(self.found.sentences())

    @property
    def parameters(self) -> pd.DataFrame:
        """Fitted numbers with their 90 % intervals, in hours, an hour or shares; a row each."""
        names = ("path", "value", "low", "high", "n", "unit", "source")
        rows = [[getattr(one, name) for name in names] for one in self.found.draft.parameters]
        return pd.DataFrame(rows, columns=list(names))

    @property
    def scenario(self) -> Scenario:
        """The scenario."""
        from sim.questions.fit.writing import study_of

        return Scenario(study_of(self.found.draft))

    def replay(self, *, workers: int | None = None) -> Replay:
        """Whether the simulated past looks like the observed one."""
        from sim.questions.fit import replay_of

        return replay_of(self.found, workers=workers)

    def write(self, out: Path | str) -> list[Path]:
        """Write the scenario, its data and ``fit.html``; returns what was written."""
        from sim.present.fit_page import fit_page
        from sim.questions.fit.writing import write

        return write(self.found.draft, Path(out), fit_page(self.found))

    def __repr__(self) -> str:
        seen = self.found.history.observations
        return (
            f"Fitted: {len(seen.incidents)} incidents, {len(self.found.draft.parameters)} numbers"
        )


def fit(
    incidents: Path | str | Iterable[Path | str],
    changes: Path | str | Iterable[Path | str] = (),
    *,
    today: str = "ops-run-it",
    services: Iterable[Path | str] = (),
    columns: Iterable[Path | str] = (),
    zone: str | None = None,
    start: date | None = None,
    begins: datetime | None = None,
    ends: datetime | None = None,
    traffic: Path | str | None = None,
    calibrated: bool = True,
    workers: int | None = None,
) -> Fitted:
    """Fit a scenario to exports of incidents and changes; the options are those of the command.

    ``InputError`` says what is wrong with a file: its row and column, what is allowed.
    """
    from sim.questions.fit import Wanted
    from sim.questions.fit import fit as fitted
    from sim.questions.fit.listing import read_inventory

    read = _paths(incidents), _paths(changes), _paths(columns)
    wanted = Wanted(*read, zone, start, begins, ends, Path(traffic) if traffic else None)
    inventory = read_inventory(_paths(services)) if services else None
    return Fitted(
        fitted(wanted, today, inventory=inventory, calibrated=calibrated, workers=workers)
    )


def _paths(names: Path | str | Iterable[Path | str]) -> list[Path]:
    return [Path(names)] if isinstance(names, (Path, str)) else [Path(name) for name in names]
