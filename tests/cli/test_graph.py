"""``segments graph``."""

from __future__ import annotations

import pytest

from aws_emulator.core.types import Json
from segments_as_code.model.segment import UsageRole
from segments_as_code.report.graph import Edge, Graph, Node, NodeKind
from segments_as_code.report.graph_tree import graph_tree
from tests.action.job import segment
from tests.cli.laptop import APP, OWNER, Laptop


def building(name: str, *sources: str) -> str:
    on = ", ".join(f"{{Ref: {source}}}" for source in sources)
    return f"Name: {name}\nSegmentGroups: {{Include: ALL, Groups: [{{SourceSegments: [{on}], SourceType: ALL, Type: ALL}}]}}\n"


FILES = {
    "base.yaml": segment("Base", "b"),
    "middle.yaml": building("Middle", "base"),
    "top.yaml": building("Top", "middle"),
    "side.yaml": building("Side", "base"),
    "apart.yaml": segment("Apart", "a"),
}


@pytest.fixture
def offline(laptop: Laptop) -> Laptop:
    laptop.check_out(FILES)
    return laptop


def test_files_alone_are_drawn_and_nobody_is_asked(offline: Laptop) -> None:
    ended = offline.run("graph")
    assert (ended.code, ended.err, offline.operations()) == (0, "", [])
    assert ended.out == (
        'graph LR\n  n1["Apart"]\n  n2["Base"]\n  n3["Middle"]\n  n4["Side"]\n  n5["Top"]\n  n2 --> n3\n  n2 --> n4\n  n3 --> n5\n'
    )


def test_a_terminal_gets_a_tree_in_which_nothing_is_told_twice(offline: Laptop) -> None:
    offline.check_out({**FILES, "both.yaml": building("Both", "middle", "side"), "last.yaml": building("Last", "both")})
    with offline.terminal("graph", environ={"NO_COLOR": "1"}) as terminal:
        assert terminal.end() == 0
    assert terminal.seen == offline.run("graph", "--format", "tree").out
    assert terminal.seen.splitlines() == [
        "Apart  apart",
        "Base  base",
        "├── Middle  middle",
        "│   ├── Both  both",
        "│   │   └── Last  last",
        "│   └── Top  top",
        "└── Side  side",
        "    └── Both  both  see above",
    ]


def test_a_chain_of_any_length_is_a_tree() -> None:
    edges = tuple(Edge(f"s{at}", f"s{at + 1}", UsageRole.SOURCE) for at in range(3_000))
    nodes = tuple(Node(f"s{at}", NodeKind.OURS, f"S{at}", f"s{at}") for at in range(3_001))
    (branch,) = graph_tree(Graph(nodes, (*edges, Edge("s3000", "s0", UsageRole.SOURCE))))
    depth = 0
    while branch.below:
        (branch,) = branch.below
        depth += 1
    assert (depth, "".join(span.text for span in branch.label)) == (3_001, "S0  s0  see above")


def test_around_a_key_there_is_what_it_builds_on_and_what_builds_on_it(offline: Laptop) -> None:
    nodes = offline.run("graph", "--around", "middle", "--format", "json").json["nodes"]
    assert isinstance(nodes, list)
    assert [node["key"] for node in nodes if isinstance(node, dict)] == ["base", "middle", "top"]


def test_a_key_that_no_segment_has_is_told_with_the_nearest(offline: Laptop) -> None:
    ended = offline.run("graph", "--around", "midle")
    assert (ended.code, ended.err) == (1, "stopped: no segment has the key midle.\n    fix: did you mean middle?\n")


def test_markdown_is_a_block_and_how_to_read_it(offline: Laptop) -> None:
    out = offline.run("graph", "--format", "markdown").out
    assert out.startswith("```mermaid\ngraph LR\n")
    assert out.endswith("\n```\n\nAn arrow leads from a segment to what builds on it or uses it.\n")


def test_problems_end_the_run(offline: Laptop) -> None:
    offline.check_out({"base.yaml": "Name: Base\nDimension: {}\n"})
    ended = offline.run("graph")
    assert (ended.code, "error: unknown-member" in ended.out) == (1, True)


def test_a_graph_too_large_for_mermaid_says_so(laptop: Laptop) -> None:
    laptop.check_out(
        {f"s{number}.yaml": building(f"Segment {number}", "base") for number in range(501)} | {"base.yaml": segment("Base", "b")}
    )
    ended = laptop.run("graph")
    assert (ended.code, ended.out.count("-->")) == (0, 501)
    assert ended.err.startswith("This is more than Mermaid draws by default (500 arrows, 50,000 characters), and GitHub: --around KEY")


def test_what_is_deployed_is_drawn_too(offline: Laptop) -> None:
    assert offline.apply("--yes").code == 0
    extra: Json = {"Id": "f00d", "Name": "Theirs", "SegmentType": "IMPORT"}
    nodes = offline.run("graph", "--deployed", *offline.given, "--format", "json").json["nodes"]
    assert isinstance(nodes, list)
    used = next(node["id"] for node in nodes if isinstance(node, dict) and node["key"] == "base")
    campaign: Json = {"Id": "ca", "Name": "Sale", "SegmentId": used, "SegmentVersion": 1}
    offline.emulator.load_seed({"applications": [{"Id": APP, "segments": [extra], "campaigns": [campaign]}]})
    offline.check_out({**FILES, "side.yaml": building("Side", "middle"), "new.yaml": segment("New", "n")})
    out = offline.run("graph", "--deployed", *offline.given).out
    assert '[["New<br/>new"]]' in out
    tree = offline.run("graph", "--deployed", *offline.given, "--format", "tree").out
    assert "Base  base\n" in tree
    assert "Sale  campaign, scheduled, uses version 1\n" in tree
    assert "Theirs  f00d  imported\n" in tree
    assert "New  new  new\n" in tree
    assert '[["Side<br/>changed"]]' in out
    assert '[("Theirs<br/>imported")]' in out
    assert '(["Sale<br/>campaign, scheduled"])' in out
    assert '["Top"]' in out


def test_all_that_is_deployed_is_drawn_though_nothing_changes(offline: Laptop) -> None:
    assert offline.apply("--yes").code == 0
    group: Json = {"SourceSegments": [{"Id": "f00d", "Version": 2}], "SourceType": "ALL", "Type": "ALL"}
    builds: Json = {"Id": "face", "Name": "On theirs", "SegmentGroups": {"Include": "ALL", "Groups": [group]}}
    offline.emulator.load_seed({"applications": [{"Id": APP, "segments": [{"Id": "f00d", "Name": "Theirs"}, builds]}]})
    offline.emulator.forget_requests()
    out = offline.run("graph", "--deployed", *offline.given).out
    assert '  n6("Theirs<br/>not ours")\n  n7("On theirs<br/>not ours")\n' in out
    assert "  n6 -->|version 2| n7\n" in out
    assert offline.operations() == ["GetSegments", "GetCampaigns", "ListJourneys"]


def test_a_snapshot_shows_what_is_deployed_without_asking(laptop: Laptop) -> None:
    assert laptop.apply("--yes").code == 0
    assert laptop.run("pull", *laptop.service, "--application-id", APP, "--snapshot", "snapshot.json").code == 0
    deployed = laptop.run("graph", *laptop.given, "--deployed")
    laptop.emulator.forget_requests()
    saved = laptop.run("graph", "--snapshot", "snapshot.json", "--owner", OWNER)
    assert (saved.code, saved.out, laptop.operations()) == (0, deployed.out, [])
