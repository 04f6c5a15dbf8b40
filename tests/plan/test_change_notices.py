"""What a plan says of its changes that stops none of them: it is as precise as the plan can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from segments_as_code.model.document import Json
from segments_as_code.model.plan import Create, Delete, Notice, Unchanged
from segments_as_code.model.segment import DeployedSegment
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, VERSIONS_TAG
from segments_as_code.plan.change_notices import change_notices
from segments_as_code.ports import Remedies
from tests.builders import TARGET, TOY, deployed, desired, ours, planned, toy
from tests.growth import LINEAR, growth

OURS = replace(ours("old"), created="2026-01-01T00:00:00.000000Z")
LEFT = replace(deployed("id-left", toy("VIPs")), created="2026-01-02T00:00:00.000000Z")


def name_taken(*there: DeployedSegment, on: str = "") -> Notice:
    """Return the notice of one segment to be created, which may build on ours."""
    new = desired("a", toy("VIPs", on=[{"Ref": on}] if on else []))
    (notice,) = planned([new, desired("old")], [OURS, *there]).notices
    assert (notice.code, notice.keys) == ("name-taken", ("a",))
    return notice


def test_one_that_an_earlier_run_may_have_left_is_told_with_what_the_apply_will_do_and_both_ways_out() -> None:
    notice = name_taken(LEFT)
    assert notice.message == (
        "a segment named VIPs is deployed already (id id-left), with an equal definition, no tags of ours, "
        "and as new as our newest segment: an earlier run may have left it, so the apply will create no second one and fail here."
    )
    assert notice.remedy == (
        "to take that one over, write Lifecycle: {Adopt: id-left} in segments/a.yaml; or delete it: toy delete box-1 id-left"
    )


def test_among_several_of_the_name_the_one_that_stops_the_create_is_told() -> None:
    others = [deployed(f"id-{n}", toy("VIPs", "x")) for n in range(3)]
    assert "(id id-left), with an equal definition" in name_taken(*others, LEFT).message


def test_several_that_do_not_stop_it_are_counted() -> None:
    others = [deployed(f"id-{n}", toy("VIPs", "x")) for n in range(3)]
    assert name_taken(*others).message == "3 segments named VIPs are deployed already (first id id-0), not ours; one more will be created."


@pytest.mark.parametrize(("source", "stops"), [({"Id": "id-old"}, True), ({"Id": "id-other"}, False), ({"Ref": "old"}, False)])
def test_what_it_builds_on_is_compared_by_id(source: dict[str, str], stops: bool) -> None:  # noqa: FBT001  # a parameter
    found = name_taken(replace(LEFT, definition=toy("VIPs", on=[source])), on="old")
    assert ("create no second one" in found.message) == stops


def test_one_that_builds_on_what_is_still_to_be_created_is_left_by_nobody() -> None:
    files = [desired("base"), desired("a", toy("VIPs", on=[{"Ref": "base"}])), desired("old")]
    plan = planned(files, [OURS, replace(LEFT, definition=toy("VIPs", on=[{"Id": "id-base"}]))])
    assert "a second one will be created." in plan.notices[0].message


@pytest.mark.parametrize(("noted", "told"), [(False, ["version-not-in-file"]), (True, [])])
def test_a_version_that_no_file_names_is_told_unless_a_run_noted_who_named_it(*, noted: bool, told: list[str]) -> None:
    file = desired("top", toy("top", on=[{"Ref": "old"}]))
    sources: list[Mapping[str, Json]] = [{"Id": "id-old", "Version": 4}, {"Id": "id-a"}]
    there = deployed("id-top", toy("top", on=sources), tags={VERSIONS_TAG: "none"} if noted else {})
    unchanged = Unchanged(file, replace(there, definition=file.definition))
    found = list(change_notices([unchanged], [there], {}, target=TARGET, remedies=Remedies(), dialect=TOY))
    assert [notice.code for notice in found] == told
    assert all("version 4 of its source id-old, and its file names none" in notice.message for notice in found)


def test_further_versions_that_no_file_names_are_counted() -> None:
    file = desired("top", toy("top", on=[{"Ref": "old"}, {"Id": "id-a"}]))
    there = deployed("id-top", toy("top", on=[{"Id": "id-old", "Version": 4}, {"Id": "id-a", "Version": 2}]))
    unchanged = Unchanged(file, replace(there, definition=file.definition))
    (notice,) = change_notices([unchanged], [there], {}, target=TARGET, remedies=Remedies(), dialect=TOY)
    assert notice.message == (
        "top is deployed with version 2 of its source id-a (and 1 more), and its file names none; "
        "earlier releases did not note whether the file ever did."
    )


def test_a_definition_whose_members_come_in_another_order_is_known_under_a_new_key_too() -> None:
    new, old = desired("new", {"Name": "VIPs", "Odd": {"a": 1, "b": 2}}), ours("old", {"Odd": {"b": 2, "a": 1}, "Name": "VIPs"})
    found = change_notices([Create(new, {}), Delete("old", old)], [old], {}, target=TARGET, remedies=Remedies(), dialect=TOY)
    assert [notice.code for notice in found] == ["probable-rename"]


def test_a_source_that_is_named_by_its_id_is_compared_by_it() -> None:
    new = desired("a", toy("VIPs", on=[{"Id": "id-x"}]))
    for source, stops in (("id-x", True), ("id-y", False)):
        (notice,) = planned([new, desired("old")], [OURS, replace(LEFT, definition=toy("VIPs", on=[{"Id": source}]))]).notices
        assert ("create no second one" in notice.message) is stops


def test_what_other_owners_have_under_a_key_to_be_created_is_told_once_for_each_of_them() -> None:
    def theirs(owner: str, key: str) -> DeployedSegment:
        return deployed(f"{owner}-{key}", toy(key), tags={OWNER_TAG: owner, KEY_TAG: key})

    plan = planned([desired(key) for key in "ab"], [theirs("octo/old", "b"), theirs("octo/old", "a"), theirs("acme/one", "a")])
    assert [(notice.code, notice.keys) for notice in plan.notices] == [("another-owner", ("a",)), ("another-owner", ("a", "b"))]
    assert [notice.message for notice in plan.notices] == [
        "1 of the segments to be created is deployed under the same key by the owner acme/one; twins will be created.",
        "2 of the segments to be created are deployed under the same keys by the owner octo/old; twins will be created.",
    ]


def many(name: Callable[[int], str], values: Callable[[int], str]) -> Callable[[int], object]:
    """Return what makes the notices of creates whose names are taken by segments that an earlier run may have left."""

    def work(size: int) -> object:
        creates = [Create(desired(f"k{n}", toy(name(n), values(n))), {}) for n in range(size)]
        left = [replace(LEFT, id=f"id-{n}", name=name(n), definition=toy(name(n), values(n))) for n in range(size)]
        deletes = [Delete(f"o{n}", replace(OURS, id=f"o-{n}", definition=toy(f"o{n}"))) for n in range(size)]
        found = list(change_notices([*creates, *deletes], [OURS, *left], {}, target=TARGET, remedies=Remedies(), dialect=TOY))
        assert [notice.code for notice in found] == ["name-taken"] * size
        return found

    return work


@pytest.mark.parametrize(
    ("name", "values"), [(str, str), ("VIPs".format, str), ("VIPs".format, "x".format)], ids=["each", "one name", "all alike"]
)
def test_the_work_of_notices_grows_with_the_changes(name: Callable[[int], str], values: Callable[[int], str]) -> None:
    assert growth(many(name, values), 800) < LINEAR
