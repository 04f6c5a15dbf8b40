"""Equal meaning is an equal value, whatever the service returns; any other meaning is another value."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.document import Json
from segments_as_code.model.segment import Reference
from segments_as_code.providers.customer_profiles.canonical import audience, canonical
from segments_as_code.providers.customer_profiles.names import name_for
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.providers.customer_profiles.references import reference_paths, references, replace_references
from segments_as_code.providers.customer_profiles.simplify import simplify, write_request
from tests.strategies import json_values, profile_documents, profile_mutants, profile_returned

NAMED = {"DisplayName": "VIPs", "SegmentDefinitionName": "vips"}


def text(definition: Mapping[str, Json]) -> str:
    """Return JSON text, so that the order of members counts."""
    return json.dumps(definition)


def grouped(*groups: Json, include: str = "ALL") -> dict[str, Json]:
    return {**NAMED, "SegmentGroups": {"Include": include, "Groups": list(groups)}}


def group(*blocks: Json, sources: tuple[Json, ...] = (), **how: str) -> dict[str, Json]:
    return {"Type": "ALL", "SourceType": "ALL", "Dimensions": list(blocks), "SourceSegments": list(sources), **how}


def tier(*values: str, how: str = "INCLUSIVE") -> dict[str, Json]:
    return {"ProfileAttributes": {"Attributes": {"tier": {"DimensionType": how, "Values": list(values)}}}}


@given(st.data())
def test_what_the_service_may_return_is_the_same_to_the_last_character(data: st.DataObject) -> None:
    document = data.draw(profile_documents())
    returned = data.draw(profile_returned(document))
    assert text(canonical(returned)) == text(canonical(document))


@given(st.data())
def test_one_changed_value_is_always_another_definition(data: st.DataObject) -> None:
    document = data.draw(profile_documents())
    mutant = data.draw(st.sampled_from(list(profile_mutants(document))))
    assert canonical(mutant) != canonical(document)


@given(st.data())
def test_one_changed_value_of_the_criteria_is_always_another_audience(data: st.DataObject) -> None:
    document = data.draw(profile_documents())
    mutants = [
        each for each in profile_mutants(document) if any(each.get(m) != document.get(m) for m in ("SegmentGroups", "SegmentSqlQuery"))
    ]
    mutant = data.draw(st.sampled_from(mutants))
    assert audience(canonical(mutant)) != audience(canonical(document))


@given(profile_documents())
def test_the_canonical_form_is_its_own_and_so_is_that_of_the_shortest(document: Mapping[str, Json]) -> None:
    once = canonical(document)
    assert text(canonical(once)) == text(once)
    assert text(canonical(simplify(once))) == text(once)
    assert text(canonical(write_request(once))) == text(once)


def test_an_empty_description_or_query_is_none() -> None:
    assert canonical({**NAMED, "Description": "", "SegmentSqlQuery": ""}) == canonical(NAMED)


@given(st.dictionaries(st.sampled_from(["DisplayName", "Description", "SegmentGroups", "SegmentSqlQuery", "SegmentSort"]), json_values()))
def test_anything_that_a_service_can_return_has_a_canonical_form(definition: Mapping[str, Json]) -> None:
    once = canonical(definition)
    assert text(canonical(once)) == text(once)
    assert references(once) == references(canonical(once))
    audience(once)
    canonical(simplify(once))


@pytest.mark.parametrize(
    "everyone",
    [
        NAMED,
        {**NAMED, "SegmentGroups": {}},
        grouped(),
        grouped(group()),
        grouped(group({"ProfileAttributes": {}})),
        grouped(group(SourceType="ANY", Type="ANY"), group()),
    ],
)
def test_no_criteria_is_everyone_in_one_form(everyone: Mapping[str, Json]) -> None:
    assert canonical(everyone) == {"DisplayName": "VIPs"}
    assert audience(canonical(everyone)) == b""


def test_everyone_is_written_as_a_group_without_criteria_never_as_nothing() -> None:
    groups = simplify(canonical({**NAMED, "SegmentSort": {"Attributes": [{"Name": "tier", "Order": "ASC"}]}}))
    assert groups["SegmentGroups"] == {"Include": "ALL", "Groups": [{"SourceType": "ALL", "Type": "ALL", "Dimensions": []}]}
    assert list(groups) == ["DisplayName", "SegmentGroups", "SegmentSort"]
    assert "SegmentGroups" not in simplify({**NAMED, "SegmentSqlQuery": "SELECT 1"})


def test_a_group_of_none_is_not_everyone() -> None:
    assert canonical(grouped(group(tier("gold"), Type="NONE")))["SegmentGroups"] is not None
    assert canonical(grouped(group(), include="NONE")).get("SegmentGroups") is not None


def test_the_ends_of_a_range_keep_their_order_and_sets_do_not() -> None:
    ends = ("2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z")
    assert canonical(grouped(group(tier(*ends, how="BETWEEN")))) != canonical(grouped(group(tier(*ends[::-1], how="BETWEEN"))))
    assert canonical(grouped(group(tier("b", "a", "b")))) == canonical(grouped(group(tier("a", "b"))))


@pytest.mark.parametrize("field", ["FirstName", "PartyTypeString"])
def test_the_values_of_a_standard_field_are_a_set_as_those_of_an_attribute_are(field: str) -> None:
    one, other = ({"ProfileAttributes": {field: {"DimensionType": "INCLUSIVE", "Values": list(values)}}} for values in ("ab", "ba"))
    assert canonical(grouped(group(one))) == canonical(grouped(group(other)))


def test_a_day_is_the_midnight_that_the_console_writes() -> None:
    long = canonical(grouped(group(tier("2024-01-01T00:00:00.000Z", how="BEFORE"))))
    assert canonical(grouped(group(tier("2024-01-01", how="BEFORE")))) == long
    assert canonical(grouped(group(tier("2024-01-01")))) != canonical(grouped(group(tier("2024-01-01T00:00:00Z"))))


# ── names ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_name_is_the_key_if_it_can_be_and_else_keeps_keys_apart() -> None:
    assert name_for("retail-vips") == "retail-vips"
    assert name_for("retail/vips") == "retail-vips-0fc214d0"
    assert name_for("retail.vips") != name_for("retail/vips")
    assert {len(name_for("a" * length)) for length in (59, 64, 256)} == {58}
    assert name_for("a" * 100) != name_for("a" * 101)


@given(st.lists(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,80}", fullmatch=True), min_size=2, max_size=4, unique=True))
def test_every_key_has_a_name_of_its_own_with_room_for_a_suffix(keys: list[str]) -> None:
    names = [name_for(key) for key in keys]
    assert len(set(names)) == len(names)
    for name in names:
        assert len(f"{name}--next") <= 64
        assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")


def test_the_id_is_the_name_in_the_document_else_that_of_the_adopted_else_one_of_the_key() -> None:
    dialect, adopting = CustomerProfilesDialect(), {"Lifecycle": {"Adopt": "theirs"}}
    assert dialect.id_of("retail/vips", {}) == "retail-vips-0fc214d0"
    assert dialect.id_of("retail/vips", adopting) == "theirs"
    assert dialect.id_of("retail/vips", {**adopting, "SegmentDefinitionName": "mine"}) == "mine"
    assert "SegmentDefinitionName" not in dialect.definition(NAMED)


# ── references ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_sources_are_referred_to_by_key_or_by_name_and_can_be_replaced() -> None:
    content = grouped(group(sources=({"Ref": "retail/a"}, {"SegmentDefinitionName": "b"}, {"Other": 1})))
    assert [at[-1] for at, _ in reference_paths(content)] == ["Ref", "SegmentDefinitionName"]
    assert references(canonical(content)) == (Reference(key="retail/a"), Reference(id="b"))
    names = replace_references(canonical(content), lambda reference: Reference(id=reference.id or "retail-a"))
    assert references(names) == (Reference(id="b"), Reference(id="retail-a"))
    assert replace_references(canonical(NAMED), lambda reference: Reference(id=reference.id)) == canonical(NAMED)


@given(profile_documents(keys=["retail/a", "b.c"]))
def test_replacing_references_there_and_back_changes_nothing(document: Mapping[str, Json]) -> None:
    definition = canonical(document)
    there = replace_references(
        definition, lambda each: Reference(id=f"key-{each.key.replace('/', '-').replace('.', '-')}") if each.key else each
    )
    keys = {"key-retail-a": "retail/a", "key-b-c": "b.c"}
    back = replace_references(there, lambda each: Reference(key=keys[each.id]) if each.id in keys else each)
    assert all(reference.key is None for reference in references(there))
    assert text(back) == text(definition)
