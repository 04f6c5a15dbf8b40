"""Change the tree of one document to new content, keeping the author's text where possible and all comments."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from segments_as_code.definitions.yaml_gaps import Note
from segments_as_code.definitions.yaml_tree import Alias, Collection, Entry, Node, Scalar, Tree, notes_of
from segments_as_code.definitions.yaml_writer import new_node, scalar_text

if TYPE_CHECKING:
    from segments_as_code.model.document import Json, Path

SortMembers: TypeAlias = "Callable[[Path, Sequence[str]], list[str]]"
"""Returns the names of the members of the mapping at a path, in the order to write them."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The old and the new content of one document. ``origins`` maps new paths to old ones, if they differ."""

    said: Mapping[str, Json]
    wanted: Mapping[str, Json]
    origins: Mapping[Path, Path] = field(default_factory=dict)


def is_same(one: Json, other: Json) -> bool:
    """Return whether two values are exactly the same: 1 is not 1.0, and true is not 1."""
    return json_text(one) == json_text(other)


def json_text(value: Json) -> str:
    """Return ``value`` as text that is equal only for equal values."""
    return json.dumps(value, sort_keys=True)


@dataclass(slots=True)
class TreeEditor:
    """Changes the tree of one document. Paths are those of the new content, origins those of the original tree."""

    tree: Tree
    edit: Edit
    sort_members: SortMembers | None
    keeps_aliases: bool
    keeps_layout: bool
    written: dict[Path, Entry] = field(default_factory=dict)
    anchored: dict[str, Json] = field(default_factory=dict)

    def run(self) -> None:
        """Change the tree to the new content."""
        self.written = dict(_index(self.tree.root))
        self._change(self.tree.root, self.edit.wanted, (), ())

    def _change(self, entry: Entry, value: Json, at: Path, origin: Path) -> None:
        """Set an entry, which was at ``origin`` if it is not new, to ``value``, without losing a comment."""
        if self.keeps_layout and self.written.get(origin) is entry and self._can_stay(entry, value, origin):
            entry.is_kept = True
            return
        had = list(notes_of(entry)) if isinstance(entry.value, Collection) else []
        entry.value = self._node(value, at)
        if isinstance(entry.value, Collection) and not entry.value.entries:
            entry.before += entry.value.end
            entry.value.end = []
        kept = {id(note) for note in notes_of(entry)} if had else set()
        entry.before += _at_new_place(note for note in had if id(note) not in kept)

    def _can_stay(self, entry: Entry, value: Json, origin: Path) -> bool:
        if not is_same(self._said(origin), value):
            return False
        nodes = [inner.value for _, inner in _index(entry)]
        if not self.keeps_aliases and any(isinstance(node, Alias) for node in nodes):
            return False
        for path, inner in _index(entry, origin):
            if not isinstance(inner.value, Alias) and inner.value.anchor is not None:
                self.anchored[inner.value.anchor] = self._said(path)
        return True

    def _node(self, value: Json, at: Path) -> Node:
        """Return a node for ``value``: the author's own if it has that value."""
        origin = self._origin(at)
        entry = self.written.get(origin)
        old = entry.value if entry is not None else None
        if old is not None and not isinstance(old, Alias) and old.anchor is not None:
            self.anchored[old.anchor] = value
        if isinstance(old, Alias):
            is_right = self.keeps_aliases and old.name in self.anchored and is_same(self.anchored[old.name], value)
            return old if is_right else new_node(value)
        if isinstance(value, dict) and isinstance(old, Collection) and old.is_mapping:
            return self._mapping(value, old, at)
        if isinstance(value, list) and isinstance(old, Collection) and not old.is_mapping:
            return self._list(value, old, at)
        if isinstance(value, list) and value and old is not None and self._origin((*at, 0)) == origin:
            return self._wrapped(value, at)
        if isinstance(old, Scalar):
            return old if is_same(self._said(origin), value) else _respelled(old, value)
        return new_node(value)

    def _mapping(self, value: Mapping[str, Json], old: Collection, at: Path) -> Collection:
        before = list(old.entries)
        above = self._origin(at)
        made: dict[str, Entry] = {}
        used: set[int] = set()
        for name, inner in value.items():
            origin = self._origin((*at, name))
            base = self.written.get(origin[: len(above) + 1]) if origin[: len(above)] == above else None
            entry = _member(name, base if base is not None and id(base) not in used else None)
            self._change(entry, inner, (*at, name), origin)
            made[name] = entry
            used.add(id(entry))
        _hand_on(before, used, old, keeps_blanks=self.keeps_layout)
        old.entries = [made[name] for name in self._names(made, before, at)]
        if self.sort_members is not None:
            _keep_first_blanks(before, old.entries)
        return old

    def _names(self, made: Mapping[str, Entry], before: Sequence[Entry], at: Path) -> list[str]:
        """Return the names of members in the order to write them."""
        if self.sort_members is not None:
            return self.sort_members(at, list(made))
        if not self.keeps_layout:
            return list(made)
        order = {id(entry): index for index, entry in enumerate(before)}
        return sorted(made, key=lambda name: order.get(id(made[name]), len(order)))

    def _list(self, value: Sequence[Json], old: Collection, at: Path) -> Collection:
        before = list(old.entries)
        above = self._origin(at)
        used: set[int] = set()
        made: list[Entry] = []
        for index, inner in enumerate(value):
            origin = self._origin((*at, index))
            base = self.written.get(origin) if origin[:-1] == above else None
            entry = base if base is not None and id(base) not in used else Entry(Scalar("", ""))
            self._change(entry, inner, (*at, index), origin)
            made.append(entry)
            used.add(id(entry))
        _hand_on(before, used, old, keeps_blanks=self.keeps_layout)
        old.entries = made
        return old

    def _wrapped(self, value: Sequence[Json], at: Path) -> Collection:
        """Return a list around what was written as one value."""
        inner = [self._node(element, (*at, index)) for index, element in enumerate(value)]
        return Collection(is_mapping=False, is_inline=not any(map(_needs_lines, inner)), entries=[Entry(node) for node in inner])

    def _origin(self, at: Path) -> Path:
        """Return where the author wrote the value at ``at``."""
        for length in range(len(at), 0, -1):
            origin = self.edit.origins.get(at[:length])
            if origin is not None:
                return (*origin, *at[length:])
        return at

    def _said(self, at: Path) -> Json:
        """Return the old value at ``at``."""
        found: Json = self.edit.said
        for step in at:
            if isinstance(found, dict):
                found = found.get(str(step))
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
        return found


