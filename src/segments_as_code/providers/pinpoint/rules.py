"""Rules about Pinpoint's quotas, console or spellings; rules for every service are in ``meaning/lint.py``.

To add one, write one function here and its code in ``CODES``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from segments_as_code.model.countries import is_country_code, meant_country
from segments_as_code.model.criteria import (
    Attribute,
    Condition,
    Country,
    Criteria,
    Dates,
    DateTest,
    Demographic,
    InSegment,
    Metric,
    Texts,
    Within,
    conditions,
    walk,
)
from segments_as_code.model.problem import DocumentProblem, error, unless_meant, warning
from segments_as_code.model.wording import value_text
from segments_as_code.providers.aws.codes import SHARED_RULES

CODES: Final[Mapping[str, str]] = {
    **SHARED_RULES,
    "awkward-name": "An attribute's or metric's name has characters that Pinpoint's console cannot display.",
    "country-code": "A country is not written as two capital letters.",
    "missing-radius": "A circle has no radius, and AWS does not document what that means.",
    "not-between": "NOT_BETWEEN is in AWS's online reference, and not in its SDKs.",
    "pinned-version": "A source segment is pinned to one of its versions, and does not follow its edits.",
    "platform-spelling": "A platform is almost iOS or Android, as endpoints are known to report them.",
    "small-radius": "A circle is smaller than the 11 km to which Pinpoint rounds positions.",
    "too-many-criteria": "A segment has more than 100 criteria, Pinpoint's quota.",
    "unknown-channel": "A channel is not one that Pinpoint has.",
}

CHANNELS: Final = (
    *("PUSH", "GCM", "APNS", "APNS_SANDBOX", "APNS_VOIP", "APNS_VOIP_SANDBOX", "ADM", "SMS", "VOICE", "EMAIL", "BAIDU"),
    *("CUSTOM", "IN_APP"),
)
"""ChannelType in botocore's model."""

_MOST_CRITERIA: Final = 100  # per segment, not adjustable (developer guide, quotas, June 2023)
_MOST_GROUPS: Final = 2  # user guide, segments-building
_ROUNDING_KM: Final = 11  # positions are rounded to one decimal of a degree (botocore's text on EndpointLocation)
_AWKWARD: Final = frozenset("#:?\\/")  # botocore's text on EndpointRequest.Attributes
_PLATFORMS: Final = {"ios": "iOS", "android": "Android"}
"""By their lower-case spelling, as in some of AWS's samples: free text that is compared with what endpoints report."""


def find_rule_breaks(criteria: Criteria) -> Iterator[DocumentProblem]:
    """Yield errors and likely errors for Pinpoint in criteria that the schema accepts."""
    yield from _find_quotas(criteria)
    for node in walk(criteria):
        if isinstance(node, InSegment):
            yield from _find_pinned_version(node)
        if isinstance(node, Condition):
            for find in _RULES:
                yield from find(node)


def _find_quotas(criteria: Criteria) -> Iterator[DocumentProblem]:
    found, groups = list(conditions(criteria)), criteria.groups.parts
    if len(found) > _MOST_CRITERIA:
        message = f"this segment has {len(found)} criteria, and Pinpoint allows {_MOST_CRITERIA}; this is the first too many."
        remedy = "put some into a segment of their own, and build on it with SourceSegments."
        yield error(found[_MOST_CRITERIA].path, "too-many-criteria", message, remedy)
    if len(groups) > _MOST_GROUPS:
        message = f"this segment has {len(groups)} groups; Pinpoint's console makes and shows at most {_MOST_GROUPS}."
        remedy = "put blocks into the Dimensions of one group, or build on another segment with SourceSegments."
        yield warning(groups[_MOST_GROUPS].path, "more-than-two-groups", message, remedy)


def _find_pinned_version(source: InSegment) -> Iterator[DocumentProblem]:
    version = source.reference.version
    if version is not None:
        of = value_text(source.reference.id)
        message = f"this source is version {value_text(version)} of {of}: later edits of it do not count here."
        yield warning((*source.path, "Version"), "pinned-version", message, unless_meant("leave Version out", "pinned-version"))


