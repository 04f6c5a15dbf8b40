"""What the author of a segment wrote: groups, blocks, conditions and sources, the same for every provider.

A provider reads it from a definition (``read_criteria``) and writes it (``write_criteria``). It keeps the outline that the services
share; what a provider does not understand is an ``Unknown``. Each node knows its path in the document it was read from; paths take
no part in equality. Whether two definitions are equal, and whom they build on, is decided on the canonical definition, never here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, Literal, TypeAlias, TypeVar

from segments_as_code.model.document import Json, Path
from segments_as_code.model.segment import Reference

Connective: TypeAlias = Literal["ALL", "ANY", "NONE"]
Level: TypeAlias = Literal["endpoint", "user", "profile"]
Verdict: TypeAlias = Literal["lossy", "impossible"]


# ── what a condition looks at ────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute that the customer named, of an endpoint, a user or a profile."""

    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class Metric:
    """A number that the customer named."""

    name: str


@dataclass(frozen=True, slots=True)
class Demographic:
    """What an endpoint says of its channel, device or app, by the service's word (``Channel``, ``Platform``)."""

    name: str


@dataclass(frozen=True, slots=True)
class Field:
    """A standard field of a profile (``EmailAddress``)."""

    name: str


@dataclass(frozen=True, slots=True)
class AddressPart:
    """A part (``City``) of one of a profile's addresses (``ShippingAddress``)."""

    address: str
    part: str


@dataclass(frozen=True, slots=True)
class DayRange:
    """The days that a calculated attribute looks at: from ``start`` days ago to ``end`` days ago."""

    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Calculated:
    """An attribute that the service calculates, over a range of its own or the one it is defined with."""

    name: str
    range: DayRange | None = None


@dataclass(frozen=True, slots=True)
class Country:
    """The country of an endpoint."""


@dataclass(frozen=True, slots=True)
class LastActivity:
    """When an endpoint was last active."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where an endpoint is."""


Subject: TypeAlias = Attribute | Metric | Demographic | Field | AddressPart | Calculated | Country | LastActivity | Position


# ── what a condition asks of it ──────────────────────────────────────────────────────────────────────────────────────


class TextTest(StrEnum):
    """How a text, or a list of texts, is compared with given texts."""

    ONE_OF = "INCLUSIVE"
    NONE_OF = "EXCLUSIVE"
    CONTAINS = "CONTAINS"
    BEGINS_WITH = "BEGINS_WITH"
    ENDS_WITH = "ENDS_WITH"
    LIST_HAS_ANY = "LIST_CONTAINS"
    LIST_HAS_ALL = "LIST_CONTAINS_ALL"


class DateTest(StrEnum):
    """How a date is compared with one instant, or with two."""

    BEFORE = "BEFORE"
    AFTER = "AFTER"
    ON = "ON"
    BETWEEN = "BETWEEN"
    NOT_BETWEEN = "NOT_BETWEEN"


RANGE_TESTS = (DateTest.BETWEEN, DateTest.NOT_BETWEEN)


class NumberTest(StrEnum):
    """How a number is compared with a given one."""

    MORE_THAN = "GREATER_THAN"
    LESS_THAN = "LESS_THAN"
    AT_LEAST = "GREATER_THAN_OR_EQUAL"
    AT_MOST = "LESS_THAN_OR_EQUAL"
    EQUALS = "EQUAL"


@dataclass(frozen=True, slots=True)
class Texts:
    """A comparison with texts; several ``values`` are alternatives."""

    how: TextTest
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dates:
    """A comparison with one date, or with two (``RANGE_TESTS``); as written, so not necessarily dates that exist."""

    how: DateTest
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A comparison with a number; ``text`` is its spelling if a service writes it as text, and then it may be no number at all."""

    how: NumberTest
    value: float | None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Active:
    """Activity within the last ``hours``, or none."""

    hours: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class Within:
    """A position within a circle; ``kilometers`` is None if no radius is written."""

    latitude: float
    longitude: float
    kilometers: float | None


Test: TypeAlias = Texts | Dates | Number | Active | Within


# ── the outline ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Unknown:
    """A part that the provider does not understand, as it stands; ``keys`` lead to it from its holder (none: an element of a list)."""

    keys: tuple[str, ...]
    json: Json = field(hash=False)
    path: Path = field(default=(), compare=False)


Part_co = TypeVar("Part_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Joined(Generic[Part_co]):
    """Parts and how they are joined; ``how`` is None if two or more parts need it and it is not written."""

    how: Connective | None
    parts: tuple[Part_co | Unknown, ...]
    path: Path = field(default=(), compare=False)
    """Of the member that says how."""

    @property
    def needs_all(self) -> bool:
        """Whether every part has to hold; for one part ANY is the same."""
        return self.how == "ALL" or (self.how == "ANY" and len(self.parts) <= 1)


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that has to be true of an endpoint or profile."""

    subject: Subject
    test: Test
    path: Path = field(default=(), compare=False)
    how_path: Path = field(default=(), compare=False)
    """Of the member that says how it compares; it need not be there."""

    def value_path(self, index: int) -> Path:
        """Return the path of one of the values it compares with."""
        return (*self.path, "Values", index)


@dataclass(frozen=True, slots=True)
class Block:
    """Conditions that one endpoint or profile has to meet together; none: anyone does."""

    conditions: tuple[Condition | Unknown, ...]
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class InSegment:
    """Membership of another segment."""

    reference: Reference
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks and the segments that the group starts from; both have to hold."""

    blocks: Joined[Block]
    sources: Joined[InSegment]
    rest: tuple[Unknown, ...] = ()
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Criteria:
    """Who is in a segment; no groups and no rest: everyone."""

    groups: Joined[Group]
    rest: tuple[Unknown, ...] = ()
    path: Path = field(default=(), compare=False)
    """Of the member that holds them; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A part of criteria that a service cannot say: less of it was written (lossy), or nothing (impossible)."""

    path: Path
    verdict: Verdict
    reason: str


Node: TypeAlias = Group | Block | Condition | InSegment | Unknown


def walk(criteria: Criteria) -> Iterator[Node]:
    """Yield every node below ``criteria``, parents first."""
    for group in criteria.groups.parts:
        yield group
        if isinstance(group, Group):
            yield from _walk_group(group)
    yield from criteria.rest


def _walk_group(group: Group) -> Iterator[Node]:
    for block in group.blocks.parts:
        yield block
        if isinstance(block, Block):
            yield from block.conditions
    yield from group.sources.parts
    yield from group.rest


def conditions(criteria: Criteria) -> Iterator[Condition]:
    """Yield every condition."""
    return (node for node in walk(criteria) if isinstance(node, Condition))
