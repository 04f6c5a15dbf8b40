"""Trees to text: two blanks a level, lists further in than their key, one blank after colon, comma and dash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from segments_as_code.rewrite.notes import drop_last_blanks
from segments_as_code.rewrite.scalars import text_in_brackets
from segments_as_code.rewrite.tree import Alias, Collection, Entry, Node, Note, Scalar, Tree

_DEEPER: Final = 2


def write(trees: Sequence[Tree]) -> str:
    """Return the text of all documents of a file; blank lines at its end are dropped."""
    if trees:
        drop_last_blanks(trees[-1].end)
    return "".join(f"{line}\n" for tree in trees for line in _document(tree))


def _document(tree: Tree) -> Iterator[str]:
    value = tree.root.value
    properties = value.properties if isinstance(value, Collection) and value.is_block else ""
    yield from tree.prefix
    if tree.marker == "---" and not tree.head:
        yield _joined(tree.marker, properties)
        properties = ""
    elif tree.marker is not None:
        yield tree.marker
    yield from _notes(tree.head, 0)
    if not tree.is_empty:
        yield from _root(tree.root, properties)
    yield from _notes(tree.end, 0)
    if tree.end_marker is not None:
        yield tree.end_marker
    yield from tree.suffix


def _root(root: Entry, properties: str) -> Iterator[str]:
    """Write a document's own value; ``properties`` are those of its mapping, where they have still to be written."""
    value = root.value
    if isinstance(value, Collection) and value.is_block:
        yield from _notes(root.beside, 0)
        yield from [properties] if properties else []
        yield from _block(value, 0)
    else:
        yield from _notes([*root.before, *root.beside[1:]], 0)
        yield _with(_inline(value), root.beside[:1])


def _block(collection: Collection, indent: int) -> Iterator[str]:
    for entry in collection.entries:
        yield from _member(entry, indent) if collection.is_mapping else _item(entry, indent)
    yield from _notes(collection.end, indent)


def _member(entry: Entry, indent: int) -> Iterator[str]:
    assert entry.key is not None  # noqa: S101  # told to the type checker
    yield from _notes([*entry.before, *entry.beside[1:]], indent)
    head = f"{' ' * indent}{entry.key.text}:"
    value = entry.value
    if isinstance(value, Collection) and value.is_block:
        yield _with(_joined(head, value.properties), entry.beside[:1])
        yield from _block(value, indent + _DEEPER)
    else:
        first, *rest = _lines(value, indent)
        yield from _beside(_joined(head, first), rest, entry.beside[:1])


def _item(entry: Entry, indent: int) -> Iterator[str]:
    """Write an item of a list; what stands before the first thing in it goes above its dash."""
    head = f"{' ' * indent}-"
    value = entry.value
    if not isinstance(value, Collection) or not value.is_block:
        yield from _notes([*entry.before, *entry.beside[1:]], indent)
        first, *rest = _lines(value, indent)
        yield from _beside(_joined(head, first), rest, entry.beside[:1])
        return
    yield from _notes([*entry.before, *entry.beside], indent)
    inner = list(_block(value, indent + _DEEPER))
    if value.properties:
        yield f"{head} {value.properties}"
        yield from inner
        return
    start = next(index for index, line in enumerate(inner) if line and not line.lstrip().startswith("#"))
    yield from (f"{' ' * indent}{line.lstrip()}".rstrip() for line in inner[:start])
    yield f"{head} {inner[start].lstrip()}"
    yield from inner[start + 1 :]


def _beside(first: str, rest: list[str], beside: list[Note]) -> Iterator[str]:
    """Write a value and the comment beside it: behind its last line."""
    *others, last = [first, *rest]
    yield from others
    yield _with(last, beside)


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
    """Return a line of a block of text moved to the right, or to the left as far as it is blank there."""
    if not line:
        return line
    return " " * by + line if by >= 0 else line[min(-by, len(line) - len(line.lstrip(" "))) :]


def _inline(node: Node) -> str:
    """Return a value as it stands in one line."""
    if isinstance(node, Scalar):
        return text_in_brackets(node)
    if isinstance(node, Alias):
        return f"*{node.name}"
    if node.is_mapping:
        inner = ", ".join(f"{entry.key.text if entry.key else ''}: {_inline(entry.value)}" for entry in node.entries)
        text = f"{{{inner}}}"
    else:
        text = f"[{', '.join(_inline(entry.value) for entry in node.entries)}]"
    return f"{node.properties} {text}" if node.properties else text


def _notes(notes: Iterable[Note], indent: int) -> Iterator[str]:
    yield from (f"{' ' * indent}{note.text}" if note.text else "" for note in notes)


def _joined(head: str, text: str) -> str:
    return f"{head} {text}" if text else head


def _with(line: str, beside: list[Note]) -> str:
    return line + "".join(f"{note.gap}{note.text}" for note in beside)
