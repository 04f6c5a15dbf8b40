"""Requests that the service refuses before it does anything."""

from __future__ import annotations

import json
from http.client import HTTPConnection

import pytest
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from aws_emulator.core.api import load_api
from aws_emulator.core.types import Body
from aws_emulator.core.validation import Reader
from aws_emulator.emulator import Emulator
from tests.emulator.pinpoint import APP, Pinpoint, group, values
from tests.emulator.shapes import bodies
from tests.examples import examples

SEGMENTS = f"/v1/apps/{APP}/segments"


@pytest.mark.parametrize(
    ("request_body", "says"),
    [
        ({"Nmae": "x"}, "Nmae is not a member of WriteSegmentRequest"),
        ({"Name": 5}, "Name is not a string"),
        ({"Name": True}, "Name is not a string"),
        ({"Dimensions": []}, "Dimensions is not a structure"),
        ({"Dimensions": {"Attributes": {"plan": {}}}}, "Dimensions.Attributes.plan.Values is required"),
        ({"Dimensions": {"Attributes": {"plan": {"Values": "x"}}}}, "Dimensions.Attributes.plan.Values is not a list"),
        ({"Dimensions": {"Attributes": {"plan": {"Values": [1]}}}}, "Dimensions.Attributes.plan.Values[0] is not a string"),
        (
            {"Dimensions": values("x", kind="GREATER_THAN")},
            (
                "Dimensions.Attributes.plan.AttributeType is GREATER_THAN, "
                "not one of INCLUSIVE, EXCLUSIVE, CONTAINS, BEFORE, AFTER, ON, BETWEEN"
            ),
        ),
        (
            {"Dimensions": {"Behavior": {"Recency": {"Duration": "DAY_8", "RecencyType": "ACTIVE"}}}},
            "Dimensions.Behavior.Recency.Duration is DAY_8, not one of HR_24, DAY_7, DAY_14, DAY_30",
        ),
        ({"SegmentGroups": {"Groups": [{"Dimensions": {}}]}}, "SegmentGroups.Groups[0].Dimensions is not a list"),
        (
            {"Dimensions": {"Metrics": {"m": {"ComparisonOperator": "EQUAL", "Value": "5"}}}},
            "Dimensions.Metrics.m.Value is not a double",
        ),
        (
            {"Dimensions": {"Metrics": {"m": {"ComparisonOperator": "EQUAL", "Value": True}}}},
            "Dimensions.Metrics.m.Value is not a double",
        ),
        ({"SegmentGroups": group("x") | {"Include": "SOME"}}, "SegmentGroups.Include is SOME, not one of ALL, ANY, NONE"),
        ({"SegmentType": "DIMENSIONAL"}, "SegmentType is not a member of WriteSegmentRequest"),
        ({"tags": {"a": 1}}, "tags.a is not a string"),
        ({"Name": 1, "Nmae": "x"}, "Name is not a string; Nmae is not a member of WriteSegmentRequest"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_body_that_the_model_does_not_allow_is_refused(emulator: Emulator, pinpoint: Pinpoint, request_body: Body, says: str) -> None:
    status, error, answer = _post(emulator, json.dumps(request_body).encode())

    assert (status, error, answer["Message"]) == (400, "BadRequestException", f"Invalid request body: {says}.")
    assert pinpoint.listed() == []


_REQUESTS = {
    "pinpoint": ("WriteSegmentRequest", "WriteJourneyRequest", "ImportJobRequest", "WriteCampaignRequest"),
    "customer-profiles": ("SegmentGroup", "SegmentSort", "ScheduleConfiguration"),
}
_SHAPES = [load_api(api).shape(name) for api, names in _REQUESTS.items() for name in names]
_SEGMENTS = [load_api("pinpoint").shape("WriteSegmentRequest"), load_api("customer-profiles").shape("SegmentGroup")]
_BEYOND_BOTOCORE = ("not one of", "is above", "does not match")
"""What botocore lets pass: enums, maximums and patterns."""


@given(st.data())
def test_a_body_is_refused_if_botocore_refuses_it(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from(_SEGMENTS))
    body = data.draw(bodies(shape, wild=True))
    reader = Reader(nulls=False)
    reader.read(shape, body, "")
    refused = [fault for fault in reader.violations if not any(beyond in fault for beyond in _BEYOND_BOTOCORE)]
    errors = ParamValidator().validate(body, shape)  # type: ignore[arg-type]  # it must refuse what is no mapping too

    assert bool(refused) == bool(errors.has_errors()), (refused, errors.generate_report())


@given(st.data())
@examples(50)
def test_what_the_model_allows_is_read_unchanged(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from(_SHAPES))
    body = data.draw(bodies(shape))
    reader = Reader()

    assert (reader.read(shape, body, ""), reader.violations) == (body, [])


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"Name": NaN}', b"[]", b'"x"', b"1"])
def test_a_body_that_is_no_json_object_is_a_bad_request(emulator: Emulator, body: bytes) -> None:
    assert _post(emulator, body)[:2] == (400, "BadRequestException")


def test_a_payload_over_seven_megabytes_is_too_large(emulator: Emulator) -> None:
    assert _post(emulator, b'{"Name": "%s"}' % (b"x" * 7 * 1024 * 1024))[:2] == (413, "PayloadTooLargeException")


def test_an_error_carries_message_and_request_id(emulator: Emulator) -> None:
    assert _post(emulator, b"{")[2] == {"Message": "The request body is not JSON.", "RequestID": "00000000-0000-0000-0000-000000000001"}


def _post(emulator: Emulator, body: bytes) -> tuple[int, str | None, Body]:
    """Return status, error class and body of the answer to a raw CreateSegment."""
    connection = HTTPConnection(emulator.endpoint_url.removeprefix("http://"))
    connection.request("POST", SEGMENTS, body)
    response = connection.getresponse()
    answer = response.status, response.headers["x-amzn-ErrorType"], json.loads(response.read())
    connection.close()
    return answer


@pytest.mark.parametrize(
    ("criteria", "says"),
    [
        ({"Dimensions": {"Attributes": {"a" * 51: {"Values": ["x"]}}}}, f"Attribute name {'a' * 51} is longer than 50 characters."),
        ({"Dimensions": values("x" * 101)}, "A value of plan is longer than 100 characters."),
        (
            {"Dimensions": {"UserAttributes": {f"a{number}": {"Values": ["x"]} for number in range(101)}}},
            "101 dimensions; a segment takes at most 100.",
        ),
    ],
    ids=["name", "value", "dimensions"],
)
def test_a_documented_limit_is_enforced(pinpoint: Pinpoint, criteria: Body, says: str) -> None:
    refusal = pinpoint.refusal("create_segment", ApplicationId=APP, WriteSegmentRequest=criteria)

    assert refusal == (400, "BadRequestException", says)


def test_a_group_takes_one_imported_source_only(pinpoint: Pinpoint) -> None:
    job = {"Format": "CSV", "S3Url": "s3://b/k", "RoleArn": "arn:aws:iam::1:role/r", "DefineSegment": True}
    for _ in range(2):
        pinpoint.call("create_import_job", ApplicationId=APP, ImportJobRequest=job)
    first, second = (segment["Id"] for segment in pinpoint.listed())

    assert pinpoint.create(SegmentGroups=group(first))["SegmentGroups"] == group(first)
    assert pinpoint.refusal("create_segment", ApplicationId=APP, WriteSegmentRequest={"SegmentGroups": group(first, second)}) == (
        400,
        "BadRequestException",
        "A segment group takes at most one imported segment among its SourceSegments.",
    )
