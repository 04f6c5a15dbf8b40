"""What a segment means exactly: a predicate over one person (an endpoint of Pinpoint, a profile of Customer Profiles).

A predicate is a tree of ``And``, ``Or``, ``Not`` and ``Ref`` over atoms. No AWS in it: what AWS leaves open is decided when a
definition is lowered, or kept as a ``Given("reading", name)``. A ``Ref`` names a segment of the environment (``key -> predicate``), so
nesting is a graph and never expanded text. Everything is frozen and hashable.

No atom speaks of two held texts at once. That is what makes lists easy to prove things about (``cells``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

Shape: TypeAlias = Literal["list", "one", "number", "whole"]
"""What a field holds: any number of texts, at most one text, at most one number, or at most one whole number."""

Amount: TypeAlias = int | float
"""A number as Python compares them exactly; instants are nanoseconds since 1970 as an int."""


@dataclass(frozen=True, slots=True, order=True)
class Field:
    """Something that is known of a person: the member of an example person that it stands in, its name, and what it holds."""

    member: str
    name: str
    shape: Shape


LAST_ACTIVE: Final = "LastActive"
"""The member of an example person that says how many hours ago they were last active; lacking, they never were."""


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers between two ends; an end of None is unbounded. ``low_in`` and ``high_in`` say whether an end belongs to it."""

    low: Amount | None = None
    high: Amount | None = None
    low_in: bool = True
    high_in: bool = True

    def __contains__(self, number: Amount) -> bool:
        above = self.low is None or number > self.low or (self.low_in and number == self.low)
        below = self.high is None or number < self.high or (self.high_in and number == self.high)
        return above and below


Spans: TypeAlias = tuple[Span, ...]


# ── tests of one held text ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class AnyText:
    """There is a text."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """The text is one of ``texts``; with ``fold``, whatever its case."""

    texts: frozenset[str]
    fold: bool = False


@dataclass(frozen=True, slots=True)
class NoneOf:
    """The text is none of ``texts``: *somebody holds another text*, not *nobody holds one of these*."""

    texts: frozenset[str]
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Contains:
    """The text contains any of ``parts``."""

    parts: frozenset[str]
    fold: bool = False


@dataclass(frozen=True, slots=True)
class BeginsWith:
    """The text begins with any of ``parts``."""

    parts: frozenset[str]
    fold: bool = False


@dataclass(frozen=True, slots=True)
class EndsWith:
    """The text ends with any of ``parts``."""

    parts: frozenset[str]
    fold: bool = False


@dataclass(frozen=True, slots=True)
class Dated:
    """The text is an instant (``2023-11-01T00:00:00Z``) in any of ``spans``; with ``bare_days`` a bare date is its midnight in UTC."""

    spans: Spans
    bare_days: bool = False


@dataclass(frozen=True, slots=True)
class Numeric:
    """The text reads as a number in any of ``spans``."""

    spans: Spans


TextTest: TypeAlias = AnyText | OneOf | NoneOf | Contains | BeginsWith | EndsWith | Dated | Numeric


# ── atoms ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Some:
    """At least one text that ``field`` holds passes ``test``."""

    field: Field
    test: TextTest


@dataclass(frozen=True, slots=True)
class NumberIn:
    """``field`` holds a number, and it is in any of ``spans``."""

    field: Field
    spans: Spans


@dataclass(frozen=True, slots=True)
class Near:
    """The person's position is known and within ``kilometers`` of a point, on a sphere of radius 6371.0088 km; degrees."""

    latitude: float
    longitude: float
    kilometers: float


@dataclass(frozen=True, slots=True, order=True)
class Given:
    """One bit that no definition decides.

    ``list``: a member of the imported segment ``name``. ``unread``: passes a part that could not be read; ``name`` is its content or its
    id, never its path, so that both sides of a comparison share the bit. ``reading``: AWS behaves as the other value of the reading
    ``name`` says. ``label`` is what a reader knows it by, if that is not its name.
    """

    kind: Literal["list", "unread", "reading"]
    name: str
    label: str = field(default="", compare=False)


# ── the tree ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Ref:
    """The predicate of another segment, by its key in the environment."""

    key: str


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Predicate


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds; of no parts, always true."""

    parts: tuple[Predicate, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some part holds; of no parts, never true."""

    parts: tuple[Predicate, ...]


Atom: TypeAlias = Some | NumberIn | Near | Given
Predicate: TypeAlias = Atom | Ref | Not | And | Or
Environment: TypeAlias = Mapping[str, Predicate]

TRUE: Final = And(())
FALSE: Final = Or(())


def atoms(predicate: Predicate, environment: Environment, *, enter: bool = True) -> Iterator[Atom]:
    """Yield every atom of ``predicate`` and of all that it refers to; a segment that several parts refer to is entered once.

    Without ``enter``, only those of ``predicate`` itself.

    Raises:
        KeyError: a ``Ref`` is not in ``environment``.
    """
    entered: set[str] = set()
    waiting: list[Predicate] = [predicate]
    while waiting:
        match waiting.pop():
            case And(parts) | Or(parts):
                waiting += reversed(parts)
            case Not(part):
                waiting.append(part)
            case Ref(key):
                if enter and key not in entered:
                    entered.add(key)
                    waiting.append(environment[key])
            case atom:
                yield atom


def keys_in_order(predicate: Predicate, environment: Environment) -> tuple[str, ...]:
    """Return the keys of all segments that ``predicate`` builds on, directly or through others, each after those that it builds on.

    Keys that ``environment`` does not have, and references that lead back in a circle, end the walk there.
    """
    done: dict[str, None] = {}
    entered: set[str] = set()
    waiting: list[tuple[str, bool]] = [(key, False) for key in reversed(references(predicate))]
    while waiting:
        key, is_left = waiting.pop()
        if is_left:
            done[key] = None
        elif key not in entered:
            entered.add(key)
            waiting.append((key, True))
            if key in environment:
                waiting += ((each, False) for each in reversed(references(environment[key])))
    return tuple(done)


def references(predicate: Predicate) -> list[str]:
    """Return the keys that ``predicate`` itself refers to, in order, each once."""
    found: dict[str, None] = {}
    waiting: list[Predicate] = [predicate]
    while waiting:
        match waiting.pop():
            case And(parts) | Or(parts):
                waiting += reversed(parts)
            case Not(part):
                waiting.append(part)
            case Ref(key):
                found[key] = None
            case _:
                pass
    return list(found)


def sort_key(atom: Atom) -> str:
    """Return a sort key for atoms that does not depend on the hash seed."""
    match atom:
        case Some(_, test):
            values = {name: getattr(test, name) for name in test.__dataclass_fields__}
            return type(test).__name__ + repr(sorted((n, sorted(v) if isinstance(v, frozenset) else v) for n, v in values.items()))
        case _:
            return repr(atom)


def flat(predicate: And | Or) -> Iterator[Predicate]:
    """Yield the parts of a connective, with nested parts of the same connective flattened."""
    for part in predicate.parts:
        if isinstance(part, And | Or) and type(part) is type(predicate):
            yield from flat(part)
        else:
            yield part
