"""What is wrong with the words of a command line, told like everything else that is wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer.exceptions

from sim.documents.errors import InputError, Problem
from sim.documents.hints import nearest

PROGRAM = "whorunsit"
WANTED = (
    (r"valid integer", "a whole number"),
    (r"valid number", "a number"),
    (r"greater than or equal to (\S+)", "a number from {} on"),
    (r"less than or equal to (\S+)", "a number up to {}"),
    (r"is not one of (.+?)\.?$", "one of {}"),
)
"""What an option asks for, by what its reader says."""
NO_COMMAND = re.compile(r"No such command '(.*?)'")
EXTRA = re.compile(r"unexpected extra arguments?(?:\(s\))? \((.*)\)")


def in_our_words(error: typer.exceptions.TyperException, words: Sequence[str]) -> InputError:
    """A finding of the option parser with what was found and allowed, in the command's words."""
    context = getattr(error, "ctx", None)
    inside = getattr(context, "parent", None) is not None
    command = str(getattr(context, "info_name", PROGRAM)) if inside else PROGRAM
    place, message = _said(error, context, command, words)
    return InputError(place, [Problem("", message)])


def _said(error: Any, context: Any, command: str, words: Sequence[str]) -> tuple[str, str]:
    text = str(error.format_message())
    if hasattr(error, "possibilities"):
        return error.option_name, f"no such option{nearest(error.option_name, _options(context))}"
    if found := NO_COMMAND.search(text):
        known = sorted(context.command.commands)
        return command, f"no command '{found[1]}'{nearest(found[1], known)}"
    if found := EXTRA.search(text):
        return command, f"found '{found[1]}' beside what it takes; {_help(context)}"
    if hasattr(error, "option_name"):
        wants = "needs a value" if "requires" in text else "takes no value"
        return error.option_name, wants
    parameter = getattr(error, "param", None)
    if parameter is None:
        return command, text
    return _of(parameter, text, context, words)


def _of(parameter: Any, text: str, context: Any, words: Sequence[str]) -> tuple[str, str]:
    """A parameter that is missing, or whose value is none."""
    options = [name for name in parameter.opts if name.startswith("--")]
    place = options[0] if options else str(parameter.metavar or parameter.name).strip("[]")
    about = str(parameter.help or "").rstrip(".")
    if text.startswith("Missing"):
        return place, f"is missing: {about}; {_help(context)}"
    wanted = next((w.format(*m.groups()) for p, w in WANTED if (m := re.search(p, text))), text)
    return place, f"found {_given(parameter.opts, words)}; this is {wanted} ({about})"


def _given(options: Sequence[str], words: Sequence[str]) -> str:
    """The value that was given for an option, in quotes."""
    for place, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in options:
            found = value if equals else words[place + 1] if place + 1 < len(words) else ""
            return f"'{found}'"
    glued = (w[2:] for w in words for o in options if len(o) == 2 and w.startswith(o))
    return f"'{next(glued, '')}'"


def _options(context: Any) -> list[str]:
    every = [name for parameter in context.command.params for name in parameter.opts]
    return [*(name for name in every if name.startswith("--")), "--help"]


def _help(context: Any) -> str:
    command = f"{PROGRAM} {context.info_name}" if context.parent is not None else PROGRAM
    return f"{command} --help has an example"
