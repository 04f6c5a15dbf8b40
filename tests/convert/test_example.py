"""The example of the guide: what its mapping decides is what stands in the folder, and it is at rest after one apply."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from aws_emulator.customer_profiles.behaviour import Behaviour
from segments_as_code.convert.folder_conversion import FolderConversion, convert_folder, read_sources
from segments_as_code.convert.mapping import FieldMapping
from segments_as_code.convert.mapping_file import MappingFile, preset_mapping, read_mapping_file
from segments_as_code.convert.mapping_starter import start_mapping
from segments_as_code.convert.presets import PRESETS
from segments_as_code.files import FolderFiles
from segments_as_code.model.conversion import DIFFERS
from segments_as_code.model.document import SourceFile
from segments_as_code.model.plan import Create, Unchanged
from segments_as_code.model.problem import Severity
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.pipeline import CheckResult, check_definitions
from segments_as_code.report.conversion_summary import count_verdicts
from tests.convert.converting import SOURCE, TARGET, Given
from tests.providers.customer_profiles.service import apply, plan_of, running

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "convert"
OUT = "examples/convert/profiles"


TABLE = re.compile(r"^\| ([\w`-]+)" + r" \| ([0-9]+)" * 8 + r" \|$", re.MULTILINE)


def read(folder: str) -> tuple[Sequence[SourceFile], CheckResult]:
    files = FolderFiles(ROOT, folder)
    return files.read()[0], check_definitions(files, SOURCE, scope=None)


def converted(folder: str, mapping: MappingFile) -> FolderConversion:
    files, checked = read(folder)
    return convert_folder(files, checked.segments, mapping, checked.settings, (SOURCE, TARGET), folder="profiles")


def full_mapping(folder: str, more: str = "") -> MappingFile:
    """Return the mapping to begin with, which has everything that the definitions of a folder need."""
    files, checked = read(folder)
    criteria = [SOURCE.read_criteria(each.document.content) for each in read_sources(files, checked.segments, SOURCE).values()]
    text = start_mapping(criteria, None).replace("# DomainName: my-domain\n", f"{more}\n")
    return read_mapping_file(SourceFile("mapping.yaml", "mapping", text.encode()))


def test_the_figures_of_the_guide_are_those_of_the_examples() -> None:
    """Rules, then segments, by verdict, under no mapping, each preset, and a full one."""
    mappings = {"none": MappingFile(FieldMapping()), "full": full_mapping("examples/segments")}
    mappings |= {f"`{name}`": preset_mapping(name) for name in PRESETS}
    found = {}
    for name, mapping in mappings.items():
        rules, segments = count_verdicts(converted("examples/segments", mapping).conversion)
        found[name] = [*rules.values(), *segments.values()]
    guide = (ROOT / "docs" / "guide" / "convert.md").read_text(encoding="utf-8")
    assert {row[0]: [*map(int, row[1:])] for row in TABLE.findall(guide)} == found


@pytest.mark.parametrize("folder", ["examples/segments", "tests/cases/pinpoint/valid"])
def test_everything_decided_is_created_and_at_rest_after_one_apply(folder: str) -> None:
    """The examples have the four definitions of Alchemy's page; botocore checks every request."""
    accept = "Accept: {" + ", ".join(f'{code}: ["*"]' for code in DIFFERS) + "}"
    result = converted(folder, full_mapping(folder, accept))
    checked = check_definitions(Given(result.files), TARGET, scope=None)
    undecided = {segment.key for segment in result.conversion.segments if segment.is_undecided}
    errors = [problem for problem in checked.problems if problem.severity is Severity.ERROR]
    assert {problem.code for problem in errors} <= {"undecided"}
    segments = [segment for segment in checked.segments if not _builds_on(segment, undecided)]
    assert len(segments) > 5
    with running(Behaviour(unknown_calculated_attributes="accept", unknown_references="accept")) as emulator:
        apply(emulator, plan_of(emulator, *segments))
        assert {type(change) for change in plan_of(emulator, *segments).changes} == {Unchanged}


def _builds_on(segment: DesiredSegment, keys: set[str]) -> bool:
    return any(reference.key in keys for reference in TARGET.references(segment.definition))


def test_the_example_is_decided_written_and_at_rest_after_one_apply() -> None:
    files = FolderFiles(ROOT, "examples/convert/segments")
    checked = check_definitions(files, SOURCE, scope=None)
    mapping = read_mapping_file(SourceFile("mapping.yaml", "mapping", (FOLDER / "mapping.yaml").read_bytes()))
    found = convert_folder(files.read()[0], checked.segments, mapping, checked.settings, (SOURCE, TARGET), folder=OUT)
    assert ([*checked.problems], mapping.problems, found.problems) == ([], (), ())
    assert [segment.key for segment in found.conversion.segments if segment.is_undecided] == []
    written = FolderFiles(ROOT, OUT)
    assert {file.path: file.content for file in written.read()[0]} == {file.path: file.content for file in found.files}
    converted = check_definitions(written, TARGET, scope=None)
    assert list(converted.problems) == []
    behaviour = Behaviour(unknown_calculated_attributes="accept")
    with running(behaviour) as emulator:
        plan = plan_of(emulator, *converted.segments)
        assert [type(change) for change in plan.changes] == [Create] * 6
        apply(emulator, plan)
        assert {type(change) for change in plan_of(emulator, *converted.segments).changes} == {Unchanged}
