"""Two runs that apply at the same time: of two segments with one owner and key the older one stays, and nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

import pytest

from segments_as_code.apply.executor import apply_plan
from segments_as_code.model.plan import Applied, Create, Failed, Outcome, Plan, key_of
from segments_as_code.model.problem import ServiceError
from segments_as_code.model.segment import DeployedSegment, DesiredSegment
from segments_as_code.ownership import OWNER_TAG, note_filled_in, owned_key, with_our_tags
from tests.builders import OWNER, TOY, deployed, desired, ours, planned, toy
from tests.fakes import FakeService, lost
from tests.toy import ToyDialect

FILES = [
    desired("base", tags={"team": "crm"}),
    desired("mid", toy("mid", "x", on=[{"Ref": "base"}])),
    desired("old", toy("old", "now", on=[{"Ref": "mid"}])),
    desired("top", toy("top", on=[{"Ref": "mid"}, {"Ref": "base"}])),
]
KEYS = ["base", "mid", "old", "top"]


def service() -> FakeService:
    return FakeService(TOY, {"id-old": ours("old", toy("old", "then"))})


def plan_for(there: FakeService, files: Sequence[DesiredSegment] = FILES) -> Plan:
    return planned(files, list(there.segments.values()))


def run(plan: Plan, there: FakeService) -> dict[str, Outcome]:
    return {key_of(outcome.change): outcome for outcome in apply_plan(plan, reader=there, writer=there, dialect=TOY, report=lambda _: None)}


def owned(there: FakeService) -> list[str]:
    return sorted(key for segment in there.segments.values() if (key := owned_key(segment.tags, OWNER)) is not None)


def dangling(there: FakeService) -> list[str]:
    used = [r.id for segment in there.segments.values() for r in TOY.references(segment.definition)]
    return [each for each in used if each is not None and each not in there.segments]


@dataclass
class Turns:
    """Lets one of several threads do one call at a time, in an order that ``random`` gives."""

    random: Random
    waiting: dict[int, threading.Event] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, _: str) -> None:
        number = int(threading.current_thread().name)
        with self.lock:
            event = self.waiting[number] = threading.Event()
        assert event.wait(10)

    def run(self, works: Sequence[Callable[[], None]]) -> None:
        threads = [threading.Thread(target=work, name=str(number), daemon=True) for number, work in enumerate(works)]
        for thread in threads:
            thread.start()
        while alive := [number for number, thread in enumerate(threads) if thread.is_alive()]:
            with self.lock:
                ready = sorted(self.waiting)
                event = self.waiting.pop(self.random.choice(ready)) if len(ready) == len(alive) else None
            if event is not None:
                event.set()
            else:
                threads[alive[0]].join(0.0002)


@pytest.mark.parametrize("seed", range(60))
def test_of_what_two_runs_create_at_once_one_of_each_key_stays_and_nothing_builds_on_what_went(seed: int) -> None:
    there = service()
    turns = Turns(Random(seed))  # noqa: S311  # a test's order
    plan = plan_for(there)
    results: list[dict[str, Outcome]] = []
    there.before = turns.wait
    turns.run([lambda: results.append(run(plan, there))] * 2)
    there.before = lambda _: None
    assert len(results) == 2
    assert owned(there) == KEYS
    assert dangling(there) == []
    assert plan_for(there).is_empty
    for result in results:
        failed = {key: outcome.reason for key, outcome in result.items() if not isinstance(outcome, Applied)}
        assert failed.keys() <= {"old", "top"}, failed


def at_the(nth: int, call: str, act: Callable[[], object]) -> Callable[[str], None]:
    seen = 0

    def hook(name: str) -> None:
        nonlocal seen
        if name == call:
            seen += 1
            if seen == nth:
                act()

    return hook


def test_the_younger_one_is_deleted_by_the_run_that_created_it_and_the_outcome_names_the_older() -> None:
    there = FakeService(TOY)
    files = [desired("a")]
    plan, other = plan_for(there, files), plan_for(there, files)
    first: list[str] = []

    def other_run() -> None:
        there.before = lambda _: None
        (outcome,) = run(other, there).values()
        assert isinstance(outcome, Applied)
        assert outcome.written is not None
        first.append(outcome.written.id)

    there.before = at_the(1, "create", other_run)
    (outcome,) = run(plan, there).values()
    assert isinstance(outcome, Applied)
    assert outcome.written is not None
    assert [outcome.written.id] == first == list(there.segments)


def other_segment(definition: str = "", *, created: str = "2026-11-26T00:00:00.000000Z", **tags: str) -> DeployedSegment:
    said = toy("a", definition) if definition else toy("a")
    return replace(deployed("id-other", said, tags=with_our_tags(tags, key="a", owner=OWNER)), created=created)


def race(other: DeployedSegment, there: FakeService | None = None) -> tuple[FakeService, list[Outcome], list[Outcome]]:
    """Apply one segment while ``other`` appears between our look and our create."""
    there = there or FakeService(TOY)
    plan = plan_for(there, [desired("a")])
    there.before = at_the(1, "create", lambda: there.segments.__setitem__(other.id, other))
    reported: list[Outcome] = []
    outcomes = apply_plan(plan, reader=there, writer=there, dialect=TOY, report=reported.append)
    return there, list(outcomes), reported


def test_an_older_one_that_differs_stays_and_the_run_says_so() -> None:
    there, (outcome,), reported = race(other_segment("another"))
    assert isinstance(outcome, Failed)
    assert "another run created id-other for a at the same time, with another definition or other tags" in outcome.reason
    assert reported[-1] == outcome
    assert list(there.segments) == ["id-other"]


def test_what_was_to_be_replaced_stays_if_another_run_made_something_else_of_it() -> None:
    dialect = ToyDialect(immutable=True)
    there = FakeService(dialect, {"id-a": ours("a", toy("a", "old"))})
    plan = planned([desired("a")], list(there.segments.values()), dialect=dialect)
    there.before = at_the(1, "create", lambda: there.segments.__setitem__("id-other", other_segment("another")))
    (outcome,) = apply_plan(plan, reader=there, writer=there, dialect=dialect, report=lambda _: None)
    assert isinstance(outcome, Failed)
    assert "with another definition or other tags" in outcome.reason
    assert set(there.segments) == {"id-a", "id-other"}


def test_an_older_one_with_other_tags_stays_and_the_run_says_so() -> None:
    there = FakeService(TOY)
    plan = plan_for(there, [desired("a", tags={"team": "crm"})])
    there.before = at_the(1, "create", lambda: there.segments.__setitem__("id-other", other_segment()))
    (outcome,) = run(plan, there).values()
    assert isinstance(outcome, Failed)
    assert list(there.segments) == ["id-other"]


def test_a_note_of_the_other_run_that_the_service_added_versions_is_no_other_tag() -> None:
    there = FakeService(TOY, {"id-base": ours("base")})
    plan = plan_for(there, [desired("base"), desired("a", toy("a", on=[{"Ref": "base"}]))])
    (create,) = [change for change in plan.changes if isinstance(change, Create)]
    noted = {**create.tags, **note_filled_in(create.tags, filled_in=True)}
    assert noted != create.tags
    other = replace(other_segment(), definition=toy("a", on=[{"Id": "id-base"}]), tags=noted)
    there.before = at_the(1, "create", lambda: there.segments.__setitem__(other.id, other))
    assert {type(outcome) for outcome in run(plan, there).values()} == {Applied}
    assert set(there.segments) == {"id-base", "id-other"}


def test_a_younger_one_is_left_to_the_run_that_created_it() -> None:
    there, (outcome,), _ = race(other_segment(created="2026-12-01T00:00:00.000000Z"))
    assert isinstance(outcome, Applied)
    assert set(there.segments) == {"id-001", "id-other"}
    assert "delete" not in there.calls


def test_of_two_of_one_moment_the_one_with_the_lesser_id_stays() -> None:
    there, (outcome,), _ = race(replace(other_segment(created="2026-11-27T00:00:01.000000Z"), id="id-000", arn="arn:id-000"))
    assert isinstance(outcome, Applied)
    assert list(there.segments) == ["id-000"]


def test_one_of_another_owner_is_no_duplicate() -> None:
    other = other_segment()
    there, (outcome,), _ = race(replace(other, tags={**other.tags, OWNER_TAG: "other/repository"}))
    assert isinstance(outcome, Applied)
    assert len(there.segments) == 2


def test_ours_stays_if_the_older_one_is_gone_again() -> None:
    there = FakeService(TOY)
    plan = plan_for(there, [desired("a")])

    def hook(call: str) -> None:
        if call == "create":
            there.segments["id-other"] = other_segment()
        elif call == "get":
            there.segments.pop("id-other", None)

    there.before = hook
    (outcome,) = run(plan, there).values()
    assert isinstance(outcome, Failed)
    assert "is gone again; id-001 was left" in outcome.reason
    assert list(there.segments) == ["id-001"]


def test_what_was_to_point_to_the_older_one_may_be_gone_itself() -> None:
    there = FakeService(TOY)
    files = [desired("a"), desired("top", toy("top", on=[{"Ref": "a"}]))]
    plan = plan_for(there, files)
    older = other_segment()

    def hook(call: str) -> None:
        if call == "create":
            there.segments[older.id] = older
        elif call == "get" and len(there.segments) > 2:
            del there.segments[next(segment.id for segment in there.segments.values() if segment.name == "top")]

    there.before = hook
    outcomes = run(plan, there)
    assert isinstance(outcomes["a"], Applied)
    assert [segment.id for segment in there.segments.values()] == [older.id]


def test_ours_stays_if_the_older_one_has_another_key_by_now() -> None:
    there = FakeService(TOY)
    plan = plan_for(there, [desired("a")])

    def hook(call: str) -> None:
        if call == "create":
            there.segments["id-other"] = other_segment()
        elif call == "get":
            there.segments["id-other"] = replace(other_segment(), tags=with_our_tags({}, key="b", owner=OWNER))

    there.before = hook
    (outcome,) = run(plan, there).values()
    assert isinstance(outcome, Failed)
    assert "delete" not in there.calls
    assert set(there.segments) == {"id-001", "id-other"}


def test_ours_stays_if_somebody_has_changed_it_since() -> None:
    there = FakeService(TOY)
    plan = plan_for(there, [desired("a")])

    def hook(call: str) -> None:
        if call == "create":
            there.segments["id-other"] = other_segment()
        elif call == "get":
            there.segments["id-001"] = replace(there.segments["id-001"], version=2)

    there.before = hook
    (outcome,) = run(plan, there).values()
    assert isinstance(outcome, Failed)
    assert set(there.segments) == {"id-001", "id-other"}


def test_what_was_found_after_a_lost_reply_is_not_deleted_for_it_may_be_the_other_runs() -> None:
    there = FakeService(TOY)
    plan = plan_for(there, [desired("a")])
    there.before = at_the(1, "create", lambda: there.segments.__setitem__("id-other", other_segment()))
    there.after = lost("create")
    there.segments["id-000"] = ours("z")
    run(plan, there)
    assert set(there.segments) == {"id-000", "id-002", "id-other"} or set(there.segments) == {"id-000", "id-001", "id-other"}
    assert "delete" not in there.calls


def test_a_listing_that_fails_after_the_last_create_leaves_what_was_created() -> None:
    there = FakeService(TOY)
    plan = plan_for(there, [desired("a")])

    def hook(call: str) -> None:
        if call == "list" and "create" in there.calls:
            raise ServiceError("service-failed", "500")

    there.before = hook
    (outcome,) = run(plan, there).values()
    assert isinstance(outcome, Applied)


def test_a_run_that_creates_nothing_lists_nothing() -> None:
    there = service()
    run(plan_for(there, [desired("old", toy("old", "now"))]), there)
    assert "list" not in there.calls
