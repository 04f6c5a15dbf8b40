"""What a plan knows of imported, foreign and pinned segments, through real plans: it asks the service for nothing more."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import yaml

from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from segments_as_code.meaning.relation import Verdict, Verdicts
from segments_as_code.meaning.verdict_text import sentences
from segments_as_code.model.criteria import Criteria
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Plan
from segments_as_code.model.segment import Target
from segments_as_code.model.settings import Settings
from segments_as_code.ownership import with_our_tags
from segments_as_code.pipeline import check_definitions, load_prover, propose
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection, SegmentReader
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.providers.pinpoint.reader import PinpointReader
from segments_as_code.providers.registry import PROVIDERS
from segments_as_code.proving import judge
from segments_as_code.snapshot import FromSnapshot, load_snapshot, take_snapshot, write_snapshot
from tests.fakes import FakeFiles
from tests.meaning.test_seventeen_changes import APP, DIALECT, OWNER, REGION, Content, active, attribute, groups, whole, words

BASE_BEFORE, BASE_AFTER = whole(attribute("tier", "vip")), whole(attribute("tier", "vip", "gold"))
FAIR = "f0" * 16


def deployed(key: str, content: Content, version: int = 3) -> Json:
    return {"Id": f"id-{key}", "Name": key, "Version": version, **content, "tags": dict(with_our_tags({}, key=key, owner=OWNER))}


def plan_of(reader: SegmentReader, **files: Content) -> Plan:
    documents = [{"Key": key, "Name": key, **content} for key, content in files.items()]
    checked = check_definitions(FakeFiles({"segments/all.yaml": yaml.safe_dump_all(documents, sort_keys=False)}), DIALECT, scope=APP)
    assert [problem for problem in checked.problems if problem.severity.value == "error"] == []
    return propose(checked.segments, reader, DIALECT, target=Target("pinpoint", APP, REGION, OWNER), policy=DeletePolicy())


def judged(segments: list[Json], **files: Content) -> Verdicts:
    with Emulator(region=REGION, seed={"applications": [{"Id": APP, "segments": segments}]}) as emulator:
        plan = plan_of(PinpointReader(Connection(APP, REGION, emulator.endpoint_url), DIALECT), **files)
        assert {request.operation for request in emulator.requests} <= {"GetSegments", "GetCampaigns", "ListJourneys"}
    return judge(plan, DIALECT)


def said(verdict: Verdict) -> str:
    assert verdict.relation is not None
    return " ".join(sentences(verdict.relation))


def pinned(version: int, *blocks: Content) -> Content:
    group: Json = {"Type": "ALL", "SourceType": "ALL", "Dimensions": [*blocks], "SourceSegments": [{"Id": "id-base", "Version": version}]}
    return {"SegmentGroups": {"Include": "ALL", "Groups": [group]}}


def test_who_is_in_an_imported_segment_is_part_of_the_example_by_its_name() -> None:
    source: Json = {"S3Url": "s3://b/k", "Format": "CSV", "RoleArn": "r"}
    fair: Json = {"Id": FAIR, "Name": "Fair 2026", "SegmentType": "IMPORT", "ImportDefinition": source}
    before, after = groups(attribute("tier", "vip"), on=(FAIR,), by="Id"), groups(active(7), on=(FAIR,), by="Id")
    found = judged([fair, deployed("loyal", before)], loyal=after).changed["loyal"]
    assert words(found) == "some in, some out"
    assert "in the imported list “Fair 2026”" in said(found)


def test_a_foreign_segment_is_mentioned_only_if_the_verdict_depends_on_it() -> None:
    theirs: Json = {"Id": "theirs", "Name": "Theirs", "Dimensions": attribute("x", "y")}
    one, two = (groups(attribute("tier", *values), on=("theirs",), by="Id") for values in (("vip",), ("vip", "gold")))
    found = judged([theirs, deployed("loyal", one)], loyal=two).changed["loyal"]
    assert (words(found), "could not be read: “Theirs (theirs)”" in said(found)) == ("same or more people", True)
    without = judged([theirs, deployed("loyal", one)], loyal=whole(attribute("tier", "vip"))).changed["loyal"]
    assert "Nobody leaves." in said(without)
    twice = groups(attribute("tier", "vip"), attribute("tier", "vip", "gold"), on=("theirs",), by="Id")
    found = judged([theirs, deployed("loyal", one)], loyal=twice).changed["loyal"]
    assert (words(found), "Theirs" in said(found)) == ("same people", False)


def test_a_pinned_version_is_read_if_it_is_the_deployed_one_and_stays_what_it_is() -> None:
    segments = [deployed("base", BASE_BEFORE), deployed("top", pinned(3, attribute("city", "Oslo")))]
    found = judged(segments, base=BASE_AFTER, top=pinned(3, attribute("city", "Oslo", "Rome")))
    top = found.changed["top"]
    assert (words(top), top.through) == ("more people", ())
    assert "tier “vip”" in said(top)  # the pinned version's criterion is known
    assert found.also == ()


def test_an_earlier_pinned_version_is_not_read() -> None:
    segments = [deployed("base", BASE_BEFORE), deployed("top", pinned(2, attribute("city", "Oslo")))]
    top = judged(segments, base=BASE_AFTER, top=pinned(2, attribute("city", "Oslo", "Rome"))).changed["top"]
    assert words(top) == "same or more people"
    assert "could not be read: “id-base version 2”" in said(top)


def test_a_snapshot_is_enough_for_the_same_verdicts(tmp_path: Path) -> None:
    segments = [deployed("base", BASE_BEFORE), deployed("top", pinned(3, attribute("city", "Oslo")))]
    files = {"base": BASE_AFTER, "top": pinned(3, attribute("city", "Oslo", "Rome"))}
    provider = PROVIDERS["pinpoint"]()
    with Emulator(region=REGION, seed={"applications": [{"Id": APP, "segments": segments}]}) as emulator:
        reader = provider.open_reader(Connection(APP, REGION, emulator.endpoint_url))
        direct = judge(plan_of(reader, **files), DIALECT)
        (tmp_path / "snapshot.json").write_text(
            write_snapshot(take_snapshot(reader, provider="pinpoint", scope=APP, now=datetime(2026, 11, 26, tzinfo=UTC))), encoding="utf-8"
        )
    snapshot = FromSnapshot(provider, load_snapshot(tmp_path / "snapshot.json")).open_reader(Connection(APP, REGION))
    assert judge(plan_of(snapshot, **files), DIALECT) == direct
    assert direct.changed["top"].relation is not None


def test_what_stays_the_same_above_a_change_is_one_list() -> None:
    week = groups(active(7), on=("base",))
    segments = [deployed("base", whole(active(30))), *(deployed(key, groups(active(7), on=("id-base",), by="Id")) for key in ("a", "b"))]
    found = judged(segments, base=whole(active(14)), a=week, b=week)
    assert (found.also, found.same) == ((), ("a", "b"))


def test_all_to_any_is_named_for_blocks_sources_and_groups() -> None:
    two = (attribute("tier", "vip"), attribute("city", "Oslo"))
    found = judged([deployed("loyal", groups(*two))], loyal=groups(*two, how="ANY"))
    assert found.changed["loyal"].connectives == ("any of the blocks of criteria instead of all",)


class Recording(PinpointDialect):
    """Knows whose criteria were read, by the tier that they ask for."""

    def __init__(self) -> None:
        self.read: set[str] = set()

    def read_criteria(self, definition: Definition) -> Criteria:
        criteria = super().read_criteria(definition)
        self.read.add(next(value for value in ("vip", "gold", "above", "below", "aside") if value in repr(criteria)))
        return criteria


def test_only_what_a_change_reaches_is_read_and_the_verdicts_stay_the_same() -> None:
    def on(source: str, tier: str) -> Content:
        group: Json = {"Type": "ALL", "SourceType": "ALL", "Dimensions": [attribute("tier", tier)], "SourceSegments": [{"Ref": source}]}
        return {"SegmentGroups": {"Include": "ALL", "Groups": [group]}}

    def by_id(source: str, tier: str) -> Content:
        return yaml.safe_load(yaml.safe_dump(on(source, tier)).replace(f"Ref: {source}", f"Id: id-{source}"))  # type: ignore[no-any-return]

    below, aside = whole(attribute("tier", "below")), whole(attribute("tier", "aside"))
    files = {"below": below, "base": on("below", "gold"), "top": on("base", "above"), "aside": aside, "more": on("aside", "aside")}
    now = {"below": below, "base": by_id("below", "vip"), "top": by_id("base", "above"), "aside": aside, "more": by_id("aside", "aside")}
    seed: dict[str, Json] = {"applications": [{"Id": APP, "segments": [deployed(key, content) for key, content in now.items()]}]}
    with Emulator(region=REGION, seed=seed) as emulator:
        plan = plan_of(PinpointReader(Connection(APP, REGION, emulator.endpoint_url), DIALECT), **files)
    recording = Recording()
    verdicts = judge(plan, recording)
    assert recording.read == {"vip", "gold", "above", "below"}
    assert [*verdicts.changed, *(each.key for each in verdicts.also)] == ["base", "top"]
    assert verdicts == load_prover(DIALECT, Settings()).judge_plan(plan)
