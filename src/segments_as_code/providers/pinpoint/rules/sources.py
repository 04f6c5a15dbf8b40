"""Segments that a group starts from, and that it need not, or not like that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segments_as_code.problems import Finding
from segments_as_code.providers.pinpoint.rules.logic import Whole
from segments_as_code.providers.pinpoint.rules.saying import doubt, unless_meant
from segments_as_code.providers.pinpoint.shape import SOURCE_ORDER, elements, groups_in, members
from segments_as_code.providers.pinpoint.wording import shown

CODES: Mapping[str, str] = {
    "source-twice": "A group names the same source segment twice.",
    "pinned-version": "A source segment is pinned to one of its versions, and does not follow its edits.",
}


def find_odd_sources(whole: Whole) -> Iterator[Finding]:
    """Yield sources that are named twice, and versions."""
    for at, group in groups_in(whole.content):
        seen: set[tuple[str | int | None, ...]] = set()
        for index, found in enumerate(elements(group.get("SourceSegments"))):
            source, place = members(found), (*at, "SourceSegments", index)
            said = tuple(value if isinstance(value := source.get(name), str | int) else None for name in SOURCE_ORDER)
            if any(said) and said in seen:
                name = shown(source.get("Ref", source.get("Id")))
                yield doubt(place, "source-twice", f"{name} is a source of this group already.", "take one of the two out.")
            seen.add(said)
            if isinstance(source.get("Version"), int):
                message = (
                    f"this source is version {shown(source['Version'])} of {shown(source.get('Id'))}: later edits of it do not count here."
                )
                remedy = unless_meant("leave Version out", "pinned-version")
                yield doubt((*place, "Version"), "pinned-version", message, remedy)
