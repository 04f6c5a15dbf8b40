"""The domains and outbound campaigns of a seed file.

The shape of a seed file (YAML or JSON) is in ``docs/reference/emulator.md``; the members of each object are those of the
service's own answers, and only a name is required.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from uuid import UUID

from aws_emulator.core.api import Api
from aws_emulator.core.service import check_seed_members
from aws_emulator.core.store import Put, Write
from aws_emulator.core.types import Body, Json, items, members, text, texts
from aws_emulator.core.validation import Reader
from aws_emulator.customer_profiles.account import ProfilesAccount
from aws_emulator.customer_profiles.operations.campaigns import new_campaign
from aws_emulator.customer_profiles.operations.definitions import CALCULATED_ATTRIBUTE, EVENT_TRIGGER
from aws_emulator.customer_profiles.operations.domains import domain_writes
from aws_emulator.customer_profiles.operations.segments import new_segment
from aws_emulator.customer_profiles.operations.streams import new_subscription

_SHAPES = {
    "segments": ("GetSegmentDefinitionResponse", "SegmentDefinitionName", ()),
    "calculated_attributes": ("GetCalculatedAttributeDefinitionResponse", "CalculatedAttributeName", ()),
    "event_triggers": ("GetEventTriggerResponse", "EventTriggerName", ()),
    "profiles": ("Profile", "", ("CalculatedAttributes",)),
    "subscriptions": ("GetSegmentSubscriptionResponse", "SegmentName", ("SegmentName",)),
}
"""The objects of a domain in a seed: their shape, the member with their name, and the members that only seeds have."""

_DOMAIN = ("DomainName", "DefaultExpirationDays", "DataStore", "Tags", "stream", *_SHAPES)
_CAMPAIGN_MORE = ("state", "tags")


def check_seed(apis: Mapping[str, Api], seed: Body) -> None:
    """Raise ValueError if the domains or campaigns of a seed are malformed."""
    for domain in map(members, items(seed, "domains")):
        if not text(domain, "DomainName"):
            raise ValueError("A domain in a seed is a mapping with a DomainName.")
        check_seed_members(domain, "a domain in a seed", _DOMAIN, lists=tuple(_SHAPES))
        for kind, (shape, name_member, more) in _SHAPES.items():
            for thing in items(domain, kind):
                _check_thing(apis["customer-profiles"], kind, shape, thing, more)
                if name_member and not text(thing, name_member):
                    raise ValueError(f"One of the {kind.replace('_', ' ')} in a seed has no {name_member}.")
    for campaign in items(seed, "outbound_campaigns"):
        _check_thing(apis["connectcampaignsv2"], "outbound_campaigns", "Campaign", campaign, _CAMPAIGN_MORE)


def load_seed(account: ProfilesAccount, seed: Body, *, into_existing: bool) -> None:
    """Create what ``seed`` names. An existing domain does not change, or with ``into_existing`` gets what it lacks."""
    for domain in map(members, items(seed, "domains")):
        name = text(domain, "DomainName")
        known = account.store.get("domain", "", name) is not None
        if known and not into_existing:
            continue
        about: Body = {member: value for member, value in domain.items() if member in ("DefaultExpirationDays", "DataStore", "Tags")}
        made = [] if known else domain_writes(account, name, about)
        account.store.write([*made, *_contents(account, name, domain)])
    for position, campaign in enumerate(items(seed, "outbound_campaigns")):
        account.store.write(_campaign(account, position, members(campaign)))


def _contents(account: ProfilesAccount, domain: str, given: Body) -> list[Write]:
    """Return the writes for the missing objects of a domain."""
    writes: list[Write] = []
    for name, content in _new(account, "segment_definition", domain, items(given, "segments"), "SegmentDefinitionName"):
        body = new_segment(account, domain, name, {member: value for member, value in content.items() if member != "Tags"})
        writes.append(Put("segment_definition", domain, name, body))
        writes += account.tag_writes(text(body, "SegmentDefinitionArn"), texts(content.get("Tags")))
    for kind, member in ((CALCULATED_ATTRIBUTE, "calculated_attributes"), (EVENT_TRIGGER, "event_triggers")):
        for name, content in _new(account, kind.row, domain, items(given, member), kind.name_member):
            writes += kind.writes(account, domain, name, content)
    for position, profile in enumerate(map(members, items(given, "profiles"))):
        profile_id = text(profile, "ProfileId") or sha256(f"{domain}/{position}".encode()).hexdigest()[:32]
        writes.append(Put("profile", domain, profile_id, {**profile, "ProfileId": profile_id}))
    for name, content in _new(account, "subscription", domain, items(given, "subscriptions"), "SegmentName"):
        body = new_subscription(account, {member: value for member, value in content.items() if member != "SegmentName"})
        writes.append(Put("subscription", domain, name, body))
    if "stream" in given:
        stream: Body = {**members(given, "stream"), "DomainName": domain, "AssociatedAt": account.seconds(), "State": "RUNNING"}
        writes.append(Put("stream", "", domain, stream))
    return writes


def _new(account: ProfilesAccount, row: str, domain: str, things: list[Json], name_member: str) -> Iterator[tuple[str, Body]]:
    for thing in map(members, things):
        name = text(thing, name_member)
        if account.store.get(row, domain, name) is None:
            yield name, thing


def _campaign(account: ProfilesAccount, position: int, content: Body) -> list[Write]:
    """Return the write for a campaign, unless it exists; a source such as ``domains/…`` becomes an ARN of this account."""
    campaign_id = text(content, "id") or str(UUID(sha256(f"outbound_campaigns/{position}".encode()).hexdigest()[:32]))
    if account.store.get("outbound_campaign", "", campaign_id) is not None:
        return []
    source = members(content, "source")
    segment = text(source, "customerProfilesSegmentArn")
    if segment.startswith("domains/"):
        source = {"customerProfilesSegmentArn": account.arn("profile", segment)}
    given: Body = {name: member for name, member in content.items() if name not in ("tags", "source")}
    body = new_campaign(account, campaign_id, {"name": campaign_id, **given, **({"source": source} if source else {})})
    return [Put("outbound_campaign", "", campaign_id, body), *account.tag_writes(text(body, "arn"), texts(content.get("tags")))]


def _check_thing(api: Api, kind: str, shape: str, thing: Json, more: tuple[str, ...]) -> None:
    """Raise ValueError if an object does not match its shape, including lengths and patterns of texts."""
    reader = Reader(partial=True)
    known = {name: member for name, member in members(thing).items() if name not in more}
    reader.read(api.shape(shape), known if isinstance(thing, dict) else thing, kind)
    faults = [fault for fault in reader.violations if "customerProfilesSegmentArn" not in fault]
    if faults:
        raise ValueError(f"The seed is malformed: {'; '.join(sorted(faults))}.")
