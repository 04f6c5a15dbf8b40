"""The plan's digest: what is hashed is what would be done, never how it is worded.

Two plans with one digest do the same calls to the same segments from the same starting point. So target, kind, key, id, the
deployed version, both definitions and the tags go in; places, names of files, notices, usages and unchanged segments do not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from typing import assert_never

from segments_as_code.model import Adopt, Change, Create, Delete, Json, Replace, TagChange, Target, Unchanged, Update

FORMAT = 1
"""Part of what is hashed: a digest made under other rules never matches."""


def digest_of(target: Target, changes: Sequence[Change], ids: Mapping[str, str]) -> str:
    """Return 64 hex digits: sha256 over canonical JSON (sorted members, no spaces, ASCII) of what ``changes`` would do."""
    what = [hashed for change in changes if (hashed := _hashed(change)) is not None]
    said: Json = {"format": FORMAT, "target": asdict(target), "changes": what, "ids": dict(ids)}
    return sha256(json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()).hexdigest()


def _hashed(change: Change) -> Json:
    match change:
        case Unchanged():
            return None
        case Create(desired, tags):
            return {"create": desired.key, "definition": desired.definition, "tags": tags}
        case Update(desired, deployed, _, tags):
            return {"update": desired.key, **_sides(change), "tags": _tags(tags)}
        case Adopt(desired, deployed, _, tags):
            return {"adopt": desired.key, **_sides(change), "tags": _tags(tags)}
        case Replace(desired, deployed, _, tags):
            return {"replace": desired.key, **_sides(change), "tags": tags}
        case Delete(key, deployed):
            return {"delete": key, "id": deployed.id, "version": deployed.version, "before": deployed.definition}
        case _:
            assert_never(change)


def _sides(change: Update | Adopt | Replace) -> dict[str, Json]:
    deployed = change.deployed
    return {"id": deployed.id, "version": deployed.version, "before": deployed.definition, "definition": change.desired.definition}


def _tags(tags: TagChange) -> Json:
    return {"put": tags.put, "removed": list(tags.removed), "before": tags.before}
