"""``segments pull``."""

from __future__ import annotations

import shutil
from typing import cast

import pytest

from segments_as_code.definitions.yaml_writer import scalar_text
from segments_as_code.model.document import Json
from tests.action.job import segment
from tests.cli.laptop import APP, OWNER, Laptop
from tests.providers.pinpoint.service import ask, reader, writer

HOSTILE = "</details>`\"'\u202e # x: {[&*!|>%@NO"
MODELINE = "# yaml-language-server: $schema=https://raw.githubusercontent.com/segments-as-code/segments-as-code/main/schemas/pinpoint-segment.schema.json\n"


def create(laptop: Laptop, name: str, *values: str, tags: dict[str, str] | None = None, on: str = "") -> str:
    """Create a segment by hand, and return its id."""
    criteria: Json = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": list(values)}}}
    groups: Json = {
        "Include": "ALL",
        "Groups": [{"Dimensions": [criteria], "Type": "ALL", "SourceSegments": [{"Id": on}], "SourceType": "ALL"}],
    }
    definition: dict[str, Json] = {"Name": name, "SegmentGroups": groups} if on else {"Name": name, "Dimensions": criteria}
    return writer(laptop.emulator).create(definition, tags or {}).id


def files(laptop: Laptop) -> dict[str, str]:
    """Return the definitions that are there."""
    folder = laptop.folder / "segments"
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.yaml"))}


@pytest.fixture
def bare(laptop: Laptop) -> Laptop:
    """Return a laptop without a folder of definitions."""
    shutil.rmtree(laptop.folder / "segments")
    return laptop


def test_what_nobody_owns_is_written_ready_to_adopt_with_references_by_key(bare: Laptop) -> None:
    base = create(bare, "Base", "b", tags={"team": "crm"})
    top = create(bare, "Loyal & New", "a", on=base)
    ended = bare.run("pull", *bare.given)
    assert (ended.code, ended.out) == (0, "  + segments/base.yaml\n  + segments/loyal-new.yaml\nSegments: 2 written\n")
    assert files(bare) == {
        "base.yaml": (
            f"{MODELINE}Name: Base\nDimensions:\n  Attributes:\n    kind:\n      AttributeType: INCLUSIVE\n      Values:\n        - b\n"
            f"Tags:\n  team: crm\nLifecycle:\n  Adopt: {scalar_text(base)}\n"
        ),
        "loyal-new.yaml": (
            f"{MODELINE}Name: Loyal & New\nSegmentGroups:\n  Include: ALL\n  Groups:\n    - SourceSegments:\n        - Ref: base\n"
            "      SourceType: ALL\n      Type: ALL\n      Dimensions:\n        - Attributes:\n            kind:\n"
            "              AttributeType: INCLUSIVE\n              Values:\n                - a\n"
            f"Lifecycle:\n  Adopt: {scalar_text(top)}\n"
        ),
    }
    assert "2 to adopt" in bare.plan().out
    assert bare.apply("--yes").code == 0
    assert bare.plan("--detailed-exitcode").code == 0


def test_a_dry_run_writes_nothing(bare: Laptop) -> None:
    create(bare, "Base", "b")
    ended = bare.run("pull", *bare.given, "--dry-run")
    assert (ended.code, ended.out) == (0, "  + segments/base.yaml\nSegments: 1 to be written\n")
    assert not (bare.folder / "segments").exists()


def test_what_is_ours_is_found_by_its_key_and_plans_to_nothing_at_once(laptop: Laptop) -> None:
    laptop.check_out(
        {"retail/vip.yaml": segment("VIPs", "vip", more="Tags: {team: crm}\nLifecycle: {Protected: true}\n"), "x.yaml": segment("X", "x")}
    )
    assert laptop.apply("--yes").code == 0
    before = files(laptop)
    laptop.check_out({"x.yaml": before["x.yaml"]})
    assert laptop.run("pull", *laptop.given).last_line == "Segments: 1 written, 1 said as deployed already"
    assert set(files(laptop)) == set(before)
    assert "Adopt" not in files(laptop)["retail/vip.yaml"]
    assert laptop.plan("--detailed-exitcode").code == 0


