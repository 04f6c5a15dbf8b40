"""CreateSegmentDefinition, GetSegmentDefinition, ListSegmentDefinitions, DeleteSegmentDefinition. There is no update."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from aws_emulator.core.errors import BadRequest, NotFound
from aws_emulator.core.store import Put, Remove, Row, Write
from aws_emulator.core.types import Body, Call, Json, items, members, text, texts
from aws_emulator.customer_profiles.account import ProfilesAccount
from aws_emulator.customer_profiles.operations.rules import check_definition, sources_of

_IN_LIST = ("SegmentDefinitionName", "DisplayName", "Description", "SegmentDefinitionArn", "CreatedAt", "SegmentType")
_IN_CREATE = ("SegmentDefinitionName", "DisplayName", "Description", "SegmentDefinitionArn", "CreatedAt")
_UNORDERED = frozenset({"Values", "Dimensions", "Groups", "SourceSegments"})
_RANGES = ("BETWEEN", "NOT_BETWEEN")
_LIVE_CAMPAIGNS = ("Running", "Paused")


def create(account: ProfilesAccount, call: Call) -> Json:
    """Create a segment, with its tags; refuse a name that is taken or not free yet."""
    domain, name = account.find_domain(call), call.parameters["SegmentDefinitionName"]
    _check_name(account, domain, name)
    content: Body = {member: value for member, value in call.content.items() if member != "Tags"}
    check_definition(account, domain, content)
    tags = texts(call.content.get("Tags")) if account.behaviour.tags_on_create == "keep" else {}
    body = new_segment(account, domain, name, content)
    arn = text(body, "SegmentDefinitionArn")
    writes: list[Write] = [Put("segment_definition", domain, name, body), Remove("freed_name", domain, name)]
    account.store.write([*writes, *account.tag_writes(arn, tags)])
    account.hide(domain, name, account.behaviour.new_segments_hide_for)
    account.unread[f"{domain}/{name}"] = account.behaviour.new_segments_missing_for
    answer: Body = {member: body[member] for member in _IN_CREATE if member in body}
    return account.with_tags(answer, arn) if account.behaviour.tags_in_write else answer


def get(account: ProfilesAccount, call: Call) -> Json:
    """Answer a segment with its criteria."""
    domain, name = account.find_domain(call), call.parameters["SegmentDefinitionName"]
    body = account.find_in_domain("segment_definition", domain, name)
    left = account.unread.get(f"{domain}/{name}", 0)
    if left:
        account.unread[f"{domain}/{name}"] = left - 1
        raise NotFound(f"The segment definition {name} does not exist, or access was denied.")
    shown = {**body, **_criteria(account, body)}
    return account.with_tags(shown, text(body, "SegmentDefinitionArn")) if account.behaviour.tags_in_get else shown


def list_all(account: ProfilesAccount, call: Call) -> Json:
    """Answer a page of a domain's segments, without their criteria."""
    domain = account.find_domain(call)
    begins = not call.parameters.get("NextToken")
    rows = [*account.visible("segment_definition", domain, begins=begins), *_lingering(account, domain, begins=begins)]
    return account.page(call, sorted(rows, key=lambda row: row.number), lambda body: _item(account, body))


def delete(account: ProfilesAccount, call: Call) -> Json:
    """Delete a segment with its tags, and record when, for names that are not free at once."""
    domain, name = account.find_domain(call), call.parameters["SegmentDefinitionName"]
    body = account.find_in_domain("segment_definition", domain, name)
    users = _users(account, domain, name) if account.behaviour.delete_in_use == "refuse" else []
    if users:
        raise BadRequest(f"The segment is in use by {', '.join(users)}.")
    if account.behaviour.deleted_segments_show_for:
        row = next(row for row in account.store.rows("segment_definition", domain) if row.id == name)
        account.lingering.setdefault(domain, {})[name] = (row, account.behaviour.deleted_segments_show_for)
    writes: list[Write] = [Remove("segment_definition", domain, name), Put("freed_name", domain, name, {"At": account.seconds()})]
    if account.behaviour.subscription_of_deleted == "ends":
        writes.append(Remove("subscription", domain, name))
    account.store.write([*writes, Remove("tags", "", text(body, "SegmentDefinitionArn"))])
    return {"Message": f"Deleted segment definition {name}."}


def new_segment(account: ProfilesAccount, domain: str, name: str, content: Body) -> Body:
    """Return the body of a new segment; ``content`` may override its creation date."""
    return {
        "CreatedAt": account.seconds(),
        **content,
        "SegmentType": "ENHANCED" if "SegmentSqlQuery" in content else "CLASSIC",
        "SegmentDefinitionName": name,
        "SegmentDefinitionArn": account.profile_arn(domain, "segment-definitions", name),
    }


