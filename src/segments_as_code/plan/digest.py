"""The plan's digest: a hash of what would be done, never of its wording.

Two plans with the same digest make the same calls for the same segments from the same starting point. So target, kind, key, id, the
deployed version (or when it was made), both definitions and the tags are hashed; locations, file names, notices, usages and unchanged
segments are not. Of a segment that is recreated, the deployed definition is hashed as its fingerprint, which outlives it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from hashlib import sha256
from typing import assert_never

from segments_as_code.model.document import Json
from segments_as_code.model.plan import (
    Adopt,
    Applied,
    Change,
    Create,
    Delete,
    Fingerprints,
    Outcome,
    Plan,
    Recreate,
    Replace,
    TagChange,
    Unchanged,
    Update,
    key_of,
)
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Target
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, RECREATION_TAG
from segments_as_code.ports import Dialect

FORMAT = 1
"""Part of what is hashed: a digest made under other rules never matches."""

_SHORT = 12
"""Hex digits of the fingerprint of everything desired: it tells two texts apart, and approves nothing alone."""

_LONG = 24
"""Hex digits (96 bits) of a change's fingerprint, which approves what is left of a plan: nobody finds another change that has it."""


def digest_of(target: Target, changes: Sequence[Change], ids: Mapping[str, str], *, as_of: str | None = None) -> str:
    """Return 64 hex digits: sha256 over canonical JSON (sorted members, no spaces, ASCII) of what ``changes`` would do.

    ``as_of`` is hashed too if a plan was made against a snapshot: its digest is never that of a plan against the service.
    """
    what = [hashed for change in changes if (hashed := _hashed(change)) is not None]
    snapshot: Mapping[str, Json] = {} if as_of is None else {"snapshot": as_of}
    return _sha256({"format": FORMAT, "target": asdict(target), "changes": what, "ids": dict(ids), **snapshot})


def fingerprints_of(target: Target, changes: Sequence[Change], ids: Mapping[str, str], dialect: Dialect) -> Fingerprints:
    """Return fingerprints with which a later plan can say how it differs from one with these ``changes``, or that it is its rest.

    ``ids`` are those of the deployed segments that the changes build on. Each change is followed by what it is after each of its
    own writes but the last.
    """
    chosen = {change.desired.key: change.desired.id for change in changes if not isinstance(change, Delete) and change.desired.id}
    known = {**ids, **chosen}
    each = [
        (key_of(change), _sha256({"change": hashed, "ids": _ids_of(change, known, dialect)})[:_LONG])
        for planned in changes
        for change in (planned, *_if_stopped(planned, target.owner))
        if (hashed := _hashed(change)) is not None
    ]
    return Fingerprints(_sha256_of_desired(target, changes)[:_SHORT], tuple(each))


def _ids_of(change: Change, ids: Mapping[str, str], dialect: Dialect) -> dict[str, str]:
    if isinstance(change, Delete):
        return {}
    keys = {reference.key for reference in dialect.references(change.desired.definition)}
    return {key: ids[key] for key in sorted(key for key in keys if key is not None) if key in ids}


def _if_stopped(change: Change, owner: str) -> Iterator[Change]:
    """Return what the next run plans instead of ``change`` if this one ends between its writes (``ChangeWriter`` has their order)."""
    if not isinstance(change, Update | Adopt) or not change.tags:
        return
    if change.fields:
        version = None if change.deployed.version is None else change.deployed.version + 1
        change = replace(change, deployed=replace(change.deployed, definition=change.desired.definition, version=version), fields=())
        yield change
    if change.tags.before:
        left = {OWNER_TAG: owner} if KEY_TAG in change.tags.before else {}
        yield replace(change, tags=TagChange(put={**change.tags.put, **left}))


def with_fingerprints(plan: Plan, dialect: Dialect) -> Plan:
    """Return ``plan`` with its fingerprints. They take as long as the rest of a plan; only comments need them."""
    return replace(plan, fingerprints=fingerprints_of(plan.target, plan.changes, plan.ids, dialect))


