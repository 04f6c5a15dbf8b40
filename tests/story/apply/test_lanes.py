"""Several changes under way at once: what comes of them, and in which order it is told, is the same whoever is first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segments_as_code.apply import apply_plan
from segments_as_code.crew import Threads
from segments_as_code.model.desired import DesiredSegment
from segments_as_code.model.outcomes import Applied, Failed, NotStarted, Outcome, Written
from segments_as_code.model.plan import Plan, key_of
from segments_as_code.model.values import Definition
from segments_as_code.plan.safety import Allowance
from segments_as_code.ports import Crew
from segments_as_code.problems import ServiceError
from tests.builders import TOY, desired, ours, planned, toy
from tests.fakes import FakeService

WIDTH = 4


@dataclass
class ShuffledCrew:
    """Does whichever job it likes when it is waited for, or now; ``most`` is how many were ever under way."""

    random: Random
    width: int = WIDTH
    under_way: list[Callable[[], None]] = field(default_factory=list)
    ended: int = 0
    most: int = 0

    def begin(self, job: Callable[[], None]) -> None:
        self.under_way.append(job)
        self.most = max(self.most, len(self.under_way))
        if self.random.random() < 0.3:
            self._do_one()

    def wait(self) -> None:
        if not self.ended:
            self._do_one()
        self.ended -= 1

    def _do_one(self) -> None:
        self.under_way.pop(self.random.randrange(len(self.under_way)))()
        self.ended += 1


@dataclass
class NamedService(FakeService):
    """Ids are made of names, and the segments named in ``broken`` and ``refused`` cannot be written."""

    broken: Collection[str] = ()
    refused: Collection[str] = ()
    written: list[str] = field(default_factory=list)

    def create(self, definition: Definition, tags: Mapping[str, str]) -> Written:
        self._fail(definition)
        written = super().create(definition, tags)
        name = str(definition["Name"])
        segment = self.segments.pop(written.id)
        self.segments[f"new-{name}"] = type(segment)(f"new-{name}", f"arn:new-{name}", name, 1, segment.definition, segment.tags)
        return Written(f"new-{name}", f"arn:new-{name}", 1, written.tags)

    def update(self, segment_id: str, definition: Definition) -> Written:
        self._fail(definition)
        return super().update(segment_id, definition)

    def delete(self, segment_id: str) -> None:
        self._fail({"Name": segment_id.removeprefix("id-")})
        super().delete(segment_id)

    def _fail(self, definition: Definition) -> None:
        name = str(definition["Name"])
        self.written.append(name)
        if name in self.broken:
            raise ServiceError("service-failed", f"500 for {name}")
        if name in self.refused:
            raise ServiceError("service-refused", f"400 for {name}")


NEW, OLD, GONE = [f"new{n:02}" for n in range(12)], [f"old{n:02}" for n in range(12)], [f"bye{n:02}" for n in range(12)]
FILES = [
    *(desired(key, toy(key, on=[{"Ref": NEW[n - 3]}] if n % 4 == 3 else [])) for n, key in enumerate(NEW)),
    *(desired(key, toy(key, "now", on=[{"Ref": NEW[n]}] if n % 5 == 0 else [])) for n, key in enumerate(OLD)),
]


def service(broken: Collection[str] = (), refused: Collection[str] = ()) -> NamedService:
    on = {key: [{"Id": f"id-{GONE[n]}"}] if n % 3 == 0 else [] for n, key in enumerate(OLD)}
    there = [*(ours(key, toy(key, "then", on=on[key])) for key in OLD), *(ours(key) for key in GONE)]
    return NamedService(TOY, {segment.id: segment for segment in there}, broken=broken, refused=refused)


def plan_for(there: FakeService, files: Sequence[DesiredSegment] = FILES) -> Plan:
    return planned(files, list(there.segments.values()), allowance=Allowance(deletes=len(GONE)))


def run(there: FakeService, crew: Crew | None, files: Sequence[DesiredSegment] = FILES) -> tuple[Outcome, ...]:
    told: list[Outcome] = []
    plan = plan_for(there, files)
    outcomes = apply_plan(plan, reader=there, writer=there, dialect=TOY, report=told.append, crew=crew)
    assert tuple(told) == outcomes
    assert [key_of(outcome.change) for outcome in outcomes] == [key_of(change) for change in plan.changes]
    return outcomes


names = st.sets(st.sampled_from([*NEW, *OLD, *GONE]), max_size=10)


@settings(max_examples=60, deadline=None)
@given(broken=names | st.just({*NEW}) | st.just({*GONE, *OLD}), refused=names, seeds=st.tuples(st.integers(0), st.integers(0)))
def test_what_comes_of_a_plan_never_depends_on_which_reply_is_first(broken: set[str], refused: set[str], seeds: tuple[int, int]) -> None:
    one, other = (run(service(broken, refused), ShuffledCrew(Random(seed))) for seed in seeds)  # noqa: S311  # a test's order
    assert one == other


def test_without_faults_all_is_applied_whatever_the_order_and_the_next_plan_is_empty() -> None:
    for seed in range(20):
        there, crew = service(), ShuffledCrew(Random(seed))  # noqa: S311  # a test's order
        assert {type(outcome) for outcome in run(there, crew)} == {Applied}
        assert plan_for(there).is_empty
        assert crew.most <= 3 * WIDTH


def test_several_are_under_way_at_once() -> None:
    assert max(_most_under_way(seed) for seed in range(10)) > WIDTH


def _most_under_way(seed: int) -> int:
    crew = ShuffledCrew(Random(seed))  # noqa: S311  # a test's order
    run(service(), crew)
    return crew.most


def test_a_change_begins_only_when_what_it_needs_has_ended() -> None:
    for seed in range(20):
        there = service()
        run(there, ShuffledCrew(Random(seed)))  # noqa: S311  # a test's order
        at = {name: number for number, name in enumerate(there.written)}
        assert all(at[NEW[n - 3]] < at[NEW[n]] for n in range(12) if n % 4 == 3)
        assert all(at[NEW[n]] < at[OLD[n]] for n in range(12) if n % 5 == 0)
        assert all(at[OLD[n]] < at[GONE[n]] for n in range(12) if n % 3 == 0)


def test_two_new_segments_of_one_name_are_never_under_way_together() -> None:
    files = [desired(f"k{n}", toy("twin")) for n in range(5)]
    crew = ShuffledCrew(Random(1))  # noqa: S311  # a test's order
    run(FakeService(TOY), crew, files)
    assert crew.most == 1


@pytest.mark.parametrize("seed", range(5))
def test_a_kind_of_change_that_always_fails_is_given_up_and_the_others_go_on(seed: int) -> None:
    outcomes = run(service(broken=NEW), ShuffledCrew(Random(seed)))  # noqa: S311  # a test's order
    new = [type(outcome) for outcome in outcomes if key_of(outcome.change) in NEW]
    assert new == [Failed] * 3 + [NotStarted] * 9
    gone = [type(outcome) for outcome in outcomes if key_of(outcome.change) in GONE]
    assert gone.count(Applied) >= 8


def test_a_service_that_fails_midway_costs_no_more_than_a_lanes_width_of_tries() -> None:
    files = [desired(f"k{n:03}") for n in range(200)]
    there = NamedService(TOY, broken=[f"k{n:03}" for n in range(100, 200)])
    kinds = [type(outcome) for outcome in run(there, ShuffledCrew(Random(3)), files)]  # noqa: S311  # a test's order
    assert kinds[:100] == [Applied] * 100
    assert kinds.count(Failed) <= 3 + WIDTH
    assert kinds[100 + kinds.count(Failed) :] == [NotStarted] * (100 - kinds.count(Failed))


def test_threads_do_what_they_are_given_and_a_fault_of_ours_is_raised_where_it_is_waited_for() -> None:
    crew, done = Threads(2), [0]
    crew.begin(lambda: done.append(1))
    crew.wait()
    assert done == [0, 1]
    crew.begin(lambda: done.remove(7))
    with pytest.raises(ValueError, match="not in list"):
        crew.wait()
    with pytest.raises(AssertionError, match="nothing is under way"):
        crew.wait()


def test_threads_carry_out_the_same_plan() -> None:
    there = service()
    others = {*threading.enumerate()}
    with Threads() as crew:
        assert {type(outcome) for outcome in run(there, crew)} == {Applied}
    for thread in {*threading.enumerate()} - others:
        thread.join(timeout=10)
        assert not thread.is_alive()
    assert plan_for(there).is_empty
