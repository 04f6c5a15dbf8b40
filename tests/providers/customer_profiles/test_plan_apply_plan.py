"""Whatever the schema allows: after an apply nothing is left to do, one change is always seen, and another order never is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.emulator import Emulator
from segments_as_code.model.document import Json
from segments_as_code.model.plan import Applied, Change, Create, Plan, Recreate, Unchanged
from segments_as_code.model.problem import Severity
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.pipeline import carry_out, check_definitions, propose
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import SegmentReader, SegmentWriter
from segments_as_code.providers.customer_profiles.quotas import CODES as QUOTAS
from tests.examples import examples
from tests.fakes import FakeFiles, FakeService
from tests.providers.customer_profiles.service import DIALECT, TARGET, operations, profiles_reader, profiles_writer, running
from tests.strategies import profile_estates, profile_mutants, profile_reordered

LENIENT = Behaviour(unknown_references="accept", unknown_calculated_attributes="accept")
ANSWERS = [
    LENIENT,
    replace(LENIENT, defaults_for_connectives="write", order_of_lists="shuffled"),
    replace(LENIENT, empty_members="omit", tags_in_write=False, tags_in_get=False),
    replace(LENIENT, default_page_size=2, created_at_in_list=False),
    replace(LENIENT, tags_in_list=False),
]
Estate = Sequence[Mapping[str, Json]]


def files_of(estate: Estate) -> tuple[DesiredSegment, ...]:
    checked = check_definitions(
        FakeFiles({f"segments/{at}.yaml": json.dumps(each, ensure_ascii=False) for at, each in enumerate(estate)}), DIALECT, scope=None
    )
    assert [problem for problem in checked.problems if problem.severity is Severity.ERROR] == []
    assume(not any(problem.code in QUOTAS for problem in checked.problems))  # a warning for us, since AWS raises them; the service refuses
    return tuple(checked.segments)


@dataclass(frozen=True)
class Service:
    reader: SegmentReader
    writer: SegmentWriter

    def plan(self, estate: Estate) -> Plan:
        plan = propose(files_of(estate), self.reader, DIALECT, target=TARGET, policy=DeletePolicy())
        assert plan.refusals == ()
        return plan

    def apply(self, plan: Plan) -> None:
        outcomes = carry_out(plan, self.reader, self.writer, DIALECT, report=lambda _: None)
        assert [outcome for outcome in outcomes if not isinstance(outcome, Applied)] == []


def kinds(plan: Plan) -> set[type[Change]]:
    return {type(change) for change in plan.changes}


def check(service: Service, data: st.DataObject) -> Estate:
    """Deploy an estate, plan it again as it is, in another order, and with one mutant; return it."""
    estate = data.draw(profile_estates(max_size=3))
    first = service.plan(estate)
    assert kinds(first) == {Create}
    service.apply(first)
    assert kinds(service.plan(estate)) == {Unchanged}
    assert kinds(service.plan([data.draw(profile_reordered(each)) for each in data.draw(st.permutations(estate))])) == {Unchanged}
    at = data.draw(st.integers(0, len(estate) - 1))
    mutant = data.draw(st.sampled_from(list(profile_mutants(estate[at]))))
    seen = service.plan([*estate[:at], mutant, *estate[at + 1 :]])
    assert [change.desired.key for change in seen.changes if isinstance(change, Recreate)] == [estate[at]["Key"]]
    assert kinds(seen) <= {Recreate, Unchanged}
    assert seen.digest != first.digest
    return estate


@given(st.data())
@examples(15)
def test_whatever_the_schema_allows_is_planned_applied_and_then_at_rest(data: st.DataObject) -> None:
    fake = FakeService(DIALECT, lists_definitions=False)
    check(Service(fake, fake), data)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def embedded(emulator: Emulator) -> Service:
    return Service(profiles_reader(emulator), profiles_writer(emulator))


@given(st.data())
@examples(6)
def test_so_it_is_on_the_embedded_service_however_that_answers(emulator: Emulator, embedded: Service, data: st.DataObject) -> None:
    emulator.reset()
    emulator.behaviour = data.draw(st.sampled_from(ANSWERS))
    estate = check(embedded, data)
    emulator.forget_requests()
    embedded.plan(estate)
    assert "GetSegmentDefinition" not in operations(emulator)
