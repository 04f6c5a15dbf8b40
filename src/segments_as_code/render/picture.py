"""Show how the segments of a plan hang together: a picture that opens, of a size that can be read."""

from __future__ import annotations

from collections.abc import Iterator

from segments_as_code.model.plan import Plan
from segments_as_code.ports import Dialect
from segments_as_code.render.blocks import details
from segments_as_code.render.escape import Markdown, fence, fill, joined
from segments_as_code.render.graph import Graph, graph_of_plan
from segments_as_code.render.ladder import COMMENT, Limit, Room
from segments_as_code.render.mermaid import fits_mermaid, mermaid_lines

MOST_IN_COMMENT = 30
MOST_IN_SUMMARY = 120
"""How many boxes a reader can still follow: in a comment, and on a page of its own."""

_ARROWS = Markdown("An arrow leads from a segment to what builds on it or uses it.")
_FRAMES = Markdown("What changes has a double frame and says how.")
_TITLE = Markdown("How these segments hang together")
_SHARE = 3
"""The part of what is left of a page that the picture may take: a third."""


def picture(plan: Plan, dialect: Dialect, room: Room, limit: Limit, rest: Markdown) -> Iterator[Markdown]:
    """Yield the picture of what hangs on the changes of ``plan``; of what touches them, where that is too much; else where it is."""
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
            if room.part(room.left // _SHARE).take(piece):
                room.spend(piece)
                yield piece
                return
    if limit is COMMENT and (is_readable(whole, MOST_IN_SUMMARY) or is_readable(near, MOST_IN_SUMMARY)):
        where = fill("The picture of it is {}.", rest)
    else:
        where = Markdown("`segments graph --around KEY` draws what hangs on one of them.")
    piece = fill("How these segments hang together is too much to draw here: {} boxes. {}", len(whole.nodes), where)
    room.spend(piece)
    yield piece


def graph_markdown(graph: Graph) -> Markdown:
    """Return ``graph`` for a page: a block that GitHub draws, and how to read it."""
    legend = joined(" ", [_ARROWS, _FRAMES] if graph.changed else [_ARROWS])
    return joined("\n\n", [fence(mermaid_lines(graph), "mermaid"), legend])


def is_readable(graph: Graph, most: int) -> bool:
    """Return whether a reader can follow ``graph``, and Mermaid draws it."""
    return len(graph.nodes) <= most and fits_mermaid(graph)


def _shown(graph: Graph, left_out: int) -> Markdown:
    body = [graph_markdown(graph)]
    if left_out:
        body.append(fill("Only what touches a change is shown; {} more hang on it further off. `segments graph` draws all.", left_out))
    return details(_TITLE, joined("\n\n", body))
