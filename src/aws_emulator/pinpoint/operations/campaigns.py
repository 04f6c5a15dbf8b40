"""CreateCampaign, GetCampaign, GetCampaigns, UpdateCampaign, DeleteCampaign: as much of a campaign as refers to a segment."""

from __future__ import annotations

from aws_emulator.core.errors import BadRequest
from aws_emulator.core.store import Put, Remove
from aws_emulator.core.types import Body, Call, Json, number, text
from aws_emulator.pinpoint.account import PinpointAccount
from aws_emulator.pinpoint.operations.rules import check_tags, tags_in


def create(account: PinpointAccount, call: Call) -> Json:
    """Create a scheduled campaign, pinned to the segment's newest version if the request names none."""
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    request = call.content
    tags = tags_in(request)
    check_tags(tags, account.behaviour)
    content = _with_segment(account, application_id, {name: member for name, member in request.items() if name != "tags"})
    body = new_campaign(account, application_id, account.new_id(), content)
    account.store.write([Put("campaign", application_id, text(body, "Id"), body), *account.tag_writes(text(body, "Arn"), tags)])
    return _answer(account, body)


def get(account: PinpointAccount, call: Call) -> Json:
    """Answer a campaign."""
    return _answer(account, _campaign(account, call))


def list_all(account: PinpointAccount, call: Call) -> Json:
    """Answer a page of an application's campaigns."""
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    return account.page(call, account.store.rows("campaign", application_id), lambda body: _answer(account, body))


def update(account: PinpointAccount, call: Call) -> Json:
    """Change the members that the request has, and count the version up."""
    application_id = call.parameters["ApplicationId"]
    old = _campaign(account, call)
    request = {name: member for name, member in call.content.items() if name != "tags"}
    content = _with_segment(account, application_id, {**old, **request})
    state: Body = {"CampaignStatus": "PAUSED" if content.get("IsPaused") is True else "SCHEDULED"}
    counted: Body = {"Version": number(old, "Version") + 1, "LastModifiedDate": account.now(), "State": state}
    body: Body = {**content, **counted}
    account.store.write([Put("campaign", application_id, text(body, "Id"), body)])
    return _answer(account, body)


def delete(account: PinpointAccount, call: Call) -> Json:
    """Delete a campaign; answer it as it was, in state DELETED."""
    body = _campaign(account, call)
    answer: Body = {**_answer(account, body), "State": {"CampaignStatus": "DELETED"}}
    account.store.write([Remove("campaign", call.parameters["ApplicationId"], text(body, "Id")), Remove("tags", "", text(body, "Arn"))])
    return answer


def new_campaign(account: PinpointAccount, application_id: str, campaign_id: str, content: Body) -> Body:
    """Return the body of a new campaign; ``content`` may override state, version and dates."""
    now = account.now()
    return {
        "CreationDate": now,
        "LastModifiedDate": now,
        "Version": 1,
        "State": {"CampaignStatus": "PAUSED" if content.get("IsPaused") is True else "SCHEDULED"},
        "SegmentVersion": account.newest_version(application_id, text(content, "SegmentId")) or 1,
        **content,
        "Id": campaign_id,
        "Arn": account.app_arn(application_id, "campaigns", campaign_id),
        "ApplicationId": application_id,
    }


def _with_segment(account: PinpointAccount, application_id: str, content: Body) -> Body:
    """Return ``content``, or raise BadRequest if it names no segment or one that does not exist."""
    segment_id = text(content, "SegmentId")
    if not segment_id:
        raise BadRequest("A campaign needs a SegmentId.")
    known = account.newest_version(application_id, segment_id) is not None
    if not known and account.behaviour.unknown_references == "refuse":
        raise BadRequest(f"Segment {segment_id} does not exist.")
    return content


def _campaign(account: PinpointAccount, call: Call) -> Body:
    application_id = call.parameters["ApplicationId"]
    account.find_application(application_id)
    return account.find("campaign", application_id, call.parameters["CampaignId"])


def _answer(account: PinpointAccount, body: Body) -> Body:
    tags = account.tags(text(body, "Arn"))
    return {**body, "tags": dict(tags)} if tags else body
