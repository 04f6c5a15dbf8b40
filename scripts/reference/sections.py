"""The headings of a schema's sections."""

from __future__ import annotations

from scripts.reference.markdown import code, slug
from scripts.reference.schema import Section

ROOT = "The document"


def title(section: Section) -> str:
    """Return the heading of ``section``, as Markdown."""
    if not section.path:
        return ROOT
    return f"{code(section.path)}: {section.kind}" if section.kind else code(section.path)


def anchor(section: Section) -> str:
    """Return the link target of ``section``."""
    return slug(title(section))
