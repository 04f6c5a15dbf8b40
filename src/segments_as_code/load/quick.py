"""The quick reading, for files in which nothing is unusual: values only, no positions, nothing explained.

It takes 1.3 times as long as libyaml's events alone, the careful reading 2.9 times. Whatever it does not
know how to read, and every mistake, is left to the careful reading; a test holds the two to the same documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yaml import YAMLError
from yaml.events import DocumentStartEvent, MappingEndEvent, MappingStartEvent, NodeEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

from segments_as_code.load.events import is_a, is_nothing
from segments_as_code.load.limits import MAX_DEPTH
from segments_as_code.load.positions import pack
from segments_as_code.load.scalars import CONSTANTS, MERGE_KEY, NUMBER_STARTS, InexactError, NotFiniteError, resolve

if TYPE_CHECKING:
    from segments_as_code.load.events import Event, NextEvent, OpenEvents
    from segments_as_code.load.scalars import Scalar
    from segments_as_code.model.values import Json


_BEGINNINGS: Final[frozenset[object]] = frozenset({MappingStartEvent, SequenceStartEvent})


class _UnusualError(Exception):
    """Something for the careful reading."""


def read_quickly(text: str, open_events: OpenEvents, names: dict[str, str]) -> list[tuple[dict[str, Json], int]] | None:
    """Return each document's content and packed position, or None where a careful reading is called for.

    ``names`` shares equal texts between files: most keys and values are words that all definitions have in common. A plain
    scalar that is in it has been looked at before, and is text.
    """
    try:
        return _read_documents(open_events(text), names) or None
    except (YAMLError, _UnusualError, NotFiniteError, InexactError):
        return None


def _read_documents(next_event: NextEvent, names: dict[str, str]) -> list[tuple[dict[str, Json], int]]:
    documents: list[tuple[dict[str, Json], int]] = []
    next_event()
    while is_a(next_event(), DocumentStartEvent):
        event = next_event()
        if not is_nothing(event):
            if not _is_plain(event, MappingStartEvent):
                raise _UnusualError
            documents.append((_read_members(next_event, names), pack(event.start_mark)))
        next_event()
    return documents


def _read_members(next_event: NextEvent, names: dict[str, str]) -> dict[str, Json]:
    """Return the mapping whose first event has been taken.

    One loop that makes no call for a usual event: a segment has seventy of them, and loading spends its time here.
    """
    root: dict[str, Json] = {}
    container: dict[str, Json] | list[Json] = root
    key: str | None = None
    around: list[tuple[dict[str, Json] | list[Json], str | None]] = []
    while True:
        event = next_event()
        kind: object = type(event)
        if kind is ScalarEvent:
            value: Json = names.get(event.value) if event.implicit[0] else None
            if value is None:
                value = _look_twice(event, names)
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            if not around:
                return root
            value = container
            container, key = around.pop()
        else:
            around.append((container, key))
            if kind not in _BEGINNINGS or event.tag is not None or event.anchor is not None or len(around) >= MAX_DEPTH:
                raise _UnusualError
            container, key = {} if kind is MappingStartEvent else [], None
            continue
        if key is not None:
            container[key] = value  # type: ignore[call-overload]  # a key is only ever there in a mapping
            key = None
        elif type(container) is list:
            container.append(value)
        elif type(value) is str and value not in container and value != MERGE_KEY:
            key = value
        else:
            raise _UnusualError


def _is_plain(event: Event, kind: type[NodeEvent]) -> bool:
    """Return whether ``event`` is of this kind, without tag or anchor."""
    return is_a(event, kind) and event.tag is None and event.anchor is None


def _look_twice(event: Event, names: dict[str, str]) -> Scalar:
    """Return the value of a scalar that is quoted, or new to us; an anchor on it matters only to an alias."""
    text = event.value
    plain, quoted = event.implicit
    if event.tag is not None or not (plain or (quoted and text.isprintable())):
        raise _UnusualError
    if not plain:
        return text
    return resolve(text) if text in CONSTANTS or text[0] in NUMBER_STARTS else names.setdefault(text, text)
