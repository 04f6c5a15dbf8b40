"""Write a graph as Mermaid, with all values escaped, and as JSON.

Mermaid reads a label in several passes (its own entities, Markdown, icons, formulas, HTML), so every character of a value that is
not a letter, a digit or a single blank becomes one of its entities, ``#35;``. Internally, Mermaid writes entities with two characters
of its own and reads them back more than once (``encodeEntities``, ``decodeEntities`` in its source, 11.17.2): in a value, those two are
separated from what follows them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from segments_as_code.model.document import Json
from segments_as_code.model.plan import Plan
from segments_as_code.model.segment import UsageRole
from segments_as_code.ports import Dialect
from segments_as_code.report.graph import Edge, Graph, Node, NodeKind, graph_of_plan
from segments_as_code.report.markdown import Markdown, details, fence, fill, join
from segments_as_code.report.size_budget import COMMENT, Limit, SizeBudget
from segments_as_code.report.visible import cut, visible

MOST_EDGES = 500
"""The limit of Mermaid, and so of GitHub (``maxEdges``)."""

MOST_CHARACTERS = 50_000
"""The limit of Mermaid's input (``maxTextSize``)."""

_SIGNS = "\ufb02\u00b6"

_APART = "#8203;"

_LONGEST_NAME = 48

_SHAPES = {
    NodeKind.OURS: ('["', '"]'),
    NodeKind.FOREIGN: ('("', '")'),
    NodeKind.IMPORTED: ('[("', '")]'),
    NodeKind.UNKNOWN: ('("', '")'),
    NodeKind.CAMPAIGN: ('(["', '"])'),
    NodeKind.JOURNEY: ('{{"', '"}}'),
}

_CHANGED_SHAPE = ('[["', '"]]')

_WORDS = {
    NodeKind.OURS: "",
    NodeKind.FOREIGN: "not ours",
    NodeKind.IMPORTED: "imported",
    NodeKind.UNKNOWN: "known by its id alone",
    NodeKind.CAMPAIGN: "campaign",
    NodeKind.JOURNEY: "journey",
}

_ROLES = {
    UsageRole.AUDIENCE: "",
    UsageRole.START: "",
    UsageRole.EVENT: "limits who enters",
    UsageRole.SPLIT: "decides a split",
    UsageRole.SOURCE: "",
    UsageRole.SUBSCRIPTION: "follows",
}

_STYLES = {
    "new": "stroke:#1a7f37,stroke-width:3px",
    "changed": "stroke:#9a6700,stroke-width:3px",
    "taken over": "stroke:#0969da,stroke-width:3px",
    "replaced": "stroke:#bc4c00,stroke-width:3px",
    "deleted": "stroke:#cf222e,stroke-width:3px,stroke-dasharray:6 4",
}
"""Colours that are visible on white and on black; each change also has its shape and its word."""


def mermaid_lines(graph: Graph) -> Iterator[str]:
    """Yield ``graph`` as the lines of a Mermaid flowchart; nodes are named by number, never by a value."""
    numbers = {node.mark: f"n{number}" for number, node in enumerate(graph.nodes, 1)}
    names = Counter(node.name for node in graph.nodes)
    yield "graph LR"
    for node in graph.nodes:
        begin, end = _CHANGED_SHAPE if node.change else _SHAPES[node.kind]
        yield f"  {numbers[node.mark]}{begin}{_label(node, ambiguous=names[node.name] > 1)}{end}"
    for edge in graph.edges:
        label = _edge_label(edge)
        yield f"  {numbers[edge.used]} -->{f'|{label}|' if label else ''} {numbers[edge.user]}"
    for word, style in _STYLES.items():
        if of_word := [numbers[node.mark] for node in graph.nodes if node.change == word]:
            name = word.replace(" ", "")
            yield f"  classDef {name} {style}"
            yield f"  class {','.join(of_word)} {name}"


def graph_json(graph: Graph) -> str:
    """Return ``graph`` as JSON text: nodes, and edges that read from left to right (user, relation, used)."""
    nodes: list[Json] = [
        {
            "node": number,
            "kind": node.kind.value,
            "name": node.name,
            "key": node.key,
            "id": node.id,
            "change": node.change or None,
            "state": node.state or None,
        }
        for number, node in enumerate(graph.nodes, 1)
    ]
    numbers = {node.mark: number for number, node in enumerate(graph.nodes, 1)}
    edges: list[Json] = [
        {
            "user": numbers[edge.user],
            "relation": "builds on" if edge.role is UsageRole.SOURCE else "uses",
            "used": numbers[edge.used],
            "role": edge.role.value,
            "version": edge.version,
        }
        for edge in graph.edges
    ]
    document: Json = {"format": "segments-as-code/graph", "version": 1, "nodes": nodes, "edges": edges}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def fits_mermaid(graph: Graph) -> bool:
    """Return whether Mermaid draws ``graph`` with its default settings, and on GitHub."""
    return len(graph.edges) <= MOST_EDGES and sum(len(line) + 1 for line in mermaid_lines(graph)) <= MOST_CHARACTERS


