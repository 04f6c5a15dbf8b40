"""What each segment of a catalogue builds on and what uses it, and the drawing of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from segments_as_code.model.problem import Problem
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Reference, Usage
from segments_as_code.ownership import owned_key
from segments_as_code.ports import Dialect
from segments_as_code.report.change_block import describe_user
from segments_as_code.report.text import columns
from segments_as_code.report.visible import cut

_MOST_NODES = 24
_WIDTH, _HEIGHT, _GAP, _ROW = 200, 46, 60, 60
_MARGIN = 8
_MOST_COLUMNS = 26


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The data of a catalogue.

    ``deployed`` and ``usages`` are what the service has, if it was read; ``owner`` says which of it is ours. ``files`` is
    the address before a file's path. ``seen`` says in words where the other data comes from. ``problems`` are the warnings.
    """

    title: str
    segments: Sequence[DesiredSegment]
    deployed: Sequence[DeployedSegment] = ()
    usages: Sequence[Usage] = ()
    owner: str = ""
    files: str | None = None
    seen: str = ""
    problems: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """A segment, a campaign or a journey; ``key`` is set for a segment with an entry of its own."""

    kind: str
    name: str
    note: str = ""
    key: str | None = None
    id: str = ""
    is_live: bool = False


class ReferenceGraph:
    """An index of what the segments of a catalogue build on and what uses them."""

    def __init__(self, catalogue: Catalogue, dialect: Dialect) -> None:
        """Follow every reference; a deployed segment that is not ours is identified by its id."""
        self._names = {segment.key: segment.name for segment in catalogue.segments}
        self._by_id = {segment.id: segment for segment in catalogue.deployed}
        keys = ((owned_key(segment.tags, catalogue.owner), segment) for segment in catalogue.deployed)
        self.deployed = {key: segment for key, segment in keys if key in self._names}
        self._key_of_id = {segment.id: key for key, segment in self.deployed.items()}
        self._sources: dict[Node, list[Node]] = {}
        self._users: defaultdict[Node, list[Node]] = defaultdict(list)
        for segment in catalogue.segments:
            node = self.node_of(segment.key)
            self._sources[node] = [self._find(reference) for reference in dialect.references(segment.definition)]
            for source in self._sources[node]:
                self._users[source].append(node)
        for usage in catalogue.usages:
            self._users[self._find(Reference(id=usage.segment_id))].append(_user(usage))

    def node_of(self, key: str) -> Node:
        """Return the segment with an entry of its own under ``key``."""
        return Node("segment", self._names[key], key=key)

    def builds_on(self, node: Node) -> list[Node]:
        """Return what a segment builds on; unknown for segments of others."""
        return self._sources.get(node, [])

    def used_by(self, node: Node) -> list[Node]:
        """Return the segments that build on this one, and the campaigns and journeys that use it."""
        return sorted(self._users.get(node, []))

    def name_of(self, reference: Reference) -> str:
        """Return the name to show for a segment that another builds on."""
        return self._find(reference).name

    def _find(self, reference: Reference) -> Node:
        key = reference.key if reference.key is not None else self._key_of_id.get(reference.id or "")
        if key in self._names:
            return self.node_of(key)
        known = self._by_id.get(reference.id or "")
        shown = reference.key or reference.id or ""
        return Node("segment", known.name if known else shown, "not in these files", id=shown)


def _user(usage: Usage) -> Node:
    pinned = f"pinned to version {usage.pinned_version}" if usage.pinned_version is not None else ""
    note = ", ".join(part for part in (describe_user(usage), pinned) if part)
    return Node(usage.kind, usage.name, note, id=usage.id, is_live=usage.live)


# ── the neighbourhood of one segment ─────────────────────────────────────────────────────────────────────────────────


@dataclass(slots=True)
class Neighbourhood:
    """A few nodes in columns: the segment itself in 0, what it builds on below 0, what uses it above."""

    columns: dict[int, list[Node]] = field(default_factory=dict)
    edges: list[tuple[Node, Node]] = field(default_factory=list)
    left_out: int = 0


