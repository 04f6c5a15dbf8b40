"""The service of a folder is told by its definitions; what is mixed or unclear is said, with the fix."""

from __future__ import annotations

import pytest

from segments_as_code.definitions.recognition import Recognized, recognize
from segments_as_code.model.document import SourceFile
from segments_as_code.model.problem import SegmentsError
from segments_as_code.providers.registry import PROVIDERS

MARKS = {name: make().dialect.marks for name, make in PROVIDERS.items()}
GROUPS = "SegmentGroups: {Include: ALL, Groups: []}\n"


def read(**texts: str) -> Recognized:
    return recognize([SourceFile(f"segments/{stem}.yaml", stem, text.encode()) for stem, text in texts.items()], MARKS)


def recognized(**texts: str) -> str | None:
    return read(**texts).service


@pytest.mark.parametrize(
    ("text", "service"),
    [
        ("Name: VIPs\n", "pinpoint"),
        (f"ApplicationId: app\n{GROUPS}", "pinpoint"),
        ("Dimensions: {}\n", "pinpoint"),
        (f"DisplayName: VIPs\n{GROUPS}", "customer-profiles"),
        (f"{GROUPS}SegmentDefinitionName: vips\n", "customer-profiles"),
        ("'SegmentSqlQuery': SELECT 1\n", "customer-profiles"),
        ("displayName: pasted from CDK\n", "customer-profiles"),
        ('{"DisplayName": "VIPs", "SegmentGroups": {}}', "customer-profiles"),
        ("{Name: VIPs}\n", "pinpoint"),
        ("DisplayName: VIPs\nDescription: |\n  Name: indented text is no member\n", "customer-profiles"),
        ("Type: AWS::CustomerProfiles::SegmentDefinition\nProperties: {}\n", "customer-profiles"),
        ('{"Resources": {"A": {"Type": "AWS::CustomerProfiles::SegmentDefinition"}}}', "customer-profiles"),
        ("Name: VIPs\n# was AWS::CustomerProfiles::SegmentDefinition\n", "pinpoint"),
        ("Key: a\n", None),
        ("", None),
        ("{broken", None),
    ],
)
def test_a_document_is_recognized_by_the_members_of_one_service(text: str, service: str | None) -> None:
    assert recognized(a=text) == service


def test_the_rest_of_a_folder_follows_what_is_recognized_and_reserved_files_do_not_count() -> None:
    assert recognized(a=GROUPS, b="DisplayName: VIPs\n") == "customer-profiles"
    assert recognized(a="DisplayName: VIPs\n", policies="Name: x\n") == "customer-profiles"


def test_a_mixed_folder_is_refused_with_a_file_of_each_and_the_fix() -> None:
    with pytest.raises(SegmentsError, match=r"segments/b\.yaml is for customer-profiles, and segments/a\.yaml for pinpoint") as refused:
        recognized(a="Name: VIPs\n", b="DisplayName: VIPs\n")
    assert refused.value.code == "mixed-folder"
    assert refused.value.remedy == "keep the segments of each service in a folder and a run of their own."


def test_a_definition_that_could_be_for_any_service_is_named_and_no_service() -> None:
    assert read(a=GROUPS) == Recognized(None, "segments/a.yaml")
    assert read(a="Key: a\n") == Recognized(None, None)
    assert read(a=GROUPS, b="DisplayName: VIPs\n") == Recognized("customer-profiles", "segments/b.yaml")
