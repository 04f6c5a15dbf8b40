"""What each kind of change is called, and how many of each a plan has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from segments_as_code.model.document import Location
from segments_as_code.model.plan import Adopt, Change, Create, Delete, Plan, Replace, Unchanged, Update

TO_DO: dict[type[Change], str] = {
    Create: "to create",
    Adopt: "to adopt",
    Update: "to change",
    Replace: "to replace",
    Delete: "to delete",
}
"""What is to be done with a segment, in the order in which a plan counts."""


def icon(change: Change) -> str:
    """Return the sign of a change's kind."""
    match change:
        case Create():
            return "\u2795"
        case Adopt():
            return "📥"
        case Update():
            return "✏️"
        case Replace():
            return "♻️"
        case Delete():
            return "🗑️"
        case Unchanged():
            return "▫️"
        case _:
            assert_never(change)


def done(change: Change) -> str:
    """Return the word for a change that was carried out."""
    match change:
        case Create():
            return "created"
        case Adopt():
            return "taken over"
        case Update():
            return "changed"
        case Replace():
            return "replaced"
        case Delete():
            return "removed"
        case Unchanged():
            return "unchanged"
        case _:
            assert_never(change)


def changes_of(plan: Plan) -> list[Change]:
    """Return what there is to do, in the plan's order."""
    return [change for change in plan.changes if not isinstance(change, Unchanged)]


def counts(plan: Plan) -> Iterator[tuple[int, str]]:
    """Yield how many changes there are of each kind that the plan has, with the kind's words."""
    for kind, words in TO_DO.items():
        if number := plan.count(kind):
            yield number, words


def location_of(change: Change) -> Location | None:
    """Return where a change's segment is written, if anywhere."""
    return change.desired.location if not isinstance(change, Delete) and change.desired.location.path else None


def instant(said: str) -> str:
    """Return an instant for people: ``2026-11-26 09:00:00 UTC``."""
    return said.replace("T", " ").replace("Z", " UTC")


def spelling_count(number: int) -> str:
    """Return how many spellings there are: 7 spellings that."""
    return f"{plural(number, 'spelling')} that"


def plural(number: int, noun: str) -> str:
    """Return ``number`` with ``noun``: 1 campaign, 2 campaigns."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
