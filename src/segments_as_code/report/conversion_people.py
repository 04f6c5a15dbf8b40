"""How many people of an export are in a converted segment on both sides: as sentences and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from segments_as_code.model.audience import FEWEST, Counts
from segments_as_code.model.conversion import ConvertedPeople, ConvertedSegment
from segments_as_code.model.document import Json
from segments_as_code.report.change_summary import format_instant

_NAMES: Final = {"both": "both", "lost": "only_before", "gained": "only_after", "unknown": "unknown"}
"""In JSON, the name of each number."""


def counted_on(people: ConvertedPeople) -> str:
    """Return where the numbers come from, and what they count."""
    source = people.source
    where = f"the export {source.export}" if source.kind == "export" else f"{source.export}, whose endpoints are invented"
    users = f"People are the {people.users:,} users of {where}, as of {format_instant(people.as_of)}."
    merged = "All endpoints of a user become one profile, on which the newest of several values counts."
    few = 0 < people.endpoints < FEWEST
    others = f"{f'Fewer than {FEWEST}' if few else f'{people.endpoints:,}'} endpoints have no user, and become no profile."
    return f"{users} {merged}{f' {others}' if people.endpoints else ''}"


def people_lines(segment: ConvertedSegment, people: ConvertedPeople | None) -> Iterator[str]:
    """Yield how many people are in a segment on both sides; nothing if it was not counted."""
    counts = people.segments.get(segment.key) if people is not None else None
    if people is None or counts is None:
        return
    if counts.unknown == people.users:
        yield "Not counted on the export, which has neither loaded activity nor imported lists."
        return
    sides = (("both", "in both"), ("lost", "only before"), ("gained", "only after"))
    numbers = [f"{_number(name, counts)} {words}" for name, words in sides]
    rounded = " Rounded to tens, so that small groups cannot be worked out." if counts.is_rounded else ""
    known = ", as far as it can be known" if counts.unknown or "unknown" in counts.hidden else ""
    yield f"On the export{known}: {', '.join(numbers)}.{rounded}"
    if counts.unknown or "unknown" in counts.hidden:
        yield f"Of {_number('unknown', counts)} it cannot be known: an export has neither loaded activity nor imported lists."
    without = people.without_user[segment.key]
    if without.after or "after" in without.hidden:
        yield f"Before, {_number('after', without)} endpoints without a user are in it too, of which no profile is made."


def people_cell(segment: ConvertedSegment, people: ConvertedPeople) -> str:
    """Return the three numbers for a table; an empty text if the segment was not counted."""
    counts = people.segments.get(segment.key)
    if counts is None or counts.unknown == people.users:
        return ""
    return " / ".join(_number(name, counts) for name in ("both", "lost", "gained"))


def _number(name: str, counts: Counts) -> str:
    if name in counts.hidden:
        return f"fewer than {FEWEST}"
    number = counts.numbers().get(name) or 0
    return f"about {number:,}" if counts.is_rounded and number else f"{number:,}"


def people_json(people: ConvertedPeople) -> Json:
    """Return the same for programs; a number that is hidden is null."""
    return {
        "source": people.source.kind,
        "export": people.source.export,
        "as_of": people.as_of,
        "users": people.users,
        "endpoints_without_user": None if 0 < people.endpoints < FEWEST else people.endpoints,
        "segments": {key: _counts_json(counts, people.without_user[key]) for key, counts in sorted(people.segments.items())},
    }


def _counts_json(counts: Counts, without: Counts) -> Json:
    numbers: dict[str, Json] = {shown: counts.numbers().get(name) for name, shown in _NAMES.items()}
    hidden: list[Json] = [_NAMES[name] for name in counts.hidden if name in _NAMES]
    hidden += ["without_user"] if without.hidden else []
    rounded: dict[str, Json] = {"is_rounded": counts.is_rounded, "without_user_is_rounded": without.is_rounded}
    return {**numbers, "without_user": without.after, "hidden": hidden, **rounded}
