"""docs/guide/adopt.md: from 500 hand-made segments to a running repository in three commands, as they stand there."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from segments_as_code.model.document import Json
from tests.cli.laptop import APP, OWNER, Laptop
from tests.providers.pinpoint.service import DIALECT, reader, writer

GUIDE = (Path(__file__).parents[2] / "docs" / "guide" / "adopt.md").read_text(encoding="utf-8")
NUMBER = 500
NAMES = ("New Customers", "VIPs", "Früher & später", "日本", "con", "NO", "a: b # c", "../up")


def commands(having: str) -> list[list[str]]:
    """Return the commands of the block that has ``having``."""
    block = next(block for block in re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL) if having in block)
    return [shlex.split(line) for line in block.splitlines()]


def fill(laptop: Laptop) -> None:
    """Make segments by hand, each fifth of which builds on the one before it."""
    write = writer(laptop.emulator)
    last = ""
    for number in range(NUMBER):
        criteria: Json = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": [f"v{number}", NAMES[number % len(NAMES)]]}}}
        group: Json = {
            "Dimensions": [criteria],
            "Type": "ALL",
            "SourceType": "ALL",
            "SourceSegments": [{"Id": last}] if number % 5 == 4 else [],
        }
        content: dict[str, Json] = {"Name": NAMES[number % len(NAMES)], "SegmentGroups": {"Include": "ALL", "Groups": [group]}}
        last = write.create(DIALECT.definition(content), {"team": "crm"} if number % 3 == 0 else {}).id


@pytest.mark.slow
def test_a_repository_that_starts_from_500_hand_made_segments_runs_after_three_commands(laptop: Laptop) -> None:
    shutil.rmtree(laptop.folder / "segments")
    fill(laptop)
    before = {segment.id: (segment.name, segment.version, segment.definition) for segment in reader(laptop.emulator).list_segments()}
    environ = {"SEGMENTS_APPLICATION_ID": APP, "AWS_ENDPOINT_URL_PINPOINT": laptop.emulator.endpoint_url, "GITHUB_REPOSITORY": OWNER}
    three = commands("segments pull\n")
    assert [command[:2] for command in three] == [["segments", "pull"], ["segments", "plan"], ["segments", "apply"]]
    pulled, planned, applied = [laptop.spawn(*command[1:], environ=environ) for command in three]
    assert (pulled.code, pulled.last_line) == (0, f"Segments: {NUMBER} written")
    assert f"Segments: {NUMBER} to adopt" in planned.out
    assert (applied.code, applied.last_line) == (0, f"Segments: {NUMBER} applied")
    assert laptop.plan("--detailed-exitcode").code == 0
    assert laptop.run("pull", *laptop.given).last_line == f"Segments: {NUMBER} said as deployed already"
    after = {segment.id: (segment.name, segment.version, segment.definition) for segment in reader(laptop.emulator).list_segments()}
    assert after == before
    assert "UpdateSegment" not in laptop.operations()


def test_every_command_of_the_guide_is_one_that_there_is(laptop: Laptop) -> None:
    said = [command for having in ("segments pull\n", "--snapshot") for command in commands(having)]
    assert {laptop.run(*command[1:2], "--help").code for command in said} == {0}
