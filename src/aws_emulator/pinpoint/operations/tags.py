"""TagResource, UntagResource, ListTagsForResource, for applications, segments, campaigns and journeys."""

from __future__ import annotations

from aws_emulator.core.errors import BadRequest, NotFound
from aws_emulator.core.types import Call, Json, text
from aws_emulator.pinpoint.account import PinpointAccount
from aws_emulator.pinpoint.operations.rules import check_tags, tags_in

_KINDS = {"segments": "segment", "campaigns": "campaign", "journeys": "journey"}


def tag(account: PinpointAccount, call: Call) -> Json:
    """Put tags on a resource."""
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
    """Take tags off a resource."""
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
        case ["apps", application_id, kind, row_id] if kind in _KINDS:
            body = account.store.get(_KINDS[kind], application_id, row_id)
        case _:
            body = None
    if body is None or text(body, "Arn") != arn:
        raise NotFound("Resource not found")
    return arn
