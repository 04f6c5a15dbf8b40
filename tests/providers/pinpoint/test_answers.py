"""Answers are read as botocore's own parser reads them, and whatever else comes is an error in plain words."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape
from botocore.parsers import create_parser
from hypothesis import given, settings
from hypothesis import strategies as st

from aws_emulator.core.faults import Fault
from aws_emulator.emulator import Emulator
from segments_as_code.problems import ServiceError
from segments_as_code.providers.pinpoint.gateway import PinpointReader
from segments_as_code.providers.pinpoint.gateway.answers import segment_read, segments_read
from tests.providers.pinpoint.gateways import APP, reader
from tests.strategies.documents import json_values

MODEL = ServiceModel(Loader().load_service_model("pinpoint", "service-2"))
KEPT = ("Id", "Arn", "Name", "SegmentType", "Version", "Dimensions", "SegmentGroups", "tags")
CAMPAIGN = {"Id": "c", "Name": "Sale", "SegmentId": "s", "SegmentVersion": 1, "State": {"CampaignStatus": "SCHEDULED"}}
JOURNEY = {"Id": "j", "Name": "Welcome", "State": "ACTIVE", "StartCondition": {"SegmentStartCondition": {"SegmentId": "s"}}}


BLOCK = {
    "Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["vip"]}},
    "Behavior": {"Recency": {"Duration": "DAY_30", "RecencyType": "ACTIVE"}},
}
OTHER = {**BLOCK, "Attributes": {"kind": {"AttributeType": "EXCLUSIVE", "Values": ["vip"]}}}
READ = segment_read(MODEL)
"""One for all examples: what it gives out once more is from another."""


def answers(shape: Shape, *required: str) -> st.SearchStrategy[Any]:
    """Return JSON that fits a shape, with a null or an unknown member here and there."""
    if isinstance(shape, StructureShape):
        members = {name: answers(member) for name, member in shape.members.items()}
        optional = {name: st.none() | said for name, said in members.items() if name not in required}
        unknown = {"Unknown": json_values()}
        return st.fixed_dictionaries({name: members[name] for name in required}, optional={**optional, **unknown})
    if isinstance(shape, MapShape):
        return st.dictionaries(st.text(max_size=3), answers(shape.value), max_size=2)
    if isinstance(shape, ListShape):
        return st.lists(answers(shape.member), max_size=2)
    return {
        "string": st.text(max_size=3),
        "integer": st.integers(-(2**40), 2**40) | st.just(2.0),
        "double": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**60), 2**60),
    }[shape.type_name]


def parsed(body: Any) -> dict[str, Any]:
    """Return what botocore's own parser makes of a body, as far as we look at it."""
    response = {"status_code": 200, "headers": {}, "body": json.dumps(body).encode()}
    shape = MODEL.shape_for("GetSegmentResponse")
    whole = create_parser("rest-json").parse(response, shape)["SegmentResponse"]
    return {name: said for name, said in whole.items() if name in KEPT}


@given(answers(MODEL.shape_for("SegmentResponse"), "Id"))
@settings(max_examples=100)
def test_what_is_read_is_what_botocores_parser_reads(body: Any) -> None:
    expected = parsed(body)
    read = READ(json.loads(json.dumps(body)))
    assert read == expected
    assert json.dumps(read, sort_keys=True) == json.dumps(expected, sort_keys=True)  # numbers are of the same types, too


def test_equal_criteria_of_several_segments_are_one_object() -> None:
    read = segment_read(MODEL)
    first, second, third = (
        read({"Id": name, "Dimensions": copy.deepcopy(said)}) for name, said in zip("abc", [BLOCK, BLOCK, OTHER], strict=True)
    )
    assert (first["Dimensions"], third["Dimensions"]) == (BLOCK, OTHER)
    assert first["Dimensions"]["Attributes"]["kind"] is second["Dimensions"]["Attributes"]["kind"]
    assert first["Dimensions"]["Behavior"] is second["Dimensions"]["Behavior"]
    assert first["Dimensions"]["Attributes"]["kind"] is not third["Dimensions"]["Attributes"]["kind"]


def test_what_is_remembered_of_criteria_has_a_bound() -> None:
    read = segment_read(MODEL)
    for number in range(6_000):
        read({"Id": "s", "Dimensions": {"Metrics": {"m": {"ComparisonOperator": "EQUAL", "Value": float(number)}}}})
    last, again = (read({"Id": "s", "Dimensions": {"Metrics": {"m": {"ComparisonOperator": "EQUAL", "Value": 5_999.0}}}}) for _ in range(2))
    assert last == again
    assert last["Dimensions"]["Metrics"]["m"] is not again["Dimensions"]["Metrics"]["m"]


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
        {"Dimensions": {"Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": "abc"}}}},
        {"Dimensions": {"Metrics": {"a": {"ComparisonOperator": "EQUAL", "Value": float("nan")}}}},
        {"SegmentGroups": {"Groups": {}}},
    ],
)
def test_what_is_of_another_type_than_it_is_described_with_is_an_error(members: dict[str, Any]) -> None:
    with pytest.raises((TypeError, KeyError, ValueError, OverflowError)):
        segment_read(MODEL)({"Id": "s", **members})


@pytest.mark.parametrize(
    "body", [None, [], "x", 5, {}, {"Item": None}, {"Item": {}}, {"Item": [None]}, {"Item": [{}]}, {"Item": [], "NextToken": 5}]
)
def test_a_page_that_is_none_is_an_error(body: Any) -> None:
    with pytest.raises((TypeError, KeyError)):
        segments_read(MODEL)(body)


# ── whatever comes over the wire ─────────────────────────────────────────────────────────────────────────────────────

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
    @settings(max_examples=60)
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
