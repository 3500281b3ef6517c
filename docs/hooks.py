"""What the documentation gets at its build: the commands' help, schemas, CONTRIBUTING.md."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import typer
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from sim.cli.app import app
from sim.documents.schema import json_schemas

ROOT = Path(__file__).resolve().parents[1]
CONTRIBUTING = "contributing.md"
WRITTEN_BY_LONG_RUNS = ("claims.md", "performance.md")
"""Pages that `whorunsit claims` and the benchmarks write; the menu has them once they exist."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Leave out of the menu what has not been run yet."""
    absent = {name for name in WRITTEN_BY_LONG_RUNS if not (ROOT / "docs" / name).exists()}
    for section in config.nav or ():
        for title, entries in section.items():
            if isinstance(entries, list):
                section[title] = [e for e in entries if absent.isdisjoint(e.values())]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add pages and files that stand elsewhere or nowhere."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    files.append(File.generated(config, CONTRIBUTING, content=text.replace("](docs/", "](")))
    for name, schema in json_schemas().items():
        written = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        files.append(File.generated(config, f"schemas/{name}.json", content=written))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fill in what is generated, and lead links out of docs/ to the page that stands for it."""
    markdown = re.sub(r"(\.\./)+CONTRIBUTING\.md", f"../{CONTRIBUTING}", markdown)
    markdown = markdown.replace("<!-- generated: commands -->", commands_markdown())
    return markdown.replace("<!-- generated: schemas -->", schemas_markdown())


def commands_markdown() -> str:
    """Each command with its options and examples."""
    commands = typer.main.get_command(app).commands
    return "\n".join(_command(name, command) for name, command in commands.items())


def _command(name: str, command: Any) -> str:
    lines = [f"## `{name}`", "", command.help or "", "", "| Option | What it does |", "|---|---|"]
    lines += [_option(parameter) for parameter in command.params]
    examples = re.sub(r"^Examples?: ", "", command.epilog or "").split("\n\n")
    return "\n".join([*lines, "", "```sh", *examples, "```", ""])


def _option(parameter: Any) -> str:
    is_option = parameter.param_type_name == "option"
    names = [*parameter.opts] if is_option else [parameter.metavar or parameter.name]
    says = " ".join((parameter.help or "").split()).replace("|", "\\|")
    if isinstance(parameter.default, str | Path):
        says += f" Default: `{parameter.default}`."
    return f"| {', '.join(f'`{name}`' for name in names)} | {says} |"


def schemas_markdown() -> str:
    """A link to each schema."""
    links = [f"- [{name}.json](../schemas/{name}.json)" for name in json_schemas()]
    return "\n".join(["Of this version:", "", *links])
