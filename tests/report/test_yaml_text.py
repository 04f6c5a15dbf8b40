"""The YAML shown is YAML, and means what the definition means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.report.yaml_difference import yaml_lines
from tests.report.hostile import hostile_text

if TYPE_CHECKING:
    from segments_as_code.model.document import Json

_words = st.sampled_from(
    ["NO", "on", "y", "null", "True", "2026-11-01", "1", "1.0", "1e3", "0x1f", "a: b", "a #b", "- a", "a,b", "(a) & b", "~", "=", "", " a "]
)
_strings = hostile_text.map(lambda text: "".join(char for char in text if not "\ud800" <= char <= "\udfff")[:150]) | _words
_scalars = st.none() | st.booleans() | st.integers() | _strings
_values = st.recursive(_scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_strings, inner, max_size=3), max_leaves=12)


@given(st.dictionaries(_strings, _values, min_size=1, max_size=4))
def test_what_is_shown_reads_back_as_what_it_was(definition: dict[str, Json]) -> None:
    assert yaml.safe_load("\n".join(yaml_lines(definition))) == definition


@pytest.mark.parametrize("value", ["New Customers", "customerType", "retail/new-customers", "Größe (EU) & more", "v1.2", "HR_24"])
def test_words_are_not_quoted(value: str) -> None:
    assert list(yaml_lines([value])) == [f"- {value}"]


def test_a_definition_looks_as_a_person_would_write_it() -> None:
    shown = yaml_lines({"Name": "A", "Groups": [{"Type": "ALL", "Values": ["x", 5], "Deep": {"On": True}}, []], "Empty": {}})
    assert "\n".join(shown) == (
        'Name: A\nGroups:\n  - Type: ALL\n    Values:\n      - x\n      - 5\n    Deep:\n      "On": true\n  - []\nEmpty: {}'
    )


def test_a_huge_value_is_cut_and_two_that_differ_stay_two() -> None:
    first, second = yaml_lines(["x" * 100_000 + "a", "x" * 100_000 + "b"])
    assert len(first) < 300
    assert first != second


@given(st.dictionaries(_strings, _values, min_size=1, max_size=3), _strings)
def test_what_is_to_be_copied_is_whole_however_long_it_is(definition: dict[str, Json], value: str) -> None:
    long: dict[str, Json] = {**definition, "long": [value * 50]}
    assert yaml.safe_load("\n".join(yaml_lines(long, most=None))) == long
