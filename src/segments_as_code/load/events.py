"""YAML events from libyaml, or from PyYAML's own parser where that is missing; both give the same documents.

PyYAML's own parser refuses tabs in more places: wherever they stand between tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NoReturn, Protocol, TypeAlias, cast

import yaml
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError

if yaml.__with_libyaml__:
    from yaml._yaml import CParser

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Mark(Protocol):
    """Where an event begins, from 0."""

    @property
    def line(self) -> int:
        """Return the line."""
        ...

    @property
    def column(self) -> int:
        """Return the column, in characters."""
        ...


class Event(Protocol):
    """What both parsers' events have in common; ``type()`` of one is a class of ``yaml.events`` and says which members it has."""

    start_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    implicit: tuple[bool, bool]


NextEvent: TypeAlias = Callable[[], Event]
"""Returns the next event of a text; raises YAMLError where the text is not YAML."""

OpenEvents: TypeAlias = Callable[[str], NextEvent]


class _PurePythonParser(Reader, Scanner, Parser):
    """PyYAML's own parser, with escapes that are no characters refused as libyaml refuses them."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def next_event(self) -> Event:
        """Return the next event."""
        try:
            event = self.get_event()  # type: ignore[no-untyped-call]  # types-PyYAML says nothing of it
        except (ValueError, OverflowError):
            self._refuse_escape()
        if isinstance(event, yaml.ScalarEvent) and _SURROGATE.search(event.value):
            self._refuse_escape()
        return cast("Event", event)

    def _refuse_escape(self) -> NoReturn:
        raise ScannerError(None, None, "found invalid Unicode character escape code", self.get_mark())


def is_a(event: Event, kind: type[yaml.Event]) -> bool:
    """Return whether ``event`` is of this kind."""
    return isinstance(event, kind)


def is_nothing(event: Event) -> bool:
    """Return whether a document that begins with ``event`` has no text of its own, only comments or blank lines."""
    return is_a(event, yaml.ScalarEvent) and event.implicit[0] and not (event.value or event.anchor or event.tag)


def pure_python_events(text: str) -> NextEvent:
    """Open ``text`` with PyYAML's own parser."""
    return _PurePythonParser(text).next_event


def fastest_events(text: str) -> NextEvent:
    """Open ``text`` with libyaml where PyYAML has it."""
    return cast("NextEvent", CParser(text).get_event) if yaml.__with_libyaml__ else pure_python_events(text)
