"""The page about the JSON of an audience file, from its schema."""

from __future__ import annotations

from scripts.reference.markdown import heading, joined, prose
from scripts.reference.members import member_sections, overview
from scripts.reference.schema import Schema
from scripts.reference.values import JSON

_INTRO = """\
`segments audience --out FILE` writes it; `segments plan --audience FILE` and the input `audience` of the [action](action.md) show it.
`segments schema audience` prints the schema. The numbers are for one plan, and no other shows them. They are no part of its digest, and a
file that cannot be read is a line on the page."""


def audience_page() -> str:
    """Return the page."""
    schema = Schema("audience.schema.json")
    return joined(
        [
            heading("An audience file as JSON", 1),
            prose(str(schema.root["description"])),
            _INTRO,
            heading("Overview"),
            overview(schema),
            *member_sections(schema, JSON),
        ]
    )
