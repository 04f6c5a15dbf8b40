"""The graph of segments: what builds on what, and which campaigns and journeys use it, as nodes and edges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Plan, Recreate, Replace, Unchanged, Update, key_of, name_of
from segments_as_code.model.segment import DesiredSegment, Neighbour, Reference, SegmentKind, Usage, UsageRole
from segments_as_code.ports import Dialect


class NodeKind(StrEnum):
    """Kinds of nodes: segments of ours, of others, imported, known only by id; campaigns and journeys."""

    OURS = "ours"
    FOREIGN = "foreign"
    IMPORTED = "imported"
    UNKNOWN = "unknown"
    CAMPAIGN = "campaign"
    JOURNEY = "journey"


@dataclass(frozen=True, slots=True)
class Node:
    """One box: ``mark`` identifies it, ``change`` is a word for what happens to it, ``state`` the service's word."""

    mark: str
    kind: NodeKind
    name: str
    key: str | None = None
    id: str | None = None
    change: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """One arrow, from a segment to what builds on it or uses it; ``role`` says how, ``version`` is the pinned one, if any."""

    used: str
    user: str
    role: UsageRole
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes in a fixed order, and the edges between them."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    @property
    def changed(self) -> set[str]:
        """Return the marks of what changes."""
        return {node.mark for node in self.nodes if node.change}

    def only(self, marks: Collection[str]) -> Graph:
        """Return the subgraph of these nodes and the edges between them."""
        edges = tuple(edge for edge in self.edges if edge.used in marks and edge.user in marks)
        return Graph(tuple(node for node in self.nodes if node.mark in marks), edges)

    def connected(self) -> Graph:
        """Return the subgraph of the nodes that have edges."""
        return self.only({mark for edge in self.edges for mark in (edge.used, edge.user)})

    def reachable(self, marks: Iterable[str]) -> set[str]:
        """Return ``marks`` and everything connected to them, in either direction."""
        return _spread(marks, _ways((edge.used, edge.user) for edge in (*self.edges, *map(_turned, self.edges))))

    def lineage(self, mark: str) -> set[str]:
        """Return a node, everything that it builds on, and everything that builds on it or uses it, but no siblings."""
        down = _ways((edge.used, edge.user) for edge in self.edges)
        up = _ways((edge.user, edge.used) for edge in self.edges)
        return _spread([mark], down) | _spread([mark], up)

    def touching(self, marks: Collection[str]) -> set[str]:
        """Return ``marks`` and their direct neighbours."""
        near = ({edge.used, edge.user} for edge in self.edges if edge.used in marks or edge.user in marks)
        return set(marks).union(*near)


def graph_of_plan(plan: Plan, dialect: Dialect) -> Graph:
    """Return the graph of ``plan``: its segments as they will be, deleted ones, neighbours, campaigns and journeys."""
    return _graph(plan.changes, plan.neighbours, plan.usages, dialect)


def graph_of_segments(segments: Sequence[DesiredSegment], dialect: Dialect) -> Graph:
    """Return the graph of the files only, without changes."""
    graph = _graph([Create(segment, {}) for segment in segments], (), (), dialect)
    nodes = tuple(Node(node.mark, node.kind, node.name, node.key, node.id) for node in graph.nodes)
    return Graph(nodes, graph.edges)


def mark_of(key: str) -> str:
    """Return the mark of a segment of ours."""
    return f"key {key}"


_WORDS: Mapping[type[Change], str] = {
    Create: "new",
    Update: "changed",
    Adopt: "taken over",
    Replace: "replaced",
    Recreate: "recreated",
    Delete: "deleted",
    Unchanged: "",
}


def _graph(changes: Sequence[Change], neighbours: Sequence[Neighbour], usages: Sequence[Usage], dialect: Dialect) -> Graph:
    nodes = {mark_of(key_of(change)): _ours(change) for change in changes}
    by_id = {change.deployed.id: mark_of(key_of(change)) for change in changes if not isinstance(change, Create)}
    edges: list[Edge] = []
    for neighbour in neighbours:
        kind = NodeKind.IMPORTED if neighbour.kind is SegmentKind.IMPORTED else NodeKind.FOREIGN
        by_id[neighbour.id] = f"id {neighbour.id}"
        nodes[f"id {neighbour.id}"] = Node(f"id {neighbour.id}", kind, neighbour.name, id=neighbour.id)
    built_on = [(mark_of(key_of(change)), dialect.references(_definition(change))) for change in changes]
    built_on += [(f"id {neighbour.id}", neighbour.builds_on) for neighbour in neighbours]
    for user, references in built_on:
        for reference in references:
            used = _used(reference, by_id)
            nodes.setdefault(used, Node(used, NodeKind.UNKNOWN, reference.id or reference.key or "", id=reference.id))
            edges.append(Edge(used, user, UsageRole.SOURCE, reference.version))
    for node, edge in _users(usages, by_id):
        nodes[node.mark] = node
        edges.append(edge)
    return Graph(tuple(nodes.values()), tuple(dict.fromkeys(edges)))


def _ours(change: Change) -> Node:
    deployed_id = None if isinstance(change, Create) else change.deployed.id
    return Node(mark_of(key_of(change)), NodeKind.OURS, name_of(change), key_of(change), deployed_id, _WORDS[type(change)])


def _definition(change: Change) -> Definition:
    return change.deployed.definition if isinstance(change, Delete) else change.desired.definition


def _used(reference: Reference, by_id: Mapping[str, str]) -> str:
    if reference.id is not None:
        return by_id.get(reference.id, f"id {reference.id}")
    return mark_of(reference.key or "")


def _users(usages: Sequence[Usage], by_id: Mapping[str, str]) -> Iterator[tuple[Node, Edge]]:
    for usage in usages:
        used = by_id.get(usage.segment_id)
        if usage.role is not UsageRole.SOURCE and used is not None:
            mark = f"{usage.kind} {usage.id}"
            node = Node(mark, NodeKind(usage.kind), usage.name, id=usage.id, state=usage.state)
            yield node, Edge(used, mark, usage.role, usage.pinned_version)


def _turned(edge: Edge) -> Edge:
    return Edge(edge.user, edge.used, edge.role)


def _ways(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    ways: dict[str, list[str]] = {}
    for start, end in pairs:
        ways.setdefault(start, []).append(end)
    return ways


def _spread(marks: Iterable[str], ways: Mapping[str, Sequence[str]]) -> set[str]:
    found = set(marks)
    waiting = list(found)
    for mark in waiting:
        new = [end for end in ways.get(mark, ()) if end not in found]
        found.update(new)
        waiting.extend(dict.fromkeys(new))
    return found
