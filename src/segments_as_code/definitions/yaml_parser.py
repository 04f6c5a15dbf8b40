"""Text to trees. The parser's events give the position of each value; the text between is searched for comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from yaml import YAMLError
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    MappingStartEvent,
    ScalarEvent,
    StreamEndEvent,
)

from segments_as_code.definitions.yaml_events import fastest_events, is_a
from segments_as_code.definitions.yaml_gaps import Note, column_of, dash_between, notes_between, properties_at, value_after
from segments_as_code.definitions.yaml_tree import (
    Alias,
    CannotEditError,
    Collection,
    Entry,
    Node,
    Scalar,
    Tree,
    drop_last_blanks,
    place_notes,
    split_head,
)

if TYPE_CHECKING:
    from segments_as_code.definitions.yaml_events import Event

_MARKER: Final = 3
"""The length of ``---`` and ``...``."""


def parse(text: str) -> list[Tree]:
    """Return the documents of ``text``, whose lines end in line feeds; raise CannotEditError if it cannot be edited."""
    try:
        return _Parser(text).documents()
    except (YAMLError, RecursionError) as error:
        raise CannotEditError("it cannot be read") from error


class _Parser:
    """A text that is being read; ``_at`` is the end of the part that has been read."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = fastest_events(text)
        self._at = 0
        self._anchored: dict[str, str] = {}

    def documents(self) -> list[Tree]:
        trees: list[Tree] = []
        self._next()
        while not is_a(event := self._next(), StreamEndEvent):
            start = self._at
            trees.append(self._document(event))
            trees[-1].text = self._text[start : self._at]
        if trees:
            trees[-1].text += self._text[self._at :]
            trees[-1].suffix = [line.rstrip() for line in self._text[self._at :].rstrip().splitlines()]
        return trees

    def _notes(self, end: int) -> list[Note]:
        """Return the notes up to ``end``, the beginning of the next token."""
        notes = notes_between(self._text, self._at, end)
        self._at = max(self._at, end)
        return notes

    def _notes_before(self, event: Event, owner: Entry) -> list[Note]:
        """Give the entry the notes between its key or dash and its value (``event``); return those on lines of their own.

        A missing value has no position: the notes that follow come after it.
        """
        if _is_nothing(event):
            return []
        notes = self._notes(event.start_mark.index)
        owner.beside += [note for note in notes if not note.is_own_line]
        return [note for note in notes if note.is_own_line]

    def _document(self, start: Event) -> Tree:
        tree = Tree([], None, Entry(Scalar("", "")))
        if start.explicit:
            above = self._text[self._at : start.end_mark.index - _MARKER]
            tree.prefix = [line.rstrip() for line in above.split("\n")[:-1]]
            self._at = start.end_mark.index
            tree.marker = self._marker("---")
        event = self._next()
        tree.head, first = split_head(self._notes_before(event, tree.root))
        tree.root.value = self._node(event, tree.root, 0, first)
        end = self._next()
        tree.end = place_notes(self._notes(end.start_mark.index), tree.root, None)
        if end.explicit:
            self._at = end.end_mark.index
            tree.end_marker = self._marker("...")
            self._at += self._text.startswith("\n", self._at)
        return tree

    def _marker(self, sign: str) -> str:
        """Return the line of a ``---`` or ``...`` that has been read, with its comment if nothing else is on that line."""
        line = self._text[self._at :].partition("\n")[0]
        if not line.lstrip().startswith("#"):
            return sign
        self._at += len(line)
        return sign + line.rstrip()

    def _node(self, event: Event, owner: Entry, column: int, before: list[Note], *, in_flow: bool = False) -> Node:
        """Return the node that ``event`` begins; ``before`` are notes between its key and itself."""
        if is_a(event, AliasEvent):
            owner.before += before
            self._at = event.end_mark.index
            return Alias(str(event.anchor))
        if _is_nothing(event):
            owner.before += before
            return Scalar("", "", in_flow=in_flow, column=column)
        count = (event.anchor is not None) + (event.tag is not None)
        properties, end = properties_at(self._text, event.start_mark.index, count)
        self._at = max(self._at, end)
        if not is_a(event, CollectionStartEvent):
            owner.before += before
            return self._scalar(event, owner, properties, column, in_flow=in_flow)
        made = Collection(is_a(event, MappingStartEvent), properties=properties, anchor=event.anchor)
        if event.flow_style:
            owner.before += before
            return self._in_brackets(made, owner)
        notes = self._notes(value_after(self._text, self._at))
        owner.beside += [note for note in notes if not note.is_own_line]
        self._read_block(made, [*before, *(note for note in notes if note.is_own_line)])
        return made

    def _after_properties(self, owner: Entry, end: int) -> int:
        """Return the beginning of a value's own text, at most ``end``; notes between it and its properties go to the entry."""
        start = min(value_after(self._text, self._at), end)
        for note in self._notes(start):
            (owner.before if note.is_own_line else owner.beside).append(note)
        return start

    def _scalar(self, event: Event, owner: Entry, properties: str, column: int, *, in_flow: bool) -> Scalar:
        start = self._after_properties(owner, event.end_mark.index)
        body = self._text[start : event.end_mark.index]
        is_block = event.style in {"|", ">"}
        keeps_blank_lines = is_block and "+" in body.partition("\n")[0].partition("#")[0]
        if is_block:
            body = body.removesuffix("\n") if keeps_blank_lines else body.rstrip()
        self._at = event.end_mark.index if keeps_blank_lines else start + len(body)
        if event.anchor is not None:
            self._anchored[event.anchor] = event.value
        text = f"{properties} {body}" if properties and body else properties or body
        return Scalar(text, event.value, event.style or "", in_flow, column, event.anchor)

    def _read_block(self, made: Collection, before: list[Note]) -> None:
        """Read a mapping or a list in block style; the notes above its first entry are known."""
        holder = Entry(made)
        while not is_a(event := self._next(), CollectionEndEvent):
            begin = event.start_mark.index if made.is_mapping else dash_between(self._text, self._at, event.start_mark.index)
            if made.column is None:
                made.column = column_of(self._text, begin)
            lead = [*before, *place_notes(self._notes(begin), holder, made.column)]
            before = []
            if not made.is_mapping:
                self._at = begin + 1
            entry = self._entry(event, made, lead)
            entry.span = begin, self._at
            made.entries.append(entry)

    def _in_brackets(self, made: Collection, owner: Entry) -> Collection:
        """Read a mapping or a list in brackets."""
        made.is_flow = True
        start = self._after_properties(owner, len(self._text))
        while not is_a(event := self._next(), CollectionEndEvent):
            lead = self._beside_last(made, owner, self._notes(event.start_mark.index))
            made.entries.append(self._entry(event, made, lead))
        if event.end_mark.index > event.start_mark.index:  # a pair in a list, as in [a: b], has no brackets of its own
            made.end = self._beside_last(made, owner, self._notes(event.start_mark.index))
            drop_last_blanks(made.end)
            self._at = event.end_mark.index
        made.is_inline = "\n" not in self._text[start : self._at]
        if not made.entries:
            owner.before += made.end
            made.end = []
        return made

    def _beside_last(self, made: Collection, owner: Entry, notes: list[Note]) -> list[Note]:
        """Give each comment to the thing on its line, and return the notes on lines of their own."""
        beside = made.entries[-1] if made.entries else owner
        beside.beside += [note for note in notes if not note.is_own_line]
        return [note for note in notes if note.is_own_line]

    def _entry(self, event: Event, holder: Collection, before: list[Note]) -> Entry:
        """Read a member or an item whose first event has been taken."""
        made = Entry(Scalar("", ""), None, before, notes_above=len(before))
        if holder.is_mapping:
            made.key = self._key(event, in_flow=holder.is_flow)
            event = self._next()
        inner = self._notes_before(event, made)
        made.value = self._node(event, made, holder.column or 0, inner, in_flow=holder.is_flow)
        return made

    def _key(self, event: Event, *, in_flow: bool) -> Scalar:
        if is_a(event, AliasEvent):
            self._at = event.end_mark.index
            return Scalar(f"*{event.anchor} ", self._anchored.get(str(event.anchor), ""))
        holder = Entry(Scalar("", ""))
        key = self._node(event, holder, 0, [], in_flow=in_flow)
        if not isinstance(key, Scalar) or not key.is_on_one_line or holder.before or holder.beside:
            raise CannotEditError("a key in it is written over several lines")
        return key


def _is_nothing(event: Event) -> bool:
    """Return whether ``event`` is a value that was left out, as in ``Name:``."""
    return is_a(event, ScalarEvent) and event.start_mark.index == event.end_mark.index
