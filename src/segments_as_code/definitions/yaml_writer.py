r"""Trees and values to text: two blanks a level, lists indented below their key, one blank after colon, comma and dash.

Text without quotes is text to every reader of YAML 1.1 and 1.2. Other text is double-quoted, and invisible characters are
escaped as ``\u202e``, so that nothing that came from a service is hidden in a file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from segments_as_code.definitions.yaml_gaps import Note, column_of
from segments_as_code.definitions.yaml_tree import (
    Alias,
    Collection,
    Entry,
    Node,
    Scalar,
    Tree,
    drop_last_blanks,
    ending_collections,
)
from segments_as_code.model.document import Json

_DEEPER: Final = 2
_PLAIN: Final = re.compile(r"[^\W\d_](?:[\w./@+-]|[ ](?=[\w(/&+-])|[()&](?![\[\]{}]))*")
"""Text that begins with a letter and has no characters with a meaning in YAML (YAML 1.2, 7.3.3)."""
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z")
_RESERVED: Final = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that some YAML reader does not read as text, in any case."""
_NOT_IN_BRACKETS: Final = re.compile(r"[,\[\]{}]|^[-?:](?:\s|\Z)|: ")


# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def write_document(content: Mapping[str, Json], comment: str) -> str:
    """Return a new document below a comment."""
    return f"{comment}\n" + "".join(f"{line}\n" for line in _Writer("").block(new_mapping(content), 0))


def new_mapping(content: Mapping[str, Json]) -> Collection:
    """Return the node of a new mapping."""
    return Collection(is_mapping=True, entries=[Entry(new_node(inner), Scalar(scalar_text(name), name)) for name, inner in content.items()])


def new_node(value: Json) -> Node:
    """Return the node of a new ``value``, in block style."""
    if isinstance(value, dict):
        return new_mapping(value)
    if isinstance(value, list):
        return Collection(is_mapping=False, entries=[Entry(new_node(inner)) for inner in value])
    return Scalar(scalar_text(value), str(value), in_flow=True)


def scalar_text(value: Json, like: Scalar | None = None) -> str:
    """Return ``value`` as YAML on one line; text with the quotes of ``like``, or plain if that was plain and it is safe."""
    if not isinstance(value, str):
        return json.dumps(value)
    is_plain = like is None or like.style in {"", "|", ">"}
    if is_plain and _PLAIN.fullmatch(value) and value.isprintable() and value.lower() not in _RESERVED:
        return value
    if is_plain and like is not None and _INSTANT.fullmatch(value):
        return value
    if like is not None and like.style == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return "".join(char if char.isprintable() else _escape(char) for char in json.dumps(value, ensure_ascii=False))


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04x}" if len(f"{code:x}") <= len("ffff") else f"\\U{code:08x}"


# ── trees ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def write_anew(trees: Sequence[Tree]) -> str:
    """Return the text of all documents of a file in the standard layout; blank lines at its end are dropped."""
    if trees:
        drop_last_blanks(trees[-1].end)
    return "".join(f"{line}\n" for tree in trees for line in _Writer("").document(tree))


def write_changes(text: str, trees: Sequence[Tree]) -> str:
    """Return ``text`` with the lines of changed entries replaced."""
    writer = _Writer(text)
    return "".join(tree.text if tree.root.is_kept else "".join(f"{line}\n" for line in writer.document(tree)) for tree in trees)


