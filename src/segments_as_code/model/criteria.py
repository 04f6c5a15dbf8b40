"""Criteria as the author wrote them: groups, blocks, conditions and sources, the same for every provider.

A provider reads it from a definition (``read_criteria``) and writes it (``write_criteria``). It has the structure that the services
share; what a provider does not understand is an ``Unknown``. Each node knows its path in the document it was read from; equality
ignores paths. Only the canonical definition decides whether two definitions are equal and what they build on.
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


# ── subjects of a condition ──────────────────────────────────────────────────────────────────────────────────────────


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
    """A property of an endpoint's channel, device or app, by the service's name (``Channel``, ``Platform``)."""

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
    """The days that a calculated attribute covers: from ``start`` days ago to ``end`` days ago."""

    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Calculated:
    """An attribute that the service calculates, over this range or over the one in its own definition."""

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


# ── tests of a condition ─────────────────────────────────────────────────────────────────────────────────────────────


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
    """A comparison with one date, or with two (``RANGE_TESTS``); as written, so they may not exist."""

    how: DateTest
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """A comparison with a number; ``text`` is its spelling if a service writes it as text, which may not be a number."""

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


# ── structure ────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Unknown:
    """A part that the provider does not understand, unchanged; ``keys`` lead to it from its parent (empty: an element of a list)."""

    keys: tuple[str, ...]
    json: Json = field(hash=False)
    path: Path = field(default=(), compare=False)


Part_co = TypeVar("Part_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Joined(Generic[Part_co]):
    """Parts and how they are joined; ``how`` is None if there are two or more parts and it is missing."""

    how: Connective | None
    parts: tuple[Part_co | Unknown, ...]
    path: Path = field(default=(), compare=False)
    """Path of the member that says how."""

    @property
    def needs_all(self) -> bool:
        """Whether every part must hold; for one part ANY is the same."""
        return self.how == "ALL" or (self.how == "ANY" and len(self.parts) <= 1)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on an endpoint or profile."""

    subject: Subject
    test: Test
    path: Path = field(default=(), compare=False)
    how_path: Path = field(default=(), compare=False)
    """Path of the member that says how it compares; the member may be missing."""

    def value_path(self, index: int) -> Path:
        """Return the path of one of the values it compares with."""
        return (*self.path, "Values", index)


@dataclass(frozen=True, slots=True)
class Block:
    """Conditions that one endpoint or profile must all meet; if empty, everyone meets them."""

    conditions: tuple[Condition | Unknown, ...]
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class InSegment:
    """Membership of another segment."""

    reference: Reference
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks, and the segments that the group starts from; both must hold."""

    blocks: Joined[Block]
    sources: Joined[InSegment]
    rest: tuple[Unknown, ...] = ()
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Criteria:
    """Who is in a segment; everyone, if there are no groups and no rest."""

    groups: Joined[Group]
    rest: tuple[Unknown, ...] = ()
    path: Path = field(default=(), compare=False)
    """Path of the member that contains them; empty if there is none."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A part of criteria that a service cannot express: it was written in part (lossy) or not at all (impossible)."""

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
