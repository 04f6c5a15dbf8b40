"""Which change each segment gets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.plan import (
    Adopt,
    Create,
    Delete,
    FieldChange,
    FieldChangeKind,
    Notice,
    Replace,
    TagChange,
    Unchanged,
    Update,
    key_of,
)
from segments_as_code.model.problem import SegmentsError
from segments_as_code.model.segment import Lifecycle, SegmentKind
from segments_as_code.ownership import KEY_TAG, MEMORY_TAG, OWNER_TAG, PROTECTED_TAG, with_our_tags
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.recreation import with_fingerprint
from tests.builders import OWNER, deployed, desired, ours, planned, toy
from tests.toy import ToyDialect


def test_a_segment_that_is_not_deployed_is_created_with_our_marks() -> None:
    plan = planned([desired("a", tags={"team": "crm"})], [])
    (change,) = plan.changes
    assert isinstance(change, Create)
    assert change.tags == with_our_tags({"team": "crm"}, key="a", owner=OWNER)
    assert {KEY_TAG: "a", OWNER_TAG: OWNER, "team": "crm"}.items() <= dict(change.tags).items()


def test_a_segment_that_is_deployed_as_the_file_says_is_unchanged() -> None:
    plan = planned([desired("a", tags={"team": "crm"})], [ours("a", team="crm")])
    assert [type(change) for change in plan.changes] == [Unchanged]
    assert plan.is_empty


def test_a_changed_definition_is_an_update_with_its_fields() -> None:
    (change,) = planned([desired("a", toy("a", "x", "y"))], [ours("a", toy("a", "x"))]).changes
    assert isinstance(change, Update)
    assert change.fields == (FieldChange(FieldChangeKind.ADDED, ("Values",), after="y"),)
    assert not change.tags


def test_a_new_name_is_an_update_and_never_a_new_segment() -> None:
    (change,) = planned([desired("a", toy("New Name"))], [ours("a", toy("Old Name"))]).changes
    assert isinstance(change, Update)


def test_changed_tags_are_an_update_without_fields() -> None:
    (change,) = planned([desired("a", tags={"team": "web", "cost": "1"})], [ours("a", team="crm", stage="prod")]).changes
    assert isinstance(change, Update)
    assert change.fields == ()
    assert change.tags.put == {"cost": "1", MEMORY_TAG: change.tags.put[MEMORY_TAG], "team": "web"}
    assert change.tags.removed == ("stage",)
    assert change.tags.before["team"] == "crm"


def test_a_tag_that_somebody_else_put_there_stays() -> None:
    there = deployed("id-a", toy("a"), tags={**with_our_tags({}, key="a", owner=OWNER), "aws:cloudformation:stack": "x", "finance": "7"})
    assert planned([desired("a")], [there]).is_empty


def test_protection_is_kept_on_the_deployed_segment() -> None:
    (change,) = planned([desired("a", lifecycle=Lifecycle(protected=True))], [ours("a")]).changes
    assert isinstance(change, Update)
    assert change.tags == TagChange(put={PROTECTED_TAG: "true"})
    (back,) = planned([desired("a")], [ours("a", protected=True)]).changes
    assert isinstance(back, Update)
    assert back.tags == TagChange(removed=(PROTECTED_TAG,), before={PROTECTED_TAG: "true"})


def test_a_segment_of_ours_that_no_file_names_is_deleted() -> None:
    plan = planned([desired(f"k{n}") for n in range(4)], [ours(f"k{n}") for n in range(5)])
    assert [key_of(change) for change in plan.changes if isinstance(change, Delete)] == ["k4"]
    assert plan.refusals == ()


def test_a_segment_that_is_not_ours_is_never_touched() -> None:
    others = [
        deployed("id-1", toy("hand made")),
        deployed("id-2", toy("theirs"), tags=with_our_tags({}, key="a", owner="other/repository")),
        deployed("id-3", toy("half"), tags={KEY_TAG: "a"}),
    ]
    plan = planned([], others)
    assert plan.changes == ()
    assert [type(change) for change in planned([desired("a")], others).changes] == [Create]


def test_an_imported_segment_is_never_planned_even_with_our_marks() -> None:
    imported = ours("a")
    imported = type(imported)(**{name: getattr(imported, name) for name in imported.__slots__} | {"kind": SegmentKind.IMPORTED})
    assert planned([], [imported]).changes == ()


def test_a_segment_that_cannot_be_changed_in_place_is_replaced_and_what_builds_on_it_is_pointed_to_the_new_one() -> None:
    files = [desired("base", toy("base", "x")), desired("top", toy("top", on=[{"Ref": "base"}]))]
    there = [ours("base", toy("base")), ours("top", toy("top", on=[{"Id": "id-base"}]))]
    plan = planned(files, there, dialect=ToyDialect(immutable=True))
    assert [(type(change), key_of(change)) for change in plan.changes] == [(Replace, "base"), (Replace, "top")]


def test_references_to_our_own_segments_are_no_difference() -> None:
    files = [desired("base"), desired("top", toy("top", on=[{"Ref": "base"}]))]
    there = [ours("base"), ours("top", toy("top", on=[{"Id": "id-base"}]))]
    assert planned(files, there).is_empty
    by_id = [desired("base"), desired("top", toy("top", on=[{"Id": "id-base"}]))]
    assert planned(by_id, there).is_empty


def test_what_is_built_on_comes_first_and_goes_last() -> None:
    files = [desired("a", toy("a", on=[{"Ref": "b"}])), desired("b", toy("b", on=[{"Ref": "c"}])), desired("c")]
    assert [key_of(change) for change in planned(files, []).changes] == ["c", "b", "a"]
    there = [ours("a", toy("a", on=[{"Id": "id-b"}])), ours("b", toy("b", on=[{"Id": "id-c"}])), ours("c")]
    plan = planned([], there, policy=DeletePolicy(deletes=3))
    assert [key_of(change) for change in plan.changes] == ["a", "b", "c"]


def test_two_deployed_segments_with_one_key_stop_the_plan() -> None:
    twin = deployed("id-twin", toy("a"), tags=with_our_tags({}, key="a", owner=OWNER))
    with pytest.raises(SegmentsError, match=r"id-a and id-twin|id-twin and id-a") as caught:
        planned([desired("a")], [ours("a"), twin])
    assert caught.value.code == "two-segments-one-key"


# ── adopting ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_existing_segment_is_adopted_with_its_foreign_tags() -> None:
    there = deployed("id-9", toy("a", "x"), tags={"finance": "7"})
    (change,) = planned([desired("a", toy("a", "y"), lifecycle=Lifecycle(adopt="id-9"))], [there]).changes
    assert isinstance(change, Adopt)
    assert [field.after or field.before for field in change.fields] == ["y", "x"]
    assert change.tags == TagChange(put={KEY_TAG: "a", OWNER_TAG: OWNER})


def test_an_adopted_segment_stays_ours_while_the_file_goes_on_saying_so() -> None:
    assert planned([desired("a", lifecycle=Lifecycle(adopt="id-a"))], [ours("a")]).is_empty


def test_a_segment_moves_to_a_new_key_by_adopting_it() -> None:
    (change,) = planned([desired("new", toy("a"), lifecycle=Lifecycle(adopt="id-old"))], [ours("old", toy("a"))]).changes
    assert isinstance(change, Adopt)
    assert change.tags == TagChange(put={KEY_TAG: "new"}, before={KEY_TAG: "old"})


@pytest.mark.parametrize(
    ("there", "reason"),
    [
        ([], "no such segment is deployed"),
        ([deployed("id-9", toy("a"), tags=with_our_tags({}, key="x", owner="other/repository"))], "another repository owns it"),
        ([deployed("id-9", toy("a"), tags=with_our_tags({}, key="b", owner=OWNER))], "it is already ours, under the key b"),
        ([deployed("id-9", toy("a")), ours("a")], "this key already belongs to the deployed segment id-a"),
    ],
)
def test_what_cannot_be_adopted_is_refused_with_the_reason(there: list[object], reason: str) -> None:
    files = [desired("a", lifecycle=Lifecycle(adopt="id-9")), desired("b", toy("b"))]
    plan = planned(files, there)  # type: ignore[arg-type]  # a list of deployed segments, which parametrize cannot say
    assert [refusal.code for refusal in plan.refusals if refusal.code == "cannot-adopt"] == ["cannot-adopt"]
    assert reason in next(refusal.message for refusal in plan.refusals)


def test_a_name_that_a_strangers_segment_has_is_told_with_the_way_to_adopt_it() -> None:
    plan = planned([desired("a", toy("VIPs"))], [deployed("id-9", toy("VIPs"))])
    assert plan.notices == (
        Notice(
            "name-taken",
            "a segment named VIPs is deployed already (id id-9) and is not ours; a second one will be created.",
            "to take that one over instead, write Lifecycle: {Adopt: id-9} in segments/a.yaml.",
            ("a",),
        ),
    )


def test_keys_that_another_owner_has_are_told_once_for_a_repository_may_have_been_renamed() -> None:
    theirs = [deployed(f"id-{key}", toy(key), tags=with_our_tags({}, key=key, owner="old/name")) for key in "ab"]
    plan = planned([desired(key) for key in "abc"], theirs)
    assert [type(change) for change in plan.changes] == [Create, Create, Create]
    assert plan.notices == (
        Notice(
            "another-owner",
            "2 of the segments to be created are deployed under the same keys by the owner old/name; twins will be created.",
            "if that was this repository's name, set the owner to old/name, and nothing is created twice.",
            ("a", "b"),
        ),
    )


def test_keys_that_another_owner_has_are_told_in_their_own_order_and_not_in_that_of_the_creates() -> None:
    theirs = [deployed(f"id-{key}", toy(key), tags=with_our_tags({}, key=key, owner="old/name")) for key in "ba"]
    plan = planned([desired("a", toy("a", on=[{"Ref": "b"}])), desired("b")], theirs)
    assert [notice.keys for notice in plan.notices] == [("a", "b")]


def test_a_document_that_names_its_segment_otherwise_is_refused_and_the_segment_stays() -> None:
    dialect = ToyDialect(immutable=True, named=True)
    there = replace(ours("vip"), tags=with_fingerprint(ours("vip").tags, toy("vip")))
    same = replace(desired("vip", id=there.id), names_its_id=True)
    assert planned([same], [there], dialect=dialect).refusals == ()
    renamed = replace(same, id="other")
    refused = planned([renamed], [there], dialect=dialect).refusals
    assert [refusal.code for refusal in refused] == ["definition-renamed"]
    assert "segments/vip.yaml:1:1: Id is other, and vip is deployed as id-vip" in refused[0].message
    assert refused[0].remedy.startswith("write Id: id-vip; or give the document another Key")
    derived = replace(renamed, names_its_id=False)  # after an adoption, for example
    assert planned([derived], [there], dialect=dialect).refusals == ()