def escape_label(text: str) -> str:
    """Return ``text`` escaped for a quoted Mermaid label."""
    shown = visible(text)
    return "".join(char if _is_plain(shown, index) else _entity(char) for index, char in enumerate(shown))


def _entity(char: str) -> str:
    return f"#{ord(char)};{_APART if char in _SIGNS else ''}"


def _is_plain(text: str, index: int) -> bool:
    if text[index] == " ":
        return 0 < index < len(text) - 1 and text[index - 1] != " "
    if text[index] in _SIGNS:
        return False
    return text[index].isalnum() or (text[index] in "-/," and index > 0 and text[index - 1].isalnum())


def _label(node: Node, *, ambiguous: bool) -> str:
    state = node.state.lower().replace("_", " ")
    words = [word for word in (_WORDS[node.kind], state, node.change) if word]
    which = (node.key or node.id) if ambiguous else None
    lines = [cut(node.name, _LONGEST_NAME) or "(empty)", *([cut(which, _LONGEST_NAME)] if which else []), ", ".join(words)]
    return "<br/>".join(escape_label(line) for line in lines if line)


def _edge_label(edge: Edge) -> str:
    words = [_ROLES[edge.role], f"version {edge.version}" if edge.version is not None else ""]
    return ", ".join(word for word in words if word)


MOST_IN_COMMENT = 30

MOST_IN_SUMMARY = 120
"""How many boxes a reader can still follow: in a comment, and on a page of its own."""

_ARROWS = Markdown("An arrow leads from a segment to what builds on it or uses it.")

_FRAMES = Markdown("What changes has a double frame and says how.")

_TITLE = Markdown("How these segments are connected")

_SHARE = 3
"""The share of a page's remaining space that the picture may take: a third."""


def graph_section(plan: Plan, dialect: Dialect, budget: SizeBudget, limit: Limit, rest: Markdown) -> Iterator[Markdown]:
    """Yield the graph around the changes of ``plan``; only direct neighbours, or a hint, if it is too large."""
    if plan.is_empty:
        return
    graph = graph_of_plan(plan, dialect)
    changed = graph.changed
    whole = graph.only(graph.reachable(changed)).connected()
    if not whole.nodes:
        return
    most = MOST_IN_COMMENT if limit is COMMENT else MOST_IN_SUMMARY
    near = graph.only(graph.touching(changed)).connected()
    for part in (whole, near):
        if is_readable(part, most) and part.edges:
            piece = _shown(part, len(whole.nodes) - len(part.nodes))
            if budget.part(budget.left // _SHARE).take(piece):
                budget.reserve(piece)
                yield piece
                return
    if limit is COMMENT and (is_readable(whole, MOST_IN_SUMMARY) or is_readable(near, MOST_IN_SUMMARY)):
        where = fill("The picture of it is {}.", rest)
    else:
        where = Markdown("`segments graph --around KEY` draws what hangs on one of them.")
    piece = fill("The graph of these segments is too large to draw here: {} boxes. {}", len(whole.nodes), where)
    budget.reserve(piece)
    yield piece


def graph_markdown(graph: Graph) -> Markdown:
    """Return ``graph`` for a page: a block that GitHub draws, and a legend."""
    legend = join(" ", [_ARROWS, _FRAMES] if graph.changed else [_ARROWS])
    return join("\n\n", [fence(mermaid_lines(graph), "mermaid"), legend])


def is_readable(graph: Graph, most: int) -> bool:
    """Return whether ``graph`` is small enough for a reader and for Mermaid."""
    return len(graph.nodes) <= most and fits_mermaid(graph)


def _shown(graph: Graph, left_out: int) -> Markdown:
    body = [graph_markdown(graph)]
    if left_out:
        body.append(fill("Only what touches a change is shown; {} more hang on it further off. `segments graph` draws all.", left_out))
    return details(_TITLE, join("\n\n", body))
