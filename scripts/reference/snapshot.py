"""The page about a snapshot's JSON, from its schema."""

from __future__ import annotations

from scripts.reference.markdown import heading, joined, prose
from scripts.reference.members import member_sections, overview
from scripts.reference.schema import Schema
from scripts.reference.values import JSON

_INTRO = """\
`segments pull --snapshot FILE` writes it; `segments plan --snapshot FILE`, `segments drift --snapshot FILE` and the input `snapshot` of the
[action](action.md) read it. `segments schema snapshot` prints the schema. A plan made against it
[approves nothing](../decisions/0008-snapshots.md). It contains everything that is deployed in one application: protect it
accordingly."""


def snapshot_page() -> str:
    """Return the page."""
    schema = Schema("snapshot.schema.json")
    return joined(
        [
            heading("A snapshot as JSON", 1),
            prose(str(schema.root["description"])),
            _INTRO,
            heading("Overview"),
            overview(schema),
            *member_sections(schema, JSON),
        ]
    )