def find_neighbourhood(node: Node, graph: ReferenceGraph, *, most: int) -> Neighbourhood:
    """Return what ``node`` is connected to, the nearest first, up to ``most`` nodes."""
    found = Neighbourhood({0: [node]})
    level = {node: 0}
    for step, near in ((-1, graph.builds_on), (1, graph.used_by)):
        edge = [node]
        while edge:
            nexts: list[Node] = []
            for here in edge:
                for other in near(here):
                    if other in level:
                        continue
                    if len(level) > most:
                        found.left_out += 1
                        continue
                    level[other] = level[here] + step
                    nexts.append(other)
            edge = nexts
    for other, column in level.items():
        if other is not node:
            found.columns.setdefault(column, []).append(other)
    found.edges = [(source, user) for source in level for user in graph.used_by(source) if user in level]
    return found


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a drawing; ``link`` is the key of the entry that it leads to."""

    x: int
    y: int
    classes: str
    name: str
    about: str
    short_name: str
    short_about: str
    radius: int
    link: str | None
    width: int = _WIDTH
    height: int = _HEIGHT


@dataclass(frozen=True, slots=True)
class Drawing:
    """A neighbourhood for SVG: what is on the right builds on what is on the left."""

    title: str
    width: int
    height: int
    paths: Sequence[str]
    boxes: Sequence[Box]
    left_out: int


def draw_neighbourhood(node: Node, graph: ReferenceGraph) -> Drawing:
    """Return the drawing of what ``node`` is connected to; the page says the same in text."""
    found = find_neighbourhood(node, graph, most=_MOST_NODES)
    rows = max(len(column) for column in found.columns.values())
    spots = _spots(found.columns, rows)
    return Drawing(
        title=f"How {cut(node.name, 80)} hangs together with others",
        width=len(found.columns) * (_WIDTH + _GAP) - _GAP + 2 * _MARGIN,
        height=rows * _ROW - (_ROW - _HEIGHT) + 2 * _MARGIN,
        paths=[_path(spots[source], spots[user]) for source, user in found.edges],
        boxes=[_box(other, *spot, is_centre=other == node) for other, spot in spots.items()],
        left_out=found.left_out,
    )


def _spots(in_columns: Mapping[int, Sequence[Node]], rows: int) -> dict[Node, tuple[int, int]]:
    """Return the position of each node's upper left corner."""
    return {
        node: (_MARGIN + place * (_WIDTH + _GAP), _MARGIN + (rows - len(in_columns[number])) * _ROW // 2 + row * _ROW)
        for place, number in enumerate(sorted(in_columns))
        for row, node in enumerate(in_columns[number])
    }


def _path(source: tuple[int, int], user: tuple[int, int]) -> str:
    x1, y1, x2, y2 = source[0] + _WIDTH, source[1] + _HEIGHT // 2, user[0], user[1] + _HEIGHT // 2
    middle = (x1 + x2) // 2
    return f"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2 - 5} {y2}"


def _box(node: Node, x: int, y: int, *, is_centre: bool) -> Box:
    about = node.kind if not node.note else f"{node.kind}, {node.note}"
    return Box(
        x=x,
        y=y,
        classes=" ".join([node.kind, *(["live"] if node.is_live else []), *(["me"] if is_centre else [])]),
        name=node.name,
        about=about,
        short_name=_shorten(node.name, _MOST_COLUMNS),
        short_about=_shorten(about, _MOST_COLUMNS + 4),
        radius=4 if node.kind == "segment" else _HEIGHT // 2,
        link=None if is_centre else node.key,
    )


def _shorten(words: str, most: int) -> str:
    """Return the part of a text that fits into a box, measured in terminal columns."""
    if columns(words) <= most:
        return words
    words = words[:most]
    while columns(words) >= most:
        words = words[:-1]
    return f"{words}…"
