"""A snapshot is written and read back whole, and whatever is wrong with one is a plain refusal."""

from __future__ import annotations

import json
from dataclasses import fields
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from segments_as_code.model.document import Json
from segments_as_code.model.problem import Refused, SegmentsError
from segments_as_code.model.segment import DeployedSegment, PinnedTo, Schedule, SegmentKind, Usage, UsageRole
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.provider import Pinpoint
from segments_as_code.snapshot import _KINDS, FromSnapshot, Snapshot, load_snapshot, read_snapshot, write_snapshot

SCHEMA = json.loads((files("segments_as_code") / "schemas" / "snapshot.schema.json").read_text(encoding="utf-8"))
CRITERIA: Json = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["vip", "gold"]}}}
GROUPS: Json = {"Include": "ALL", "Groups": [{"Dimensions": [CRITERIA], "SourceSegments": [{"Id": "b", "Version": 2}]}]}


def snapshot() -> Snapshot:
    dialect = Pinpoint().dialect
    return Snapshot(
        taken="2026-11-26T09:00:00Z",
        provider="pinpoint",
        scope="app-123456",
        region="eu-west-1",
        segments=(
            DeployedSegment("a", "arn:a", "Ünï \ud800 日本", 3, dialect.canonical({"Name": "a", "SegmentGroups": GROUPS}), {"t": "1"}),
            DeployedSegment("b", "arn:b", "b", None, {}, {}, SegmentKind.IMPORTED),
        ),
        usages=(
            Usage(
                "a",
                "campaign",
                "c1",
                "Sale",
                "SCHEDULED",
                live=True,
                pinned_version=3,
                takes_up_changes=False,
                keeps=PinnedTo.VERSION,
                next_run="2026-12-01T09:00:00Z",
                schedule=Schedule("daily", "2026-12-01T09:00:00Z", is_local=True),
            ),
            Usage("b", "journey", "j1", "Welcome", "DRAFT", live=False, role=UsageRole.SPLIT, started=False),
        ),
    )


def test_a_snapshot_is_written_and_read_back_whole() -> None:
    assert read_snapshot(write_snapshot(snapshot())) == snapshot()
    write_snapshot(snapshot()).encode("utf-8")


def test_a_snapshot_validates_against_the_published_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    Draft202012Validator(SCHEMA).validate(json.loads(write_snapshot(snapshot())))


ADDED_LATER = {"created", "made", "needs_it_now"}
"""Members that files of an earlier release lack."""
READ_ONLY = {"unfinished"}
"""Members of what is read from a snapshot that are not in it."""


@pytest.mark.parametrize("kind", [DeployedSegment, Usage])
def test_every_field_is_of_a_kind_that_can_be_read_and_stands_in_the_schema(kind: type[DeployedSegment | Usage]) -> None:
    described = SCHEMA["properties"]["usages"]["items"] if kind is Usage else SCHEMA["$defs"]["segment"]
    names = {field.name for field in fields(kind)} - READ_ONLY
    assert {field.type for field in fields(kind)} <= {*_KINDS, "Schedule"}
    assert (set(described["properties"]), set(described["required"])) == (names, names - ADDED_LATER)


def test_what_an_earlier_release_did_not_write_is_filled_in_and_what_a_later_one_adds_is_passed_over() -> None:
    document = json.loads(write_snapshot(snapshot()))
    document["weather"] = "fine"
    for segment in document["segments"]:
        segment["colour"] = "red"
    for usage in document["usages"]:
        del usage["refresh"], usage["pinned_version"]
    read = read_snapshot(json.dumps(document))
    assert read.segments == snapshot().segments
    assert [(usage.refresh, usage.pinned_version) for usage in read.usages] == [(None, None), (None, None)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "segments-as-code/plan"}, "it is JSON, but not a snapshot"),
        ({"version": 2}, "it is not of version 1"),
        ({"version": True}, "it is not of version 1"),
        ({"taken": "yesterday"}, "taken is not an instant in UTC"),
        ({"scope": ""}, "scope is not a text"),
        ({"region": 5}, "region is not a text"),
        ({"segments": {}}, "segments is not a list"),
        ({"segments": [5]}, "segments[0] is not an object"),
        ({"segments": [{"id": "a"}]}, "segments[0] has no arn"),
        ({"usages": [{"segment_id": "a", "kind": "campaign", "id": "c", "name": "n", "state": "s", "live": "yes"}]}, "usages[0].live"),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(change: dict[str, Json], said: str) -> None:
    document = json.loads(write_snapshot(snapshot())) | change
    with pytest.raises(SegmentsError) as caught:
        read_snapshot(json.dumps(document))
    assert (caught.value.code, said in caught.value.message) == ("snapshot-unreadable", True)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "5", "[" * 100_000, '{"format": NaN}'])
