"""The criteria of a block of Pinpoint, read by the tests themselves, so that what they expect does not rest on the product's reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from segments_as_code.model.document import Json, Path

DEMOGRAPHICS = ("AppVersion", "Channel", "DeviceType", "Make", "Model", "Platform")

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
