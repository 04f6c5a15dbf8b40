"""Reading a definition as criteria and writing it again: nothing is lost, whatever it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.criteria import (
    AddressPart,
    Attribute,
    Block,
    Calculated,
    Condition,
    Country,
    Criteria,
    Demographic,
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
from segments_as_code.model.document import Json, Path
from segments_as_code.providers.pinpoint.canonical import canonical
from segments_as_code.providers.pinpoint.criteria_reader import read_criteria
from segments_as_code.providers.pinpoint.criteria_writer import write_criteria
from segments_as_code.providers.pinpoint.normalize import normalize
from segments_as_code.providers.pinpoint.references import references
from tests.examples import examples
from tests.strategies import all_mutants, damaged, documents, equivalent, json_values, returned

Definition = dict[str, Json]

_MORE = "X-More"


def text_of(definition: Mapping[str, Json]) -> str:
    """Return the criteria as JSON text, so that 5 is not 5.0 and the order of members counts."""
    return json.dumps({name: value for name, value in definition.items() if name != "Name"})


def write(criteria: Criteria) -> Definition:
    definition, losses = write_criteria(criteria)
    assert losses == ()
    return definition


def assert_round_trip(definition: Mapping[str, Json]) -> Criteria:
    one = canonical(definition)
    criteria = read_criteria(one)
    assert text_of(write(criteria)) == text_of(one)
    return criteria


def unknown_in(criteria: Criteria) -> list[Unknown]:
    return [node for node in walk(criteria) if isinstance(node, Unknown)]


@given(st.data())
@examples(150)
def test_what_the_schema_allows_is_written_as_it_was_read_and_none_of_it_is_unknown(data: st.DataObject) -> None:
    document = data.draw(documents(keys=["vips", "a"]))
    for definition in (document, data.draw(returned(document)), *all_mutants(document)):
        criteria = assert_round_trip(definition)
        assert unknown_in(criteria) == []


@given(st.data())
@examples(150)
def test_a_definition_with_one_value_of_any_type_is_written_as_it_was_read(data: st.DataObject) -> None:
    definition = canonical(data.draw(documents(keys=["vips"])))
    assert_round_trip(data.draw(damaged(definition, json_values())))


@given(st.dictionaries(st.sampled_from(["Name", "Dimensions", "SegmentGroups", "Other"]), json_values()))
@examples(300)
def test_anything_that_json_can_say_is_written_as_it_was_read(definition: Definition) -> None:
    assert_round_trip(definition)


@given(st.data())
@examples(150)
def test_a_member_that_nobody_knows_is_kept_and_leaves_the_rest_readable(data: st.DataObject) -> None:
    definition = canonical(data.draw(documents()))
    holders = [path for path, value in values_in(definition) if isinstance(value, dict) and path[-1:] != ("Name",)]
    path = data.draw(st.sampled_from(holders or [()]))
    changed = with_member(definition, path, data.draw(st.just("more") | st.just({"a": [1]}) | st.just(False)))
    criteria = assert_round_trip(changed)
    assert bool(unknown_in(criteria)) is (canonical(changed) != definition)
    assert any(_MORE in json.dumps([*unknown.keys, unknown.json]) for unknown in unknown_in(criteria)) or path == ()


@given(st.data())
@examples(100)
def test_a_document_means_the_same_as_the_criteria_that_were_read_from_it(data: st.DataObject) -> None:
    document = normalize(data.draw(equivalent(data.draw(documents(keys=["vips"]))))).content
    criteria = read_criteria(document)
    assert text_of(canonical(write(criteria))) == text_of(canonical(document))
    for node in walk(criteria):
        assert at(document, node.path) is not None
        if isinstance(node, Condition) and isinstance(node.test, Texts):
            assert [at(document, node.value_path(index)) for index in range(len(node.test.values))] == list(node.test.values)


@given(st.data())
@examples(100)
def test_two_spellings_of_one_meaning_are_one_tree(data: st.DataObject) -> None:
    document = data.draw(documents(keys=["vips"]))
    other = normalize(data.draw(equivalent(document))).content
    assert read_criteria(canonical(document)) == read_criteria(canonical(other))
    assert hash(read_criteria(canonical(document))) == hash(read_criteria(canonical(other)))


@given(documents(keys=["vips", "a"]))
@examples(100)
def test_the_sources_of_a_valid_definition_are_its_references(document: Definition) -> None:
    found = {node.reference for node in walk(read_criteria(canonical(document))) if isinstance(node, InSegment)}
    assert found == set(references(canonical(document)))


def one(block: Json, **members: Json) -> Definition:
    return {"SegmentGroups": {"Include": "ALL", "Groups": [{"Type": "ALL", "SourceType": "ALL", "Dimensions": [block], **members}]}}


@pytest.mark.parametrize(
    ("definition", "unknown"),
    [
        ({"SegmentGroups": "odd"}, ("SegmentGroups",)),
        ({"SegmentGroups": {"Include": "XOR", "Groups": [{}]}}, ("SegmentGroups",)),
        ({"SegmentGroups": {"Include": "NONE", "Groups": [5]}}, ()),
        (one({"Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": ["x"]}}}, Type="XOR"), ()),
        (one({"Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": ["x"]}}}, More=0), ("More",)),
        (one({"Attributes": {"a": {"Values": ["x"]}}}), ("Attributes", "a")),
        (one({"UserAttributes": {"a": {"AttributeType": None, "Values": ["x"]}}}), ("UserAttributes", "a")),
        (one({"Demographic": {"Channel": {"Values": ["EMAIL"]}}}), ("Demographic", "Channel")),
        (one({"Location": {"Country": {"Values": ["AT"]}}}), ("Location", "Country")),
        (one({"Attributes": {"a": {"AttributeType": "LIKE", "Values": ["x"]}}}), ("Attributes", "a")),
        (one({"Attributes": {"a": {"AttributeType": ["INCLUSIVE"], "Values": ["x"]}}}), ("Attributes", "a")),
        (one({"Attributes": {"a": {"AttributeType": "BETWEEN", "Values": ["x", "y", "z"]}}}), ("Attributes", "a")),
        (one({"Attributes": {"a": {"AttributeType": "BEFORE", "Values": ["x", "y"]}}}), ("Attributes", "a")),
        (one({"Attributes": {"a": {"AttributeType": "INCLUSIVE"}}}), ("Attributes", "a")),
        (one({"Attributes": {"a": {"Values": ["x", 5]}}}), ("Attributes", "a")),
        (one({"Attributes": False}), ("Attributes",)),
        (one({"Metrics": {"a": {"ComparisonOperator": "EQUAL", "Value": True}}}), ("Metrics", "a")),
        (one({"Metrics": {"a": {"ComparisonOperator": "EQUAL", "Value": "5"}}}), ("Metrics", "a")),
        (one({"Behavior": {"Recency": {"Duration": "DAY_90", "RecencyType": "ACTIVE"}}}), ("Behavior", "Recency")),
        (one({"Demographic": {"Locale": {"Values": ["de"]}}}), ("Demographic", "Locale")),
        (one({"Demographic": {"Channel": {"DimensionType": "CONTAINS", "Values": ["E"]}}}), ("Demographic", "Channel")),
        (one({"Location": {"GPSPoint": {"Coordinates": {"Latitude": 1}}}}), ("Location", "GPSPoint")),
        (one({"Weather": {"Sun": True}}), ("Weather", "Sun")),
        (one({}, SourceSegments=[{"Id": "a", "Ref": "b"}]), ()),
        (one({}, SourceSegments=[{"Id": "a", "Version": "3"}]), ()),
        (one({}, SourceSegments=[{"Id": "a", "Name": "A"}]), ()),
    ],
)
def test_what_is_not_exactly_of_its_shape_is_unknown(definition: Definition, unknown: tuple[str, ...]) -> None:
    assert [found.keys for found in unknown_in(assert_round_trip(definition))] == [unknown]


def test_dimensions_beside_groups_are_kept() -> None:
    both = {**one({"Metrics": {"a": {"ComparisonOperator": "EQUAL", "Value": 1}}}), "Dimensions": {"Attributes": {"b": {"Values": ["y"]}}}}
    assert [unknown.keys for unknown in unknown_in(read_criteria(both))] == [("Dimensions",)]


def lone(*found: tuple[Subject, Test]) -> Criteria:
    block = Block(tuple(Condition(subject, test, ("somewhere", index)) for index, (subject, test) in enumerate(found)))
    return Criteria(Joined("ALL", (Group(Joined("ALL", (block,)), Joined("ALL", ())),)))


ONE_OF = Texts(TextTest.ONE_OF, ("x",))


@pytest.mark.parametrize(
    ("subject", "test"),
    [
        (Attribute("a", "profile"), ONE_OF),
        (Field("EmailAddress"), ONE_OF),
        (AddressPart("Address", "City"), ONE_OF),
        (Calculated("orders"), Number(NumberTest.EQUALS, 5)),
        (Demographic("Locale"), ONE_OF),
        (Attribute("a", "user"), Texts(TextTest.BEGINS_WITH, ("x",))),
        (Attribute("a", "endpoint"), Number(NumberTest.EQUALS, 5)),
        (Country(), Texts(TextTest.CONTAINS, ("x",))),
        (Metric("a"), Number(NumberTest.EQUALS, None, "much")),
    ],
)
def test_what_pinpoint_cannot_say_is_a_loss_at_its_path(subject: Subject, test: Test) -> None:
    kept = (Country(), ONE_OF) if not isinstance(subject, Country) else (Metric("m"), Number(NumberTest.EQUALS, 1))
    definition, losses = write_criteria(lone(kept, (subject, test)))
    assert [(loss.path, loss.verdict) for loss in losses] == [(("somewhere", 1), "impossible")]
    assert len(list(conditions(read_criteria(definition)))) == 1


def test_a_block_that_names_a_thing_twice_is_a_loss() -> None:
    _, losses = write_criteria(lone((Country(), ONE_OF), (Country(), Texts(TextTest.NONE_OF, ("y",)))))
    assert [loss.path for loss in losses] == [("somewhere", 1)]


def values_in(value: Json, path: Path = ()) -> Iterator[tuple[Path, Json]]:
    yield path, value
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in inside:
        yield from values_in(inner, (*path, step))


def with_member(definition: Mapping[str, Json], path: Path, value: Json) -> Definition:
    changed: Definition = json.loads(json.dumps(definition))
    holder = at(changed, path)
    assert isinstance(holder, dict)
    holder[_MORE] = value
    return changed


def at(value: Json, path: Path) -> Json:
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, Sequence) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value
