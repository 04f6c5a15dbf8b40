"""Criteria that no endpoint can meet together.

What is certain depends on how much an endpoint can hold. A metric is one number; country, channel, platform and the like are one
text each (botocore's EndpointRequest, EndpointDemographic, EndpointLocation). An attribute is a list of up to 50 values
(developer guide, quotas), so that INCLUSIVE [a] and INCLUSIVE [b], or two dates that do not meet, contradict each other only where
nobody has several values: of the texts nothing is said then, of the dates exactly that. INCLUSIVE and EXCLUSIVE on the same values
contradict each other whatever the list holds, since EXCLUSIVE is "matches none" (botocore's text on AttributeType).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from segments_as_code.model.values import Json
from segments_as_code.problems import Finding
from segments_as_code.providers.pinpoint.countries import is_country_code, meant_country
from segments_as_code.providers.pinpoint.rules.logic import Whole, required_together, texts_of, type_of
from segments_as_code.providers.pinpoint.rules.ranges import are_apart, date_range, date_words, number_range, number_words
from segments_as_code.providers.pinpoint.rules.saying import doubt, unless_meant
from segments_as_code.providers.pinpoint.shape import CHANNELS, Criterion, Kind
from segments_as_code.providers.pinpoint.wording import named, shown

CODES: Mapping[str, str] = {
    "nobody-matches": "Criteria that have to be met together contradict each other: nobody can be in the segment, or in the group.",
    "no-single-date": "No single date can be all that one attribute has to be; only somebody with several dates in it could match.",
}

_Several = Sequence[Criterion]
_PUSH_CHANNELS = frozenset(CHANNELS) - {"SMS", "VOICE", "EMAIL", "CUSTOM", "IN_APP"}
"""What PUSH may stand for in a segment: AWS does not say whether it includes these."""
_HOURS = {"HR_24": 24, "DAY_7": 7 * 24, "DAY_14": 14 * 24, "DAY_30": 30 * 24}
_DURATIONS = {24: "24 hours", 7 * 24: "7 days", 14 * 24: "14 days", 30 * 24: "30 days"}
_MOST_SHOWN = 3
_MEND = "take one of the two out, or combine them by ANY"


def find_contradictions(whole: Whole) -> Iterator[Finding]:
    """Yield each thing that cannot be all that it has to be, at the last place where something is asked of it."""
    for what, criteria in required_together(whole):
        for several in _by_subject(criteria):
            reason = next(_CHECKS[several[0].kind](several), None)
            apart = _dates_apart(several) if several[0].kind is Kind.ATTRIBUTE and reason is None else None
            at, name = several[-1].at, named(several[-1].at)
            if reason is not None:
                message = f"nobody can be in {what}: {name} {reason}."
                yield doubt(at, "nobody-matches", message, unless_meant(_MEND, "nobody-matches"), of_key=True)
            elif apart is not None:
                message = f"{name} has to be {apart}, and no single date is; only who has several dates there can be in {what}."
                yield doubt(at, "no-single-date", message, unless_meant(_MEND, "no-single-date"), of_key=True)


def _by_subject(criteria: Sequence[Criterion]) -> Iterator[_Several]:
    """Yield the criteria that are about the same thing, where there are several."""
    found: dict[tuple[str | int, ...], list[Criterion]] = {}
    for criterion in criteria:
        found.setdefault(criterion.at[-2:], []).append(criterion)
    return (several for several in found.values() if len(several) > 1)


# ── lists of texts ───────────────────────────────────────────────────────────────────────────────────────────────────


def _included_and_excluded(several: _Several) -> Iterator[str]:
    """Yield that all that is asked for is also excluded; true of one value, and of a list of them."""
    excluded = {text for criterion in several if type_of(criterion) == "EXCLUSIVE" for text in texts_of(criterion)}
    for criterion in several:
        if type_of(criterion) == "INCLUSIVE" and excluded.issuperset(wanted := texts_of(criterion)) and wanted:
            yield f"has to be {_listed(wanted)}, and must {f'not be {_listed(wanted)}' if len(wanted) == 1 else 'be none of these'}"


def _dates_apart(several: _Several) -> str | None:
    ranges = [(criterion, found) for criterion in several if (found := date_range(criterion)) is not None]
    for (first, one), (second, other) in combinations(ranges, 2):
        if are_apart(one, other):
            return f"{date_words(first)} and {date_words(second)}"
    return None


# ── one value each ───────────────────────────────────────────────────────────────────────────────────────────────────


def _sets(several: _Several) -> Iterator[str]:
    yield from _included_and_excluded(several)
    name = several[0].name
    if name == "DeviceType":  # endpoints have no such member: AWS does not say what it is compared with
        return
    wanted = [texts for criterion in several if type_of(criterion) == "INCLUSIVE" and (texts := texts_of(criterion))]
    for one, other in combinations(wanted, 2):
        first, second = _all_it_may_mean(name, one), _all_it_may_mean(name, other)
        if first is not None and second is not None and not first & second:
            yield f"has to be {_listed(one)} and also {_listed(other)}, and an endpoint has one {name}"


def _all_it_may_mean(name: str, texts: Sequence[str]) -> frozenset[str] | None:
    """Return what ``texts`` may match at most, read generously; None where we cannot tell."""
    if name == "Country":
        codes = [meant_country(text) or "" for text in texts]
        return frozenset(codes) if all(map(is_country_code, codes)) else None
    if name == "Channel" and "PUSH" in texts:
        return frozenset(texts) | _PUSH_CHANNELS
    return frozenset("".join(text.split()).casefold() if name != "Channel" else text for text in texts)


def _metrics(several: _Several) -> Iterator[str]:
    ranges = [(criterion, found) for criterion in several if (found := number_range(criterion)) is not None]
    for (first, one), (second, other) in combinations(ranges, 2):
        if are_apart(one, other):
            yield f"has to be {number_words(first)} and {number_words(second)}"


def _recency(several: _Several) -> Iterator[str]:
    """Yield activity that is asked for within days that are also to be without any."""
    hours: dict[Json, list[int]] = {"ACTIVE": [], "INACTIVE": []}
    for criterion in several:
        type_, duration = criterion.body.get("RecencyType"), criterion.body.get("Duration")
        if isinstance(type_, str) and type_ in hours and isinstance(duration, str) and duration in _HOURS:
            hours[type_].append(_HOURS[duration])
    if hours["ACTIVE"] and hours["INACTIVE"] and min(hours["ACTIVE"]) <= max(hours["INACTIVE"]):
        active, inactive = _DURATIONS[min(hours["ACTIVE"])], _DURATIONS[max(hours["INACTIVE"])]
        yield f"asks for activity in the last {active}, and for none in the last {inactive}"


def _circles(_: _Several) -> Iterator[str]:
    """Yield nothing: Pinpoint rounds positions, and how it draws circles is not documented."""
    return iter(())


_CHECKS: Mapping[Kind, Callable[[_Several], Iterator[str]]] = {
    Kind.ATTRIBUTE: _included_and_excluded,
    Kind.METRIC: _metrics,
    Kind.RECENCY: _recency,
    Kind.SET: _sets,
    Kind.CIRCLE: _circles,
}


def _listed(texts: Sequence[str]) -> str:
    *others, last = [shown(text) for text in texts[:_MOST_SHOWN]]
    if len(texts) > _MOST_SHOWN:
        return f"one of {len(texts)} values ({', '.join([*others, last])}, …)"
    return f"{', '.join(others)} or {last}" if others else last
