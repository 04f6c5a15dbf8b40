"""What every dialect promises, on valid documents: those of both services, and the toy, on which the core is tested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from segments_as_code.model.document import Json
from segments_as_code.model.segment import Reference
from segments_as_code.ports import Dialect
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from tests.examples import examples
from tests.strategies import documents, profile_documents
from tests.toy import ToyDialect

KEYS = ("retail/a", "b.c")
_TOY_SOURCES: list[Json] = [*({"Ref": key} for key in KEYS), {"Id": "x"}, {"Id": "y", "Version": 2}]
_TOY_MEMBERS: dict[str, SearchStrategy[Json]] = {
    "Values": st.lists(st.sampled_from("xyz")),
    "On": st.lists(st.sampled_from(_TOY_SOURCES), max_size=2),
}
_TOY_NAMES: dict[str, SearchStrategy[Json]] = {"Name": st.sampled_from(["one", "two"])}
TOY_DOCUMENTS: SearchStrategy[dict[str, Json]] = st.fixed_dictionaries(_TOY_NAMES, optional=_TOY_MEMBERS)
DIALECTS: list[tuple[Dialect, SearchStrategy[dict[str, Json]]]] = [
    (PinpointDialect(), documents(keys=KEYS)),
    (CustomerProfilesDialect(), profile_documents(keys=KEYS)),
    (ToyDialect(), TOY_DOCUMENTS),
    (ToyDialect(immutable=True, named=True), TOY_DOCUMENTS),
]
each_dialect = pytest.mark.parametrize(("dialect", "drawn"), DIALECTS, ids=["pinpoint", "customer-profiles", "toy", "named toy"])


@each_dialect
@given(st.data())
@examples(25)
def test_a_valid_document_is_canonical_once_it_is_read_and_needs_no_normalizing(
    dialect: Dialect, drawn: SearchStrategy[dict[str, Json]], data: st.DataObject
) -> None:
    document = data.draw(drawn)
    normalized = dialect.normalize(document)
    assert (normalized.content, normalized.problems) == (document, ())
    definition = dialect.definition(document)
    assert dialect.canonical(definition) == definition
    assert dialect.canonical(dialect.simplify(definition)) == definition
    assert dialect.ignore_unset_versions(definition, definition) == definition
    assert dialect.can_update_in_place(definition, definition) in (True, False)


@each_dialect
@given(st.data())
@examples(25)
def test_references_are_found_by_their_paths_and_replaced_there_and_back(
    dialect: Dialect, drawn: SearchStrategy[dict[str, Json]], data: st.DataObject
) -> None:
    document = data.draw(drawn)
    definition = dialect.definition(document)
    references = dialect.references(definition)
    assert {reference for _, reference in dialect.reference_paths(document)} == set(references)
    ids = {key: f"id-of-{at}" for at, key in enumerate(KEYS)}
    keys = {segment_id: key for key, segment_id in ids.items()}
    there = dialect.replace_references(definition, lambda r: r if r.key is None else replace(r, key=None, id=ids[r.key]))
    back = dialect.replace_references(there, lambda r: Reference(key=keys[r.id], version=r.version) if r.id in keys else r)
    assert all(reference.key is None for reference in dialect.references(there))
    assert len(dialect.references(there)) == len(references)
    assert back == definition


@each_dialect
@given(st.data())
@examples(25)
def test_criteria_are_read_and_written_back_whole(dialect: Dialect, drawn: SearchStrategy[dict[str, Json]], data: st.DataObject) -> None:
    definition = dialect.definition(data.draw(drawn))
    written, losses = dialect.write_criteria(dialect.read_criteria(definition))
    assert list(losses) == [] or isinstance(dialect, ToyDialect)
    rest = {name: value for name, value in definition.items() if name not in written}
    assert dialect.canonical({**rest, **written}) == definition
    assert dialect.audience(definition) == dialect.audience(dialect.canonical({**rest, **written}))


@each_dialect
@given(st.data())
@examples(25)
def test_a_name_is_no_part_of_the_audience_and_is_what_people_see(
    dialect: Dialect, drawn: SearchStrategy[dict[str, Json]], data: st.DataObject
) -> None:
    document = data.draw(drawn)
    renamed = {**document, dialect.name_member: "Something else"}
    assert dialect.name_of(document) == document[dialect.name_member]
    assert dialect.name_of({name: value for name, value in document.items() if name != dialect.name_member}) is None
    one, other = dialect.definition(document), dialect.definition(renamed)
    assert (one == other) is (document[dialect.name_member] == "Something else")
    assert dialect.audience(one) == dialect.audience(other)


@each_dialect
def test_the_members_that_a_dialect_names_are_in_its_schema(dialect: Dialect, drawn: SearchStrategy[dict[str, Json]]) -> None:
    del drawn
    properties = dialect.schema["properties"]
    assert isinstance(properties, Mapping)
    marks = [mark for mark in dialect.marks if "::" not in mark]  # the others are types of CloudFormation resources
    assert {dialect.name_member, dialect.scope_member, *marks, "Key", "Tags", "Lifecycle"} <= set(properties)
    assert dialect.nouns.container
    assert dialect.nouns.member


@each_dialect
def test_two_keys_have_two_ids_or_the_service_chooses_them(dialect: Dialect, drawn: SearchStrategy[dict[str, Json]]) -> None:
    del drawn
    keys = ["a", "a/b", "a-b", "a.b", "A" * 70, "A" * 71]
    ids = [dialect.id_of(key, {}) for key in keys]
    assert len(set(ids)) == (1 if ids[0] is None else len(keys))
    assert ids == [dialect.id_of(key, {dialect.name_member: "Another"}) for key in keys]


def test_marks_tell_the_services_apart() -> None:
    pinpoint, profiles = PinpointDialect(), CustomerProfilesDialect()
    assert not set(pinpoint.marks) & set(profiles.marks)
