"""Outbound campaigns (connectcampaignsv2): as much of a campaign as refers to a segment, and its state."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from aws_emulator.core.errors import Conflict, NotFound
from aws_emulator.core.paging import PageNames, PageSizes, find_page
from aws_emulator.core.store import Put, Remove
from aws_emulator.core.types import Body, Call, Json, items, members, text, texts
from aws_emulator.customer_profiles.account import ProfilesAccount

_PAGES = PageNames(size="maxResults", token="nextToken", items="campaignSummaryList", next_token="nextToken")  # noqa: S106 - a member's name
_IN_SUMMARY = (
    "id",
    "arn",
    "name",
    "connectInstanceId",
    "type",
    "schedule",
    "entryLimitsConfig",
    "connectCampaignFlowArn",
    "lastModifiedTime",
)
_ENDED = ("Stopped", "Failed", "Completed")
_CHANNELS = {"telephony": "TELEPHONY", "sms": "SMS", "email": "EMAIL", "whatsApp": "WHATSAPP"}
_MOVES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "StartCampaign": (("Initialized",), "Running"),
    "PauseCampaign": (("Running",), "Paused"),
    "ResumeCampaign": (("Paused",), "Running"),
    "StopCampaign": (("Running", "Paused"), "Stopped"),
}


class InvalidCampaignState(Conflict):
    """The campaign's state does not allow this: the model's second error class for 409."""

    code = "InvalidCampaignStateException"


def create(account: ProfilesAccount, call: Call) -> Json:
    """Make a campaign."""
    tags = texts(call.content.get("tags"))
    content = {name: member for name, member in call.content.items() if name != "tags"}
    body = new_campaign(account, str(UUID(account.new_id())), content)
    account.store.write([Put("outbound_campaign", "", text(body, "id"), body), *account.tag_writes(text(body, "arn"), tags)])
    return {"id": body["id"], "arn": body["arn"], **({"tags": dict(tags)} if tags else {})}


def new_campaign(account: ProfilesAccount, campaign_id: str, content: Body) -> Body:
    """Return the body of a new campaign; ``content`` may override its state."""
    return {
        "state": "Initialized",
        "connectInstanceId": "instance",
        "type": "MANAGED",
        "lastModifiedTime": account.now(),
        **content,
        "id": campaign_id,
        "arn": account.arn("connect-campaigns", "campaign", campaign_id),
    }


def describe(account: ProfilesAccount, call: Call) -> Json:
    """Answer a campaign, with its source, which no list has."""
    body = _campaign(account, call)
    tags = account.tags(text(body, "arn"))
    shown = {name: member for name, member in body.items() if name != "state"}
    return {"campaign": {**shown, **({"tags": dict(tags)} if tags else {})}}


def list_all(account: ProfilesAccount, call: Call) -> Json:
    """Answer a page of campaigns, of one instance if the request says so."""
    wanted = text(members(call.content, "filters", "instanceIdFilter"), "value")
    rows = [row for row in account.store.rows("outbound_campaign", "") if wanted in ("", text(row.body, "connectInstanceId"))]

    def show(body: Body) -> Json:
        channels: list[Json] = [name for member, name in _CHANNELS.items() if member in members(body, "channelSubtypeConfig")]
        return {**{name: body[name] for name in _IN_SUMMARY if name in body}, "channelSubtypes": channels}

    return find_page(call, rows, account.behaviour, _PAGES, PageSizes(min(50, account.behaviour.default_page_size), 50), show)


def get_state(account: ProfilesAccount, call: Call) -> Json:
    """Answer the state of a campaign."""
    return {"state": _campaign(account, call)["state"]}


def get_states(account: ProfilesAccount, call: Call) -> Json:
    """Answer the states of some campaigns; a missing one is a failure of its own."""
    found = {str(one): account.store.get("outbound_campaign", "", str(one)) for one in items(call.content, "campaignIds")}
    return {
        "successfulRequests": [{"campaignId": name, "state": body["state"]} for name, body in found.items() if body is not None],
        "failedRequests": [{"campaignId": name, "failureCode": "ResourceNotFound"} for name, body in found.items() if body is None],
    }


def update_source(account: ProfilesAccount, call: Call) -> Json:
    """Change the source of a campaign; refuse it if it has ended, unless the options say otherwise."""
    body = _campaign(account, call)
    if body["state"] in _ENDED and account.behaviour.source_of_ended_campaign == "refuse":
        raise InvalidCampaignState(f"The campaign is {body['state']}.")
    return _store(account, {**body, "source": call.content["source"]})


def move_to(state_change: str) -> Callable[[ProfilesAccount, Call], Json]:
    """Return the function for StartCampaign, PauseCampaign, ResumeCampaign or StopCampaign."""
    allowed, then = _MOVES[state_change]

    def move(account: ProfilesAccount, call: Call) -> Json:
        body = _campaign(account, call)
        if body["state"] not in allowed:
            raise InvalidCampaignState(f"The campaign is {body['state']}; {state_change} takes one that is {' or '.join(allowed)}.")
        return _store(account, {**body, "state": then})

    return move


def delete(account: ProfilesAccount, call: Call) -> Json:
    """Delete a campaign with its tags."""
    body = _campaign(account, call)
    account.store.write([Remove("outbound_campaign", "", text(body, "id")), Remove("tags", "", text(body, "arn"))])
    return None


def _store(account: ProfilesAccount, body: Body) -> Json:
    account.store.write([Put("outbound_campaign", "", text(body, "id"), {**body, "lastModifiedTime": account.now()})])
    return None


def _campaign(account: ProfilesAccount, call: Call) -> Body:
    body = account.store.get("outbound_campaign", "", call.parameters["id"])
    if body is None:
        raise NotFound("The campaign does not exist.")
    return body
