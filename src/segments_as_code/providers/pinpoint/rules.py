"""What a schema cannot say of a definition: totals, order, dates that do not exist, and values that are probably mistakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from segments_as_code.model import Json, Path
from segments_as_code.problems import Finding, Severity
from segments_as_code.providers.pinpoint.countries import is_country_code, meant_country
from segments_as_code.providers.pinpoint.instants import moment, normal_instant
from segments_as_code.providers.pinpoint.shape import (
    CHANNELS,
    DATE_TYPES,
    RANGE_TYPES,
    Criterion,
    Kind,
    blocks_in,
    criteria_in,
    criteria_of,
    elements,
    groups_in,
    sources_in,
)
from segments_as_code.providers.pinpoint.wording import named, shown

CODES: Mapping[str, str] = {
    "everyone": "A segment has neither criteria nor source segments: everyone in the application is in it.",
    "empty-group": "A group has neither criteria nor source segments: everyone in the application is in it.",
    "empty-block": "A block in a group's Dimensions holds no criterion.",
    "too-many-criteria": "A segment has more than 100 criteria, Pinpoint's quota.",
    "more-than-two-groups": "A segment has more than two groups, the most that Pinpoint's console makes and shows.",
    "awkward-name": "An attribute's or metric's name has characters that Pinpoint's console cannot display.",
    "not-between": "NOT_BETWEEN is in AWS's online reference, and not in its SDKs.",
    "no-such-date": "An instant names a day that does not exist.",
    "ends-before-start": "The end of BETWEEN is before its start.",
    "duplicate-value": "A value is given twice.",
    "country-code": "A country is not written as two capital letters.",
    "unknown-channel": "A channel is none that Pinpoint has.",
    "small-radius": "A circle is smaller than the 11 km to which Pinpoint rounds positions.",
    "missing-radius": "A circle has no radius, and AWS does not document what that means.",
}

_MOST_CRITERIA = 100  # per segment, not adjustable (developer guide, quotas, June 2023)
_MOST_GROUPS = 2  # user guide, segments-building
_ROUNDING_KM = 11  # positions are rounded to one decimal of a degree (botocore's text on EndpointLocation)
_AWKWARD = frozenset("#:?\\/")  # botocore's text on EndpointRequest.Attributes


def find_rule_breaks(content: Mapping[str, Json]) -> Iterator[Finding]:
    """Yield what is wrong, or probably wrong, with content that the schema accepts; never raise on other content."""
    criteria = list(criteria_in(content))
    yield from _emptiness(content, criteria)
    yield from _totals(content, criteria)
    for criterion in criteria:
        for find in _RULES[criterion.kind]:
            yield from find(criterion)


def _error(at: Path, code: str, message: str, remedy: str) -> Finding:
    return Finding(at, code, message, remedy)


def _warning(at: Path, code: str, message: str, remedy: str, *, of_key: bool = False) -> Finding:
    return Finding(at, code, message, remedy, Severity.WARNING, of_key)


# ── the whole ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _emptiness(content: Mapping[str, Json], criteria: list[Criterion]) -> Iterator[Finding]:
    empty = [at for at, block in blocks_in(content) if at != ("Dimensions",) and not any(criteria_of(block, at))]
    for at in empty:
        yield _error(at, "empty-block", "this block of Dimensions holds no criterion.", "add a criterion, or take the block out.")
    if not criteria and not empty and not any(sources_in(content)):
        at = next(((name,) for name in ("Dimensions", "SegmentGroups") if name in content), ())
        message = "this segment has neither criteria nor source segments: everyone in the application is in it."
        remedy = "add Dimensions; where everyone is meant, write Lifecycle: {Ignore: [everyone]}."
        yield _warning(at, "everyone", message, remedy, of_key=True)
        return
    for at, group in groups_in(content):
        if not elements(group.get("Dimensions")) and not elements(group.get("SourceSegments")):
            message = "this group has neither criteria nor source segments: everyone in the application is in it."
            yield _warning(at, "empty-group", message, "add Dimensions or SourceSegments, or take the group out.")


def _totals(content: Mapping[str, Json], criteria: list[Criterion]) -> Iterator[Finding]:
    if len(criteria) > _MOST_CRITERIA:
        message = f"this segment has {len(criteria)} criteria, and Pinpoint allows {_MOST_CRITERIA}; this is the first too many."
        remedy = "put some into a segment of their own, and build on it with SourceSegments."
        yield _error(criteria[_MOST_CRITERIA].at, "too-many-criteria", message, remedy)
    groups = list(groups_in(content))
    if len(groups) > _MOST_GROUPS:
        message = f"this segment has {len(groups)} groups; Pinpoint's console makes and shows at most {_MOST_GROUPS}."
        remedy = "put blocks into the Dimensions of one group, or build on another segment with SourceSegments."
        yield _warning(groups[_MOST_GROUPS][0], "more-than-two-groups", message, remedy)


# ── one criterion ────────────────────────────────────────────────────────────────────────────────────────────────────


def _awkward_name(criterion: Criterion) -> Iterator[Finding]:
    found = [character for character in sorted(_AWKWARD) if character in criterion.name]
    if found:
        message = f"the name {shown(criterion.name)} has {' '.join(found)}, which Pinpoint's console cannot display."
        yield _warning(criterion.at, "awkward-name", message, "rename it here and where it is written, without # : ? \\ /.", of_key=True)


def _dates(criterion: Criterion) -> Iterator[Finding]:
    if criterion.body.get("AttributeType") not in DATE_TYPES:
        return
    for index, value in enumerate(criterion.values):
        if isinstance(value, str) and normal_instant(value) is None:
            message = f"{shown(value)} is a day or a time that does not exist."
            yield _error(
                (*criterion.at, "Values", index), "no-such-date", message, "write a day of the calendar, such as 2023-02-28T00:00:00Z."
            )


def _between(criterion: Criterion) -> Iterator[Finding]:
    type_ = criterion.body.get("AttributeType")
    if type_ not in RANGE_TYPES:
        return
    if type_ == "NOT_BETWEEN":
        message = "NOT_BETWEEN is in AWS's online reference and not in its SDKs: Pinpoint may refuse it."
        remedy = "use two blocks, one BEFORE the start and one AFTER the end, in a group of Type: ANY."
        yield _warning((*criterion.at, "AttributeType"), "not-between", message, remedy)
    moments = [moment(value) for value in criterion.values if isinstance(value, str)]
    match moments:
        case [(_, _) as start, (_, _) as end] if end < start:
            first, second = criterion.values
            message = f"{named(criterion.at)} ends at {shown(second)}, before it starts at {shown(first)}."
            yield _error((*criterion.at, "Values", 1), "ends-before-start", message, "write the earlier instant first.")
        case _:
            return


def _duplicates(criterion: Criterion) -> Iterator[Finding]:
    if criterion.body.get("AttributeType") in RANGE_TYPES:
        return
    seen: set[str] = set()
    for index, value in enumerate(criterion.values):
        if isinstance(value, str) and value in seen:
            at = (*criterion.at, "Values", index)
            yield _warning(at, "duplicate-value", f"{shown(value)} is given twice.", "take one of them out.")
        elif isinstance(value, str):
            seen.add(value)


def _countries(criterion: Criterion) -> Iterator[Finding]:
    if criterion.name != "Country":
        return
    for index, value in enumerate(criterion.values):
        if isinstance(value, str) and not is_country_code(value):
            meant = meant_country(value)
            remedy = f"write {meant}." if meant else "write the ISO 3166-1 alpha-2 code, for example US."
            message = f"the country is {shown(value)}; Pinpoint knows countries by two capital letters."
            yield _warning((*criterion.at, "Values", index), "country-code", message, remedy)


def _channels(criterion: Criterion) -> Iterator[Finding]:
    if criterion.name != "Channel":
        return
    for index, value in enumerate(criterion.values):
        if isinstance(value, str) and value not in CHANNELS:
            known = f"{', '.join(CHANNELS[:-1])} and {CHANNELS[-1]}"
            message = f"the channel is {shown(value)}; Pinpoint has {known}."
            remedy = f"write {value.upper()}." if value.upper() in CHANNELS else "write one of those, for example EMAIL."
            yield _warning((*criterion.at, "Values", index), "unknown-channel", message, remedy)


def _radius(criterion: Criterion) -> Iterator[Finding]:
    radius = criterion.body.get("RangeInKilometers")
    if radius is None:
        message = "this circle has no RangeInKilometers, and AWS does not document what Pinpoint takes then."
        yield _warning(criterion.at, "missing-radius", message, "add RangeInKilometers, for example 50.", of_key=True)
    elif isinstance(radius, int | float) and radius < _ROUNDING_KM:
        message = f"the radius is {shown(radius)} km; Pinpoint rounds the position of endpoints to about {_ROUNDING_KM} km."
        yield _warning((*criterion.at, "RangeInKilometers"), "small-radius", message, f"write {_ROUNDING_KM} or more.")


_RULES: Mapping[Kind, tuple[Callable[[Criterion], Iterator[Finding]], ...]] = {
    Kind.ATTRIBUTE: (_awkward_name, _between, _dates, _duplicates),
    Kind.METRIC: (_awkward_name,),
    Kind.RECENCY: (),
    Kind.SET: (_duplicates, _countries, _channels),
    Kind.CIRCLE: (_radius,),
}
