"""The face of rewriting: which text to give out, and that it says the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Final, TypeAlias

from segments_as_code.model.places import Document, Location
from segments_as_code.model.values import Json
from segments_as_code.ports import Respelled
from segments_as_code.problems import Problem
from segments_as_code.rewrite.conform import Manner, conform
from segments_as_code.rewrite.order import Order
from segments_as_code.rewrite.scalars import is_same
from segments_as_code.rewrite.tree import UnusualError
from segments_as_code.rewrite.write import write

Read: TypeAlias = Callable[[str], Sequence[Mapping[str, Json]] | None]
"""Returns what the documents of a text say; None where anything is wrong with it."""

_MANNERS: Final = (Manner(), Manner(sorts=False), Manner(keeps_aliases=False))
_BEHIND_COLON: Final = re.compile(r"(?<=[^ \t])([:,-])[ \t]*\t[ \t]*")
_BOM: Final = "\ufeff"


def rewrite(text: str, documents: Sequence[tuple[Document, Respelled]], schema: Mapping[str, Json], read: Read) -> str | None:
    """Return ``text`` in canonical spelling and order, or None where that cannot be done.

    ``documents`` are what it says, and what that is in canonical spelling; members get the order in which ``schema`` lists
    them. What comes out was read again: it says what was wanted, and has every comment. Idempotent. Line ends, a byte
    order mark, quotes, and whether a value stands in brackets on one line, stay the author's.
    """
    plain = text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    for before, manner in product(_readable(plain), _MANNERS):
        made = _attempt(before, documents, schema, manner)
        if made is not None and (made == plain or _says(made, before, documents, read)):
            lines = made.replace("\n", "\r\n") if "\r\n" in text else made
            return _BOM + lines if text.startswith(_BOM) else lines
    return None


def not_rewritten(path: str) -> Problem:
    """Return what to say of a file for which there is no new text."""
    message = "this file is laid out in a way that cannot be written anew without a change of meaning; it was left as it is."
    remedy = "put each key on one line, replace tabs by blanks, and write out what aliases (*name) repeat."
    return Problem(Location(path), "not-rewritten", message, remedy)


def _readable(text: str) -> Iterator[str]:
    """Yield ``text``, and where it has tabs the same without those that stand between things: ruamel.yaml takes none there."""
    yield text
    if "\t" in text:
        lines = (line.rstrip("\t ") for line in text.split("\n"))
        yield "\n".join(line if "#" in line else _BEHIND_COLON.sub(r"\1 ", line) for line in lines)


def _attempt(text: str, documents: Sequence[tuple[Document, Respelled]], schema: Mapping[str, Json], manner: Manner) -> str | None:
    from segments_as_code.rewrite.parse import parse  # noqa: PLC0415  # ruamel.yaml takes long to import, and pipeline knows every step

    try:
        trees = parse(text)
    except UnusualError:
        return None
    full = [tree for tree in trees if not tree.is_empty]
    if len(full) != len(documents):
        return None
    for tree, (document, respelled) in zip(full, documents, strict=True):
        conform(tree.root, document.content, respelled, Order(schema, schema), manner)
    return write(trees)


def _says(made: str, before: str, documents: Sequence[tuple[Document, Respelled]], read: Read) -> bool:
    """Return whether a new text says what is wanted, and has the comments it had before."""
    from segments_as_code.rewrite.comments import comments_in  # noqa: PLC0415  # as above

    contents = read(made)
    wanted = [respelled.content for _, respelled in documents]
    if contents is None or len(contents) != len(wanted) or not all(map(is_same, contents, wanted)):
        return False
    try:
        return comments_in(made) == comments_in(before)
    except UnusualError:
        return False
