"""Where a text stops being TOML, with the line and, where a quote may be missing, a hint at it."""

from __future__ import annotations

import re

NO_VALUE = (
    "Invalid value",
    "Illegal character",
    "Expected newline or end of document",
    "Expected \"'",
    "Unterminated string",
)
"""How the reader's findings about values begin; most of these values lack a quote."""

HINTS = {
    NO_VALUE: "; is a quote missing?",
    ("Invalid date",): "; there is no such day or hour",
    ("Unescaped",): "; write two backslashes for one, or single quotes round the text",
}


def why_no_toml(text: str, finding: str) -> str:
    """The reader's finding, with the line that it is about and what to look for there."""
    line = _line(text, finding)
    return f"is not valid TOML: {finding}" + (f" in: {line}" if line else "") + _hint(finding)


def _line(text: str, finding: str) -> str:
    """The line that a finding names; the end of a document is its last line with anything on it."""
    lines = text.split("\n")
    at = re.search(r"\(at line (\d+),", finding)
    if at is None:
        return next((line.strip() for line in reversed(lines) if line.strip()), "")
    number = int(at[1]) - 1
    return lines[number].strip()[:80] if number < len(lines) else ""


def _hint(finding: str) -> str:
    return next((hint for begins, hint in HINTS.items() if finding.startswith(begins)), "")
