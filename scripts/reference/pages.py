"""All pages, by the name of their file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.reference.action import action_page
from scripts.reference.audience import audience_page
from scripts.reference.commands import commands_page
from scripts.reference.conversion import conversion_page, conversion_result_page, mapping_page
from scripts.reference.definition import definition_page, profiles_definition_page
from scripts.reference.markdown import joined, link
from scripts.reference.plan import plan_page
from scripts.reference.problems import problems_page
from scripts.reference.refusals import refusals_page
from scripts.reference.snapshot import snapshot_page
from scripts.reference.tests import profiles_test_page, test_page, test_result_page

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
COMMAND = "python -m scripts.reference"

_WRITERS: Mapping[str, tuple[str, Callable[[], str]]] = {
    "action.md": ("Action", action_page),
    "commands.md": ("Commands", commands_page),
    "definition.md": ("Definition", definition_page),
    "customer-profiles-definition.md": ("Definition of Customer Profiles", profiles_definition_page),
    "mapping.md": ("Mapping files", mapping_page),
    "conversion.md": ("Conversion", conversion_page),
    "conversion-result.md": ("Conversion JSON", conversion_result_page),
    "problems.md": ("Problems", problems_page),
    "refusals.md": ("Refusals", refusals_page),
    "plan.md": ("Plan JSON", plan_page),
    "audience.md": ("Audience JSON", audience_page),
    "snapshot.md": ("Snapshot JSON", snapshot_page),
    "test.md": ("Test files", test_page),
    "customer-profiles-test.md": ("Test files for Customer Profiles", profiles_test_page),
    "test-result.md": ("Test result JSON", test_result_page),
}
_OTHERS = {"emulator.md": "Embedded Pinpoint"}


def make_page(name: str) -> str:
    """Return the page ``name`` of ``docs/reference/``."""
    _, write = _WRITERS[name]
    others = {**{file: title for file, (title, _) in _WRITERS.items()}, **_OTHERS}
    footer = " · ".join(link(title, file) for file, title in others.items() if file != name)
    return joined([f"<!-- Written by `{COMMAND}`; change its source, not this file. -->", write(), "---", f"Reference: {footer}"]) + "\n"


PAGES = tuple(_WRITERS)
"""The names of all generated pages."""
