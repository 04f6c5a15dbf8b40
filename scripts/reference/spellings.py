"""Other spellings that are accepted, and ambiguous ones that are not, as a user would paste them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scripts.reference.flow import members
from segments_as_code.definitions.yaml_reader import read_files
from segments_as_code.model.document import Json, Path, SourceFile
from segments_as_code.model.problem import DocumentProblem
from segments_as_code.ports import Dialect
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.providers.pinpoint.provider import PinpointDialect

_PINPOINT, _PROFILES = PinpointDialect(), CustomerProfilesDialect()


@dataclass(frozen=True, slots=True)
class Spelling:
    """Members in one line of YAML, as pasted, and the path of the mapping around them."""

    pasted: str
    inside: Path = ()
    dialect: Dialect = _PINPOINT

    @property
    def where(self) -> str:
        """The path of the mapping around them; empty for the document."""
        return "".join(f".{step}" if isinstance(step, str) else "[]" for step in self.inside).removeprefix(".")

    def read(self) -> tuple[str, tuple[DocumentProblem, ...]]:
        """Return them in canonical spelling, and the problems found."""
        normalized = self.dialect.normalize(_put(self.inside, _loaded(self.pasted)))
        return members(_taken(self.inside, normalized.content)), normalized.problems


def _loaded(pasted: str) -> Mapping[str, Json]:
    documents, problems = read_files([SourceFile("pasted.yaml", "pasted", f"{{{pasted}}}".encode())])
    if problems:
        raise ValueError(str(problems[0]))
    return documents[0].content


_BESIDE: Mapping[str, Mapping[str, Json]] = {"Groups": {"Include": "ALL"}, "Dimensions": {"SourceType": "ALL", "Type": "ALL"}}
"""What stands beside a list."""


def _put(inside: Path, content: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return a definition around ``content`` that has no other problems."""
    around: Json = content
    for step in reversed(inside):
        beside = _BESIDE.get(str(step), {}) if isinstance(around, list) else {}
        around = {step: around, **beside} if isinstance(step, str) else [around]
    return _mapping(around)


def _taken(inside: Path, definition: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return the value that ``_put`` put there."""
    content: Json = definition
    for step in inside:
        content = _mapping(content)[step] if isinstance(step, str) else _list(content)[step]
    return _mapping(content)


def _mapping(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, Mapping):
        raise TypeError(value)
    return value


def _list(value: Json) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


_GROUP: Path = ("SegmentGroups", "Groups", 0)
_ATTRIBUTES: Path = ("Dimensions", "Attributes")
_METRICS: Path = ("Dimensions", "Metrics")
_PRO = "{Attributes: {plan: {AttributeType: INCLUSIVE, Values: [pro]}}}"
_ON_NEW = "SourceSegments: [{Ref: retail/new}], SourceType: ALL, Type: ALL"

READ: tuple[Spelling, ...] = (
    Spelling("tags: {project: marketing}"),
    Spelling(f"SourceType: ALL, Type: ALL, Dimensions: {_PRO}", _GROUP),
    Spelling(f"Dimensions: [{_PRO}]", _GROUP),
    Spelling(f"Groups: [{{{_ON_NEW}}}]", ("SegmentGroups",)),
    Spelling(f"Dimensions: {{}}, SegmentGroups: {{Include: ALL, Groups: [{{{_ON_NEW}}}]}}"),
    Spelling('sessionCount: {DimensionType: INCLUSIVE, Values: ["5"]}', _METRICS),
    Spelling('score: {DimensionType: GREATER_THAN, Values: ["75"]}', _METRICS),
    Spelling('score: {ComparisonOperator: GREATER_THAN, Value: "75"}', _METRICS),
    Spelling("lastPurchase: {AttributeType: GREATER_THAN, Values: [2023-11-01]}", _ATTRIBUTES),
    Spelling("lastPurchase: {AttributeType: LESS_THAN, Values: [2023-11-01]}", _ATTRIBUTES),
    Spelling("signup: {AttributeType: ON, Values: [2023-11-01]}", _ATTRIBUTES),
    Spelling("plan: {DimensionType: INCLUSIVE, Values: [pro]}", _ATTRIBUTES),
    Spelling("Platform: {AttributeType: INCLUSIVE, Values: [iOS]}", ("Dimensions", "Demographic")),
    Spelling("plan: {AttributeType: INCLUSIVE, Values: pro}", _ATTRIBUTES),
)
"""Each has one meaning, and at least one warning."""

REFUSED: tuple[Spelling, ...] = (
    Spelling('age: {AttributeType: GREATER_THAN, Values: ["18"]}', _ATTRIBUTES),
    Spelling("lastPurchase: {AttributeType: GREATER_THAN_OR_EQUAL, Values: [2023-11-01]}", _ATTRIBUTES),
    Spelling('signup: {AttributeType: ON, Values: ["2023-11-01T09:00:00+01:00"]}', _ATTRIBUTES),
    Spelling('sessionCount: {DimensionType: INCLUSIVE, Values: ["5", "6"]}', _METRICS),
    Spelling('sessionCount: {DimensionType: EXCLUSIVE, Values: ["5"]}', _METRICS),
    Spelling("tags: {project: marketing}, Tags: {team: crm}"),
    Spelling("Type: AWS::Pinpoint::Segment, Properties: {Name: New Customers}"),
    Spelling("Id: 1f6a0c2e, Name: New Customers"),
)
"""Each is ambiguous, and an error."""


def _profiles(pasted: str, inside: Path = ()) -> Spelling:
    return Spelling(pasted, inside, _PROFILES)


_BLOCK: Path = (*_GROUP, "Dimensions", 0)
_PROFILE: Path = (*_BLOCK, "ProfileAttributes")
_GOLD = "{ProfileAttributes: {Attributes: {tier: {DimensionType: INCLUSIVE, Values: [gold]}}}}"

PROFILES_READ: tuple[Spelling, ...] = (
    _profiles("tags: {project: marketing}"),
    _profiles("Tags: [{Key: project, Value: marketing}]"),
    _profiles("displayName: Regulars"),
    _profiles("DisplayName: Regulars, CreatedAt: 1795000000, SegmentType: CLASSIC"),
    _profiles(f"SourceType: ALL, Type: ALL, Dimensions: {_GOLD}", _GROUP),
    _profiles(f"Dimensions: [{_GOLD}]", _GROUP),
    _profiles("FirstName: {DimensionType: INCLUSIVE, Values: Anna}", _PROFILE),
    _profiles("orders: {DimensionType: GREATER_THAN, Values: [5]}", (*_BLOCK, "CalculatedAttributes")),
    _profiles("BirthDate: {DimensionType: AFTER, Values: [1990-01-01]}", _PROFILE),
    _profiles("Type: AWS::CustomerProfiles::SegmentDefinition, Properties: {DisplayName: Regulars}"),
)
"""Spellings of Customer Profiles that have one meaning, and at least one warning each."""

PROFILES_REFUSED: tuple[Spelling, ...] = (
    _profiles('BirthDate: {DimensionType: AFTER, Values: ["1990-01-01T09:00:00+01:00"]}', _PROFILE),
    _profiles("tags: {project: marketing}, Tags: {team: crm}"),
    _profiles("Type: AWS::CustomerProfiles::SegmentDefinition, DisplayName: Regulars"),
)
"""Spellings of Customer Profiles that are ambiguous, and an error each."""
