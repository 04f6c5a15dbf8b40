"""Say in English who is in a segment.

The long form is complete and unambiguous: two definitions that do not mean the same never share it, and it is in the order of the
canonical form, so that equal meaning is an equal text. The short form fits on a line and may leave things out; it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from segments_as_code.model.desired import Reference
from segments_as_code.model.phrases import Description, Phrase, Statement
from segments_as_code.model.values import Definition, Json
from segments_as_code.providers.pinpoint.english.criteria import Said, criteria
from segments_as_code.providers.pinpoint.english.words import as_json, few, listed, name, value, words
from segments_as_code.providers.pinpoint.references import reference_of
from segments_as_code.providers.pinpoint.shape import elements, members

NameOf = Callable[[Reference], str]

_EVERYONE = "everyone in the application"
_MOST_BRIEF = 3
_GROUPS = {
    "ALL": "who is in all of these groups:",
    "ANY": "who is in at least one of these groups:",
    "NONE": "who is in none of these groups:",
}
_BLOCKS = {"ALL": "all of this is true:", "ANY": "at least one of these is true:", "NONE": "none of these is true:"}
_SOURCES = {"ALL": ("in", "and"), "ANY": ("in", "or"), "NONE": ("not in", "or")}


def describe(definition: Definition, name_of: NameOf) -> Description:
    """Return who is in the segment that a canonical ``definition`` describes; ``name_of`` names those it builds on."""
    said = {member: found for member, found in definition.items() if member != "Name"}
    if not said:
        return Description(words(_EVERYONE), (Statement(words(_EVERYONE)),))
    groups = said.pop("SegmentGroups", None)
    whole = [*_groups(groups, name_of), *(_other(member, found) for member, found in said.items())]
    return Description(_brief(groups, name_of), tuple(whole))


# ── in whole ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _groups(groups: Json, name_of: NameOf) -> list[Statement]:
    found = members(groups).get("Groups")
    if groups is None:
        return []
    if not isinstance(groups, dict) or not isinstance(found, list):
        return [_other("SegmentGroups", groups)]
    include = groups.get("Include")
    rest = [_other(f"SegmentGroups.{member}", groups[member]) for member in groups if member not in {"Include", "Groups"}]
    if len(found) == 1 and include == "ALL":
        return [*_group(found[0], name_of), *rest]
    under = [_numbered(number, _group(group, name_of)) for number, group in enumerate(found, 1)]
    phrase = _joined_by(_GROUPS, include, "Include", "who is in a combination of these groups")
    return [Statement(phrase, tuple(under), excludes=include == "NONE"), *rest]


def _numbered(number: int, statements: Sequence[Statement]) -> Statement:
    return Statement(words(f"group {number}: all of this is true" if len(statements) > 1 else f"group {number}"), tuple(statements))


def _group(group: Json, name_of: NameOf) -> list[Statement]:
    if not isinstance(group, dict):
        return [_other("group", group)]
    sources, blocks = group.get("SourceSegments", []), group.get("Dimensions", [])
    said = [*_sources(sources, group.get("SourceType"), name_of), *_blocks(blocks, group.get("Type"))]
    known = {"SourceSegments", "SourceType", "Dimensions", "Type"}
    said += [_other(member, group[member]) for member in group if member not in known]
    return said or [Statement(words(_EVERYONE))]


def _sources(sources: Json, how: Json, name_of: NameOf) -> list[Statement]:
    if not isinstance(sources, list):
        return [_other("SourceSegments", sources)]
    if not sources:
        return [] if how == "ALL" else [Statement(_joined_by({}, how, "SourceType", "no segment is built on"))]
    named = [_source(source, name_of) for source in sources]
    if not isinstance(how, str) or how not in _SOURCES:
        phrase = _joined_by({}, how, "SourceType", "in a combination of these segments")
        return [Statement(phrase, tuple(map(Statement, named)))]
    verb, last = _SOURCES[how]
    of = {"ALL": "both of" if len(named) == len("ab") else "all of", "ANY": "at least one of", "NONE": "any of"}[how]
    start = f"{verb} the segment " if len(named) == 1 else f"{verb} {of} the segments "
    return [Statement((*words(start), *listed(named, last)))]


def _source(source: Json, name_of: NameOf) -> Phrase:
    """Return a segment by its name, and by what tells it from others of that name."""
    reference = reference_of(members(source))
    identity = reference.key if reference.key is not None else reference.id
    if identity is None or members(source).keys() - {"Ref", "Id", "Version"} or (reference.key is not None and reference.id is not None):
        return as_json(source)
    kind = "" if reference.key is not None else "id "
    pinned = words(f", as it was at version {reference.version}") if reference.version is not None else ()
    shown = name_of(reference)
    return (*value(shown), *words(f" ({kind}"), *name(identity), *words(")"), *pinned)


def _blocks(blocks: Json, how: Json) -> list[Statement]:
    if not isinstance(blocks, list):
        return [_other("Dimensions", blocks)]
    if len(blocks) <= 1 and how == "ALL":
        return [statement for block in blocks for statement in _block(block)]
    each = [_as_one(_block(block)) for block in blocks]
    if len(each) == 1 and how == "NONE":
        return [Statement(words("this is not true:"), tuple(each), excludes=True)]
    return [Statement(_joined_by(_BLOCKS, how, "Type", "a combination of these is true"), tuple(each), excludes=how == "NONE")]


def _block(block: Json) -> list[Statement]:
    if not isinstance(block, dict):
        return [_other("Dimensions", block)]
    return [Statement(said.whole) for said in criteria(block)] or [Statement(words("it is anyone"))]


def _as_one(statements: Sequence[Statement]) -> Statement:
    return statements[0] if len(statements) == 1 else Statement(words("all of this together:"), tuple(statements))


def _joined_by(known: Mapping[str, str], how: Json, member: str, unknown: str) -> Phrase:
    if isinstance(how, str) and how in known:
        return words(known[how])
    if how is None:
        return (*words(f"{unknown} that is not written ("), *name(member), *words(" is missing):"))
    return (*words(f"{unknown} ("), *name(member), *words(" is "), *as_json(how), *words("):"))


def _other(member: str, found: Json) -> Statement:
    return Statement((*name(member), *words(" is "), *as_json(found)))


# ── in brief ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _brief(groups: Json, name_of: NameOf) -> Phrase:
    found = elements(members(groups).get("Groups"))
    if len(found) == 1 and members(groups).get("Include") == "ALL":
        return _brief_group(members(found[0]), name_of)
    how = {"ALL": "in all", "ANY": "in at least one", "NONE": "in none"}.get(str(members(groups).get("Include")), "in a combination")
    firsts = [(*words("("), *_brief_group(members(group), name_of, most=1), *words(")")) for group in found]
    return (*words(f"who is {how} of {len(found)} groups: "), *few(firsts, "and", 2))


def _brief_group(group: Mapping[str, Json], name_of: NameOf, *, most: int = _MOST_BRIEF) -> Phrase:
    sources, blocks = elements(group.get("SourceSegments")), elements(group.get("Dimensions"))
    base = _brief_sources(sources, str(group.get("SourceType")), name_of)
    conditions = _brief_blocks(blocks, str(group.get("Type")), most)
    if not conditions:
        return base or words(_EVERYONE)
    return (*base, *words(" where "), *conditions) if base else (*words("endpoints where "), *conditions)


def _brief_sources(sources: Sequence[Json], how: str, name_of: NameOf) -> Phrase:
    if not sources:
        return ()
    names = [value(name_of(reference_of(members(source)))) for source in sources]
    verb, last = _SOURCES.get(how, ("in a combination of", "and"))
    return (*words(f"endpoints {verb} "), *few(names, last, _MOST_BRIEF))


def _brief_blocks(blocks: Sequence[Json], how: str, most: int) -> Phrase:
    each = [few([said.brief for said in _said(block)], "and", most) or words("it is anyone") for block in blocks]
    if not each:
        return ()
    if len(each) == 1 and how != "NONE":
        return each[0]
    last = {"ALL": "and", "ANY": "or", "NONE": "or"}.get(how, "and")
    several = [(*words("("), *phrase, *words(")")) if len(_said(block)) > 1 else phrase for phrase, block in zip(each, blocks, strict=True)]
    start = {"NONE": "it is not so that ", "ALL": "", "ANY": ""}.get(how, "in a combination, ")
    return (*words(start), *few(several, last, _MOST_BRIEF))


def _said(block: Json) -> list[Said]:
    return list(criteria(block)) if isinstance(block, dict) else []
