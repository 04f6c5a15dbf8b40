"""The page about the plan's JSON, from its schema."""

from __future__ import annotations

from scripts.reference.markdown import heading, joined, prose
from scripts.reference.members import member_sections, overview
from scripts.reference.schema import Schema
from scripts.reference.values import JSON

_INTRO = """\
The [action](action.md) writes it to the workspace, at the path in its output `plan-json`. `segments schema plan` prints the schema. A
review approves the `digest`: [what is hashed](../decisions/0004-what-is-hashed.md)."""


def plan_page() -> str:
    """Return the page."""
    schema = Schema("plan.schema.json")
    return joined(
        [
            heading("The plan as JSON", 1),
            prose(str(schema.root["description"])),
            _INTRO,
            heading("Overview"),
            overview(schema),
            *member_sections(schema, JSON),
        ]
    )
