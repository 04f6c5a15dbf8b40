"""What is counted of a population: numbers only, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Count:
    """How many people a segment has.

    ``before`` and ``after`` a change are None if the segment does not exist then; ``both`` are in it before and after, ``gained`` come
    in and ``lost`` go out, all of them surely. ``reachable`` of those after are neither opted out nor inactive. Of ``unknown`` it cannot
    be known whether they are in it, before or after; ``why_unknown`` says why, if it is not for an imported segment. ``otherwise`` has
    the number after, by the name of a reading, if AWS reads it the other way and that changes the number.
    """

    key: str
    before: int | None
    after: int | None
    both: int | None = None
    gained: int | None = None
    lost: int | None = None
    reachable: int | None = None
    unknown: int = 0
    why_unknown: str = ""
    otherwise: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted of ``population`` people; ``unreadable`` lines of the export are not among these."""

    population: int
    segments: Sequence[Count]
    unreadable: int = 0


def read_counts(row: Sequence[int], columns: Sequence[tuple[str, Mapping[str, int]]], *, unreadable: int = 0) -> Counts:
    """Return the counts of one row of numbers; ``columns`` are a segment's key, and the place of each of its numbers."""
    segments = []
    for key, places in columns:
        found = {name: row[place] for name, place in places.items()}
        after = found.get("after")
        otherwise = {name.removeprefix("if "): number for name, number in found.items() if name.startswith("if ") and number != after}
        told = {name: found[name] for name in ("both", "gained", "lost", "reachable", "unknown") if name in found}
        segments.append(Count(key, found.get("before"), after, **told, why_unknown="", otherwise=otherwise))
    return Counts(row[0], tuple(segments), unreadable)
