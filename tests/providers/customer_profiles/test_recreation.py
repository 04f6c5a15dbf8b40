"""Plan, apply and plan again on the embedded Customer Profiles; recreations that go wrong, under each of its options."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from aws_emulator.core.faults import Fault
from aws_emulator.core.request_log import Request
from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.emulator import Emulator
from segments_as_code.model.plan import Applied, Create, Delete, Failed, Plan, Recreate, Unchanged, Update
from segments_as_code.model.problem import SegmentsError
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.ownership import DEFINITION_TAG
from segments_as_code.pipeline import carry_out, propose
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.providers.customer_profiles.reader import CustomerProfilesReader
from segments_as_code.providers.customer_profiles.writer import CustomerProfilesWriter
from segments_as_code.recreation import temporary_id
from tests.providers.customer_profiles.service import (
    DIALECT,
    DOMAIN,
    TARGET,
    Clock,
    apply,
    ask,
    definition_of,
    desired,
    operations,
    plan_of,
    profiles_reader,
    profiles_writer,
    running,
)

OLD, NEW = desired("vips", definition_of("VIPs", "old"), team="crm"), desired("vips", definition_of("VIPs", "new"), team="web")
TEMPORARY = temporary_id("vips")
ARN = f"arn:aws:profile:eu-central-1:123456789012:domains/{DOMAIN}/segment-definitions/"


class Killed(BaseException):
    """The process ends here."""


# ── the whole path ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_after_an_apply_of_every_kind_of_change_the_next_plan_is_empty() -> None:
    with running() as emulator:
        top = desired("retail/top", definition_of("Top", "x", on=["vips"]), team="crm")
        first = plan_of(emulator, OLD, top, desired("gone"), desired("tags", team="crm"))
        assert all(isinstance(outcome, Applied) for outcome in apply(emulator, first))
        files = (NEW, top, desired("tags", team="web"), desired("new"))
        second = plan_of(emulator, *files)
        kinds = {change.desired.key if not isinstance(change, Delete) else change.key: type(change) for change in second.changes}
        assert kinds == {"gone": Delete, "new": Create, "retail/top": Unchanged, "tags": Update, "vips": Recreate}
        assert all(isinstance(outcome, Applied) for outcome in apply(emulator, second))
        assert plan_of(emulator, *files).is_empty


def test_a_thousand_unchanged_segments_take_the_pages_of_the_list_and_nothing_else() -> None:
    with running() as emulator:
        files = [desired(f"s{number}") for number in range(1_000)]
        tags = {change.desired.key: change for change in plan_of(emulator, *files).changes if isinstance(change, Create)}
        segments: list[Any] = [
            {"SegmentDefinitionName": key, **change.desired.definition, "Tags": dict(change.tags)} for key, change in tags.items()
        ]
        foreign: list[Any] = [{"SegmentDefinitionName": "theirs", **definition_of("Theirs", "x")}]
        emulator.load_seed({"domains": [{"DomainName": DOMAIN, "segments": segments + foreign}]})
        emulator.forget_requests()
        assert plan_of(emulator, *files).is_empty
        assert operations(emulator) == ["ListSegmentDefinitions"] * 3


def test_a_segment_without_a_fingerprint_is_read_once_and_gets_it_by_a_change_of_tags_alone() -> None:
    with running() as emulator:
        apply(emulator, plan_of(emulator, OLD))
        ask(emulator, "customer-profiles", "UntagResource", resourceArn=f"{ARN}vips", tagKeys=[DEFINITION_TAG])
        plan = plan_of(emulator, OLD)
        assert [type(change) for change in plan.changes] == [Update]
        emulator.forget_requests()
        apply(emulator, plan)
        assert {"CreateSegmentDefinition", "DeleteSegmentDefinition"}.isdisjoint(operations(emulator))
        emulator.forget_requests()
        assert plan_of(emulator, OLD).is_empty
        assert operations(emulator) == ["ListSegmentDefinitions"]


def test_a_segment_that_somebody_recreated_is_another_starting_point() -> None:
    clock = Clock()
    with running(clock=clock) as emulator:
        apply(emulator, plan_of(emulator, OLD))
        plan = plan_of(emulator, NEW)
        found: Any = ask(emulator, "customer-profiles", "GetSegmentDefinition", DomainName=DOMAIN, SegmentDefinitionName="vips")
        clock.sleep(60)
        profiles_writer(emulator).delete("vips")
        profiles_writer(emulator).create(OLD.definition, found["Tags"], segment_id="vips")
        assert plan_of(emulator, NEW).digest != plan.digest
        (outcome,) = apply(emulator, plan)
        assert isinstance(outcome, Failed)
        assert "the plan was made against one that was created at" in outcome.reason


def test_a_segment_that_a_running_campaign_uses_is_refused_and_not_once_it_is_paused() -> None:
    with running() as emulator:
        apply(emulator, plan_of(emulator, OLD))
        campaign: dict[str, Any] = {"id": "c1", "name": "Winter Sale", "state": "Running"}
        source: Any = {"customerProfilesSegmentArn": f"domains/{DOMAIN}/segment-definitions/vips"}
        emulator.load_seed({"outbound_campaigns": [{**campaign, "source": source}]})
        assert [refusal.code for refusal in plan_of(emulator, NEW).refusals] == ["recreate-in-use"]
        ask(emulator, "connectcampaignsv2", "PauseCampaign", id="c1")
        plan = plan_of(emulator, NEW)
        assert plan.refusals == ()
        ask(emulator, "connectcampaignsv2", "ResumeCampaign", id="c1")
        (outcome,) = apply(emulator, plan)
        assert isinstance(outcome, Failed)
        assert "Winter Sale" in outcome.reason


# ── the fault table ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Dying:
    """A reader and a writer that end the process before their ``nth`` call; 0 is never."""

    reader: CustomerProfilesReader
    writer: CustomerProfilesWriter
    nth: int = 0
    calls: int = 0

    def __getattr__(self, name: str) -> Any:
        target = self.reader if hasattr(self.reader, name) else self.writer
        found = getattr(target, name)
        if not callable(found):
            return found

        def counted(*given: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == self.nth:
                raise Killed
            return found(*given, **named)

        return counted


@dataclass
class Bench:
    """One domain with ``vips`` deployed anew for each fault, and what it had between all calls."""

    emulator: Emulator
    clock: Clock
    service: Dying
    begun: bool = False
    losses: list[str] = field(default_factory=list)

    def watch(self, request: Request) -> None:
        names = self.names() if self.begun else ["vips"]
        if not {"vips", TEMPORARY} & set(names):
            self.losses.append(request.operation)

    def names(self) -> list[str]:
        return [row.id for row in self.emulator.services[0].account.store.rows("segment_definition", DOMAIN)]

    def deploy(self) -> None:
        self.begun = False
        self.service.nth = self.service.calls = 0
        self.emulator.faults.clear()
        self.emulator.reset()
        self.run(self.plan(OLD))
        ask(self.emulator, "customer-profiles", "TagResource", resourceArn=f"{ARN}vips", tags={"cost": "7"})
        self.settle()
        self.begun = True

    def settle(self) -> None:
        """Let names become free, and lists and reads catch up."""
        self.clock.sleep(120)
        for _ in range(5):
            self.service.reader.list_segments()

    def plan(self, file: DesiredSegment) -> Plan:
        return propose((file,), self.service, DIALECT, target=TARGET, policy=DeletePolicy())

    def run(self, plan: Plan) -> bool:
        """Apply ``plan`` and return whether all was applied."""
        try:
            outcomes = carry_out(plan, self.service, self.service, DIALECT, report=lambda _: None)
        except Killed:
            return False
        return all(isinstance(outcome, Applied) for outcome in outcomes)

    def tags(self) -> Mapping[str, str]:
        found: Any = ask(self.emulator, "customer-profiles", "ListTagsForResource", resourceArn=f"{ARN}vips")
        tags: Mapping[str, str] = found["tags"]
        return tags


@contextmanager
def bench(behaviour: Behaviour) -> Iterator[Bench]:
    clock, watchers = Clock(), list[Callable[[Request], None]]()

    def on_request(request: Request) -> None:
        for watcher in watchers:
            watcher(request)

    with running(behaviour, clock=clock, on_request=on_request) as emulator:
        made = Bench(emulator, clock, Dying(profiles_reader(emulator, clock=clock), profiles_writer(emulator, clock=clock)))
        watchers.append(made.watch)
        yield made


def fail_once(bench: Bench, nth: int, name: str) -> None:
    """Make the ``nth`` call from now on, or that write, go wrong."""
    match name:
        case "killed":
            bench.service.calls, bench.service.nth = 0, nth
        case "dropped before" | "dropped after":
            bench.emulator.faults.add(Fault(service="customer-profiles", nth=nth, drop=True, done=name.endswith("after")))
        case "500 after":
            bench.emulator.faults.add(Fault(service="customer-profiles", nth=nth, status=500, error="InternalServerException", done=True))
        case _:
            errors = {"400": "BadRequestException", "403": "AccessDeniedException", "404": "ResourceNotFoundException"}
            error = errors.get(name, "ThrottlingException" if name == "429" else "InternalServerException")
            bench.emulator.faults.add(Fault(service="customer-profiles", nth=nth, status=int(name), error=error))


def check_two_runs(bench: Bench, nth: int, name: str) -> None:
    """Apply with a fault, then again without: the new definition stands, once, with all its tags."""
    bench.deploy()
    plan = bench.plan(NEW)
    fail_once(bench, nth, name)
    bench.run(plan)
    bench.service.nth = 0
    bench.emulator.faults.clear()
    bench.settle()
    second = bench.plan(NEW)
    assert second.is_empty or second.digest == plan.digest, (nth, name)  # what was approved is still approved
    assert bench.run(second), (nth, name)
    assert bench.losses == [], (nth, name)
    bench.settle()
    assert bench.names() == ["vips"], (nth, name)
    assert bench.tags().items() >= {"team": "web", "cost": "7"}.items(), (nth, name)
    assert bench.plan(NEW).is_empty, (nth, name)


CALLS = range(3, 17)
"""From the first call that is about the segment to the last, by ports; the table with all of them is in ``tests/apply``."""


@pytest.mark.parametrize("name", ["400", "403", "404", "429", "500 after", "dropped before", "dropped after", "killed"])
def test_after_any_fault_a_second_run_of_the_same_job_finishes(name: str) -> None:
    with bench(Behaviour()) as there:
        for nth in CALLS:
            check_two_runs(there, nth, name)


OPTIONS: Mapping[str, Behaviour] = {
    "names that are not free at once": Behaviour(name_free_after_s=30),
    "lists that lag": Behaviour(new_segments_hide_for=2, deleted_segments_show_for=2),
    "reads that lag": Behaviour(new_segments_missing_for=2),
    "tags not in lists": Behaviour(tags_in_list=False, tags_in_get=False, tags_in_write=False),
    "tags dropped on create": Behaviour(tags_on_create="ignore"),
    "spelt otherwise": Behaviour(defaults_for_connectives="write", empty_members="omit", order_of_lists="shuffled"),
    "names overwritten": Behaviour(taken_name="overwrite", created_at_in_list=False),
}


@pytest.mark.parametrize("option", OPTIONS)
def test_it_does_so_under_each_option_of_the_service(option: str) -> None:
    with bench(OPTIONS[option]) as there:
        for nth in (5, 9, 10, 11, 12, 14):
            for name in ("dropped after", "killed"):
                check_two_runs(there, nth, name)


def test_a_service_that_refuses_to_delete_what_is_in_use_leaves_the_old_one() -> None:
    with running(Behaviour(delete_in_use="refuse")) as emulator:
        top = desired("top", definition_of("Top", "x", on=["vips"]))
        apply(emulator, plan_of(emulator, OLD, top))
        (outcome,) = apply(emulator, plan_of(emulator, NEW, top))
        assert isinstance(outcome, Failed)
        assert [segment.id for segment in profiles_reader(emulator).list_segments()] == ["top", "vips"]
        assert not plan_of(emulator, NEW, top).is_empty


def test_a_denied_read_of_campaigns_stops_the_plan() -> None:
    with running() as emulator:
        apply(emulator, plan_of(emulator, OLD))
        emulator.faults.add(Fault(operation="ListCampaigns", count=None, status=403, error="AccessDeniedException"))
        with pytest.raises(SegmentsError) as caught:
            plan_of(emulator, NEW)
        assert caught.value.code == "access-denied"
