"""What CHANGELOG.md says of one version."""

from __future__ import annotations

import re


def notes_for(changelog: str, heading: str) -> str | None:
    """Return what stands below ``## heading``, which a date may follow, up to the next heading of its kind; None where nothing does."""
    sections = re.split(r"^## +(\S+)[^\n]*\n", changelog, flags=re.MULTILINE)
    found = dict(zip(sections[1::2], sections[2::2], strict=True)).get(heading, "").strip()
    return f"{found}\n" if found else None
