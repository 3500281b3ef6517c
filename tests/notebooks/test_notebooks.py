"""The notebooks run from top to bottom, and read well where nobody runs them."""

import ast
from pathlib import Path
from runpy import run_path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
LONGEST_FUNCTION = 5


def test_there_is_one_for_each_reader():
    assert [path.stem for path in NOTEBOOKS] == [
        "01_compare_support_models",
        "02_capex_or_opex",
        "03_error_budget_dynamics",
        "04_which_model_for_which_service",
        "05_error_budget_loop",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_cell_was_run_in_order_and_shows_what_it_says(path):
    cells = [cell for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert not any(output.output_type == "error" for cell in cells for output in cell.outputs)
    assert any("image/png" in output.get("data", {}) for cell in cells for output in cell.outputs)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_function_is_long(path):
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code":
            code = "\n".join(line for line in cell.source.splitlines() if line[:1] != "%")
            for node in ast.walk(ast.parse(code)):
                if isinstance(node, ast.FunctionDef):
                    assert node.end_lineno - node.lineno < LONGEST_FUNCTION


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.filterwarnings("ignore")  # the kernel's own; the cells' would show in their output
def test_it_runs(path):
    executed = run_path(str(path.parent / "run.py"))["executed"]
    shown = [text_of(cell) for cell in nbformat.read(path, 4).cells]
    assert [text_of(cell) for cell in executed(path).cells] == shown


def text_of(cell):
    """What a code cell prints or returns, pictures left out."""
    outputs = cell.get("outputs", [])
    texts = [o.get("text") or o.get("data", {}).get("text/plain", "") for o in outputs]
    return [text for text in texts if "TCP without encryption" not in text]
