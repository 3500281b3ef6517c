"""One term for one thing: what a newcomer reads says *replication* and *random draws*."""

from __future__ import annotations

import re
from collections.abc import Iterator

import typer

from sim.cli.app import app
from sim.documents.reference import parameter_rows
from sim.documents.scenario import Scenario
from sim.documents.support_model import SupportModel
from sim.present.outputs import OUTPUTS
from sim.records.metrics import REGISTRY
from tests.docs.pages import PAGES, ROOT

RETIRED = re.compile(
    r"\b(lives(?! through|\.parquet)|(?:which|a|one|each|every) life|luck|shelf|soundness)\b", re.I
)
"""Words of earlier versions; the life of an asset and a life cycle are something else."""
MADE_BY_COMMAND = {"claims.md", "performance.md"}
"""Pages whose words are those of documents and programs."""


def told() -> Iterator[tuple[str, str]]:
    """Where, and what is said there."""
    yield from told_by_commands()
    yield from told_on_pages()
    for document in (Scenario, SupportModel):
        for row in parameter_rows(document):
            yield row.path, row.description
    for metric in REGISTRY.values():
        yield metric.name, f"{metric.label} {metric.description}"
    for output in OUTPUTS.values():
        yield output.name, output.about


def told_by_commands() -> Iterator[tuple[str, str]]:
    group = typer.main.get_command(app)
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        yield f"whorunsit {name}", str(command.help)
        for parameter in command.params:
            yield f"whorunsit {name} {parameter.name}", str(getattr(parameter, "help", ""))


def told_on_pages() -> Iterator[tuple[str, str]]:
    page = (ROOT / "sim" / "present" / "page" / "report.html.j2").read_text(encoding="utf-8")
    yield "report.html", re.sub(r"{[{%].*?[%}]}", "", page)
    for path in (path for path in PAGES if path.name not in MADE_BY_COMMAND):
        yield path.name, re.sub(r"\(.*?\.svg\)", "", path.read_text(encoding="utf-8"))


def test_no_message_uses_a_retired_word() -> None:
    found = [(place, word[0]) for place, text in told() for word in RETIRED.finditer(text)]
    assert found == []


def test_the_guard_sees_one() -> None:
    assert RETIRED.search("Which life to tell.")
    assert RETIRED.search("the same luck")
    assert not RETIRED.search("each support model lives through it")
    assert not RETIRED.search("the life cycle of an engagement")
