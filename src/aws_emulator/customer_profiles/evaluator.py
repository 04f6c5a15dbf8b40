"""Evaluate criteria on loaded profiles, as the options of Behaviour say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aws_emulator.core.types import Body, Json, items, members, text
from aws_emulator.customer_profiles.behaviour import Behaviour

_REFERENCE = re.compile(r"\{\{_(profile|calculated_attribute)\.([A-Za-z0-9_.-]+)\}\}")
_ADDRESSES = ("Address", "ShippingAddress", "MailingAddress", "BillingAddress")
_NUMBERS: dict[str, Callable[[int], bool]] = {
    "GREATER_THAN": lambda order: order > 0,
    "LESS_THAN": lambda order: order < 0,
    "GREATER_THAN_OR_EQUAL": lambda order: order >= 0,
    "LESS_THAN_OR_EQUAL": lambda order: order <= 0,
    "EQUAL": lambda order: order == 0,
}
"""The order that each comparison accepts: -1 if the profile's value is below the criterion's, 0 if equal, 1 if above."""


class CannotEvaluate(Exception):
    """The segment is SQL, or one that it builds on is SQL, missing, or itself."""


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Evaluates criteria; ``find_segment`` returns the definition of a segment by its name, or None.

    A profile is the API's Profile with an additional ``CalculatedAttributes``: the values of its calculated attributes, by name.
    The range of a calculated attribute is ignored: a loaded profile has one value for all ranges.
    """

    behaviour: Behaviour
    find_segment: Callable[[str], Body | None]

    def matches_segment(self, name: str, profile: Body, chain: tuple[str, ...] = ()) -> bool:
        """Return whether a profile is in the segment called ``name``; raise CannotEvaluate if that is unknown."""
        definition = self.find_segment(name)
        if definition is None or name in chain:
            raise CannotEvaluate(f"Segment {name} cannot be evaluated: it does not exist, or builds on itself.")
        if "SegmentSqlQuery" in definition:
            raise CannotEvaluate(f"Segment {name} is SQL, which the emulator does not evaluate.")
        return self.matches(members(definition, "SegmentGroups"), profile, (*chain, name))

    def matches(self, groups: Body, profile: Body, chain: tuple[str, ...] = ()) -> bool:
        """Return whether a profile meets SegmentGroups; without a group, everyone does."""
        verdicts = [self._group(members(group), profile, chain) for group in items(groups, "Groups")]
        return self._join(text(groups, "Include"), verdicts)

    def _group(self, group: Body, profile: Body, chain: tuple[str, ...]) -> bool:
        sources = [self.matches_segment(text(source, "SegmentDefinitionName"), profile, chain) for source in items(group, "SourceSegments")]
        dimensions = [self._dimension(members(dimension), profile) for dimension in items(group, "Dimensions")]
        return self._join(text(group, "SourceType"), sources) and self._join(text(group, "Type"), dimensions)

    def _join(self, how: str, verdicts: Sequence[bool]) -> bool:
        """Return ``verdicts`` joined; true if there are none."""
        how = how or self.behaviour.missing_connective
        return not verdicts or {"ALL": all(verdicts), "ANY": any(verdicts), "NONE": not any(verdicts)}[how]

    def _dimension(self, dimension: Body, profile: Body) -> bool:
        for name, criterion in members(dimension, "CalculatedAttributes").items():
            if not self._criterion(members(criterion), _texts_of(members(profile, "CalculatedAttributes").get(name)), profile):
                return False
        return all(self._criterion(criterion, held, profile) for criterion, held in _profile_criteria(dimension, profile))

    def _criterion(self, criterion: Body, held: Sequence[str], profile: Body) -> bool:
        """Return whether a profile's values meet one criterion."""
        how = text(criterion, "DimensionType")
        wanted = [_resolve(value, profile) for value in items(criterion, "Values") if isinstance(value, str)]
        if how == "EXCLUSIVE" and not held:
            return self.behaviour.exclusive_missing == "included"
        if how == "NOT_BETWEEN" and not held:
            return self.behaviour.not_between_missing == "match"
        if how == "EXCLUSIVE":
            matching = [self._holds("INCLUSIVE", value, wanted) for value in held]
            return not (any(matching) if self.behaviour.exclusive_several == "any_match_excludes" else all(matching))
        if how == "LIST_CONTAINS_ALL":
            return set(wanted) <= set(held)
        return any(self._holds(how, value, wanted) for value in held)

    def _holds(self, how: str, value: str, wanted: Sequence[str]) -> bool:
        if how in _NUMBERS:
            return any(self._compare(_NUMBERS[how], value, one) for one in wanted)
        if how in ("BEFORE", "AFTER", "ON", "BETWEEN", "NOT_BETWEEN"):
            return self._is_date(how, value, wanted)
        if self.behaviour.fold_case:
            value, wanted = value.casefold(), [one.casefold() for one in wanted]
        tests: dict[str, Callable[[str], bool]] = {
            "CONTAINS": lambda one: one in value,
            "BEGINS_WITH": value.startswith,
            "ENDS_WITH": value.endswith,
        }
        return any(map(tests.get(how, value.__eq__), wanted))

    def _compare(self, is_met: Callable[[int], bool], value: str, one: str) -> bool:
        if self.behaviour.number_text == "texts":
            return is_met((value > one) - (value < one))
        try:
            held, wanted = float(value), float(one)
        except ValueError:
            return False
        return is_met((held > wanted) - (held < wanted))

    def _is_date(self, how: str, value: str, wanted: Sequence[str]) -> bool:
        moment, ends = self._moment(value), [self._moment(one) for one in wanted]
        known = [end for end in ends if end is not None]
        if moment is None or len(known) != len(ends) or not known:
            return False
        with_ends = self.behaviour.before_after_ends == "inclusive"
        if how == "ON":
            return any(moment.date() == end.date() for end in known)
        if how == "BEFORE":
            return any(moment < end or (with_ends and moment == end) for end in known)
        if how == "AFTER":
            return any(moment > end or (with_ends and moment == end) for end in known)
        first, last = min(known), max(known)
        between = first <= moment <= last if self.behaviour.between_ends == "inclusive" else first < moment < last
        return between is (how == "BETWEEN")

    def _moment(self, written: str) -> datetime | None:
        if "T" not in written and self.behaviour.date_unreadable == "never_matches":
            return None
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _profile_criteria(dimension: Body, profile: Body) -> Iterable[tuple[Body, Sequence[str]]]:
    """Yield each criterion on a profile's own fields, with the profile's values."""
    for field, criterion in members(dimension, "ProfileAttributes").items():
        if field == "Attributes":
            for name, below in members(criterion).items():
                yield members(below), _texts_of(members(profile, "Attributes").get(name))
        elif field in _ADDRESSES:
            for part, below in members(criterion).items():
                yield members(below), _texts_of(members(profile, field).get(part))
        elif field == "ProfileType":
            yield members(criterion), _texts_of(profile.get(field, "PROFILE"))
        else:
            yield members(criterion), _texts_of(profile.get(field))


def _texts_of(value: Json) -> Sequence[str]:
    """Return the values of a field as texts: none if it is absent, many if it is a list."""
    if value is None:
        return ()
    return tuple(str(one) for one in value) if isinstance(value, list) else (str(value),)


def _resolve(value: str, profile: Body) -> str:
    """Return ``value`` with references to other attributes of the same profile replaced; one without a value stays."""

    def referred(found: re.Match[str]) -> str:
        kind, name = found.groups()
        held = members(profile, "CalculatedAttributes").get(name) if kind == "calculated_attribute" else _field(name, profile)
        return found.group() if held is None else str(held)

    return _REFERENCE.sub(referred, value)


def _field(name: str, profile: Body) -> Json:
    return profile[name] if name in profile else members(profile, "Attributes").get(name.removeprefix("Attributes."))
