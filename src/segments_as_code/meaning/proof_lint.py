"""Mistakes that only proof finds: a segment that is nobody or everybody, parts that change nothing, segments that are the same.

What the rules of ``lint`` say of one segment alone, with the reason in words, they go on saying; of what they have said already nothing is
said here. A problem is reported only if it holds whatever AWS does where it documents nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from segments_as_code.meaning.cells import TooMuch
from segments_as_code.meaning.declarations import Declarations
from segments_as_code.meaning.encoding import Encoding, Meaning
from segments_as_code.meaning.fingerprints import fingerprints
from segments_as_code.meaning.independent_parts import IndependentParts
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.needless import Examined, Part, examine
from segments_as_code.meaning.plan_meanings import break_circles
from segments_as_code.meaning.predicate import Given, Predicate, Ref, keys_in_order
from segments_as_code.meaning.solver import OutOfSteps, Solver, Steps
from segments_as_code.model.criteria import Criteria, Group, InSegment
from segments_as_code.model.problem import DocumentProblem, unless_meant, warning
from segments_as_code.model.segment import Reference

SEGMENT_BUDGET: Final = 300_000
"""Steps of the solver for one segment, about 0.2 seconds."""
PAIR_BUDGET: Final = 50_000
MOST_PAIRS: Final = 2_000
PROOF_BUDGET: Final = 200_000_000
"""Budget of steps for all segments and pairs together, some minutes; what comes after is not proven."""
_MEND: Final = "look at ALL, ANY and NONE, and at what the segment builds on"
_MOST_PEOPLE: Final = 24
"""People of one segment that the others are held against."""


@dataclass(frozen=True, slots=True)
class Proven:
    """What is proven of some segments, by key, and of pairs.

    ``unfinished`` are segments that the budget did not reach the end of. ``same`` are pairs with exactly the same people, ``within``
    pairs of which everybody in the first is in the second, and the first does not build on it.
    """

    examined: Mapping[str, Examined]
    same: tuple[tuple[str, str], ...] = ()
    within: tuple[tuple[str, str], ...] = ()
    unfinished: tuple[str, ...] = ()


def prove_segments(
    criteria: Mapping[str, Criteria],
    declared: Declarations,
    *,
    wanted: Collection[str] | None = None,
    steps: Steps | None = None,
) -> Proven:
    """Examine the segments ``wanted`` (None: all), and hold each against all others; ``criteria`` are of every segment, by key.

    Which lie within another is only looked for among all. What ``steps`` (``PROOF_BUDGET``) do not reach is unfinished.
    """

    def source(reference: Reference) -> Predicate:
        if reference.key is not None and reference.key in criteria:
            return Ref(reference.key)
        name = reference.key or reference.id or "a source"
        return Given("unread", name if reference.version is None else f"{name} version {reference.version}")

    def meaning(each: Criteria) -> Predicate:
        return lower(each, declared.assumptions, source)

    environment = {key: meaning(criteria[key]) for key in sorted(criteria)}
    break_circles(environment)
    chosen = [key for key in environment if wanted is None or key in wanted]
    steps = steps or Steps(PROOF_BUDGET)
    examined: dict[str, Examined] = {}
    parts = IndependentParts()
    for key in chosen:
        with steps.share(SEGMENT_BUDGET) as share:
            examined[key] = examine(criteria[key], meaning, environment, facts=declared.predicate, steps=share, parts=parts)
    same, within = _Pairs(environment, examined, declared.predicate, steps).find(only_same=wanted is not None)
    unfinished = tuple(key for key, found in examined.items() if not found.is_complete)
    return Proven(examined, same, within, unfinished)


def proof_problems(key: str, criteria: Criteria, proven: Proven) -> Iterator[DocumentProblem]:
    """Yield what is proven to be wrong inside one segment that was examined; pairs are not its business."""
    examined = proven.examined[key]
    match examined.result:
        case "nobody":
            source = _empty_source(criteria, proven.examined)
            if source is not None:
                message = f"nobody can be in this segment: it builds on {source.reference.key}, in which nobody can be."
                yield warning(source.path, "proven-nobody", message, unless_meant("fix that segment first", "proven-nobody"))
                return
            message = "nobody can be in this segment, whatever the data: its criteria and those that it builds on contradict each other."
            yield warning(criteria.path, "proven-nobody", message, unless_meant(_MEND, "proven-nobody"), of_key=True)
        case "everybody":
            message = "everybody is in this segment, whatever the data: its criteria leave nobody out."
            yield warning(criteria.path, "proven-everybody", message, unless_meant(_MEND, "proven-everybody"), of_key=True)
        case _:
            yield from map(_needless, examined.needless)


def _needless(part: Part) -> DocumentProblem:
    message = f"without this {part.kind} the same people are in the segment, whatever the data."
    remedy = unless_meant("take it out", "changes-nothing")
    return warning(part.path, "changes-nothing", message, remedy, of_key=part.kind == "criterion")


def _empty_source(criteria: Criteria, examined: Mapping[str, Examined]) -> InSegment | None:
    """Return the first source in which nobody can be, if there is one that was examined."""
    for group in criteria.groups.parts:
        for each in group.sources.parts if isinstance(group, Group) else ():
            found = examined.get(each.reference.key or "") if isinstance(each, InSegment) else None
            if isinstance(each, InSegment) and found is not None and found.result == "nobody":
                return each
    return None


class _Pairs:
    """Segments that hold the same people, or only people of another, among all pairs of which one was examined."""

    def __init__(self, environment: Mapping[str, Predicate], examined: Mapping[str, Examined], facts: Predicate, steps: Steps) -> None:
        self._environment = environment
        self._examined = {key: found for key, found in examined.items() if found.result == "some" and found.people}
        self._facts = facts
        self._steps = steps

    def find(self, *, only_same: bool) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
        """Return the pairs with the same people, and those of which one lies within the other."""
        people = [person for found in self._examined.values() for person in found.people[:_MOST_PEOPLE]]
        bits = fingerprints(self._environment, people)
        inside = {key: found for key, found in bits.items() if found}
        likely = [*(self._likely_same(inside) if only_same else self._likely_within(inside))]
        likely.sort(key=lambda pair: inside[pair[0]] != inside[pair[1]])  # those that may be the same come first
        proven = {pair for pair in likely[:MOST_PAIRS] if self._is_within(*pair)}
        back = {(other, one) for one, other in proven if inside[one] == inside[other]} - proven
        proven |= {pair for pair in back if self._is_within(*pair)}
        same = sorted({(min(pair), max(pair)) for pair in proven if pair[::-1] in proven})
        twins = {each for pair in same for each in (pair, pair[::-1])}
        return tuple(same), tuple(sorted(pair for pair in proven if pair not in twins and not self._builds_on(*pair)))

    def _likely_same(self, inside: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        alike: dict[int, list[str]] = defaultdict(list)
        for key, bits in inside.items():
            alike[bits].append(key)
        return ((one, other) for one in self._examined if one in inside for other in alike[inside[one]] if one != other)

    def _likely_within(self, inside: Mapping[str, int]) -> Iterator[tuple[str, str]]:
        outside = {key: ~bits for key, bits in inside.items()}
        for one in self._examined:
            bits = inside.get(one, 0)
            yield from ((one, other) for other, rest in outside.items() if bits and not bits & rest and one != other)

    def _builds_on(self, one: str, other: str) -> bool:
        return other in keys_in_order(self._environment[one], self._environment)

    def _is_within(self, one: str, other: str) -> bool:
        first, second, facts = (Meaning(each, self._environment) for each in (Ref(one), Ref(other), self._facts))
        try:
            with self._steps.share(PAIR_BUDGET) as steps:
                encoding = Encoding([first, second, facts], Solver(steps))
                return not encoding.solver.solve([encoding.literal(first), encoding.literal(second) ^ 1, encoding.literal(facts)])
        except (TooMuch, OutOfSteps):
            return False
