"""How segments hang together: the boxes and arrows, and as many of them as can be read."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Change, Plan, Unchanged
from segments_as_code.model.segment import DeployedSegment, SegmentKind, Usage, UsageRole
from segments_as_code.report.graph import Edge, Graph, Node, NodeKind, graph_of_plan, graph_of_segments, mark_of
from segments_as_code.report.mermaid import MOST_CHARACTERS, MOST_EDGES, escape_label, fits_mermaid, graph_json, mermaid_lines
from segments_as_code.report.plan_report import render_plan_comment, render_plan_summary
from tests.examples import examples
from tests.report.builders import DIALECT, SETTING, attribute, create, definition, delete, deployed, desired, plan, update
from tests.report.examples import LOYAL, LOYAL_AND_VIP, everyday, many
from tests.report.hostile import hostile_text

TITLE = "<summary>How these segments are connected</summary>"


def stranger(name: str, *, on: str = "", kind: SegmentKind = SegmentKind.DYNAMIC) -> DeployedSegment:
    """Return a deployed segment that is not ours; its id is made of its name."""
    said: Definition = {"Name": name, "SourceSegments": [{"Id": on}]} if on else {"Name": name}
    return replace(deployed(desired(name, name), owned=False, segment_id=f"id-{name}"), definition=said, kind=kind)


def surrounded() -> Plan:
    """Return a plan with every kind of box: it changes what a stranger, an imported segment and a journey hang on."""
    uses: Definition = {"Name": "Mixed", "SourceSegments": [{"Id": "id-import"}, {"Id": "id-nowhere"}, {"Ref": "retail/loyal"}]}
    mixed = desired("retail/mixed", "Mixed", uses)
    there = [stranger("theirs", on=deployed(LOYAL).id), stranger("import", kind=SegmentKind.IMPORTED), stranger("apart")]
    usages = [
        Usage(deployed(mixed).id, "campaign", "c", "Sale", "PAUSED", live=False, pinned_version=4),
        Usage(deployed(mixed).id, "journey", "j", "Welcome", "DRAFT", live=True, started=False, role=UsageRole.SPLIT),
    ]
    return plan(update(LOYAL, LOYAL_AND_VIP), Unchanged(mixed, deployed(mixed)), usages=usages, there=there)


def test_every_kind_of_box_and_arrow_is_there() -> None:
    assert "\n".join(mermaid_lines(graph_of_plan(surrounded(), DIALECT))) == (
        "graph LR\n"
        '  n1[["Loyal Customers<br/>changed"]]\n'
        '  n2["Mixed"]\n'
        '  n3("theirs<br/>not ours")\n'
        '  n4[("import<br/>imported")]\n'
        '  n5("id-nowhere<br/>known by its id alone")\n'
        '  n6(["Sale<br/>campaign, paused"])\n'
        '  n7{{"Welcome<br/>journey, draft"}}\n'
        "  n4 --> n2\n"
        "  n5 --> n2\n"
        "  n1 --> n2\n"
        "  n1 --> n3\n"
        "  n2 -->|version 4| n6\n"
        "  n2 -->|decides a split| n7\n"
        "  classDef changed stroke:#9a6700,stroke-width:3px\n"
        "  class n1 changed"
    )


def test_files_alone_give_a_graph_without_marks() -> None:
    top = desired("top", "Top", definition("Top", sources=["retail/loyal"]))
    graph = graph_of_segments([LOYAL, top], DIALECT)
    assert graph.edges == (Edge(mark_of("retail/loyal"), mark_of("top"), UsageRole.SOURCE),)
    assert graph.changed == set()


def test_what_is_deleted_still_stands_on_what_it_was_built_on() -> None:
    gone = desired("top", "Top", definition("Top", sources=["retail/loyal"]))
    graph = graph_of_plan(plan(delete(gone), Unchanged(LOYAL, deployed(LOYAL))), DIALECT)
    assert [(node.name, node.change) for node in graph.nodes] == [("Top", "deleted"), ("Loyal Customers", "")]
    assert graph.edges == (Edge(mark_of("retail/loyal"), mark_of("top"), UsageRole.SOURCE),)


def test_boxes_of_one_name_are_told_apart_by_key() -> None:
    graph = graph_of_plan(plan(create(desired("a", "VIPs")), create(desired("b", "VIPs"))), DIALECT)
    assert list(mermaid_lines(graph))[1:3] == ['  n1[["VIPs<br/>a<br/>new"]]', '  n2[["VIPs<br/>b<br/>new"]]']


def test_a_graph_as_json_reads_from_user_to_used() -> None:
    read = json.loads(graph_json(graph_of_plan(surrounded(), DIALECT)))
    names = {node["node"]: node["name"] for node in read["nodes"]}
    assert [f"{names[edge['user']]} {edge['relation']} {names[edge['used']]}" for edge in read["edges"]] == [
        "Mixed builds on import",
        "Mixed builds on id-nowhere",
        "Mixed builds on Loyal Customers",
        "theirs builds on Loyal Customers",
        "Sale uses Mixed",
        "Welcome uses Mixed",
    ]
    assert read["nodes"][0] == {
        "node": 1,
        "kind": "ours",
        "name": "Loyal Customers",
        "key": "retail/loyal",
        "id": deployed(LOYAL).id,
        "change": "changed",
        "state": None,
    }


# ── values are labels ────────────────────────────────────────────────────────────────────────────────────────────────


@examples(200)
@given(hostile_text)
def test_a_label_has_nothing_that_mermaid_reads(value: str) -> None:
    left = re.sub(r"#\d+;", "x", escape_label(value))
    assert all(char.isalnum() or char in " -/," for char in left)
    assert not re.search(r"^[ ,/-]|[ ]$|[ ]{2}|[\ufb02\u00b6]", left)


@pytest.mark.parametrize("sign", '"[](){}`#;:%<>&|$*_.\ufb02\u00b6')
def test_no_sign_with_a_meaning_stands_for_itself(sign: str) -> None:
    assert f"#{ord(sign)};" in escape_label(f"a{sign}b")


def test_plain_names_stay_readable_in_the_source() -> None:
    assert escape_label("Käufer-Liste 2026, Łódź/東京") == "Käufer-Liste 2026, Łódź/東京"


def test_a_line_break_is_shown_and_none_is_made() -> None:
    assert "\n" not in escape_label("a\nb")
    assert escape_label("a\nb") == "a#92;nb"


def test_a_name_without_end_is_cut() -> None:
    (node,) = list(mermaid_lines(Graph((Node("m", NodeKind.OURS, "x" * 100_000),), ())))[1:]
    assert node == f'  n1["{"x" * 48}#8230; #40;100,000 characters#41;"]'


# ── in the comment ───────────────────────────────────────────────────────────────────────────────────────────────────


def base_with(number: int, *, in_between: int = 0) -> Plan:
    """Return a plan that changes one segment, on which others build: directly, or on top of those."""
    changes: list[Change] = [update(LOYAL, LOYAL_AND_VIP)]
    for index in range(number):
        on = "retail/loyal" if index < in_between or not in_between else f"s/{index % in_between}"
        built = desired(f"s/{index}", f"Segment {index}", definition(f"Segment {index}", sources=[on]))
        changes.append(Unchanged(built, deployed(built)))
    return plan(*changes)


def boxes(page: str) -> int:
    return len(re.findall(r"^  n\d+[\[({]", page, re.MULTILINE))


def test_the_picture_has_what_hangs_on_a_change_and_nothing_else() -> None:
    page = render_plan_comment(everyday(), (), DIALECT, SETTING)
    assert (boxes(page), page.count(TITLE)) == (3, 1)
    assert "Steady" not in page.partition("```mermaid")[2].partition("```")[0]


@pytest.mark.parametrize("made", [plan(create(desired("a", "A"))), many(50), plan(Unchanged(LOYAL, deployed(LOYAL)))])
def test_where_nothing_hangs_together_there_is_no_picture(made: Plan) -> None:
    assert "mermaid" not in render_plan_comment(made, (), DIALECT, SETTING)


def test_up_to_thirty_boxes_are_all_shown() -> None:
    assert [boxes(render_plan_comment(base_with(number), (), DIALECT, SETTING)) for number in (29, 30)] == [30, 0]


def test_of_more_boxes_those_that_touch_a_change_are_shown_and_the_rest_is_counted() -> None:
    page = render_plan_comment(base_with(60, in_between=10), (), DIALECT, SETTING)
    assert boxes(page) == 11
    assert "Only what touches a change is shown; 50 more hang on it further off. `segments graph` draws all." in page


def test_too_many_boxes_are_on_the_page_of_the_job() -> None:
    made = base_with(60)
    page = render_plan_comment(made, (), DIALECT, SETTING)
    assert boxes(page) == 0
    assert "is too large to draw here: 61 boxes. The picture of it is in the [job summary](" in page
    assert boxes(render_plan_summary(made, (), DIALECT, SETTING)) == 61


def test_far_too_many_boxes_are_for_the_command() -> None:
    made = base_with(400)
    for page in (render_plan_comment(made, (), DIALECT, SETTING), render_plan_summary(made, (), DIALECT, SETTING)):
        assert boxes(page) == 0
        assert "401 boxes. `segments graph --around KEY` draws what hangs on one of them." in page


def test_a_picture_with_hostile_names_fits_and_stays_a_picture() -> None:
    names = ["👩‍💻" * 30_000, "```\n</details>" * 8_000, '"]-->x' * 20_000]
    built = [desired(f"s/{n}", names[n % 3], definition(names[n % 3], sources=["retail/loyal"], a=attribute("x"))) for n in range(29)]
    page = render_plan_comment(plan(update(LOYAL, LOYAL_AND_VIP), *(Unchanged(s, deployed(s)) for s in built)), (), DIALECT, SETTING)
    assert (boxes(page), page.count("```mermaid"), len(page) < 60_000) == (30, 1, True)


def test_mermaids_limits_are_kept() -> None:
    nodes = tuple(Node(str(number), NodeKind.OURS, "x" * 40) for number in range(40))
    pairs = [(one.mark, other.mark) for one in nodes for other in nodes]
    edges = tuple(Edge(one, other, UsageRole.SOURCE) for one, other in pairs)
    assert fits_mermaid(Graph(nodes, edges[:MOST_EDGES]))
    assert not fits_mermaid(Graph(nodes, edges[: MOST_EDGES + 1]))
    long = tuple(Node(str(number), NodeKind.OURS, "#" * 48) for number in range(400))
    assert sum(map(len, mermaid_lines(Graph(long, ())))) > MOST_CHARACTERS
    assert not fits_mermaid(Graph(long, ()))


@examples(50)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=20), st.integers(0, 9))
def test_a_lineage_has_no_siblings_and_lies_in_what_is_reachable(pairs: list[tuple[int, int]], start: int) -> None:
    nodes = tuple(Node(str(number), NodeKind.OURS, str(number)) for number in range(10))
    graph = Graph(nodes, tuple(Edge(str(used), str(user), UsageRole.SOURCE) for used, user in pairs))
    assert {str(start)} <= graph.lineage(str(start)) <= graph.reachable([str(start)])
    siblings = Graph(nodes, (Edge("0", "1", UsageRole.SOURCE), Edge("0", "2", UsageRole.SOURCE), Edge("1", "3", UsageRole.SOURCE)))
    assert siblings.lineage("1") == {"0", "1", "3"}
