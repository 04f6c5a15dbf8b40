"""Pull a converted meaning back through the mapping: each test of a profile becomes the test of an endpoint that decides it.

It reads the mapping on its own, and shares nothing with what converted the definitions, so that a mistake there is found here.

With ``is_announced`` everything that a verdict announces is set aside: what is left has to be the same people. Without it, what is known
of each announced difference is kept, and the rest is a bit that nobody knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from segments_as_code.convert.boxes import box_around
from segments_as_code.convert.mapping import REST, AttributeTarget, FieldMapping, ToCalculated, ToField, ToKey
from segments_as_code.meaning.predicate import (
    LAST_ACTIVE,
    And,
    BeginsWith,
    Contains,
    Dated,
    Field,
    Given,
    Near,
    NoneOf,
    Not,
    NumberIn,
    Numeric,
    OneOf,
    Or,
    Predicate,
    Shape,
    Some,
    Span,
    TextTest,
    flat,
)
from segments_as_code.meaning.readings import Assumptions
from segments_as_code.model import criteria as tree

PullField: TypeAlias = Callable[[TextTest], Predicate]
_Place: TypeAlias = tuple[str, str]
"""The member and the name of a field of a profile."""
_Bound: TypeAlias = tuple[_Place, TextTest]
_Box: TypeAlias = frozenset[_Bound]
"""The four bounds that a circle becomes."""

_DAY_NS: Final = 86_400 * 10**9
_DURATIONS: Final = (24, 168, 336, 720)
_HOURS_A_DAY: Final = 24


def single_names(criteria: Iterable[tree.Criteria], mapping: FieldMapping) -> frozenset[str]:
    """Return the attributes that the mapping loads as one value, which is an assumption of each verdict on them."""
    found: dict[str, set[bool]] = {}
    for condition in (condition for each in criteria for condition in tree.conditions(each)):
        if isinstance(condition.subject, tree.Attribute):
            rule = _rule_of(condition.subject, mapping)
            found.setdefault(condition.subject.name, set()).add(
                isinstance(rule, ToField) or (isinstance(rule, ToKey) and rule.most is None)
            )
    return frozenset(name for name, kinds in found.items() if kinds == {True})


def _rule_of(subject: tree.Attribute, mapping: FieldMapping) -> AttributeTarget | None:
    rules = mapping.user_attributes if subject.level == "user" else mapping.attributes
    return rules.get(subject.name, rules.get(REST))


@dataclass(slots=True)
class PullBack:
    """Pulls predicates back, for the subjects that the criteria of one folder have."""

    mapping: FieldMapping
    assumptions: Assumptions
    is_announced: bool
    fields: dict[_Place, PullField] = field(default_factory=dict)
    circles: dict[_Box, Near] = field(default_factory=dict)
    """By its box, the circle that stands for all with that box."""
    boxes: dict[_Bound, list[_Box]] = field(default_factory=dict)
    """The boxes that a bound is one side of: circles side by side share those of their latitude."""

    def learn(self, criteria: Iterable[tree.Criteria]) -> None:
        """Learn where everything that ``criteria`` test is found on a profile."""
        for condition in (condition for each in criteria for condition in tree.conditions(each)):
            match condition.subject, condition.test:
                case (tree.Attribute(), _):
                    self._learn_attribute(condition.subject)
                case (tree.Metric(name), _):
                    self._learn_metric(name)
                case (tree.Demographic(name), _) if name != "Channel":
                    rule = self.mapping.demographic.get(name, self.mapping.demographic.get(REST))
                    self._learn_plain(rule.keys(name) if rule else (), Field(name, "", "one"))
                case (tree.Position(), tree.Within(latitude, longitude, kilometers)) if kilometers is not None:
                    self._learn_circle(latitude, longitude, kilometers)
                case _:
                    pass
        self._learn_country()
        self._learn_activity()

    def pull(self, predicate: Predicate, bounds: _Box = frozenset()) -> Predicate:
        """Return what ``predicate``, over profiles, means for endpoints; ``bounds`` are the tests that hold together with it."""
        match predicate:
            case And(parts):
                bounds |= {((each.field.member, each.field.name), each.test) for each in flat(predicate) if isinstance(each, Some)}
                return And(tuple(self.pull(part, bounds) for part in parts))
            case Or(parts):
                return Or(tuple(map(self.pull, parts)))
            case Not(part):
                return Not(self.pull(part))
            case Some(held, test):
                return self._pull_test((held.member, held.name), test, bounds)
            case other:
                return other

    def source(self, predicate: Predicate) -> Predicate:  # noqa: PLR0911  # one return a kind of part
        """Return a predicate over endpoints, with one name for all that is loaded alike: one code a country, one circle a box.

        If what is announced is set aside, each channel is the question that replaces it.
        """
        match predicate:
            case And(parts):
                return And(tuple(map(self.source, parts)))
            case Or(parts):
                return Or(tuple(map(self.source, parts)))
            case Not(part):
                return Not(self.source(part))
            case Some(Field("Channel"), OneOf(texts)) if self.is_announced and texts <= self.mapping.channel.keys():
                rules = [self.mapping.channel[name] for name in sorted(texts)]
                return Or(tuple(_contact(name, rule.operator, rule.value) for rule in rules for name in rule.fields))
            case Some(Field("Country"), OneOf(texts, fold)):
                return Some(predicate.field, OneOf(frozenset(map(self._loaded_country, texts)), fold))
            case Some(Field("Country"), NoneOf(texts, fold)):
                return Some(predicate.field, NoneOf(frozenset(map(self._loaded_country, texts)), fold))
            case Near(latitude, longitude, kilometers):
                return self.circles.get(self._box(latitude, longitude, kilometers), predicate)
            case other:
                return other

    def _loaded_country(self, text: str) -> str:
        """Return the code of the country that is loaded as ``text`` is: Denmark is DK if DK is loaded as Denmark."""
        values = self.mapping.country.values if self.mapping.country is not None else {}
        spelling = values.get(text, text)
        return next((code for code, value in values.items() if value == spelling), text)

    # ── one test of a profile ────────────────────────────────────────────────────────────────────────────────────────

    def _pull_test(self, place: _Place, test: TextTest, bounds: _Box) -> Predicate:
        found = self._pull_mark(place, test) or self._pull_contact(place, test)
        if found is not None:
            return found
        if whole := [box for box in self.boxes.get((place, test), ()) if box <= bounds]:
            return And(tuple(self._beyond_circle(self.circles[box]) for box in whole))
        known = self.fields.get(place)
        return known(test) if known is not None else unread_bit(f"what is loaded as {place[1] or place[0]}")

    def _pull_mark(self, place: _Place, test: TextTest) -> Predicate | None:
        for list_id, mark in self.mapping.imported.items():
            if place == ("Attributes", mark.key) and test == OneOf(frozenset({mark.value})):
                return Given("list", list_id)
        return None

    def _pull_contact(self, place: _Place, test: TextTest) -> Predicate | None:
        for rule in self.mapping.channel.values():
            kind = Contains if rule.operator == "CONTAINS" else BeginsWith
            if place[0] in rule.fields and test == kind(frozenset({rule.value})):
                return _contact(place[0], rule.operator, rule.value)
        return None

    def _beyond_circle(self, circle: Near) -> Predicate:
        return circle if self.is_announced else Or((circle, unread_bit(f"who is in the box beyond the circle of {circle.kilometers} km")))

    # ── where things are found ───────────────────────────────────────────────────────────────────────────────────────

    def _learn_attribute(self, subject: tree.Attribute) -> None:
        name, rule = subject.name, _rule_of(subject, self.mapping)
        shape: Shape = "one" if name in self.assumptions.single else "list"
        held = Field("UserAttributes" if subject.level == "user" else "Attributes", name, shape)
        match rule:
            case ToKey(_, most):
                for number, key in enumerate(rule.keys(name), start=1):
                    self.fields["Attributes", key] = self._plain(held) if most is None else self._one_of_many(held, number)
            case ToField(member):
                self.fields[member, ""] = self._plain(held)
            case ToCalculated(calculated):
                self.fields["CalculatedAttributes", calculated] = self._plain(held)
            case None:
                pass

    def _learn_plain(self, keys: Iterable[str], held: Field) -> None:
        self.fields |= {("Attributes", key): self._plain(held) for key in keys}

    def _plain(self, held: Field) -> PullField:
        def pull(test: TextTest) -> Predicate:
            if isinstance(test, Dated) and not self.is_announced:
                return Some(held, Dated(tuple(map(_on_whole_days, test.spans)), test.bare_days))
            return Some(held, test)

        return pull

    def _one_of_many(self, held: Field, number: int) -> PullField:
        if self.is_announced:
            return self._plain(held)
        return lambda test: And((Some(held, test), unread_bit(f"whether it is value {number} of {held.name}")))

    def _learn_metric(self, name: str) -> None:
        rule = self.mapping.metrics.get(name, self.mapping.metrics.get(REST))
        held = Field("Metrics", name, "whole" if name in self.assumptions.whole else "number")

        def pull(test: TextTest) -> Predicate:
            return NumberIn(held, test.spans) if isinstance(test, Numeric) else unread_bit(f"{name} as text")

        self.fields |= {("Attributes", key): pull for key in (rule.keys(name) if rule else ())}

    def _learn_country(self) -> None:
        rule = self.mapping.country
        if rule is None:
            return
        spelt: dict[str, set[str]] = {}
        for code, value in rule.values.items():
            spelt.setdefault(value, set()).add(code)

        def codes(texts: Iterable[str]) -> frozenset[str]:
            return frozenset(code for text in texts for code in spelt.get(text, {text} - rule.values.keys()))

        def pull(test: TextTest) -> Predicate:
            match test:
                case OneOf(texts, fold):
                    test = OneOf(codes(texts), fold)
                case NoneOf(texts, fold):
                    test = NoneOf(codes(texts), fold)
                case _:
                    pass
            return Some(Field("Country", "", "one"), test)

        self.fields[rule.address, "Country"] = pull

    def _learn_activity(self) -> None:
        rule = self.mapping.recency
        for hours in _DURATIONS if rule else ():
            name = rule.name if rule else ""
            self.fields["CalculatedAttributes", f"{name} ({hours // _HOURS_A_DAY} to 0 days ago)"] = self._activity(hours, name)

    def _activity(self, hours: int, name: str) -> PullField:
        def pull(test: TextTest) -> Predicate:
            if not self.is_announced or test != Numeric((Span(1),)):
                return unread_bit(f"what {name} counts")
            return NumberIn(Field(LAST_ACTIVE, "", "number"), (Span(None, hours),))

        return pull

    def _learn_circle(self, latitude: float, longitude: float, kilometers: float) -> None:
        box = self._box(latitude, longitude, kilometers)
        if box and box not in self.circles:
            self.circles[box] = Near(latitude, longitude, kilometers)
            for bound in box:
                self.boxes.setdefault(bound, []).append(box)

    def _box(self, latitude: float, longitude: float, kilometers: float) -> _Box:
        """Return the bounds of a circle; none if it has no box."""
        rule, box = self.mapping.position, box_around(latitude, longitude, kilometers)
        if rule is None or box is None:
            return frozenset()
        ends = ((rule.latitude, box[0], box[1]), (rule.longitude, box[2], box[3]))
        return frozenset((("Attributes", key), Numeric((span,))) for key, low, high in ends for span in (Span(low), Span(None, high)))


def _contact(name: str, operator: str, value: str) -> Given:
    return unread_bit(f"whether {name} {'contains' if operator == 'CONTAINS' else 'begins with'} “{value}”")


def unread_bit(name: str) -> Given:
    """Return a bit that nobody knows."""
    return Given("unread", name)


def _on_whole_days(span: Span) -> Span:
    low, high = (None if end is None else end - end % _DAY_NS for end in (span.low, span.high))
    return Span(low, high, span.low_in, span.high_in)
