"""Profiles, estimates, snapshots and membership: who is in a segment, of the profiles that were loaded."""

from __future__ import annotations

from collections.abc import Sequence

from aws_emulator.core.errors import BadRequest
from aws_emulator.core.store import Put, Row
from aws_emulator.core.types import Body, Call, Json, items, members, number, text
from aws_emulator.customer_profiles.account import ProfilesAccount
from aws_emulator.customer_profiles.evaluator import CannotEvaluate, Evaluator


def create_profile(account: ProfilesAccount, call: Call) -> Json:
    """Load a profile."""
    domain = account.find_domain(call)
    profile_id = account.new_id()
    account.store.write([Put("profile", domain, profile_id, {**call.content, "ProfileId": profile_id})])
    return {"ProfileId": profile_id}


def create_estimate(account: ProfilesAccount, call: Call) -> Json:
    """Begin an estimate of criteria; its result is counted now."""
    domain = account.find_domain(call)
    query, sql = members(call.content, "SegmentQuery"), "SegmentSqlQuery" in call.content
    if ("SegmentQuery" in call.content) is sql:
        raise BadRequest("Specify either SegmentQuery or SegmentSqlQuery.")
    estimate_id = account.new_id()
    body: Body = {"DomainName": domain, "EstimateId": estimate_id, "Polls": 0, **_count(account, domain, query, is_sql=sql)}
    account.store.write([Put("estimate", domain, estimate_id, body)])
    return {"DomainName": domain, "EstimateId": estimate_id}


def get_estimate(account: ProfilesAccount, call: Call) -> Json:
    """Answer an estimate; each call brings it one step on."""
    domain = account.find_domain(call)
    body = account.find_in_domain("estimate", domain, call.parameters["EstimateId"])
    polls = number(body, "Polls")
    account.store.write([Put("estimate", domain, text(body, "EstimateId"), {**body, "Polls": polls + 1})])
    named: Body = {"DomainName": domain, "EstimateId": body["EstimateId"]}
    if polls < account.behaviour.estimate_polls:
        return {**named, "Status": "RUNNING"}
    if account.behaviour.estimate_outcome == "FAILED":
        return {**named, "Status": "FAILED", "Message": "This failure was asked for."}
    return {**named, **{name: member for name, member in body.items() if name in ("Status", "Estimate", "Message")}}


def create_snapshot(account: ProfilesAccount, call: Call) -> Json:
    """Begin a snapshot of a segment; no file is written."""
    domain, name = account.find_domain(call), call.parameters["SegmentDefinitionName"]
    account.find_in_domain("segment_definition", domain, name)
    snapshot_id = account.new_id()
    body: Body = {**call.content, "SnapshotId": snapshot_id, "SegmentDefinitionName": name, "Polls": 0}
    account.store.write([Put("snapshot", domain, snapshot_id, body)])
    return {"SnapshotId": snapshot_id}


def get_snapshot(account: ProfilesAccount, call: Call) -> Json:
    """Answer a snapshot; each call brings it one step on."""
    domain = account.find_domain(call)
    body = account.find_in_domain("snapshot", domain, call.parameters["SnapshotId"])
    if text(body, "SegmentDefinitionName") != call.parameters["SegmentDefinitionName"]:
        account.find_in_domain("snapshot", domain, "")
    polls = number(body, "Polls")
    account.store.write([Put("snapshot", domain, text(body, "SnapshotId"), {**body, "Polls": polls + 1})])
    shown = {name: member for name, member in body.items() if name not in ("Polls", "SegmentDefinitionName")}
    if polls < account.behaviour.snapshot_polls:
        return {**shown, "Status": "IN_PROGRESS"}
    if account.behaviour.snapshot_outcome == "FAILED":
        return {**shown, "Status": "FAILED", "StatusMessage": "This failure was asked for."}
    return {**shown, "Status": "COMPLETED"}


def get_membership(account: ProfilesAccount, call: Call) -> Json:
    """Answer which of some profiles are in a segment; a missing profile is a failure of its own."""
    domain, name = account.find_domain(call), call.parameters["SegmentDefinitionName"]
    account.find_in_domain("segment_definition", domain, name)
    evaluator = _evaluator(account, domain)
    profiles: list[Json] = []
    failures: list[Json] = []
    for profile_id in map(str, items(call.content, "ProfileIds")):
        profile = account.store.get("profile", domain, profile_id)
        if profile is None:
            failures.append({"ProfileId": profile_id, "Message": "The profile does not exist.", "Status": 404})
            continue
        try:
            result = "PRESENT" if evaluator.matches_segment(name, profile) else "ABSENT"
        except CannotEvaluate as error:
            failures.append({"ProfileId": profile_id, "Message": str(error), "Status": 400})
        else:
            shown = {member: value for member, value in profile.items() if member != "CalculatedAttributes"}
            profiles.append({"ProfileId": profile_id, "QueryResult": result, "Profile": shown})
    return {"SegmentDefinitionName": name, "Profiles": profiles, "Failures": failures, "LastComputedAt": account.seconds()}


def _count(account: ProfilesAccount, domain: str, query: Body, *, is_sql: bool) -> Body:
    """Return how an estimate ends: the number of loaded profiles that match, or why it is unknown."""
    if is_sql:
        return {"Status": "FAILED", "Message": "The emulator does not evaluate SQL."}
    evaluator, profiles = _evaluator(account, domain), _profiles(account, domain)
    try:
        matching = sum(evaluator.matches(query, row.body) for row in profiles)
    except CannotEvaluate as error:
        return {"Status": "FAILED", "Message": str(error)}
    return {"Status": "SUCCEEDED", "Estimate": str(matching)}


def _profiles(account: ProfilesAccount, domain: str) -> Sequence[Row]:
    return account.store.rows("profile", domain)


def _evaluator(account: ProfilesAccount, domain: str) -> Evaluator:
    return Evaluator(account.behaviour, lambda name: account.store.get("segment_definition", domain, name))
