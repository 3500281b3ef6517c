"""Planted faults: a sample of all small changes of the source, and which of them no test sees.

``python tests/mutation/planted.py 40`` tells of forty; the slow tests hold a few to a budget.
"""

from __future__ import annotations

import ast
import difflib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cosmic_ray.ast import get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("engine", "organisation", "records")
OPERATORS = (
    "AddNot", "NumberReplacer", "ReplaceAndWithOr", "ReplaceOrWithAnd", "ReplaceTrueWithFalse",
    "ReplaceFalseWithTrue", "ReplaceBinaryOperator_Add_Sub", "ReplaceBinaryOperator_Sub_Add",
    "ReplaceBinaryOperator_Mul_Div", "ReplaceBinaryOperator_Div_Mul",
    "ReplaceComparisonOperator_Lt_LtE", "ReplaceComparisonOperator_LtE_Lt",
    "ReplaceComparisonOperator_Gt_GtE", "ReplaceComparisonOperator_GtE_Gt",
    "ReplaceComparisonOperator_Eq_NotEq", "ReplaceComparisonOperator_Is_IsNot",
    "ReplaceComparisonOperator_IsNot_Is", "ReplaceUnaryOperator_Delete_Not",
    "ReplaceContinueWithBreak", "ReplaceBreakWithContinue",
)  # fmt: skip
"""Slips that people make."""
SUITE = (
    "tests/engine/test_stories_of_change.py", "tests/engine/test_stories_of_detection.py",
    "tests/engine/test_stories_of_organisation.py", "tests/engine/test_stories_of_response.py",
    "tests/mechanisms", "tests/records", "tests/organisation", "tests/plans", "tests/money",
    "tests/trace",
)  # fmt: skip
"""What is asked first sees the most, for the least time."""
UNASKED = ("tests/records/test_worked_examples.py", "tests/mechanisms/test_worked_mechanism.py")
"""They look at copies of the committed source."""
MINUTES = 30


@dataclass(frozen=True)
class Mutant:
    """One change of one file."""

    file: str
    operator: str
    occurrence: int

    @property
    def turn(self) -> bytes:
        """Its place in the sample: by its name, so that nobody chooses."""
        name = f"{self.file} {self.operator} {self.occurrence}"
        return blake2b(name.encode(), digest_size=8).digest()

    def source(self) -> str | None:
        """The file with the change in it; None where no such change is left to make."""
        operator = get_operator(f"core/{self.operator}")()
        text: str | None = mutate_code(original(self.file), operator, self.occurrence)
        return text

    def told(self) -> str:
        """The file and the line, before and after."""
        before, after = original(self.file).splitlines(), (self.source() or "").splitlines()
        changed = [x for x in difflib.ndiff(before, after) if x[:2] in ("- ", "+ ")]
        return f"{self.file}: " + " → ".join(line[2:].strip() for line in changed)


def original(file: str) -> str:
    """The source as it is."""
    return (ROOT / file).read_text(encoding="utf-8")


def sample(count: int) -> list[Mutant]:
    """The first so many, in the order of their turns, of those that change what the code does."""
    found: list[Mutant] = []
    for mutant in sorted(everything(), key=lambda mutant: mutant.turn):
        if len(found) == count:
            break
        text = mutant.source()
        if text is not None and meaning(text) != meaning(original(mutant.file)):
            found.append(mutant)
    return found


def everything() -> Iterator[Mutant]:
    """Every change that the operators can make."""
    operators = {name: get_operator(f"core/{name}")() for name in OPERATORS}
    for part in PARTS:
        for path in sorted((ROOT / "sim" / part).rglob("*.py")):
            file = path.relative_to(ROOT).as_posix()
            nodes = list(nodes_of(get_ast(original(file))))
            for name, operator in operators.items():
                places = sum(1 for node in nodes for _ in operator.mutation_positions(node))
                yield from (Mutant(file, name, number) for number in range(places))


def nodes_of(node: Any) -> Iterator[Any]:
    """A node of the source and all below it."""
    yield node
    for child in getattr(node, "children", ()):
        yield from nodes_of(child)


def meaning(text: str) -> str:
    """The code without annotations and docstrings, which nobody runs."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant("")
    return ast.dump(tree)


def survives(mutant: Mutant) -> bool:
    """Whether every test passes with the change planted, in a copy of the repository."""
    with TemporaryDirectory() as name:
        copy = Path(name)
        for folder in ("sim", "tests", "scenarios", "docs"):
            ignored = shutil.ignore_patterns("node_modules", "__pycache__")
            shutil.copytree(ROOT / folder, copy / folder, ignore=ignored)
        for file in ("pyproject.toml", "CONTRIBUTING.md", "README.md"):
            shutil.copy2(ROOT / file, copy / file)
        (copy / mutant.file).write_text(mutant.source() or "", encoding="utf-8")
        options = ["-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
        command = [sys.executable, "-m", "pytest", *options, *SUITE]
        command += [f"--ignore={path}" for path in UNASKED]
        here = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(
                command, cwd=copy, env=here, capture_output=True, check=False, timeout=60 * MINUTES
            )
        except subprocess.TimeoutExpired:  # it never ends: seen
            return False
    return done.returncode == 0


def survivors(count: int, workers: int = 2) -> list[Mutant]:
    """Those of a sample that no test sees."""
    mutants = sample(count)
    with ThreadPoolExecutor(workers) as pool:
        alive = list(pool.map(survives, mutants))
    return [mutant for mutant, unseen in zip(mutants, alive, strict=True) if unseen]


if __name__ == "__main__":
    many = int(sys.argv[1])
    left = survivors(many)
    sys.stdout.write("\n".join([f"{len(left)} of {many} survive", *(m.told() for m in left), ""]))
