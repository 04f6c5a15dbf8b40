"""Promises 4 and 7: a change of what a segment is, in the files or outside of them, is never "no change"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from segments_as_code.model.document import Location
from segments_as_code.model.plan import Applied, Plan, Unchanged, Update
from segments_as_code.model.problem import UnclearWrite
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle
from segments_as_code.ownership import VERSIONS_TAG, with_our_tags
from segments_as_code.pipeline import carry_out, check_definitions, propose, propose_rollback
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection, SegmentReader, SegmentWriter
from segments_as_code.providers.registry import PROVIDERS
from tests.fakes import FakeFiles, FakeService, fail
from tests.promises.estate import APP, DIALECT, TARGET, built_on

BASE = "s-base"
_SOURCES: list[Json] = [{"Id": BASE, "Name": "Base", "Version": 3}, {"Id": "s-other", "Name": "Other", "Version": 3}]
SEED: dict[str, Json] = {"applications": [{"Id": APP, "segments": _SOURCES}]}


class Service:
    """One emulator, with runs of ours against it."""

    def __init__(self, emulator: Emulator) -> None:
        connection, provider = Connection(APP, "eu-west-1", emulator.endpoint_url), PROVIDERS["pinpoint"]()
        self.emulator = emulator
        self.reader: SegmentReader = provider.open_reader(connection)
        self.writer: SegmentWriter = provider.open_writer(connection)

    def plan(self, *sources: str, values: str = "x", more: str = "") -> Plan:
        text = f"""\
