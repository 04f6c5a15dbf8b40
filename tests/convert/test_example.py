"""The example of the guide: what its mapping decides is what stands in the folder, and it is at rest after one apply."""

from __future__ import annotations

from pathlib import Path

from aws_emulator.customer_profiles.behaviour import Behaviour
from segments_as_code.convert.folder_conversion import convert_folder
from segments_as_code.convert.mapping_file import read_mapping_file
from segments_as_code.files import FolderFiles
from segments_as_code.model.document import SourceFile
from segments_as_code.model.plan import Create, Unchanged
from segments_as_code.pipeline import check_definitions
from tests.convert.converting import SOURCE, TARGET
from tests.providers.customer_profiles.service import apply, plan_of, running

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "convert"
OUT = "examples/convert/profiles"


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
