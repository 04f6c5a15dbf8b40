"""How a recreation that was stopped is recognized, and what its segments are read as."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.segment import DeployedSegment, Unfinished
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, RECREATION_TAG
from segments_as_code.recreation import (
    MOST_TAGS,
    fingerprint,
    is_for,
    is_half_done,
    read_as_before,
    restored_tag,
    state_before,
    temporary_id,
)
from tests.builders import toy

BEFORE, AFTER, TODAY = "2026-11-26T00:00:00.000000Z", "2026-11-27T00:00:00.000000Z", "2026-11-28T00:00:00.000000Z"
OLD, NEW, OTHER = toy("VIPs", "old"), toy("VIPs", "new"), toy("VIPs", "other")
OURS = {OWNER_TAG: "octo/segments", KEY_TAG: "vips"}
MARK = f"next vips {BEFORE} {fingerprint(OLD)}"
TEMPORARY = DeployedSegment("vips--next", "arn:vips--next", "VIPs", None, NEW, {**OURS, RECREATION_TAG: MARK}, made=AFTER)
VIPS = DeployedSegment("vips", "arn:vips", "VIPs", None, OLD, OURS, made=BEFORE)


def before(now: DeployedSegment) -> DeployedSegment:
    (found,) = read_as_before([now, TEMPORARY])
    return found


def test_one_that_still_stands_is_read_as_it_is_with_a_note_that_its_recreation_was_begun() -> None:
    assert before(VIPS) == replace(VIPS, tags=TEMPORARY.tags, unfinished=Unfinished.BEGUN)


def test_one_that_was_created_again_is_read_as_made_when_the_old_one_was() -> None:
    new = replace(VIPS, definition=NEW, made=AFTER)
    assert before(new) == replace(VIPS, definition=NEW, tags=TEMPORARY.tags, unfinished=Unfinished.CREATED)


def test_one_that_was_deleted_is_read_from_its_temporary_one() -> None:
    assert read_as_before([TEMPORARY]) == [replace(VIPS, definition=NEW, tags=TEMPORARY.tags, unfinished=Unfinished.DELETED)]


def test_one_that_somebody_else_created_again_with_another_definition_is_read_as_it_is() -> None:
    theirs = replace(VIPS, definition=OTHER, made=TODAY)
    assert before(theirs) == replace(theirs, tags=TEMPORARY.tags, unfinished=Unfinished.BEGUN)


def test_one_without_any_owner_is_ours_only_with_the_definition_of_the_temporary_one() -> None:
    new = replace(VIPS, definition=NEW, tags={}, made=AFTER)
    assert before(new) == replace(VIPS, definition=NEW, tags=TEMPORARY.tags, unfinished=Unfinished.CREATED)
    foreign = replace(VIPS, definition=OTHER, tags={}, made=AFTER)
    assert before(foreign) == foreign


def test_a_temporary_segment_has_the_same_key_and_the_same_owner_or_is_for_one_that_gets_them() -> None:
    theirs = {**OURS, OWNER_TAG: "octo/other"}
    for tags, made, expected in (
        (OURS, TODAY, True),
        ({**OURS, KEY_TAG: "other"}, TODAY, False),
        ({}, TODAY, False),
        ({}, "", False),
        (theirs, TODAY, False),
        ({**OURS, KEY_TAG: "other"}, BEFORE, True),
        ({}, BEFORE, True),
        (theirs, BEFORE, False),
    ):
        assert is_for(TEMPORARY, replace(VIPS, tags=tags, made=made)) is expected, (tags, made)
    unknown = replace(TEMPORARY, tags={**OURS, RECREATION_TAG: f"next vips  {fingerprint(OLD)}"})
    assert not is_for(unknown, replace(VIPS, tags={}, made=""))


def test_one_that_stands_in_for_another_is_read_as_made_when_that_was() -> None:
    note = {**OURS, RECREATION_TAG: restored_tag(BEFORE, fingerprint(OLD))}
    restored, between = (replace(VIPS, definition=definition, tags=note, made=TODAY) for definition in (OLD, NEW))
    assert read_as_before([restored]) == [replace(restored, made=BEFORE)]
    assert read_as_before([between]) == [replace(between, made=BEFORE, unfinished=Unfinished.CREATED)]
    for now in (restored, between):
        assert state_before(read_as_before([now])[0]) == (BEFORE, fingerprint(OLD))
        (found,) = read_as_before([now, replace(TEMPORARY, definition=OTHER)])
        assert state_before(found) == (BEFORE, fingerprint(OLD))
        assert is_half_done(found) is (now is between)


@pytest.mark.parametrize(
    ("listed", "half_done"),
    [
        ([VIPS], False),
        ([VIPS, TEMPORARY], False),
        ([TEMPORARY], True),
        ([replace(TEMPORARY, definition=OLD)], True),
        ([replace(VIPS, definition=NEW, made=AFTER), TEMPORARY], True),
    ],
    ids=["none was begun", "begun", "deleted", "deleted, and back to the old definition", "created"],
)
def test_a_recreation_is_half_done_once_the_old_segment_is_deleted(listed: list[DeployedSegment], *, half_done: bool) -> None:
    (found,) = read_as_before(listed)
    assert is_half_done(found) is half_done
    assert state_before(found) == (BEFORE, fingerprint(OLD))


@pytest.mark.parametrize("length", [58, 59, 64])
def test_a_temporary_id_has_at_most_64_characters_and_is_never_the_id_of_another(length: int) -> None:
    one, other = "a" * (length - 1) + "x", "a" * (length - 1) + "y"
    assert len(temporary_id(one)) == 64
    assert temporary_id(one).endswith("--next")
    assert temporary_id(one) != temporary_id(other)


def test_what_is_written_into_tags_is_the_same_in_every_release() -> None:
    """A run of another release has to recognize what this one left."""
    assert fingerprint({"b": [1, 2], "a": "é"}) == fingerprint({"a": "é", "b": [1, 2]}) == "1:e72bd1bfe08db42c7cb48a01fcbbe441"
    assert restored_tag(BEFORE, fingerprint(OLD)) == f"restored {BEFORE} {fingerprint(OLD)}"
    assert temporary_id("v" * 58) == "v" * 58 + "--next"
    assert temporary_id("v" * 59) == "v" * 49 + "-4309218c--next"
    assert MOST_TAGS == 50


def test_a_number_that_json_does_not_have_gets_no_fingerprint() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        fingerprint({"Values": [float("nan")]})
