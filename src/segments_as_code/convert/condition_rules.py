"""Convert one condition: what it becomes on a profile, and how sure that is.

A condition becomes a clause: target conditions that must ALL hold, of which ANY must hold, or of which NONE may hold.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from segments_as_code.convert.boxes import box_around, box_conditions, number_text
from segments_as_code.convert.mapping import REST, AttributeTarget, FieldMapping, ToCalculated, ToField, ToKey
from segments_as_code.convert.rulings import Clause, Ruling, also_assumes, cannot_compare, differs, impossible, not_mapped
from segments_as_code.meaning.evaluate import nanoseconds
from segments_as_code.model.criteria import (
    Active,
    AddressPart,
    Attribute,
    Block,
    Calculated,
    Condition,
    Connective,
    Country,
    Criteria,
    Dates,
    DateTest,
    DayRange,
    Demographic,
    Field,
    Group,
    Joined,
    LastActivity,
    Metric,
    Number,
    NumberTest,
    Position,
    Subject,
    Test,
    Texts,
    TextTest,
    Within,
)
from segments_as_code.ports import Dialect

MOST_VALUES: Final = 50
"""Values that one criterion of Customer Profiles takes."""
_LONGEST: Final = 255
_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z_0-9-]{0,254}")
_DAY_NS: Final = 86_400 * 10**9
_HOURS_A_DAY: Final = 24


def target_keys(subject: Subject, mapping: FieldMapping) -> tuple[str, ...]:
    """Return the attributes, fields and calculated attributes in which the mapping says that ``subject`` is found."""
    match subject:
        case Attribute(name, level):
            rules = mapping.user_attributes if level == "user" else mapping.attributes
            return _names_of(rules.get(name, rules.get(REST)), name)
        case Metric(name):
            return _names_of(mapping.metrics.get(name, mapping.metrics.get(REST)), name)
        case Demographic(name):
            return _names_of(mapping.demographic.get(name, mapping.demographic.get(REST)), name)
        case Position():
            return (mapping.position.latitude, mapping.position.longitude) if mapping.position else ()
        case _:
            return ()


def _names_of(rule: AttributeTarget | None, name: str) -> tuple[str, ...]:
    match rule:
        case ToKey():
            return rule.keys(name)
        case ToField(field):
            return (f"field {field}",)
        case ToCalculated(calculated):
            return (f"calculated {calculated}",)
        case None:
            return ()


@dataclass(frozen=True, slots=True)
class ConditionRules:
    """Converts conditions by one mapping; ``shared`` are the target keys that two different things of this folder would have."""

    mapping: FieldMapping
    target: Dialect
    shared: Collection[str]

    def convert(self, condition: Condition) -> Ruling:  # noqa: PLR0911  # one return a subject
        """Return what a condition becomes."""
        values = condition.test.values if isinstance(condition.test, Texts) else ()
        if wrong := _wrong_values(values):
            return wrong
        if shared := sorted({*target_keys(condition.subject, self.mapping)} & {*self.shared}):
            return impossible("shared-key", f"two different values are loaded as {shared[0]}", "give one of them another Key.")
        match condition.subject, condition.test:
            case (Attribute(name, level), _):
                return self._attribute(name, level == "user", condition)
            case (Metric(name), Number(how, value)) if value is not None:
                return self._metric(name, how, value)
            case (Demographic("Channel"), Texts(how, values)):
                return self._channel(how, values)
            case (Demographic(name), Texts()):
                return self._device(name, condition.test)
            case (Country(), Texts(how, values)):
                return self._country(how, values)
            case (LastActivity(), Active(hours, is_active)):
                return self._activity(hours, is_active=is_active)
            case (Position(), Within(latitude, longitude, kilometers)) if kilometers is not None:
                return self._circle(latitude, longitude, kilometers)
            case _:
                return impossible("not-understood", "AWS does not document what it selects", "write what is meant.")

    # ── attributes, metrics, devices ─────────────────────────────────────────────────────────────────────────────────

    def _attribute(self, name: str, is_user: bool, condition: Condition) -> Ruling:  # noqa: FBT001  # one of two sections
        rules = self.mapping.user_attributes if is_user else self.mapping.attributes
        rule = rules.get(name, rules.get(REST))
        section = "UserAttributes" if is_user else "Attributes"
        found = self._by_rule(rule, name, f"{section}.{name}", condition.test)
        return found if is_user or found.clause is None else also_assumes(found, "endpoints-agree")

    def _by_rule(  # noqa: PLR0911  # one return a target
        self, rule: AttributeTarget | None, name: str, said: str, test: Test
    ) -> Ruling:
        match rule, test:
            case None, _:
                return not_mapped(said)
            case ToCalculated(calculated), Texts(how, values):
                return self._recent_values(calculated, how, values)
            case ToKey(), _ if not all(map(_KEY.fullmatch, rule.keys(name))):
                return impossible(
                    "attribute-name",
                    f"{rule.keys(name)[0]!r} cannot be a key there",
                    f"name a Key of letters, digits, underscores and hyphens for {said}.",
                )
            case (ToKey(_, most), Texts(how, values)):
                subjects = [Attribute(key, "profile") for key in rule.keys(name)]
                found = self._texts(subjects, how, values)
                if most is None:
                    return also_assumes(found, "one-value")
                reason = f"values of {said} after number {most} are not seen"
                return differs(found, "list-cut", reason, "load the list as objects with a calculated attribute, or accept it.")
            case (ToKey(_, None), Dates()):
                return also_assumes(self._dates(Attribute(rule.keys(name)[0], "profile"), test), "one-value")
            case ToField(field), Texts(how, values):
                return also_assumes(self._texts([Field(field)], how, values), "one-value")
            case ToField(field), Dates():
                return also_assumes(self._dates(Field(field), test), "one-value")
            case _:
                return cannot_compare(said)

    def _texts(self, subjects: Sequence[Subject], how: TextTest, values: Sequence[str]) -> Ruling:
        """Return a test of texts on one or several subjects; in chunks if there are many values."""
        chunks = [tuple(values[at : at + MOST_VALUES]) for at in range(0, len(values), MOST_VALUES)]
        conditions = [Condition(subject, Texts(how, chunk)) for subject in subjects for chunk in chunks]
        joined: Connective = "ALL" if how is TextTest.NONE_OF or len(conditions) == 1 else "ANY"
        return self._checked(Ruling(Clause(joined, tuple(conditions)), assumes=_if_excluded(how)))

    def _recent_values(self, calculated: str, how: TextTest, values: Sequence[str]) -> Ruling:
        if how is TextTest.CONTAINS:
            return impossible(
                "cannot-compare",
                f"{calculated} is a list, and Customer Profiles compares whole values of a list only",
                "compare whole values in the source, or load the attribute as text.",
            )
        found = self._texts([Calculated(calculated)], TextTest.LIST_HAS_ANY, values)
        if found.clause is None:
            return found
        if how is TextTest.ONE_OF:
            return also_assumes(found, "calculated-loaded")
        assumes = ("calculated-loaded", "missing-value", "any-match-excludes")
        return also_assumes(Ruling(Clause("NONE", found.clause.conditions)), *assumes)

    def _dates(self, subject: Subject, test: Dates) -> Ruling:
        moments = [nanoseconds(value, bare_days=True) for value in test.values]
        if None in moments:
            return impossible("not-understood", "a date does not exist", "write a date that exists.")
        values = tuple(f"{value[:10]}T00:00:00Z" for value in test.values) if test.how is DateTest.ON else test.values
        assumes = ("missing-value",) if test.how is DateTest.NOT_BETWEEN else ()
        found = self._checked(Ruling(Clause("ALL", (Condition(subject, Dates(test.how, values)),)), assumes=assumes))
        is_at_midnight = test.how is DateTest.ON or all(moment is not None and moment % _DAY_NS == 0 for moment in moments)
        if is_at_midnight or found.clause is None:
            return found
        reason = "Customer Profiles documents dates at midnight in UTC, and this one has a time of day"
        return differs(found, "time-of-day", reason, "write a date at midnight in UTC, or accept it.")

    def _metric(self, name: str, how: NumberTest, value: float) -> Ruling:
        rule = self.mapping.metrics.get(name, self.mapping.metrics.get(REST))
        if rule is None:
            return not_mapped(f"Metrics.{name}")
        (key,) = rule.keys(name)
        if _KEY.fullmatch(key) is None:
            return impossible(
                "attribute-name", f"{key!r} cannot be a key there", f"name a Key of letters, digits, underscores and hyphens for {name}."
            )
        text = number_text(value)
        if len(text) > _LONGEST:
            return impossible("value-length", "the number has more than 255 digits", "compare with a smaller number.")
        assumes = ("numbers-compare", "endpoints-agree", *(("missing-value",) if _has_zero(how, value) else ()))
        return Ruling(Clause("ALL", (Condition(Attribute(key, "profile"), Number(how, value, text)),)), assumes=assumes)

    def _device(self, name: str, test: Texts) -> Ruling:
        rule = self.mapping.demographic.get(name, self.mapping.demographic.get(REST))
        found = self._by_rule(rule, name, f"Demographic.{name}", test)
        reason = f"{name} is of one device, and a profile has one value for all devices of a person"
        return differs(found, "device-per-person", reason, "accept it if people have one device each.")

    # ── country, channel, activity, position ─────────────────────────────────────────────────────────────────────────

    def _country(self, how: TextTest, values: Sequence[str]) -> Ruling:
        rule = self.mapping.country
        if rule is None:
            return not_mapped("Location.Country", "Country: {Address: Address}")
        spelt = tuple(dict.fromkeys(rule.values.get(value, value) for value in values))
        return also_assumes(self._texts([AddressPart(rule.address, "Country")], how, spelt), "country-spelling", "endpoints-agree")

    def _channel(self, how: TextTest, values: Sequence[str]) -> Ruling:
        lacking = [value for value in values if value not in self.mapping.channel]
        if how is not TextTest.ONE_OF or lacking:
            reason = f"profiles have nothing for the channel {lacking[0]}" if lacking else "a person is not on one channel only"
            return impossible("channel-not-mapped", reason, "take the criterion out, or map the channel to contact fields under Channel.")
        rules = [self.mapping.channel[value] for value in values]
        found = dict.fromkeys(
            Condition(Field(field), Texts(TextTest(rule.operator), (rule.value,))) for rule in rules for field in rule.fields
        )
        made = self._checked(Ruling(Clause("ANY" if len(found) > 1 else "ALL", tuple(found))))
        return differs(
            made, "channel-as-address", "it becomes whether the person has an address there", "accept it if that is what is meant."
        )

    def _activity(self, hours: int, *, is_active: bool) -> Ruling:
        rule = self.mapping.recency
        if rule is None:
            return not_mapped("Behavior.Recency", "Recency: {Calculated: app_activity}")
        days = DayRange(hours // _HOURS_A_DAY, 0)
        counted = Condition(Calculated(rule.name, days), Number(NumberTest.AT_LEAST, 1, "1"))
        made = Ruling(Clause("ALL" if is_active else "NONE", (counted,)), assumes=("calculated-loaded",))
        reason = f"it becomes whether {rule.name} counts anything in the last {days.start} days, and history is not loaded"
        return differs(made, "activity-counted", reason, "accept it once enough activity was loaded.")

    def _circle(self, latitude: float, longitude: float, kilometers: float) -> Ruling:
        rule = self.mapping.position
        if rule is None:
            return not_mapped("Location.GPSPoint", "GPSPoint: {Latitude: Latitude, Longitude: Longitude}")
        box = box_around(latitude, longitude, kilometers)
        if box is None:
            return impossible("pole-or-date-line", "no box of degrees is around this circle", "describe the place in another way.")
        made = Ruling(Clause("ALL", box_conditions(rule.latitude, rule.longitude, box)), assumes=("numbers-compare", "endpoints-agree"))
        return differs(
            made,
            "circle-as-box",
            "the area of the box is about 27 % larger than that of the circle",
            "accept it, or describe the place in another way.",
        )

    def _checked(self, ruling: Ruling) -> Ruling:
        """Return ``ruling``, or that the service cannot compare like this."""
        conditions = ruling.clause.conditions if ruling.clause is not None else ()
        if all(is_writable(condition, self.target) for condition in conditions):
            return ruling
        return cannot_compare("the target field")


def is_writable(condition: Condition, target: Dialect) -> bool:
    """Return whether the service has this criterion."""
    block = Block((condition,))
    group = Group(Joined("ALL", (block,)), Joined("ALL", ()))
    return not target.write_criteria(Criteria(Joined("ALL", (group,))))[1]


def _has_zero(how: NumberTest, value: float) -> bool:
    match how:
        case NumberTest.MORE_THAN:
            return value < 0
        case NumberTest.AT_LEAST:
            return value <= 0
        case NumberTest.LESS_THAN:
            return value > 0
        case NumberTest.AT_MOST:
            return value >= 0
        case NumberTest.EQUALS:
            return value == 0


def _wrong_values(values: Iterable[str]) -> Ruling | None:
    for value in values:
        if "{{" in value:
            return impossible("looks-like-reference", "a value has {{ in it", "compare with another value.")
        if not 0 < len(value) <= _LONGEST:
            return impossible("value-length", f"a value has {len(value):,} characters", "compare with values of 1 to 255 characters.")
    return None


def _if_excluded(how: TextTest) -> tuple[str, ...]:
    return ("missing-value",) if how is TextTest.NONE_OF else ()
