"""A snapshot as a JSON document (``schemas/snapshot.schema.json``), written and read back whole."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from segments_as_code.model.deployed import DeployedSegment
from segments_as_code.model.usages import Usage
from segments_as_code.problems import SegmentsError
from segments_as_code.snapshot.members import MalformedError, read_as, read_list, read_text

FORMAT: Final = "segments-as-code/snapshot"
VERSION: Final = 1

REMEDY: Final = "take it again with segments pull --snapshot."

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one container of segments held at one time (``taken``, an instant in UTC like ``2026-11-26T09:00:00Z``).

    ``segments`` are all that were there, in the order of their ids; ``usages`` all campaigns and journeys that use one of them.
    """

    taken: str
    provider: str
    scope: str
    region: str
    segments: tuple[DeployedSegment, ...]
    usages: tuple[Usage, ...]


def write_snapshot(snapshot: Snapshot) -> str:
    """Return ``snapshot`` as JSON text that ends in a newline and can always be encoded."""
    document = {"format": FORMAT, "version": VERSION, **asdict(snapshot)}
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def read_snapshot(text: str, *, called: str = "the snapshot") -> Snapshot:
    """Return the snapshot that ``write_snapshot`` wrote; members that a later release added are passed over.

    Raises:
        SegmentsError: the text is no snapshot, is of another version, or is damaged (``snapshot-unreadable``).
    """
    try:
        return _snapshot(json.loads(text, parse_constant=_refuse_constant))
    except MalformedError as error:
        raise SegmentsError("snapshot-unreadable", f"{called} cannot be read: {error}.", REMEDY) from error
    except (ValueError, RecursionError) as error:
        raise SegmentsError("snapshot-unreadable", f"{called} cannot be read: it is no JSON.", REMEDY) from error


def _snapshot(document: Any) -> Snapshot:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise MalformedError("it is JSON, but no snapshot")
    if document.get("version") != VERSION or isinstance(document["version"], bool):
        raise MalformedError(f"it is not of version {VERSION}, which is the one that this release reads")
    taken = read_text(document, "taken")
    if not _INSTANT.fullmatch(taken):
        raise MalformedError("taken is no instant in UTC")
    return Snapshot(
        taken=taken,
        provider=read_text(document, "provider"),
        scope=read_text(document, "scope"),
        region=read_text(document, "region"),
        segments=_by_id([read_as(DeployedSegment, item, at) for at, item in read_list(document, "segments")]),
        usages=tuple(read_as(Usage, item, at) for at, item in read_list(document, "usages")),
    )


def _by_id(segments: Sequence[DeployedSegment]) -> tuple[DeployedSegment, ...]:
    found = {segment.id: segment for segment in segments}
    if len(found) < len(segments):
        raise MalformedError("two of its segments have one id")
    return tuple(found[segment_id] for segment_id in sorted(found))


def _refuse_constant(name: str) -> Any:
    raise MalformedError(f"it holds {name}, which is no number")
