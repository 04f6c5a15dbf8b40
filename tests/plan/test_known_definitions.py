"""A service that lists segments without their definitions is not asked for those that did not change."""

from __future__ import annotations

from dataclasses import replace

from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle
from segments_as_code.ownership import DEFINITION_TAG, KEY_TAG, OWNER_TAG, RECREATION_TAG
from segments_as_code.plan.known_definitions import known_definitions
from segments_as_code.recreation import fingerprint
from tests.apply.recreating import NAMED, carry_out, plan_of
from tests.builders import OWNER, deployed, desired, toy
from tests.fakes import FakeService

BASE, TOP = desired("base", id="base"), desired("top", toy("top", on=[{"Ref": "base"}]), id="top")
FOREIGN = deployed("foreign", toy("foreign", on=[{"Id": "base"}]))


def listed(*files: DesiredSegment) -> list[DeployedSegment]:
    there = FakeService(NAMED, lists_definitions=False)
    carry_out(plan_of(there, *files), there)
    return [replace(segment, definition={}) for segment in there.list_segments()]


def known(files: list[DesiredSegment], there: list[DeployedSegment]) -> set[str]:
    return set(known_definitions(files, owner=OWNER, dialect=NAMED)(there))


def test_unchanged_segments_are_known_with_their_sources_by_id_and_those_of_others_do_not_matter() -> None:
    found = known_definitions([BASE, TOP], owner=OWNER, dialect=NAMED)([*listed(BASE, TOP), FOREIGN])
    assert found == {"base": BASE.definition, "top": toy("top", on=[{"Id": "base"}]), "foreign": {}}


def test_if_one_segment_changes_it_is_read_and_those_of_others_too() -> None:
    changed = desired("base", toy("base", "new"), id="base")
    assert known([changed, TOP], [*listed(BASE, TOP), FOREIGN]) == {"top"}


def test_a_segment_that_is_to_be_deleted_is_read_and_those_of_others_too() -> None:
    assert known([BASE], [*listed(BASE, TOP), FOREIGN]) == {"base"}


def test_a_segment_without_a_fingerprint_or_with_one_of_another_format_is_read() -> None:
    (base,) = listed(BASE)
    for tags in ({}, {DEFINITION_TAG: "0:ab"}):
        without = {name: value for name, value in base.tags.items() if name != DEFINITION_TAG}
        assert known([BASE], [replace(base, tags={**without, **tags})]) == set()


def test_a_segment_that_is_being_recreated_is_read_and_so_is_its_temporary_one() -> None:
    (base,) = listed(BASE)
    mark = {RECREATION_TAG: "next base 2026-11-27T00:00:00.000000Z 1:ab"}
    assert known([BASE], [base, replace(base, id="base--next", tags={**base.tags, **mark}), FOREIGN]) == set()


def test_a_segment_that_is_to_be_taken_over_is_read() -> None:
    adopting = desired("new", id="new", lifecycle=Lifecycle(adopt="foreign"))
    assert known([BASE, adopting], [*listed(BASE), FOREIGN]) == {"base"}


def test_a_segment_whose_fingerprint_is_missing_and_whose_definition_is_equal_gets_the_tag_alone() -> None:
    there = FakeService(NAMED, lists_definitions=False)
    carry_out(plan_of(there, BASE), there)
    base = there.segments["base"]
    there.segments["base"] = replace(base, tags={name: value for name, value in base.tags.items() if name != DEFINITION_TAG})
    there.calls.clear()
    carry_out(plan_of(there, BASE), there)
    assert there.segments["base"] == base
    assert not {"create", "delete"} & set(there.calls)


def test_a_source_that_was_taken_over_is_named_by_the_id_that_it_has() -> None:
    base, top = listed(BASE, TOP)
    base = replace(base, id="older")
    want = toy("top", on=[{"Id": "older"}])
    top = replace(top, tags={**top.tags, DEFINITION_TAG: fingerprint(want)})
    assert known_definitions([BASE, TOP], owner=OWNER, dialect=NAMED)([base, top])["top"] == want


def test_segments_of_another_owner_that_are_being_recreated_are_read() -> None:
    tags = {OWNER_TAG: "octo/other", KEY_TAG: "theirs"}
    theirs = deployed("theirs", toy("theirs"), tags=tags)
    mark = {RECREATION_TAG: "next theirs 2026-11-27T00:00:00.000000Z 1:ab"}
    assert known([BASE], [*listed(BASE), theirs, replace(theirs, id="theirs--next", tags={**tags, **mark})]) == {"base"}


def test_a_source_that_is_named_by_its_id_stays_so() -> None:
    top = desired("top", toy("top", on=[{"Id": "foreign"}]), id="top")
    assert known_definitions([top], owner=OWNER, dialect=NAMED)([*listed(top), FOREIGN])["top"] == top.definition
