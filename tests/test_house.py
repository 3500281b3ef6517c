"""Rules of the house that a machine can check (CONTRIBUTING.md has the reasons)."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

import sim

ROOT = Path(__file__).resolve().parents[1]
SIM = ROOT / "sim"
MODULES = sorted(SIM.rglob("*.py"))
LONGEST_FILE_LINES = 300

# Spelled in two halves, so that this file obeys its own rule.
REGISTRY_HOST = re.compile(
    "|".join(
        re.escape(name + domain)
        for name, domain in [
            ("pypi", ".org"),
            ("python", "hosted.org"),
            ("npmjs", ".org"),
            ("npmjs", ".com"),
            ("deb", ".debian.org"),
            ("conda", ".anaconda.org"),
            ("crates", ".io"),
            ("proxy.golang", ".org"),
        ]
    )
)
MACHINE_PATH = re.compile(r"(?<![\w.+=/-])/(?:work|root|home/\w+|Users/\w+)(?:/|\b)")

# `np.random.Generator` as a type is welcome everywhere; making one isn't.
RANDOMNESS = re.compile(
    r"""^\s*(?:import|from)\s+(?:random|secrets)\b
    | \b(?:default_rng|SeedSequence|RandomState|PCG64\w*|Philox|SFC64|MT19937|Generator)\(
    | \bnp\.random\.(?!Generator\b|BitGenerator\b)\w+
    | \.rvs\(
    | \b(?:urandom|uuid[14])\(""",
    re.VERBOSE | re.MULTILINE,
)
BUILDS_RANDOMNESS = SIM / "ground" / "rng.py"

SHIPPED_MODELS = {"ops-run-it", "you-run-it", "sre-run-it"} | {
    path.stem for path in SIM.glob("models/*.toml")
}
MODEL_NAME_VARIABLE = re.compile(r"\b(?:support_)?model(?:_name|\.name|\.key)$")


def repository_files() -> list[Path]:
    """Return what is committed, or would be by `git add .`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {match.group().strip()}"
        for path in paths
        if (text := text_of(path)) is not None
        for match in pattern.finditer(text)
        for number in [text.count("\n", 0, match.start()) + 1]
    ]


def text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None  # a picture


def test_no_file_of_the_package_is_too_long() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {path: n for path, n in lengths.items() if n > LONGEST_FILE_LINES} == {}


def test_no_file_names_a_package_registry() -> None:
    assert lines_with(REGISTRY_HOST, repository_files()) == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    others = [path for path in repository_files() if path != Path(__file__).resolve()]
    assert lines_with(MACHINE_PATH, others) == []


def test_randomness_is_built_in_one_place() -> None:
    assert lines_with(RANDOMNESS, [path for path in MODULES if path != BUILDS_RANDOMNESS]) == []


def test_nothing_depends_on_a_support_models_name() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path in MODULES
        for node in decisions(ast.parse(path.read_text(encoding="utf-8")))
        if names_a_model(node)
    ]
    assert found == []


def decisions(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield what code branches on: comparisons, match values, prefix tests, lookup tables."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare() | ast.Dict():
                yield node
            case ast.MatchValue(value=value):
                yield value
            case ast.Call(func=ast.Attribute(attr="startswith" | "endswith")):
                yield node


def names_a_model(node: ast.expr) -> bool:
    if isinstance(node, ast.Dict):
        return any(is_model_name(key) for key in node.keys if key is not None)
    if isinstance(node, ast.Compare) and compares_a_model_name_with_text(node):
        return True
    return any(is_model_name(part) for part in ast.walk(node))


def compares_a_model_name_with_text(node: ast.Compare) -> bool:
    """Catch `"sre" in model.name`, where the text is only a part of a shipped name."""
    sides = [node.left, *node.comparators]
    texts = [side for side in sides if isinstance(side, ast.Constant) and side.value]
    return bool(texts) and any(MODEL_NAME_VARIABLE.search(ast.unparse(side)) for side in sides)


def is_model_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value in SHIPPED_MODELS


@pytest.mark.parametrize(
    ("code", "caught"),
    [
        ("if name == 'ops-run-it': pass", True),
        ("if name in ('x', 'you-run-it'): pass", True),
        ("if 'sre' in model.name: pass", True),
        ("if model_name.startswith('sre-run-it'): pass", True),
        ("match name:\n    case 'ops-run-it': pass", True),
        ("rules = {'ops-run-it': 1}", True),
        ("if model.release.approval is None: pass", False),
        ("if model.name == other.name: pass", False),
        ("example = 'whorunsit trace --model ops-run-it'", False),
    ],
)
def test_the_guard_sees_a_branch_on_a_name(code: str, caught: bool) -> None:
    assert any(names_a_model(node) for node in decisions(ast.parse(code))) is caught


def test_the_public_names_exist_and_are_documented() -> None:
    public = list(getattr(sim, "__all__", []))
    assert len(public) == len(set(public))
    undocumented = [
        name
        for name in public
        if not name.startswith("__") and not getattr(getattr(sim, name), "__doc__", None)
    ]
    assert undocumented == []


def test_nothing_is_public_by_accident() -> None:
    modules = {path.stem for path in SIM.iterdir() if not path.name.startswith((".", "_"))}
    visible = {name for name in vars(sim) if not name.startswith("_")}
    assert visible - modules - set(getattr(sim, "__all__", [])) == set()
