"""Whatever comes over the wire in place of an answer is an error in plain words, never a traceback and never an empty list."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aws_emulator.core.faults import Fault
from aws_emulator.emulator import Emulator
from segments_as_code.model.problem import ServiceError
from segments_as_code.providers.pinpoint.reader import PinpointReader
from tests.examples import examples
from tests.providers.pinpoint.service import APP, reader
from tests.strategies.documents import json_values

CAMPAIGN = {"Id": "c", "Name": "Sale", "SegmentId": "s", "SegmentVersion": 1, "State": {"CampaignStatus": "SCHEDULED"}}
JOURNEY = {"Id": "j", "Name": "Welcome", "State": "ACTIVE", "StartCondition": {"SegmentStartCondition": {"SegmentId": "s"}}}


SEGMENT = {
    "Id": "s",
    "Arn": "arn:s",
    "Name": "VIPs",
    "SegmentType": "DIMENSIONAL",
    "Version": 1,
    "tags": {"team": "crm"},
    "Dimensions": {
        "Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["vip"]}},
        "Metrics": {"m": {"ComparisonOperator": "EQUAL", "Value": 1.5}},
    },
    "SegmentGroups": {
        "Groups": [
            {
                "Dimensions": [{"Behavior": {"Recency": {"Duration": "DAY_30", "RecencyType": "ACTIVE"}}}],
                "SourceSegments": [{"Id": "t", "Version": 2}],
                "SourceType": "ALL",
                "Type": "ANY",
            }
        ],
        "Include": "ALL",
    },
}


def spots(value: Any) -> Iterator[Callable[[Any, Any], None]]:
    """Yield, for each place in a value, what puts another one there in a copy."""
    pending: list[tuple[Any, ...]] = [()]
    while pending:
        path = pending.pop()
        here = value
        for step in path:
            here = here[step]
        steps = list(here) if isinstance(here, dict) else range(len(here)) if isinstance(here, list) else ()
        pending += [(*path, step) for step in steps]
        if path:
            yield lambda copied, other, path=path: put(copied, path, other)  # type: ignore[misc]


def put(value: Any, path: tuple[Any, ...], other: Any) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = other


def spoilt(body: Any) -> st.SearchStrategy[Any]:
    """Return the body with one thing in it replaced by any other."""

    def spoil(where: Callable[[Any, Any], None], other: Any) -> Any:
        copied = copy.deepcopy(body)
        where(copied, other)
        return copied

    return st.builds(spoil, st.sampled_from(list(spots(body))), json_values())


ASKED: dict[str, Callable[[PinpointReader], object]] = {
    "GetSegments": PinpointReader.list_segments,
    "GetSegment": lambda one: one.get_segment("s"),
    "GetSegmentVersion": lambda one: one.get_version("s", 1),
    "ListTagsForResource": lambda one: one.get_segment("s"),
    "GetCampaigns": lambda one: sorted(one.list_usages(["s"]), key=str),
    "ListJourneys": lambda one: sorted(one.list_usages(["s"]), key=str),
}
BODIES: dict[str, Any] = {
    "GetSegments": {"Item": [SEGMENT, {**SEGMENT, "Id": "t"}]},
    "GetSegment": SEGMENT,
    "GetSegmentVersion": SEGMENT,
    "ListTagsForResource": {"tags": {"team": "crm"}},
    "GetCampaigns": {"Item": [CAMPAIGN, {**CAMPAIGN, "Id": "d", "Schedule": {"StartTime": "2026-12-01T09:00:00Z", "Frequency": "ONCE"}}]},
    "ListJourneys": {"Item": [JOURNEY, {**JOURNEY, "Id": "k", "Schedule": {"StartTime": "2026-12-01T09:00:00Z"}}]},
}


@pytest.fixture(scope="module")
def emulator() -> Iterator[Emulator]:
    with Emulator(applications=(APP,), region="eu-west-1") as running:
        yield running


@pytest.mark.parametrize("operation", sorted(ASKED))
def test_no_answer_is_a_traceback(emulator: Emulator, operation: str) -> None:
    one = reader(emulator)

    @given(spoilt(BODIES[operation]))
    @examples(60)
    def ask(body: Any) -> None:
        emulator.faults.clear()
        if operation == "ListTagsForResource":
            emulator.faults.add(Fault(operation="GetSegment", raw=json.dumps({"Id": "s", "Arn": "arn:s"}).encode()))
        emulator.faults.add(Fault(operation=operation, raw=json.dumps(body).encode()))
        try:
            ASKED[operation](one)
        except ServiceError as error:
            assert error.message  # noqa: PT017  # one in plain words, and nothing else

    ask()


@pytest.mark.parametrize("operation", sorted(ASKED.keys() - {"ListTagsForResource"}))
@pytest.mark.parametrize("raw", [b"[" * 100_000, b'{"Item": [{"Id": null}]}', b'{"Item": "x"}', b"5", b'"x"', b"\xff"])
def test_an_answer_that_cannot_be_read_is_said_to_be(emulator: Emulator, operation: str, raw: bytes) -> None:
    emulator.faults.clear()
    emulator.faults.add(Fault(operation=operation, raw=raw))
    with pytest.raises(ServiceError) as caught:
        ASKED[operation](reader(emulator))
    assert caught.value.code == "reply-unreadable"


@pytest.mark.parametrize(
    "members",
    [
        {"Id": None},
        {"Id": 5},
        {"Name": ["x"]},
        {"Version": "first"},
        {"Version": 1e999},
        {"tags": {"team": 5}},
        {"tags": ["team"]},
        {"Dimensions": []},
        {"Dimensions": {"Attributes": {"a": {"AttributeType": {}, "Values": []}}}},
        {"Dimensions": {"Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": 5}}}},
        {"Dimensions": {"Metrics": {"a": {"ComparisonOperator": "EQUAL", "Value": float("nan")}}}},
        {"SegmentGroups": {"Groups": {"x": 1}}},
    ],
)
def test_what_is_of_another_type_than_it_is_described_with_is_an_error(emulator: Emulator, members: dict[str, Any]) -> None:
    emulator.faults.clear()
    emulator.faults.add(Fault(operation="GetSegments", raw=json.dumps({"Item": [{**SEGMENT, **members}]}).encode()))
    with pytest.raises(ServiceError) as caught:
        reader(emulator).list_segments()
    assert caught.value.code == "reply-unreadable"


def test_members_that_are_unknown_or_null_are_left_out(emulator: Emulator) -> None:
    emulator.faults.clear()
    odd = {**SEGMENT, "ImportDefinition": None, "tags": None, "Weather": {"sunny": True}}
    emulator.faults.add(Fault(operation="GetSegments", raw=json.dumps({"Item": [SEGMENT, {**odd, "Id": "t"}], "NextToken": None}).encode()))
    first, second = reader(emulator).list_segments()
    assert (second.definition, dict(second.tags)) == (first.definition, {})
