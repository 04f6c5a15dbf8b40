"""A graph as a tree: each segment, and below it what builds on it or uses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from segments_as_code.model.segment import UsageRole
from segments_as_code.report.graph import Edge, Graph, Node, NodeKind
from segments_as_code.report.text import Span, Style, to_span

_KINDS = {
    NodeKind.OURS: "",
    NodeKind.FOREIGN: "not ours",
    NodeKind.IMPORTED: "imported",
    NodeKind.UNKNOWN: "known by its id alone",
    NodeKind.CAMPAIGN: "campaign",
    NodeKind.JOURNEY: "journey",
}
_ROLES = {UsageRole.EVENT: "limits who enters", UsageRole.SPLIT: "decides a split", UsageRole.SUBSCRIPTION: "follows"}


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of a tree, and what hangs below it."""

    label: tuple[Span, ...]
    below: list[Branch] = field(default_factory=list)


def graph_tree(graph: Graph) -> list[Branch]:
    """Return the branches of the segments that build on nothing; what was shown before is not shown again in full."""
    nodes = {node.mark: node for node in graph.nodes}
    users: dict[str, list[Edge]] = {}
    for edge in graph.edges:
        users.setdefault(edge.used, []).append(edge)
    used_marks = {edge.user for edge in graph.edges}
    roots = [mark for mark in nodes if mark not in used_marks]
    top = Branch(())
    shown: set[str] = set()
    for mark in (*roots, *nodes):  # after the roots only circles are left, which only segments of others can form
        if mark not in shown:
            _grow(top, mark, nodes, users, shown)
    return top.below


def _grow(top: Branch, mark: str, nodes: Mapping[str, Node], users: Mapping[str, Sequence[Edge]], shown: set[str]) -> None:
    """Add the branch of one node; deep graphs need no recursion."""
    waiting: list[tuple[Branch, str, Edge | None]] = [(top, mark, None)]
    while waiting:
        above, user, edge = waiting.pop()
        is_shown = user in shown
        above.below.append(Branch(_label(nodes[user], edge, is_above=is_shown and user in users)))
        if not is_shown:
            shown.add(user)
            waiting += [(above.below[-1], each.user, each) for each in reversed(users.get(user, ()))]


def _label(node: Node, edge: Edge | None, *, is_above: bool = False) -> tuple[Span, ...]:
    return (
        to_span(node.name or "(empty)", Style.HEADING),
        *(to_span(f"  {word}", Style.QUIET) for word in _words(node, edge, is_above=is_above)),
    )


def _words(node: Node, edge: Edge | None, *, is_above: bool) -> Iterator[str]:
    """Yield what a line says after the name: key, kind, state, change, how it is used, whether it was shown."""
    role = _ROLES.get(edge.role, "") if edge else ""
    version = f"uses version {edge.version}" if edge and edge.version is not None else ""
    told = [_KINDS[node.kind], node.state.lower().replace("_", " "), node.change, role, version, "see above" if is_above else ""]
    if which := node.key or (node.id if node.kind in {NodeKind.FOREIGN, NodeKind.IMPORTED} else None):
        yield which
    if text := ", ".join(word for word in told if word):
        yield text
