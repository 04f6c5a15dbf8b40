"""Say how many people are in a segment before and after a change, always with where the numbers come from and how old they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

from segments_as_code.meaning.readings import READINGS
from segments_as_code.model.audience import BUGS, FEWEST, NOT_KNOWN, Audience, AudienceView, Counts, CriterionCounts, number_text
from segments_as_code.model.phrases import Nouns
from segments_as_code.model.plan import Change, Create, Delete, Plan, key_of
from segments_as_code.report.change_summary import format_instant
from segments_as_code.report.text import END, SIGNS, Span, Style, names, table, to_span

_ROUNDED = " Rounded to tens, because the exact numbers would give away how many of a few people are in it."
WHAT_IS_NOT_KNOWN: LiteralString = "An estimate does not say how many come in and how many go out."


def audience_cell(change: Change, audience: Audience) -> str:
    """Return the numbers of a change's segment for a table: ``12,340 → 13,001``; an empty text if the file does not have it."""
    counts = audience.segments.get(key_of(change))
    return "" if counts is None else f"{_sides(change, counts)}{_moved(counts)}"


def audience_sentence(change: Change, audience: Audience, nouns: Nouns) -> str:
    """Return the numbers of a change's segment as sentences, with the reasons if one is not known; empty as for ``audience_cell``."""
    counts = audience.segments.get(key_of(change))
    if counts is None:
        return ""
    if not counts.numbers() and not counts.hidden and counts.reasons:
        return f"{NOT_KNOWN}: {'; '.join(dict.fromkeys(counts.reasons.values()))}."
    if audience.source.kind == "estimate":
        return f"{_sides(change, counts)} {nouns.members}, estimated{_net(counts)}.{_rounded(counts)}{''.join(_reasons(change, counts))}"
    sides = _sides(change, counts, with_share_of=audience.population)
    said = [f"{sides} of {audience.population or 0:,} {nouns.members}.", *_movement(counts), *_reach(counts, nouns), *_what_is_open(counts)]
    return " ".join(said) + _rounded(counts)


def _net(counts: Counts) -> str:
    if counts.is_rounded or counts.before is None or counts.after is None or counts.before == counts.after:
        return ""
    return f" ({counts.after - counts.before:+,})"


def _rounded(counts: Counts) -> str:
    return _ROUNDED if counts.is_rounded and counts.numbers() else ""


def _movement(counts: Counts) -> Iterator[str]:
    """Yield how many come in and how many go out, both if there is anything to compare with."""
    if counts.both is None and "both" not in counts.hidden:
        return
    at_least = "At least " if counts.unknown or "unknown" in counts.hidden else ""
    if counts.gained == 0 and counts.lost == 0:
        yield "Nobody comes in or goes out for certain." if at_least else "Nobody comes in or goes out."
        return
    said = f"{at_least}{_people('gained', counts, 'comes in', 'come in')}, {_people('lost', counts, 'goes out', 'go out')}."
    yield said[:1].upper() + said[1:]


def _people(name: str, counts: Counts, one: str, several: str) -> str:
    number = counts.numbers().get(name)
    return f"nobody {one}" if number == 0 else f"{counts.text(name)} {several}"


def _reach(counts: Counts, nouns: Nouns) -> Iterator[str]:
    if counts.after is not None and counts.reachable is not None and counts.reachable != counts.after:
        yield f"{counts.text('reachable')} {nouns.members} of it can be reached: the others opted out, or are inactive."


def _what_is_open(counts: Counts) -> Iterator[str]:
    """Yield what cannot be known, and what another reading of AWS's documents would change."""
    if counts.unknown or "unknown" in counts.hidden:
        why = counts.reasons.get("unknown", "no export says who is in an imported segment")
        yield f"Of {counts.text('unknown')} it cannot be known whether they are in it: {why}."
    for name, number in sorted(counts.otherwise.items()):
        about = "about " if counts.is_rounded else ""
        yield f"Or {about}{number:,}, if {READINGS[name].otherwise if name in READINGS else name}."


def audience_text(plan: Plan, audience: Audience, nouns: Nouns, width: int | None) -> Iterator[Span]:
    """Yield the numbers of every segment of ``plan`` that ``audience`` has, for a terminal."""
    changes = [change for change in plan.changes if key_of(change) in audience.segments]
    rows = [[Span(*SIGNS[type(change)]), *names(change), to_span(audience_cell(change, audience), Style.HEADING)] for change in changes]
    yield from table(rows, width) if rows else ()
    for change in changes:
        for reason in _reasons(change, audience.segments[key_of(change)]):
            yield from (to_span(f"{key_of(change)}:{reason}", Style.QUIET), END)
    yield from (END, to_span(audience_provenance(AudienceView(audience), nouns)), END)
    yield from (to_span(f"For plan {audience.plan[:6]}.", Style.QUIET), END)


