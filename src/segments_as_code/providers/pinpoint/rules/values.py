"""Names, values and dates that are probably mistyped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from segments_as_code.model.instants import moment, normal_instant
from segments_as_code.problems import Finding
from segments_as_code.providers.pinpoint.countries import is_country_code, meant_country
from segments_as_code.providers.pinpoint.rules.logic import Whole, texts_of, type_of
from segments_as_code.providers.pinpoint.rules.saying import doubt, mistake, unless_meant
from segments_as_code.providers.pinpoint.sameness import Known
from segments_as_code.providers.pinpoint.shape import CHANNELS, DATE_TYPES, RANGE_TYPES, Criterion, Kind
from segments_as_code.providers.pinpoint.wording import named, shown

CODES: Mapping[str, str] = {
    "awkward-name": "An attribute's or metric's name has characters that Pinpoint's console cannot display.",
    "not-between": "NOT_BETWEEN is in AWS's online reference, and not in its SDKs.",
    "no-such-date": "An instant names a day that does not exist.",
    "ends-before-start": "The end of BETWEEN is before its start.",
    "duplicate-value": "A value is given twice.",
    "similar-values": "Two values of one criterion differ in capitals or blanks only.",
    "blanks-around-value": "A value begins or ends with a blank.",
    "country-code": "A country is not written as two capital letters.",
    "unknown-channel": "A channel is none that Pinpoint has.",
    "platform-spelling": "A platform is almost iOS or Android, as endpoints are known to report them.",
    "small-radius": "A circle is smaller than the 11 km to which Pinpoint rounds positions.",
    "missing-radius": "A circle has no radius, and AWS does not document what that means.",
}

_ROUNDING_KM = 11  # positions are rounded to one decimal of a degree (botocore's text on EndpointLocation)
_AWKWARD = frozenset("#:?\\/")  # botocore's text on EndpointRequest.Attributes
_PLATFORMS = {"ios": "iOS", "android": "Android"}
"""By their spelling in small letters, which some of AWS's samples have: free text, compared with what endpoints report."""
_IS_ODD = Known[bool]()
_ENUMERATED = ("Country", "Channel")
"""Each value has its own rule: a wrong spelling is told there, and once."""


def find_odd_values(whole: Whole) -> Iterator[Finding]:
    """Yield what is odd about each criterion by itself; one that is like another of which nothing was odd is not looked at again."""
    for criterion in whole.criteria:
        if _IS_ODD.of((criterion.kind, criterion.name), criterion.body, partial(_is_odd, criterion)):
            yield from _odd(criterion)


def _is_odd(criterion: Criterion) -> bool:
    return next(_odd(criterion), None) is not None


def _odd(criterion: Criterion) -> Iterator[Finding]:
    for find in _RULES[criterion.kind]:
        yield from find(criterion)


def _awkward_name(criterion: Criterion) -> Iterator[Finding]:
    if not _AWKWARD.isdisjoint(criterion.name):
        found = sorted(_AWKWARD.intersection(criterion.name))
        message = f"the name {shown(criterion.name)} has {' '.join(found)}, which Pinpoint's console cannot display."
        yield doubt(criterion.at, "awkward-name", message, "rename it here and where it is written, without # : ? \\ /.", of_key=True)


def _dates(criterion: Criterion) -> Iterator[Finding]:
    if criterion.body.get("AttributeType") not in DATE_TYPES:
        return
    for index, value in enumerate(criterion.values):
        if isinstance(value, str) and normal_instant(value) is None:
            message = f"{shown(value)} is a day or a time that does not exist."
            yield mistake(
                (*criterion.at, "Values", index), "no-such-date", message, "write a day of the calendar, such as 2023-02-28T00:00:00Z."
            )


def _between(criterion: Criterion) -> Iterator[Finding]:
    type_ = criterion.body.get("AttributeType")
    if type_ not in RANGE_TYPES:
        return
    if type_ == "NOT_BETWEEN":
        message = "NOT_BETWEEN is in AWS's online reference and not in its SDKs: Pinpoint may refuse it."
        remedy = "use two blocks, one BEFORE the start and one AFTER the end, in a group of Type: ANY."
        yield doubt((*criterion.at, "AttributeType"), "not-between", message, remedy)
    moments = [moment(value) for value in criterion.values if isinstance(value, str)]
    match moments:
        case [(_, _) as start, (_, _) as end] if end < start:
            first, second = criterion.values
            message = f"{named(criterion.at)} ends at {shown(second)}, before it starts at {shown(first)}."
            yield mistake((*criterion.at, "Values", 1), "ends-before-start", message, "write the earlier instant first.")
        case _:
            return


def _duplicates(criterion: Criterion) -> Iterator[Finding]:
    texts = texts_of(criterion)
    if len(set(texts)) == len(texts) or criterion.body.get("AttributeType") in RANGE_TYPES:
        return
    seen: set[str] = set()
    for index, value in enumerate(criterion.values):
        if isinstance(value, str) and value in seen:
            at = (*criterion.at, "Values", index)
            yield doubt(at, "duplicate-value", f"{shown(value)} is given twice.", "take one of them out.")
        elif isinstance(value, str):
            seen.add(value)


