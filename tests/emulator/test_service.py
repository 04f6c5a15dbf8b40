"""The service without a client between: what boto3 would not let through, and the shapes of all answers."""

from __future__ import annotations

import json

import pytest

from aws_emulator.core.api import load_api
from aws_emulator.core.protocol import Response
from aws_emulator.core.types import Body, members, text
from aws_emulator.core.validation import Reader
from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from aws_emulator.pinpoint.service import PinpointService
from tests.emulator.pinpoint import APP

SEGMENTS = f"/v1/apps/{APP}/segments"


OPERATIONS = PinpointService.operations["pinpoint"]


def _client(behaviour: Behaviour | None = None) -> Emulator:
    return Emulator(applications=[APP], behaviour=behaviour)


def _post(client: Emulator, path: str, body: Body) -> Response:
    return client.respond("POST", path, json.dumps(body).encode())


def test_null_members_ignore() -> None:
    answer = _post(_client(Behaviour(null_members="ignore")), SEGMENTS, {"Name": "New", "Dimensions": {"Metrics": None}, "tags": None})

    assert (answer.status, members(answer.json)["Dimensions"]) == (201, {})


def test_null_members_refuse() -> None:
    answer = _post(_client(Behaviour(null_members="refuse")), SEGMENTS, {"Name": None})

    assert (answer.status, members(answer.json)["Message"]) == (400, "Invalid request body: Name is not a string.")


def test_end_of_list_null_is_a_null_on_the_wire() -> None:
    assert _client(Behaviour(end_of_list="null")).respond("GET", SEGMENTS).json == {"Item": [], "NextToken": None}


@pytest.mark.parametrize(
    ("numbers_come_back_as", "expected"),
    [("written", ["5", "6.0", "7.5"]), ("float", ["5.0", "6.0", "7.5"]), ("int", ["5", "6", "7.5"])],
)
def test_numbers_come_back_as(numbers_come_back_as: str, expected: list[str]) -> None:
    client = _client(Behaviour().changed({"numbers_come_back_as": numbers_come_back_as}))
    metrics: Body = {str(value): {"ComparisonOperator": "EQUAL", "Value": value} for value in (5, 6.0, 7.5)}

    answer = _post(client, SEGMENTS, {"Dimensions": {"Metrics": metrics}})

    found = members(answer.json, "Dimensions", "Metrics").values()
    assert [repr(members(metric)["Value"]) for metric in found] == expected


@pytest.mark.parametrize(
    ("method", "path", "status", "error"),
    [
        ("GET", "/v1/nothing", 404, "NotFoundException"),
        ("GET", "/", 404, "NotFoundException"),
        ("PATCH", SEGMENTS, 405, "MethodNotAllowedException"),
        ("GET", f"/v1/apps/{APP}/settings", 501, "NotImplementedException"),
    ],
)
def test_what_is_not_an_operation_is_refused_in_the_same_form(method: str, path: str, status: int, error: str) -> None:
    answer = _client().respond(method, path)

    assert (answer.status, answer.headers["x-amzn-ErrorType"], sorted(members(answer.json))) == (
        status,
        error,
        ["Message", "RequestID"],
    )


def test_every_operation_of_ours_is_in_the_model() -> None:
    assert set(OPERATIONS) - set(load_api("pinpoint").operations) == set()


def test_untagging_without_keys_is_refused() -> None:
    client = _client()
    arn = text(members(client.respond("GET", f"/v1/apps/{APP}").json), "Arn")

    assert client.respond("DELETE", f"/v1/tags/{arn}").status == 400


JOB: Body = {"Format": "CSV", "S3Url": "s3://b/k", "RoleArn": "r", "DefineSegment": True, "SegmentName": "List"}
JOURNEY: Body = {"Name": "J", "StartCondition": {"SegmentStartCondition": {"SegmentId": "{segment-id}"}}, "RefreshFrequency": "PT24H"}

EVERYTHING: list[tuple[str, Body | None, str]] = [
    ("GetApps", None, ""),
    ("GetApp", None, ""),
    ("CreateImportJob", JOB, "job-id"),
    ("CreateSegment", {"Name": "New", "tags": {"b": "1"}}, "segment-id"),
    ("UpdateSegment", {"Name": "Newer"}, ""),
    ("GetSegment", None, ""),
    ("GetSegments", None, ""),
    ("GetSegmentVersion", None, ""),
    ("GetSegmentVersions", None, ""),
    ("GetSegmentImportJobs", None, ""),
    ("GetSegmentExportJobs", None, ""),
    ("TagResource", {"tags": {"a": "1"}}, ""),
    ("ListTagsForResource", None, ""),
    ("UntagResource", None, ""),
    ("GetImportJob", None, ""),
    ("GetImportJobs", None, ""),
    ("GetExportJobs", None, ""),
    ("CreateJourney", JOURNEY, "journey-id"),
    ("UpdateJourney", {**JOURNEY, "RefreshOnSegmentUpdate": True}, ""),
    ("UpdateJourneyState", {"State": "ACTIVE"}, ""),
    ("GetJourney", None, ""),
    ("ListJourneys", None, ""),
    ("DeleteJourney", None, ""),
    ("CreateCampaign", {"Name": "C", "SegmentId": "{segment-id}", "Schedule": {"StartTime": "IMMEDIATE"}}, "campaign-id"),
    ("UpdateCampaign", {"IsPaused": True}, ""),
    ("GetCampaign", None, ""),
    ("GetCampaigns", None, ""),
    ("DeleteCampaign", None, ""),
    ("DeleteSegment", None, ""),
    ("DeleteApp", None, ""),
    ("CreateApp", {"Name": "Second", "tags": {"a": "1"}}, ""),
]
"""Every operation once, in an order in which each has what it needs: its body, and as what the id it answers is remembered."""


def test_every_answer_of_every_operation_has_the_shape_and_status_of_the_model() -> None:
    client = _client()
    known = {"application-id": APP, "version": "1"}
    faults: list[tuple[str, int, list[str]]] = []
    for name, body, remember in EVERYTHING:
        answer = _ask(client, name, body, known)
        faults.append((name, answer.status, _faults(name, answer)))
        if remember:
            known[remember] = text(members(answer.json), "Id")
        if name == "CreateSegment":
            known["resource-arn"] = text(members(answer.json), "Arn")

    assert faults == [(name, load_api("pinpoint").operations[name].status, []) for name, _, _ in EVERYTHING]
    assert sorted(name for name, _, _ in EVERYTHING) == sorted(OPERATIONS)


def _ask(client: Emulator, name: str, body: Body | None, known: dict[str, str]) -> Response:
    operation = load_api("pinpoint").operations[name]
    path, content = operation.uri, json.dumps(body)
    for parameter, value in known.items():
        path, content = path.replace(f"{{{parameter}}}", value), content.replace(f"{{{parameter}}}", value)
    query = "?tagKeys=a" if name == "UntagResource" else ""
    return client.respond(operation.method, path + query, content.encode() if body else b"")


def _faults(name: str, answer: Response) -> list[str]:
    """Return in which ways an answer is not what the model says of its operation."""
    shape = load_api("pinpoint").operations[name].answer
    if shape is None:
        return [] if answer.content == b"" else ["it has a body"]
    reader = Reader(nulls=False)
    reader.read(shape, answer.json, "")
    return reader.violations
