"""What AWS leaves open, named once for the whole product: each reading with its default, its other value, and why.

The evaluator, the prover, the SQL and ``segments-settings.yaml`` use these names. The embedded services have their own copy of what they
need; a test holds names and defaults equal. A verdict or a count that hangs on a reading says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from segments_as_code.meaning.predicate import Predicate
from segments_as_code.model.criteria import Condition

OPEN: Final = "open"
"""The value of a reading that is not settled: a verdict under the default says what the other value would change."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that AWS does not document. The first of ``values`` is the default; ``otherwise`` says in words what the second means.

    ``is_provable``: the prover can leave it open. Every other reading has to have one value.
    """

    name: str
    values: tuple[str, ...]
    why: str
    otherwise: str = ""
    is_provable: bool = False

    @property
    def default(self) -> str:
        """Return the value that holds if nobody settles it."""
        return self.values[0]


READINGS: Final[Mapping[str, Reading]] = {
    reading.name: reading
    for reading in (
        Reading(
            "exclusive-missing",
            ("included", "excluded"),
            'AWS says "endpoints that have matching values are excluded"; somebody without a value has no match',
            "EXCLUSIVE leaves out those without the attribute",
            is_provable=True,
        ),
        Reading(
            "exclusive-several",
            ("any-match-excludes", "all-must-match"),
            'AWS says "endpoints that have matching values are excluded"',
            "EXCLUSIVE keeps those who also hold another value",
            is_provable=True,
        ),
        Reading(
            "between-ends", ("inclusive", "exclusive"), "the plain sense of the word", "BETWEEN leaves out its two ends", is_provable=True
        ),
        Reading(
            "before-after-ends",
            ("exclusive", "inclusive"),
            "the plain sense of the words",
            "BEFORE and AFTER take in their own instant",
            is_provable=True,
        ),
        Reading(
            "not-between-missing",
            ("no-match", "match"),
            "it is a statement about a date",
            "NOT_BETWEEN takes in those without a date",
            is_provable=True,
        ),
        Reading("connective-missing", ("unknown", "ALL", "ANY"), "AWS documents no default for Type, SourceType and Include"),
        Reading("radius-missing", ("unknown",), "AWS documents no default for RangeInKilometers"),
        Reading("device-type", ("unknown",), "an endpoint has no such member"),
        Reading(
            "channel-push",
            ("every-push-channel", "literal"),
            "the console offers PUSH and no endpoint has it, so that it would select nobody",
            "PUSH means a channel of that very name",
            is_provable=True,
        ),
        Reading(
            "never-active",
            ("inactive", "neither"),
            "who was never active was not active lately",
            "INACTIVE leaves out those who never were active",
            is_provable=True,
        ),
        Reading("recency-field", ("EffectiveDate",), "the only candidate in an export, and an upper bound"),
        Reading(
            "metric-missing",
            ("no-match", "zero"),
            "nothing is compared, for every operator",
            "a missing metric counts as 0",
            is_provable=True,
        ),
        Reading(
            "date-unreadable",
            ("never-matches", "midnight-utc"),
            "a bare day is no instant",
            "a bare day is its midnight in UTC",
            is_provable=True,
        ),
        Reading("fold-case", ("off", "on"), "CONTAINS is documented as case-sensitive"),
        Reading("source-version", ("named", "unknown"), "the named version, if it can be read"),
        Reading("imported-members", ("unknown", "given"), "the members of an imported segment are data"),
        Reading("source-missing", ("unknown",), "nothing is known of a segment that is not there"),
        Reading("attribute-values", ("one-text", "list"), "Profile.Attributes of Customer Profiles is a map of texts"),
        Reading(
            "number-text",
            ("numbers", "texts"),
            'the console of Customer Profiles says "numeric attributes only"',
            "numbers that are stored as text are compared as texts",
            is_provable=True,
        ),
    )
}
"""Every reading, by name."""

READING_VALUES: Final[Mapping[str, tuple[str, ...]]] = {
    reading.name: (*reading.values, *([OPEN] if reading.is_provable else [])) for reading in READINGS.values()
}
"""What a project can set each reading to."""


@dataclass(frozen=True, slots=True)
class Readings:
    """The value of each reading: what a project settled, or its default. With ``is_open``, what is not settled is left open."""

    settled: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = False

    def __getitem__(self, name: str) -> str:
        reading = READINGS[name]
        if name in self.settled:
            return self.settled[name]
        return OPEN if self.is_open and reading.is_provable else reading.default


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is taken for granted: readings, attributes that hold one value, metrics that are whole numbers."""

    readings: Readings = field(default_factory=Readings)
    single: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    known: dict[Condition, Predicate] = field(default_factory=dict, init=False, compare=False, repr=False)
    """What conditions mean under these assumptions; ``lower`` keeps it here, since many segments have the same ones."""
