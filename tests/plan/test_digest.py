"""What the digest covers, and what it leaves out."""

from __future__ import annotations

from dataclasses import replace

from segments_as_code.model.desired import Lifecycle
from segments_as_code.model.places import Location
from segments_as_code.model.plan import Plan
from segments_as_code.model.usages import Usage
from segments_as_code.plan.digest import digest_of
from segments_as_code.plan.left import left_to_do
from tests.builders import TARGET, TOY, desired, ours, planned, toy


def plan(*, values: str = "y", tag: str = "crm", version: int = 1, before: str = "x") -> Plan:
    there = replace(ours("a", toy("a", before), team="old"), version=version)
    return planned([desired("a", toy("a", values), tags={"team": tag}), desired("b")], [there])


def test_the_same_change_has_the_same_digest() -> None:
    assert plan().digest == plan().digest
    assert len(plan().digest) == 64


def test_whatever_would_be_done_otherwise_changes_the_digest() -> None:
    digests = [
        plan().digest,
        plan(values="z").digest,
        plan(tag="web").digest,
        plan(version=2).digest,
        plan(before="w").digest,
        *(digest_of(replace(TARGET, **{name: "other"}), plan().changes, plan().ids) for name in ("provider", "scope", "region", "owner")),
        digest_of(TARGET, plan().changes[:-1], plan().ids),
        digest_of(TARGET, plan().changes, {"a": "id-a"}),
    ]
    assert len(set(digests)) == len(digests)


def test_a_deletion_is_of_one_version_with_one_definition() -> None:
    others = [ours(f"k{n}") for n in range(5)]
    files = [desired(f"k{n}") for n in range(5)]
    gone = ours("gone", toy("gone", "x"))
    digests = [
        planned(files, [*others, segment]).digest
        for segment in (gone, replace(gone, version=2), replace(gone, id="another"), replace(gone, definition=toy("gone", "y")))
    ]
    assert len(set(digests)) == len(digests)


def test_what_does_not_change_what_is_done_leaves_the_digest_alone() -> None:
    there = [ours("a", toy("a", "x")), ours("same")]
    files = [desired("a", toy("a", "y")), desired("same")]
    moved = [replace(files[0], location=Location("segments/elsewhere.yaml", 9, 3), lifecycle=Lifecycle(ignore=("everyone",)))]
    usage = Usage("id-a", "campaign", "c", "Sale", "SCHEDULED", live=True)
    expected = planned(files, there).digest
    assert planned([*moved, files[1]], there).digest == expected
    assert planned(files[:1], there[:1]).digest == expected, "an unchanged segment is no part of what is done"
    assert planned(files, there, usages=[usage]).digest == expected


def test_an_apply_that_left_nothing_leaves_no_digest() -> None:
    assert left_to_do(plan(), (), TOY) == ""
