"""What a load by a mapping puts where on a profile, and what a conversion means on both sides: for counting people, not for a proof."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from segments_as_code.convert.conversion_proof import ASSUMED_READINGS
from segments_as_code.convert.converter import SourceSegment
from segments_as_code.convert.mapping import REST, AttributeTarget, FieldMapping, ToCalculated, ToField, ToKey
from segments_as_code.meaning.lower import lower
from segments_as_code.meaning.predicate import Environment, Given, Predicate, Ref
from segments_as_code.meaning.readings import Assumptions, Readings
from segments_as_code.model.conversion import Conversion, LoadedField
from segments_as_code.model.criteria import Attribute, Condition, Criteria, Demographic, Metric, conditions
from segments_as_code.model.segment import Reference
from segments_as_code.model.settings import Settings
from segments_as_code.ports import Dialect

_KEYED: Final = "Attributes"


def find_meanings(
    conversion: Conversion, sources: Mapping[str, SourceSegment], settings: Settings, dialects: tuple[Dialect, Dialect]
) -> tuple[Environment, Environment]:
    """Return what each segment means by key, before and after, with every reading at its default or as the project settles it.

    A segment that has no form, a pinned version and a list that no file describes are something that cannot be known.
    """
    source, target = dialects
    settled = {name: value for name, value in settings.readings.items() if name not in ASSUMED_READINGS}
    adopted = {each.segment.lifecycle.adopt: key for key, each in sources.items() if each.segment.lifecycle.adopt is not None}

    def read_source(reference: Reference) -> Predicate:
        key = reference.key or adopted.get(reference.id or "")
        is_known = key is not None and key in sources and reference.version is None
        return Ref(key) if key is not None and is_known else Given("list", key or reference.id or "")

    criteria = {key: source.read_criteria(each.segment.definition) for key, each in sources.items()}
    before = {key: lower(each, Assumptions(Readings(settled)), read_source) for key, each in criteria.items()}
    written = {segment.key: segment.definition for segment in conversion.segments if segment.definition is not None and segment.has_form}
    written |= {helper.key: helper.definition for helper in conversion.helpers}
    profiles = Assumptions(Readings({**settled, "number-text": "numbers"}))
    after = {key: lower(target.read_criteria(each), profiles, _by_key(written)) for key, each in written.items()}
    return before, after


def _by_key(known: Iterable[str]) -> Callable[[Reference], Predicate]:
    keys = frozenset(known)
    return lambda reference: Ref(reference.key) if reference.key in keys and reference.key is not None else Given("unread", "a source")


def find_loaded(criteria: Iterable[Criteria], mapping: FieldMapping) -> tuple[LoadedField, ...]:
    """Return the fields of a profile that are loaded of what ``criteria`` ask about; the first of two that are one field counts."""
    found: dict[tuple[str, str], LoadedField] = {}
    asked = (condition for each in criteria for condition in conditions(each))
    for loaded in (*(field for condition in asked for field in _loaded_of(condition, mapping)), *_loaded_once(mapping)):
        found.setdefault((loaded.member, loaded.name), loaded)
    return tuple(found.values())


def _loaded_of(condition: Condition, mapping: FieldMapping) -> Iterator[LoadedField]:
    match condition.subject:
        case Attribute(name, level):
            rules = mapping.user_attributes if level == "user" else mapping.attributes
            yield from _attribute(rules.get(name, rules.get(REST)), "UserAttributes" if level == "user" else "Attributes", name)
        case Metric(name):
            yield from _attribute(mapping.metrics.get(name, mapping.metrics.get(REST)), "Metrics", name)
        case Demographic(name) if name in {"AppVersion", "Make", "Model", "Platform"}:
            yield from _attribute(mapping.demographic.get(name, mapping.demographic.get(REST)), name, name)
        case _:
            pass


def _attribute(rule: AttributeTarget | None, of: str, name: str) -> Iterator[LoadedField]:
    match rule:
        case ToKey():
            yield from (LoadedField(_KEYED, key, of, name, position) for position, key in enumerate(rule.keys(name), start=1))
        case ToField(member):
            yield LoadedField(member, "", of, name)
        case ToCalculated(calculated):
            yield LoadedField("CalculatedAttributes", calculated, of, name, 0)
        case None:
            pass


def _loaded_once(mapping: FieldMapping) -> Iterator[LoadedField]:
    """Yield what is loaded by a rule of its own.

    No address is read: an endpoint of a channel has one, and it is loaded into the first field that the mapping has for the channel.
    """
    if mapping.country is not None:
        yield LoadedField(mapping.country.address, "Country", "Country", spelled=mapping.country.values)
    if mapping.position is not None:
        yield LoadedField(_KEYED, mapping.position.latitude, "Latitude")
        yield LoadedField(_KEYED, mapping.position.longitude, "Longitude")
    contacts: dict[str, dict[str, str]] = {}
    for channel, rule in mapping.channel.items():
        for number, member in enumerate(rule.fields):
            contacts.setdefault(member, {}).update({} if number else {channel: rule.value})
    for member, spelled in contacts.items():
        yield LoadedField(member, "", "Channel", spelled=spelled, is_spelled_only=True)
