"""Describe a change in a few words: in English if they are given, else by the members that differ."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from segments_as_code.model.document import Definition, Json, Path
from segments_as_code.model.phrases import Part, Phrase, Role
from segments_as_code.model.plan import (
    Adopt,
    Change,
    Create,
    Delete,
    FieldChange,
    FieldChangeKind,
    Recreate,
    Replace,
    TagChange,
    Unchanged,
    Update,
)
from segments_as_code.ownership import OUR_PREFIX
from segments_as_code.report.change_summary import plural

_MOST_PHRASES = 3

_MOST_VALUES = 3


@dataclass(slots=True)
class _Group:
    """Changes of the same kind to the same member."""

    verb: str
    preposition: str
    label: str
    values: list[str] = field(default_factory=list)


def describe(change: Change, people: Phrase = (), covered: Collection[str] = ()) -> Phrase:  # noqa: PLR0911  # one for each kind
    """Return a short description of a change.

    ``people`` says in English who is in a new segment, or how the criteria of another change; it covers the members
    ``covered`` of the definition. Other members are named as the service does.
    """
    match change:
        case Create():
            return (*_words("new: "), *people) if people else _words("new")
        case Delete():
            return _words("removed")
        case Unchanged():
            return _words("unchanged")
        case Update():
            return _either(_together(change, people, covered), _words("bookkeeping tags only"))
        case Adopt():
            phrase = _together(change, people, covered)
            return (*_words("taken over; "), *phrase) if phrase else _words("taken over unchanged")
        case Replace():
            phrase = _together(change, people, covered)
            return (*_words("replaced by a new one; "), *phrase) if phrase else _words("replaced by a new one")
        case Recreate(is_half_done=True):
            return _words("recreated under its name, which an earlier run began")
        case Recreate():
            phrase = _together(change, people, covered)
            return (*_words("recreated under its name; "), *phrase) if phrase else _words("recreated under its name")
        case _:
            assert_never(change)


def _together(change: Update | Adopt | Replace | Recreate, people: Phrase, covered: Collection[str]) -> Phrase:
    before, after = change.deployed, change.desired
    fields = [f for f in change.fields if not _is_rename(f, change) and not (people and f.path and f.path[0] in covered)]
    tags = change.tags if isinstance(change.tags, TagChange) else TagChange()
    phrases = [
        *_rename(before.name, after.name),
        *([people] if people else []),
        *_fields(fields, before.definition, after.definition),
        *_tags(tags),
    ]
    if len(phrases) > _MOST_PHRASES:
        left_out = len(phrases) - (_MOST_PHRASES - 1)
        phrases = [*phrases[: _MOST_PHRASES - 1], _words(f"and {plural(left_out, 'more change')}")]
    return _listed(phrases, "; ")


def _is_rename(change: FieldChange, of: Update | Adopt | Replace | Recreate) -> bool:
    return len(change.path) == 1 and (change.before, change.after) == (of.deployed.name, of.desired.name)


def _rename(before: str, after: str) -> Iterator[Phrase]:
    if before != after:
        yield (*_words("renamed from "), Part(Role.VALUE, before))


# ── members of a definition ──────────────────────────────────────────────────────────────────────────────────────────


def _fields(changes: Sequence[FieldChange], before: Definition, after: Definition) -> Iterator[Phrase]:
    groups: dict[tuple[str, str, str], _Group] = {}
    changed: list[Phrase] = []
    for change in changes:
        if change.kind is FieldChangeKind.CHANGED:
            changed.append(_changed(change))
        else:
            _put(groups, change, after if change.kind is FieldChangeKind.ADDED else before)
    yield from (_said(group) for group in groups.values())
    yield from changed


def _put(groups: dict[tuple[str, str, str], _Group], change: FieldChange, side: Definition) -> None:
    added = change.kind is FieldChangeKind.ADDED
    value = change.after if added else change.before
    in_list = isinstance(change.path[-1], int) or (isinstance(_at(side, change.path), list) and not isinstance(value, list))
    verb, preposition = ("adds", " to ") if added else ("drops", " from ")
    label = _owner(change.path) if in_list else _last_name(change.path)
    group = groups.setdefault((verb, label, preposition * in_list), _Group(verb, preposition if in_list else "", label))
    group.values.extend(_scalars(value))


def _said(group: _Group) -> Phrase:
    values = _some([Part(Role.VALUE, value) for value in group.values])
    label = Part(Role.NAME, group.label)
    if group.preposition:
        return (*_words(f"{group.verb} "), *(values or _words("a part")), *_words(group.preposition), label)
    return (*_words(f"{group.verb} "), label, *((*_words(" ("), *values, *_words(")")) if values else ()))


def _changed(change: FieldChange) -> Phrase:
    if not change.path:
        return _words("changes the whole definition")
    label = Part(Role.NAME, _dotted(change.path))
    if not (_is_scalar(change.before) and _is_scalar(change.after)):
        return (*_words("changes "), label)
    before, after = Part(Role.VALUE, _shown(change.before)), Part(Role.VALUE, _shown(change.after))
    return (label, *_words(" from "), before, *_words(" to "), after)


def _owner(path: Path) -> str:
    """Return the name of a list's owner: ``city`` of ``(…, "city", "Values")``."""
    if len(path) > 1 and isinstance(path[-1], str) and isinstance(path[-2], str):
        return path[-2]
    return _last_name(path)


