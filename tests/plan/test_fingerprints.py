"""Fingerprints, which say how a plan that is made later differs, and the bytes of digests, which never change."""

from __future__ import annotations

from dataclasses import replace

import pytest

from segments_as_code.model.plan import Adopt, Change, Create, Delete, Recreate, Replace, TagChange, Unchanged, Update
from segments_as_code.model.segment import Lifecycle
from segments_as_code.plan.digest import digest_of, fingerprints_of, with_fingerprints
from tests.builders import TARGET, TOY, desired, ours, planned, toy
from tests.plan.test_digest import KINDS, one_of

WANT, HAVE = desired("a", toy("a", "y"), tags={"team": "crm"}), ours("a", toy("a", "x"))


def test_the_fingerprint_of_what_is_desired_covers_what_files_say_and_nothing_that_is_deployed() -> None:
    files = [
        WANT,
        replace(WANT, key="b"),
        replace(WANT, definition=toy("a", "z")),
        replace(WANT, tags={"team": "web"}),
        *(replace(WANT, lifecycle=lifecycle) for lifecycle in (Lifecycle(protected=True), Lifecycle(adopt="x"), Lifecycle(ignore=("z",)))),
    ]
    found = {fingerprints_of(TARGET, [Update(file, HAVE, (), TagChange())], {}, TOY).desired for file in files}
    found.add(fingerprints_of(replace(TARGET, scope="other"), [Unchanged(WANT, HAVE)], {}, TOY).desired)
    assert len(found) == len(files) + 1
    one = fingerprints_of(TARGET, [Create(WANT, {}), Delete("gone", ours("gone"))], {}, TOY).desired
    assert one == fingerprints_of(TARGET, [Unchanged(WANT, replace(HAVE, version=9))], {}, TOY).desired
    assert len(one) == 12
    both = [Create(desired("x"), {}), Create(desired("y"), {})]
    assert fingerprints_of(TARGET, both, {}, TOY).desired == fingerprints_of(TARGET, both[::-1], {}, TOY).desired


def test_the_fingerprints_of_changes_are_one_for_each_change_and_none_for_what_stays() -> None:
    made: list[Change] = [Update(WANT, HAVE, (), TagChange()), Delete("gone", ours("gone")), Unchanged(WANT, HAVE)]
    changes = fingerprints_of(TARGET, made, {}, TOY).changes
    assert changes is not None
    assert [(key, len(digits)) for key, digits in changes] == [("a", 24), ("gone", 24)]
    plan = planned([WANT], [HAVE])
    assert with_fingerprints(plan, TOY).fingerprints == fingerprints_of(TARGET, plan.changes, plan.ids, TOY)


DIGESTS: dict[type[Change], str] = {
    Create: "f025f4c6e28547b5",
    Update: "72e2d41cad26458a",
    Adopt: "791641c96e8b6449",
    Replace: "79c56a24d5209e1b",
    Recreate: "268edd3a522fd590",
    Delete: "ee9bdf265c33cd47",
}
"""A comment that an earlier release wrote must approve the same plan: these change only with FORMAT."""


@pytest.mark.parametrize("kind", KINDS)
def test_the_digest_of_a_change_is_the_same_in_every_release(kind: type[Change]) -> None:
    assert digest_of(TARGET, [one_of(kind)], {"a": "id-a"})[:16] == DIGESTS[kind]


def test_a_plan_against_a_snapshot_has_a_digest_of_its_own() -> None:
    changes = [one_of(Create)]
    assert digest_of(TARGET, changes, {"a": "id-a"}, as_of=None)[:16] == DIGESTS[Create]
    assert len({digest_of(TARGET, changes, {}, as_of=as_of) for as_of in (None, "2026-11-26T09:00:00Z", "2026-11-26T10:00:00Z")}) == 3


def test_the_fingerprint_of_what_is_desired_is_the_same_in_every_release() -> None:
    assert fingerprints_of(TARGET, [Create(WANT, {})], {}, TOY).desired == "0c47d7b605ea"


def test_what_is_no_number_has_no_digest() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        digest_of(TARGET, [Create(desired("a", {"Name": "a", "Values": [float("nan")]}), {})], {})
