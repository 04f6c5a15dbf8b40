"""Quotas that Customer Profiles counts through all source segments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from segments_as_code.model.criteria import AddressPart, Attribute, Calculated, Criteria, Field, conditions
from segments_as_code.model.document import Definition
from segments_as_code.model.problem import DocumentProblem, error, unless_meant, warning
from segments_as_code.providers.customer_profiles.criteria_reader import read_criteria
from segments_as_code.providers.customer_profiles.references import references

CODES: Final[Mapping[str, str]] = {
    "sources-too-deep": "A segment builds on others more than five levels deep.",
    "too-many-attributes": "A segment compares more than 60 attributes, its source segments counted too.",
    "too-many-calculated": "A segment compares more than ten calculated attributes, its source segments counted too.",
}

_MOST_ATTRIBUTES: Final = 60  # admin guide, customer-segments-troubleshooting; adjustable
_MOST_CALCULATED: Final = 10  # the same page; adjustable
_DEEPEST: Final = 5  # the same page
_SHOWN: Final = 6


@dataclass(frozen=True, slots=True)
class _Counted:
    """What a segment and all of its sources compare, and the longest way down to a source, with the keys on it."""

    attributes: frozenset[str]
    calculated: frozenset[str]
    chain: tuple[str, ...]


def find_folder_problems(definitions: Mapping[str, Definition]) -> Iterator[tuple[str, DocumentProblem]]:
    """Yield the key of a segment and a problem for each quota that it exceeds.

    ``definitions`` are the canonical definitions of a folder by key. Sources outside the folder count as a level with no attributes.
    """
    counts = _Counts(definitions)
    for key in definitions:
        found = counts.of(key)
        yield from ((key, problem) for problem in _exceeded(key, found, counts))


def _exceeded(key: str, found: _Counted, counts: _Counts) -> Iterator[DocumentProblem]:
    levels = len(found.chain) - 1
    if levels > _DEEPEST:
        message = f"this segment builds on others {levels} levels deep, and Customer Profiles takes {_DEEPEST}: {' -> '.join(found.chain)}."
        yield error((), "sources-too-deep", message, "build on a segment that is nearer to the end of this chain.")
    if len(found.attributes) > _MOST_ATTRIBUTES:
        message = (
            f"this segment compares {len(found.attributes)} attributes, and Customer Profiles takes {_MOST_ATTRIBUTES}: "
            f"{counts.sum_of(key, 'attributes')}."
        )
        yield warning((), "too-many-attributes", message, unless_meant("compare fewer attributes", "too-many-attributes"))
    if len(found.calculated) > _MOST_CALCULATED:
        message = (
            f"this segment compares {len(found.calculated)} calculated attributes, and Customer Profiles takes {_MOST_CALCULATED}: "
            f"{counts.sum_of(key, 'calculated')}."
        )
        yield warning((), "too-many-calculated", message, unless_meant("compare fewer calculated attributes", "too-many-calculated"))


@dataclass(slots=True)
class _Counts:
    """Counts each segment once, its sources first; a circle of references, which is another problem, ends the way down."""

    definitions: Mapping[str, Definition]
    known: dict[str, _Counted] = field(default_factory=dict)

    def of(self, key: str) -> _Counted:
        """Return what the segment ``key`` and all of its sources compare."""
        waiting: list[tuple[str, bool]] = [(key, False)]
        entered: set[str] = set()
        while waiting:
            each, is_left = waiting.pop()
            if is_left:
                self.known[each] = self._count(each)
            elif each not in self.known and each not in entered:
                entered.add(each)
                waiting.append((each, True))
                waiting += ((source, False) for source in self.sources(each) if source in self.definitions)
        return self.known[key]

    def sources(self, key: str) -> Sequence[str]:
        """Return the keys, and the names of others, that a segment builds on."""
        return [reference.key or reference.id or "" for reference in references(self.definitions[key])]

    def _count(self, key: str) -> _Counted:
        own = _own(read_criteria(self.definitions[key]), key)
        below = [self.known.get(source, _Counted(frozenset(), frozenset(), (source,))) for source in self.sources(key)]
        longest = max((each.chain for each in below), key=len, default=())
        return _Counted(
            own.attributes.union(*(each.attributes for each in below)),
            own.calculated.union(*(each.calculated for each in below)),
            (key, *longest),
        )

    def sum_of(self, key: str, what: str) -> str:
        """Return how many each segment adds: its own first, then those of its sources that nothing before them has."""
        seen: set[str] = set()
        parts: list[str] = []
        waiting, entered = [key], {key}
        while waiting:
            each = waiting.pop(0)
            new = getattr(_own(read_criteria(self.definitions[each]), each), what) - seen
            seen |= new
            if new:
                parts.append(f"{len(new)} {'of its own' if each == key else f'more in {each}'}")
            following = [source for source in self.sources(each) if source in self.definitions and source not in entered]
            entered.update(following)
            waiting += following
        return ", ".join(parts[:_SHOWN]) + (f" and {len(parts) - _SHOWN} more" if len(parts) > _SHOWN else "")


def _own(criteria: Criteria, key: str) -> _Counted:
    attributes: set[str] = set()
    calculated: set[str] = set()
    for condition in conditions(criteria):
        match condition.subject:
            case Calculated(name):
                calculated.add(name)
            case Attribute(name):
                attributes.add(f"Attributes.{name}")
            case Field(name):
                attributes.add(name)
            case AddressPart(address, part):
                attributes.add(f"{address}.{part}")
            case _:
                pass
    return _Counted(frozenset(attributes), frozenset(calculated), (key,))
