"""The stream of a domain and the subscriptions of its segments; no event is ever sent."""

from __future__ import annotations

from aws_emulator.core.errors import BadRequest, NotFound
from aws_emulator.core.store import Put, Remove
from aws_emulator.core.types import Body, Call, Json, text
from aws_emulator.customer_profiles.account import ProfilesAccount

_MOST_SUBSCRIPTIONS = 10


def associate(account: ProfilesAccount, call: Call) -> Json:
    """Create the stream of a domain."""
    domain = account.find_domain(call)
    body: Body = {**call.content, "DomainName": domain, "AssociatedAt": account.seconds(), "State": "RUNNING"}
    account.store.write([Put("stream", "", domain, body)])
    return {}


def get(account: ProfilesAccount, call: Call) -> Json:
    """Answer a domain's stream, and every segment of the domain that is subscribed."""
    domain = account.find_domain(call)
    stream = account.store.get("stream", "", domain)
    if stream is None and account.behaviour.no_stream_answer == "not_found":
        raise NotFound(f"The domain {domain} has no stream.")
    rows = account.store.rows("subscription", domain)
    subscribed: list[Json] = [{"SegmentName": row.id, "Status": text(row.body, "Status")} for row in rows]
    return {"DomainName": domain, **(stream or {}), "AssociatedSegments": subscribed}


def disassociate(account: ProfilesAccount, call: Call) -> Json:
    """End the stream of a domain; the subscriptions stay."""
    domain = account.find_domain(call)
    account.find_in_domain("stream", "", domain)
    account.store.write([Remove("stream", "", domain)])
    return {"Message": f"Disassociated the stream of domain {domain}."}


def put_subscription(account: ProfilesAccount, call: Call) -> Json:
    """Subscribe a segment, every 24 hours unless the request says otherwise."""
    domain, name = account.find_domain(call), call.parameters["SegmentDefinitionName"]
    account.find_in_domain("segment_definition", domain, name)
    others = [row for row in account.store.rows("subscription", domain) if row.id != name]
    if account.behaviour.quotas == "enforce" and len(others) >= _MOST_SUBSCRIPTIONS:
        raise BadRequest(f"The domain has {_MOST_SUBSCRIPTIONS} subscriptions, which is the most.")
    body = new_subscription(account, call.content)
    account.store.write([Put("subscription", domain, name, body)])
    return {name: body[name] for name in ("Status", "ScheduleConfiguration", "StartedAt")}


def new_subscription(account: ProfilesAccount, content: Body) -> Body:
    """Return the body of a new subscription."""
    schedule: Body = {"Interval": 24, "Unit": "HOURLY"}
    now = account.seconds()
    return {"Status": "RUNNING", "ScheduleConfiguration": schedule, "StartedAt": now, "LastUpdatedAt": now, **content}


def get_subscription(account: ProfilesAccount, call: Call) -> Json:
    """Answer the subscription of a segment."""
    domain, name = account.find_domain(call), call.parameters["SegmentDefinitionName"]
    account.find_in_domain("segment_definition", domain, name)
    return account.find_in_domain("subscription", domain, name)


def delete_subscription(account: ProfilesAccount, call: Call) -> Json:
    """End the subscription of a segment."""
    get_subscription(account, call)
    domain, name = call.parameters["DomainName"], call.parameters["SegmentDefinitionName"]
    account.store.write([Remove("subscription", domain, name)])
    return {"Message": f"Ended the subscription of {name}."}


def list_events(account: ProfilesAccount, call: Call) -> Json:
    """Answer an empty page: the members of a subscribed segment are not followed."""
    get_subscription(account, call)
    return account.page(call, [], lambda body: body, items="Events")
