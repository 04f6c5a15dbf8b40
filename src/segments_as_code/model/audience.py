"""How many people are in each segment before and after a plan, as numbers that give away nothing about a few of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Final

NUMBERS: Final = ("before", "after", "both", "gained", "lost", "reachable", "unknown", "doubt")
"""The numbers of a segment, in the order in which they are written."""

CONTRADICTION: Final = "count-contradicts-proof"
BUGS: Final = frozenset({CONTRADICTION, "internal-error"})
"""Codes for which there are no numbers because of a bug."""

SOURCE_KINDS: Final = ("estimate", "export", "invented")

NOT_KNOWN: Final = "not known"

FEWEST: Final = 10
"""A number of people below this one is hidden, unless it is zero."""


@dataclass(frozen=True, slots=True)
class CriterionCounts:
    """How many people meet one criterion of a segment ``alone``, and how many would be in the segment ``without`` it.

    ``place`` is that of its line (``segments/loyal.yaml:7:5``), ``text`` the criterion in words. A number is None if it is hidden, or if
    of somebody it cannot be known. ``hidden`` and ``is_rounded`` are as for ``Counts``.
    """

    place: str
    text: str
    alone: int | None
    without: int | None
    hidden: tuple[str, ...] = ()
    is_rounded: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people are in one segment; a number is None if it is hidden, not known, or there is none.

    ``before`` and ``after`` a plan; in ``both``; who comes in (``gained``) and goes out (``lost``); how many can be ``reachable``; of how
    many it is ``unknown`` whether they are in it, and for how many it is in ``doubt``. ``hidden`` names the numbers that are too small to
    show; if any is, or if two of the others differ by so few, ``is_rounded`` is true and the others are multiples of ten. ``reasons``
    say, by number, why it is not known. ``otherwise`` is ``after`` by the name of a reading, if AWS reads it the other way. ``criteria``
    has numbers for each criterion, if they were asked for.
    """

    before: int | None = None
    after: int | None = None
    both: int | None = None
    gained: int | None = None
    lost: int | None = None
    reachable: int | None = None
    unknown: int | None = None
    doubt: int | None = None
    hidden: tuple[str, ...] = ()
    is_rounded: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)
    otherwise: Mapping[str, int] = field(default_factory=dict)
    criteria: tuple[CriterionCounts, ...] = ()

    def text(self, name: str) -> str:
        """Return a number as it is shown: 12,340, about 12,340, fewer than 10, or not known."""
        return number_text(self.numbers().get(name), is_hidden=name in self.hidden, is_rounded=self.is_rounded)

    def bounds(self, name: str) -> tuple[int, int] | None:
        """Return the least and the most that a number can be, as far as it is shown; None if it is not known."""
        number = self.numbers().get(name)
        if name in self.hidden:
            low, high = 1, FEWEST - 1
        elif number is None:
            return None
        else:
            low, high = (number - FEWEST // 2, number + FEWEST // 2 - 1) if self.is_rounded and number else (number, number)
        unknown = self.bounds("unknown") if name in {"before", "after", "gained", "lost"} else None
        return low, high + (unknown[1] if unknown else 0)

    def numbers(self) -> dict[str, int]:
        """Return the numbers that are known and shown, by name."""
        found = {name: getattr(self, name) for name in NUMBERS}
        return {name: number for name, number in found.items() if number is not None}


@dataclass(frozen=True, slots=True)
class AudienceSource:
    """Where numbers come from: ``kind`` is ``estimate``, made by the ``provider`` for the container ``scope`` in a region.

    It is ``export`` if people were counted on an export, called ``export``, and ``invented`` if those people are invented.
    """

    kind: str
    provider: str
    scope: str
    region: str
    export: str = ""


@dataclass(frozen=True, slots=True)
class Audience:
    """How many people are in segments, by key: of ``population`` people (None if not known), at ``as_of`` (``2026-11-28T09:00:00Z``).

    ``plan`` is the digest of the plan that the numbers are for; they say nothing about any other. It is empty for those of files alone.
    """

    as_of: str
    source: AudienceSource
    plan: str
    segments: Mapping[str, Counts]
    population: int | None = None


def number_text(number: int | None, *, is_hidden: bool, is_rounded: bool) -> str:
    """Return a number of people as it is shown."""
    if is_hidden:
        return f"fewer than {FEWEST}"
    if number is None:
        return NOT_KNOWN
    return f"about {number:,}" if is_rounded and number else f"{number:,}"


def hide_few_of_criteria(segment: Counts, found: Sequence[CriterionCounts], population: int) -> Counts:
    """Return ``segment`` with the numbers of its criteria: everything in tens, and no number below ten.

    Exact ones could be added up, however far they are apart: those who meet one criterion and those who meet another, less those who meet
    either, are those who meet both.
    """
    return replace(hide_few(segment, population, in_tens=True), criteria=tuple(map(_hidden_criterion, found)))


def _hidden_criterion(criterion: CriterionCounts) -> CriterionCounts:
    numbers = {"alone": criterion.alone, "without": criterion.without}
    hidden = tuple(name for name, number in numbers.items() if _is_few(number or 0))
    told = {name: _to_tens(number) for name, number in numbers.items() if name not in hidden and number is not None}
    return replace(criterion, alone=told.get("alone"), without=told.get("without"), hidden=hidden, is_rounded=True)


def hide_few(counts: Counts, population: int | None = None, *, in_tens: bool = False) -> Counts:
    """Return ``counts`` so that no number, and no difference between two of them, is about fewer than ten people.

    A number of 1 to 9 is hidden. The others are rounded to tens if one is hidden, or if two of them, or one and the ``population``,
    differ by so few: otherwise such a number could be computed. With ``in_tens`` they always are. Several segments together can still
    give one away.
    """
    numbers = counts.numbers()
    hidden = tuple(name for name in NUMBERS if name in counts.hidden or _is_few(numbers.get(name, 0)))
    shown = {name: number for name, number in numbers.items() if name not in hidden}
    otherwise = {name: number for name, number in counts.otherwise.items() if "after" in shown and not _is_few(number)}
    if (
        not in_tens
        and not hidden
        and not any(_is_few(one - other) for one, other in combinations(_computable(shown, otherwise, population), 2))
    ):
        return replace(counts, otherwise=otherwise)
    rounded = {name: _to_tens(number) for name, number in shown.items()}
    told = {name: _to_tens(number) for name, number in otherwise.items() if abs(number - shown["after"]) >= FEWEST}
    kept = {name: rounded.get(name) for name in NUMBERS}
    reasons, criteria = counts.reasons, counts.criteria
    return Counts(**kept, hidden=hidden, is_rounded=True, reasons=reasons, otherwise=told, criteria=criteria)


def _computable(shown: Mapping[str, int], otherwise: Mapping[str, int], population: int | None) -> list[int]:
    """Return the numbers of people that somebody knows or can add up: those shown, all people, and those who are in on either side."""
    sums = [shown[one] + shown[other] for one, other in (("before", "gained"), ("after", "unknown")) if one in shown and other in shown]
    return [*shown.values(), *otherwise.values(), *sums, *([] if population is None else [population])]


def _is_few(number: int) -> bool:
    return 0 < abs(number) < FEWEST


def _to_tens(number: int) -> int:
    return (number + FEWEST // 2) // FEWEST * FEWEST


@dataclass(frozen=True, slots=True)
class AudienceView:
    """What a plan's page shows of an audience file: its numbers, or else the ``problem`` why not, a sentence, and its code."""

    audience: Audience | None
    problem: str = ""
    code: str = ""
