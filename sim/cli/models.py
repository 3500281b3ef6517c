"""``whorunsit models``: which support models there are, and what one of them says in full."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sim.documents.catalogue import Catalogue, Layer

EXAMPLE = "Example: whorunsit models you-run-it-at-scale --diff"


def register(app: typer.Typer) -> None:
    """Give the command line this command."""
    app.command("models", epilog=EXAMPLE)(models)


def models(
    name: Annotated[
        str | None, typer.Argument(help="Show this one in full, as TOML.", metavar="[NAME]")
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option(help="A scenario whose own models are known too.", metavar="SCENARIO.toml"),
    ] = None,
    diff: Annotated[
        bool, typer.Option("--diff", help="Only what it changes in the model that it extends.")
    ] = False,
    against: Annotated[
        str | None, typer.Option(help="With --diff: this model instead.", metavar="NAME")
    ] = None,
) -> None:
    """List the support models; or show one of them with everything that it extends filled in."""
    if name is None:
        _list(_catalogue(scenario))
        return
    catalogue = _catalogue(scenario)
    layers = _layers(catalogue, name, "NAME")
    text = _changes(catalogue, layers, name, against) if diff or against else _in_full(layers, name)
    typer.echo(text, nl=False)


def _catalogue(scenario: Path | None) -> Catalogue:
    from sim.documents.catalogue import Catalogue
    from sim.documents.load import catalogue_of

    return Catalogue({}, None, "models") if scenario is None else catalogue_of(scenario)


def _list(catalogue: Catalogue) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("model", "title", "who runs it", box=None, header_style="bold", pad_edge=False)
    for name in catalogue.names():
        found = catalogue.raw(name)
        table.add_row(name, str(found.get("title", "")), str(found.get("summary", "")))
    Console().print(table)


def _layers(catalogue: Catalogue, name: str, option: str) -> list[Layer]:
    from sim.documents.errors import InputError, Problem
    from sim.documents.hints import nearest

    if name not in catalogue.names():
        why = f"no support model '{name}'{nearest(name, catalogue.names())}"
        raise InputError(option, [Problem("", why)])
    return catalogue.layers(name)


def _in_full(layers: list[Layer], name: str) -> str:
    from sim.documents.catalogue import together
    from sim.documents.toml import written

    files = [Path(layer.file).name for layer in layers]
    return f"# {name}, from {', then '.join(files)}\n\n{written(together(layers))}"


def _changes(catalogue: Catalogue, layers: list[Layer], name: str, against: str | None) -> str:
    """The lines that differ from another model, or from what this one starts from."""
    from sim.documents.catalogue import together
    from sim.documents.differences import differences

    other = layers[:-1] if against is None else _layers(catalogue, against, "--against")
    if not other:
        return f"{name} extends no other model; name one: --against NAME\n"
    found = differences(together(other), together(layers))
    from_what = against or layers[-1].extends() or f"{name} as shipped"
    lines = [f"{name} against {from_what}: {len(found)} lines differ", *map(str, found)]
    return "\n".join(lines) + "\n"