def test_what_is_no_snapshot_is_refused(text: str) -> None:
    with pytest.raises(SegmentsError) as caught:
        read_snapshot(text)
    assert caught.value.code == "snapshot-unreadable"


def test_two_segments_with_one_id_are_refused() -> None:
    document = json.loads(write_snapshot(snapshot()))
    document["segments"][1]["id"] = "a"
    with pytest.raises(SegmentsError, match="two of its segments have one id"):
        read_snapshot(json.dumps(document))


@given(st.data())
def test_a_damaged_snapshot_is_refused_and_never_raises_anything_else(data: st.DataObject) -> None:
    node: object
    node = document = json.loads(write_snapshot(snapshot()))
    while isinstance(node, dict | list) and node:
        at = data.draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node))))
        if not isinstance(node[at], dict | list) or data.draw(st.booleans()):
            node[at] = data.draw(st.none() | st.integers() | st.text(max_size=3) | st.just([1]) | st.just({"x": 1}))
            break
        node = node[at]
    try:
        provider = FromSnapshot(Pinpoint(), read_snapshot(json.dumps(document)))
        provider.open_reader(Connection("app-123456")).list_segments()
    except SegmentsError as refused:
        assert refused.code in {"snapshot-unreadable", "snapshot-differs"}  # noqa: PT017  # either that, or nothing is wrong with it


@pytest.mark.parametrize("content", [None, b"\xff", b"{}"])
def test_a_file_that_holds_no_snapshot_is_refused_by_its_name(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "snapshot.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SegmentsError) as caught:
        load_snapshot(file)
    assert (caught.value.code, str(file) in caught.value.message) == ("snapshot-unreadable", True)


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        (Connection("app-other", "eu-west-1"), "the snapshot is of the application app-123456, and this run is about app-other."),
        (Connection("app-123456", "us-east-1"), "the snapshot is of the region eu-west-1, and this run is about us-east-1."),
    ],
)
def test_a_snapshot_of_another_place_is_refused(connection: Connection, said: str) -> None:
    with pytest.raises(SegmentsError) as caught:
        FromSnapshot(Pinpoint(), snapshot()).open_reader(connection)
    assert (caught.value.code, caught.value.message) == ("snapshot-differs", said)


def test_nothing_can_be_written_to_a_snapshot() -> None:
    with pytest.raises(Refused) as caught:
        FromSnapshot(Pinpoint(), snapshot()).open_writer(Connection("app-123456"))
    assert caught.value.code == "plan-from-snapshot"


def test_the_reader_gives_the_usages_of_those_segments_it_is_asked_about() -> None:
    reader = FromSnapshot(Pinpoint(), snapshot()).open_reader(Connection("app-123456"))
    assert [usage.id for usage in reader.list_usages(["b", "zzz"])] == ["j1"]
    assert (reader.region, reader.as_of) == ("eu-west-1", "2026-11-26T09:00:00Z")


def test_a_definition_that_was_edited_is_read_in_canonical_form() -> None:
    document = json.loads(write_snapshot(snapshot()))
    document["segments"][0]["definition"] = {"Name": "a", "SegmentGroups": GROUPS}
    reader = FromSnapshot(Pinpoint(), read_snapshot(json.dumps(document))).open_reader(Connection("app-123456"))
    assert reader.list_segments()[0].definition == snapshot().segments[0].definition