def _last_name(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def _dotted(path: Path) -> str:
    steps = [path[-1]] if len(path) < 2 or isinstance(path[-2], int) else path[-2:]  # noqa: PLR2004 - a member and its parent
    return ".".join(str(step) for step in steps)


def _at(definition: Definition, path: Path) -> Json:
    value: Json = definition
    for step in path:
        if isinstance(value, Mapping) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _scalars(value: Json) -> list[str]:
    """Return the values to name: the value itself, or those of its only list or only member."""
    if _is_scalar(value):
        return [_shown(value)]
    inside = value if isinstance(value, list) else list(value.values()) if isinstance(value, Mapping) else []
    lists = [member for member in inside if isinstance(member, list)]
    if len(lists) == 1 and isinstance(value, Mapping):
        inside = lists[0]
    elif len(inside) > 1 and isinstance(value, Mapping):
        return []
    return [_shown(member) for member in inside] if all(_is_scalar(member) for member in inside) else []


def _is_scalar(value: Json) -> bool:
    return not isinstance(value, Mapping | list)


def _shown(value: Json) -> str:
    return value if isinstance(value, str) else "nothing" if value is None else str(value).lower()


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tags(change: TagChange) -> Iterator[Phrase]:
    names = {
        "adds": [name for name in change.put if name not in change.before],
        "changes": [name for name in change.put if name in change.before],
        "drops": list(change.removed),
    }
    for verb, of_verb in names.items():
        shown = [Part(Role.NAME, name) for name in of_verb if not name.startswith(OUR_PREFIX)]
        if shown:
            yield (*_words(f"{verb} the tag{'s' if len(shown) > 1 else ''} "), *_some(shown))


# ── phrases ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _words(text: str) -> Phrase:
    return (Part(Role.WORDS, text),)


def _either(phrase: Phrase, otherwise: Phrase) -> Phrase:
    return phrase or otherwise


def _some(parts: Sequence[Part]) -> Phrase:
    shown = _listed([(part,) for part in parts[:_MOST_VALUES]], ", ")
    more = len(parts) - _MOST_VALUES
    return (*shown, *_words(f" and {more:,} more")) if more > 0 else shown


def _listed(phrases: Sequence[Phrase], separator: str) -> Phrase:
    parts: list[Part] = []
    for phrase in phrases:
        parts.extend([*(_words(separator) if parts else ()), *phrase])
    return tuple(parts)
