"""Snapshots: everything that is deployed in one container, in one JSON file, so that plans can be made without a network.

A plan made against a snapshot never approves anything (docs/decisions/0008-snapshots.md): a file can be old, and
anyone can edit it. ``schemas/snapshot.schema.json`` describes the document.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import MISSING, Field, asdict, dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from segments_as_code.model.problem import Refused, SegmentsError
from segments_as_code.model.segment import DeployedSegment, PinnedTo, Schedule, SegmentKind, Usage, UsageRole
from segments_as_code.ports import Connection, Dialect, KnownDefinitions, Provider, SegmentReader, SegmentWriter, know_nothing

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    T = TypeVar("T", bound=DataclassInstance)


FORMAT: Final = "segments-as-code/snapshot"
VERSION: Final = 1

REMEDY: Final = "create it again with segments pull --snapshot."

_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The content of one container of segments at one time (``taken``, an instant in UTC like ``2026-11-26T09:00:00Z``).

    ``segments`` are all segments, in the order of their ids; ``usages`` all campaigns and journeys that use one of them.
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
    for segment in document["segments"]:
        del segment["unfinished"]  # known only of segments that are read as before (recreation.py)
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def read_snapshot(text: str, *, called: str = "the snapshot") -> Snapshot:
    """Return the snapshot that ``write_snapshot`` wrote; members that a later release added are skipped.

    Raises:
        SegmentsError: the text is not a snapshot, is of another version, or is damaged (``snapshot-unreadable``).
    """
    try:
        return _snapshot(json.loads(text, parse_constant=_refuse_constant))
    except MalformedError as error:
        raise SegmentsError("snapshot-unreadable", f"{called} cannot be read: {error}.", REMEDY) from error
    except (ValueError, RecursionError) as error:
        raise SegmentsError("snapshot-unreadable", f"{called} cannot be read: it is not JSON.", REMEDY) from error


def _snapshot(document: Any) -> Snapshot:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise MalformedError("it is JSON, but not a snapshot")
    if document.get("version") != VERSION or isinstance(document["version"], bool):
        raise MalformedError(f"it is not of version {VERSION}, which is the only one that this release reads")
    taken = read_text(document, "taken")
    if not _INSTANT.fullmatch(taken):
        raise MalformedError("taken is not an instant in UTC")
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
    raise MalformedError(f"it holds {name}, which is not a number")


_MOST_BYTES: Final = 256 * 2**20


def load_snapshot(path: Path, *, shown: str = "") -> Snapshot:
    """Return the snapshot in a file; messages call the file ``shown`` if that is given.

    Raises:
        SegmentsError: it cannot be read, or is not a snapshot of this version (``snapshot-unreadable``).
    """
    name = f"the snapshot {shown or path}"
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}."
        raise SegmentsError("snapshot-unreadable", message, f"name the file that it is in, or {REMEDY}") from error
    except ValueError as error:  # a name with a null character
        raise SegmentsError("snapshot-unreadable", "the snapshot path contains a null character.", "name its file.") from error
    if len(content) > _MOST_BYTES:
        message = f"{name} cannot be read: it has more than {_MOST_BYTES // 2**20} MiB."
        raise SegmentsError("snapshot-unreadable", message, REMEDY)
    try:
        return read_snapshot(content.decode("utf-8"), called=name)
    except UnicodeDecodeError as error:
        raise SegmentsError("snapshot-unreadable", f"{name} cannot be read: it is not UTF-8.", REMEDY) from error


class MalformedError(ValueError):
    """An error in a document, as the end of a sentence, without values."""


def read_as(kind: type[T], said: Any, at: str) -> T:
    """Return the ``kind`` that ``said`` describes; ``at`` is its path in the document."""
    if not isinstance(said, dict):
        raise MalformedError(f"{at} is not an object")
    return kind(**dict(_members(kind, said, at)))


def read_text(said: Mapping[str, Any], name: str) -> str:
    """Return the text member ``name``."""
    if not isinstance(value := said.get(name), str) or not value:
        raise MalformedError(f"{name} is not a text")
    return value


def read_list(said: Mapping[str, Any], name: str) -> Iterator[tuple[str, Any]]:
    """Yield the items of the list member ``name``, each with its path in the document."""
    if not isinstance(value := said.get(name), list):
        raise MalformedError(f"{name} is not a list")
    yield from ((f"{name}[{position}]", item) for position, item in enumerate(value))


def _members(kind: type[DataclassInstance], said: Mapping[str, Any], at: str) -> Iterator[tuple[str, Any]]:
    for field in fields(kind):
        if field.name in said:
            yield field.name, _value(field, said[field.name], f"{at}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise MalformedError(f"{at} has no {field.name}")


def _value(field: Field[Any], value: Any, at: str) -> Any:
    if field.type == "Schedule":
        return read_as(Schedule, value, at)
    fits, make = _KINDS[str(field.type)]
    if not fits(value):
        raise MalformedError(f"{at} is not what belongs there")
    return make(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _same(value: Any) -> Any:
    return value


_KINDS: Mapping[str, tuple[Callable[[Any], bool], Callable[[Any], Any]]] = {
    "str": (_is_text, _same),
    "str | None": (lambda value: value is None or _is_text(value), _same),
    "bool": (lambda value: isinstance(value, bool), _same),
    "bool | None": (lambda value: value is None or isinstance(value, bool), _same),
    "int": (_is_number, _same),
    "int | None": (lambda value: value is None or _is_number(value), _same),
    "tuple[str, ...]": (lambda value: isinstance(value, list) and all(map(_is_text, value)), tuple),
    "Mapping[str, str]": (lambda value: isinstance(value, dict) and all(map(_is_text, value.values())), _same),
    "Definition": (lambda value: isinstance(value, dict), _same),
    "SegmentKind": (lambda value: _is_text(value) and value in set(SegmentKind), SegmentKind),
    "Unfinished | None": (lambda value: value is None, _same),
    "UsageRole": (lambda value: _is_text(value) and value in set(UsageRole), UsageRole),
    "PinnedTo | None": (
        lambda value: value is None or (_is_text(value) and value in set(PinnedTo)),
        lambda value: value and PinnedTo(value),
    ),
}
"""By a field's annotation as text: the check of a value, and its conversion."""