def _member(name: str, base: Entry | None) -> Entry:
    """Return the author's entry for a member, renamed if it had another name, or a new one."""
    if base is None or base.key is None:
        return Entry(Scalar("", ""), Scalar(scalar_text(name), name))
    if base.key.value != name:
        base.key = Scalar(scalar_text(name, base.key), name, base.key.style)
    return base


def _respelled(old: Scalar, value: Json) -> Node:
    if isinstance(value, (dict, list)):
        return new_node(value)
    text = scalar_text(value, old)
    return replace(old, text=f"&{old.anchor} {text}" if old.anchor else text, value=str(value), style="", in_flow=True)


def _index(entry: Entry, at: Path = ()) -> Iterator[tuple[Path, Entry]]:
    """Yield every entry with its path."""
    yield at, entry
    if isinstance(entry.value, Collection):
        for position, inner in enumerate(entry.value.entries):
            yield from _index(inner, (*at, position if inner.key is None else inner.key.value))


def _needs_lines(node: Node) -> bool:
    return node.is_block if isinstance(node, Collection) else isinstance(node, Scalar) and not node.is_on_one_line


def _hand_on(before: list[Entry], used: set[int], holder: Collection, *, keeps_blanks: bool) -> None:
    """Give the comments of removed entries to the entry after them, or to the end."""
    waiting: list[Note] = []
    for entry in before:
        if id(entry) not in used:
            above = entry.before[: entry.notes_above if keeps_blanks else 0]
            waiting += [*above, *_at_new_place(note for note in notes_of(entry) if all(note is not one for one in above))]
        elif waiting:
            entry.before = [*waiting, *entry.before]
            entry.notes_above += len(waiting)
            waiting = []
    holder.end = [*waiting, *holder.end]


def _at_new_place(notes: Iterable[Note]) -> list[Note]:
    """Return the comments among ``notes``, with the indentation of what follows them."""
    moved = [note for note in notes if note.text]
    for note in moved:
        note.is_own_line = False
    return moved


def _keep_first_blanks(before: list[Entry], after: list[Entry]) -> None:
    """Exchange the blank lines above the old first entry with those above the new one: they belong to the position."""
    if not before or not after or before[0] is after[0] or all(entry is not before[0] for entry in after):
        return
    old, new = before[0], after[0]
    (old_blanks, old_rest), (new_blanks, new_rest) = _blanks_first(old.before), _blanks_first(new.before)
    old.before, new.before = [*new_blanks, *old_rest], [*old_blanks, *new_rest]


def _blanks_first(notes: list[Note]) -> tuple[list[Note], list[Note]]:
    count = next((index for index, note in enumerate(notes) if note.text), len(notes))
    return notes[:count], notes[count:]
