"""The first steps together: what one of them finds is not found a second time by the next."""

from __future__ import annotations

import pytest

from segments_as_code.pipeline import check_definitions
from tests.fakes import FakeFiles
from tests.providers.pinpoint.checking import DIALECT

VIP = "Name: VIP\nSegmentGroups: {Include: ALL, Groups: [{Type: ALL, SourceType: ALL, SourceSegments: [{Ref: base}]}]}\n"


@pytest.mark.parametrize(
    ("base", "code"),
    [
        ("Name: [\n", "bad-yaml"),
        ("# nothing yet\n", "empty-file"),
        ("Tags: {team: crm}\n", "missing-name"),
        ("Name: Base\nDimensions: {Behavior: {Recency: {Duration: DAY_8, RecencyType: ACTIVE}}}\n", "unknown-duration"),
        ("Key: base\nName: Base\n---\nKey: other\nNmae: Other\n", "unknown-member"),
    ],
)
def test_a_reference_to_what_is_broken_is_no_second_mistake(base: str, code: str) -> None:
    checked = check_definitions(FakeFiles({"segments/base.yaml": base, "segments/vip.yaml": VIP}), DIALECT, scope=None)
    assert {problem.location.path for problem in checked.problems if problem.severity == "error"} == {"segments/base.yaml"}
    assert code in {problem.code for problem in checked.problems}
    assert "vip" in {segment.key for segment in checked.segments}


def test_a_reference_to_what_nobody_wrote_is_one() -> None:
    checked = check_definitions(FakeFiles({"segments/vip.yaml": VIP}), DIALECT, scope=None)
    assert [problem.code for problem in checked.problems] == ["unknown-reference"]
