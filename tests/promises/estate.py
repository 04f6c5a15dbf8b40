"""An application before and after a merge of twenty changes of every kind, among segments that are not ours."""

from __future__ import annotations

import yaml

from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from segments_as_code.model.plan import Outcome, Plan
from segments_as_code.model.segment import DesiredSegment, Target
from segments_as_code.ownership import with_our_tags
from segments_as_code.pipeline import carry_out, check_definitions, propose
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import SegmentReader, SegmentWriter
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from tests.fakes import FakeFiles

APP = "app-123456"
OWNER = "octo/segments"
DIALECT = PinpointDialect()
TARGET = Target("pinpoint", APP, "eu-west-1", OWNER)


def audience(name: str, *values: str) -> dict[str, Json]:
    """Return a definition that takes everyone in who is one of ``values``."""
    return {"Name": name, "Dimensions": {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": list(values)}}}}


def built_on(name: str, source: dict[str, Json]) -> dict[str, Json]:
    """Return a definition that builds on another segment."""
    return {"Name": name, "SegmentGroups": {"Include": "ALL", "Groups": [{"SourceSegments": [source], "SourceType": "ANY", "Type": "ALL"}]}}


def _files() -> list[dict[str, Json]]:
    new: list[dict[str, Json]] = [
        {"Key": "new-1", **audience("New 1", "one"), "Tags": {"team": "crm"}},
        {"Key": "new-2", **built_on("New 2", {"Ref": "new-1"})},
        {"Key": "new-3", **built_on("New 3", {"Ref": "new-2"}), "Lifecycle": {"Protected": True}},
        {"Key": "new-4", **built_on("New 4", {"Ref": "words-1"})},
        {"Key": "new-5", **audience("New 5", "five")},
        {"Key": "new-6", **audience("New 5", "five")},
    ]
    words: list[dict[str, Json]] = [{"Key": f"words-{n}", **audience(f"Words {n}", "new")} for n in (1, 2, 3)]
    tags: list[dict[str, Json]] = [{"Key": f"tags-{n}", **audience(f"Tags {n}", "old"), "Tags": {"team": f"new-{n}"}} for n in (1, 2, 3)]
    both: list[dict[str, Json]] = [{"Key": f"both-{n}", **audience(f"Both {n}", "new"), "Tags": {"stage": "live"}} for n in (1, 2, 3)]
    taken: list[dict[str, Json]] = [
        {"Key": "taken", **audience("Taken", "new"), "Tags": {"team": "crm"}, "Lifecycle": {"Adopt": "s-adopted"}},
        {"Key": "renamed", **audience("Renamed", "old"), "Lifecycle": {"Adopt": "s-old-key"}},
    ]
    same: list[dict[str, Json]] = [{"Key": f"same-{n}", **audience(f"Same {n}", "old")} for n in (1, 2)]
    return [*new, *words, *tags, *both, *taken, *same]


def _desired() -> tuple[DesiredSegment, ...]:
    checked = check_definitions(FakeFiles({"segments/all.yaml": yaml.safe_dump_all(_files(), sort_keys=False)}), DIALECT, scope=APP)
    assert [problem for problem in checked.problems if problem.severity.value == "error"] == []
    return checked.segments


def _ours(key: str, definition: dict[str, Json], **tags: str) -> dict[str, Json]:
    return {"Id": f"s-{key}", **definition, "tags": dict(with_our_tags(tags, key=key, owner=OWNER))}


def seed() -> dict[str, Json]:
    """Return what is deployed before: ours, another repository's, and nobody's."""
    ours = [
        *(_ours(f"words-{n}", audience(f"Words {n}", "old")) for n in (1, 2, 3)),
        *(_ours(f"tags-{n}", audience(f"Tags {n}", "old"), team="old", gone="soon") for n in (1, 2, 3)),
        *(_ours(f"both-{n}", audience(f"Both {n}", "old"), stage="test") for n in (1, 2, 3)),
        *(_ours(f"same-{n}", audience(f"Same {n}", "old")) for n in (1, 2)),
        _ours("old-key", audience("Renamed", "old")),
        _ours("gone-1", audience("Gone 1", "old")),
        _ours("gone-2", built_on("Gone 2", {"Id": "s-gone-1"})),
        _ours("gone-3", audience("Gone 3", "old"), team="crm"),
    ]
    theirs: list[dict[str, Json]] = [
        {"Id": "s-adopted", **audience("Taken", "old"), "tags": {"cost-centre": "7"}},
        {"Id": "s-nobodys", **audience("New 1", "one"), "tags": {"team": "web"}},
        {"Id": "s-bare", **audience("New 5", "five")},
        {"Id": "s-theirs", **audience("Same 1", "old"), "tags": dict(with_our_tags({}, key="same-1", owner="other/repository"))},
        {"Id": "s-gone-too", **audience("Gone 1", "old"), "Version": 3},
    ]
    dated = {"2025-11-01T00:00:00.000Z": theirs, "2026-01-01T00:00:00.000Z": ours}
    segments: list[Json] = [{**segment, "CreationDate": date} for date, made in dated.items() for segment in made]
    return {"applications": [{"Id": APP, "segments": segments}]}


DESIRED = _desired()
FOREIGN = ("s-bare", "s-gone-too", "s-nobodys", "s-theirs")
DELETED = ("s-gone-1", "s-gone-2", "s-gone-3")
KEYS = tuple(sorted(segment.key for segment in DESIRED))
CHANGES = 20


def make_plan(reader: SegmentReader) -> Plan:
    """Return the plan of what is left to do."""
    return propose(DESIRED, reader, DIALECT, target=TARGET, policy=DeletePolicy())


def apply_all(reader: SegmentReader, writer: SegmentWriter) -> tuple[Outcome, ...]:
    """Plan and apply: one run."""
    return carry_out(make_plan(reader), reader, writer, DIALECT, report=lambda _: None)


def start() -> Emulator:
    """Return an emulator that holds what is deployed before."""
    return Emulator(region="eu-west-1", seed=seed())