Name: Top
SegmentGroups:
  Include: ALL
  Groups:
    - SourceSegments: [{", ".join(sources)}]
      SourceType: ANY
      Type: ALL
      Dimensions: [{{Attributes: {{kind: {{AttributeType: INCLUSIVE, Values: [{values}]}}}}}}]
{more}"""
        checked = check_definitions(FakeFiles({"segments/top.yaml": text}), DIALECT, scope=APP)
        assert [problem for problem in checked.problems if problem.severity == "error"] == []
        return propose(checked.segments, self.reader, DIALECT, target=TARGET, policy=DeletePolicy())

    def apply(self, plan: Plan) -> None:
        outcomes = carry_out(plan, self.reader, self.writer, DIALECT, report=lambda _: None)
        assert [type(outcome) for outcome in outcomes] == [Applied] * len(outcomes)

    def top(self) -> DeployedSegment:
        return next(segment for segment in self.reader.list_segments() if segment.name == "Top")

    def versions(self) -> list[int | None]:
        return [source.version for source in DIALECT.references(self.top().definition)]

    def pin_in_the_console(self, version: int) -> None:
        """Change the deployed segment as a person would, with no thought of us."""
        top = self.top()
        self.writer.update(top.id, DIALECT.replace_references(top.definition, lambda source: replace(source, version=version)))

    def forget(self) -> None:
        """Make the segment one that a release without the tag deployed."""
        self.writer.untag(self.top().arn, [VERSIONS_TAG])


@pytest.fixture(params=[False, True], ids=["as documented", "fills in versions"])
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with Emulator(region="eu-west-1", behaviour=Behaviour(echo_source_version=request.param), seed=SEED) as emulator:
        yield Service(emulator)


@pytest.fixture
def plain() -> Iterator[Service]:
    with Emulator(region="eu-west-1", seed=SEED) as emulator:
        yield Service(emulator)


def kinds(plan: Plan) -> list[type]:
    return [type(change) for change in plan.changes]


PINNED, OPEN = "{Id: s-base, Version: 1}", "{Id: s-base}"


def test_a_source_without_a_version_plans_nothing_after_its_apply(service: Service) -> None:
    for values in ("x", "y"):
        service.apply(service.plan(OPEN, values=values))
        assert kinds(service.plan(OPEN, values=values)) == [Unchanged]


def test_a_version_that_leaves_the_file_leaves_the_segment(service: Service) -> None:
    service.apply(service.plan(PINNED))
    assert service.versions() == [1]
    assert kinds(service.plan(PINNED)) == [Unchanged]
    unpin = service.plan(OPEN)
    (change,) = unpin.changes
    assert isinstance(change, Update)
    assert [field.path[-1] for field in change.fields] == ["Version"]
    service.apply(unpin)
    assert service.versions() != [1]
    assert kinds(service.plan(OPEN)) == [Unchanged]


def test_one_of_several_versions_that_leaves_the_file_is_seen(service: Service) -> None:
    other = "{Id: s-other, Version: 2}"
    service.apply(service.plan(PINNED, other))
    for sources in ((OPEN, other), (OPEN, "{Id: s-other}"), (PINNED, "{Id: s-other}"), (PINNED, other)):
        plan = service.plan(*sources)
        assert kinds(plan) == [Update]
        service.apply(plan)
        assert kinds(service.plan(*sources)) == [Unchanged]


def test_a_version_that_somebody_set_in_the_console_is_a_change(plain: Service) -> None:
    plain.apply(plain.plan(OPEN))
    plain.pin_in_the_console(2)
    plan = plain.plan(OPEN)
    assert kinds(plan) == [Update]
    plain.apply(plan)
    assert plain.versions() == [None]
    assert kinds(plain.plan(OPEN)) == [Unchanged]


def test_another_version_that_somebody_set_in_the_console_is_a_change(service: Service) -> None:
    service.apply(service.plan(PINNED))
    service.pin_in_the_console(2)
    assert kinds(service.plan(PINNED)) == [Update]


def test_a_version_that_the_file_takes_over_from_the_console_is_a_change(service: Service) -> None:
    service.apply(service.plan(OPEN))
    service.pin_in_the_console(1)
    plan = service.plan(PINNED)
    assert kinds(plan) == [Update]
    service.apply(plan)
    assert kinds(service.plan(PINNED)) == [Unchanged]


# ── what a release without the tag deployed ──────────────────────────────────────────────────────────────────────────


def test_a_file_that_names_a_version_plans_its_tag_alone(service: Service) -> None:
    service.apply(service.plan(PINNED))
    service.forget()
    plan = service.plan(PINNED)
    (change,) = plan.changes
    assert isinstance(change, Update)
    assert (change.fields, list(change.tags.put)) == ((), [VERSIONS_TAG])
    before = service.top().version
    service.apply(plan)
    assert service.top().version == before
    assert kinds(service.plan(PINNED)) == [Unchanged]


def test_a_version_that_no_file_names_is_a_notice_until_the_segment_changes(service: Service) -> None:
    service.apply(service.plan(PINNED))
    service.forget()
    plan = service.plan(OPEN)
    assert kinds(plan) == [Unchanged]
    (notice,) = plan.notices
    assert (notice.code, notice.keys) == ("version-not-in-file", ("top",))
    assert "version 1 of its source s-base" in notice.message
    change = service.plan(OPEN, values="y")
    assert isinstance(change.changes[0], Update)
    assert {field.path[-1] for field in change.changes[0].fields} == {"Values", "Version"}
    service.apply(change)
    assert service.versions() != [1]
    assert (service.plan(OPEN, values="y").notices, kinds(service.plan(OPEN, values="y"))) == ((), [Unchanged])


def test_a_tag_of_the_file_is_a_change_that_removes_it_too(service: Service) -> None:
    service.apply(service.plan(PINNED))
    service.forget()
    plan = service.plan(OPEN, more="Tags: {team: crm}\n")
    assert isinstance(plan.changes[0], Update)
    assert [field.path[-1] for field in plan.changes[0].fields] == ["Version"]


def test_a_rollback_to_a_version_without_a_pin_is_not_taken_for_no_change(plain: Service) -> None:
    plain.apply(plain.plan(OPEN))
    plain.pin_in_the_console(1)
    for _ in range(2):
        plan = propose_rollback("top", 1, plain.reader, DIALECT, target=TARGET)
        assert kinds(plan) == [Update]
        plain.forget()


def test_an_update_that_was_not_done_is_not_taken_for_done_while_the_version_stands() -> None:
    service = FakeService(DIALECT)
    source: dict[str, Json] = {"Id": BASE, "Version": 1}

    def plan() -> Plan:
        definition = DIALECT.definition(built_on("Top", source))
        top = DesiredSegment("top", "Top", definition, {}, Lifecycle(), Location("segments/top.yaml"))
        return propose((top,), service, DIALECT, target=TARGET, policy=DeletePolicy())

    carry_out(plan(), service, service, DIALECT, report=lambda _: None)
    del source["Version"]
    service.before = fail(UnclearWrite("connection-lost", "the connection was lost"), "update")
    (outcome,) = carry_out(plan(), service, service, DIALECT, report=lambda _: None)
    assert isinstance(outcome, Applied)
    assert [source.version for segment in service.list_segments() for source in DIALECT.references(segment.definition)] == [None]


# ── a type of comparison that is missing ─────────────────────────────────────────────────────────────────────────────


def test_a_deployed_criterion_without_a_type_is_a_difference_and_one_apply_settles_it() -> None:
    """AWS documents no default, so it need not mean what the file says."""
    bare: Json = {"Attributes": {"kind": {"Values": ["x"]}}, "Demographic": {"Channel": {"Values": ["EMAIL"]}}}
    written = "Name: Top\nDimensions:\n  Attributes: {kind: {AttributeType: INCLUSIVE, Values: [x]}}\n"
    written += "  Demographic: {Channel: {DimensionType: INCLUSIVE, Values: [EMAIL]}}\n"
    checked = check_definitions(FakeFiles({"segments/top.yaml": written}), DIALECT, scope=APP)
    tags: dict[str, Json] = {**with_our_tags({}, key="top", owner=TARGET.owner)}
    seed: dict[str, Json] = {"applications": [{"Id": APP, "segments": [{"Id": "s-top", "Name": "Top", "Dimensions": bare, "tags": tags}]}]}
    with Emulator(region="eu-west-1", seed=seed) as emulator:
        service = Service(emulator)
        plans = []
        for _ in range(2):
            plans.append(propose(checked.segments, service.reader, DIALECT, target=TARGET, policy=DeletePolicy()))
            service.apply(plans[-1])
    assert [type(change) for plan in plans for change in plan.changes] == [Update, Unchanged]
