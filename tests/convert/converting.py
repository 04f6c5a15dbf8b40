"""Convert definitions in memory, and mappings for whatever they compare."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from segments_as_code.convert.folder_conversion import FolderConversion, convert_folder, read_sources
from segments_as_code.convert.mapping_file import MappingFile, read_mapping_file
from segments_as_code.model.conversion import ASSUMPTIONS, VERDICT_CODES, ConvertedSegment
from segments_as_code.model.criteria import Attribute, Criteria, InSegment, Metric, conditions, walk
from segments_as_code.model.document import Json, SourceFile
from segments_as_code.model.problem import Severity
from segments_as_code.pipeline import CheckResult, check_definitions
from segments_as_code.providers.customer_profiles.provider import CustomerProfilesDialect
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from tests.fakes import FakeFiles

SOURCE, TARGET = PinpointDialect(), CustomerProfilesDialect()
ACCEPT_ALL: Json = {code: ["*"] for code in VERDICT_CODES}
FULL: Mapping[str, Json] = {
    "Attributes": {"*": {"Key": "{name}"}},
    "UserAttributes": {"*": {"Key": "User_{name}"}},
    "Metrics": {"*": {"Key": "Metrics_{name}"}},
    "Demographic": {"*": {"Key": "Device_{name}"}},
    "Channel": {
        "EMAIL": {"Fields": ["EmailAddress", "PersonalEmailAddress"], "Operator": "CONTAINS", "Value": "@"},
        "SMS": {"Fields": ["MobilePhoneNumber"], "Operator": "BEGINS_WITH", "Value": "+"},
    },
    "Country": {"Address": "Address", "Values": {"US": "USA"}},
    "GPSPoint": {"Latitude": "Latitude", "Longitude": "Longitude"},
    "Recency": {"Calculated": "app_activity"},
}
"""A mapping of everything that has a form."""


@dataclass(frozen=True)
class Converted:
    """What some definitions became, and what they were."""

    found: FolderConversion
    checked: CheckResult
    mapping: MappingFile

    def __getitem__(self, key: str) -> ConvertedSegment:
        return next(segment for segment in self.found.conversion.segments if segment.key == key)

    @property
    def texts(self) -> Mapping[str, str]:
        """The written files, by path."""
        return {file.path: file.content.decode() for file in self.found.files}

    def check(self) -> CheckResult:
        """Check the written files as definitions of Customer Profiles."""
        return check_definitions(Given(self.found.files), TARGET, scope=None)


@dataclass(frozen=True)
class Given:
    """Files in memory."""

    files: Sequence[SourceFile]

    def read(self) -> tuple[Sequence[SourceFile], tuple[()]]:
        return self.files, ()


def mapping_file(content: Mapping[str, Json] | str) -> MappingFile:
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return read_mapping_file(SourceFile("mapping.yaml", "mapping", text.encode()))


def convert(texts: Mapping[str, str], mapping: Mapping[str, Json] | str = FULL) -> Converted:
    """Convert files of definitions below ``segments/``, which have no errors, into the folder ``profiles``."""
    files = FakeFiles({f"segments/{name}": text for name, text in texts.items()})
    checked = check_definitions(files, SOURCE, scope=None)
    assert [problem for problem in checked.problems if problem.severity is Severity.ERROR] == []
    read = mapping_file(mapping)
    assert [problem for problem in read.problems if problem.severity is Severity.ERROR] == []
    found = convert_folder(files.read()[0], checked.segments, read, checked.settings, (SOURCE, TARGET), folder="profiles")
    return Converted(found, checked, read)


def convert_documents(documents: Sequence[Mapping[str, Json]], mapping: Mapping[str, Json]) -> Converted:
    """Convert documents, each in a file of its own."""
    return convert({f"{at}.yaml": json.dumps(each, ensure_ascii=False) for at, each in enumerate(documents)}, mapping)


def criteria_of(documents: Sequence[Mapping[str, Json]]) -> list[Criteria]:
    files = FakeFiles({f"segments/{at}.yaml": json.dumps(each, ensure_ascii=False) for at, each in enumerate(documents)})
    checked = check_definitions(files, SOURCE, scope=None)
    return [SOURCE.read_criteria(each.document.content) for each in read_sources(files.read()[0], checked.segments, SOURCE).values()]


@st.composite
def mappings(draw: DrawFn, criteria: Sequence[Criteria], *, accepted: Collection[str] = ()) -> dict[str, Json]:
    """Return mappings for everything that ``criteria`` compare: each attribute is loaded in one of several ways, or not at all."""
    subjects = {condition.subject: None for each in criteria for condition in conditions(each)}
    content: dict[str, Json] = {**FULL, "Attributes": {}, "UserAttributes": {}, "Metrics": {}}
    for number, subject in enumerate(subjects):
        match subject:
            case Attribute(name, level):
                rule = draw(st.sampled_from([*_ways(number), None]))
                _section(content, "UserAttributes" if level == "user" else "Attributes", name, rule)
            case Metric(name):
                _section(content, "Metrics", name, draw(st.sampled_from([{"Key": f"number_{number}"}] * 4 + [None])))
            case _:
                pass
    ids = {node.reference.id for each in criteria for node in walk(each) if isinstance(node, InSegment) and node.reference.id is not None}
    content["Imported"] = {each: {"Key": f"In_{each[:8]}", "Value": "yes"} for each in sorted(ids) if draw(st.booleans())}
    content["Assume"] = draw(st.lists(st.sampled_from(sorted(ASSUMPTIONS)), unique=True, max_size=9))
    content["Accept"] = {code: ["*"] for code in accepted}
    for member in draw(st.lists(st.sampled_from(["Country", "GPSPoint", "Recency", "Channel", "Demographic"]), max_size=1)):
        del content[member]
    return content


def _ways(number: int) -> list[Json]:
    key = f"key_{number}"
    return [{"Key": key}, {"Key": key}, {"Key": key, "Values": "many", "Most": 3}, {"Calculated": f"recent_{number}"}]


def _section(content: dict[str, Json], member: str, name: str, rule: Json) -> None:
    section = content[member]
    if rule is not None and isinstance(section, dict):
        section[name] = rule
