"""What differs between two definitions."""

from __future__ import annotations

from functools import partial

import pytest
from deepdiff import DeepDiff
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.document import Json
from segments_as_code.model.plan import FieldChange, FieldChangeKind
from segments_as_code.plan.diff import find_field_changes
from tests.growth import LINEAR, growth

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


_ODD_NAMES = ("__optout", "_x", "__", "a.b", "root['x']", 'q"uote', "=0", "-0", "+0", "0")
_NAMES = st.text("xyz", min_size=1, max_size=1) | st.sampled_from(_ODD_NAMES)
_NUMBERS = st.integers(-3, 3) | st.sampled_from([1e-13, 5e-13, 50, 50.00000000000001, 5.0])
_JSON: st.SearchStrategy[Json] = st.recursive(
    st.none() | _NUMBERS | st.booleans() | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=3),
    max_leaves=12,
)
_DEFINITIONS = st.dictionaries(_NAMES, _JSON, max_size=4)


@given(before=_DEFINITIONS, after=_DEFINITIONS)
def test_there_are_changes_exactly_where_something_differs(before: dict[str, Json], after: dict[str, Json]) -> None:
    changes = find_field_changes(before, after)
    assert bool(changes) == (_exactly(before) != _exactly(after))
    assert all(isinstance(step, str | int) for change in changes for step in change.path)
    assert all(change.path for change in changes), "deepdiff names every difference; if it did not, the whole would be the change"


def _exactly(value: Json) -> object:
    """Return what only equal values share: 5 and 5.0 do, 1 and true do not."""
    if isinstance(value, dict):
        return {name: _exactly(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_exactly(inner) for inner in value]
    return isinstance(value, bool), value


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"__optout": {"Values": ["no"]}}, {"__optout": {"Values": ["yes"]}}),
        ({"a": 1, "__optout": 1}, {"a": 1}),
        ({"Value": 1e-13}, {"Value": 5e-13}),
        ({"Value": 50}, {"Value": 50.00000000000001}),
        ({"Value": 1}, {"Value": True}),
    ],
)
def test_every_key_and_every_digit_is_compared(before: dict[str, Json], after: dict[str, Json]) -> None:
    assert len(find_field_changes(before, after)) == len(find_field_changes(after, before)) >= 1


def test_a_number_written_in_two_ways_is_no_change() -> None:
    assert find_field_changes({"Value": 5, "Values": [{"a": 5.0}]}, {"Value": 5.0, "Values": [{"a": 5}]}) == ()


def test_the_whole_definition_is_the_change_if_deepdiff_does_not_name_all_of_it() -> None:
    silent = partial(DeepDiff, view="tree", exclude_paths=["root['__optout']"])
    before: dict[str, Json] = {"Name": "a", "__optout": 1}
    afters: list[dict[str, Json]] = [{"Name": "a", "__optout": 2}, {"Name": "b", "__optout": 2}]
    for after in afters:
        assert find_field_changes(before, after, compare=silent) == (FieldChange(CHANGED, (), before, after),)


def test_elements_that_changed_places_are_one_change_of_the_list() -> None:
    one, other = {"a": 1}, {"a": 2}
    assert find_field_changes({"Odd": [one, other]}, {"Odd": [other, one]}) == (FieldChange(CHANGED, ("Odd",), [one, other], [other, one]),)


def test_the_work_of_a_long_list_that_changed_much_grows_with_it() -> None:
    def compare(size: int) -> None:
        before: dict[str, Json] = {"Values": [f"{i:06}" for i in range(size)]}
        after: dict[str, Json] = {"Values": [f"{i:06}" for i in range(size * 6 // 10, size * 16 // 10)]}
        assert len(find_field_changes(before, after)) == 2 * (size * 6 // 10)

    assert growth(compare, 2_000) < LINEAR


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
