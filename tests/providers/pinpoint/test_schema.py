"""The schema is held to botocore's model of WriteSegmentRequest, and to what an editor needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StringShape, StructureShape
from hypothesis import given
from jsonschema import Draft202012Validator

from segments_as_code.model.document import Json, Path
from tests.providers.pinpoint.checking import DIALECT, found_in, schema_failures
from tests.strategies import documents

REQUEST = "WriteSegmentRequest"
NOT_IN_DEFINITIONS = {
    (REQUEST, "tags"): "written Tags, as in CloudFormation; tags is normalized",
}
ONLY_IN_DEFINITIONS = {
    ("WriteSegmentRequest", "Key"): "who the segment is to us; kept as a tag",
    ("WriteSegmentRequest", "ApplicationId"): "a parameter of the call, not of its body",
    ("WriteSegmentRequest", "Tags"): "tags, spelled as CloudFormation does",
    ("WriteSegmentRequest", "Lifecycle"): "ours alone, never sent",
    ("SegmentReference", "Ref"): "a key of ours, sent as Id",
}
STRICTER = {
    (REQUEST, "Name"): "a segment without a name does not show in the console",
    ("SegmentGroupList", "Include"): "the default is not documented",
    ("SegmentGroupList", "Groups"): "without a group it says nothing",
    ("SegmentGroup", "Type"): "the default is not documented",
    ("SegmentGroup", "SourceType"): "the default is not documented",
    ("AttributeDimension", "AttributeType"): "the default is not documented",
    ("SetDimension", "DimensionType"): "the default is not documented",
}
LOOSER = {
    ("SegmentReference", "Id"): "a Ref may stand in its place",
}
OWN_ENUMS = {
    ("MetricDimension", "ComparisonOperator"): ["GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL"],
    ("AttributeDimension", "AttributeType"): [
        *("INCLUSIVE", "EXCLUSIVE", "CONTAINS", "BEFORE", "AFTER", "ON", "BETWEEN"),
        "NOT_BETWEEN",  # in the online API reference only
    ],
}


def resolved(node: Json) -> Mapping[str, Json]:
    """Return a subschema with what it refers to."""
    assert isinstance(node, dict)
    reference = node.get("$ref")
    if not isinstance(reference, str):
        return node
    definitions = DIALECT.schema["$defs"]
    assert isinstance(definitions, dict)
    return {**resolved(definitions[reference.removeprefix("#/$defs/")]), **node}


def required_by(node: Mapping[str, Json]) -> set[str]:
    """Return the members that a subschema requires, in whatever keyword."""
    parts: list[Json] = [node, *_elements(node.get("allOf")), *_values(node.get("dependentSchemas"))]
    return {str(name) for part in parts if isinstance(part, dict) for name in _elements(part.get("required"))}


def members_of_the_model() -> Iterator[tuple[StructureShape, Mapping[str, Json]]]:
    """Yield each structure below WriteSegmentRequest with the subschema that stands for it."""
    model = ServiceModel(Loader().load_service_model("pinpoint", "service-2"))
    root = model.shape_for(REQUEST)
    assert isinstance(root, StructureShape)
    yield from _below(root, DIALECT.schema)


def _below(shape: Shape, node: Mapping[str, Json]) -> Iterator[tuple[StructureShape, Mapping[str, Json]]]:
    if isinstance(shape, ListShape):
        yield from _below(shape.member, resolved(node["items"]))
    elif isinstance(shape, MapShape):
        yield from _below(shape.value, resolved(node["additionalProperties"]))
    elif isinstance(shape, StructureShape):
        yield shape, node
        properties = node["properties"]
        assert isinstance(properties, dict)
        for name, member in shape.members.items():
            if (shape.name, name) not in NOT_IN_DEFINITIONS:
                yield from _below(member, resolved(properties[name]))


def test_every_member_of_the_model_is_in_the_schema_or_listed_with_a_reason() -> None:
    for shape, node in members_of_the_model():
        expected = {name for name in shape.members if (shape.name, name) not in NOT_IN_DEFINITIONS}
        expected |= {name for owner, name in ONLY_IN_DEFINITIONS if owner == shape.name}
        assert (shape.name, {str(name) for name in _members(node.get("properties"))}) == (shape.name, expected)


def test_no_member_beyond_the_listed_is_accepted() -> None:
    for shape, node in members_of_the_model():
        assert (shape.name, node.get("additionalProperties")) == (shape.name, False)


def test_what_the_model_requires_is_required_and_what_more_is_required_has_a_reason() -> None:
    for shape, node in members_of_the_model():
        expected = {name for name in shape.required_members if (shape.name, name) not in LOOSER}
        expected |= {name for owner, name in STRICTER if owner == shape.name}
        assert (shape.name, required_by(node)) == (shape.name, expected)


def test_types_and_enums_are_the_models() -> None:
    types = {"structure": "object", "map": "object", "list": "array", "string": "string", "double": "number", "integer": "integer"}
    for shape, node in members_of_the_model():
        for name, member in shape.members.items():
            if (shape.name, name) in NOT_IN_DEFINITIONS:
                continue
            said = resolved(_members(node["properties"])[name])
            enum = member.enum if isinstance(member, StringShape) else []
            wanted: Json = OWN_ENUMS.get((shape.name, name), enum)
            where = f"{shape.name}.{name}"
            if wanted:
                assert (where, sorted(map(str, _elements(said["enum"])))) == (where, sorted(map(str, _elements(wanted))))
            else:
                assert (where, said["type"]) == (where, types[member.type_name])


def test_our_own_attribute_types_are_the_models_and_not_between() -> None:
    found = {name: shape for shape, _ in members_of_the_model() for name in [shape.name]}
    attribute_type = found["AttributeDimension"].members["AttributeType"]
    assert isinstance(attribute_type, StringShape)
    assert [*attribute_type.enum, "NOT_BETWEEN"] == OWN_ENUMS["AttributeDimension", "AttributeType"]


def test_the_schema_is_valid_itself() -> None:
    Draft202012Validator.check_schema(dict(DIALECT.schema))


def test_every_property_has_a_description_and_examples_that_are_valid() -> None:
    for at, node in _properties(DIALECT.schema, ()):
        if node.get("not") == {}:
            continue
        assert (at, bool(node.get("description")), bool(node.get("examples"))) == (at, True, True)
        checked = Draft202012Validator({**{k: v for k, v in node.items() if k != "$id"}, "$defs": DIALECT.schema["$defs"]})
        for example in _elements(node["examples"]):
            assert (at, [error.message for error in checked.iter_errors(example)]) == (at, [])


def test_annotations_for_messages_are_texts_or_texts_by_keyword() -> None:
    for at, node in _subschemas(DIALECT.schema, ()):
        for name in ("x-code", "x-says", "x-fix"):
            said = node.get(name, "")
            texts = [said] if isinstance(said, str) else _values(said)
            assert (at, name, [type(text) for text in texts]) == (at, name, [str for _ in texts])
            if isinstance(said, dict):
                assert (at, name, said.keys() - node.keys()) == (at, name, set())


@given(documents(keys=["retail/a", "b"]))
def test_every_document_that_is_valid_by_design_is_accepted_without_an_error(document: dict[str, Json]) -> None:
    normalized = DIALECT.normalize(document)
    assert (dict(normalized.content), normalized.problems) == (document, ())
    assert [found for found in found_in(document) if found[0] == "error"] == []


VALUES: Path = ("Dimensions", "Attributes", "a", "Values")


def attribute(type_: str, *values: Json) -> dict[str, Json]:
    return {"Name": "x", "Dimensions": {"Attributes": {"a": {"AttributeType": type_, "Values": list(values)}}}}


@pytest.mark.parametrize(
    ("content", "failures"),
    [
        (attribute("INCLUSIVE"), [("minItems", VALUES)]),
        (attribute("INCLUSIVE", 5), [("type", (*VALUES, 0))]),
        (attribute("INCLUSIVE", True), [("type", (*VALUES, 0))]),
        (attribute("INCLUSIVE", ""), [("minLength", (*VALUES, 0))]),
        (attribute("INCLUSIVE", "x" * 101), [("maxLength", (*VALUES, 0))]),
        (attribute("inclusive", "x"), [("unknown-attribute-type", (*VALUES[:-1], "AttributeType"))]),
        (attribute("BETWEEN", "2023-11-01T00:00:00Z"), [("two-dates", VALUES)]),
        (attribute("NOT_BETWEEN", *["2023-11-01T00:00:00Z"] * 3), [("two-dates", VALUES)]),
        (attribute("ON", *["2023-11-01T00:00:00Z"] * 2), [("one-date", VALUES)]),
        (attribute("ON", "2023-11-01T00:00:00Z\n"), [("not-an-instant", (*VALUES, 0))]),
        (attribute("ON", "2023-11-01T00:00:00"), [("not-an-instant", (*VALUES, 0))]),
        (attribute("ON", "2023-11-01T00:00Z"), [("not-an-instant", (*VALUES, 0))]),
        (attribute("ON", "2023-13-01T00:00:00Z"), [("not-an-instant", (*VALUES, 0))]),
        (attribute("ON", "2023-11-01T24:00:00Z"), [("not-an-instant", (*VALUES, 0))]),
        ({"Name": ""}, [("minLength", ("Name",))]),
        ({"Name": " \t"}, [("pattern", ("Name",))]),
        ({"Name": "x" * 65}, [("maxLength", ("Name",))]),
        ({"Name": "x", "Key": "/a"}, [("pattern", ("Key",))]),
        ({"Name": "x", "Key": "a\n"}, [("pattern", ("Key",))]),
        ({"Name": "x", "Key": "a" * 257}, [("pattern", ("Key",))]),
        ({"Name": "x", "Dimension": {}}, [("additionalProperties", ())]),
        ({"Name": "x", "Tags": {f"t{n}": "" for n in range(48)}}, [("too-many-tags", ("Tags",))]),
        ({"Name": "x", "Tags": {"AWS:a": "b"}}, [("reserved-tag", ("Tags", "AWS:a"))]),
        ({"Name": "x", "Tags": {"year": 2023}}, [("type", ("Tags", "year"))]),
        ({"Name": "x", "Tags": {"a": "b@c"}}, [("tag-form", ("Tags", "a"))]),
        ({"Name": "x", "Tags": {"a": "b\n"}}, [("tag-form", ("Tags", "a"))]),
        ({"Name": "x", "Tags": {"a#": "b"}}, [("tag-form", ("Tags", "a#"))]),
        ({"Name": "x", "Tags": {"a": "x" * 257}}, [("maxLength", ("Tags", "a"))]),
        ({"Name": "x", "Tags": {"t" * 129: ""}}, [("too-long", ("Tags", "t" * 129))]),
        ({"Name": "x", "Dimensions": {"Metrics": {"m" * 51: {}}}}, [("too-long", ("Dimensions", "Metrics", "m" * 51))]),
        ({"Name": "x", "Lifecycle": {"Protected": "yes"}}, [("type", ("Lifecycle", "Protected"))]),
    ],
)
def test_what_boto3_lets_through_is_refused_at_its_place(content: dict[str, Json], failures: list[tuple[str, Path]]) -> None:
    assert schema_failures(content) == [("error", code, at) for code, at in failures]


@pytest.mark.parametrize(
    ("member", "value", "is_valid"),
    [
        *(("Latitude", value, is_valid) for value, is_valid in [(90, True), (-90, True), (90.01, False), (-91, False)]),
        *(("Longitude", value, is_valid) for value, is_valid in [(180, True), (-180, True), (181, False), (-180.5, False)]),
        *(("RangeInKilometers", value, is_valid) for value, is_valid in [(0.1, True), (0, False), (-1, False)]),
    ],
)
def test_coordinates_and_radius_keep_within_their_ranges(member: str, value: float, *, is_valid: bool) -> None:
    numbers = {"Latitude": 0.0, "Longitude": 0.0, "RangeInKilometers": 50.0, member: value}
    radius = numbers.pop("RangeInKilometers")
    content: dict[str, Json] = {
        "Name": "x",
        "Dimensions": {"Location": {"GPSPoint": {"Coordinates": numbers, "RangeInKilometers": radius}}},
    }
    assert (schema_failures(content) == []) is is_valid


@pytest.mark.parametrize(
    "content",
    [
        {"Name": "x", "Dimensions": None},
        {"Name": "x", "Dimensions": {"Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": None}}}},
        {"Name": "x", "SegmentGroups": {"Include": "ALL", "Groups": None}},
    ],
)
def test_null_is_never_a_value(content: dict[str, Json]) -> None:
    assert [code for _, code, _ in schema_failures(content)] == ["type"]


# ── walking the schema ───────────────────────────────────────────────────────────────────────────────────────────────


def _members(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _elements(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _values(value: Json) -> list[Json]:
    return list(_members(value).values())


def _subschemas(node: Json, at: Path) -> Iterator[tuple[Path, Mapping[str, Json]]]:
    if isinstance(node, dict):
        yield at, node
        for name, value in node.items():
            if name not in ("examples", "x-code", "x-says", "x-fix"):
                yield from _subschemas(value, (*at, name))
    for index, value in enumerate(_elements(node)):
        yield from _subschemas(value, (*at, index))


def _properties(node: Json, at: Path) -> Iterator[tuple[Path, Mapping[str, Json]]]:
    """Yield the properties that a user may write; those of a condition repeat one that is described elsewhere."""
    for path, schema in _subschemas(node, at):
        if path and path[-1] == "properties" and not {"if", "then"} & set(path):
            yield from (((*path, name), _members(value)) for name, value in schema.items())
