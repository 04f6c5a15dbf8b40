"""Describe who is in a segment before and after a change, beginning with what is new and what is gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from segments_as_code.meaning.describe import describe
from segments_as_code.model.document import Definition
from segments_as_code.model.phrases import Part, Phrase, Role, Statement
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Plan, Recreate, Replace, Unchanged, Update
from segments_as_code.model.segment import Reference
from segments_as_code.ports import Dialect

_MOST_SAID = 3

_MOST_VALUES = 5

_LONGEST_PHRASE = 700
"""Characters of one line; longer ones are cut, with the number of omitted values."""


class SourceNames:
    """The names of the source segments of one plan."""

    def __init__(self, plan: Plan) -> None:
        """Index the names in ``plan``, including unchanged segments and neighbours."""
        self._by_key: dict[str, str] = {}
        self._by_id: dict[str, str] = {neighbour.id: neighbour.name for neighbour in plan.neighbours}
        for change in plan.changes:
            if isinstance(change, Delete):
                self._by_key[change.key] = self._by_id[change.deployed.id] = change.deployed.name
                continue
            self._by_key[change.desired.key] = change.desired.name
            if not isinstance(change, Create):
                self._by_id[change.deployed.id] = change.desired.name

    def __call__(self, reference: Reference) -> str:
        """Return a segment's name, or its key or id if the plan does not have it."""
        if reference.key is not None:
            return self._by_key.get(reference.key, reference.key)
        return self._by_id.get(reference.id or "", reference.id or "")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a description, and its depth."""

    depth: int
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Sides:
    """Who is in a segment before and after a change; None if it does not exist then."""

    before: tuple[Statement, ...] | None
    after: tuple[Statement, ...] | None

    @property
    def is_same(self) -> bool:
        """Whether the same people are in it."""
        return self.before == self.after


def describe_sides(change: Change, dialect: Dialect, names: SourceNames) -> Sides:
    """Return who is in a change's segment on both sides; before it nobody knows, if an earlier run deleted it already."""

    def said(definition: Definition) -> tuple[Statement, ...]:
        return describe(definition, dialect, names).long

    match change:
        case Create(desired) | Recreate(desired, is_half_done=True):
            return Sides(None, said(desired.definition))
        case Delete(_, deployed):
            return Sides(said(deployed.definition), None)
        case Update() | Adopt() | Replace() | Recreate() | Unchanged():
            return Sides(said(change.deployed.definition), said(change.desired.definition))


def first_lines(statements: Sequence[Statement], most: int) -> tuple[list[Line], int]:
    """Return the first ``most`` lines of a description, and how many more it has."""
    lines = list(_lines(statements, 0))
    return [Line(line.depth, shorten_phrase(line.phrase)) for line in lines[:most]], max(len(lines) - most, 0)


def shorten_phrase(phrase: Phrase) -> Phrase:
    """Return ``phrase``, or its first few lines and the number of omitted values."""
    length = 0
    for index, part in enumerate(phrase):
        length += len(part.text)
        if length > _LONGEST_PHRASE and index:
            more = sum(rest.role is Role.VALUE for rest in phrase[index:])
            return (*phrase[:index], Part(Role.WORDS, f" … and {more:,} more" if more else " …"))
    return phrase


def describe_difference(sides: Sides) -> Phrase:
    """Return what is new and what is gone: values if one condition differs in them, else whole conditions; or empty."""
    if sides.before is None or sides.after is None or sides.is_same:
        return ()
    gone, new = _apart(_conditions(sides.before), _conditions(sides.after))
    said = list(_said(gone, new))
    if not said:
        return (Part(Role.WORDS, "the same conditions, put together in another way"),)
    phrases = list(_with_separators(said[:_MOST_SAID]))
    more = len(said) - _MOST_SAID
    phrases += [Part(Role.WORDS, f"; and {more:,} more")] if more > 0 else []
    if _are_joined_anew(sides):
        phrases.append(Part(Role.WORDS, "; put together in another way"))
    return tuple(phrases)


