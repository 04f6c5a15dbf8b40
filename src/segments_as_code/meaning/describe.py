"""Describe in English who is in a segment.

The long form is complete and unambiguous: two definitions that do not mean the same never have the same text, and it follows the order of
the canonical form, so that equal meaning is an equal text. The short form fits on a line and may leave things out, and then says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from segments_as_code.meaning.condition_phrases import as_json, few, listed, name, phrase_condition, value, words
from segments_as_code.model.criteria import Block, Connective, Criteria, Group, InSegment, Joined, Unknown
from segments_as_code.model.document import Definition
from segments_as_code.model.phrases import Description, Nouns, Phrase, Statement
from segments_as_code.model.segment import Reference
from segments_as_code.ports import Dialect

NameOf = Callable[[Reference], str]

_MOST_BRIEF: Final = 3
_BOTH: Final = 2
_GROUPS: Final[Mapping[Connective, str]] = {
    "ALL": "who is in all of these groups:",
    "ANY": "who is in at least one of these groups:",
    "NONE": "who is in none of these groups:",
}
_BLOCKS: Final[Mapping[Connective, str]] = {
    "ALL": "all of this is true:",
    "ANY": "at least one of these is true:",
    "NONE": "none of these is true:",
}
_SOURCES: Final[Mapping[Connective, tuple[str, str, str]]] = {
    "ALL": ("in", "all of", "and"),
    "ANY": ("in", "at least one of", "or"),
    "NONE": ("not in", "any of", "or"),
}
_BRIEF_GROUPS: Final[Mapping[Connective, str]] = {"ALL": "in all", "ANY": "in at least one", "NONE": "in none"}


def describe(definition: Definition, dialect: Dialect, name_of: NameOf) -> Description:
    """Return who is in the segment of a canonical ``definition``; ``name_of`` names the segments it builds on."""
    return describe_criteria(dialect.read_criteria(definition), dialect.nouns, name_of)


def describe_criteria(criteria: Criteria, nouns: Nouns, name_of: NameOf) -> Description:
    """Return who meets ``criteria`` of a canonical definition."""
    describer = _Describer(nouns, name_of)
    return Description(describer.short(criteria), tuple(describer.long(criteria)))


@dataclass(frozen=True, slots=True)
class _Describer:
    """Describes criteria in the words of one provider."""

    nouns: Nouns
    name_of: NameOf

    @property
    def everyone(self) -> Phrase:
        return words(f"everyone in the {self.nouns.container}")

    # ── the long form ────────────────────────────────────────────────────────────────────────────────────────────────

    def long(self, criteria: Criteria) -> Iterator[Statement]:
        groups, rest = criteria.groups, criteria.rest
        if groups.needs_all and len(groups.parts) == 1:
            yield from self._group(groups.parts[0])
        elif groups.parts or groups.how != "ALL":
            under = [_numbered(number, self._group(group)) for number, group in enumerate(groups.parts, 1)]
            phrase = _connective(_GROUPS, groups.how, "Include", "who is in a combination of these groups")
            yield Statement(phrase, tuple(under), excludes=groups.how == "NONE")
        elif not rest:
            yield Statement(self.everyone)
        yield from map(_as_it_stands, rest)

    def _group(self, group: Group | Unknown) -> list[Statement]:
        if isinstance(group, Unknown):
            return [_as_it_stands(group, "group")]
        return [*self._sources(group.sources), *_blocks(group.blocks), *map(_as_it_stands, group.rest)] or [Statement(self.everyone)]

    def _sources(self, sources: Joined[InSegment]) -> list[Statement]:
        named = [self._source(source) for source in sources.parts]
        if not named:
            return [] if sources.how == "ALL" else [Statement(_connective({}, sources.how, "SourceType", "no segment is built on"))]
        if sources.how is None:
            phrase = _connective({}, None, "SourceType", "in a combination of these segments")
            return [Statement(phrase, tuple(map(Statement, named)))]
        verb, of, last = _SOURCES[sources.how]
        if sources.how == "ALL" and len(named) == _BOTH:
            of = "both of"
        start = f"{verb} the segment " if len(named) == 1 else f"{verb} {of} the segments "
        return [Statement((*words(start), *listed(named, last)))]

    def _source(self, source: InSegment | Unknown) -> Phrase:
        """Return a segment's name, and what distinguishes it from others of that name."""
        if isinstance(source, Unknown):
            return as_json(source.json)
        reference = source.reference
        kind, identity = ("", reference.key) if reference.key is not None else ("id ", reference.id or "")
        pinned = words(f", as it was at version {reference.version}") if reference.version is not None else ()
        return (*value(self.name_of(reference)), *words(f" ({kind}"), *name(identity), *words(")"), *pinned)

    # ── the short form ───────────────────────────────────────────────────────────────────────────────────────────────

    def short(self, criteria: Criteria) -> Phrase:
        groups = criteria.groups
        if not groups.parts:
            return words("who fits criteria that could not be read") if criteria.rest else self.everyone
        if groups.needs_all and len(groups.parts) == 1:
            return self._brief_group(groups.parts[0], _MOST_BRIEF)
        how = _BRIEF_GROUPS[groups.how] if groups.how else "in a combination"
        each = [(*words("("), *self._brief_group(group, 1), *words(")")) for group in groups.parts]
        return (*words(f"who is {how} of {len(each)} groups: "), *few(each, "and", 2))

    def _brief_group(self, group: Group | Unknown, most: int) -> Phrase:
        if isinstance(group, Unknown):
            return words("who fits a group that could not be read")
        base, conditions = self._brief_sources(group.sources), _brief_blocks(group.blocks, most)
        if not conditions:
            return base or self.everyone
        return (*base, *words(" where "), *conditions) if base else (*words(f"{self.nouns.members} where "), *conditions)

    def _brief_sources(self, sources: Joined[InSegment]) -> Phrase:
        if not sources.parts:
            return ()
        names = [value(self.name_of(s.reference)) if isinstance(s, InSegment) else as_json(s.json) for s in sources.parts]
        verb, _, last = _SOURCES[sources.how] if sources.how else ("in a combination of", "", "and")
        return (*words(f"{self.nouns.members} {verb} "), *few(names, last, _MOST_BRIEF))


