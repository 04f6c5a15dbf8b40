"""The page that shows a whole pull request: the comments are the golden files of the tests, without what a reader cannot follow."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

PAGE = Path(__file__).parents[2] / "docs" / "guide" / "example.md"
_COMMENTS = Path(__file__).parents[2] / "tests" / "golden" / "comments"

_BEFORE = """\
# An example pull request

What the action writes, word for word: every run of its tests compares these pages with what the program makes.
Companies, people and numbers are made up. Lines with a triangle open when you click them. [What the words mean](words.md).
"""

_PARTS = (
    (
        "The comment on the pull request",
        "A marketing team changes two audiences, adds one and removes one. This comment appears on their pull request.",
        "marketing.md",
    ),
    (
        "The record after the merge",
        "The merge applies exactly that plan. The same comment becomes the record, with the command that undoes each change.",
        "marketing-record.md",
    ),
    (
        "A refusal",
        "Customer Profiles cannot change a segment in place, and a running campaign needs this one. The pull request's check fails.",
        "in-live-use.md",
    ),
    (
        "Drift",
        "Every night the action compares git with what is deployed. If they differ, one issue says so; it is closed when they agree again.",
        "marketing-drift.md",
    ),
)


def example_page() -> str:
    """Return ``docs/guide/example.md``."""
    parts = [f"## {title}\n\n{about}\n\n---\n\n{_readable(name)}" for title, about, name in _PARTS]
    note = "<!-- Written by `python -m scripts.reference` from tests/golden/comments; change that, not this file. -->"
    return "\n\n".join([f"{note}\n{dedent(_BEFORE).strip()}", *parts]) + "\n"


def _readable(name: str) -> str:
    """Return a golden comment without its hidden lines, and without links to a repository that does not exist."""
    visible = re.sub(r"(?m)^<!--.*-->\n", "", (_COMMENTS / name).read_text(encoding="utf-8"))
    return re.sub(r"\[([^\]]*)\]\(https://github\.(?:com/octo|example)/[^)]*\)", r"\1", visible).strip()
