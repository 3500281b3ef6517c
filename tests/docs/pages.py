"""Pages of the documentation, and the fenced blocks in them.

What stands above a fence decides what is done with it:

- ``<!-- not run: reason -->``: commands are parsed, nothing is executed;
- "save this as" or "here", and a TOML file: the block is saved under this name;
- "to the end of" and a TOML file: the block is added to it, and the models in it to ``compare``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
COMMANDS, OUTPUT = ("sh", "console"), ("text", "json", "csv", "diff")
LANGUAGES = (*COMMANDS, *OUTPUT, "python", "toml")

FENCE = re.compile(r"^```([\w-]*)[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
NOT_RUN = re.compile(r"<!-- not run: (\S[^>]+?) -->\s*\Z")
SAVED = re.compile(r"\b(?:[Ss]ave (?:this|it) as|here)\s+`([\w./-]+\.toml)`")
ADDED = re.compile(r"\bto\s+the\s+end\s+of\s+`([\w./-]+\.toml)`")
INLINE = re.compile(r"`((?:\.venv/bin/)?(?:whorunsit|make) [^`]+)`")


@dataclass(frozen=True)
class Block:
    """A fenced block; ``line`` is that of its first fence."""

    language: str
    text: str
    line: int
    not_run: str
    saved: str
    """File that the reader saves the block as."""
    added: str
    """File that the reader adds the block to."""


def name_of(page: Path) -> str:
    """What a page is called in the output of a test."""
    return page.relative_to(ROOT).as_posix()


def blocks_of(page: Path) -> list[Block]:
    """All fenced blocks of a page, in order; a fence without a language holds commands."""
    text = page.read_text(encoding="utf-8")
    return [_block(text, match) for match in FENCE.finditer(text)]


def _block(text: str, match: re.Match[str]) -> Block:
    before = text[: match.start()]
    reason = NOT_RUN.search(before)
    paragraph = before.rstrip().rpartition("\n\n")[2]
    return Block(
        language=match[1] or "sh",
        text=match[2],
        line=before.count("\n") + 1,
        not_run=reason[1] if reason else "",
        saved=_last(SAVED, paragraph),
        added=_last(ADDED, paragraph),
    )


def _last(form: re.Pattern[str], text: str) -> str:
    return next(reversed(form.findall(text)), "")


def inline_commands(page: Path) -> list[str]:
    """Commands in running text; names in capitals stand for something and are left out."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    found = [" ".join(command.split()) for command in INLINE.findall(text)]
    return [command for command in found if not re.search(r"\b[A-Z]{3,}\b|…|/path/", command)]


def commands_of(block: Block) -> list[tuple[str, list[str]]]:
    """Each command of a block with the lines of output that follow it."""
    if block.language == "console":
        return _typed(block.text)
    joined = block.text.replace("\\\n", " ")
    lines = [line.partition("  #")[0].strip() for line in joined.splitlines()]
    return [(line, []) for line in lines if line and not line.startswith("#")]


def _typed(text: str) -> list[tuple[str, list[str]]]:
    commands: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("$ "):
            commands.append((line[2:].strip(), []))
        else:
            commands[-1][1].append(line.rstrip())
    return commands
