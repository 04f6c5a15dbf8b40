"""Which entry or collection a comment on a line of its own belongs to."""

from __future__ import annotations

from segments_as_code.rewrite.tree import Collection, Entry, Note


def place_notes(notes: list[Note], holder: Entry, next_column: int | None) -> list[Note]:
    """Give the notes after the last entry of ``holder`` to what they belong to; return those that lead the next entry.

    ``next_column`` is where the next entry begins, None where the document ends. A comment that is indented further than
    the next entry belongs to the end of the innermost collection that begins no further right than it does. Once one is
    not, it and all after it lead the next entry; blank lines go with what follows them.
    """
    beside = [note for note in notes if not note.is_own_line]
    _last_entry(holder).beside.extend(beside)
    open_collections = _open_below(holder, next_column)
    waiting: list[Note] = []
    own = [note for note in notes if note.is_own_line]
    for index, note in enumerate(own):
        waiting.append(note)
        if not note.text:
            continue
        while len(open_collections) > (next_column is None) and open_collections[-1].column > note.column:
            open_collections.pop()
        if not open_collections or (next_column is not None and note.column <= next_column):
            return [*waiting, *own[index + 1 :]]
        open_collections[-1].end += waiting
        waiting = []
    return waiting


def split_head(notes: list[Note]) -> tuple[list[Note], list[Note]]:
    """Return the notes above a document's first member in two: those of the document as a whole, and those of the member.

    The last blank line divides them; without one they are the document's, for a file begins with what it is about.
    """
    blanks = [index for index, note in enumerate(notes) if not note.text]
    middle = blanks[-1] + 1 if blanks else len(notes)
    return notes[:middle], notes[middle:]


def drop_last_blanks(notes: list[Note]) -> None:
    """Take the blank lines off the end of ``notes``."""
    while notes and not notes[-1].text:
        notes.pop()


def _last_entry(entry: Entry) -> Entry:
    """Return the innermost of the last entries: the one that ends where ``entry`` does."""
    while isinstance(entry.value, Collection) and entry.value.entries and not entry.value.is_flow:
        entry = entry.value.entries[-1]
    return entry


def _open_below(holder: Entry, next_column: int | None) -> list[Collection]:
    """Return the collections that end where ``holder`` does, from the outermost; its own where the document ends there too."""
    found: list[Collection] = []
    while isinstance(holder.value, Collection) and holder.value.entries and not holder.value.is_flow:
        found.append(holder.value)
        holder = holder.value.entries[-1]
    return found if next_column is None else found[1:]
