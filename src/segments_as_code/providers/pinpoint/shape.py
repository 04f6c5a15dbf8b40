"""The words of Pinpoint's segment model, and the way round what is written in them.

Members, enums and their order: botocore 1.43.11, ``pinpoint/2016-12-01/service-2.json``, WriteSegmentRequest. Nothing here
raises, whatever shape it is given: what is not a mapping has no members, what is not a list has no elements.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from segments_as_code.model.document import Json, Path

CONNECTIVES = ("ALL", "ANY", "NONE")
TEXT_TYPES = ("INCLUSIVE", "EXCLUSIVE", "CONTAINS")
INSTANT_TYPES = ("BEFORE", "AFTER", "ON")
RANGE_TYPES = ("BETWEEN", "NOT_BETWEEN")
"""NOT_BETWEEN: in AWS's online API reference only, not in the SDK's model."""
DATE_TYPES = INSTANT_TYPES + RANGE_TYPES
ATTRIBUTE_TYPES = TEXT_TYPES + DATE_TYPES
DIMENSION_TYPES = ("INCLUSIVE", "EXCLUSIVE")
OPERATORS = ("GREATER_THAN", "LESS_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN_OR_EQUAL", "EQUAL")
CHANNELS = (
    *("PUSH", "GCM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "ADM", "SMS", "VOICE", "EMAIL", "BAIDU"),
    *("CUSTOM", "IN_APP"),
)
ATTRIBUTE_SECTIONS = ("Attributes", "UserAttributes")
DEMOGRAPHICS = ("AppVersion", "Channel", "DeviceType", "Make", "Model", "Platform")

BLOCK_ORDER = (*ATTRIBUTE_SECTIONS, "Metrics", "Behavior", "Demographic", "Location")
GROUPS_ORDER = ("Include", "Groups")
SOURCE_ORDER = ("Ref", "Id", "Version")

_NOTHING: Mapping[str, Json] = MappingProxyType({})


class Kind(StrEnum):
    """What a criterion looks at."""

    ATTRIBUTE = "attribute"
    METRIC = "metric"
    RECENCY = "recency"
    SET = "set"
    CIRCLE = "circle"


class Criterion(NamedTuple):
    """One condition in a block: its kind, its name (an attribute's, or the member's: ``Country``), its place and its body.

    Six of a usual segment are made each time it is looked at: a tuple takes a third of a frozen dataclass's time.
    """

    kind: Kind
    name: str
    at: Path
    body: Mapping[str, Json]

    @property
    def values(self) -> Sequence[Json]:
        """Return what it compares with, where that is a list."""
        return elements(self.body.get("Values"))


def members(value: Json) -> Mapping[str, Json]:
    """Return ``value`` where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else _NOTHING


def elements(value: Json) -> Sequence[Json]:
    """Return ``value`` where it is a list, else an empty one."""
    return value if isinstance(value, list) else ()


def groups_in(content: Mapping[str, Json]) -> Iterator[tuple[Path, Mapping[str, Json]]]:
    """Yield each group with its path."""
    for index, group in enumerate(elements(members(content.get("SegmentGroups")).get("Groups"))):
        if isinstance(group, dict):
            yield ("SegmentGroups", "Groups", index), group


def blocks_in(content: Mapping[str, Json]) -> Iterator[tuple[Path, Mapping[str, Json]]]:
    """Yield each block of criteria with its path."""
    top = content.get("Dimensions")
    if isinstance(top, dict):
        yield ("Dimensions",), top
    for at, group in groups_in(content):
        for index, block in enumerate(elements(group.get("Dimensions"))):
            if isinstance(block, dict):
                yield (*at, "Dimensions", index), block


def sources_in(content: Mapping[str, Json]) -> Iterator[tuple[Path, Mapping[str, Json]]]:
    """Yield each segment that a group starts from, with its path."""
    for at, group in groups_in(content):
        for index, source in enumerate(elements(group.get("SourceSegments"))):
            if isinstance(source, dict):
                yield (*at, "SourceSegments", index), source


def criteria_in(content: Mapping[str, Json]) -> Iterator[Criterion]:
    """Yield every criterion of every block."""
    for at, block in blocks_in(content):
        yield from criteria_of(block, at)


def criteria_of(block: Mapping[str, Json], at: Path) -> Iterator[Criterion]:
    """Yield the criteria of the block at ``at``."""
    for section, names, kind in _SECTIONS:
        found = block.get(section)
        if not isinstance(found, dict):
            continue
        for name, body in found.items():
            if isinstance(body, dict) and body and (names is None or name in names):
                yield Criterion(kind, name, (*at, section, name), body)


_SECTIONS: Sequence[tuple[str, tuple[str, ...] | None, Kind]] = (
    ("Attributes", None, Kind.ATTRIBUTE),
    ("UserAttributes", None, Kind.ATTRIBUTE),
    ("Metrics", None, Kind.METRIC),
    ("Behavior", ("Recency",), Kind.RECENCY),
    ("Demographic", DEMOGRAPHICS, Kind.SET),
    ("Location", ("Country",), Kind.SET),
    ("Location", ("GPSPoint",), Kind.CIRCLE),
)
