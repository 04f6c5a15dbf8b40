"""CreateApp, GetApp, GetApps, DeleteApp, and the tags of applications, segments, campaigns and journeys."""

from __future__ import annotations

from aws_emulator.core.errors import BadRequest, NotFound
from aws_emulator.core.store import Put, Remove, Write
from aws_emulator.core.types import Body, Call, Json, text, texts
from aws_emulator.pinpoint.account import PinpointAccount
from aws_emulator.pinpoint.operations.rules import check_tags, tags_in

_TAGGED = {"segments": "segment", "campaigns": "campaign", "journeys": "journey"}


def create(account: PinpointAccount, call: Call) -> Json:
    """Make an application."""
    return make(account, account.new_id(), text(call.content, "Name"), texts(call.content.get("tags")))


def make(account: PinpointAccount, application_id: str, name: str, tags: dict[str, str]) -> Body:
    """Make an application with an id of the caller's choice; answer it."""
    check_tags(tags, account.behaviour)
    account.store.write(application_writes(account, application_id, name, tags))
    return _answer(account, account.find_application(application_id))


def application_writes(account: PinpointAccount, application_id: str, name: str, tags: dict[str, str]) -> list[Write]:
    """Return the write that stores a new application."""
    arn = account.app_arn(application_id)
    body: Body = {"Id": application_id, "Arn": arn, "Name": name, "CreationDate": account.now()}
    return [Put("application", "", application_id, body), *account.tag_writes(arn, tags)]


def get(account: PinpointAccount, call: Call) -> Json:
    """Answer one application."""
    return _answer(account, account.find_application(call.parameters["ApplicationId"]))


def list_all(account: PinpointAccount, call: Call) -> Json:
    """Answer a page of applications."""
    return account.page(call, account.store.rows("application", ""), lambda body: _answer(account, body))


def delete(account: PinpointAccount, call: Call) -> Json:
    """Delete an application with everything in it; answer it as it was."""
    application_id = call.parameters["ApplicationId"]
    body = account.find_application(application_id)
    answer = _answer(account, body)
    writes: list[Write] = [Remove("application", "", application_id), Remove("tags", "", text(body, "Arn"))]
    for segment in account.store.rows("segment", application_id):
        container = f"{application_id}/{segment.id}"
        writes += [Remove("version", container, row.id) for row in account.store.rows("version", container)]
    for kind in ("segment", "campaign", "journey", "import_job"):
        for row in account.store.rows(kind, application_id):
            writes += [Remove(kind, application_id, row.id), Remove("tags", "", text(row.body, "Arn"))]
    account.store.write(writes)
    return answer


def _answer(account: PinpointAccount, body: Body) -> Body:
    tags = account.tags(text(body, "Arn"))
    return {**body, "tags": dict(tags)} if tags else body


def tag(account: PinpointAccount, call: Call) -> Json:
    """Add tags to a resource."""
    arn = _known_arn(account, call)
    old, new = account.tags(arn), tags_in(call.content)
    clashes = sorted(name for name in new if name in old and old[name] != new[name])
    if clashes and account.behaviour.tag_existing_key == "refuse":
        raise BadRequest(f"The resource has a tag {clashes[0]} with another value.")
    tags = {**new, **old} if account.behaviour.tag_existing_key == "keep" else {**old, **new}
    check_tags(tags, account.behaviour)
    account.store.write(account.tag_writes(arn, tags))
    return None


def untag(account: PinpointAccount, call: Call) -> Json:
    """Remove tags from a resource."""
    arn = _known_arn(account, call)
    tags = account.tags(arn)
    unknown = sorted(set(call.tag_keys) - tags.keys())
    if not call.tag_keys or (unknown and account.behaviour.untag_unknown_key == "refuse"):
        raise BadRequest(f"The resource has no tag {unknown[0]}." if unknown else "tagKeys is required.")
    account.store.write(account.tag_writes(arn, {name: value for name, value in tags.items() if name not in call.tag_keys}))
    return None


def list_tags(account: PinpointAccount, call: Call) -> Json:
    """Answer the tags of a resource."""
    return {"tags": dict(account.tags(_known_arn(account, call)))}


def _known_arn(account: PinpointAccount, call: Call) -> str:
    """Return the ARN in a call, or raise NotFound if nothing here has it."""
    arn = call.parameters["ResourceArn"]
    path = arn.rpartition(":")[2].split("/")
    match path:
        case ["apps", application_id]:
            body = account.store.get("application", "", application_id)
        case ["apps", application_id, kind, row_id] if kind in _TAGGED:
            body = account.store.get(_TAGGED[kind], application_id, row_id)
        case _:
            body = None
    if body is None or text(body, "Arn") != arn:
        raise NotFound("Resource not found")
    return arn
