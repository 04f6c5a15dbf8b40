"""YAML events from libyaml, or from PyYAML's own parser if libyaml is missing; both give the same documents.

PyYAML's own parser also refuses tabs between tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NoReturn, Protocol, TypeAlias, cast

import yaml
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner, ScannerError

if yaml.__with_libyaml__:
    from yaml._yaml import CParser

_SURROGATE: Final = re.compile("[\ud800-\udfff]")


class Mark(Protocol):
    """A position in a text, counted from 0 in characters."""

    @property
    def line(self) -> int:
        """Return the line."""
        ...

    @property
    def column(self) -> int:
        """Return the column."""
        ...

    @property
    def index(self) -> int:
        """Return the position from the beginning of the text."""
        ...


class Event(Protocol):
    """The members of both parsers' events; the event's class in ``yaml.events`` decides which of them it has."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    implicit: tuple[bool, bool]
    explicit: bool | None
    flow_style: bool | None


NextEvent: TypeAlias = Callable[[], Event]
"""Returns the next event of a text; raises YAMLError if the text is not YAML."""

OpenEvents: TypeAlias = Callable[[str], NextEvent]


class Token(Protocol):
    """The members of both parsers' tokens that are needed here."""

    start_mark: Mark
    end_mark: Mark


class _PurePythonParser(Reader, Scanner, Parser):
    """PyYAML's own parser, changed to refuse escapes that are not characters, like libyaml."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def next_event(self) -> Event:
        """Return the next event."""
        try:
            event = self.get_event()  # type: ignore[no-untyped-call]  # types-PyYAML has no types for it
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


def is_empty_document(event: Event) -> bool:
    """Return whether a document that begins with ``event`` has only comments or blank lines."""
    return is_a(event, yaml.ScalarEvent) and event.implicit[0] and not (event.value or event.anchor or event.tag)


def pure_python_events(text: str) -> NextEvent:
    """Parse ``text`` with PyYAML's own parser."""
    return _PurePythonParser(text).next_event


def fastest_events(text: str) -> NextEvent:
    """Parse ``text`` with libyaml if PyYAML has it."""
    return cast("NextEvent", CParser(text).get_event) if yaml.__with_libyaml__ else pure_python_events(text)


def scan_tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of ``text``; raise YAMLError if it has none."""
    tokens = yaml.scan(text, Loader=yaml.CLoader if yaml.__with_libyaml__ else yaml.Loader)
    return cast("Iterator[Token]", tokens)