_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def _sha256(said: Json) -> str:
    return sha256(_JSON(said).encode()).hexdigest()


def _sha256_of_desired(target: Target, changes: Sequence[Change]) -> str:
    """Return the hash of one JSON text about everything desired; it may be megabytes, so it is hashed in pieces."""
    desired = {change.desired.key: change.desired for change in changes if not isinstance(change, Delete)}
    hashed, comma = sha256(b'{"desired":{'), ""
    for key in sorted(desired):
        hashed.update(f"{comma}{_JSON(key)}:{_JSON(_wanted(desired[key]))}".encode())
        comma = ","
    hashed.update(f'}},"format":{_JSON(FORMAT)},"target":{_JSON(asdict(target))}}}'.encode())
    return hashed.hexdigest()


def _wanted(segment: DesiredSegment) -> Json:
    lifecycle = segment.lifecycle
    care: Json = {"protected": lifecycle.protected, "adopt": lifecycle.adopt, "ignore": list(lifecycle.ignore)}
    return {"definition": segment.definition, "tags": segment.tags, "lifecycle": care}


def _hashed(change: Change) -> Json:  # noqa: PLR0911  # one for each kind
    match change:
        case Unchanged():
            return None
        case Create(desired, tags):
            chosen = {} if desired.id is None else {"id": desired.id}
            return {"create": desired.key, **chosen, "definition": desired.definition, "tags": tags}
        case Update(desired, deployed, _, tags):
            return {"update": desired.key, **_sides(change), "tags": _tags(tags)}
        case Adopt(desired, deployed, _, tags):
            return {"adopt": desired.key, **_sides(change), "tags": _tags(tags)}
        case Replace(desired, deployed, _, tags):
            return {"replace": desired.key, **_sides(change), "tags": tags}
        case Recreate(desired, deployed, _, tags, before):
            made = {"id": deployed.id, "made": deployed.made, "before": before}
            return {"recreate": desired.key, **made, "definition": desired.definition, "tags": tags}
        case Delete(key, deployed):
            return {"delete": key, "id": deployed.id, **_state(deployed), "before": deployed.definition}
        case _:
            assert_never(change)


def _sides(change: Update | Adopt | Replace) -> dict[str, Json]:
    deployed = change.deployed
    return {"id": deployed.id, **_state(deployed), "before": deployed.definition, "definition": change.desired.definition}


def _state(deployed: DeployedSegment) -> dict[str, Json]:
    """Return what tells one state of a segment from another: its version, or without versions, when it was made."""
    return {"version": deployed.version, **({"made": deployed.made} if deployed.made else {})}


def _tags(tags: TagChange) -> Json:
    """Return a change of tags without the note of a recreation that was stopped: a run that is killed may have removed it already."""
    before = {name: value for name, value in tags.before.items() if name != RECREATION_TAG}
    return {"put": tags.put, "removed": [name for name in tags.removed if name != RECREATION_TAG], "before": before}


def ids_built_on(changes: Sequence[Change], ids: Mapping[str, str], dialect: Dialect) -> dict[str, str]:
    """Return those of ``ids`` that ``changes`` need: deployed segments that they build on."""
    desired = [change.desired for change in changes if isinstance(change, Create | Update | Replace | Recreate | Adopt)]
    named = {reference.key for segment in desired for reference in dialect.references(segment.definition)}
    return {key: ids[key] for key in sorted(ids) if key in named}


def remaining_plan(plan: Plan, outcomes: Sequence[Outcome], dialect: Dialect) -> str:
    """Return the digest of what ``outcomes`` left of ``plan``, which a second run's plan will have; empty if nothing is left."""
    left = tuple(outcome.change for outcome in outcomes if not isinstance(outcome, Applied))
    if not left:
        return ""
    made = {key_of(o.change): o.written.id for o in outcomes if isinstance(o, Applied) and o.written is not None}
    return digest_of(plan.target, left, ids_built_on(left, {**plan.ids, **made}, dialect))
