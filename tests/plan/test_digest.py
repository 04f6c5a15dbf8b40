"""What the digest covers, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from segments_as_code.model.document import Json, Location
from segments_as_code.model.plan import (
    Adopt,
    Applied,
    Change,
    Create,
    Delete,
    Failed,
    FieldChange,
    FieldChangeKind,
    Plan,
    Recreate,
    Replace,
    TagChange,
    Unchanged,
    Update,
    Written,
    key_of,
)
from segments_as_code.model.segment import Lifecycle, Usage
from segments_as_code.plan.digest import digest_of, ids_built_on, remaining_plan
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


KINDS = (Create, Update, Adopt, Replace, Recreate, Delete)


def one_of(kind: type[Change]) -> Change:
    """Return a change with something in each of its members."""
    want, have = desired("a", toy("a", "y"), tags={"team": "crm"}), ours("a", toy("a", "x"), stage="live")
    fields, retag = (FieldChange(FieldChangeKind.ADDED, ("Values",), after="y"),), TagChange({"team": "crm"}, ("stage",), {"stage": "live"})
    made: dict[type[Change], Change] = {
        Create: Create(want, {"team": "crm"}),
        Update: Update(want, have, fields, retag),
        Adopt: Adopt(want, have, fields, retag),
        Replace: Replace(want, have, fields, {"team": "crm"}),
        Recreate: Recreate(want, replace(have, version=None, made="2026-11-27T00:00:00Z"), fields, {"team": "crm"}, "1:ab"),
        Delete: Delete("a", have),
    }
    return made[kind]


def otherwise(change: Change) -> Iterator[Change]:
    """Yield ``change`` with one thing that it does, or starts from, in another way."""
    if isinstance(change, Delete):
        yield replace(change, key="b")
    elif not isinstance(change, Unchanged):
        yield replace(change, desired=replace(change.desired, key="b"))
        yield replace(change, desired=replace(change.desired, definition=toy("a", "z")))
    if isinstance(change, Create):
        yield replace(change, desired=replace(change.desired, id="chosen"))
    elif isinstance(change, Recreate):
        yield replace(change, deployed=replace(change.deployed, id="another"))
        yield replace(change, deployed=replace(change.deployed, made="2026"))
        yield replace(change, fingerprint="1:cd")
    else:
        for other in ({"id": "another"}, {"version": 2}, {"version": None}, {"made": "2026"}, {"definition": toy("a", "w")}):
            yield replace(change, deployed=replace(change.deployed, **other))
    if isinstance(change, Update | Adopt):
        yield from (replace(change, tags=replace(change.tags, put=put)) for put in ({"team": "web"}, {}))
        yield from (replace(change, tags=replace(change.tags, removed=removed)) for removed in (("team",), ()))
        yield replace(change, tags=replace(change.tags, before={"stage": "new"}))
    elif isinstance(change, Create | Replace | Recreate):
        yield replace(change, tags={"team": "web"})
        yield replace(change, tags={})


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_of_each_kind_has_its_own_digest_and_so_has_each_way_to_do_it_otherwise(kind: type[Change]) -> None:
    changes = [one_of(kind), *otherwise(one_of(kind)), *(one_of(other) for other in KINDS if other is not kind)]
    digests = {digest_of(TARGET, [change], {}) for change in changes}
    assert len(digests) == len(changes)


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
    assert remaining_plan(plan(), (), TOY) == ""


def test_what_an_apply_left_has_the_digest_of_the_plan_that_a_second_run_makes() -> None:
    """It builds on one that stays, on one that was created, and on one that is left too."""
    on: list[Mapping[str, Json]] = [{"Ref": key} for key in ("stays", "new", "left")]
    files = [desired("stays"), desired("new"), desired("left"), desired("top", toy("top", on=on))]
    first = planned(files, [ours("stays")])
    made = ours("new")
    outcomes = [
        Applied(change, Written(made.id, made.arn, made.version)) if key_of(change) == "new" else Failed(change, "no")
        for change in first.changes
        if not isinstance(change, Unchanged)
    ]
    second = planned(files, [ours("stays"), made])
    assert (len(outcomes), remaining_plan(first, outcomes, TOY)) == (3, second.digest)
    assert list(ids_built_on(second.changes, {"stays": "1", "other": "2", "new": "3"}, TOY)) == [
        "new",
        "stays",
    ]


@pytest.mark.parametrize("kind", [Create, Update, Replace, Recreate, Adopt])
def test_the_ids_that_a_change_of_any_kind_builds_on_are_hashed(kind: type[Change]) -> None:
    change = one_of(kind)
    assert not isinstance(change, Delete)
    on_base = replace(change, desired=desired("top", toy("top", on=[{"Ref": "base"}])))
    assert ids_built_on([on_base], {"base": "1", "other": "2"}, TOY) == {"base": "1"}
