"""CreateDomain, GetDomain, ListDomains, DeleteDomain, and the tags of everything that has an ARN."""

from __future__ import annotations

from aws_emulator.core.errors import BadRequest, NotFound
from aws_emulator.core.store import Put, Remove, Write
from aws_emulator.core.types import Body, Call, Json, text, texts
from aws_emulator.customer_profiles.account import ProfilesAccount

KINDS = ("segment_definition", "freed_name", "calculated_attribute", "event_trigger", "profile", "estimate", "snapshot", "subscription")
"""The kinds of rows in a domain."""

_IN_LIST = ("DomainName", "CreatedAt", "LastUpdatedAt")
_TAGGED = {
    "segment-definitions": "segment_definition",
    "calculated-attributes": "calculated_attribute",
    "event-triggers": "event_trigger",
}


def create(account: ProfilesAccount, call: Call) -> Json:
    """Create a domain; refuse one that exists."""
    domain = call.parameters["DomainName"]
    if account.store.get("domain", "", domain) is not None:
        raise BadRequest(f"A domain named {domain} exists already.")
    account.store.write(domain_writes(account, domain, call.content))
    return account.with_tags(account.find_in_domain("domain", "", domain), account.profile_arn(domain))


def domain_writes(account: ProfilesAccount, domain: str, content: Body) -> list[Write]:
    """Return the write that stores a new domain."""
    now = account.seconds()
    given = {name: member for name, member in content.items() if name != "Tags"}
    body: Body = {"DefaultExpirationDays": 366, "CreatedAt": now, "LastUpdatedAt": now, **given, "DomainName": domain}
    return [Put("domain", "", domain, body), *account.tag_writes(account.profile_arn(domain), texts(content.get("Tags")))]


def get(account: ProfilesAccount, call: Call) -> Json:
    """Answer a domain, with the number of loaded profiles."""
    domain = account.find_domain(call)
    profiles = len(account.store.rows("profile", domain))
    stats: Body = {"ProfileCount": profiles, "MeteringProfileCount": profiles, "ObjectCount": 0, "TotalSize": 0}
    return account.with_tags({**account.find_in_domain("domain", "", domain), "Stats": stats}, account.profile_arn(domain))


def list_all(account: ProfilesAccount, call: Call) -> Json:
    """Answer a page of domains."""

    def show(body: Body) -> Json:
        return account.with_tags({name: body[name] for name in _IN_LIST}, account.profile_arn(text(body, "DomainName")))

    return account.page(call, account.store.rows("domain", ""), show)


def delete(account: ProfilesAccount, call: Call) -> Json:
    """Delete a domain with everything in it."""
    domain = account.find_domain(call)
    writes: list[Write] = [Remove("domain", "", domain), Remove("stream", "", domain), Remove("tags", "", account.profile_arn(domain))]
    writes += [Remove(kind, domain, row.id) for kind in KINDS for row in account.store.rows(kind, domain)]
    writes += [
        Remove("tags", "", account.profile_arn(domain, path, row.id))
        for path, kind in _TAGGED.items()
        for row in account.store.rows(kind, domain)
    ]
    account.store.write(writes)
    return {"Message": f"Deleted domain {domain}."}


def tag(account: ProfilesAccount, call: Call) -> Json:
    """Add tags to a resource; the new value of a key replaces the old one, as the model's text says."""
    arn = _known_arn(account, call)
    tags = {**account.tags(arn), **texts(call.content.get("tags"))}
    if len(tags) > 50:  # noqa: PLR2004 - the model's largest TagMap
        raise BadRequest(f"{len(tags)} tags; a resource takes at most 50.")
    account.store.write(account.tag_writes(arn, tags))
    return {}


def untag(account: ProfilesAccount, call: Call) -> Json:
    """Remove tags from a resource."""
    arn = _known_arn(account, call)
    tags = account.tags(arn)
    unknown = sorted(set(call.tag_keys) - tags.keys())
    if not call.tag_keys or (unknown and account.behaviour.untag_unknown_key == "refuse"):
        raise BadRequest(f"The resource has no tag {unknown[0]}." if unknown else "tagKeys is required.")
    account.store.write(account.tag_writes(arn, {name: value for name, value in tags.items() if name not in call.tag_keys}))
    return {}


def list_tags(account: ProfilesAccount, call: Call) -> Json:
    """Answer the tags of a resource; without any, no tags member, because the model does not allow an empty one."""
    tags = account.tags(_known_arn(account, call))
    return {"tags": dict(tags)} if tags else {}


def _known_arn(account: ProfilesAccount, call: Call) -> str:
    """Return the ARN in a call, or raise NotFound if nothing here has it."""
    arn = call.parameters.get("resourceArn") or call.parameters["arn"]
    path = arn.rpartition(":")[2].split("/")
    match path:
        case ["domains", domain]:
            known = account.store.get("domain", "", domain) is not None and arn == account.profile_arn(domain)
        case ["domains", domain, kind, name] if kind in _TAGGED:
            known = account.store.get(_TAGGED[kind], domain, name) is not None and arn == account.profile_arn(domain, kind, name)
        case ["campaign", campaign_id]:
            known = text(account.store.get("outbound_campaign", "", campaign_id), "arn") == arn
        case _:
            known = False
    if not known:
        raise NotFound(f"The resource {arn} does not exist, or access was denied.")
    return arn
