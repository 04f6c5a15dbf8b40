"""Write a mapping file to begin with: everything that some definitions need, with a comment at each decision."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from segments_as_code.convert.condition_rules import target_keys
from segments_as_code.convert.mapping import FieldMapping, read_mapping
from segments_as_code.convert.presets import PRESETS
from segments_as_code.definitions.yaml_writer import scalar_text
from segments_as_code.model.conversion import ASSUMPTIONS
from segments_as_code.model.criteria import (
    Attribute,
    Country,
    Criteria,
    Demographic,
    InSegment,
    LastActivity,
    Level,
    Metric,
    Position,
    Subject,
    Texts,
    conditions,
    walk,
)

_HEAD: Final = """\
# yaml-language-server: $schema=https://raw.githubusercontent.com/segments-as-code/segments-as-code/main/schemas/mapping.schema.json
# Where each value of an endpoint is found on a profile. Take out what nothing was loaded for: what is not here is not mapped.
From: pinpoint
To: customer-profiles
"""
_LEVELS: Final[tuple[tuple[str, Level, str], ...]] = (("Attributes", "endpoint", "{name}"), ("UserAttributes", "user", "User_{name}"))
_CONTACTS: Final[Mapping[str, str]] = {
    "EMAIL": '{Fields: [EmailAddress], Operator: CONTAINS, Value: "@"}',
    "SMS": "{Fields: [MobilePhoneNumber], Operator: BEGINS_WITH, Value: +}",
    "VOICE": "{Fields: [PhoneNumber], Operator: BEGINS_WITH, Value: +}",
}


def start_mapping(criteria: Sequence[Criteria], preset: str | None) -> str:
    """Return the text of a mapping file for ``criteria``; with a preset, only what that leaves out is written."""
    known = read_mapping(PRESETS[preset]) if preset is not None else FieldMapping()
    subjects = {condition.subject: None for each in criteria for condition in conditions(each)}
    lines = [f"Preset: {preset}"] if preset is not None else []
    lines += ["# DomainName: my-domain"]
    for section, level, template in _LEVELS:
        names = sorted(subject.name for subject in subjects if isinstance(subject, Attribute) and subject.level == level)
        lines += _attributes(section, [name for name in names if not target_keys(Attribute(name, level), known)], template)
    metrics = sorted(subject.name for subject in subjects if isinstance(subject, Metric) and not target_keys(subject, known))
    lines += _section("Metrics", [_entry(name, f"{{Key: {_key(f'Metrics_{name}')}}}") for name in metrics])
    devices = sorted(
        each.name for each in subjects if isinstance(each, Demographic) and each.name != "Channel" and not target_keys(each, known)
    )
    note = ["  # AWS's script loses these. Take out what was not loaded: one value stands for all devices of a person."]
    lines += _section("Demographic", [*note, *(_entry(name, f"{{Key: {name}}}") for name in devices)] if devices else [])
    lines += [*_channels(criteria), *_other(subjects, known), *_imported(criteria), *_assumptions()]
    return _HEAD + "".join(f"{line}\n" for line in lines)


def _attributes(section: str, names: Sequence[str], template: str) -> list[str]:
    note = "  # A list? Then write {Calculated: name} if it was loaded as objects, or {Key: …, Values: many, Most: 5} for name_1 to name_5."
    entries = [_entry(name, f"{{Key: {_key(template.replace('{name}', name))}}}") for name in names]
    return _section(section, [note, *entries] if entries else [])


def _channels(criteria: Sequence[Criteria]) -> Iterator[str]:
    used: set[str] = set()
    for condition in (condition for each in criteria for condition in conditions(each)):
        if condition.subject == Demographic("Channel") and isinstance(condition.test, Texts):
            used |= {*condition.test.values}
    note = (
        "  # A person has no one channel: this asks whether they have an address for it. Accept channel-as-address below if that is meant."
    )
    entries = [_entry(name, _CONTACTS[name]) for name in sorted(used & _CONTACTS.keys())]
    entries += [f"  # {name}: profiles have nothing like it." for name in sorted(used - _CONTACTS.keys())]
    yield from _section("Channel", [note, *entries] if used & _CONTACTS.keys() else [])


def _other(subjects: Collection[Subject], known: FieldMapping) -> Iterator[str]:
    if Country() in subjects and known.country is None:
        yield "# Which address? Add Values: {US: USA} if countries were loaded in another spelling."
        yield "Country: {Address: Address}"
    if Position() in subjects and known.position is None:
        yield "# A circle becomes a box, whose area is about 27 % larger."
        yield "GPSPoint: {Latitude: Latitude, Longitude: Longitude}"
    if LastActivity() in subjects and known.recency is None:
        yield "# A calculated attribute that counts activity. Does it exist, and since when is activity loaded?"
        yield "Recency: {Calculated: app_activity}"


def _imported(criteria: Sequence[Criteria]) -> Iterator[str]:
    nodes = (node for each in criteria for node in walk(each))
    ids = sorted({node.reference.id for node in nodes if isinstance(node, InSegment) and node.reference.id is not None})
    if ids:
        yield "# Imported lists, or segments that no file describes. Load the people of each with a mark of its own, then take the # away."
        yield "# Imported:"
        yield from (f"# {_entry(each, _mark(number))}" for number, each in enumerate(ids, start=1))


def _mark(number: int) -> str:
    """Return a proposal that is written as a comment: where nobody loaded the mark, a list of people to leave out would be empty."""
    return f'{{Key: In_list_{number}, Value: "yes"}}'


def _assumptions() -> Iterator[str]:
    yield "# Take the # away from what somebody checked; each other one is a warning in the report."
    yield "Assume:"
    yield from (f"  # - {name}  # {says}" for name, says in ASSUMPTIONS.items())
    yield "  []"
    yield "# Differences that are accepted, by code and keys: * stands for any characters."
    yield "# Accept:"
    yield '#   channel-as-address: ["retail/*"]'


def _section(name: str, lines: Sequence[str]) -> list[str]:
    return [f"{name}:", *lines] if lines else []


def _entry(name: str, rule: str) -> str:
    return f"  {scalar_text(name)}: {rule}"


def _key(wanted: str) -> str:
    """Return a key that a profile attribute can have: what it cannot have becomes a line below."""
    key = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "_-") else "_" for letter in wanted)
    return scalar_text(key if key[:1].isalpha() or key[:1] == "_" else f"_{key}")
