"""Equal meaning is an equal value, different meaning a different one."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.document import Json
from tests.providers.pinpoint.checking import DIALECT, found_in, schema_failures
from tests.strategies import documents, equivalent, json_values, mutated, returned

Definition = dict[str, Json]

KEYS = ("retail/a", "b")
NEW: Json = {"Attributes": {"customerType": {"AttributeType": "INCLUSIVE", "Values": ["new"]}}}
OLD: Json = {"Attributes": {"customerType": {"AttributeType": "INCLUSIVE", "Values": ["old"]}}}


def group(**members: Json) -> Definition:
    return {"Dimensions": [], "SourceSegments": [], "SourceType": "ALL", "Type": "ALL", **members}


def groups(*found: Json, include: Json = "ALL") -> Definition:
    return {"Name": "x", "SegmentGroups": {"Include": include, "Groups": list(found)}}


def test_dimensions_become_one_group_of_one_block() -> None:
    assert DIALECT.canonical({"Name": "x", "Dimensions": NEW}) == groups(group(Dimensions=[NEW]))


@pytest.mark.parametrize(
    "everyone",
    [
        {},
        {"Dimensions": {}, "SegmentGroups": None},
        {"Dimensions": {"Attributes": {}, "Demographic": {"Channel": None}}},
        {"SegmentGroups": {}},
        {"SegmentGroups": {"Include": "NONE", "Groups": []}},
        {"SegmentGroups": {"Include": "ANY", "Groups": [{"Dimensions": [{}], "SourceSegments": []}]}},
        {"SegmentGroups": {"Include": "ALL", "Groups": [{"Type": "ANY"}, {"SourceType": "ALL"}]}},
    ],
)
def test_a_definition_about_everyone_is_its_name_alone(everyone: Definition) -> None:
    assert DIALECT.canonical({"Name": "x", **everyone}) == {"Name": "x"}
    assert DIALECT.audience({"Name": "x"}) == b""


def test_what_is_neither_name_nor_criteria_is_left_out() -> None:
    response: Definition = {"Name": "x", "Id": "1", "Arn": "arn", "SegmentType": "DIMENSIONAL", "Version": 2, "tags": {"a": "b"}}
    assert DIALECT.canonical({**response, "ImportDefinition": {"Size": 1}}) == {"Name": "x"}


def test_dimensions_that_come_back_beside_groups_are_kept_unless_they_say_the_same() -> None:
    alone = groups(group(Dimensions=[NEW]))
    assert DIALECT.canonical({**alone, "Dimensions": NEW}) == alone
    assert DIALECT.canonical({**alone, "Dimensions": {"Attributes": {}, "Metrics": None}}) == alone
    both = DIALECT.canonical({**alone, "Dimensions": OLD})
    assert both == {**alone, "Dimensions": OLD} != alone
    assert DIALECT.canonical(both) == both
    assert DIALECT.canonical(DIALECT.simplify(both)) == both


def test_dimensions_count_beside_empty_groups() -> None:
    assert DIALECT.canonical({"Name": "x", "Dimensions": NEW, "SegmentGroups": {"Groups": []}}) == groups(group(Dimensions=[NEW]))


@pytest.mark.parametrize("said", ["ALL", "ANY", None])
def test_connectives_of_one_thing_are_all(said: Json) -> None:
    one = {"Type": said, "SourceType": said, "Dimensions": [NEW], "SourceSegments": [{"Id": "1"}]}
    assert DIALECT.canonical(groups(one, include=said)) == groups(group(Dimensions=[NEW], SourceSegments=[{"Id": "1"}]))


@pytest.mark.parametrize("member", ["Type", "SourceType"])
def test_none_is_never_another_connective(member: str) -> None:
    definition = groups(group(Dimensions=[NEW], **{member: "NONE"}))
    assert DIALECT.canonical(definition) == definition


def test_a_connective_that_is_missing_where_it_matters_differs_from_any_that_is_written() -> None:
    two: Definition = {"Dimensions": [NEW, OLD], "SourceSegments": [{"Id": "1"}, {"Id": "2"}]}
    missing = DIALECT.canonical(groups(two, two, include=None))
    assert missing == {"Name": "x", "SegmentGroups": {"Groups": [two, two]}}
    assert missing != DIALECT.canonical(groups(group(**two), group(**two)))


def test_an_empty_block_is_dropped_under_all_and_kept_otherwise() -> None:
    assert DIALECT.canonical(groups(group(Dimensions=[NEW, {"Metrics": {}}]))) == groups(group(Dimensions=[NEW]))
    for type_ in ("ANY", "NONE"):
        kept = groups(group(Dimensions=[NEW, {}], Type=type_))
        assert DIALECT.canonical(kept) == kept


def test_an_empty_group_is_dropped_under_all_and_kept_otherwise() -> None:
    assert DIALECT.canonical(groups(group(Dimensions=[NEW]), {})) == groups(group(Dimensions=[NEW]))
    for include in ("ANY", "NONE"):
        kept = groups(group(), group(Dimensions=[NEW]), include=include)
        assert DIALECT.canonical(kept) == kept


def test_an_empty_group_of_type_none_is_kept() -> None:
    definition = groups(group(Type="NONE"))
    assert DIALECT.canonical(definition) == definition


def test_a_source_that_names_nothing_is_dropped() -> None:
    found = groups(group(Dimensions=[NEW], SourceSegments=[{}, {"Id": None}, {"Id": "1", "Version": None}], SourceType="ANY"))
    assert DIALECT.canonical(found) == groups(group(Dimensions=[NEW], SourceSegments=[{"Id": "1"}]))


def test_equal_blocks_and_groups_are_counted() -> None:
    assert DIALECT.canonical(groups(group(Dimensions=[NEW, NEW]))) != DIALECT.canonical(groups(group(Dimensions=[NEW])))


def values_of(type_: str, *values: Json) -> Json:
    block: Json = {"Attributes": {"a": {"AttributeType": type_, "Values": list(values)}}}
    match DIALECT.canonical({"Dimensions": block}):
        case {"SegmentGroups": {"Groups": [{"Dimensions": [{"Attributes": {"a": {"Values": found}}}]}]}}:
            return found
        case other:
            raise AssertionError(other)


def test_values_are_a_set() -> None:
    assert values_of("INCLUSIVE", "b", "a", "b") == ["a", "b"]


def test_the_values_of_between_keep_their_order() -> None:
    later, earlier = "2024-01-01T00:00:00Z", "2023-01-01T00:00:00Z"
    assert values_of("BETWEEN", later, earlier) == [later, earlier]
    assert values_of("NOT_BETWEEN", later, later) == [later, later]


@pytest.mark.parametrize(
    ("found", "canonical"),
    [
        ("2023-11-01", "2023-11-01T00:00:00Z"),
        ("2023-11-01T00:00:00.000Z", "2023-11-01T00:00:00Z"),
        ("2023-11-01T00:00:00.120Z", "2023-11-01T00:00:00.12Z"),
        ("2023-11-01T12:00:00Z", "2023-11-01T12:00:00Z"),
        ("2023-02-30", "2023-02-30"),
        ("2023-02-30T00:00:00.0Z", "2023-02-30T00:00:00.0Z"),
        ("2023-11-01T00:00:00+01:00", "2023-11-01T00:00:00+01:00"),
        ("soon", "soon"),
    ],
)
def test_instants_have_one_spelling_and_impossible_ones_stay(found: str, canonical: str) -> None:
    assert values_of("ON", found) == [canonical]


def test_dates_that_are_compared_as_text_stay_text() -> None:
    assert values_of("INCLUSIVE", "2023-11-01") == ["2023-11-01"]


@pytest.mark.parametrize(
    ("found", "canonical"),
    [(5.0, 5), (5, 5), (-0.0, 0), (0.5, 0.5), (2**53 + 1, float(2**53)), (1e300, 1e300), (10**400, 10**400)],
)
def test_numbers_are_doubles_and_whole_ones_ints(found: float, canonical: float) -> None:
    metrics: Json = {"Metrics": {"m": {"ComparisonOperator": "EQUAL", "Value": found}}}
    result = DIALECT.canonical({"Dimensions": metrics})
    assert repr(result) == repr(DIALECT.canonical({"Dimensions": {"Metrics": {"m": {"ComparisonOperator": "EQUAL", "Value": canonical}}}}))
    assert f"'Value': {canonical!r}}}" in repr(result)


@pytest.mark.parametrize(
    ("section", "name", "member", "value"),
    [
        ("Attributes", "a", "AttributeType", "x"),
        ("Demographic", "Make", "DimensionType", "x"),
        ("Location", "Country", "DimensionType", "AT"),
    ],
)
def test_a_missing_type_of_comparison_differs_from_any_that_is_written(section: str, name: str, member: str, value: str) -> None:
    """AWS documents no default for it."""
    found = [DIALECT.canonical({"Dimensions": {section: {name: {**said, "Values": [value, value]}}}}) for said in [{}, {member: None}]]
    written = [
        DIALECT.canonical({"Dimensions": {section: {name: {member: type_, "Values": [value]}}}}) for type_ in ("INCLUSIVE", "EXCLUSIVE")
    ]
    assert found[0] == found[1]
    assert found[0] not in written
    assert {DIALECT.audience(each) for each in found}.isdisjoint(map(DIALECT.audience, written))
    assert DIALECT.canonical(found[0]) == found[0]


@pytest.mark.parametrize(
    "newer",
    [
        {"Name": "x", "Dimensions": {"Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": ["x"], "Newer": True}}}},
        {"Name": "x", "Dimensions": {"Location": {"City": {"Values": ["Wien"]}}}},
        {"Name": "x", "Dimensions": {"Newer": {"a": 1}}},
        {"Name": "x", "SegmentGroups": {"Groups": [{"Newer": "x"}]}},
        {"Name": "x", "SegmentGroups": {"Newer": "x"}},
    ],
)
def test_members_newer_than_we_know_differ_rather_than_vanish(newer: Definition) -> None:
    result = DIALECT.canonical(newer)
    assert "Newer" in repr(result) or "City" in repr(result)
    assert DIALECT.canonical(result) == result


@given(documents(keys=KEYS))
def test_canonical_is_idempotent(document: Definition) -> None:
    once = DIALECT.definition(document)
    assert DIALECT.canonical(once) == once


@given(st.data())
def test_what_means_the_same_is_equal_however_it_is_said(data: st.DataObject) -> None:
    document = data.draw(documents(keys=KEYS))
    other = data.draw(equivalent(document))
    normalized = DIALECT.normalize(other)
    assert schema_failures(normalized.content) == []
    assert [found for found in found_in(other) if found[0] == "error"] == []
    one, same = DIALECT.definition(normalized.content), DIALECT.definition(document)
    assert one == same
    assert DIALECT.audience(one) == DIALECT.audience(same)


@given(st.data())
def test_a_change_of_one_value_is_always_a_difference(data: st.DataObject) -> None:
    document = data.draw(documents(keys=KEYS))
    other = data.draw(mutated(document))
    assert schema_failures(other) == []
    one, another = DIALECT.definition(other), DIALECT.definition(document)
    assert one != another
    assert (DIALECT.audience(one) != DIALECT.audience(another)) == (one.get("SegmentGroups") != another.get("SegmentGroups"))


@given(st.data())
def test_what_the_service_may_return_is_equal_to_what_was_written(data: st.DataObject) -> None:
    document = data.draw(documents())
    assert DIALECT.canonical(data.draw(returned(document))) == DIALECT.definition(document)


@given(st.dictionaries(st.sampled_from(["Name", "Dimensions", "SegmentGroups"]), json_values()))
def test_canonical_takes_anything_and_stays_idempotent(anything: Definition) -> None:
    before = deepcopy(anything)
    once = DIALECT.canonical(anything)
    assert DIALECT.canonical(once) == once
    assert anything == before


def test_equal_criteria_of_several_segments_are_kept_once_however_they_were_written() -> None:
    mail: Json = {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["SMS", "EMAIL"]}}}
    again: Json = {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["SMS", "EMAIL"]}}}

    def channel(block: Json) -> Json:
        match DIALECT.canonical({"Dimensions": block}):
            case {"SegmentGroups": {"Groups": [{"Dimensions": [{"Demographic": found}]}]}}:
                return found
            case other:
                raise AssertionError(other)

    assert channel(mail) is channel(again)
    assert mail == again


def test_numbers_that_are_equal_and_not_the_same_are_told_apart() -> None:
    def value(said: Json) -> str:
        return repr(DIALECT.canonical({"Dimensions": {"Metrics": {"told-apart": {"ComparisonOperator": "EQUAL", "Value": said}}}}))

    assert value(1) == value(1.0) != value(True)


def test_a_null_among_values_is_nothing() -> None:
    with_null, without = (attributes(Values=values, AttributeType="INCLUSIVE") for values in (["a", None], ["a"]))
    assert DIALECT.canonical(with_null) == DIALECT.canonical(without)


@pytest.mark.parametrize("kind", ["BEFORE", "ON", "BETWEEN"])
def test_values_of_dates_that_are_no_texts_stay(kind: str) -> None:
    odd: list[Json] = [5, 2.5, True, {"a": "b"}, ["c"]]
    said = str(DIALECT.canonical(attributes(Values=odd, AttributeType=kind)))
    assert all(str(value) in said for value in odd)


def attributes(**said: Json) -> Definition:
    return {"Name": "a", "Dimensions": {"Attributes": {"a": dict(said)}}}


@pytest.mark.parametrize("odd", [["a"], "a", 5, True])
@pytest.mark.parametrize("section", ["Attributes", "Metrics", "Demographic", "Location"])
def test_a_section_of_another_form_is_kept_as_it_is(section: str, odd: Json) -> None:
    assert DIALECT.canonical({"Name": "x", "Dimensions": {section: odd}}) == groups(group(Dimensions=[{section: odd}]))