def _similar(criterion: Criterion) -> Iterator[Finding]:
    """Yield values that differ from an earlier one by what nobody sees, or that have a blank at an end.

    A blank at the end of a part of a word may well be meant: of CONTAINS only the first is said.
    """
    type_ = type_of(criterion)
    if type_ in DATE_TYPES or criterion.name in _ENUMERATED:
        return
    together = "".join(texts_of(criterion))
    if together == _loosely(together):
        return
    seen: dict[str, str] = {}
    for index, value in enumerate(criterion.values):
        if not isinstance(value, str):
            continue
        earlier = seen.setdefault(_loosely(value), value)
        if earlier == value and value == value.strip():
            continue
        at = (*criterion.at, "Values", index)
        if earlier != value:
            differs = "blanks" if earlier.casefold() != value.casefold() else "capitals"
            message = f"{shown(value)} differs from {shown(earlier)}, which is given too, in {differs} only."
            yield doubt(at, "similar-values", message, unless_meant("keep the one that your data has", "similar-values"))
        elif type_ != "CONTAINS":
            message = f"{shown(value)} {'begins' if value[0].isspace() else 'ends'} with a blank, which is probably not in your data."
            remedy = unless_meant(f"write {shown(value.strip())}" if value.strip() else "take it out", "blanks-around-value")
            yield doubt(at, "blanks-around-value", message, remedy)


def _loosely(value: str) -> str:
    return "".join(value.split()).casefold()


def _platforms(criterion: Criterion) -> Iterator[Finding]:
    """Yield near misses of the two platforms that AWS's own examples name; any other text may be right."""
    if criterion.name != "Platform":
        return
    given = set(texts_of(criterion))
    for index, value in enumerate(criterion.values):
        if not isinstance(value, str) or value in _PLATFORMS or value in _PLATFORMS.values():
            continue
        loose = value.strip().casefold()
        meant = _PLATFORMS.get(loose) or (_PLATFORMS["android"] if _is_a_slip_from(loose, "android") else None)
        if meant is not None and value == value.strip() and meant not in given:
            message = f"the platform is {shown(value)}; AWS's examples spell it {meant}, and it is compared with what endpoints report."
            remedy = unless_meant(f"write {meant}", "platform-spelling")
            yield doubt((*criterion.at, "Values", index), "platform-spelling", message, remedy)


def _is_a_slip_from(word: str, right: str) -> bool:
    """Return whether one letter was left out, doubled, or exchanged with its neighbour."""
    places = range(len(right))
    slips = {right[:place] + right[place + 1 :] for place in places}
    slips |= {right[:place] + right[place] + right[place:] for place in places}
    slips |= {right[:place] + right[place + 1 : place + 2] + right[place] + right[place + 2 :] for place in places}
    return word != right and word in slips


def _countries(criterion: Criterion) -> Iterator[Finding]:
    if criterion.name != "Country":
        return
    for index, value in enumerate(criterion.values):
        if isinstance(value, str) and not is_country_code(value):
            meant = meant_country(value)
            remedy = f"write {meant}." if meant else "write the ISO 3166-1 alpha-2 code, for example US."
            message = f"the country is {shown(value)}; Pinpoint knows countries by two capital letters."
            yield doubt((*criterion.at, "Values", index), "country-code", message, remedy)


def _channels(criterion: Criterion) -> Iterator[Finding]:
    if criterion.name != "Channel":
        return
    for index, value in enumerate(criterion.values):
        if isinstance(value, str) and value not in CHANNELS:
            known = f"{', '.join(CHANNELS[:-1])} and {CHANNELS[-1]}"
            message = f"the channel is {shown(value)}; Pinpoint has {known}."
            remedy = f"write {meant}." if (meant := value.strip().upper()) in CHANNELS else "write one of those, for example EMAIL."
            yield doubt((*criterion.at, "Values", index), "unknown-channel", message, remedy)


def _radius(criterion: Criterion) -> Iterator[Finding]:
    radius = criterion.body.get("RangeInKilometers")
    if radius is None:
        message = "this circle has no RangeInKilometers, and AWS does not document what Pinpoint takes then."
        yield doubt(criterion.at, "missing-radius", message, "add RangeInKilometers, for example 50.", of_key=True)
    elif isinstance(radius, int | float) and radius < _ROUNDING_KM:
        message = f"the radius is {shown(radius)} km; Pinpoint rounds the position of endpoints to about {_ROUNDING_KM} km."
        yield doubt((*criterion.at, "RangeInKilometers"), "small-radius", message, f"write {_ROUNDING_KM} or more.")


_RULES: Mapping[Kind, tuple[Callable[[Criterion], Iterator[Finding]], ...]] = {
    Kind.ATTRIBUTE: (_awkward_name, _between, _dates, _duplicates, _similar),
    Kind.METRIC: (_awkward_name,),
    Kind.RECENCY: (),
    Kind.SET: (_duplicates, _similar, _countries, _channels, _platforms),
    Kind.CIRCLE: (_radius,),
}
