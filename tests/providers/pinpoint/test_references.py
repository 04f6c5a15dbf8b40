"""The segments that a definition builds on are found, replaced and compared without versions that nobody wrote."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.document import Json
from segments_as_code.model.segment import Reference
from tests.providers.pinpoint.checking import DIALECT
from tests.providers.pinpoint.test_canonical import NEW, group, groups
from tests.strategies import documents, json_values

Definition = dict[str, Json]

A, B = {"Id": "a" * 32}, {"Id": "b" * 32}


def test_references_are_unique_and_sorted_keys_first() -> None:
    definition = groups(group(SourceSegments=[B, {"Ref": "z"}, {**B, "Version": 2}]), group(SourceSegments=[B, {"Ref": "a"}]))
    assert DIALECT.references(definition) == (
        Reference(key="a"),
        Reference(key="z"),
        Reference(id="b" * 32),
        Reference(id="b" * 32, version=2),
    )


def test_references_by_id_are_sorted_by_id_and_then_by_version() -> None:
    ids = [f"{n}" * 32 for n in range(8)]
    sources: list[Json] = [{"Id": each, **version} for version in ({"Version": 1}, {}) for each in reversed(ids)]
    assert DIALECT.references(groups(group(SourceSegments=sources))) == tuple(
        Reference(id=each, version=version) for each in ids for version in (None, 1)
    )


def test_reference_paths_lead_to_the_key_or_id_as_written() -> None:
    content: Definition = groups(
        {"SourceSegments": [{"Ref": "z"}, {**B, "Version": 2}]}, {"Dimensions": [NEW]}, {"SourceSegments": [{"Ref": "z"}]}
    )
    at = ("SegmentGroups", "Groups")
    assert DIALECT.reference_paths(content) == (
        ((*at, 0, "SourceSegments", 0, "Ref"), Reference(key="z")),
        ((*at, 0, "SourceSegments", 1, "Id"), Reference(id="b" * 32, version=2)),
        ((*at, 2, "SourceSegments", 0, "Ref"), Reference(key="z")),
    )


def test_a_source_that_names_nothing_has_no_reference_path() -> None:
    content: Definition = groups({"SourceSegments": [{}, {"Ref": 7}, {"Id": ["a"]}, {"Ref": "z"}]})
    at = ("SegmentGroups", "Groups", 0, "SourceSegments")
    assert DIALECT.reference_paths(content) == (((*at, 3, "Ref"), Reference(key="z")),)


def test_rebinding_replaces_each_reference_and_keeps_the_definition_canonical() -> None:
    ids = {"x": "b" * 32, "y": "a" * 32}
    definition = groups(group(SourceSegments=[{"Ref": "x"}, {"Ref": "y"}]))
    result = DIALECT.replace_references(definition, lambda reference: Reference(id=ids[reference.key or ""]))
    assert result == groups(group(SourceSegments=[A, B]))


def test_a_source_that_is_no_mapping_stays_as_it_is_beside_one_that_is_replaced() -> None:
    definition = groups(group(SourceSegments=[{"Ref": "x"}, "odd", None]))
    result = DIALECT.replace_references(definition, lambda reference: replace(reference, key=None, id="a" * 32))
    assert result == DIALECT.canonical(groups(group(SourceSegments=[A, "odd", None])))


def test_rebinding_an_id_to_a_key_keeps_the_version() -> None:
    definition = groups(group(SourceSegments=[{**A, "Version": 3}]))
    result = DIALECT.replace_references(definition, lambda reference: Reference(key="x", version=reference.version))
    assert result == groups(group(SourceSegments=[{"Ref": "x", "Version": 3}]))


def test_a_version_that_the_author_left_out_is_not_compared() -> None:
    deployed = groups(group(SourceSegments=[{**A, "Version": 3}, {**B, "Version": 1}]))
    assert DIALECT.ignore_unset_versions(deployed, groups(group(SourceSegments=[A]))) == groups(
        group(SourceSegments=[A, {**B, "Version": 1}])
    )


def test_a_version_that_the_author_pinned_is_compared() -> None:
    deployed = groups(group(SourceSegments=[{**A, "Version": 3}]))
    assert DIALECT.ignore_unset_versions(deployed, groups(group(SourceSegments=[{**A, "Version": 2}]))) == deployed
    assert DIALECT.ignore_unset_versions(deployed, groups(group(SourceSegments=[{**A, "Version": 3}, A]))) == deployed


def test_a_reference_by_key_is_aligned_as_one_by_id() -> None:
    deployed = groups(group(SourceSegments=[{"Ref": "x", "Version": 3}]))
    assert DIALECT.ignore_unset_versions(deployed, groups(group(SourceSegments=[{"Ref": "x"}]))) == groups(
        group(SourceSegments=[{"Ref": "x"}])
    )


@given(documents(keys=["retail/a", "b"]))
def test_rebinding_to_the_same_changes_nothing(document: Definition) -> None:
    definition = DIALECT.definition(document)
    assert DIALECT.replace_references(definition, lambda reference: reference) == definition
    assert DIALECT.ignore_unset_versions(definition, definition) == definition


@given(documents(keys=["retail/a", "b"]))
def test_paths_and_references_name_the_same_segments(document: Definition) -> None:
    by_path = {reference for _, reference in DIALECT.reference_paths(document)}
    assert by_path == set(DIALECT.references(DIALECT.definition(document)))


@given(st.dictionaries(st.sampled_from(["Name", "Dimensions", "SegmentGroups"]), json_values()))
def test_references_never_raise_whatever_stands_there(anything: Definition) -> None:
    canonical = DIALECT.canonical(anything)
    DIALECT.reference_paths(anything)
    assert DIALECT.replace_references(canonical, lambda reference: reference) == canonical
    assert DIALECT.ignore_unset_versions(canonical, canonical) == canonical
    assert isinstance(DIALECT.references(canonical), tuple)


@pytest.mark.parametrize("odd", [5, "text", {"Id": "x"}, True])
def test_sources_that_are_no_list_are_left_as_they_are(odd: Json) -> None:
    definition = groups({"SourceSegments": odd}, group(SourceSegments=[A]))
    replaced = DIALECT.replace_references(definition, lambda _: Reference(key="new"))
    assert str(odd) in str(replaced)
    assert "'Ref': 'new'" in str(replaced)


@pytest.mark.parametrize("version", ["3", True, 3.5, [3]])
def test_a_version_of_a_wrong_type_is_no_version(version: Json) -> None:
    assert DIALECT.references(groups(group(SourceSegments=[{**A, "Version": version}]))) == (Reference(id="a" * 32),)
