"""What a comparison writes, registered in one place: a file, what it is, and who writes it.

Publishing, the manifest's list of files and the page of the documentation follow from this list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.documents.worlds import WORLDS, World
from sim.present.files import (
    EVENT_TABLES,
    in_cents,
    services_in_cents,
    write_budgets,
    write_csv,
    write_every_budget,
    write_parquet,
)
from sim.questions.compare.business_case import Case
from sim.questions.compare.cost_model import CostModel
from sim.questions.compare.risk import has_years
from sim.study.comparison import Comparison

if TYPE_CHECKING:
    from sim.present.drawing import Drawn
    from sim.present.summary import Summary


@dataclass(frozen=True)
class Draft:
    """A folder that is being filled."""

    comparison: Comparison
    folder: Path
    command: str
    workers: int | None = 1
    """Processes that draw; ``None`` means one a core."""

    @cached_property
    def drawn(self) -> dict[str, Drawn]:
        """The figures by name, each drawn once for the folder and the report."""
        from sim.present.drawing import draw_all

        return draw_all(self.comparison, png=True, workers=self.workers)

    @cached_property
    def case(self) -> Case | None:
        """The business case, if there is a plan beside today."""
        return Case.of(CostModel(self.comparison))

    @cached_property
    def page(self) -> Summary:
        """What stands on the one page."""
        from sim.present.summary import summarise

        return summarise(self.comparison, self.case)


Write = Callable[[Draft], None]
When = Callable[[Comparison], bool]


@dataclass(frozen=True)
class Output:
    """A file (or folder) of results."""

    name: str
    about: str
    write: Write
    when: When
    """Whether a comparison has it at all."""
    committed: bool
    """Whether it is the same on every machine and small enough to be kept in the repository."""


OUTPUTS: dict[str, Output] = {}
"""Every output by its name, in the order of writing. Whatever else is in a folder of results
belongs to somebody and is kept."""


SUPPOSING: dict[World, str] = {
    "as-stated": "where teams invest what their support model states, if another world is first",
    "equal": "where every team invests the same share of its time",
    "useless": "where teams invest as stated and it buys nothing",
}


def output(
    name: str, about: str, when: When = lambda _: True, *, committed: bool = True
) -> Callable[[Write], Write]:
    """Register a function as the writer of a file."""

    def register(write: Write) -> Write:
        OUTPUTS[name] = Output(name, about, write, when, committed)
        return write

    return register


@output("figures", "the pictures, each as SVG and PNG", committed=False)
def _figures(draft: Draft) -> None:
    folder = draft.folder / "figures"
    folder.mkdir()
    for name, drawn in draft.drawn.items():
        (folder / f"{name}.svg").write_text(drawn.wide, encoding="utf-8")
        (folder / f"{name}.png").write_bytes(drawn.png)


@output("report.html", "one page to read: [Read the report](../how-to/read-the-report.md)")
def _report(draft: Draft) -> None:
    from sim.present.assignment_beside import assignment_beside
    from sim.present.drivers import drivers_beside
    from sim.present.report import report

    study, results = draft.comparison.study, draft.folder.parent
    beside = drivers_beside(study, results)
    assigned = assignment_beside(study, results / study.name)
    page = report(
        draft.comparison,
        draft.command,
        draft.drawn,
        beside=beside,
        assigned=assigned,
        short=draft.page,
    )
    (draft.folder / "report.html").write_text(page, encoding="utf-8")


@output(
    "workbook.xlsx",
    "for finance, with live formulas: [Money](../money.md#the-workbook)",
    committed=False,
)
def _workbook(draft: Draft) -> None:
    from sim.present.workbook import write_workbook

    write_workbook(draft.comparison, draft.folder / "workbook.xlsx", draft.case)


@output(
    "summary.pdf",
    "one page for whoever decides: [Read the report](../how-to/read-the-report.md#one-page)",
)
def _page(draft: Draft) -> None:
    from sim.present.summary import write_page

    paper = draft.comparison.study.scenario.business_case.paper
    write_page(draft.page, draft.folder / "summary.pdf", paper)


@output("summary.csv", "every metric of every model")
def _summary(draft: Draft) -> None:
    write_csv(draft.comparison.summary, draft.folder / "summary.csv")


@output("comparison.csv", "every difference from the baseline")
def _comparison(draft: Draft) -> None:
    write_csv(draft.comparison.comparison, draft.folder / "comparison.csv")


def _tables_of_a_world(world: World, supposing: str) -> None:
    """``summary`` and ``comparison`` of a world that the verdict is not given in."""
    ending = f"_{world.replace('-', '_')}.csv"

    def when(comparison: Comparison) -> bool:
        return world in comparison.study.scenario.worlds[1:]

    @output(f"summary{ending}", f"the same as `summary.csv` {supposing}", when)
    def summary(draft: Draft) -> None:
        write_csv(draft.comparison.summarise(world), draft.folder / f"summary{ending}")

    @output(f"comparison{ending}", f"the same as `comparison.csv` {supposing}", when)
    def comparison(draft: Draft) -> None:
        write_csv(draft.comparison.contrast(world), draft.folder / f"comparison{ending}")


for _world in WORLDS:
    _tables_of_a_world(_world, SUPPOSING[_world])


@output(
    "services.csv",
    "the metrics of each service; what services share is allocated by the hours worked for each",
    committed=False,
)
def _services(draft: Draft) -> None:
    write_csv(services_in_cents(draft.comparison.services), draft.folder / "services.csv")


@output("bills.csv", "what each owner's services cost and lose a year, in parts that add up")
def _bills(draft: Draft) -> None:
    from sim.present.bills import bills_in_cents

    write_csv(bills_in_cents(draft.comparison), draft.folder / "bills.csv")


@output(
    "teams.csv",
    "the metrics of each team: load on call, how busy it is, what waits for it",
    committed=False,
)
def _teams(draft: Draft) -> None:
    write_csv(draft.comparison.teams, draft.folder / "teams.csv")


@output("costs.csv", "what each line costs, by quarter and budget", committed=False)
def _costs(draft: Draft) -> None:
    write_csv(in_cents(draft.comparison.costs), draft.folder / "costs.csv")


@output(
    "error_budgets.csv", "each service's error budget, by replication and quarter", committed=False
)
def _budgets(draft: Draft) -> None:
    write_budgets(draft.comparison, draft.folder / "error_budgets.csv")


@output(
    "error_budgets.parquet", "all of them, where a spreadsheet can't open as many", committed=False
)
def _every_budget(draft: Draft) -> None:
    write_every_budget(draft.comparison, draft.folder / "error_budgets.parquet")


@output("risk.csv", "what a year can cost and lose, and targets missed", has_years)
def _risk(draft: Draft) -> None:
    from sim.present.risk import risk_table

    write_csv(risk_table(draft.comparison), draft.folder / "risk.csv")


@output("replications.parquet", "every metric of every replication by model", committed=False)
def _runs(draft: Draft) -> None:
    from sim.questions.side_by_side import kept_runs

    write_parquet([kept_runs(draft.comparison)], draft.folder / "replications.parquet")


def _event_table(name: str, row: str) -> None:
    @output(f"{name}.parquet", f"one row {row}", committed=False)
    def write(draft: Draft) -> None:
        write_parquet(draft.comparison.table_parts(name), draft.folder / f"{name}.parquet")


for _name, _row in zip(EVENT_TABLES, ("an incident", "a release", "a change"), strict=True):
    _event_table(_name, _row)

MANIFEST = "manifest.json"
"""Written last, since it tells how long the rest took; not by a comparison alone."""
NAMES_ELSEWHERE = {
    MANIFEST: "what made the folder: documents, versions, command, machine, failures"
}


def names() -> frozenset[str]:
    """Every name that we may write in a folder of results."""
    return frozenset({*OUTPUTS, *NAMES_ELSEWHERE})


def committed() -> frozenset[str]:
    """Names of outputs that belong into the repository; ``.gitignore`` keeps out the others."""
    return frozenset(found.name for found in OUTPUTS.values() if found.committed)


def write_outputs(draft: Draft) -> list[str]:
    """Write every output that a comparison has; returns the names of what is there.

    Raises
    ------
    ValueError
        If a writer left something that isn't registered: the next run would keep it for
        somebody's own.
    """
    for found in list(OUTPUTS.values()):
        if found.when(draft.comparison):
            found.write(draft)
    written = sorted(path.name for path in draft.folder.iterdir())
    if strangers := set(written) - names():
        raise ValueError(f"written, but not registered as outputs: {', '.join(sorted(strangers))}")
    return written