def _find_awkward_name(condition: Condition) -> Iterator[DocumentProblem]:
    match condition.subject:
        case Attribute(name, _) | Metric(name) if not _AWKWARD.isdisjoint(name):
            letters = " ".join(sorted(_AWKWARD.intersection(name)))
            message = f"the name {value_text(name)} has {letters}, which Pinpoint's console cannot display."
            remedy = "rename it here and in the code that writes it, without # : ? \\ /."
            yield warning(condition.path, "awkward-name", message, remedy, of_key=True)


def _find_not_between(condition: Condition) -> Iterator[DocumentProblem]:
    match condition.test:
        case Dates(DateTest.NOT_BETWEEN):
            message = "NOT_BETWEEN is in AWS's online reference and not in its SDKs: Pinpoint may refuse it."
            remedy = "use two blocks, one BEFORE the start and one AFTER the end, in a group of Type: ANY."
            yield warning(condition.how_path, "not-between", message, remedy)


def _find_odd_countries(condition: Condition) -> Iterator[DocumentProblem]:
    for index, value in enumerate(_values(condition, Country())):
        if not is_country_code(value):
            meant = meant_country(value)
            remedy = f"write {meant}." if meant else "write the ISO 3166-1 alpha-2 code, for example US."
            message = f"the country is {value_text(value)}; Pinpoint knows countries by two capital letters."
            yield warning(condition.value_path(index), "country-code", message, remedy)


def _find_unknown_channels(condition: Condition) -> Iterator[DocumentProblem]:
    for index, value in enumerate(_values(condition, Demographic("Channel"))):
        if value not in CHANNELS:
            meant = value.strip().upper()
            message = f"the channel is {value_text(value)}; Pinpoint has {', '.join(CHANNELS[:-1])} and {CHANNELS[-1]}."
            remedy = f"write {meant}." if meant in CHANNELS else "write one of those, for example EMAIL."
            yield warning(condition.value_path(index), "unknown-channel", message, remedy)


def _find_misspelt_platforms(condition: Condition) -> Iterator[DocumentProblem]:
    """Yield likely misspellings of the two platforms in AWS's own examples; any other text may be right."""
    values = _values(condition, Demographic("Platform"))
    for index, value in enumerate(values):
        meant = _PLATFORMS.get(value.casefold()) or (_PLATFORMS["android"] if _is_a_slip_from(value.casefold(), "android") else None)
        is_right = value in _PLATFORMS or value in _PLATFORMS.values()
        if meant is not None and not is_right and meant not in values:
            message = (
                f"the platform is {value_text(value)}; AWS's examples spell it {meant}, and it is compared with what endpoints report."
            )
            yield warning(condition.value_path(index), "platform-spelling", message, unless_meant(f"write {meant}", "platform-spelling"))


def _is_a_slip_from(word: str, right: str) -> bool:
    """Return whether one letter was left out, doubled, or exchanged with its neighbour."""
    places = range(len(right))
    slips = {right[:place] + right[place + 1 :] for place in places}
    slips |= {right[:place] + right[place] + right[place:] for place in places}
    slips |= {right[:place] + right[place + 1 : place + 2] + right[place] + right[place + 2 :] for place in places}
    return word != right and word in slips


def _find_odd_radius(condition: Condition) -> Iterator[DocumentProblem]:
    match condition.test:
        case Within(kilometers=None):
            message = "this circle has no RangeInKilometers, and AWS does not document what Pinpoint takes then."
            yield warning(condition.path, "missing-radius", message, "add RangeInKilometers, for example 50.", of_key=True)
        case Within(kilometers=float() | int() as radius) if radius < _ROUNDING_KM:
            message = f"the radius is {value_text(radius)} km; Pinpoint rounds the position of endpoints to about {_ROUNDING_KM} km."
            yield warning(condition.how_path, "small-radius", message, f"write {_ROUNDING_KM} or more.")


def _values(condition: Condition, subject: Country | Demographic) -> Sequence[str]:
    """Return the values of a condition on ``subject``; none for any other."""
    return condition.test.values if condition.subject == subject and isinstance(condition.test, Texts) else ()


_RULES: Final[Sequence[Callable[[Condition], Iterator[DocumentProblem]]]] = (
    _find_awkward_name,
    _find_not_between,
    _find_odd_countries,
    _find_unknown_channels,
    _find_misspelt_platforms,
    _find_odd_radius,
)