def _numbered(number: int, statements: Sequence[Statement]) -> Statement:
    return Statement(words(f"group {number}: all of this is true" if len(statements) > 1 else f"group {number}"), tuple(statements))


def _blocks(blocks: Joined[Block]) -> list[Statement]:
    each = [_block(block) for block in blocks.parts]
    if len(each) <= 1 and blocks.how == "ALL":
        return [statement for statements in each for statement in statements]
    under = tuple(_as_one(statements) for statements in each)
    if len(under) == 1 and blocks.how == "NONE":
        return [Statement(words("this is not true:"), under, excludes=True)]
    return [Statement(_connective(_BLOCKS, blocks.how, "Type", "a combination of these is true"), under, excludes=blocks.how == "NONE")]


def _block(block: Block | Unknown) -> list[Statement]:
    if isinstance(block, Unknown):
        return [_as_it_stands(block, "Dimensions")]
    return [Statement(phrase_condition(condition).whole) for condition in block.conditions] or [Statement(words("it is anyone"))]


def _as_one(statements: Sequence[Statement]) -> Statement:
    return statements[0] if len(statements) == 1 else Statement(words("all of this together:"), tuple(statements))


def _connective(known: Mapping[Connective, str], how: Connective | None, member: str, unknown: str) -> Phrase:
    """Return how parts are joined, and the member that says so if it has no known value."""
    if how is None:
        return (*words(f"{unknown} that is not written ("), *name(member), *words(" is missing):"))
    return words(known[how]) if how in known else (*words(f"{unknown} ("), *name(member), *words(" is "), *as_json(how), *words("):"))


def _as_it_stands(unknown: Unknown, element: str = "") -> Statement:
    """Return a part that could not be read; ``element`` is the name for an element of a list."""
    return Statement((*name(".".join(unknown.keys) or element), *words(" is "), *as_json(unknown.json)))


def _brief_blocks(blocks: Joined[Block], most: int) -> Phrase:
    each = [_brief_conditions(block) for block in blocks.parts]
    phrases = [few(conditions, "and", most) or words("it is anyone") for conditions in each]
    if len(phrases) <= 1 and blocks.how != "NONE":
        return phrases[0] if phrases else ()
    several = [(*words("("), *p, *words(")")) if len(conditions) > 1 else p for p, conditions in zip(phrases, each, strict=True)]
    none = "none of these is true: " if len(several) > 1 else "this is not true: "
    start, last = {"ALL": ("", "and"), "ANY": ("", "or"), "NONE": (none, "or")}.get(blocks.how or "", ("in a combination, ", "and"))
    return (*words(start), *few(several, last, _MOST_BRIEF)) if several else ()


def _brief_conditions(block: Block | Unknown) -> list[Phrase]:
    if isinstance(block, Unknown):
        return [as_json(block.json)]
    return [phrase_condition(condition).brief for condition in block.conditions]
