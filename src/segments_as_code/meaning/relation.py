"""The results of proofs: how the people of two meanings relate, and the verdicts on a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from segments_as_code.meaning.evaluate import Person

Word: TypeAlias = Literal["same", "wider", "narrower", "overlapping", "disjoint", "same-or-wider", "same-or-narrower", "unknown"]
Result: TypeAlias = Literal["nobody", "everybody", "some", "unknown"]
Answer: TypeAlias = bool | None
"""Yes, no, or None: not proven."""


@dataclass(frozen=True, slots=True, order=True)
class Undecided:
    """What stopped a proof: ``code`` is not-read, circles-or-dates, too-many-parts, mixed-case, too-many-held or out-of-steps."""

    code: str
    what: str


@dataclass(frozen=True, slots=True)
class Side:
    """The people who come in, or go out: one example, and what is true of all of them."""

    example: Person
    everyone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The difference if AWS behaves as the other value of ``reading`` says."""

    reading: str
    relation: Word
    result: Result


@dataclass(frozen=True, slots=True)
class Relation:
    """How the people of a new meaning relate to those of an old one. ``enters`` and ``leaves`` are None if not proven."""

    relation: Word
    enters: Answer
    leaves: Answer
    before: Result
    result: Result
    entering: Side | None = None
    leaving: Side | None = None
    otherwise: tuple[Otherwise, ...] = ()
    undecided: tuple[Undecided, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a change means for who is in a segment.

    ``relation`` is None for a new segment, of which only ``result`` is said. ``through`` are the keys of changed sources that it comes
    through; ``connectives`` says how a change joins things differently (``any of these instead of all``). ``assumes`` are the
    declared assumptions that it rests on, each in a few words.
    """

    key: str
    result: Result
    relation: Relation | None = None
    through: tuple[str, ...] = ()
    connectives: tuple[str, ...] = ()
    is_new: bool = False
    assumes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts on a plan: on changed segments by key, on others that change through them, and the keys of those that stay the same."""

    changed: Mapping[str, Verdict] = field(default_factory=dict)
    also: tuple[Verdict, ...] = ()
    same: tuple[str, ...] = ()
