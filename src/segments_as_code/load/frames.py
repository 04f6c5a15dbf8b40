"""Mappings and lists while they are being read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yaml.events import ScalarEvent

from segments_as_code.load.events import is_a
from segments_as_code.load.positions import line_and_column
from segments_as_code.load.scalars import MERGE_KEY

if TYPE_CHECKING:
    from segments_as_code.load.events import Event
    from segments_as_code.load.trouble import Troubles
    from segments_as_code.model.values import Json

_DROPPED: Final = "\0 the key of a value that is not kept"
_LONG: Final = 60


class ListFrame:
    """A list that is being read; ``places`` are the positions of its items."""

    def __init__(self, at: int, anchor: str | None) -> None:
        self.at = at
        self.anchor = anchor
        self.content: list[Json] = []
        self.places: list[int] = []

    def add(self, value: Json, at: int, _event: Event, _troubles: Troubles) -> None:
        """Take the next item."""
        self.content.append(value)
        self.places.append(at)

    def report(self, troubles: Troubles) -> None:
        """Note what was wrong with the list as a whole: nothing can be."""


class MappingFrame:
    """A mapping that is being read; ``places`` are the positions of its keys and values in turn.

    Of two equal keys the first counts, so that what is wrong with it is found in the same run.
    """

    def __init__(self, at: int, anchor: str | None) -> None:
        self.at = at
        self.anchor = anchor
        self.content: dict[str, Json] = {}
        self.places: list[int] = []
        self._key: str | None = None
        self._key_at = 0
        self._duplicates: list[tuple[str, int]] = []

    def add(self, value: Json, at: int, event: Event, troubles: Troubles) -> None:
        """Take the next key, or the value of the last one."""
        if self._key is None:
            self._key, self._key_at = self._read_key(value, at, event, troubles), at
            return
        if self._key is not _DROPPED:
            self.content[self._key] = value
            self.places += (self._key_at, at)
        self._key = None

    def report(self, troubles: Troubles) -> None:
        """Note each key that stands here twice, at its second place, with its first."""
        firsts = {key: self.places[2 * index] for index, key in enumerate(self.content)} if self._duplicates else {}
        for key, at in self._duplicates:
            first = firsts[key]
            message = f"{_shortened(key)} stands here again, and first {_told(first, at)}."
            troubles.add(at, "duplicate-key", message, "keep one of the two.", related=first)

    def _read_key(self, value: Json, at: int, event: Event, troubles: Troubles) -> str:
        is_scalar = is_a(event, ScalarEvent)
        if value == MERGE_KEY and is_scalar and event.implicit[0]:
            message = "the merge key << belongs to YAML 1.1; nothing would be merged here."
            troubles.spoil(at, "merge-key", message, "write the members out, or repeat a whole value with an alias (*name).")
            return _DROPPED
        key = value if isinstance(value, str) else _refuse_key(value, event.value if is_scalar else "", at, troubles)
        if key in self.content:
            self._duplicates.append((key, at))
            return _DROPPED
        return key


def _told(first: int, second: int) -> str:
    """Return where ``first`` is, for a reader who is at ``second``."""
    line, column = line_and_column(first)
    return f"in column {column} of this line" if line == line_and_column(second)[0] else f"on line {line}"


def _refuse_key(value: Json, text: str, at: int, troubles: Troubles) -> str:
    """Note that a key is no text; return the text that was perhaps meant."""
    if isinstance(value, (dict, list)):
        kind = "a mapping" if isinstance(value, dict) else "a list"
        troubles.spoil(at, "key-not-text", f"a key is text, and this one is {kind}.", "write a word before the colon.")
        return _DROPPED
    if value is None:
        found, remedy = (
            f"empty ({text})" if text else "empty",
            "write a word before the colon" + (", or put this one in quotes." if text else "."),
        )
    else:
        kind = "true or false" if isinstance(value, bool) else "a number"
        found, remedy = (
            f"{_shortened(text or str(value))}, which YAML reads as {kind}",
            f'put it in quotes: "{_shortened(text or str(value))}".',
        )
    troubles.add(at, "key-not-text", f"a key is text, and this one is {found}.", remedy)
    return text


def _shortened(text: str) -> str:
    return text if len(text) <= _LONG else text[: _LONG - 1] + "…"
