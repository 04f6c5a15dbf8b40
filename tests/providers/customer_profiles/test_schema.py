"""The schema is held to botocore's model of CreateSegmentDefinitionRequest: every member, enum, length, and what it accepts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StringShape, StructureShape
from hypothesis import given
from jsonschema import Draft202012Validator

from segments_as_code.model.document import Json
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from tests.examples import examples
from tests.strategies import profile_documents

DIALECT = CustomerProfilesDialect()
REQUEST = "CreateSegmentDefinitionRequest"
OURS = {REQUEST: {"Key", "Lifecycle", "Undecided"}, "SourceSegment": {"Ref"}}
OWN_FORM = {"Tags", "Attributes"}
"""Members whose sizes the schema says in another way: tags leave room for ours; a name is a map's key."""


def resolved(node: Json) -> Mapping[str, Json]:
    assert isinstance(node, dict)
    reference = node.get("$ref")
    definitions = DIALECT.schema["$defs"]
    assert isinstance(definitions, dict)
    return {**resolved(definitions[reference.removeprefix("#/$defs/")]), **node} if isinstance(reference, str) else node


def structures(shape: Shape, node: Mapping[str, Json]) -> Iterator[tuple[StructureShape, Mapping[str, Json]]]:
    """Yield each structure below ``shape`` with the subschema that stands for it."""
    if isinstance(shape, ListShape):
        yield from structures(shape.member, resolved(node["items"]))
    elif isinstance(shape, MapShape):
        yield from structures(shape.value, resolved(node["additionalProperties"]))
    elif isinstance(shape, StructureShape):
        yield shape, node
        for name, member in shape.members.items():
            yield from structures(member, resolved(properties(node)[name]))


def properties(node: Mapping[str, Json]) -> Mapping[str, Json]:
    found = node["properties"]
    assert isinstance(found, dict)
    return found


def of_the_model() -> list[tuple[StructureShape, Mapping[str, Json]]]:
    root = ServiceModel(Loader().load_service_model("customer-profiles", "service-2")).shape_for(REQUEST)
    return list(structures(root, DIALECT.schema))


def test_every_member_of_the_model_is_in_the_schema_and_no_other_is_accepted() -> None:
    found = of_the_model()
    assert len({shape.name for shape, _ in found}) == 17
    for shape, node in found:
        assert (shape.name, set(properties(node))) == (shape.name, {*shape.members, *OURS.get(shape.name, set())})
        assert (shape.name, node["additionalProperties"]) == (shape.name, False)


def test_enums_and_lengths_are_the_models() -> None:
    compared = 0
    for shape, node in of_the_model():
        for name, member in shape.members.items():
            said, where = resolved(properties(node)[name]), f"{shape.name}.{name}"
            if isinstance(member, StringShape) and member.enum:
                assert (where, said["enum"]) == (where, member.enum)
                compared += 1
            if isinstance(member, ListShape) and "max" in member.metadata and name not in OWN_FORM:
                assert (where, said["minItems"], said["maxItems"]) == (where, member.metadata["min"], member.metadata["max"])
                compared += 1
            if isinstance(member, StringShape) and "pattern" not in member.metadata and "max" in member.metadata:
                assert (where, said["minLength"], said["maxLength"]) == (where, member.metadata["min"], member.metadata["max"])
                compared += 1
    assert compared > 20


@given(profile_documents(keys=["vips"]))
@examples(100)
def test_every_drawn_document_is_valid_and_needs_no_normalizing(document: Mapping[str, Json]) -> None:
    assert [error.message for error in Draft202012Validator(dict(DIALECT.schema)).iter_errors(document)] == []
    normalized = DIALECT.normalize(document)
    assert (normalized.content, normalized.problems) == (document, ())
