"""Updates whose reply was lost, tags that change, and services that add versions to what a segment builds on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from segments_as_code.apply.executor import apply_plan
from segments_as_code.model.document import Definition, Json
from segments_as_code.model.plan import Applied, Failed, Outcome, Plan, Written
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Reference
from segments_as_code.ownership import KEY_TAG, OWNER_TAG, VERSIONS_TAG, with_our_tags
from tests.builders import OWNER, desired, ours, planned, toy
from tests.fakes import FakeService, lost
from tests.toy import ToyDialect


@dataclass(frozen=True, slots=True)
class OpenToy(ToyDialect):
    """Does not compare the version of a source that the file leaves open."""

    def ignore_unset_versions(self, deployed: Definition, desired: Definition) -> Definition:
        pinned = {reference.id for reference in self.references(desired) if reference.version is not None}
        return self.replace_references(deployed, lambda each: each if each.id in pinned else replace(each, version=None))


@dataclass
class FillingService(FakeService):
    """Adds version 7 to each source that has none."""

    def create(self, definition: Definition, tags: Mapping[str, str], *, segment_id: str | None = None, is_freed: bool = False) -> Written:
        return super().create(_filled(definition), tags, segment_id=segment_id, is_freed=is_freed)

    def update(self, segment_id: str, definition: Definition) -> Written:
        return super().update(segment_id, _filled(definition))


def _filled(definition: Definition) -> Definition:
    sources = definition["On"]
    assert isinstance(sources, list)
    return {**definition, "On": [{"Version": 7, **source} for source in sources if isinstance(source, dict)]}


OPEN = OpenToy()
ON_BASE: list[dict[str, Json]] = [{"Ref": "base"}]


def top(*values: str, version: int | None = None, note: str = "") -> DeployedSegment:
    """Return a segment on ``base`` whose file named ``version``, or none."""
    source: dict[str, Json] = {"Id": "id-base"} if version is None else {"Id": "id-base", "Version": version}
    tags = with_our_tags({}, key="top", owner=OWNER, sources=[Reference(id="id-base", version=version)])
    return replace(ours("top", toy("top", *values, on=[source])), tags={**tags, VERSIONS_TAG: tags[VERSIONS_TAG] + note})


def plan_for(there: FakeService, *files: DesiredSegment) -> Plan:
    return planned([desired("base"), *files], list(there.segments.values()), dialect=OPEN)


def service(*segments: DeployedSegment, kind: type[FakeService] = FakeService) -> FakeService:
    return kind(OPEN, {segment.id: segment for segment in (ours("base"), *segments)})


def run(plan: Plan, there: FakeService) -> Sequence[Outcome]:
    return apply_plan(plan, reader=there, writer=there, dialect=OPEN, report=lambda _: None)


# ── updates whose reply was lost ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_version_that_leaves_is_written_though_it_would_not_be_compared(moment: str) -> None:
    there = service(top(version=3))
    plan = plan_for(there, desired("top", toy("top", on=ON_BASE)))
    setattr(there, moment, lost("update"))
    (outcome,) = run(plan, there)
    assert isinstance(outcome, Applied)
    assert there.segments["id-top"].definition == toy("top", on=[{"Id": "id-base"}])
    assert there.calls.count("update") == (2 if moment == "before" else 1)


def test_an_update_to_which_the_service_added_a_version_is_recognized_though_its_reply_was_lost() -> None:
    there = service(top("x"), kind=FillingService)
    there.after = lost("update")
    files = [desired("top", toy("top", "y", on=ON_BASE))]
    (outcome,) = run(plan_for(there, *files), there)
    assert isinstance(outcome, Applied)
    assert there.calls.count("update") == 1
    assert plan_for(there, *files).is_empty


def test_an_unclear_update_of_a_segment_that_is_deleted_meanwhile_is_not_repeated() -> None:
    there = service(top("x"))
    plan = plan_for(there, desired("top", toy("top", "y", on=ON_BASE)))

    def delete(call: str) -> None:
        if call == "update":
            there.segments.pop("id-top")
            lost("update")(call)

    there.before = delete
    (outcome,) = run(plan, there)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "id-top was deleted by somebody else while it was being updated"


def test_a_definition_changed_meanwhile_is_left_alone_even_if_the_service_names_no_version() -> None:
    there = service(replace(top("x"), version=None))
    plan = plan_for(there, desired("top", toy("top", "y", on=ON_BASE)))
    there.segments["id-top"] = replace(there.segments["id-top"], definition=toy("top", "theirs", on=[{"Id": "id-base"}]))
    (outcome,) = run(plan, there)
    assert isinstance(outcome, Failed)
    assert outcome.reason == "the definition of id-top is not the one that the plan was made against"
    assert "update" not in there.calls


def test_a_segment_of_a_service_that_names_no_version_is_changed_and_deleted() -> None:
    others = [replace(ours(f"other-{number}"), version=None) for number in range(3)]
    there = service(replace(top("x"), version=None), replace(ours("old"), version=None), *others)
    kept = [desired(f"other-{number}") for number in range(3)]
    outcomes = run(plan_for(there, desired("top", toy("top", "y", on=ON_BASE)), *kept), there)
    assert [type(outcome) for outcome in outcomes] == [Applied, Applied]


def test_a_source_changed_meanwhile_is_noticed_too() -> None:
    there = service(replace(top("x"), version=None))
    plan = plan_for(there, desired("top", toy("top", "y", on=ON_BASE)))
    there.segments["id-top"] = replace(there.segments["id-top"], definition=toy("top", "x", on=[{"Id": "id-other"}]))
    (outcome,) = run(plan, there)
    assert isinstance(outcome, Failed)


# ── tags ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_tags_that_the_segment_has_are_taken_off_and_only_those_that_change() -> None:
    there = service(ours("a", team="crm", stage="test", gone="soon"))
    plan = plan_for(there, desired("a", tags={"team": "crm", "stage": "live", "new": "one"}))
    taken_off: list[set[str]] = []
    there.before = lambda call: taken_off.append(set(there.segments["id-a"].tags)) if call in {"untag", "tag"} else None
    (outcome,) = run(plan, there)
    assert isinstance(outcome, Applied)
    before, between = taken_off
    assert before - between == {"stage", "gone", "segments-as-code:tags"}
    assert there.segments["id-a"].tags == with_our_tags({"team": "crm", "stage": "live", "new": "one"}, key="a", owner=OWNER)


def test_a_segment_whose_key_changes_never_has_an_owner_and_no_key() -> None:
    there = service(ours("old"))
    segment = there.segments["id-old"]
    plan = plan_for(there, replace(desired("new", toy("old")), lifecycle=replace(desired("new").lifecycle, adopt=segment.id)))
    seen: list[Mapping[str, str]] = []
    there.before = lambda _: seen.append(there.segments[segment.id].tags)
    run(plan, there)
    assert there.segments[segment.id].tags[KEY_TAG] == "new"
    assert there.segments[segment.id].tags[OWNER_TAG] == OWNER
    assert [tags for tags in seen if OWNER_TAG in tags and KEY_TAG not in tags] == []


def test_a_segment_that_is_deleted_while_its_tags_change_fails_alone() -> None:
    there = service(ours("a", team="crm"), ours("b", team="crm"))
    plan = plan_for(there, *(desired(key, tags={"team": "web"}) for key in "ab"))

    def delete(call: str) -> None:
        if call == "untag" and "id-a" in there.segments:
            there.segments.pop("id-a")
            lost("untag")(call)

    there.before = delete
    first, second = run(plan, there)
    assert isinstance(first, Failed)
    assert isinstance(second, Applied)


# ── a service that adds versions ─────────────────────────────────────────────────────────────────────────────────────


def test_a_version_that_the_service_adds_to_a_new_segment_is_noted() -> None:
    there = service(kind=FillingService)
    files = [desired("top", toy("top", on=ON_BASE))]
    run(plan_for(there, *files), there)
    (created,) = [segment for segment in there.segments.values() if segment.name == "top"]
    assert created.tags[VERSIONS_TAG] == "none+filled-in"
    assert plan_for(there, *files).is_empty


@pytest.mark.parametrize("note", ["", "+filled-in"])
def test_a_version_that_the_service_adds_in_an_update_is_noted(note: str) -> None:
    there = service(top("x", note=note), kind=FillingService)
    files = [desired("top", toy("top", "y", on=ON_BASE))]
    run(plan_for(there, *files), there)
    assert there.segments["id-top"].tags[VERSIONS_TAG] == "none+filled-in"
    assert ("untag" in there.calls) == (not note)
    assert plan_for(there, *files).is_empty


def test_a_note_goes_if_the_service_no_longer_adds_versions() -> None:
    there = service(top("x", note="+filled-in"))
    files = [desired("top", toy("top", "y", on=ON_BASE))]
    run(plan_for(there, *files), there)
    assert there.segments["id-top"].tags[VERSIONS_TAG] == "none"
    assert plan_for(there, *files).is_empty


def test_a_version_that_the_file_begins_to_name_is_noted_with_what_the_service_adds() -> None:
    there = service(ours("other"), top("x"), kind=FillingService)
    on: list[dict[str, Json]] = [{"Id": "id-base", "Version": 3}, {"Ref": "other"}]
    files = [desired("other"), desired("top", toy("top", "x", on=on))]
    run(plan_for(there, *files), there)
    assert there.segments["id-top"].tags[VERSIONS_TAG].endswith("+filled-in")
    assert plan_for(there, *files).is_empty
