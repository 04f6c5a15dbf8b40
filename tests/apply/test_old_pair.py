"""Two segments with one owner and key that an earlier run left: the plan says which to delete, and it is deleted on request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.apply.duplicates import delete_duplicate, require_duplicate
from segments_as_code.model.problem import Refused, SegmentsError
from segments_as_code.model.segment import DeployedSegment, SegmentKind, Usage
from segments_as_code.ownership import with_our_tags
from tests.builders import OWNER, TOY, deployed, desired, ours, planned, toy
from tests.fakes import FakeService, lost


def pair(*usages: Usage) -> FakeService:
    older, younger = (
        replace(ours("a"), created="2026-01-02T00:00:00.000000Z"),
        replace(deployed("id-other", toy("a"), tags=with_our_tags({}, key="a", owner=OWNER)), created="2026-01-03T00:00:00.000000Z"),
    )
    return FakeService(TOY, {segment.id: segment for segment in (younger, older)}, usages)


def required(there: FakeService, segment_id: str) -> DeployedSegment:
    return require_duplicate(segment_id, owner=OWNER, reader=there, dialect=TOY)


def test_a_plan_says_which_of_an_old_pair_is_younger_and_the_command_that_deletes_it() -> None:
    with pytest.raises(SegmentsError) as caught:
        planned([desired("a")], list(pair().segments.values()))
    assert caught.value.code == "two-segments-one-key"
    assert "id-a and id-other, the younger one" in caught.value.message
    assert f"segments apply --owner {OWNER} --delete-duplicate id-other" in caught.value.remedy


@pytest.mark.parametrize("segment_id", ["id-a", "id-other"])
def test_one_of_a_pair_is_deleted_if_somebody_asks_for_it_by_id(segment_id: str) -> None:
    there = pair()
    delete_duplicate(required(there, segment_id), reader=there, writer=there)
    assert set(there.segments) == {"id-a", "id-other"} - {segment_id}
    assert planned([desired("a")], list(there.segments.values())).is_empty


@pytest.mark.parametrize("segment_id", ["id-alone", "id-theirs", "id-untagged", "id-nowhere"])
def test_what_is_not_one_of_a_pair_of_ours_is_never_deleted_as_a_duplicate(segment_id: str) -> None:
    there = pair()
    there.segments["id-alone"] = replace(ours("alone"), id="id-alone")
    there.segments["id-theirs"] = deployed("id-theirs", toy("a"), tags=with_our_tags({}, key="a", owner="other/repository"))
    there.segments["id-untagged"] = deployed("id-untagged", toy("a"))
    with pytest.raises(Refused) as caught:
        required(there, segment_id)
    assert caught.value.code == "no-duplicate"


def test_a_list_that_was_imported_is_never_deleted_as_a_duplicate() -> None:
    there = pair()
    there.segments["id-other"] = replace(there.segments["id-other"], kind=SegmentKind.IMPORTED)
    with pytest.raises(Refused) as caught:
        required(there, "id-other")
    assert caught.value.code == "no-duplicate"


def test_one_that_another_segment_builds_on_is_not_deleted() -> None:
    there = pair()
    there.segments["id-user"] = deployed("id-user", toy("user", on=[{"Id": "id-other"}]))
    with pytest.raises(Refused, match="the segment user \\(id-user\\)") as caught:
        required(there, "id-other")
    assert caught.value.code == "delete-in-use"


@pytest.mark.parametrize("live", [True, False])
def test_one_that_a_live_campaign_uses_is_not_deleted(live: bool) -> None:  # noqa: FBT001  # a parameter
    there = pair(Usage("id-other", "campaign", "c-1", "Spring", "RUNNING", live=live))
    if not live:
        assert required(there, "id-other").id == "id-other"
        return
    with pytest.raises(Refused, match="the campaign Spring") as caught:
        required(there, "id-other")
    assert caught.value.code == "delete-in-use"


def test_one_that_changed_since_it_was_asked_about_is_not_deleted() -> None:
    there = pair()
    segment = required(there, "id-other")
    there.segments["id-other"] = replace(segment, version=2)
    with pytest.raises(Refused, match="changed a moment ago"):
        delete_duplicate(segment, reader=there, writer=there)
    assert "id-other" in there.segments


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_deletion_whose_reply_was_lost_is_looked_up_and_not_repeated_if_it_was_done(moment: str) -> None:
    there = pair()
    segment = required(there, "id-other")
    setattr(there, moment, lost("delete"))
    delete_duplicate(segment, reader=there, writer=there)
    assert set(there.segments) == {"id-a"}
    assert there.calls.count("delete") == (2 if moment == "before" else 1)