def _check_name(account: ProfilesAccount, domain: str, name: str) -> None:
    behaviour = account.behaviour
    taken = account.store.get("segment_definition", domain, name) is not None
    if not taken and behaviour.names_that_differ_in_case == "same":
        taken = name.casefold() in {row.id.casefold() for row in account.store.rows("segment_definition", domain)}
    if taken and behaviour.taken_name == "refuse":
        raise BadRequest(f"A segment definition named {name} exists already.")
    freed = account.store.get("freed_name", domain, name)
    if freed is not None and account.seconds() - float(str(freed["At"])) < behaviour.name_free_after_s:
        raise BadRequest(f"A segment definition named {name} exists already.")


def _item(account: ProfilesAccount, body: Body) -> Body:
    shown: Body = {name: body[name] for name in _IN_LIST if name in body}
    if not account.behaviour.created_at_in_list:
        del shown["CreatedAt"]
    return account.with_tags(shown, text(body, "SegmentDefinitionArn")) if account.behaviour.tags_in_list else shown


def _lingering(account: ProfilesAccount, domain: str, *, begins: bool) -> Sequence[Row]:
    """Return deleted segments that the list still shows; a listing that begins counts for each."""
    kept = account.lingering.get(domain, {})
    shown = [row for row, _ in kept.values() if account.store.get("segment_definition", domain, row.id) is None]
    if begins:
        account.lingering[domain] = {name: (row, left - 1) for name, (row, left) in kept.items() if left > 1}
    return shown


def _users(account: ProfilesAccount, domain: str, name: str) -> list[str]:
    """Return the users of a segment as text: segments, event triggers, and campaigns that run or pause."""
    arn = account.profile_arn(domain, "segment-definitions", name)
    segments = [row.id for row in account.store.rows("segment_definition", domain) if name in set(sources_of(row.body))]
    triggers = [row.id for row in account.store.rows("event_trigger", domain) if text(row.body, "SegmentFilter") == name]
    campaigns = [
        row.id
        for row in account.store.rows("outbound_campaign", "")
        if text(members(row.body, "source"), "customerProfilesSegmentArn") == arn and text(row.body, "state") in _LIVE_CAMPAIGNS
    ]
    named = (("segment", segments), ("event trigger", triggers), ("campaign", campaigns))
    return [f"{kind} {one}" for kind, found in named for one in found]


def _criteria(account: ProfilesAccount, body: Body) -> Body:
    """Return SegmentGroups changed by each option that is not at its default; an empty object for a segment without any."""
    if "SegmentGroups" not in body:
        return {}
    groups: Json = members(body, "SegmentGroups")
    if account.behaviour.defaults_for_connectives == "write":
        groups = _with_connectives(members(groups), account.behaviour.missing_connective)
    if account.behaviour.empty_members == "omit":
        groups = _pruned(groups)
    if account.behaviour.order_of_lists == "shuffled":
        groups = _shuffled(groups)
    return {"SegmentGroups": groups}


def _with_connectives(groups: Body, connective: str) -> Body:
    full: list[Json] = [{"SourceType": connective, "Type": connective, **members(group)} for group in items(groups, "Groups")]
    return {"Include": connective, **groups, **({"Groups": full} if "Groups" in groups else {})}


def _pruned(value: Json) -> Json:
    """Return ``value`` without empty maps and lists at any depth; a list keeps its items."""
    if isinstance(value, dict):
        kept = {name: _pruned(member) for name, member in value.items()}
        return {name: member for name, member in kept.items() if member not in ({}, [])}
    return [_pruned(item) for item in value] if isinstance(value, list) else value


def _shuffled(value: Json) -> Json:
    """Return ``value`` with its unordered lists in the order of a hash: different from the written order, but stable."""
    if isinstance(value, list):
        return [_shuffled(item) for item in value]
    if not isinstance(value, dict):
        return value
    ordered = value.get("DimensionType") in _RANGES
    shown: Body = {}
    for name, member in value.items():
        inner = _shuffled(member)
        shown[name] = _mixed(inner) if name in _UNORDERED and isinstance(inner, list) and not ordered else inner
    return shown


def _mixed(written: list[Json]) -> list[Json]:
    mixed = sorted(written, key=lambda item: sha256(repr(item).encode()).hexdigest())
    return mixed[::-1] if mixed == written else mixed
