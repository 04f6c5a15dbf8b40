"""Whether a segment says anything, and whether it says too much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from segments_as_code.problems import Finding
from segments_as_code.providers.pinpoint.rules.logic import Whole
from segments_as_code.providers.pinpoint.rules.saying import doubt, mistake
from segments_as_code.providers.pinpoint.shape import elements, groups_in, sources_in

CODES: Mapping[str, str] = {
    "everyone": "A segment has neither criteria nor source segments: everyone in the application is in it.",
    "empty-group": "A group has neither criteria nor source segments: everyone in the application is in it.",
    "empty-block": "A block in a group's Dimensions holds no criterion.",
    "too-many-criteria": "A segment has more than 100 criteria, Pinpoint's quota.",
    "more-than-two-groups": "A segment has more than two groups, the most that Pinpoint's console makes and shows.",
}

_MOST_CRITERIA = 100  # per segment, not adjustable (developer guide, quotas, June 2023)
_MOST_GROUPS = 2  # user guide, segments-building


def find_in_whole(whole: Whole) -> Iterator[Finding]:
    """Yield what is missing, and what is too much."""
    yield from _emptiness(whole)
    yield from _totals(whole)


def _emptiness(whole: Whole) -> Iterator[Finding]:
    content = whole.content
    empty = [block.at for group in whole.groups for block in group.blocks if block.at != ("Dimensions",) and not block.criteria]
    for at in empty:
        yield mistake(at, "empty-block", "this block of Dimensions holds no criterion.", "add a criterion, or take the block out.")
    if not whole.criteria and not empty and not any(sources_in(content)):
        at = next(((name,) for name in ("Dimensions", "SegmentGroups") if name in content), ())
        message = "this segment has neither criteria nor source segments: everyone in the application is in it."
        remedy = "add Dimensions; where everyone is meant, write Lifecycle: {Ignore: [everyone]}."
        yield doubt(at, "everyone", message, remedy, of_key=True)
        return
    for at, group in groups_in(content):
        if not elements(group.get("Dimensions")) and not elements(group.get("SourceSegments")):
            message = "this group has neither criteria nor source segments: everyone in the application is in it."
            yield doubt(at, "empty-group", message, "add Dimensions or SourceSegments, or take the group out.")


def _totals(whole: Whole) -> Iterator[Finding]:
    criteria, groups = whole.criteria, whole.groups
    if len(criteria) > _MOST_CRITERIA:
        message = f"this segment has {len(criteria)} criteria, and Pinpoint allows {_MOST_CRITERIA}; this is the first too many."
        remedy = "put some into a segment of their own, and build on it with SourceSegments."
        yield mistake(criteria[_MOST_CRITERIA].at, "too-many-criteria", message, remedy)
    if len(groups) > _MOST_GROUPS:
        message = f"this segment has {len(groups)} groups; Pinpoint's console makes and shows at most {_MOST_GROUPS}."
        remedy = "put blocks into the Dimensions of one group, or build on another segment with SourceSegments."
        yield doubt(groups[_MOST_GROUPS].at, "more-than-two-groups", message, remedy)
