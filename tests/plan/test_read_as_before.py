"""How a recreation that was stopped is recognized, and what its segments are read as."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.segment import DeployedSegment
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, RECREATION_TAG
from segments_as_code.recreation import MOST_TAGS, fingerprint, hides_definition, is_for, read_as_before, restored_tag, temporary_id
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


def test_one_that_was_created_again_is_read_as_made_when_the_old_one_was() -> None:
    assert before(replace(VIPS, definition=NEW, made=AFTER)) == replace(VIPS, definition=NEW, tags=TEMPORARY.tags)


def test_one_that_somebody_else_created_again_with_another_definition_is_read_as_it_is() -> None:
    theirs = replace(VIPS, definition=OTHER, made=TODAY)
    assert before(theirs) == replace(theirs, tags=TEMPORARY.tags)


def test_one_without_any_owner_is_ours_only_with_the_definition_of_the_temporary_one() -> None:
    assert before(replace(VIPS, definition=NEW, tags={}, made=AFTER)) == replace(VIPS, definition=NEW, tags=TEMPORARY.tags)
    foreign = replace(VIPS, definition=OTHER, tags={}, made=AFTER)
    assert before(foreign) == foreign


def test_a_temporary_segment_has_the_same_key_and_the_same_owner() -> None:
    assert is_for(TEMPORARY, OURS)
    assert not is_for(TEMPORARY, {**OURS, KEY_TAG: "other"})
    assert not is_for(TEMPORARY, {**OURS, OWNER_TAG: "octo/other"})


@pytest.mark.parametrize(
    ("segment", "hidden"),
    [
        (VIPS, False),
        (replace(TEMPORARY, made=BEFORE), True),
        (replace(TEMPORARY, made=BEFORE, definition=OLD), False),
        (TEMPORARY, False),
    ],
    ids=["none was begun", "as before, definition not known", "as before, definition known", "as it is now"],
)
def test_a_definition_is_hidden_if_the_segment_is_read_as_before_and_its_definition_is_of_today(
    segment: DeployedSegment, *, hidden: bool
) -> None:
    assert hides_definition(segment) is hidden


@pytest.mark.parametrize("length", [58, 59, 64])
def test_a_temporary_id_has_at_most_64_characters_and_is_never_the_id_of_another(length: int) -> None:
    one, other = "a" * (length - 1) + "x", "a" * (length - 1) + "y"
    assert len(temporary_id(one)) == 64
    assert temporary_id(one).endswith("--next")
    assert temporary_id(one) != temporary_id(other)


def test_what_is_written_into_tags_is_the_same_in_every_release() -> None:
    """A run of another release has to recognize what this one left."""
    assert fingerprint({"b": [1, 2], "a": "é"}) == fingerprint({"a": "é", "b": [1, 2]}) == "1:e72bd1bfe08db42c7cb48a01fcbbe441"
    assert restored_tag(VIPS) == f"restored {BEFORE} {fingerprint(OLD)}"
    assert temporary_id("v" * 58) == "v" * 58 + "--next"
    assert temporary_id("v" * 59) == "v" * 49 + "-4309218c--next"
    assert MOST_TAGS == 50


def test_a_number_that_json_does_not_have_gets_no_fingerprint() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        fingerprint({"Values": [float("nan")]})
