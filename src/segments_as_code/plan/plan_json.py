"""A plan as a file (``schemas/plan.schema.json``): write it, read it, and check it against what is deployed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar, assert_never

from segments_as_code.model.document import Json, Location
from segments_as_code.model.plan import (
    Adopt,
    Change,
    Create,
    Delete,
    FieldChange,
    FieldChangeKind,
    Notice,
    Plan,
    Recreate,
    Refusal,
    Replace,
    TagChange,
    Unchanged,
    Update,
    key_of,
)
from segments_as_code.model.problem import Refused
from segments_as_code.model.segment import (
    DeployedSegment,
    DesiredSegment,
    Lifecycle,
    Neighbour,
    PinnedTo,
    Reference,
    Schedule,
    SegmentKind,
    Target,
    Unfinished,
    Usage,
    UsageRole,
)
from segments_as_code.plan.digest import digest_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    T = TypeVar("T", bound=DataclassInstance)


FORMAT = "segments-as-code/plan"
VERSION = 1

_KINDS: Mapping[str, type[Change]] = {
    "create": Create,
    "update": Update,
    "replace": Replace,
    "recreate": Recreate,
    "adopt": Adopt,
    "delete": Delete,
    "unchanged": Unchanged,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


def write_plan(plan: Plan, meanings: Mapping[str, Json] | None = None, also: Sequence[Json] = (), policies: Json = None) -> str:
    """Return ``plan`` as JSON text, one line for each member of the top two levels' objects, ending in a newline.

    ``meanings`` are what each change means, by key, ``also`` those of segments that change through others, and ``policies`` what
    came of the policies: derived, so outside the digest, and not read back.
    """
    known = meanings or {}
    document: dict[str, Json] = {
        "format": FORMAT,
        "version": VERSION,
        "digest": plan.digest,
        "target": asdict(plan.target),
        "summary": {name: plan.count(kind) for name, kind in _KINDS.items()},
        "changes": [_change(change) | _meaning(change, known) for change in plan.changes],
        "also": [*also],
        "policies": policies,
        "ids": dict(plan.ids),
        "usages": [asdict(usage) for usage in plan.usages],
        "neighbours": [asdict(neighbour) for neighbour in plan.neighbours],
        "notices": [{**asdict(notice), "keys": list(notice.keys)} for notice in plan.notices],
        "refusals": [asdict(refusal) for refusal in plan.refusals],
        "as_of": plan.as_of,
        "account": plan.account,
    }
    document["sum"] = sum_of(document)
    return json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def sum_of(document: Mapping[str, Json]) -> str:
    """Return a SHA-256 of all other members: what is outside the digest, such as the refusals, counts at apply too."""
    others = {name: member for name, member in document.items() if name != "sum"}
    return sha256(json.dumps(others, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _meaning(change: Change, known: Mapping[str, Json]) -> dict[str, Json]:
    return {"meaning": known[key_of(change)]} if key_of(change) in known else {}


def _change(change: Change) -> dict[str, Json]:
    kind: dict[str, Json] = {"kind": _NAMES[type(change)]}
    match change:
        case Create(desired, tags):
            return {**kind, "desired": _desired(desired), "tags": dict(tags)}
        case Update(desired, deployed, fields, tags) | Adopt(desired, deployed, fields, tags):
            return {**kind, "desired": _desired(desired), "deployed": _deployed(deployed), "fields": _fields(fields), "tags": _tags(tags)}
        case Replace(desired, deployed, fields, put):
            return {**kind, "desired": _desired(desired), "deployed": _deployed(deployed), "fields": _fields(fields), "tags": dict(put)}
        case Recreate(desired, deployed, fields, put, before, is_half_done):
            sides = {"desired": _desired(desired), "deployed": _deployed(deployed), "fields": _fields(fields)}
            return {**kind, **sides, "tags": dict(put), "fingerprint": before, "is_half_done": is_half_done}
        case Delete(key, deployed):
            return {**kind, "key": key, "deployed": _deployed(deployed)}
        case Unchanged(desired, deployed):
            return {**kind, "desired": _desired(desired), "deployed": _deployed(deployed)}
        case _:
            assert_never(change)


def _desired(segment: DesiredSegment) -> Json:
    place: Json = {"path": segment.location.path, "line": segment.location.line, "column": segment.location.column}
    lifecycle: Json = {
        "protected": segment.lifecycle.protected,
        "adopt": segment.lifecycle.adopt,
        "ignore": list(segment.lifecycle.ignore),
        "most": segment.lifecycle.most,
        "least": segment.lifecycle.least,
    }
    return {
        "key": segment.key,
        "name": segment.name,
        "definition": segment.definition,
        "tags": dict(segment.tags),
        "lifecycle": lifecycle,
        "place": place,
        "id": segment.id,
    }


def _deployed(segment: DeployedSegment) -> Json:
    whole: dict[str, Json] = asdict(segment)
    unfinished: dict[str, Json] = {} if segment.unfinished is None else {"unfinished": segment.unfinished.value}
    return {**{name: member for name, member in whole.items() if name != "unfinished"}, "kind": segment.kind.value, **unfinished}


def _fields(fields: tuple[FieldChange, ...]) -> Json:
    return [{"kind": f.kind.value, "path": list(f.path), "before": f.before, "after": f.after} for f in fields]


def _tags(tags: TagChange) -> Json:
    return {"put": dict(tags.put), "removed": list(tags.removed), "before": dict(tags.before)}


# ── reading it back ──────────────────────────────────────────────────────────────────────────────────────────────────
#
# A plan file is user input: any error in it must end in one refusal. Digest and sum are computed again, so a file that was edited by
# hand is not applied, whether it was a change that was edited or a refusal that was taken out.


def read_plan(text: str) -> Plan:
    """Return the plan that ``write_plan`` wrote.

    Raises:
        Refused: the text is not a plan or of another version (``plan-unreadable``), or was changed (``plan-tampered``).
    """
    again = "make the plan again with segments plan --out."
    try:
        document = json.loads(text)
        if document["format"] != FORMAT or document["version"] != VERSION:
            message = f"this is not a plan of version {VERSION}: it says {document['format']!r}, version {document['version']!r}."
            raise Refused("plan-unreadable", message, again)
        plan, is_whole = _plan(document), document["sum"] == sum_of(document)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        message = f"the plan file cannot be read ({type(error).__name__}: {error})."
        raise Refused("plan-unreadable", message, again) from error
    if not is_whole or plan.digest != digest_of(plan.target, plan.changes, plan.ids, as_of=plan.as_of):
        raise Refused("plan-tampered", "the plan file was changed after it was written: its checksum does not fit.", again)
    return plan


def _plan(document: Any) -> Plan:
    target, changes = _read(Target, document["target"]), tuple(map(_read_change, document["changes"]))
    return Plan(
        target=target,
        changes=changes,
        ids={str(key): str(value) for key, value in document["ids"].items()},
        usages=tuple(_read(Usage, usage, role=UsageRole, keeps=_keeps, schedule=_schedule) for usage in document["usages"]),
        notices=tuple(_read(Notice, notice, keys=tuple) for notice in document["notices"]),
        refusals=tuple(_read(Refusal, refusal) for refusal in document["refusals"]),
        digest=str(document["digest"]),
        as_of=document.get("as_of"),
        account=str(document.get("account", "")),
        neighbours=tuple(_read(Neighbour, one, kind=SegmentKind, builds_on=_references) for one in document.get("neighbours", ())),
    )


def _read(kind: type[T], said: Any, /, **makes: Callable[[Any], Any]) -> T:
    """Return the ``kind`` that ``said`` describes, each member that ``makes`` names made by it.

    Members that a later release added are skipped: one that changes what is done is hashed there, so the digest does
    not match here. Members that an earlier release did not know get their defaults.
    """
    if not isinstance(said, dict):
        raise TypeError(f"an object stands for each {kind.__name__}")
    known = {field.name: said[field.name] for field in fields(kind) if field.name in said}
    return kind(**known | {name: make(known[name]) for name, make in makes.items() if name in known})


def _keeps(said: Any) -> PinnedTo | None:
    return None if said is None else PinnedTo(said)


def _schedule(said: Any) -> Schedule:
    return _read(Schedule, said)


def _references(said: Any) -> tuple[Reference, ...]:
    return tuple(_read(Reference, reference) for reference in said)


def _read_change(said: Any) -> Change:
    match _KINDS[said["kind"]]:
        case kind if kind is Create:
            return Create(_read_desired(said["desired"]), dict(said["tags"]))
        case kind if kind is Delete:
            return Delete(str(said["key"]), _read_deployed(said["deployed"]))
        case kind if kind is Unchanged:
            return Unchanged(_read_desired(said["desired"]), _read_deployed(said["deployed"]))
    sides = (_read_desired(said["desired"]), _read_deployed(said["deployed"]), tuple(map(_read_field, said["fields"])))
    if said["kind"] == "replace":
        return Replace(*sides, dict(said["tags"]))
    if said["kind"] == "recreate":
        return Recreate(*sides, dict(said["tags"]), str(said["fingerprint"]), said.get("is_half_done") is True)
    tags = TagChange(dict(said["tags"]["put"]), tuple(said["tags"]["removed"]), dict(said["tags"]["before"]))
    return Adopt(*sides, tags) if said["kind"] == "adopt" else Update(*sides, tags)


def _read_desired(said: Any) -> DesiredSegment:
    return _read(DesiredSegment, {**said, "location": said["place"]}, lifecycle=_lifecycle, location=_location)


def _lifecycle(said: Any) -> Lifecycle:
    return _read(Lifecycle, said, ignore=tuple)


def _location(said: Any) -> Location:
    return _read(Location, said)


def _read_deployed(said: Any) -> DeployedSegment:
    return _read(DeployedSegment, said, kind=SegmentKind, unfinished=_unfinished)


def _unfinished(said: Any) -> Unfinished | None:
    return None if said is None else Unfinished(said)


def _read_field(said: Any) -> FieldChange:
    return FieldChange(FieldChangeKind(said["kind"]), tuple(said["path"]), said["before"], said["after"])
