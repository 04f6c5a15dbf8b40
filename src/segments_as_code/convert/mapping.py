"""What a mapping file decides: where each value of an endpoint is found on a profile, and what is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final, Literal, TypeAlias

from segments_as_code.model.document import Json, Path

REST: Final = "*"
"""The name that stands for every attribute without a rule of its own."""


@dataclass(frozen=True, slots=True)
class ToKey:
    """To a profile attribute: ``key`` is a template with ``{name}``. With ``most`` a list is loaded as ``key_1`` to ``key_most``."""

    key: str
    most: int | None = None

    def keys(self, name: str) -> tuple[str, ...]:
        """Return the keys under which the attribute ``name`` is found."""
        key = self.key.replace("{name}", name)
        return (key,) if self.most is None else tuple(f"{key}_{number}" for number in range(1, self.most + 1))


@dataclass(frozen=True, slots=True)
class ToField:
    """To a standard field of a profile (``FirstName``)."""

    field: str


@dataclass(frozen=True, slots=True)
class ToCalculated:
    """To a calculated attribute: a list of recent values, or a count of activity."""

    name: str


AttributeTarget: TypeAlias = ToKey | ToField | ToCalculated


@dataclass(frozen=True, slots=True)
class ToAddress:
    """To the country of one of a profile's addresses; ``values`` spells countries as they were loaded."""

    address: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ToPosition:
    """To two profile attributes with degrees."""

    latitude: str
    longitude: str


@dataclass(frozen=True, slots=True)
class ToContact:
    """A channel as "has an address": any of ``fields`` compared with ``value``."""

    fields: tuple[str, ...]
    operator: Literal["CONTAINS", "BEGINS_WITH"]
    value: str


@dataclass(frozen=True, slots=True)
class Mark:
    """The people of an imported list: those whose attribute ``key`` has ``value``."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """A mapping file as values. What it does not name is not mapped: nothing is guessed."""

    domain: str | None = None
    assume: frozenset[str] = frozenset()
    attributes: Mapping[str, AttributeTarget] = field(default_factory=dict)
    user_attributes: Mapping[str, AttributeTarget] = field(default_factory=dict)
    metrics: Mapping[str, ToKey] = field(default_factory=dict)
    demographic: Mapping[str, ToKey] = field(default_factory=dict)
    channel: Mapping[str, ToContact] = field(default_factory=dict)
    imported: Mapping[str, Mark] = field(default_factory=dict)
    country: ToAddress | None = None
    position: ToPosition | None = None
    recency: ToCalculated | None = None
    accept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def accepts(self, code: str, key: str) -> bool:
        """Return whether the verdict ``code`` is accepted for the segment ``key``."""
        return any(fnmatchcase(key, pattern) for pattern in self.accept.get(code, ()))


def read_mapping(content: Mapping[str, Json]) -> FieldMapping:
    """Return a mapping from content that the schema accepts, presets filled in."""
    return FieldMapping(
        domain=_text(content.get("DomainName")) or None,
        assume=frozenset(_texts(content.get("Assume"))),
        attributes={name: _attribute(rule) for name, rule in _rules(content, "Attributes")},
        user_attributes={name: _attribute(rule) for name, rule in _rules(content, "UserAttributes")},
        metrics={name: ToKey(_text(rule["Key"])) for name, rule in _rules(content, "Metrics")},
        demographic={name: ToKey(_text(rule["Key"])) for name, rule in _rules(content, "Demographic")},
        channel={name: _contact(rule) for name, rule in _rules(content, "Channel")},
        imported={name: Mark(_text(rule["Key"]), _text(rule["Value"])) for name, rule in _rules(content, "Imported")},
        country=_address(content.get("Country")),
        position=_position(content.get("GPSPoint")),
        recency=_recency(content.get("Recency")),
        accept={code: _texts(keys) for code, keys in _mapping(content.get("Accept")).items()},
    )


def fill_in(content: Mapping[str, Json], preset: Mapping[str, Json]) -> dict[str, Json]:
    """Return the content of a mapping file with everything of its preset that it does not say itself."""
    merged = {**preset, **content}
    for member, value in content.items():
        below = preset.get(member)
        if isinstance(value, dict) and isinstance(below, dict) and member in BY_NAME:
            merged[member] = {**below, **value}
    return merged


BY_NAME: Final = ("Attributes", "UserAttributes", "Metrics", "Demographic", "Channel", "Imported")
"""The members with an entry for each name."""


@dataclass(frozen=True, slots=True)
class WrittenTarget:
    """A target that a mapping file names without a wildcard, and where it does."""

    target: str
    at: Path


def written_targets(content: Mapping[str, Json]) -> list[WrittenTarget]:
    """Return every target that is meant for one thing alone, in the order of the file."""
    found: list[WrittenTarget] = []
    for member in ("Attributes", "UserAttributes", "Metrics", "Demographic"):
        for name, rule in _rules(content, member):
            if name == REST:
                continue
            for word in ("Key", "Field", "Calculated"):
                if target := _text(rule.get(word)).replace("{name}", name):
                    kind = "attribute" if word == "Key" else "field" if word == "Field" else "calculated attribute"
                    found.append(WrittenTarget(f"the {kind} {target}", (member, name, word)))
    marks = _rules(content, "Imported")
    found += (WrittenTarget(f"the attribute {_text(rule['Key'])}", ("Imported", name, "Key")) for name, rule in marks)
    position = _mapping(content.get("GPSPoint"))
    ends = [word for word in ("Latitude", "Longitude") if word in position]
    return [*found, *(WrittenTarget(f"the attribute {_text(position[word])}", ("GPSPoint", word)) for word in ends)]


def _attribute(rule: Mapping[str, Json]) -> AttributeTarget:
    if "Field" in rule:
        return ToField(_text(rule["Field"]))
    if "Calculated" in rule:
        return ToCalculated(_text(rule["Calculated"]))
    most = rule.get("Most")
    return ToKey(_text(rule["Key"]), most if rule.get("Values") == "many" and isinstance(most, int) else None)


def _contact(rule: Mapping[str, Json]) -> ToContact:
    operator: Literal["CONTAINS", "BEGINS_WITH"] = "BEGINS_WITH" if rule.get("Operator") == "BEGINS_WITH" else "CONTAINS"
    return ToContact(_texts(rule.get("Fields")), operator, _text(rule.get("Value")))


def _address(rule: Json) -> ToAddress | None:
    if not isinstance(rule, dict):
        return None
    return ToAddress(_text(rule.get("Address")), {name: _text(value) for name, value in _mapping(rule.get("Values")).items()})


def _position(rule: Json) -> ToPosition | None:
    return ToPosition(_text(rule.get("Latitude")), _text(rule.get("Longitude"))) if isinstance(rule, dict) else None


def _recency(rule: Json) -> ToCalculated | None:
    return ToCalculated(_text(rule.get("Calculated"))) if isinstance(rule, dict) else None


def _rules(content: Mapping[str, Json], member: str) -> list[tuple[str, Mapping[str, Json]]]:
    return [(name, _mapping(rule)) for name, rule in _mapping(content.get(member)).items()]


def _mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: Json) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
