"""Render what was found and what came of it, as Markdown for GitHub and as text for a terminal.

Nothing here looks at anything but its arguments. Every page fits its limit and is whole at every size; every value in it is
shown and does nothing else.

Each page is imported when it is first asked for: ``segments validate`` renders a line, and loads no catalogue for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from segments_as_code.on_demand import on_demand
from segments_as_code.render.visible import visible as plain_text

if TYPE_CHECKING:
    from segments_as_code.render.catalogue import Catalogue, render_catalogue
    from segments_as_code.render.explanation import KnownNames, explanation_json, explanation_markdown, explanation_text
    from segments_as_code.render.findings import (
        render_error_comment,
        render_error_summary,
        render_findings_comment,
        render_findings_summary,
    )
    from segments_as_code.render.graph import Graph, graph_of_plan, graph_of_segments, mark_of
    from segments_as_code.render.mermaid import MOST_CHARACTERS, MOST_EDGES, fits_mermaid, graph_json, mermaid_lines
    from segments_as_code.render.outcomes import OutcomeLines, outcomes_text, summary_text
    from segments_as_code.render.picture import graph_markdown
    from segments_as_code.render.proposal import render_drift_issue, render_plan_comment, render_plan_summary
    from segments_as_code.render.record import render_record, render_record_summary
    from segments_as_code.render.remarks import columns, error_text, plain, problems_text
    from segments_as_code.render.setting import Setting
    from segments_as_code.render.spans import Span, Style
    from segments_as_code.render.terminal import plan_text
    from segments_as_code.render.yaml_text import definition_yaml

__all__ = [
    "MOST_CHARACTERS",
    "MOST_EDGES",
    "Catalogue",
    "Graph",
    "KnownNames",
    "OutcomeLines",
    "Setting",
    "Span",
    "Style",
    "columns",
    "definition_yaml",
    "error_text",
    "explanation_json",
    "explanation_markdown",
    "explanation_text",
    "fits_mermaid",
    "graph_json",
    "graph_markdown",
    "graph_of_plan",
    "graph_of_segments",
    "mark_of",
    "mermaid_lines",
    "outcomes_text",
    "plain",
    "plain_text",
    "plan_text",
    "problems_text",
    "render_catalogue",
    "render_drift_issue",
    "render_error_comment",
    "render_error_summary",
    "render_findings_comment",
    "render_findings_summary",
    "render_plan_comment",
    "render_plan_summary",
    "render_record",
    "render_record_summary",
    "summary_text",
]

_HOMES: Final[Mapping[str, tuple[str, ...]]] = {
    "catalogue": ("Catalogue", "render_catalogue"),
    "explanation": ("KnownNames", "explanation_json", "explanation_markdown", "explanation_text"),
    "findings": ("render_error_comment", "render_error_summary", "render_findings_comment", "render_findings_summary"),
    "graph": ("Graph", "graph_of_plan", "graph_of_segments", "mark_of"),
    "mermaid": ("MOST_CHARACTERS", "MOST_EDGES", "fits_mermaid", "graph_json", "mermaid_lines"),
    "outcomes": ("OutcomeLines", "outcomes_text", "summary_text"),
    "picture": ("graph_markdown",),
    "proposal": ("render_drift_issue", "render_plan_comment", "render_plan_summary"),
    "record": ("render_record", "render_record_summary"),
    "remarks": ("columns", "error_text", "plain", "problems_text"),
    "setting": ("Setting",),
    "spans": ("Span", "Style"),
    "terminal": ("plan_text",),
    "yaml_text": ("definition_yaml",),
}
"""Which module of this package each name comes from; a test holds it to ``__all__``."""

if not TYPE_CHECKING:  # the type checker knows where each comes from, and so that there is nothing else
    __getattr__ = on_demand(globals(), _HOMES)
