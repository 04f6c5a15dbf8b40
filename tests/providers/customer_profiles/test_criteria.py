"""Reading a definition of Customer Profiles as criteria and writing it again: nothing is lost, whatever it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.criteria import (
    Attribute,
    Block,
    Calculated,
    Condition,
    Country,
    Criteria,
    Dates,
    DateTest,
    DayRange,
    Field,
    Group,
    InSegment,
    Joined,
    Metric,
    Number,
    NumberTest,
    Subject,
    Test,
    Texts,
    TextTest,
    Unknown,
    conditions,
    walk,
)
from segments_as_code.model.document import Json
from segments_as_code.model.segment import Reference
from segments_as_code.providers.customer_profiles.canonical import canonical
from segments_as_code.providers.customer_profiles.criteria_reader import number_of, read_criteria
from segments_as_code.providers.customer_profiles.criteria_writer import write_criteria
from segments_as_code.providers.customer_profiles.references import references
from tests.examples import examples
from tests.providers.pinpoint.test_criteria import at, values_in, with_member
from tests.strategies import damaged, json_values, profile_documents, profile_mutants, profile_returned

Definition = dict[str, Json]

_NO_CRITERIA = ("SegmentDefinitionName", "DisplayName", "Description", "SegmentSort")


def criteria_of(definition: Mapping[str, Json]) -> Definition:
    return {name: value for name, value in definition.items() if name not in _NO_CRITERIA}


def assert_round_trip(definition: Mapping[str, Json]) -> Criteria:
    one = canonical(definition)
    criteria = read_criteria(one)
    written, losses = write_criteria(criteria)
    assert losses == ()
    assert json.dumps(written) == json.dumps(criteria_of(one))
    return criteria


def unknown_in(criteria: Criteria) -> list[Unknown]:
    return [node for node in walk(criteria) if isinstance(node, Unknown)]


@given(st.data())
@examples(150)
def test_what_the_schema_allows_is_written_as_it_was_read_and_only_sql_is_unknown(data: st.DataObject) -> None:
    document = data.draw(profile_documents(keys=["vips", "a"]))
    for definition in (document, data.draw(profile_returned(document)), *profile_mutants(document)):
        criteria = assert_round_trip(definition)
        assert [unknown.keys for unknown in unknown_in(criteria)] == [("SegmentSqlQuery",)] * ("SegmentSqlQuery" in definition)


@given(st.data())
@examples(150)
def test_a_definition_with_one_value_of_any_type_is_written_as_it_was_read(data: st.DataObject) -> None:
    definition = canonical(data.draw(profile_documents(keys=["vips"])))
    assert_round_trip(data.draw(damaged(definition, json_values())))


@given(st.dictionaries(st.sampled_from(["DisplayName", "SegmentGroups", "SegmentSqlQuery", "Other"]), json_values()))
@examples(300)
def test_anything_that_json_can_say_is_written_as_it_was_read(definition: Definition) -> None:
    assert_round_trip(definition)


@given(st.data())
@examples(150)
def test_a_member_that_nobody_knows_is_kept(data: st.DataObject) -> None:
    definition = criteria_of(canonical(data.draw(profile_documents())))
    holders = [path for path, value in values_in(definition) if isinstance(value, dict) and path]
    changed = with_member(definition, data.draw(st.sampled_from(holders or [()])), data.draw(st.just("more") | st.just({"a": [1]})))
    criteria = assert_round_trip(changed)
    assert bool(unknown_in(criteria)) is (canonical(changed) != definition or "SegmentSqlQuery" in definition)


@given(profile_documents(keys=["vips"]))
@examples(100)
def test_every_node_knows_where_it_stands_in_the_document_and_the_document_means_the_same(document: Definition) -> None:
    criteria = read_criteria(document)
    assert canonical(write_criteria(criteria)[0]) == criteria_of(canonical(document))
    for node in walk(criteria):
        assert at(document, node.path) is not None
        if isinstance(node, Condition):
            assert at(document, node.how_path) is not None
        if isinstance(node, Condition) and isinstance(node.test, Texts | Dates):
            assert [at(document, node.value_path(index)) for index in range(len(node.test.values))] == list(node.test.values)


@given(st.data())
@examples(100)
def test_two_spellings_of_one_meaning_are_one_tree(data: st.DataObject) -> None:
    document = data.draw(profile_documents(keys=["vips"]))
    other = data.draw(profile_returned(document))
    assert read_criteria(canonical(document)) == read_criteria(canonical(other))
    assert hash(read_criteria(canonical(document))) == hash(read_criteria(canonical(other)))


@given(profile_documents(keys=["vips", "a"]))
@examples(100)
def test_the_sources_of_a_valid_definition_are_its_references(document: Definition) -> None:
    found = {node.reference for node in walk(read_criteria(canonical(document))) if isinstance(node, InSegment)}
    assert found == set(references(canonical(document)))


def one(block: Json, **members: Json) -> Definition:
    return {"SegmentGroups": {"Include": "ALL", "Groups": [{"Type": "ALL", "SourceType": "ALL", "Dimensions": [block], **members}]}}


def profile(**members: Json) -> Definition:
    attributes: Definition = dict(members)
    return one({"ProfileAttributes": attributes})


def calculated(**members: Json) -> Definition:
    orders: Definition = {"DimensionType": "EQUAL", "Values": ["5"], **members}
    return one({"CalculatedAttributes": {"orders": orders}})


TIER: Json = {"DimensionType": "INCLUSIVE", "Values": ["gold"]}


@pytest.mark.parametrize(
    ("definition", "unknown"),
    [
        ({"SegmentGroups": "odd"}, ("SegmentGroups",)),
        ({"SegmentGroups": {"Include": "XOR", "Groups": [{}]}}, ("SegmentGroups",)),
        ({"SegmentSqlQuery": "SELECT 1"}, ("SegmentSqlQuery",)),
        (one({"ProfileAttributes": {"FirstName": TIER}, "CalculatedAttributes": {"x": TIER}}), ()),
        (one({"ProfileAttributes": {"FirstName": TIER}, "More": 1}), ("More",)),
        (one({"ProfileAttributes": "odd"}), ("ProfileAttributes",)),
        (profile(FirstName={"Values": ["x"]}), ("ProfileAttributes", "FirstName")),
        (profile(FirstName={"DimensionType": "EQUAL", "Values": ["5"]}), ("ProfileAttributes", "FirstName")),
        (profile(FirstName={"DimensionType": "INCLUSIVE", "Values": [5]}), ("ProfileAttributes", "FirstName")),
        (profile(Weather=TIER), ("ProfileAttributes", "Weather")),
        (profile(BirthDate=TIER), ("ProfileAttributes", "BirthDate")),
        (profile(ProfileType=TIER), ("ProfileAttributes", "ProfileType")),
        (profile(ProfileType={"DimensionType": "CONTAINS", "Values": ["PROFILE"]}), ("ProfileAttributes", "ProfileType")),
        (profile(Address={"Planet": TIER}), ("ProfileAttributes", "Address", "Planet")),
        (profile(Address="odd"), ("ProfileAttributes", "Address")),
        (profile(Attributes={"a": {"DimensionType": "BETWEEN", "Values": ["x"]}}), ("ProfileAttributes", "Attributes", "a")),
        (profile(Attributes={"a": {"DimensionType": "EQUAL", "Values": ["1", "2"]}}), ("ProfileAttributes", "Attributes", "a")),
        (calculated(ConditionOverrides={"Range": {"Start": 5, "Unit": "HOURS"}}), ("CalculatedAttributes", "orders")),
        (calculated(ConditionOverrides={"Range": {"Start": True, "Unit": "DAYS"}}), ("CalculatedAttributes", "orders")),
        (calculated(ConditionOverrides={"Range": {"Start": 5, "Unit": "DAYS", "More": 1}}), ("CalculatedAttributes", "orders")),
        (calculated(ConditionOverrides={"Range": {"Start": 5, "Unit": "DAYS"}, "More": 1}), ("CalculatedAttributes", "orders")),
        (one({}, SourceSegments=[{"SegmentDefinitionName": "a", "Ref": "b"}]), ()),
        (one({}, SourceSegments=[{"SegmentDefinitionName": "a", "Version": 3}]), ()),
    ],
)
def test_what_is_not_exactly_of_its_shape_is_unknown(definition: Definition, unknown: tuple[str, ...]) -> None:
    assert [found.keys for found in unknown_in(assert_round_trip(definition))] == [unknown]


def test_a_range_of_days_is_read_with_and_without_an_end() -> None:
    ranges: list[Definition] = [{"Start": 30, "Unit": "DAYS"}, {"Start": 30, "End": -1, "Unit": "DAYS"}]
    read = [next(conditions(read_criteria(calculated(ConditionOverrides={"Range": days})))).subject for days in ranges]
    assert read == [Calculated("orders", DayRange(30)), Calculated("orders", DayRange(30, -1))]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5),
        ("5.0", 5),
        (" 5", None),
        ("-.5e1", -5),
        ("1_000", None),
        ("nan", None),
        ("1e999", None),
        ("much", None),
        ("{{_profile.x}}", None),
    ],
)
def test_a_number_is_read_strictly_and_keeps_its_spelling(text: str, number: float | None) -> None:
    assert number_of(text) == number
    definition = profile(Attributes={"a": {"DimensionType": "EQUAL", "Values": [text]}})
    (condition,) = conditions(assert_round_trip(definition))
    assert condition.test == Number(NumberTest.EQUALS, number, text)


# ── criteria of another provider ─────────────────────────────────────────────────────────────────────────────────────


ONE_OF = Texts(TextTest.ONE_OF, ("x",))
FIVE = Number(NumberTest.AT_LEAST, 5.0)


def block(*found: tuple[Subject, Test]) -> Block:
    return Block(tuple(Condition(subject, test, ("somewhere", index)) for index, (subject, test) in enumerate(found)))


def lone(*blocks: Block, how: str = "ALL") -> Criteria:
    joined = Joined(how, blocks)  # type: ignore[arg-type]  # a connective
    return Criteria(Joined("ALL", (Group(joined, Joined("ALL", ())),)))


@pytest.mark.parametrize(
    ("subject", "test"),
    [
        (Attribute("a", "endpoint"), ONE_OF),
        (Attribute("a", "user"), ONE_OF),
        (Country(), ONE_OF),
        (Metric("a"), FIVE),
        (Field("Shoe"), ONE_OF),
        (Field("BirthDate"), ONE_OF),
        (Field("FirstName"), Dates(DateTest.ON, ("2024-01-01T00:00:00Z",))),
        (Field("ProfileType"), ONE_OF),
        (Field("FirstName"), Texts(TextTest.LIST_HAS_ANY, ("x",))),
        (Attribute("a", "profile"), Number(NumberTest.EQUALS, None)),
    ],
)
def test_what_customer_profiles_cannot_say_is_a_loss_at_its_path(subject: Subject, test: Test) -> None:
    definition, losses = write_criteria(lone(block((Field("LastName"), ONE_OF), (subject, test))))
    assert [(loss.path, loss.verdict) for loss in losses] == [(("somewhere", 1), "impossible")]
    assert len(list(conditions(read_criteria(definition)))) == 1


def test_a_version_of_a_source_is_a_loss() -> None:
    group = Group(Joined("ALL", ()), Joined("ALL", (InSegment(Reference(id="a", version=3)),)))
    assert [loss.verdict for loss in write_criteria(Criteria(Joined("ALL", (group,))))[1]] == ["lossy"]


TWO_KINDS = block((Attribute("a", "profile"), FIVE), (Calculated("b"), FIVE), (Attribute("a", "profile"), ONE_OF))


@pytest.mark.parametrize("how", ["ALL", "ANY"])
def test_a_block_that_needs_several_is_written_as_such_where_all_have_to_hold(how: str) -> None:
    definition, losses = write_criteria(lone(TWO_KINDS, how=how))
    (group,) = definition["SegmentGroups"]["Groups"]  # type: ignore[index,call-overload,misc]  # as written
    assert losses == ()
    assert isinstance(group, dict)
    assert (group["Type"], [list(each) for each in group["Dimensions"]]) == (
        "ALL",
        [["ProfileAttributes"], ["CalculatedAttributes"], ["ProfileAttributes"]],
    )
    (written,) = list(conditions(read_criteria(definition)))[:1]
    assert written.test == Number(NumberTest.AT_LEAST, 5, "5")


@pytest.mark.parametrize("how", ["ANY", "NONE"])
def test_a_block_that_needs_several_is_a_loss_where_one_is_enough(how: str) -> None:
    definition, losses = write_criteria(lone(TWO_KINDS, block((Field("LastName"), ONE_OF)), how=how))
    assert [(loss.path, loss.verdict) for loss in losses] == [(("somewhere", 1), "impossible"), (("somewhere", 2), "impossible")]
    assert len(list(conditions(read_criteria(definition)))) == 2
