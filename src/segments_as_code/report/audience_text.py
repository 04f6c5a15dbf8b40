"""Say how many people are in a segment before and after a change, always with where the numbers come from and how old they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

from segments_as_code.model.audience import FEWEST, Audience, AudienceView, Counts
from segments_as_code.model.phrases import Nouns
from segments_as_code.model.plan import Change, Create, Delete, Plan, key_of
from segments_as_code.report.change_summary import format_instant
from segments_as_code.report.text import END, SIGNS, Span, Style, names, table, to_span

NOT_KNOWN = "not known"
_ROUNDED = " Rounded to tens, because the exact numbers would give away how many of a few people are in it."
WHAT_IS_NOT_KNOWN: LiteralString = "An estimate does not say how many come in and how many go out."


def audience_cell(change: Change, audience: Audience) -> str:
    """Return the numbers of a change's segment for a table: ``12,340 → 13,001``; an empty text if the file does not have it."""
    counts = audience.segments.get(key_of(change))
    return "" if counts is None else _sides(change, counts)


def audience_sentence(change: Change, audience: Audience, nouns: Nouns) -> str:
    """Return the numbers of a change's segment as sentences, with the reasons if one is not known; empty as for ``audience_cell``."""
    counts = audience.segments.get(key_of(change))
    if counts is None:
        return ""
    if not counts.numbers() and not counts.hidden and counts.reasons:
        return f"{NOT_KNOWN}: {'; '.join(dict.fromkeys(counts.reasons.values()))}."
    net = ""
    if not counts.is_rounded and counts.before is not None and counts.after is not None and counts.before != counts.after:
        net = f" ({counts.after - counts.before:+,})"
    rounded = _ROUNDED if counts.is_rounded and counts.numbers() else ""
    return f"{_sides(change, counts)} {nouns.members}, estimated{net}.{rounded}{''.join(_reasons(change, counts))}"


def audience_text(plan: Plan, audience: Audience, nouns: Nouns, width: int | None) -> Iterator[Span]:
    """Yield the numbers of every segment that ``audience`` has, for a terminal."""
    changes = [change for change in plan.changes if key_of(change) in audience.segments]
    rows = [[Span(*SIGNS[type(change)]), *names(change), to_span(audience_cell(change, audience), Style.HEADING)] for change in changes]
    yield from table(rows, width) if rows else ()
    for change in changes:
        for reason in _reasons(change, audience.segments[key_of(change)]):
            yield from (to_span(f"{key_of(change)}:{reason}", Style.QUIET), END)
    yield from (END, to_span(audience_provenance(AudienceView(audience), nouns)), END)
    yield from (to_span(f"For plan {audience.plan[:6]}.", Style.QUIET), END)


def audience_provenance(view: AudienceView, nouns: Nouns) -> str:
    """Return where the numbers of a page come from, or why it has none."""
    if view.audience is None:
        return f"Audience not shown: {view.problem}"
    return f"Audience: {nouns.members}, estimated by {nouns.service} at {format_instant(view.audience.as_of)}. {WHAT_IS_NOT_KNOWN}"


def _sides(change: Change, counts: Counts) -> str:
    match change:
        case Create():
            return _number("after", counts)
        case Delete():
            return f"was {_number('before', counts)}"
        case _:
            return f"{_number('before', counts)} → {_number('after', counts)}"


def _number(name: str, counts: Counts) -> str:
    if name in counts.hidden:
        return f"fewer than {FEWEST}"
    number = counts.numbers().get(name)
    if number is None:
        return NOT_KNOWN
    return f"about {number:,}" if counts.is_rounded and number else f"{number:,}"


def _reasons(change: Change, counts: Counts) -> Iterator[str]:
    for name, reason in counts.reasons.items():
        side = {"before": "How many there were before is not known", "after": "How many there will be is not known"}.get(name)
        if side is not None and not (name == "before" and isinstance(change, Create)):
            yield f" {side}: {reason}."
