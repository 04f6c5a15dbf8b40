"""The emulator's own path, as a test in another container uses it."""

from __future__ import annotations

import json
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from aws_emulator.core.types import Json, items, members
from aws_emulator.emulator import Emulator
from tests.emulator.pinpoint import APP, Pinpoint


def _ask(emulator: Emulator, method: str, path: str, body: Json = None) -> tuple[int, Json]:
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(f"{emulator.endpoint_url}/_emulator/{path}", data=data, method=method)) as response:  # noqa: S310 - our own loopback address
            text = response.read()
            return response.status, json.loads(text) if text else None
    except HTTPError as error:
        with error:
            return error.code, members(json.loads(error.read())).get("Message")


def test_health_says_that_it_is_ready(emulator: Emulator) -> None:
    assert _ask(emulator, "GET", "health") == (200, {"status": "ok", "region": "eu-west-1", "account": "123456789012"})


def test_requests_are_recorded_and_forgotten(emulator: Emulator, pinpoint: Pinpoint) -> None:
    segment_id = pinpoint.create("New")["Id"]
    pinpoint.outcome("get_segment", ApplicationId=APP, SegmentId="f")

    recorded = _ask(emulator, "GET", "requests")
    forgotten = _ask(emulator, "DELETE", "requests")

    created = {
        "operation": "CreateSegment",
        "parameters": {"ApplicationId": APP},
        "status": 201,
        "error": "",
        "body": {"Name": "New"},
        "service": "pinpoint",
    }
    refused_parameters = {"ApplicationId": APP, "SegmentId": "f"}
    refused = {
        "operation": "GetSegment",
        "parameters": refused_parameters,
        "status": 404,
        "error": "NotFoundException",
        "body": None,
        "service": "pinpoint",
    }
    assert segment_id
    assert recorded == (200, [created, refused])
    assert (forgotten, _ask(emulator, "GET", "requests")) == ((204, None), (200, []))


def test_requests_in_python_are_the_same(emulator: Emulator, pinpoint: Pinpoint) -> None:
    arn = pinpoint.create()["Arn"]
    emulator.forget_requests()
    pinpoint.call("untag_resource", ResourceArn=arn, TagKeys=["a", "b"])

    assert [(request.operation, request.parameters, request.status) for request in emulator.requests] == [
        ("UntagResource", {"ResourceArn": arn, "TagKeys": "a,b"}, 204)
    ]


def test_faults_are_added_counted_and_cleared(emulator: Emulator, pinpoint: Pinpoint) -> None:
    status, added = _ask(emulator, "POST", "faults", [{"operation": "GetSegments", "nth": 2, "status": 500}, {"drop": True, "nth": 9}])
    outcomes = [pinpoint.outcome("get_segments", ApplicationId=APP) for _ in range(3)]

    _, seen = _ask(emulator, "GET", "faults")

    assert (status, len(items({"added": added}, "added"))) == (201, 2)
    assert [outcome is None for outcome in outcomes] == [True, False, True]
    assert [(members(fault)["matched"], members(fault)["hit"]) for fault in items({"seen": seen}, "seen")] == [(3, 1), (3, 0)]
    assert _ask(emulator, "DELETE", "faults") == (204, None)
    assert _ask(emulator, "GET", "faults") == (200, [])


def test_behaviour_is_changed_while_it_runs(emulator: Emulator, pinpoint: Pinpoint) -> None:
    status, changed = _ask(emulator, "PATCH", "behaviour", {"segments_end_of_support": True})

    assert (status, members(changed)["segments_end_of_support"]) == (200, True)
    assert pinpoint.refusal("get_segments", ApplicationId=APP)[0] == 403
    assert _ask(emulator, "GET", "behaviour") == (200, changed)


def test_things_are_planted_and_reset(emulator: Emulator, pinpoint: Pinpoint) -> None:
    planted = _ask(emulator, "POST", "seed", {"applications": [{"Id": APP, "segments": [{"Name": "Planted"}]}]})
    _ask(emulator, "POST", "faults", {"status": 500, "nth": 5})
    _ask(emulator, "PATCH", "behaviour", {"tags_in_list": False})
    names = [segment["Name"] for segment in pinpoint.listed()]

    assert (planted, names) == ((204, None), ["Planted"])
    assert _ask(emulator, "POST", "reset") == (204, None)
    assert (pinpoint.listed(), len(emulator.requests)) == ([], 1)
    assert _ask(emulator, "GET", "faults") == (200, [])
    assert emulator.behaviour.tags_in_list


@pytest.mark.parametrize(
    ("method", "path", "body", "expected"),
    [
        ("GET", "nothing", None, (404, "There is no /_emulator/nothing.")),
        ("POST", "health", {}, (405, "/_emulator/health takes no POST.")),
        ("POST", "faults", {"status": "x"}, (400, "A fault's status is a whole number, not x.")),
        ("PATCH", "behaviour", {"tags_in_list": "maybe"}, (400, "tags_in_list is maybe; it takes yes, no.")),
        ("PATCH", "behaviour", [], (400, "Behaviour is an object of options.")),
        ("POST", "seed", {"applications": [{}]}, (400, "An application in a seed is a mapping with an Id.")),
        ("POST", "seed", None, (400, "The request body is not JSON.")),
    ],
)
def test_a_mistake_is_told(emulator: Emulator, method: str, path: str, body: Json, expected: tuple[int, str]) -> None:
    assert _ask(emulator, method, path, body) == expected


def test_a_list_of_faults_with_one_mistake_adds_none(emulator: Emulator) -> None:
    assert _ask(emulator, "POST", "faults", [{"status": 500}, {"status": "x"}])[0] == 400
    assert _ask(emulator, "GET", "faults") == (200, [])
