"""CreateImportJob, GetImportJob, GetImportJobs, GetSegmentImportJobs, and the lists of export jobs, which are empty.

No file is read: a job ends as the options of Behaviour say, and the segment that it defines exists at once, because
AWS's samples read ``Definition.SegmentId`` from the first answer.
"""

from __future__ import annotations

from aws_emulator.core.errors import BadRequest
from aws_emulator.core.store import Put, Row, Write
from aws_emulator.core.types import Body, Call, Json, members, number, text
from aws_emulator.pinpoint.account import PinpointAccount
from aws_emulator.pinpoint.operations.segments import new_segment, segment_writes


def create(account: PinpointAccount, call: Call) -> Json:
    """Make an import job, and the segment that it defines or changes."""
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    job_id = account.new_id()
    segment = _segment(account, application_id, call.content)
    definition: Body = {**call.content, **({"SegmentId": segment["Id"]} if segment else {})}
    body: Body = {
        "Id": job_id,
        "ApplicationId": application_id,
        "Type": "IMPORT",
        "Definition": definition,
        "CreationDate": account.now(),
        "JobStatus": "CREATED",
        "Polls": 0,
    }
    made: list[Write] = segment_writes(application_id, segment) if segment else []
    account.store.write([Put("import_job", application_id, job_id, body), *made])
    return _answer(account, body)


def get(account: PinpointAccount, call: Call) -> Json:
    """Answer an import job; each call advances it by one step."""
    application_id, job_id = call.parameters["ApplicationId"], call.parameters["JobId"]
    account.find_application(application_id)
    body = account.find("import_job", application_id, job_id)
    status = "PROCESSING" if number(body, "Polls") < account.behaviour.import_job_polls else account.behaviour.import_job_outcome
    stepped: Body = {**body, "Polls": number(body, "Polls") + 1, "JobStatus": status}
    if status != "PROCESSING" and "CompletionDate" not in body:
        stepped |= _ending(account, status)
    if stepped["JobStatus"] != body["JobStatus"] or status == "PROCESSING":
        account.store.write([Put("import_job", application_id, job_id, stepped)])
    return _answer(account, stepped)


def list_all(account: PinpointAccount, call: Call) -> Json:
    """Answer a page of an application's import jobs, each as it last was."""
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    return account.page(call, account.store.rows("import_job", application_id), lambda body: _answer(account, body))


def list_of_segment(account: PinpointAccount, call: Call) -> Json:
    """Answer a page of the import jobs that made or changed one segment."""
    application_id, segment_id = call.parameters["ApplicationId"], call.parameters["SegmentId"]
    account.find_application(application_id)
    account.find("segment", application_id, segment_id)
    rows: list[Row] = [
        row for row in account.store.rows("import_job", application_id) if text(members(row.body, "Definition"), "SegmentId") == segment_id
    ]
    return account.page(call, rows, lambda body: _answer(account, body))


def list_exports(account: PinpointAccount, call: Call) -> Json:
    """Answer an empty page: export jobs are not emulated."""
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    if "SegmentId" in call.parameters:
        account.find("segment", application_id, call.parameters["SegmentId"])
    return account.page(call, [], lambda body: body)


def _segment(account: PinpointAccount, application_id: str, request: Body) -> Body | None:
    """Return the imported segment that a job makes or changes, or None if it does neither."""
    resource: Body = {name: request[name] for name in ("Format", "S3Url", "RoleArn", "ExternalId") if name in request}
    imported: Body = {"ExternalId": "", "Size": 0, **resource}
    changed_id = text(request, "SegmentId")
    if changed_id:
        old = account.store.get("segment", application_id, changed_id)
        if old is None or old["SegmentType"] != "IMPORT":
            raise BadRequest(f"Segment {changed_id} is not an imported segment.")
        return {**old, "ImportDefinition": imported, "Version": number(old, "Version") + 1, "LastModifiedDate": account.now()}
    if request.get("DefineSegment") is not True:
        return None
    name: Body = {"Name": text(request, "SegmentName")} if text(request, "SegmentName") else {}
    content: Body = {**name, "SegmentType": "IMPORT", "ImportDefinition": imported}
    return new_segment(account, application_id, account.new_id(1), content)


def _ending(account: PinpointAccount, status: str) -> Body:
    failed = int(status == "FAILED")
    ending: Body = {"CompletionDate": account.now(), "TotalPieces": 1, "CompletedPieces": 1 - failed, "FailedPieces": failed}
    return {**ending, "TotalFailures": failed, "Failures": ["The file could not be read."] * failed}


def _answer(_account: PinpointAccount, body: Body) -> Body:
    return {name: member for name, member in body.items() if name != "Polls"}
