"""The shortest form that a person would write says the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.document import Json
from tests.providers.pinpoint.checking import DIALECT, schema_failures
from tests.providers.pinpoint.test_canonical import NEW, group, groups
from tests.strategies import documents, json_values

Definition = dict[str, Json]


def test_one_block_in_one_group_is_written_as_dimensions() -> None:
    assert DIALECT.simplify(groups(group(Dimensions=[NEW]))) == {"Name": "x", "Dimensions": NEW}


@pytest.mark.parametrize(
    ("canonical", "shown"),
    [
        (
            groups(group(SourceSegments=[{"Ref": "a"}])),
            groups({"SourceSegments": [{"Ref": "a"}], "SourceType": "ALL", "Type": "ALL"}),
        ),
        (groups(group(Dimensions=[NEW], Type="NONE")), groups({"Dimensions": [NEW], "SourceType": "ALL", "Type": "NONE"})),
        (
            groups(group(Dimensions=[NEW]), include="NONE"),
            groups({"Dimensions": [NEW], "SourceType": "ALL", "Type": "ALL"}, include="NONE"),
        ),
    ],
)
def test_all_else_is_written_as_groups_with_connectives_and_without_empty_lists(canonical: Definition, shown: Definition) -> None:
    assert DIALECT.simplify(canonical) == shown


@pytest.mark.parametrize(
    "newer",
    [
        {"Name": "x", "SegmentGroups": {"Include": "ALL", "Groups": [group(Dimensions=[NEW])], "Newer": "x"}},
        groups(group(Dimensions=[NEW], Newer="x")),
    ],
)
def test_what_groups_say_that_we_do_not_know_is_not_lost_in_dimensions(newer: Definition) -> None:
    assert DIALECT.canonical(DIALECT.simplify(newer)) == newer


def test_members_stand_in_the_order_of_the_api() -> None:
    block: Json = {
        "Location": {
            "GPSPoint": {"RangeInKilometers": 5, "Coordinates": {"Longitude": 1, "Latitude": 2}},
            "Country": {"Values": ["AT"], "DimensionType": "INCLUSIVE"},
        },
        "Metrics": {"b": {"Value": 1, "ComparisonOperator": "EQUAL"}, "a": {"Value": 1, "ComparisonOperator": "EQUAL"}},
        "Attributes": {"z": {"Values": ["1"], "AttributeType": "INCLUSIVE"}},
    }
    shown = DIALECT.simplify(DIALECT.canonical({"Dimensions": block, "Name": "x"}))
    assert repr(shown) == repr(
        {
            "Name": "x",
            "Dimensions": {
                "Attributes": {"z": {"AttributeType": "INCLUSIVE", "Values": ["1"]}},
                "Metrics": {"a": {"ComparisonOperator": "EQUAL", "Value": 1}, "b": {"ComparisonOperator": "EQUAL", "Value": 1}},
                "Location": {
                    "Country": {"DimensionType": "INCLUSIVE", "Values": ["AT"]},
                    "GPSPoint": {"Coordinates": {"Latitude": 2, "Longitude": 1}, "RangeInKilometers": 5},
                },
            },
        }
    )


@given(documents(keys=["retail/a", "b"]))
def test_what_is_shown_is_a_valid_document_that_means_the_same(document: Definition) -> None:
    definition = DIALECT.definition(document)
    shown = DIALECT.simplify(definition)
    assert schema_failures(shown) == []
    assert (DIALECT.normalize(shown).problems, DIALECT.definition(shown)) == ((), definition)


@given(st.dictionaries(st.sampled_from(["Name", "Dimensions", "SegmentGroups"]), json_values()))
def test_whatever_the_service_holds_can_be_shown_and_read_back(anything: Definition) -> None:
    canonical = DIALECT.canonical(anything)
    assert DIALECT.canonical(DIALECT.simplify(canonical)) == canonical