def test_a_file_that_is_there_is_changed_only_where_it_says_something_else(laptop: Laptop) -> None:
    criteria = "    # who\n    kind: {AttributeType: INCLUSIVE, Values: [vip, gold]}\n# end\n"
    kept = f"# Ours.\nName: VIPs # best\nDimensions:\n  Attributes:\n{criteria}"
    both = f"Key: a\nName: A\n---\n# second\nKey: b\n{kept}---\nKey: c\nName: C\n"
    laptop.check_out({"many.yml": both, "new.yaml": segment("New", "new")})
    assert laptop.apply("--yes").code == 0
    read, write = reader(laptop.emulator), writer(laptop.emulator)
    for found in read.list_segments():
        if found.name in {"VIPs", "C"}:
            wider: Json = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["gold", "new", "vip"]}}}
            write.update(found.id, {"Name": f"{found.name} of all", "Dimensions": wider})
    assert laptop.run("pull", *laptop.given).out == "  ~ segments/many.yml\nSegments: 1 changed, 2 said as deployed already\n"
    assert (laptop.folder / "segments" / "many.yml").read_text() == both.replace("VIPs #", "VIPs of all #").replace(
        "gold]", "gold, new]"
    ).replace(
        "Name: C\n",
        "Name: C of all\nDimensions:\n  Attributes:\n    kind:\n      AttributeType: INCLUSIVE\n      Values:\n"
        "        - gold\n        - new\n        - vip\n",
    )
    assert laptop.plan("--detailed-exitcode").code == 0


def test_imported_segments_and_those_of_others_are_left_out_and_named_by_id_in_what_builds_on_them(bare: Laptop) -> None:
    theirs = create(bare, "Theirs", "t", tags={"segments-as-code:key": "t", "segments-as-code:owner": "acme/other"})
    job = {"S3Url": "s3://b/k", "Format": "CSV", "RoleArn": "arn:aws:iam::1:role/r", "DefineSegment": True, "SegmentName": "Imported"}
    ask(bare.emulator, "CreateImportJob", ApplicationId=APP, ImportJobRequest=job)
    create(bare, "Mine", "m", on=theirs)
    ended = bare.run("pull", *bare.given)
    assert ended.last_line == "Segments: 1 written, 2 left out"
    assert f"left out: Theirs ({theirs}): it belongs to acme/other.\n" in ended.out
    assert "it came from an import job, and has no criteria to write down.\n" in ended.out
    assert f"Id: {theirs}" in files(bare)["mine.yaml"].replace('"', "")
    assert bare.apply("--yes").code == 0


def test_hostile_names_and_values_are_read_back_as_they_are_and_hide_nothing(bare: Laptop) -> None:
    create(bare, HOSTILE, HOSTILE, "ON", "1e3", " x ", tags={"a=b": "on"})
    assert bare.run("pull", *bare.given).code == 0
    (text,) = files(bare).values()
    assert "\u202e" not in text
    ended = bare.plan("--json").json
    assert ended["summary"] == {"create": 0, "update": 0, "replace": 0, "recreate": 0, "adopt": 1, "delete": 0, "unchanged": 0}
    assert bare.apply("--yes").code == 0
    assert bare.plan("--detailed-exitcode").code == 0


def test_what_no_definition_can_say_is_left_out_with_the_reason(bare: Laptop) -> None:
    write = writer(bare.emulator)
    nameless = write.create({"Dimensions": {"Attributes": {"k": {"AttributeType": "INCLUSIVE", "Values": ["v"]}}}}, {}).id
    create(bare, "On it", "x", on=nameless)
    ended = bare.run("pull", *bare.given, "--json")
    assert ended.json["created"] == ["segments/on-it.yaml"]
    (left,) = cast("list[dict[str, str]]", ended.json["left_out"])
    assert (left["id"], left["name"]) == (nameless, nameless)
    assert left["reason"].startswith("no definition can say it: missing-name: ")
    assert f"Id: {nameless}" in files(bare)["on-it.yaml"].replace('"', "")


def test_errors_in_the_files_that_are_there_stop_it(laptop: Laptop) -> None:
    laptop.check_out({"bad.yaml": "Nmae: x\n"})
    ended = laptop.run("pull", *laptop.given)
    assert (ended.code, "bad.yaml:1:1" in ended.out) == (1, True)
    assert set(files(laptop)) == {"bad.yaml"}


def test_a_file_is_no_folder_to_pull_into(laptop: Laptop) -> None:
    ended = laptop.run("pull", "segments/vip.yaml", *laptop.given)
    assert (ended.code, "segments are pulled into a folder" in ended.err) == (2, True)


def test_a_service_that_refuses_is_not_read_as_nothing(bare: Laptop) -> None:
    ended = bare.run("pull", *bare.service, "--application-id", "app-other", "--owner", OWNER)
    assert (ended.code, "app-other was not found" in ended.err, (bare.folder / "segments").exists()) == (1, True, False)
