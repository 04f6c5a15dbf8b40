"""A file's text as a tree that keeps what its author wrote: quotes, brackets, comments, blank lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from segments_as_code.definitions.yaml_gaps import Note


class CannotEditError(ValueError):
    """A text cannot be edited because of how it is written; the message is the end of a sentence."""


@dataclass(slots=True, eq=False)
class Scalar:
    """A scalar as it was written, with anchor and tag; ``value`` is its text without quotes.

    ``style`` is its first character (``"``, ``'``, ``|``, ``>``), empty for plain text. ``column`` is that of the
    collection that contains it.
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
    """An alias of the value with the anchor ``name``."""

    name: str


@dataclass(slots=True, eq=False)
class Collection:
    """A mapping or a list. ``is_inline``: written in brackets on one line, and stays so. ``properties``: its anchor and tag.

    ``column`` is None if the author did not write it over several lines. ``end`` are the notes after its last entry.
    ``is_flow`` is true if it was written in brackets, on one line or more.
    """

    is_mapping: bool
    is_inline: bool = False
    is_flow: bool = False
    column: int | None = None
    properties: str = ""
    anchor: str | None = None
    entries: list[Entry] = field(default_factory=list)
    end: list[Note] = field(default_factory=list)

    @property
    def is_block(self) -> bool:
        """Return whether it is written over several lines, one entry after the other."""
        return bool(self.entries) and not self.is_inline


Node: TypeAlias = Scalar | Alias | Collection


@dataclass(slots=True, eq=False)
class Entry:
    """A member of a mapping, or with no ``key`` an item of a list.

    ``before`` has notes on lines of their own before it, ``beside`` comments on its line, after the colon or the value.
    ``span`` is where it was written, from its key or dash to the end of its value; the first ``notes_above`` notes of
    ``before`` stood before that. ``is_kept``: it is written exactly as it was.
    """

    value: Node
    key: Scalar | None = None
    before: list[Note] = field(default_factory=list)
    beside: list[Note] = field(default_factory=list)
    span: tuple[int, int] | None = None
    notes_above: int = 0
    is_kept: bool = False


@dataclass(slots=True, eq=False)
class Tree:
    """One document: the lines above its ``---``, that line, the notes above its first member, its content, and its end.

    ``text`` is all of it as it was written, up to the next document. ``suffix`` has the lines of comments after a
    ``...`` that no other document follows.
    """

    prefix: list[str]
    marker: str | None
    root: Entry
    head: list[Note] = field(default_factory=list)
    end: list[Note] = field(default_factory=list)
    end_marker: str | None = None
    suffix: list[str] = field(default_factory=list)
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Return whether it contains only notes."""
        return isinstance(self.root.value, Scalar) and not self.root.value.text


def notes_of(entry: Entry) -> Iterator[Note]:
    """Yield every note of an entry and of its contents."""
    yield from entry.before
    yield from entry.beside
    if isinstance(entry.value, Collection):
        for inner in entry.value.entries:
            yield from notes_of(inner)
        yield from entry.value.end


def place_notes(notes: list[Note], holder: Entry, next_column: int | None) -> list[Note]:
    """Give the notes after the last entry of ``holder`` to the entry they belong to; return those that lead the next entry.

    ``next_column`` is the column of the next entry, None if the document ends. A comment that is indented further than the
    next entry belongs to the end of the innermost collection that does not begin further right. The first other comment and
    all after it lead the next entry; blank lines stay with what follows them.
    """
    last_entry(holder).beside.extend(note for note in notes if not note.is_own_line)
    open_collections = ending_collections(holder)[0 if next_column is None else 1 :]
    waiting: list[Note] = []
    own = [note for note in notes if note.is_own_line]
    for index, note in enumerate(own):
        waiting.append(note)
        if not note.text:
            continue
        while len(open_collections) > (next_column is None) and (open_collections[-1].column or 0) > note.column:
            open_collections.pop()
        if not open_collections or (next_column is not None and note.column <= next_column):
            return [*waiting, *own[index + 1 :]]
        open_collections[-1].end += waiting
        waiting = []
    return waiting


def split_head(notes: list[Note]) -> tuple[list[Note], list[Note]]:
    """Split the notes above a document's first member: those of the whole document, and those of the member.

    The last blank line separates them; without one, all belong to the document.
    """
    blanks = [index for index, note in enumerate(notes) if not note.text]
    middle = blanks[-1] + 1 if blanks else len(notes)
    return notes[:middle], notes[middle:]


def drop_last_blanks(notes: list[Note]) -> None:
    """Remove the blank lines at the end of ``notes``."""
    while notes and not notes[-1].text:
        notes.pop()


def last_entry(entry: Entry) -> Entry:
    """Return the innermost of the last entries, which ends where ``entry`` does."""
    while isinstance(entry.value, Collection) and entry.value.entries and not entry.value.is_flow:
        entry = entry.value.entries[-1]
    return entry


def ending_collections(holder: Entry) -> list[Collection]:
    """Return the collections that end where ``holder`` does, beginning with its own value."""
    found: list[Collection] = []
    while isinstance(holder.value, Collection) and holder.value.entries and not holder.value.is_flow:
        found.append(holder.value)
        holder = holder.value.entries[-1]
    return found
