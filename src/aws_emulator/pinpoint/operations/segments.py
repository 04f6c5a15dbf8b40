"""CreateSegment, GetSegment, GetSegments, UpdateSegment, DeleteSegment, GetSegmentVersion, GetSegmentVersions."""

from __future__ import annotations

from aws_emulator.core.errors import BadRequest, NotFound
from aws_emulator.core.store import Put, Remove, Write
from aws_emulator.core.types import Body, Call, Json, number, text
from aws_emulator.pinpoint.account import PinpointAccount
from aws_emulator.pinpoint.operations.answers import show_segment
from aws_emulator.pinpoint.operations.rules import check_segment, check_tags, tags_in
from aws_emulator.pinpoint.operations.uses import check_sources, users_of, with_versions

WRITABLE = ("Name", "Dimensions", "SegmentGroups")


def create(account: PinpointAccount, call: Call) -> Json:
    """Make a segment, with its tags, at version 1."""
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    return _create(account, application_id, account.new_id(), call.content)


def get(account: PinpointAccount, call: Call) -> Json:
    """Answer a segment as it is now."""
    return show_segment(account, _segment(account, call), "get")


def list_all(account: PinpointAccount, call: Call) -> Json:
    """Answer a page of an application's segments."""
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    rows = account.visible("segment", application_id, begins=not call.parameters.get("Token"))
    return account.page(call, rows, lambda body: show_segment(account, body, "list"))


def update(account: PinpointAccount, call: Call) -> Json:
    """Change name and criteria, and increase the version; tags in the request are ignored, as the model's text says."""
    application_id, segment_id = call.parameters["ApplicationId"], call.parameters["SegmentId"]
    account.find_application(application_id)
    old = account.store.get("segment", application_id, segment_id)
    if old is None and account.behaviour.put_creates_unknown_id:
        return _create(account, application_id, segment_id, call.content)
    if old is None:
        raise NotFound("Resource not found")
    if old["SegmentType"] == "IMPORT" and account.behaviour.update_of_import == "refuse":
        raise BadRequest("An imported segment cannot be changed.")
    content = _checked(account, application_id, _merged(account, old, call.content))
    kept = {name: member for name, member in old.items() if name not in WRITABLE}
    version = number(old, "Version") + _makes_version(account, old, content)
    body: Body = {**kept, **content, "Version": version, "LastModifiedDate": account.now()}
    account.store.write(segment_writes(application_id, body))
    return show_segment(account, body, "write")


def delete(account: PinpointAccount, call: Call) -> Json:
    """Delete a segment with its versions and tags; answer it as it was."""
    application_id, segment_id = call.parameters["ApplicationId"], call.parameters["SegmentId"]
    body = _segment(account, call)
    users = users_of(account, application_id, segment_id) if account.behaviour.delete_in_use == "refuse" else []
    if users:
        raise BadRequest(f"The segment is in use by {', '.join(users)}.")
    answer = show_segment(account, body, "write")
    container = f"{application_id}/{segment_id}"
    writes: list[Write] = [Remove("version", container, row.id) for row in account.store.rows("version", container)]
    account.store.write([*writes, Remove("segment", application_id, segment_id), Remove("tags", "", text(body, "Arn"))])
    return answer


def get_version(account: PinpointAccount, call: Call) -> Json:
    """Answer a segment as it was at one version."""
    _segment(account, call)
    version = call.parameters["Version"]
    if not version.isdecimal():
        raise BadRequest(f"Version is {version}, not a number.")
    container = f"{call.parameters['ApplicationId']}/{call.parameters['SegmentId']}"
    return show_segment(account, account.find("version", container, str(int(version))), "get")


def list_versions(account: PinpointAccount, call: Call) -> Json:
    """Answer a page of a segment's versions."""
    _segment(account, call)
    rows = account.store.rows("version", f"{call.parameters['ApplicationId']}/{call.parameters['SegmentId']}")
    return account.page(call, rows, lambda body: show_segment(account, body, "list"))


def new_segment(account: PinpointAccount, application_id: str, segment_id: str, content: Body) -> Body:
    """Return the body of a new segment; ``content`` may override any member except id, ARN and application."""
    now = account.now()
    return {
        "SegmentType": "DIMENSIONAL",
        "CreationDate": now,
        "LastModifiedDate": now,
        "Version": 1,
        **content,
        "Id": segment_id,
        "Arn": account.app_arn(application_id, "segments", segment_id),
        "ApplicationId": application_id,
    }


def segment_writes(application_id: str, body: Body) -> list[Write]:
    """Return the writes that store a segment's body as its newest version."""
    segment_id, version = text(body, "Id"), str(body["Version"])
    return [Put("segment", application_id, segment_id, body), Put("version", f"{application_id}/{segment_id}", version, body)]


def _create(account: PinpointAccount, application_id: str, segment_id: str, request: Body) -> Body:
    content = _checked(account, application_id, {name: request[name] for name in WRITABLE if name in request})
    tags = tags_in(request)
    check_tags(tags, account.behaviour)
    body = new_segment(account, application_id, segment_id, content)
    kept = tags if account.behaviour.tags_on_create == "keep" else {}
    account.store.write([*segment_writes(application_id, body), *account.tag_writes(text(body, "Arn"), kept)])
    account.hide(application_id, segment_id, account.behaviour.new_segments_hide_for)
    return show_segment(account, body, "write")


def _checked(account: PinpointAccount, application_id: str, content: Body) -> Body:
    check_segment(content, account.behaviour)
    check_sources(account, application_id, content)
    return with_versions(account, application_id, content) if account.behaviour.echo_source_version else content


def _merged(account: PinpointAccount, old: Body, request: Body) -> Body:
    """Return the writable members after an update, as ``update_semantics`` says."""
    given = {name: request[name] for name in WRITABLE if name in request}
    if account.behaviour.update_semantics == "replace":
        return given
    criteria_given = "Dimensions" in given or "SegmentGroups" in given
    return {name: old[name] for name in WRITABLE if name in old and (name == "Name" or not criteria_given)} | given


def _makes_version(account: PinpointAccount, old: Body, content: Body) -> bool:
    changed = {name for name in WRITABLE if old.get(name) != content.get(name)}
    if not changed:
        return account.behaviour.empty_update_bumps_version
    return account.behaviour.name_only_update_bumps_version or changed != {"Name"}


def _segment(account: PinpointAccount, call: Call) -> Body:
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    return account.find("segment", application_id, call.parameters["SegmentId"])
