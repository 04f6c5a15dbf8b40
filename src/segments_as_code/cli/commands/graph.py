"""``segments graph``."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, TypeAlias, Unpack

import click

from segments_as_code.cli.commands.validate import check_result_text
from segments_as_code.cli.console import is_terminal, print_json, print_notice, print_styled, print_text
from segments_as_code.cli.git import find_owner
from segments_as_code.cli.keys import KEY
from segments_as_code.cli.options import (
    TargetOptions,
    check_folder,
    choose_for,
    connection_to,
    container_options,
    folder_argument,
    owner_option,
    service_of,
    service_options,
    snapshot_option,
)
from segments_as_code.cli.terminal_text import print_tree
from segments_as_code.model.problem import SegmentsError, has_errors
from segments_as_code.model.segment import Target
from segments_as_code.pipeline import CheckResult, survey
from segments_as_code.ports import Dialect, Provider, SegmentReader
from segments_as_code.report.graph import Graph, graph_of_plan, graph_of_segments, mark_of
from segments_as_code.report.graph_tree import graph_tree
from segments_as_code.report.mermaid import MOST_CHARACTERS, MOST_EDGES, fits_mermaid, graph_json, graph_markdown, mermaid_lines
from segments_as_code.snapshot import Snapshot, load_snapshot

Format: TypeAlias = Literal["tree", "mermaid", "markdown", "json"]


class _Given(TargetOptions):
    deployed: bool
    snapshot: Path | None
    around: str | None
    style: Format | None


@click.command("graph")
@folder_argument
@click.option("--deployed", is_flag=True, help="Ask the service too: other segments and what uses them; marks what a plan would change.")
@container_options
@service_options
@snapshot_option
@owner_option
@click.option("--around", type=KEY, metavar="KEY", help="Only this segment, what it builds on, and what builds on it or uses it.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["tree", "mermaid", "markdown", "json"]),
    help="How to print it; by default a tree on a terminal, Mermaid in a pipe. markdown is Mermaid in a block that GitHub draws.",
)
def command(**given: Unpack[_Given]) -> int:
    """Draw which of the segments in PATH build on which.

    PATH is a folder or one file. An arrow leads from a segment to what builds on it or uses it; in a tree, that is below the
    segment. It needs no network, except with --deployed; --snapshot shows what is deployed without one.
    """
    snapshot = load_snapshot(given["snapshot"]) if given["snapshot"] is not None else None
    chosen = choose_for(given["path"], given, snapshot=snapshot)
    provider = chosen.provider
    checked = check_folder(given["path"], provider, chosen.scope)
    if has_errors(checked.problems, strict=False):
        print_styled(check_result_text(checked))
        return 1
    if given["deployed"] or snapshot is not None:
        graph = _with_deployed(checked, provider, given, snapshot)
    else:
        graph = graph_of_segments(checked.segments, provider.dialect)
    style: Format = "tree" if is_terminal(sys.stdout) else "mermaid"
    _print(graph if given["around"] is None else around(graph, given["around"]), given["style"] or style)
    return 0


def _with_deployed(checked: CheckResult, provider: Provider, given: _Given, snapshot: Snapshot | None) -> Graph:
    connection = connection_to(checked, provider, given, snapshot)
    reader = service_of(provider, snapshot).open_reader(connection)
    target = Target(provider.dialect.name, connection.scope, reader.region, find_owner(given["owner"], given["path"]))
    return deployed_graph(checked, reader, provider.dialect, target)


def deployed_graph(checked: CheckResult, reader: SegmentReader, dialect: Dialect, target: Target) -> Graph:
    """Return the graph of the files and of everything that ``reader`` has: a service, or a snapshot of one."""
    return graph_of_plan(survey(checked.segments, reader, dialect, target=target), dialect)


def around(graph: Graph, key: str) -> Graph:
    """Return the graph of the segment ``key``, what it builds on, and what builds on it or uses it.

    Raises:
        SegmentsError: no segment has that key (``unknown-key``).
    """
    keys = [node.key for node in graph.nodes if node.key is not None]
    if key not in keys:
        near = get_close_matches(key, keys, n=1)
        remedy = f"did you mean {near[0]}?" if near else "segments validate --json lists the keys."
        raise SegmentsError("unknown-key", f"no segment has the key {key}.", remedy)
    return graph.only(graph.lineage(mark_of(key)))


def _print(graph: Graph, style: Format) -> None:
    if style == "json":
        print_json(graph_json(graph))
        return
    if style == "tree":
        print_tree(graph_tree(graph))
        return
    print_text((graph_markdown(graph) if style == "markdown" else "\n".join(mermaid_lines(graph))) + "\n")
    if not fits_mermaid(graph):
        print_notice(
            f"This is more than Mermaid draws by default ({MOST_EDGES:,} arrows, {MOST_CHARACTERS:,} characters), and GitHub: "
            "--around KEY shows a part of it."
        )
