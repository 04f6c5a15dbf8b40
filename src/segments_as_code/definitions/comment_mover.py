"""Write new documents with the comments of old ones, each at the value that came of the one it stood at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from yaml import YAMLError

from segments_as_code.definitions.yaml_editor import read_contents
from segments_as_code.definitions.yaml_gaps import Note, count_comments
from segments_as_code.definitions.yaml_parser import parse
from segments_as_code.definitions.yaml_tree import CannotEditError, Collection, Entry, Tree
from segments_as_code.definitions.yaml_writer import new_mapping, write_anew
from segments_as_code.model.document import Json, Path


def write_with_comments(text: str, contents: Sequence[Mapping[str, Json]], places: Sequence[Mapping[Path, Path]]) -> str:
    """Return documents with the ``contents``, and with every comment of the documents in ``text``, one for each.

    ``places`` map paths of an old document to those of the new one. A comment at a value that has none goes to the nearest one around it.

    Raises:
        CannotEditError: that is not possible, or the new text would have other content or lose a comment.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    trees = parse(plain)
    full = [tree for tree in trees if not tree.is_empty]
    if len(full) != len(contents):
        raise CannotEditError("it has another number of documents")
    for tree, content, place in zip(full, contents, places, strict=True):
        _replace(tree, content, place)
    made = write_anew(trees)
    try:
        is_right = read_contents(made) == [*contents] and count_comments(made) == count_comments(plain)
    except YAMLError:
        is_right = False
    if not is_right:
        raise CannotEditError("its comments cannot be moved")
    return made


def _replace(tree: Tree, content: Mapping[str, Json], place: Mapping[Path, Path]) -> None:
    """Replace the content of a document by ``content``, and move its comments."""
    new = new_mapping(content)
    entries = dict(_index(Entry(new)))
    for path, notes in list(_own_notes(tree.root)):
        target, is_there = _nearest(path, place, entries)
        entry = entries[target] if target else new.entries[0]
        for note in notes:
            if is_there and not note.is_own_line:
                entry.beside.append(note)
            else:
                entry.before.append(replace(note, is_own_line=True))
    tree.root = Entry(new)


def _nearest(path: Path, place: Mapping[Path, Path], entries: Mapping[Path, Entry]) -> tuple[Path, bool]:
    """Return where the comments of the value at ``path`` go, and whether that is what came of this very value."""
    for length in range(len(path), 0, -1):
        at = path[:length]
        for target in (place.get(at), at):
            if target in entries and target:
                return target, length == len(path)
    return (), False


def _own_notes(entry: Entry, at: Path = ()) -> Iterator[tuple[Path, list[Note]]]:
    """Yield the comments of each entry, without those of its content, with its path."""
    notes = [note for note in (*entry.before, *entry.beside) if note.text]
    if not isinstance(entry.value, Collection):
        yield at, notes
        return
    yield at, notes
    for position, inner in enumerate(entry.value.entries):
        yield from _own_notes(inner, (*at, position if inner.key is None else inner.key.value))
    yield at, [replace(note, is_own_line=True) for note in entry.value.end if note.text]


def _index(entry: Entry, at: Path = ()) -> Iterator[tuple[Path, Entry]]:
    yield at, entry
    if isinstance(entry.value, Collection):
        for position, inner in enumerate(entry.value.entries):
            yield from _index(inner, (*at, position if inner.key is None else inner.key.value))
