"""Import jobs and the segments that they make."""

from __future__ import annotations

from aws_emulator.core.types import Body, Json, members
from tests.emulator.pinpoint import APP, Pinpoint

JOB: Body = {"Format": "CSV", "S3Url": "s3://bucket/people.csv", "RoleArn": "arn:aws:iam::123456789012:role/import"}


def _import(pinpoint: Pinpoint, **more: Json) -> Body:
    return pinpoint.call("create_import_job", ApplicationId=APP, ImportJobRequest={**JOB, **more})


def test_a_job_that_defines_a_segment_makes_an_imported_one_at_once(pinpoint: Pinpoint) -> None:
    job = _import(pinpoint, DefineSegment=True, SegmentName="Newsletter")

    segment = pinpoint.get(members(job, "Definition")["SegmentId"])

    assert (segment["Name"], segment["SegmentType"], segment["Version"]) == ("Newsletter", "IMPORT", 1)
    assert segment["ImportDefinition"] == {**JOB, "ExternalId": "", "Size": 0}
    assert job["JobStatus"] == "CREATED"


def test_a_job_that_defines_none_makes_none(pinpoint: Pinpoint) -> None:
    job = _import(pinpoint)

    assert job["Definition"] == JOB
    assert pinpoint.listed() == []


def test_a_job_completes_and_then_stays_the_same(pinpoint: Pinpoint) -> None:
    job = _import(pinpoint)

    first, second = (pinpoint.call("get_import_job", ApplicationId=APP, JobId=job["Id"]) for _ in range(2))

    ended: Body = {"JobStatus": "COMPLETED", "TotalPieces": 1, "CompletedPieces": 1, "FailedPieces": 0, "TotalFailures": 0, "Failures": []}
    assert first == second == {**job, **ended, "CompletionDate": first["CompletionDate"]}
    assert pinpoint.listed("get_import_jobs") == [first]


def test_a_segment_knows_its_jobs(pinpoint: Pinpoint) -> None:
    first = _import(pinpoint, DefineSegment=True)
    segment_id = str(members(first, "Definition")["SegmentId"])
    _import(pinpoint, DefineSegment=True)

    second = _import(pinpoint, SegmentId=segment_id)

    assert pinpoint.listed("get_segment_import_jobs", SegmentId=segment_id) == [first, second]
    assert pinpoint.get(segment_id)["Version"] == 2


def test_a_job_cannot_change_a_segment_that_was_not_imported(pinpoint: Pinpoint) -> None:
    segment_id = pinpoint.create()["Id"]

    refusal = pinpoint.refusal("create_import_job", ApplicationId=APP, ImportJobRequest={**JOB, "SegmentId": segment_id})

    assert refusal == (400, "BadRequestException", f"Segment {segment_id} is not an imported segment.")


def test_there_are_no_export_jobs(pinpoint: Pinpoint) -> None:
    segment_id = str(pinpoint.create()["Id"])

    assert pinpoint.listed("get_export_jobs") == pinpoint.listed("get_segment_export_jobs", SegmentId=segment_id) == []