def _are_joined_anew(sides: Sides) -> bool:
    """Return whether conditions are combined in another way than before."""
    return bool(sides.before and sides.after) and _connectives(sides.before or ()) != _connectives(sides.after or ())


def difference_says_all(sides: Sides) -> bool:
    """Return whether ``describe_difference`` leaves nothing out that the descriptions of both sides would show.

    It does for values that changed in place, and for conditions that came or went in one list; not if conditions were
    joined in another way, or if it had to be cut.
    """
    if sides.before is None or sides.after is None or sides.is_same:
        return False
    gone, new = _apart(_conditions(sides.before), _conditions(sides.after))
    said = list(_said(gone, list(new)))
    if not said or len(said) > _MOST_SAID or any(len(_values(phrase)) > _MOST_VALUES for phrase in (*gone, *new)):
        return False
    if not any(statement.under for statement in (*sides.before, *sides.after)):
        return True
    differing = {*gone, *new}
    return _frame(sides.before, differing) == _frame(sides.after, differing)


def _frame(statements: Iterable[Statement], differing: set[Phrase]) -> tuple[object, ...]:
    """Return the tree of a description, with only the stem of each differing line."""
    return tuple((_stem(line.phrase) if line.phrase in differing else line.phrase, _frame(line.under, differing)) for line in statements)


def describe_in_english(change: Change, dialect: Dialect, names: SourceNames) -> tuple[Phrase, frozenset[str]]:
    """Return how the criteria of a segment change, or who is in a new one, and the members of its definition that this covers."""
    match change:
        case Create(desired):
            return describe(desired.definition, dialect, names).short, frozenset()
        case Delete() | Unchanged():
            return (), frozenset()
        case Update() | Adopt() | Replace() | Recreate():
            sides = describe_sides(change, dialect, names)
            phrase = describe_difference(sides)
            if _are_joined_anew(sides):  # then a list of what is new could read as one more condition, where it is an alternative
                phrase = (Part(Role.WORDS, "now "), *describe(change.desired.definition, dialect, names).short)
            return phrase, _members_of_criteria(change, dialect) if phrase else frozenset()


def _members_of_criteria(change: Update | Adopt | Replace | Recreate, dialect: Dialect) -> frozenset[str]:
    """Return the changed members at the top of the definition that say who is in the segment."""
    changed = {step for field in change.fields for step in field.path[:1] if isinstance(step, str)}
    return frozenset(
        member for member in changed if any(_is_criteria(member, side.definition, dialect) for side in (change.deployed, change.desired))
    )


def _is_criteria(member: str, definition: Definition, dialect: Dialect) -> bool:
    rest = {name: value for name, value in definition.items() if name != member}
    return dialect.read_criteria(rest) != dialect.read_criteria(definition)


def _lines(statements: Iterable[Statement], depth: int) -> Iterator[Line]:
    for statement in statements:
        yield Line(depth, statement.phrase)
        yield from _lines(statement.under, depth + 1)


def _conditions(statements: Iterable[Statement], *, excluded: bool = False) -> Iterator[Phrase]:
    """Yield the lines that are conditions, not those that say how conditions are combined; exclusions are marked."""
    for statement in statements:
        if not _is_connective(statement):
            yield (Part(Role.WORDS, "among the exclusions, "), *statement.phrase) if excluded else statement.phrase
        yield from _conditions(statement.under, excluded=excluded or statement.excludes)


def _connectives(statements: Iterable[Statement]) -> Counter[Phrase]:
    """Count the lines that say how those below them are combined."""
    found: Counter[Phrase] = Counter()
    for statement in statements:
        found.update([statement.phrase] if _is_connective(statement) else [])
        found.update(_connectives(statement.under))
    return found


def _is_connective(statement: Statement) -> bool:
    return bool(statement.under) and all(part.role is Role.WORDS for part in statement.phrase)


