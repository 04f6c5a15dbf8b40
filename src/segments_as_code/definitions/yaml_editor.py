"""Edit YAML text: change the content of its documents and keep all comments.

The text is read as a tree that keeps what its author wrote, the tree is changed to the new content, and it is written: all
of it in the standard layout (``segments fmt``), or only the entries that changed (``segments pull``). The new text is then
read again, and returned only if it has the new content and every comment.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import product
from typing import TYPE_CHECKING, Final, TypeAlias

from yaml import YAMLError

from segments_as_code.definitions.tree_editor import Edit, SortMembers, TreeEditor, is_same, json_text
from segments_as_code.definitions.yaml_gaps import count_comments
from segments_as_code.definitions.yaml_parser import parse
from segments_as_code.definitions.yaml_reader import read_file
from segments_as_code.definitions.yaml_tree import CannotEditError
from segments_as_code.definitions.yaml_writer import write_anew, write_changes
from segments_as_code.model.document import SourceFile

if TYPE_CHECKING:
    from segments_as_code.model.document import Json, Path

_BOM: Final = "\ufeff"
_NOWHERE: Final = -1

Read: TypeAlias = "Callable[[str], Sequence[Mapping[str, Json]] | None]"
"""Returns the content of the documents of a text; None if it has problems."""


def read_contents(text: str) -> list[Mapping[str, Json]] | None:
    """Return the content of the documents of a text, in its own spelling; None if it has problems."""
    documents, problems = read_file(SourceFile("", "", text.encode()))
    return None if problems else [document.content for document in documents]


def lay_out(text: str, edits: Sequence[Edit], sort_members: SortMembers, read: Read = read_contents) -> str:
    """Return ``text`` in the standard layout with the new content of ``edits``, one for each document.

    Line ends, a byte order mark, quotes, and brackets on one line stay as the author wrote them. Idempotent.

    Raises:
        CannotEditError: that is not possible, or the new text would have other content or lose a comment.
    """
    return _edit(text, edits, (sort_members, None), read)


def change_text(text: str, edits: Sequence[Edit], read: Read = read_contents) -> str:
    """Return ``text`` with the new content of ``edits``, one for each document; entries with the same content do not change.

    Raises:
        CannotEditError: as ``lay_out``.
    """
    aligned = [replace(edit, origins=dict(_align(edit.said, edit.wanted, (), ()))) for edit in edits]
    return _edit(text, aligned, None, read)


def write_json(text: str, edits: Sequence[Edit], sort_members: SortMembers | None = None) -> str:
    """Return JSON text with the new content, two blanks a level; ``text`` itself if it has that content and need not be sorted.

    Raises:
        CannotEditError: ``text`` is not JSON.
    """
    try:
        json.loads(text.removeprefix(_BOM))
    except ValueError as error:
        raise CannotEditError("its name ends in .json, and it is not JSON") from error
    (edit,) = edits
    if sort_members is None and is_same(edit.said, edit.wanted):
        return text
    wanted = edit.wanted if sort_members is None else _sort(edit.wanted, (), sort_members)
    made = json.dumps(wanted, indent=2, ensure_ascii=False) + "\n"
    return made.replace("\n", "\r\n") if "\r\n" in text else made


def _sort(value: Json, at: Path, sort_members: SortMembers) -> Json:
    if isinstance(value, dict):
        return {name: _sort(value[name], (*at, name), sort_members) for name in sort_members(at, list(value))}
    if isinstance(value, list):
        return [_sort(inner, (*at, index), sort_members) for index, inner in enumerate(value)]
    return value


def _edit(text: str, edits: Sequence[Edit], sorts: Sequence[SortMembers | None] | None, read: Read) -> str:
    plain = text.removeprefix(_BOM).replace("\r\n", "\n").replace("\r", "\n")
    for keeps_aliases, sort_members in product((True, False), sorts or (None,)):
        trees = parse(plain)
        full = [tree for tree in trees if not tree.is_empty]
        if len(full) != len(edits):
            break
        for tree, edit in zip(full, edits, strict=True):
            TreeEditor(tree, edit, sort_members, keeps_aliases, keeps_layout=sorts is None).run()
        made = write_changes(plain, trees) if sorts is None else write_anew(trees)
        if made == plain or _is_right(made, plain, [edit.wanted for edit in edits], read):
            lines = made.replace("\n", "\r\n") if "\r\n" in text else made
            return _BOM + lines if text.startswith(_BOM) else lines
    raise CannotEditError("it is written in a way in which it cannot be edited without a change of meaning")


def _is_right(made: str, before: str, wanted: Sequence[Mapping[str, Json]], read: Read) -> bool:
    """Return whether a new text has the new content and all comments of the old one."""
    contents = read(made)
    if contents is None or len(contents) != len(wanted) or not all(map(is_same, contents, wanted)):
        return False
    try:
        return count_comments(made) == count_comments(before)
    except YAMLError:
        return False


def _align(said: Json, wanted: Json, old: Path, new: Path) -> Iterator[tuple[Path, Path]]:
    """Yield the origins of list items: equal items first, then those between the same equal ones."""
    if isinstance(said, dict) and isinstance(wanted, dict):
        for name in wanted.keys() & said.keys():
            yield from _align(said[name], wanted[name], (*old, name), (*new, name))
    if not (isinstance(said, list) and isinstance(wanted, list)):
        return
    matcher = SequenceMatcher(None, [*map(json_text, said)], [*map(json_text, wanted)], autojunk=False)
    for operation, i1, i2, j1, j2 in matcher.get_opcodes():
        for offset in range(j2 - j1):
            index = i1 + offset if i1 + offset < i2 else _NOWHERE
            origin, path = (*old, index), (*new, j1 + offset)
            yield path, origin
            if operation == "replace" and index != _NOWHERE:
                yield from _align(said[index], wanted[j1 + offset], origin, path)
