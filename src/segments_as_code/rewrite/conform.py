"""Make a tree say the canonical content, and nothing of what its author wrote be lost on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from segments_as_code.model.values import Json, Path
from segments_as_code.ports import Respelled
from segments_as_code.rewrite.order import Order
from segments_as_code.rewrite.scalars import is_same, scalar_text
from segments_as_code.rewrite.tree import Alias, Collection, Entry, Node, Note, Scalar, notes_of


@dataclass(frozen=True, slots=True)
class Manner:
    """How much of what aliases do is kept: they may stand in the way of the order, or repeat what was respelled."""

    sorts: bool = True
    keeps_aliases: bool = True


def conform(root: Entry, said: Mapping[str, Json], wanted: Respelled, order: Order, manner: Manner) -> None:
    """Change ``root``, which says ``said``, so that it says what is ``wanted``: spelling and order."""
    root.value = _Conforming(dict(_index(root)), said, wanted, manner).node(wanted.content, (), order)


@dataclass(slots=True)
class _Conforming:
    """One document; paths are those of the wanted content, origins those of the tree as it was written."""

    written: Mapping[Path, Entry]
    said: Mapping[str, Json]
    wanted: Respelled
    manner: Manner
    anchored: dict[str, Json] = field(default_factory=dict)

    def node(self, value: Json, at: Path, order: Order) -> Node:
        """Return the node that says ``value``: the author's own wherever it does."""
        origin = self._origin(at)
        entry = self.written.get(origin)
        old = entry.value if entry is not None else None
        anchor = None if old is None or isinstance(old, Alias) else old.anchor
        if anchor is not None:
            self.anchored[anchor] = value
        if isinstance(old, Alias):
            is_kept = self.manner.keeps_aliases and is_same(self.anchored.get(old.name), value)
            return old if is_kept else fresh(value)
        if isinstance(value, dict) and isinstance(old, Collection) and old.is_mapping:
            return self._mapping(value, old, at, order)
        if isinstance(value, list) and isinstance(old, Collection) and not old.is_mapping:
            return self._list(value, old, at, order)
        if isinstance(value, list) and value and old is not None and self._origin((*at, 0)) == origin:
            return self._wrapped(value, at, order)
        if isinstance(old, Scalar):
            return old if is_same(self._said(origin), value) else _respelled(old, value)
        return fresh(value)

    def _mapping(self, value: Mapping[str, Json], old: Collection, at: Path, order: Order) -> Collection:
        before = list(old.entries)
        above = self._origin(at)
        made: dict[str, Entry] = {}
        used: set[int] = set()
        for name, inner in value.items():
            origin = self._origin((*at, name))
            base = self.written.get(origin[: len(above) + 1]) if origin[: len(above)] == above else None
            entry = self._member(name, base if base is not None and id(base) not in used else None)
            had = _notes_inside(entry)
            entry.value = self.node(inner, (*at, name), order.member(name))
            entry.before += _lost(had, entry)
            made[name] = entry
            used.add(id(entry))
        _hand_on(before, used, old)
        names = order.sorted(made) if self.manner.sorts else list(made)
        old.entries = [made[name] for name in names]
        _keep_first_blanks(before, old.entries)
        return old

    def _member(self, name: str, base: Entry | None) -> Entry:
        """Return the author's own entry for a member, renamed where it had another name; a new one where there is none."""
        if base is None or base.key is None:
            return Entry(Scalar("", ""), Scalar(scalar_text(name, None), name))
        if base.key.value != name:
            base.key = Scalar(scalar_text(name, base.key), name, base.key.style)
        return base

    def _list(self, value: Sequence[Json], old: Collection, at: Path, order: Order) -> Collection:
        made: list[Entry] = []
        for index, inner in enumerate(value):
            entry = old.entry(index) or Entry(Scalar("", ""))
            had = _notes_inside(entry)
            entry.value = self.node(inner, (*at, index), order.item())
            entry.before += _lost(had, entry)
            made.append(entry)
        old.end = [*(note for entry in old.entries[len(made) :] for note in notes_of(entry)), *old.end]
        old.entries = made
        return old

    def _wrapped(self, value: Sequence[Json], at: Path, order: Order) -> Collection:
        """Return a list around what was written as one value."""
        inner = [self.node(element, (*at, index), order.item()) for index, element in enumerate(value)]
        return Collection(is_mapping=False, is_inline=not any(map(_needs_lines, inner)), entries=[Entry(node) for node in inner])

    def _origin(self, at: Path) -> Path:
        """Return where the author wrote the value at ``at``."""
        for length in range(len(at), 0, -1):
            origin = self.wanted.origins.get(at[:length])
            if origin is not None:
                return (*origin, *at[length:])
        return at

    def _said(self, at: Path) -> Json:
        """Return what was said at ``at``."""
        found: Json = self.said
        for step in at:
            if isinstance(found, dict):
                found = found.get(str(step))
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
        return found


def fresh(value: Json) -> Node:
    """Return ``value`` as it is written where nobody wrote it: lists of single values in one line, all else over lines."""
    if isinstance(value, dict):
        members = [Entry(fresh(inner), Scalar(scalar_text(name, None), name)) for name, inner in value.items()]
        return Collection(is_mapping=True, entries=members)
    if isinstance(value, list):
        items = [Entry(fresh(inner)) for inner in value]
        return Collection(is_mapping=False, is_inline=all(isinstance(item.value, Scalar) for item in items), entries=items)
    return Scalar(scalar_text(value, None), str(value), in_flow=True)


def _respelled(old: Scalar, value: Json) -> Scalar:
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


def _notes_inside(entry: Entry) -> list[Note]:
    return list(notes_of(entry)) if isinstance(entry.value, Collection) else []


def _lost(had: list[Note], entry: Entry) -> list[Note]:
    """Return those comments of ``had`` that an entry has no longer."""
    kept = {id(note) for note in notes_of(entry)} if had else set()
    return [note for note in had if note.text and id(note) not in kept]


def _hand_on(before: list[Entry], used: set[int], holder: Collection) -> None:
    """Give the comments of members that are gone to the member after them, or to the end."""
    waiting: list[Note] = []
    for entry in before:
        if id(entry) not in used:
            waiting += [note for note in notes_of(entry) if note.text]
        elif waiting:
            entry.before = [*waiting, *entry.before]
            waiting = []
    holder.end = [*waiting, *holder.end]


def _keep_first_blanks(before: list[Entry], after: list[Entry]) -> None:
    """Exchange the blank lines above the old first entry with those above the new one: they belong to the place."""
    if not before or not after or before[0] is after[0] or all(entry is not before[0] for entry in after):
        return
    old, new = before[0], after[0]
    (old_blanks, old_rest), (new_blanks, new_rest) = _blanks_first(old.before), _blanks_first(new.before)
    old.before, new.before = [*new_blanks, *old_rest], [*old_blanks, *new_rest]


def _blanks_first(notes: list[Note]) -> tuple[list[Note], list[Note]]:
    count = next((index for index, note in enumerate(notes) if note.text), len(notes))
    return notes[:count], notes[count:]
