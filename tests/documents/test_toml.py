"""What is written as TOML is read back as it was."""

import tomllib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sim.documents.toml import written

# TOML is UTF-8, which has no lone surrogates.
texts = some.text(some.characters(exclude_categories=("Cs",)), max_size=12)
leaves = (
    some.booleans()
    | some.integers(-(2**63), 2**63 - 1)
    | some.floats(allow_nan=False)
    | texts
    | some.dates(min_value=date(1000, 1, 1))
)
values = some.recursive(
    leaves,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


@given(some.dictionaries(texts, values, max_size=5))
def test_a_document_comes_back(document: dict[str, object]) -> None:
    assert tomllib.loads(written(document)) == document


def test_it_reads_like_a_scenario() -> None:
    document = {"title": "T", "teams": {"shop": {"people": 6}}, "services": {"a b": {"x": [1, 2]}}}
    assert written(document) == (
        'title = "T"\n\n[teams.shop]\npeople = 6\n\n[services."a b"]\nx = [1, 2]\n'
    )


def test_what_toml_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError, match="NoneType"):
        written({"title": None})
