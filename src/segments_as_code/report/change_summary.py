"""Summarize what changes, and count the changes of each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from segments_as_code.meaning.relation import Verdicts
from segments_as_code.meaning.verdict_text import change_words
from segments_as_code.model.document import Location
from segments_as_code.model.plan import (
    Adopt,
    Change,
    Create,
    Delete,
    Plan,
    Recreate,
    Replace,
    Unchanged,
    Update,
    key_of,
)

TO_DO: dict[type[Change], str] = {
    Create: "to create",
    Adopt: "to adopt",
    Update: "to change",
    Replace: "to replace",
    Recreate: "to recreate",
    Delete: "to delete",
}
"""What a plan does to a segment, in the order in which changes are counted."""


def icon(change: Change) -> str:
    """Return the sign of a change's kind."""
    match change:
        case Create():
            return "\u2795"
        case Adopt():
            return "📥"
        case Update():
            return "✏️"
        case Replace() | Recreate():
            return "♻️"
        case Delete():
            return "🗑️"
        case Unchanged():
            return "▫️"
        case _:
            assert_never(change)


def done(change: Change) -> str:  # noqa: PLR0911  # one for each kind
    """Return the word for a change that was applied."""
    match change:
        case Create():
            return "created"
        case Adopt():
            return "taken over"
        case Update():
            return "changed"
        case Replace():
            return "replaced"
        case Recreate():
            return "recreated"
        case Delete():
            return "removed"
        case Unchanged():
            return "unchanged"
        case _:
            assert_never(change)


def changes_of(plan: Plan) -> list[Change]:
    """Return the changes to make, in the plan's order."""
    return [change for change in plan.changes if not isinstance(change, Unchanged)]


def most_dangerous_first(changes: Iterable[Change], verdicts: Verdicts) -> list[Change]:
    """Return deletions first, then what is recreated or replaced, then segments that become everybody or nobody, then the rest."""

    def rank(change: Change) -> int:
        match change:
            case Delete():
                return 0
            case Replace() | Recreate():
                return 1
            case Create() | Adopt() | Update() | Unchanged():
                verdict = verdicts.changed.get(key_of(change))
                return 2 if verdict and change_words(verdict).endswith(("everybody", "nobody")) else 3
            case _:
                assert_never(change)

    return sorted(changes, key=rank)


def count_changes(plan: Plan) -> Iterator[tuple[int, str]]:
    """Yield the number of changes of each kind that the plan has, with the kind's words."""
    for kind, words in TO_DO.items():
        if number := plan.count(kind):
            yield number, words


def location_of(change: Change) -> Location | None:
    """Return the location of a change's segment in the files, or None."""
    return change.desired.location if not isinstance(change, Delete) and change.desired.location.path else None


def format_instant(said: str) -> str:
    """Return an instant in readable form: ``2026-11-26 09:00:00 UTC``."""
    return said.replace("T", " ").replace("Z", " UTC")


def spelling_count(number: int) -> str:
    """Return the number of spellings as text: 7 spellings that."""
    return f"{plural(number, 'spelling')} that"


def plural(number: int, noun: str) -> str:
    """Return ``number`` with ``noun``: 1 campaign, 2 campaigns."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
