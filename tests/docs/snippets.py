"""TOML of a page, read by the loader that reads a user's file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from sim.documents.load import Catalogue, Raw, build_model, build_study, load_study, merge
from sim.questions.fit.shape import Shape
from tests.docs.pages import ROOT, Block

TINY = ROOT / "scenarios" / "tiny.toml"


def check_toml(block: Block, folder: Path) -> None:
    """Fail unless the block is a scenario or some of its lines, a support model, a mapping file."""
    raw = tomllib.loads(block.text)
    file = _saved(block, folder)
    if file is not None and ("services" in raw or block.added):
        load_study(file)
    elif {"title", "compare", "services"} <= set(raw):
        build_study(raw, "of-this-page", "page", folder / "scenarios")
    elif "columns" in raw:
        Shape.model_validate(raw)
    elif "extends" in raw:
        catalogue = Catalogue({"of-this-page": raw}, folder / "scenarios", "page")
        build_model(catalogue.raw("of-this-page"), "of-this-page", "page")
    elif "mix" in raw:
        build_study(with_lines({"models": {"of-this-page": raw}}), "lines", "page", folder)
    else:
        build_study(with_lines(raw), "lines", "page", folder / "scenarios")


def _saved(block: Block, folder: Path) -> Path | None:
    """Save the block where its page says, or add it there."""
    if not block.saved and not block.added:
        return None
    file = folder / (block.saved or block.added)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = block.text
    if block.added:
        new = "".join(f', "{name}"' for name in tomllib.loads(text).get("models", {}))
        old = file.read_text(encoding="utf-8")
        text = re.sub(r"^(compare = \[[^\]]*)\]", rf"\1{new}]", old, flags=re.MULTILINE) + text
    file.write_text(text, encoding="utf-8")
    return file


def with_lines(raw: Raw) -> Raw:
    """The two services with some more lines; models that they define are compared too."""
    tiny = tomllib.loads(TINY.read_text(encoding="utf-8"))
    whole = merge(tiny, raw)
    new = [name for name in raw.get("models", {}) if name not in whole["compare"]]
    return {**whole, "compare": [*whole["compare"], *new]}
