"""Pull then plan is always empty, whatever is deployed and however the service answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from segments_as_code.model.document import Json
from segments_as_code.model.plan import Adopt, Applied, Unchanged
from segments_as_code.model.problem import ServiceError
from segments_as_code.model.segment import Reference
from segments_as_code.ownership import OUR_TAGS
from segments_as_code.pipeline import carry_out
from segments_as_code.ports import SegmentReader, SegmentWriter
from tests.examples import examples
from tests.providers.pinpoint.service import APP, DIALECT, reader, writer
from tests.pull.pulling import plan_of, pulled
from tests.strategies import estates

SHAPES = (
    Behaviour(unknown_references="accept"),
    Behaviour(dimensions_come_back_as="groups", empty_members="fill", defaults_for_connectives="write", order_of_lists="shuffled"),
    Behaviour(dimensions_come_back_as="both", empty_members="omit", numbers_come_back_as="int", list_order="mixed"),
    Behaviour(
        echo_source_version=True,
        unknown_references="accept",
        version_in_answers=False,
        tags_in_list=False,
        tags_in_get=False,
        tags_in_write=False,
    ),
    Behaviour(
        update_semantics="merge", unknown_references="accept", tags_on_create="ignore", numbers_come_back_as="float", empty_first_page=True
    ),
)


@dataclass(frozen=True)
class Service:
    """An embedded Pinpoint, and what reads and writes there."""

    emulator: Emulator
    read: SegmentReader
    write: SegmentWriter

    def deploy(self, documents: list[dict[str, Json]]) -> None:
        """Start anew with segments that nobody owns; those that the service refuses are not there."""
        self.emulator.reset()
        ids: dict[str, str] = {}
        for document in documents:
            definition = DIALECT.replace_references(
                DIALECT.definition(document), lambda r: Reference(id=ids.get(r.key, "")) if r.key else r
            )
            tags = {name: str(value) for name, value in cast("Mapping[str, Json]", document.get("Tags", {})).items()}
            with suppress(ServiceError):
                ids[str(document["Key"])] = self.write.create(definition, tags).id

    def settle(self, files: Mapping[str, str]) -> None:
        """Apply ``files``, and see that nothing is left to do."""
        plan = plan_of(files, self.read, DIALECT)
        outcomes = carry_out(plan, self.read, self.write, DIALECT, report=lambda _: None)
        assert [outcome for outcome in outcomes if not isinstance(outcome, Applied)] == []
        assert plan_of(files, self.read, DIALECT).is_empty


@pytest.fixture(params=range(len(SHAPES)))
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with Emulator(applications=[APP], region="eu-west-1", behaviour=SHAPES[request.param]) as emulator:
        yield Service(emulator, reader(emulator), writer(emulator))


SETTINGS = examples(6, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@SETTINGS
@given(documents=estates(max_size=4))
def test_what_nobody_owns_is_pulled_so_that_the_plan_only_takes_it_over(service: Service, documents: list[dict[str, Json]]) -> None:
    service.deploy(documents)
    there = service.read.list_segments()
    files, left_out = pulled(service.read, DIALECT)
    plan = plan_of(files, service.read, DIALECT)
    assert (left_out, len(plan.changes)) == ([], len(there))
    for change in plan.changes:
        assert isinstance(change, Adopt)
        assert (change.fields, {*change.tags.put, *change.tags.removed} <= OUR_TAGS) == ((), True)


@SETTINGS
@given(documents=estates(max_size=4), kept=st.integers(0, 4))
def test_what_was_pulled_and_taken_over_plans_to_nothing_and_is_pulled_as_it_was(
    service: Service, documents: list[dict[str, Json]], kept: int
) -> None:
    service.deploy(documents)
    first, _ = pulled(service.read, DIALECT)
    service.settle(first)
    assert pulled(service.read, DIALECT, first) == (first, [])
    again, left_out = pulled(service.read, DIALECT, dict(sorted(first.items())[:kept]))
    plan = plan_of(again, service.read, DIALECT)
    assert (left_out, set(again), len(plan.changes)) == ([], set(first), len(first))
    assert {type(change) for change in plan.changes} <= {Unchanged}
