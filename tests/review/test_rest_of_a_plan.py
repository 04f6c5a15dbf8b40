"""What a run left that was killed after any of its writes is approved by the comment that approved the whole plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from segments_as_code.apply.executor import apply_plan
from segments_as_code.model.comment import Comment, Header
from segments_as_code.model.plan import Applied, Plan
from segments_as_code.model.problem import Refused
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle
from segments_as_code.plan.digest import with_fingerprints
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.recreation import read_as_before
from segments_as_code.review.approval import Review, require_approval
from segments_as_code.review.comment_header import seal_comment, write_header
from tests.apply.recreating import NAMED, Killed, calm, fail_at
from tests.builders import TOY, desired, planned, toy
from tests.fakes import FakeService
from tests.toy import ToyDialect

HEAD = "a1" * 20
MOST_CALLS = 60
"""More calls than any of the runs makes."""

Files = Sequence[DesiredSegment]


def approve(reviewed: Plan, now: Plan) -> None:
    header = Header("t", HEAD, reviewed.digest, "plan", fingerprints=reviewed.fingerprints)
    comment = Comment(1, "u", "bot", seal_comment(f"{write_header(header)}\ntext"))
    require_approval(now, Review(7, HEAD, [comment]), approved=None)


def plan(there: FakeService, files: Files, dialect: ToyDialect) -> Plan:
    listed = read_as_before(there.list_segments())
    return with_fingerprints(planned(files, listed, dialect=dialect, policy=DeletePolicy(deletes=1)), dialect)


def deploy(files: Files, dialect: ToyDialect) -> FakeService:
    there = FakeService(dialect)
    first = planned(files, [], dialect=dialect)
    assert all(isinstance(one, Applied) for one in apply_plan(first, reader=there, writer=there, dialect=dialect, report=lambda _: None))
    return there


def a_file(key: str, *values: str, is_named: bool, on: Sequence[str] = (), tags: dict[str, str] | None = None) -> DesiredSegment:
    made = desired(key, toy(key, *values, on=[{"Ref": base} for base in on]), tags=tags or {})
    return replace(made, id=key) if is_named else made


def before_and_after(*, is_named: bool) -> tuple[Files, Files]:
    def one(key: str, *values: str, **more: object) -> DesiredSegment:
        return a_file(key, *values, is_named=is_named, **more)  # type: ignore[arg-type]

    before = [one("a", "old", tags={"t": "1", "u": "1"}), one("b", "old"), one("c", "c", tags={"t": "1", "u": "1"}), one("gone", "g")]
    after = [one("a", "new", tags={"t": "2", "v": "1"}), one("b", "new", on=["a"]), one("c", "c", tags={"t": "2", "v": "1"}), one("d", "d")]
    return before, [*after, one("e", "e", on=["d"])] if is_named else after


@pytest.mark.parametrize("dialect", [TOY, NAMED], ids=["updated", "recreated"])
def test_a_run_that_was_killed_after_any_call_is_approved_again_and_finishes(dialect: ToyDialect) -> None:
    before, after = before_and_after(is_named=dialect is NAMED)
    for nth in range(1, MOST_CALLS):
        there = deploy(before, dialect)
        reviewed = plan(there, after, dialect)
        there.before = fail_at("any", nth, Killed())
        try:
            apply_plan(reviewed, reader=there, writer=there, dialect=dialect, report=lambda _: None)
            break
        except Killed:
            calm(there)
        now = plan(there, after, dialect)
        approve(reviewed, now)
        outcomes = apply_plan(now, reader=there, writer=there, dialect=dialect, report=lambda _: None)
        assert all(isinstance(one, Applied) for one in outcomes), (nth, outcomes)
        assert plan(there, after, dialect).is_empty, nth
    else:
        pytest.fail("the run makes more calls than were tried")


def refusal(reviewed: Plan, now: Plan) -> str:
    with pytest.raises(Refused) as caught:
        approve(reviewed, now)
    return caught.value.code


BEFORE, AFTER = before_and_after(is_named=False)


def changes_of(reviewed: Plan) -> list[tuple[str, str]]:
    assert reviewed.fingerprints is not None
    assert reviewed.fingerprints.changes is not None
    return list(reviewed.fingerprints.changes)


def with_changes(reviewed: Plan, changes: Sequence[tuple[str, str]], **more: str) -> Plan:
    assert reviewed.fingerprints is not None
    return replace(reviewed, digest="e" * 64, fingerprints=replace(reviewed.fingerprints, changes=tuple(changes), **more))


def test_the_rest_is_approved_only_with_the_same_files_the_same_changes_and_in_the_same_order() -> None:
    reviewed = plan(deploy(BEFORE, TOY), AFTER, TOY)
    changes = changes_of(reviewed)
    approve(reviewed, with_changes(reviewed, changes[2:]))
    assert refusal(reviewed, with_changes(reviewed, changes[2:], desired="0" * 12)) == "definitions-changed"
    assert refusal(reviewed, with_changes(reviewed, changes[:1:-1])) == "deployment-changed"
    assert refusal(reviewed, with_changes(reviewed, [*changes[2:], ("e", "0" * 24)])) == "deployment-changed"
    assert refusal(reviewed, with_changes(reviewed, [(changes[0][0], "0" * 24)])) == "deployment-changed"
    assert refusal(reviewed, with_changes(reviewed, changes)) == "deployment-changed"
    assert refusal(replace(with_changes(reviewed, ()), digest="f" * 64), with_changes(reviewed, changes[2:])) == "deployment-changed"


@pytest.mark.parametrize("tags", [{"t": "9"}, {"w": "9", "segments-as-code:owner": "other"}], ids=["a tag of the file", "the owner"])
def test_tags_that_another_set_after_the_kill_are_not_approved(tags: dict[str, str]) -> None:
    there = deploy(BEFORE, TOY)
    reviewed = plan(there, AFTER, TOY)
    there.before = fail_at("tag", 1, Killed())
    with pytest.raises(Killed):
        apply_plan(reviewed, reader=there, writer=there, dialect=TOY, report=lambda _: None)
    calm(there)
    approve(reviewed, plan(there, AFTER, TOY))
    (half,) = (each for each in there.segments.values() if "t" not in each.tags and each.name == "a")
    there.segments[half.id] = replace(half, tags={**half.tags, **tags})
    assert refusal(reviewed, plan(there, AFTER, TOY)) == "deployment-changed"


def test_what_the_rest_builds_on_must_be_the_same_segment() -> None:
    there = deploy(BEFORE, TOY)
    reviewed = plan(there, AFTER, TOY)
    approve(reviewed, with_changes(reviewed, changes_of(reviewed)[1:]))
    ids = {key: f"{found}-another" for key, found in reviewed.ids.items()}
    assert ids
    another = with_fingerprints(replace(reviewed, ids=ids), TOY)
    assert refusal(reviewed, with_changes(another, changes_of(another)[1:])) == "deployment-changed"


@pytest.mark.parametrize("dialect", [TOY, NAMED], ids=["updated", "recreated"])
@pytest.mark.parametrize("owned", [True, False], ids=["under another key", "of nobody"])
def test_an_adoption_that_was_killed_after_any_call_is_approved_again_and_finishes(dialect: ToyDialect, *, owned: bool) -> None:
    def start() -> tuple[FakeService, Files]:
        there = deploy([a_file("old", "x", is_named=dialect is NAMED, tags={"t": "1"})], dialect)
        (segment,) = there.segments.values()
        there.segments[segment.id] = segment if owned else replace(segment, tags={"t": "1"})
        return there, [file_of(segment, dialect)]

    def file_of(segment: DeployedSegment, dialect: ToyDialect) -> DesiredSegment:
        made = desired("new", toy("old", "x"), tags={"t": "2"}, lifecycle=Lifecycle(adopt=segment.id))
        return replace(made, id=segment.id) if dialect is NAMED else made

    for nth in range(1, MOST_CALLS):
        there, files = start()
        reviewed = plan(there, files, dialect)
        there.before = fail_at("any", nth, Killed())
        try:
            apply_plan(reviewed, reader=there, writer=there, dialect=dialect, report=lambda _: None)
            break
        except Killed:
            calm(there)
        now = plan(there, files, dialect)
        approve(reviewed, now)
        assert all(
            isinstance(one, Applied) for one in apply_plan(now, reader=there, writer=there, dialect=dialect, report=lambda _: None)
        ), nth
        assert plan(there, files, dialect).is_empty, nth
