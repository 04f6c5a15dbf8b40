"""Options on lists, on import jobs, and on the end of support."""

from __future__ import annotations

import pytest

from aws_emulator.core.types import Body, items, text
from aws_emulator.pinpoint.behaviour import Behaviour
from tests.emulator.conftest import Speak
from tests.emulator.pinpoint import APP

JOB: Body = {"Format": "CSV", "S3Url": "s3://b/k", "RoleArn": "arn:aws:iam::1:role/r", "DefineSegment": True, "SegmentName": "List"}


@pytest.mark.parametrize(("size", "expected"), [("1", [1, 1, 1]), (None, [2, 1]), ("9", [2, 1])])
def test_default_page_size_and_largest_page_size(behaving: Speak, size: str | None, expected: list[int]) -> None:
    pinpoint = behaving(Behaviour(default_page_size=2, largest_page_size=2))
    for _ in range(3):
        pinpoint.create()

    pages = pinpoint.pages(**({"PageSize": size} if size else {}))

    assert [len(items(page, "Item")) for page in pages] == expected


def test_largest_page_size_bounds_what_is_asked_for(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(largest_page_size=2))
    for _ in range(3):
        pinpoint.create()

    assert [len(items(page, "Item")) for page in pinpoint.pages(PageSize="3")] == [2, 1]


def test_empty_first_page(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(empty_first_page=True))
    created = pinpoint.create()

    assert [page["Item"] for page in pinpoint.pages()] == [[], [created]]


def test_end_of_list_empty_and_null(behaving: Speak) -> None:
    assert behaving(Behaviour(end_of_list="empty")).call("get_segments", ApplicationId=APP) == {"Item": [], "NextToken": ""}
    assert behaving(Behaviour(end_of_list="null")).call("get_segments", ApplicationId=APP) == {"Item": []}


def test_end_of_list_repeated(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(end_of_list="repeated"))
    created = pinpoint.create()

    first = pinpoint.call("get_segments", ApplicationId=APP)
    second = pinpoint.call("get_segments", ApplicationId=APP, Token=first["NextToken"])

    assert (first["Item"], second) == ([created], {"Item": [], "NextToken": first["NextToken"]})


@pytest.mark.parametrize(("list_order", "expected"), [("oldest", ["S0", "S1", "S2"]), ("newest", ["S2", "S1", "S0"])])
def test_list_order(behaving: Speak, list_order: str, expected: list[str]) -> None:
    pinpoint = behaving(Behaviour().changed({"list_order": list_order}))
    for number in range(3):
        pinpoint.create(f"S{number}")

    assert [text(segment, "Name") for segment in pinpoint.listed(PageSize="1")] == expected


def test_list_order_mixed_shows_everything_once(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(list_order="mixed"))
    made = [text(pinpoint.create(), "Id") for _ in range(20)]

    listed = [text(segment, "Id") for segment in pinpoint.listed(PageSize="3")]

    assert (sorted(listed), listed != made) == (sorted(made), True)


def test_new_segments_hide_for(behaving: Speak) -> None:
    pinpoint = behaving(Behaviour(new_segments_hide_for=2))
    created = pinpoint.create()

    listings = [pinpoint.listed() for _ in range(3)]

    assert listings == [[], [], [created]]
    assert pinpoint.get(created["Id"]) == created


@pytest.mark.parametrize(("outcome", "failed"), [("COMPLETED", 0), ("FAILED", 1)])
def test_import_job_polls_and_import_job_outcome(behaving: Speak, outcome: str, failed: int) -> None:
    pinpoint = behaving(Behaviour().changed({"import_job_polls": 2, "import_job_outcome": outcome}))
    job = pinpoint.call("create_import_job", ApplicationId=APP, ImportJobRequest=JOB)

    polls = [pinpoint.call("get_import_job", ApplicationId=APP, JobId=job["Id"]) for _ in range(4)]

    assert [poll["JobStatus"] for poll in (job, *polls)] == ["CREATED", "PROCESSING", "PROCESSING", outcome, outcome]
    assert (polls[3]["FailedPieces"], polls[2] == polls[3]) == (failed, True)


ENDED = ["get_segments", "get_campaigns", "list_journeys", "get_import_jobs"]


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        ("forbidden", 403, "ForbiddenException"),
        ("not_found", 404, "NotFoundException"),
        ("bad_request", 400, "BadRequestException"),
        ("method_not_allowed", 405, "MethodNotAllowedException"),
        ("gone", 410, "GoneException"),
    ],
)
def test_segments_end_of_support_and_end_of_support_answer(behaving: Speak, answer: str, status: int, error: str) -> None:
    pinpoint = behaving(Behaviour().changed({"segments_end_of_support": True, "end_of_support_answer": answer}))

    app = pinpoint.call("get_app", ApplicationId=APP)
    refusals = [pinpoint.refusal(method, ApplicationId=APP) for method in ENDED]

    assert refusals == [(status, error, "Amazon Pinpoint reached its end of support on October 30, 2026.")] * 4
    assert (pinpoint.tags(app["Arn"]), len(items(pinpoint.call("get_apps"), "Item"))) == ({}, 1)
