"""What differs between two definitions."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.compare import find_field_changes
from segments_as_code.model.plan import FieldChange, FieldChangeKind
from segments_as_code.model.values import Json

ADDED, REMOVED, CHANGED = FieldChangeKind.ADDED, FieldChangeKind.REMOVED, FieldChangeKind.CHANGED


def test_equal_definitions_have_no_changes() -> None:
    assert find_field_changes({"Name": "a", "Values": ["x"]}, {"Name": "a", "Values": ["x"]}) == ()


def test_a_value_put_into_a_list_is_one_change_at_the_list() -> None:
    before: dict[str, Json] = {"A": {"Values": ["b", "d"]}}
    after: dict[str, Json] = {"A": {"Values": ["a", "b", "d"]}}
    assert find_field_changes(before, after) == (FieldChange(ADDED, ("A", "Values"), after="a"),)
    assert find_field_changes(after, before) == (FieldChange(REMOVED, ("A", "Values"), before="a"),)


def test_an_element_put_before_others_changes_none_of_them() -> None:
    block: dict[str, Json] = {"Type": "ALL", "Values": ["x"]}
    new: dict[str, Json] = {"Type": "ANY", "Values": ["y"]}
    assert find_field_changes({"Groups": [block]}, {"Groups": [new, block]}) == (FieldChange(ADDED, ("Groups", 0), after=new),)


def test_what_differs_inside_paired_elements_is_named_by_its_own_path() -> None:
    before: dict[str, Json] = {"Groups": [{"Type": "ALL"}, {"Type": "NONE", "Values": ["a"]}]}
    after: dict[str, Json] = {"Groups": [{"Type": "ALL"}, {"Type": "NONE", "Values": ["b"]}]}
    assert find_field_changes(before, after) == (
        FieldChange(ADDED, ("Groups", 1, "Values"), after="b"),
        FieldChange(REMOVED, ("Groups", 1, "Values"), before="a"),
    )


def test_members_that_come_and_go_are_whole() -> None:
    gps: dict[str, Json] = {"Latitude": 1, "Longitude": 2}
    assert find_field_changes({"Metrics": 1}, {"Location": gps}) == (
        FieldChange(ADDED, ("Location",), after=gps),
        FieldChange(REMOVED, ("Metrics",), before=1),
    )


def test_values_that_differ_in_order_alone_are_one_change() -> None:
    changes = find_field_changes({"Values": ["2024", "2023"]}, {"Values": ["2023", "2024"]})
    assert changes == (FieldChange(CHANGED, ("Values",), ["2024", "2023"], ["2023", "2024"]),)


def test_another_kind_of_value_is_a_change_of_the_whole() -> None:
    assert find_field_changes({"a": ["x"]}, {"a": {"x": 1}}) == (FieldChange(CHANGED, ("a",), ["x"], {"x": 1}),)
    assert find_field_changes({"a": 1}, {"a": "1"}) == (FieldChange(CHANGED, ("a",), 1, "1"),)


_JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.integers(-3, 3) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("xyz", min_size=1, max_size=1), inner, max_size=3),
    max_leaves=12,
)


@given(
    before=st.dictionaries(st.text("xyz", min_size=1, max_size=1), _JSON),
    after=st.dictionaries(st.text("xyz", min_size=1, max_size=1), _JSON),
)
def test_there_are_changes_exactly_where_something_differs(before: dict[str, Json], after: dict[str, Json]) -> None:
    changes = find_field_changes(before, after)
    assert bool(changes) == (before != after) or _only_reordered(before, after)
    assert all(change.path and all(isinstance(step, str | int) for step in change.path) for change in changes)


def _only_reordered(before: Json, after: Json) -> bool:
    """Lists of elements are multisets once canonical: their order alone is no change here."""
    return _sorted(before) == _sorted(after)


def _sorted(value: Json) -> object:
    if isinstance(value, dict):
        return {name: _sorted(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return sorted(map(repr, map(_sorted, value)))
    return value


def test_a_long_list_that_changed_much_takes_time_in_proportion() -> None:
    def seconds(size: int) -> float:
        before: dict[str, Json] = {"Values": [f"{i:06}" for i in range(size)]}
        after: dict[str, Json] = {"Values": [f"{i:06}" for i in range(size * 6 // 10, size * 16 // 10)]}
        start = time.process_time()
        assert len(find_field_changes(before, after)) == 2 * (size * 6 // 10)
        return time.process_time() - start

    seconds(10)  # the first call imports deepdiff
    assert seconds(8_000) < 40 * seconds(800) + 0.5


def test_differences_that_share_a_way_down_are_told_with_the_whole_of_it() -> None:
    def deep(value: str, other: str) -> dict[str, Json]:
        return {"SegmentGroups": {"Groups": [{"Dimensions": [{"Attributes": {"plan": {"AttributeType": value, "Values": [other]}}}]}]}}

    way = ("SegmentGroups", "Groups", 0, "Dimensions", 0, "Attributes", "plan")
    assert [
        (change.path, change.before, change.after) for change in find_field_changes(deep("INCLUSIVE", "a"), deep("EXCLUSIVE", "a"))
    ] == [((*way, "AttributeType"), "INCLUSIVE", "EXCLUSIVE")]
    assert {change.path for change in find_field_changes(deep("INCLUSIVE", "a"), deep("EXCLUSIVE", "b"))} == {
        (*way, "AttributeType"),
        (*way, "Values"),
    }
