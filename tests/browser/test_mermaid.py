"""Graphs drawn by Mermaid itself, in a browser: what is meant is what is seen, whatever the values are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given

from segments_as_code.model.segment import UsageRole
from segments_as_code.report.graph import Edge, Graph, Node, NodeKind, graph_of_plan
from segments_as_code.report.mermaid import MOST_CHARACTERS, MOST_EDGES, mermaid_lines
from segments_as_code.report.visible import cut, visible
from tests.browser.conftest import Easel
from tests.examples import examples
from tests.report.builders import DIALECT
from tests.report.examples import every_kind
from tests.report.hostile import FRAGMENTS, hostile_text

pytestmark = pytest.mark.browser

GOLDEN = Path(__file__).parents[1] / "golden"
HARMFUL = (
    *FRAGMENTS,
    '"]; click n1 "https://evil.example"',
    'x"]\n  n9["injected"]\n  n1 --> n9',
    "%%{init: {'securityLevel': 'loose'}}%%",
    "---\ntitle: x\n---",
    "<img src=x onerror=alert(1)>",
    "#quot;#35;#lt;b#gt;",
    "&lt;b&gt;&#60;",
    "&#38;lt;",
    "`**bold**`",
    "1. first",
    "- item",
    "# heading",
    "    indented",
    "style x fill:#fff;",
    "classDef a fill:#fff,b;c:#a;",
    "fa:fa-car",
    "a **bold** b *it* c",
    "a_b_c _d_",
    "$$x^2$$",
    "\ufb02\u00b0\u00b0176\u00b6\u00df lt\u00b6\u00df",
    "end",
    "subgraph a",
    "graph LR",
    "{{}}",
    ":::changed",
    "\\n",
    "x" * 100_000,
    "👩‍💻" * 30,
    "Straße in Łódź",
    "東京の顧客",
    "عملاء",
)


def graph_of(names: list[str]) -> Graph:
    nodes = tuple(Node(f"key {number}", NodeKind.OURS, name) for number, name in enumerate(names))
    return Graph(nodes, tuple(Edge(nodes[0].mark, node.mark, UsageRole.SOURCE) for node in nodes[1:]))


def written(graph: Graph) -> str:
    return "\n".join(mermaid_lines(graph))


def seen(name: str) -> str:
    """Return a name as it is to be seen: blanks side by side are one to HTML."""
    return " ".join(visible(cut(name, 48) or "(empty)").split())


def test_the_picture_in_a_comment_is_drawn_as_it_is_meant(easel: Easel) -> None:
    (source,) = re.findall(r"```mermaid\n(.*?)```", (GOLDEN / "comments" / "every-kind.md").read_text(encoding="utf-8"), re.DOTALL)
    drawn = easel.draw(source)
    assert drawn.labels == [
        "New Customers\nnew",
        "Loyal Customers\nchanged",
        "Highly Engaged\nreplaced",
        "Winter Sale\ncampaign, scheduled",
        "Welcome back\njourney, active",
    ]
    assert (drawn.arrows, drawn.edges) == (4, ["version 3"])
    assert ["changed" in classes.split() for classes in drawn.classes] == [False, True, False, False, False]
    assert easel.trouble == []


@pytest.mark.parametrize("at", range(0, len(HARMFUL), 20))
def test_no_value_is_more_than_a_label(easel: Easel, at: int) -> None:
    names = ["Base", *HARMFUL[at : at + 20]]
    distinct = list(dict.fromkeys(names))
    drawn = easel.draw(written(graph_of(distinct)))
    assert [" ".join(label.split()) for label in drawn.labels] == [seen(name) for name in distinct]
    assert (drawn.arrows, drawn.foreign, easel.trouble) == (len(distinct) - 1, 0, [])


@examples(15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hostile_text, hostile_text)
def test_no_two_values_together_are_more_than_two_labels(easel: Easel, one: str, other: str) -> None:
    names = list(dict.fromkeys([one, other]))
    drawn = easel.draw(written(graph_of(names)))
    assert [" ".join(label.split()) for label in drawn.labels] == [seen(name) for name in names]
    assert (drawn.foreign, easel.trouble) == (0, [])


def test_the_limits_are_mermaids_own(easel: Easel) -> None:
    assert easel.limits() == (MOST_EDGES, MOST_CHARACTERS)


def test_every_shape_is_one_that_mermaid_knows(easel: Easel) -> None:
    nodes = tuple(Node(kind.value, kind, kind.value.title()) for kind in NodeKind)
    drawn = easel.draw(written(Graph(nodes, ())))
    assert [label.partition("\n")[0] for label in drawn.labels] == ["Ours", "Foreign", "Imported", "Unknown", "Campaign", "Journey"]
    assert easel.draw(written(graph_of_plan(every_kind(), DIALECT))).arrows == 4
