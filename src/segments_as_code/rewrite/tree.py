"""A file's text as a tree that keeps what its author wrote: quotes, flow style, comments, blank lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias


class UnusualError(Exception):
    """A text is laid out in a way that is not written anew."""


@dataclass(slots=True, eq=False)
class Note:
    """A comment, or with empty ``text`` a blank line; ``gap`` are the blanks before a comment that stands behind something."""

    text: str
    column: int
    is_own_line: bool
    gap: str = " "


@dataclass(slots=True, eq=False)
class Scalar:
    """A value as it was written, anchor and tag included; ``value`` is its text without quotes.

    ``style`` is the sign it begins with (``"``, ``'``, ``|``, ``>``), empty for plain text. ``column`` is that of the
    collection it stands in.
    """

    text: str
    value: str
    style: str = ""
    in_flow: bool = False
    column: int = 0
    anchor: str | None = None

    @property
    def is_on_one_line(self) -> bool:
        """Return whether it was written on one line."""
        return "\n" not in self.text and self.style not in {"|", ">"}


@dataclass(slots=True, eq=False)
class Alias:
    """A repetition of what is anchored as ``name``."""

    name: str


@dataclass(slots=True, eq=False)
class Collection:
    """A mapping or a list. ``is_inline``: in brackets on one line, and it stays so. ``properties``: its anchor and tag.

    ``end`` are the notes after its last entry. ``is_flow`` is true where it was written in brackets, on one line or more.
    """

    is_mapping: bool
    is_inline: bool = False
    is_flow: bool = False
    column: int = 0
    properties: str = ""
    anchor: str | None = None
    entries: list[Entry] = field(default_factory=list)
    end: list[Note] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Return whether it is written over several lines, one entry after the other."""
        return bool(self.entries) and not self.is_inline

    def entry(self, name: str | int) -> Entry | None:
        """Return the member called ``name``, or the item at that position; None where there is none."""
        if isinstance(name, int):
            return self.entries[name] if not self.is_mapping and name < len(self.entries) else None
        return next((entry for entry in self.entries if entry.key is not None and entry.key.value == name), None)


Node: TypeAlias = Scalar | Alias | Collection


@dataclass(slots=True, eq=False)
class Entry:
    """A member of a mapping, or with no ``key`` an item of a list.

    ``before`` are notes on lines of their own before it, ``beside`` comments on its line: behind the colon or the value.
    """

    value: Node
    key: Scalar | None = None
    before: list[Note] = field(default_factory=list)
    beside: list[Note] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Tree:
    """One document: the lines above its ``---``, that line, the notes above its first member, its content, and what ends it.

    ``suffix`` are the lines of comments that stand behind a ``...`` and before no other document.
    """

    prefix: list[str]
    marker: str | None
    root: Entry
    head: list[Note] = field(default_factory=list)
    end: list[Note] = field(default_factory=list)
    end_marker: str | None = None
    suffix: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing in it but notes."""
        return isinstance(self.root.value, Scalar) and not self.root.value.text


def notes_of(entry: Entry) -> Iterator[Note]:
    """Yield every note of an entry and of what is in it."""
    yield from entry.before
    yield from entry.beside
    if isinstance(entry.value, Collection):
        for inner in entry.value.entries:
            yield from notes_of(inner)
        yield from entry.value.end
