"""Deletions that nobody meant."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.plan import Delete, Notice, Refusal, Replace
from segments_as_code.model.segment import Lifecycle, Usage
from segments_as_code.plan.safety import DeletePolicy, ids_at_risk, recheck_safety
from segments_as_code.ports import Remedies
from tests.builders import TOY, deployed, desired, ours, planned, toy
from tests.toy import ToyDialect

LONGEST_SENTENCE = 600
"""What a page shows of a sentence."""


def codes(refusals: tuple[Refusal, ...]) -> list[str]:
    return [refusal.code for refusal in refusals]


@pytest.mark.parametrize(
    ("deletes", "owned", "expected"),
    [
        (1, 1, ["deletes-everything"]),
        (1, 2, ["too-many-deletes"]),
        (3, 9, ["too-many-deletes"]),
        (3, 10, []),
        (1, 4, []),
        (31, 100, ["too-many-deletes"]),
        (30, 100, []),
        (9, 9, ["deletes-everything"]),
    ],
)
def test_more_than_thirty_percent_or_all_is_refused(deletes: int, owned: int, expected: list[str]) -> None:
    files = [desired(f"k{n:03}") for n in range(deletes, owned)] + [desired("new", toy("new", "other"))]
    assert codes(planned(files, [ours(f"k{n:03}") for n in range(owned)]).refusals) == expected


def test_the_refusal_names_the_numbers_and_the_override() -> None:
    files = [desired(f"k{n}") for n in range(7, 12)]
    (refusal,) = planned(files, [ours(f"k{n}") for n in range(12)]).refusals
    assert refusal.message == "this plan deletes 7 of our 12 segments (58 %, limit 30 %)."
    assert refusal.remedy.startswith("if that is intended, confirm exactly 7 deletions; ")


def test_an_entry_point_names_its_own_remedies() -> None:
    files, there = [desired(f"k{n}") for n in range(7, 12)], [ours(f"k{n}") for n in range(12)]
    (refusal,) = planned(files, there, policy=DeletePolicy(remedies=Remedies(confirm_deletes="say {deletes}"))).refusals
    assert refusal.remedy.startswith("if that is intended, say 7; ")


def test_an_empty_folder_is_refused_as_such() -> None:
    (refusal,) = planned([], [ours("a")]).refusals
    assert refusal.code == "deletes-everything"
    assert refusal.message.startswith("the folder has no definitions, so")


def test_the_exact_number_confirms_and_no_other_does() -> None:
    there = [ours("a"), ours("b")]
    assert planned([], there, policy=DeletePolicy(deletes=2)).refusals == ()
    assert codes(planned([], there, policy=DeletePolicy(deletes=3)).refusals) == ["allow-deletes-differs"]
    assert codes(planned([], there, policy=DeletePolicy(deletes=1)).refusals) == ["allow-deletes-differs"]


def test_a_confirmation_that_is_no_longer_needed_refuses_nothing() -> None:
    assert planned([desired("a")], [ours("a")], policy=DeletePolicy(deletes=2)).refusals == ()


def test_segments_of_others_do_not_count() -> None:
    foreign_comments = [deployed(f"id-{n}", toy(f"s{n}")) for n in range(50)]
    assert codes(planned([desired("b")], [ours("a"), ours("b"), *foreign_comments]).refusals) == ["too-many-deletes"]


def test_with_delete_never_nothing_is_deleted_and_the_plan_says_what_stays() -> None:
    plan = planned([], [ours("a")], policy=DeletePolicy(delete=False))
    assert plan.is_empty
    assert plan.refusals == ()
    assert [(notice.code, notice.keys) for notice in plan.notices] == [("left-in-place", ("a",))]


def test_a_protected_segment_is_not_deleted_though_its_file_is_gone() -> None:
    files = [desired(f"k{n}") for n in range(9)]
    there = [*(ours(f"k{n}") for n in range(9)), ours("precious", protected=True)]
    plan = planned(files, there)
    assert codes(plan.refusals) == ["protected"]
    assert codes(planned(files, there, policy=DeletePolicy(deletes=1)).refusals) == ["protected"]


def test_a_protected_segment_is_not_replaced() -> None:
    files = [desired("a", toy("a", "x"), lifecycle=Lifecycle(protected=True))]
    plan = planned(files, [ours("a", toy("a"), protected=True)], dialect=ToyDialect(immutable=True))
    assert codes(plan.refusals) == ["protected"]


@pytest.mark.parametrize(("live", "expected"), [(True, ["delete-in-use"]), (False, [])])
@pytest.mark.parametrize("kind", ["campaign", "journey"])
def test_a_segment_that_a_live_campaign_or_journey_uses_is_not_deleted(kind: str, *, live: bool, expected: list[str]) -> None:
    usage = Usage("id-k0", kind, "c1", "Winter Sale", "SCHEDULED", live=live)
    files = [desired(f"k{n}") for n in range(1, 9)]
    plan = planned(files, [ours(f"k{n}") for n in range(9)], usages=[usage], policy=DeletePolicy(deletes=1))
    assert codes(plan.refusals) == expected


@pytest.mark.parametrize(("live", "expected"), [(True, ["delete-in-use"]), (False, [])])
@pytest.mark.parametrize("kind", ["campaign", "journey"])
def test_a_segment_that_a_live_campaign_or_journey_uses_is_not_replaced(kind: str, *, live: bool, expected: list[str]) -> None:
    usage = Usage("id-a", kind, "c1", "Winter Sale", "SCHEDULED", live=live)
    plan = planned([desired("a", toy("a", "x"))], [ours("a")], usages=[usage], dialect=ToyDialect(immutable=True))
    assert codes(plan.refusals) == expected
    for refusal in plan.refusals:
        assert refusal.message == (
            "a cannot be changed in place: it would be created again and the old one deleted, "
            f"and the {kind} Winter Sale (scheduled) uses it."
        )
        assert refusal.remedy == (
            f"end that {kind} or point it elsewhere first, or undo the change and write the new audience into a file of its own."
        )


def test_a_segment_that_a_strangers_segment_builds_on_is_not_replaced() -> None:
    stranger = deployed("id-9", toy("theirs", on=[{"Id": "id-a"}]))
    plan = planned([desired("a", toy("a", "x"))], [ours("a"), stranger], dialect=ToyDialect(immutable=True))
    assert codes(plan.refusals) == ["delete-in-use"]


def test_a_segment_that_ours_builds_on_by_its_key_is_replaced_for_both() -> None:
    files = [desired("a", toy("a", "x")), desired("b", toy("b", on=[{"Ref": "a"}]))]
    there = [ours("a"), ours("b", toy("b", on=[{"Id": "id-a"}]))]
    plan = planned(files, there, dialect=ToyDialect(immutable=True))
    assert plan.refusals == ()
    assert plan.count(Replace) == 2


def test_a_name_without_end_does_not_hide_why_a_plan_is_refused_or_how_to_fix_it() -> None:
    long = "x" * 100_000
    usage = Usage("id-k0", "campaign", "c1", long, "SCHEDULED", live=True)
    stranger = deployed("id-9", toy(long, on=[{"Id": "id-k0"}]))
    files = [desired(f"k{n}") for n in range(1, 9)]
    plan = planned(files, [*(ours(f"k{n}") for n in range(9)), stranger], usages=[usage])
    assert [refusal.message.rpartition("x… (")[2] for refusal in plan.refusals] == ["scheduled) uses it.", "id-9) builds on it."]
    assert all(len(refusal.message) < 300 for refusal in plan.refusals)


def test_keys_and_paths_as_long_as_they_may_be_leave_room_for_what_is_said_of_them() -> None:
    old, new, others = f"old/{'o' * 250}", f"{'folder/' * 34}new", [f"k{n}" for n in range(8)]
    files = [desired(new, toy("VIPs", "x")), *map(desired, others)]
    (notice,) = planned(files, [replace(ours(old, toy("VIPs", "x")), id="f" * 32), *map(ours, others)]).notices
    assert notice.message.endswith("probably one segment with a new key.")
    assert f"write Key: {old}, or Lifecycle" in notice.remedy
    assert max(len(notice.message), len(notice.remedy)) < LONGEST_SENTENCE


def test_a_segment_that_a_strangers_segment_builds_on_is_not_deleted() -> None:
    stranger = deployed("id-9", toy("theirs", on=[{"Id": "id-k0"}]))
    files = [desired(f"k{n}") for n in range(1, 9)]
    plan = planned(files, [*(ours(f"k{n}") for n in range(9)), stranger])
    assert codes(plan.refusals) == ["delete-in-use"]
    assert "theirs (id-9)" in plan.refusals[0].message


def test_a_segment_that_ours_no_longer_builds_on_may_go() -> None:
    top = ours("top", toy("top", on=[{"Id": "id-k0"}]))
    files = [desired("top"), *(desired(f"k{n}") for n in range(1, 9))]
    assert planned(files, [top, *(ours(f"k{n}") for n in range(9))]).refusals == ()


def test_a_segment_that_ours_names_by_id_is_not_deleted() -> None:
    top = toy("top", on=[{"Id": "id-k0"}])
    files = [desired("top", top), *(desired(f"k{n}") for n in range(1, 9))]
    assert codes(planned(files, [ours("top", top), *(ours(f"k{n}") for n in range(9))]).refusals) == ["delete-in-use"]


def test_a_renamed_key_is_told_as_what_it_probably_is() -> None:
    others = [f"k{n}" for n in range(8)]
    files = [desired("new/name", toy("VIPs", "x")), *map(desired, others)]
    plan = planned(files, [ours("old/name", toy("VIPs", "x")), *map(ours, others)])
    assert plan.notices == (
        Notice(
            "probable-rename",
            "old/name would be deleted and new/name created with the same definition: probably one segment with a new key.",
            "to keep the segment, write Key: old/name, or Lifecycle: {Adopt: id-old/name}, in segments/new/name.yaml.",
            ("new/name", "old/name"),
        ),
    )
    assert any(isinstance(change, Delete) for change in plan.changes)


def test_a_refusal_of_a_deletion_names_no_way_that_only_a_replacement_has() -> None:
    usage = Usage("id-k0", "campaign", "c1", "Sale", "SCHEDULED", live=True)
    (refusal,) = planned([desired(f"k{n}") for n in range(1, 9)], [ours(f"k{n}") for n in range(9)], usages=[usage]).refusals
    assert refusal.remedy == "end that campaign or point it elsewhere first."


def test_what_a_saved_plan_was_refused_for_is_not_told_twice_when_it_is_checked_again() -> None:
    usage = Usage("id-k0", "campaign", "c1", "Sale", "SCHEDULED", live=True)
    there = [ours(f"k{n}") for n in range(9)]
    plan = planned([desired(f"k{n}") for n in range(1, 9)], there, usages=[usage])
    assert recheck_safety(plan, there, [usage], TOY).refusals == plan.refusals
    other = Usage("id-k0", "journey", "j1", "Welcome", "ACTIVE", live=True)
    assert codes(recheck_safety(plan, there, [usage, other], TOY).refusals) == ["delete-in-use", "delete-in-use"]


@pytest.mark.parametrize(("by_file", "by_tag"), [(True, False), (False, True)])
def test_a_segment_that_its_file_or_its_tag_protects_is_not_replaced(by_file: bool, by_tag: bool) -> None:  # noqa: FBT001  # parameters
    files = [desired("a", toy("a", "x"), lifecycle=Lifecycle(protected=by_file))]
    plan = planned(files, [ours("a", toy("a"), protected=by_tag)], dialect=ToyDialect(immutable=True))
    assert codes(plan.refusals) == ["protected"]


def test_what_a_plan_deletes_is_what_it_deletes_or_replaces() -> None:
    others = [f"k{n}" for n in range(8)]
    plan = planned([desired("new"), *(desired(key, toy(key, "x")) for key in others)], [ours("gone"), *map(ours, others)])
    assert ids_at_risk(plan, [], TOY) == ("id-gone",)
    replacing = planned([desired("a", toy("a", "x"))], [ours("a")], dialect=ToyDialect(immutable=True))
    assert ids_at_risk(replacing, [], TOY) == ("id-a",)