def _apart(before: Iterable[Phrase], after: Iterable[Phrase]) -> tuple[list[Phrase], list[Phrase]]:
    """Return the lines that only one side has, in their order."""
    old, new = list(before), list(after)
    return _without(old, Counter(new)), _without(new, Counter(old))


def _without(phrases: Iterable[Phrase], others: Counter[Phrase]) -> list[Phrase]:
    left: list[Phrase] = []
    for phrase in phrases:
        if others[phrase]:
            others[phrase] -= 1
        else:
            left.append(phrase)
    return left


def _said(gone: Sequence[Phrase], new: list[Phrase]) -> Iterator[Phrase]:
    """Yield each condition whose values differ, then each that is new and each that is gone."""
    dropped: list[Phrase] = []
    for old in gone:
        partner = next((phrase for phrase in new if _has_values(old) and _stem(phrase) == _stem(old)), None)
        if partner is None:
            dropped.append(old)
            continue
        new.remove(partner)
        if pair := _pair(old, partner):
            yield pair
        else:
            dropped.append(old)
    yield from ((Part(Role.WORDS, "new: "), *_few_parts(phrase)) for phrase in new)
    yield from ((Part(Role.WORDS, "no longer: "), *_few_parts(phrase)) for phrase in dropped)


def _pair(old: Phrase, other: Phrase) -> Phrase:
    """Return the difference between the values of one condition."""
    had, has = _values(old), _values(other)
    gained, lost = [v for v in has if v not in had], [v for v in had if v not in has]
    if lost and not set(had) & set(has):
        return (*_few_parts(other), Part(Role.WORDS, ", no longer "), *_few_values(lost))
    start = _stem(old)
    last = start[-1]
    cleaned = Part(Role.WORDS, last.text.rstrip().removesuffix(" is") if last.text.strip() != "is" else "")
    lead = (*start[:-1], cleaned) if last.role is Role.WORDS else start
    parts: list[Part] = [*(part for part in lead if part.text), Part(Role.WORDS, ": ")]
    if gained:
        parts += [Part(Role.WORDS, "now " if lost else "now also "), *_few_values(gained)]
    if lost:
        parts += [Part(Role.WORDS, ", no longer " if gained else "no longer "), *_few_values(lost)]
    return tuple(parts) if gained or lost else (*other, Part(Role.WORDS, " (it was "), *old, Part(Role.WORDS, ")"))


def _stem(phrase: Phrase) -> Phrase:
    """Return the words before the first value."""
    first = next((index for index, part in enumerate(phrase) if part.role is Role.VALUE), len(phrase))
    return phrase[:first]


def _values(phrase: Phrase) -> list[str]:
    return [part.text for part in phrase if part.role is Role.VALUE]


def _has_values(phrase: Phrase) -> bool:
    """Return whether ``phrase`` is words about values: such as two of which can be compared."""
    return bool(_stem(phrase)) and bool(_values(phrase))


def _few_values(values: Sequence[str]) -> Iterator[Part]:
    for index, value in enumerate(values[:_MOST_VALUES]):
        if index:
            yield Part(Role.WORDS, ", ")
        yield Part(Role.VALUE, value)
    if len(values) > _MOST_VALUES:
        yield Part(Role.WORDS, f" and {len(values) - _MOST_VALUES:,} more")


def _few_parts(phrase: Phrase) -> Phrase:
    """Return ``phrase`` without the end of a long list of values."""
    values = 0
    for index, part in enumerate(phrase):
        values += part.role is Role.VALUE
        if values > _MOST_VALUES:
            return (*phrase[:index], Part(Role.WORDS, f"and {len(_values(phrase)) - _MOST_VALUES:,} more"))
    return phrase


def _with_separators(phrases: Iterable[Phrase]) -> Iterator[Part]:
    for index, phrase in enumerate(phrases):
        if index:
            yield Part(Role.WORDS, "; ")
        yield from phrase