def folder_text(audience: Audience, nouns: Nouns, width: int | None) -> Iterator[Span]:
    """Yield the numbers of every segment in ``audience``, which was counted of files alone, for a terminal."""
    counted = audience.segments.items()
    yield from table([_folder_row(key, counts, audience.population or 1) for key, counts in counted], width) if counted else ()
    for key, counts in counted:
        for said in _what_is_open(counts):
            yield from (to_span(f"{key}: {said}", Style.QUIET), END)
    for key, counts in counted:
        yield from _criteria_text(key, counts, width)
    yield from (END, to_span(audience_provenance(AudienceView(audience), nouns)), END)


def _criteria_text(key: str, counts: Counts, width: int | None) -> Iterator[Span]:
    """Yield the numbers of each criterion of a segment, and which of them empties it, if nobody is in it."""
    if not counts.criteria:
        return
    yield from (END, to_span(key, Style.HEADING), END)
    yield from table([_criterion_row(each) for each in counts.criteria], width)
    if counts.after != 0 or counts.unknown or "unknown" in counts.hidden:
        return
    lines = [each for each in counts.criteria if each.alone == 0 or each.without or "without" in each.hidden]
    for each in lines:
        who = "nobody meets it" if each.alone == 0 else "nobody who meets it meets the others"
        yield from (to_span(f"{each.place} empties it: {who}."), END)
    if not lines and all(each.without == 0 for each in counts.criteria):
        yield from (to_span("No single line empties it: without any one of them nobody would be in it either."), END)


def _criterion_row(counts: CriterionCounts) -> list[Span]:
    alone, without = (
        number_text(number, is_hidden=name in counts.hidden, is_rounded=counts.is_rounded)
        for name, number in (("alone", counts.alone), ("without", counts.without))
    )
    place, text = to_span(counts.place, Style.QUIET), to_span(counts.text)
    return [place, text, to_span(alone if alone == NOT_KNOWN else f"{alone} meet it"), to_span(f"without it {without}", Style.QUIET)]


def _folder_row(key: str, counts: Counts, population: int) -> list[Span]:
    is_known = counts.reachable is not None or "reachable" in counts.hidden
    reachable = f"{counts.text('reachable')} can be reached" if is_known else ""
    share = to_span(_share("after", counts, population), Style.QUIET)
    return [to_span(key), to_span(counts.text("after"), Style.HEADING), share, to_span(reachable, Style.QUIET)]


def audience_provenance(view: AudienceView, nouns: Nouns) -> str:
    """Return where the numbers of a page come from, or why it has none."""
    if view.audience is None:
        return f"Audience not shown: {view.problem}{f' ({view.code})' if view.code in BUGS else ''}"
    source, as_of = view.audience.source, format_instant(view.audience.as_of)
    if source.kind == "export":
        return f"Audience: {nouns.members} of the export {source.export} as of {as_of}, {view.audience.population or 0:,} in all."
    if source.kind == "invented":
        said = f"{view.audience.population or 0:,} invented {nouns.members} ({source.export})"
        return f"Audience: {said}. They do not exist: the numbers show how a change is counted, and say nothing about real people."
    return f"Audience: {nouns.members}, estimated by {nouns.service} at {format_instant(view.audience.as_of)}. {WHAT_IS_NOT_KNOWN}"


def audience_heading(audience: Audience) -> str:
    """Return the heading of a column of numbers."""
    return {"estimate": "Audience, estimated", "invented": "Audience, invented"}.get(audience.source.kind, "Audience")


def _sides(change: Change, counts: Counts, *, with_share_of: int | None = None) -> str:
    match change:
        case Create():
            names: tuple[str, ...] = ("after",)
        case Delete():
            return f"was {counts.text('before')}"
        case _:
            names = ("before", "after")
    shares = [_share(name, counts, with_share_of) for name in names] if with_share_of else []
    share = f" ({' → '.join(shares)})" if shares and all(shares) else ""
    return f"{' → '.join(counts.text(name) for name in names)}{share}"


def _share(name: str, counts: Counts, population: int) -> str:
    """Return a number as a share of all people; an empty text if it is not known."""
    number = counts.numbers().get(name)
    if number is None and name not in counts.hidden:
        return ""
    return f"under {min(1.0, FEWEST / population):.2%}" if number is None else f"{number / population:.2%}"


def _moved(counts: Counts) -> str:
    """Return who comes in after a plus and who goes out after a minus, in brackets; nothing if nobody does or that is not known."""
    moved = [f"{sign}{counts.text(name)}" for name, sign in (("gained", "+"), ("lost", "\u2212")) if _is_some(name, counts)]
    return f" ({' '.join(moved)})" if moved else ""


def _is_some(name: str, counts: Counts) -> bool:
    return name in counts.hidden or bool(counts.numbers().get(name))


def _reasons(change: Change, counts: Counts) -> Iterator[str]:
    for name, reason in counts.reasons.items():
        side = {"before": "How many there were before is not known", "after": "How many there will be is not known"}.get(name)
        if side is not None and not (name == "before" and isinstance(change, Create)):
            yield f" {side}: {reason}."