class FromSnapshot:
    """Implements Provider over a snapshot, with the provider's dialect, and without a client."""

    def __init__(self, provider: Provider, snapshot: Snapshot) -> None:
        """Stand in for ``provider``.

        Raises:
            SegmentsError: the snapshot is from another provider (``snapshot-differs``).
        """
        self._provider = provider
        self._snapshot = snapshot
        _require("provider", snapshot.provider, provider.dialect.name)

    @property
    def snapshot(self) -> Snapshot:
        """Return the snapshot."""
        return self._snapshot

    @property
    def dialect(self) -> Dialect:
        """Return the dialect of the provider that the snapshot was taken from."""
        return self._provider.dialect

    def open_reader(self, connection: Connection) -> SegmentReader:
        """Return a reader of the snapshot.

        Raises:
            SegmentsError: it is from another container or region than ``connection`` names (``snapshot-differs``).
        """
        _require(self.dialect.nouns.container, self._snapshot.scope, connection.scope)
        _require("region", self._snapshot.region, connection.region)
        return SnapshotReader(self._snapshot, self.dialect)

    def open_writer(self, connection: Connection) -> SegmentWriter:
        """Raise Refused: a file is not a service (``plan-from-snapshot``)."""
        message = f"{connection.scope} is read from a snapshot here, and nothing is applied to that."
        raise Refused("plan-from-snapshot", message, "apply without the snapshot.")


def _require(what: str, found: str, wanted: str | None) -> None:
    if wanted is not None and found != wanted:
        message = f"the snapshot is of the {what} {found}, and this run is about {wanted}."
        raise SegmentsError("snapshot-differs", message, f"take a snapshot of {wanted} with segments pull --snapshot, or name {found}.")


class SnapshotReader:
    """Implements SegmentReader over a snapshot; every definition is made canonical again, because the file may be edited."""

    def __init__(self, snapshot: Snapshot, dialect: Dialect) -> None:
        self._snapshot = snapshot
        self._segments = {segment.id: _canonical(segment, dialect) for segment in snapshot.segments}

    @property
    def region(self) -> str:
        """Return the region that the snapshot was taken in."""
        return self._snapshot.region

    @property
    def as_of(self) -> str | None:
        """Return when the snapshot was taken."""
        return self._snapshot.taken

    def list_segments(self, *, expecting: Collection[str] = (), known: KnownDefinitions = know_nothing) -> Sequence[DeployedSegment]:
        """Return every segment of the snapshot, in the order of their ids."""
        del expecting, known
        return [self._segments[segment_id] for segment_id in sorted(self._segments)]

    def get_segment(self, segment_id: str) -> DeployedSegment | None:
        """Return one segment as it was at that time."""
        return self._segments.get(segment_id)

    def get_version(self, segment_id: str, version: int) -> DeployedSegment | None:
        """Return one segment at the version it had then; a snapshot has no other versions."""
        found = self._segments.get(segment_id)
        return replace(found, tags={}) if found is not None and found.version == version else None

    def list_usages(self, segment_ids: Collection[str]) -> Sequence[Usage]:
        """Return what used these segments at that time."""
        wanted = set(segment_ids)
        found = [usage for usage in self._snapshot.usages if usage.segment_id in wanted]
        return sorted(found, key=lambda usage: (usage.kind, usage.name, usage.id, usage.segment_id))


def _canonical(segment: DeployedSegment, dialect: Dialect) -> DeployedSegment:
    return segment if segment.kind is SegmentKind.IMPORTED else replace(segment, definition=dialect.canonical(segment.definition))


def take_snapshot(reader: SegmentReader, *, provider: str, scope: str, now: datetime) -> Snapshot:
    """Read all segments of ``scope`` and everything that uses them; ``now`` is the start of reading."""
    segments = tuple(reader.list_segments())
    usages = tuple(reader.list_usages([segment.id for segment in segments]))
    taken = reader.as_of or f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return Snapshot(taken, provider, scope, reader.region, segments, usages)
