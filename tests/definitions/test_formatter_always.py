"""What holds of rewriting whatever the schema allows, however it is typed."""

from __future__ import annotations

import json
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from segments_as_code.definitions.formatter import schema_order
from segments_as_code.definitions.yaml_gaps import count_comments
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.model.document import Json, Path, SourceFile
from tests.definitions.formatting import DIALECT, fmt, meaning
from tests.examples import examples
from tests.strategies import documents, equivalent, laid_out

ORDER = schema_order(DIALECT.schema)


@st.composite
def files(draw: DrawFn) -> tuple[str, list[str]]:
    """Draw a file of one or two valid documents, pasted spellings among them, and its comments."""
    held = [draw(equivalent(draw(documents()))) for _ in range(draw(st.integers(1, 2)))]
    return draw(laid_out(held))


def text_of(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


@examples(50)
@given(files())
def test_meaning_and_comments_stay_the_order_is_the_schemas_and_a_second_time_changes_nothing(file: tuple[str, list[str]]) -> None:
    before, comments = file
    after = fmt(before)
    assert [*map(text_of, meaning(after))] == [*map(text_of, meaning(before))]
    assert count_comments(after) == Counter(comments)
    assert fmt(after) == after
    loaded, _ = read_files([SourceFile("a.yaml", "a", after.encode())])
    for document in loaded:
        assert text_of(DIALECT.normalize(document.content).content) == text_of(document.content)
        assert out_of_order(document.content) == []


def out_of_order(value: Json, at: Path = ()) -> list[list[str]]:
    if isinstance(value, list):
        return [found for index, inner in enumerate(value) for found in out_of_order(inner, (*at, index))]
    if not isinstance(value, dict):
        return []
    inside = [found for name, inner in value.items() for found in out_of_order(inner, (*at, name))]
    return inside if list(value) == ORDER(at, list(value)) else [list(value), *inside]


def test_what_is_out_of_order_is_found() -> None:
    assert out_of_order({"Name": "x", "Key": "y"}) == [["Name", "Key"]]
    assert out_of_order({"SegmentGroups": {"Groups": [{"Dimensions": [], "Type": "ALL"}]}}) == [["Dimensions", "Type"]]
