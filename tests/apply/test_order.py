"""The order in which changes are applied, and which of them are tried at all after some have failed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.apply.executor import MOST_FAILURES_IN_A_ROW, apply_plan
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Applied, Failed, NotStarted, Outcome, Plan, Written, key_of
from segments_as_code.model.problem import ServiceError
from segments_as_code.plan.safety import DeletePolicy
from tests.builders import TOY, desired, ours, planned, toy
from tests.examples import examples
from tests.fakes import FakeService


@dataclass
class NamedService(FakeService):
    """Ids are made of names, and the segments named in ``broken`` and ``refused`` cannot be written."""

    broken: Collection[str] = ()
    refused: Collection[str] = ()
    written: list[str] = field(default_factory=list)

    def create(self, definition: Definition, tags: Mapping[str, str], *, segment_id: str | None = None, is_freed: bool = False) -> Written:
        self._fail(definition)
        written = super().create(definition, tags, segment_id=segment_id, is_freed=is_freed)
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


NEEDS = {
    **{NEW[n]: {NEW[n - 3]} for n in range(12) if n % 4 == 3},
    **{OLD[n]: {NEW[n]} for n in range(12) if n % 5 == 0},
    **{GONE[n]: {OLD[n]} for n in range(12) if n % 3 == 0},
}


def plan_for(there: FakeService) -> Plan:
    return planned(FILES, list(there.segments.values()), policy=DeletePolicy(deletes=len(GONE)))


def run(there: FakeService) -> dict[str, Outcome]:
    reported: list[Outcome] = []
    plan = plan_for(there)
    outcomes = apply_plan(plan, reader=there, writer=there, dialect=TOY, report=reported.append)
    assert tuple(reported) == outcomes
    assert [key_of(outcome.change) for outcome in outcomes] == [key_of(change) for change in plan.changes]
    return {key_of(outcome.change): outcome for outcome in outcomes}


def test_all_is_applied_in_the_order_of_the_plan_and_the_next_plan_is_empty() -> None:
    there = service()
    plan = plan_for(there)
    assert {type(outcome) for outcome in run(there).values()} == {Applied}
    assert there.written == [key_of(change) for change in plan.changes]
    assert plan_for(there).is_empty


def test_a_change_comes_after_all_that_it_needs() -> None:
    there = service()
    run(there)
    assert [
        (needed, key) for key, needs in NEEDS.items() for needed in needs if there.written.index(needed) > there.written.index(key)
    ] == []


names = st.sets(st.sampled_from([*NEW, *OLD, *GONE]), max_size=10)


@examples(25)
@given(refused=names)
def test_what_is_not_started_is_what_needs_a_change_that_failed_and_nothing_else(refused: set[str]) -> None:
    there = service(refused=refused)
    outcomes = run(there)
    for key, outcome in outcomes.items():
        lacks = {needed for needed in NEEDS.get(key, set()) if not isinstance(outcomes[needed], Applied)}
        assert type(outcome) is (NotStarted if lacks else Failed if key in refused else Applied)
    assert sorted(there.written) == sorted(key for key, outcome in outcomes.items() if not isinstance(outcome, NotStarted))


@examples(25)
@given(broken=names | st.just({*NEW}) | st.just({*GONE, *OLD}))
def test_after_three_failures_in_a_row_of_the_service_nothing_more_is_tried(broken: set[str]) -> None:
    outcomes = list(run(service(broken=broken)).values())
    tried = [isinstance(outcome, Failed) for outcome in outcomes if not isinstance(outcome, NotStarted)]
    streaks = "".join("x" if failed else "." for failed in tried).split(".")
    assert max(map(len, streaks)) <= MOST_FAILURES_IN_A_ROW
    if len(streaks[-1]) == MOST_FAILURES_IN_A_ROW:
        last = max(number for number, outcome in enumerate(outcomes) if isinstance(outcome, Failed))
        assert all(isinstance(outcome, NotStarted) for outcome in outcomes[last + 1 :])


def test_a_service_that_fails_midway_costs_three_tries() -> None:
    files = [desired(f"k{n:03}") for n in range(200)]
    there = NamedService(TOY, broken=[f"k{n:03}" for n in range(100, 200)])
    plan = planned(files, [])
    kinds = [type(outcome) for outcome in apply_plan(plan, reader=there, writer=there, dialect=TOY, report=lambda _: None)]
    assert kinds == [Applied] * 100 + [Failed] * MOST_FAILURES_IN_A_ROW + [NotStarted] * (100 - MOST_FAILURES_IN_A_ROW)