class _Writer:
    """Writes trees as lines. With the ``text`` that they were read from, unchanged entries are copied from it, in its own columns."""

    def __init__(self, text: str) -> None:
        self._text = text

    def document(self, tree: Tree) -> Iterator[str]:
        """Yield a document as lines without line ends."""
        value = tree.root.value
        properties = value.properties if isinstance(value, Collection) and value.is_block else ""
        yield from tree.prefix
        if tree.marker == "---" and not tree.head:
            yield _joined(tree.marker, properties)
            properties = ""
        elif tree.marker is not None:
            yield self._marker(tree.marker)
        yield from self._notes(tree.head, 0)
        if not tree.is_empty:
            yield from self._root(tree.root, properties)
        yield from self._notes(tree.end, 0)
        if tree.end_marker is not None:
            yield self._marker(tree.end_marker)
        yield from tree.suffix

    def block(self, collection: Collection, indent: int) -> Iterator[str]:
        """Yield the entries of a mapping or a list, one below the other."""
        indent = self._column(collection, indent)
        for entry in collection.entries:
            if entry.is_kept and entry.span is not None and self._begins_its_line(entry.span[0]):
                yield from self._copy(entry, *entry.span)
            elif collection.is_mapping:
                yield from self._member(entry, indent)
            else:
                yield from self._item(entry, indent)
        yield from self._notes(collection.end, indent)

    def _column(self, collection: Collection, indent: int) -> int:
        return indent if not self._text or collection.column is None else collection.column

    def _marker(self, line: str) -> str:
        """Return the line of a ``---`` or ``...``."""
        return line if self._text else " ".join(line.split(maxsplit=1))

    def _begins_its_line(self, at: int) -> bool:
        return not self._text[at - column_of(self._text, at) : at].strip(" -")

    def _copy(self, entry: Entry, start: int, end: int) -> Iterator[str]:
        """Yield the lines of an entry as they were written, with the notes above and below it."""
        column = column_of(self._text, start)
        yield from self._notes(entry.before[: entry.notes_above], column)
        line_end = self._text.find("\n", end)
        first, *rest = self._text[start : len(self._text) if line_end < 0 else line_end].split("\n")
        yield from (" " * column + first, *rest)
        for collection in reversed(ending_collections(entry)):
            yield from self._notes(collection.end, column)

    def _root(self, root: Entry, properties: str) -> Iterator[str]:
        """Yield a document's value; ``properties`` are those of its mapping, if they are still to be written."""
        value = root.value
        if isinstance(value, Collection) and value.is_block:
            yield from self._notes(root.beside, 0)
            yield from [properties] if properties else []
            yield from self.block(value, 0)
        else:
            yield from self._notes([*root.before, *root.beside[1:]], 0)
            yield _with(_inline(value), root.beside[:1])

    def _member(self, entry: Entry, indent: int) -> Iterator[str]:
        assert entry.key is not None  # noqa: S101  # told to the type checker
        yield from self._notes([*entry.before, *entry.beside[1:]], indent)
        head = f"{' ' * indent}{entry.key.text}:"
        value = entry.value
        if isinstance(value, Collection) and value.is_block:
            yield _with(_joined(head, value.properties), entry.beside[:1])
            yield from self.block(value, indent + _DEEPER)
        else:
            yield from self._single(head, value, indent, entry.beside[:1])

    def _item(self, entry: Entry, indent: int) -> Iterator[str]:
        """Yield an item of a list; the notes before the first thing in it go above its dash."""
        head = f"{' ' * indent}-"
        value = entry.value
        if not isinstance(value, Collection) or not value.is_block:
            yield from self._notes([*entry.before, *entry.beside[1:]], indent)
            yield from self._single(head, value, indent, entry.beside[:1])
            return
        yield from self._notes([*entry.before, *entry.beside], indent)
        inner = list(self.block(value, indent + _DEEPER))
        if value.properties:
            yield f"{head} {value.properties}"
            yield from inner
            return
        start = next(index for index, line in enumerate(inner) if line and not line.lstrip().startswith("#"))
        yield from (f"{' ' * indent}{line.lstrip()}".rstrip() for line in inner[:start])
        yield head + inner[start][len(head) :]
        yield from inner[start + 1 :]

    def _single(self, head: str, value: Node, indent: int, beside: list[Note]) -> Iterator[str]:
        """Yield a value that begins on the line of its key or dash, with its comment after the last line."""
        first, *rest = _lines(value, indent)
        *others, last = [_joined(head, first), *rest]
        yield from others
        yield _with(last, beside)

    def _notes(self, notes: Iterable[Note], indent: int) -> Iterator[str]:
        keeps_columns = bool(self._text)
        for note in notes:
            column = note.column if keeps_columns and note.is_own_line else indent
            yield f"{' ' * column}{note.text}" if note.text else ""


def _lines(node: Node, indent: int) -> list[str]:
    """Return the lines of a value that begins on the line of its key, or of its dash, in the column ``indent``."""
    if not isinstance(node, Scalar) or node.is_on_one_line:
        return [node.text if isinstance(node, Scalar) else _inline(node)]
    first, *rest = node.text.split("\n")
    if node.style in {"|", ">"}:
        return [first, *(_shifted(line, indent - node.column) for line in rest)]
    deeper = " " * (indent + _DEEPER)
    return [first if node.style else first.rstrip(), *(deeper + line.lstrip(" \t") if line.strip(" \t") else "" for line in rest)]


def _shifted(line: str, by: int) -> str:
    """Return a line of a block scalar moved to the right, or to the left as far as it is blank there."""
    if not line:
        return line
    return " " * by + line if by >= 0 else line[min(-by, len(line) - len(line.lstrip(" "))) :]


def _inline(node: Node) -> str:
    """Return a value on one line."""
    if isinstance(node, Scalar):
        return _in_brackets(node)
    if isinstance(node, Alias):
        return f"*{node.name}"
    if node.is_mapping:
        inner = ", ".join(f"{entry.key.text if entry.key else ''}: {_inline(entry.value)}" for entry in node.entries)
        text = f"{{{inner}}}"
    else:
        text = f"[{', '.join(_inline(entry.value) for entry in node.entries)}]"
    return _joined(node.properties, text) if node.properties else text


def _in_brackets(scalar: Scalar) -> str:
    """Return the text of a scalar on one line, safe within brackets."""
    if scalar.in_flow or scalar.style or not _NOT_IN_BRACKETS.search(scalar.text):
        return scalar.text
    return json.dumps(scalar.value, ensure_ascii=False)


def _joined(head: str, text: str) -> str:
    return f"{head} {text}" if text else head


def _with(line: str, beside: list[Note]) -> str:
    return line + "".join(f"{note.gap}{note.text}" for note in beside)
