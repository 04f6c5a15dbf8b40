"""Promise 19: a recreated segment is never lost, and no switch recreates one in live use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from aws_emulator.core.request_log import Request
from aws_emulator.emulator import Emulator
from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Applied, Outcome, Plan, Recreate
from segments_as_code.model.segment import DesiredSegment, Lifecycle
from segments_as_code.pipeline import carry_out, propose
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.recreation import temporary_id
from tests.cli.laptop import OWNER, Laptop
from tests.providers.customer_profiles.service import (
    DIALECT,
    DOMAIN,
    TARGET,
    Clock,
    apply,
    ask,
    definition_of,
    desired,
    plan_of,
    profiles_reader,
    profiles_writer,
    running,
)

NAMES = ("base", "top")
OLD = (desired("base", definition_of("Base", "old")), desired("top", definition_of("Top", "old", on=["base"])))
NEW = (desired("base", definition_of("Base", "new")), desired("top", definition_of("Top", "new", on=["base"])))
WRITES = 8
"""Of a recreation of both: each is created, deleted, created and deleted."""


class Killed(BaseException):
    """The process ends here."""


class Dying:
    """A writer that ends the process once its ``nth`` call was done."""

    def __init__(self, writer: object, nth: int) -> None:
        self._writer, self._nth, self._calls = writer, nth, count(1)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._writer, name)

        def call(*given: Any, **named: Any) -> Any:
            answer = found(*given, **named)
            if next(self._calls) == self._nth:
                raise Killed
            return answer

        return call


class Domain:
    """Both segments deployed as ``OLD`` says, each with a tag of somebody else; ``losses`` are requests before which one was nowhere."""

    def __init__(self, emulator: Emulator, clock: Clock) -> None:
        self.emulator, self.clock = emulator, clock
        self.losses: list[str] = []
        apply(emulator, self.plan(OLD), clock=clock)
        for name in NAMES:
            arn = f"arn:aws:profile:eu-central-1:123456789012:domains/{DOMAIN}/segment-definitions/{name}"
            ask(emulator, "customer-profiles", "TagResource", resourceArn=arn, tags={"cost": name})

    def plan(self, files: tuple[DesiredSegment, ...]) -> Plan:
        return plan_of(self.emulator, *files, clock=self.clock)

    def killed_at(self, plan: Plan, nth: int) -> None:
        writer = Dying(profiles_writer(self.emulator, clock=self.clock), nth)
        with pytest.raises(Killed):
            carry_out(plan, profiles_reader(self.emulator, clock=self.clock), writer, DIALECT, report=lambda _: None)
        self.check()

    def run(self, plan: Plan) -> tuple[Outcome, ...]:
        return apply(self.emulator, plan, clock=self.clock)

    def check(self, operation: str = "") -> None:
        there = {row.id for row in self.emulator.services[0].account.store.rows("segment_definition", DOMAIN)}
        self.losses += [f"{name} at {operation}" for name in NAMES if not {name, temporary_id(name)} & there]


@pytest.fixture(scope="module")
def emulator() -> Iterator[tuple[Emulator, Clock, list[Domain]]]:
    clock, watching = Clock(), list[Domain]()

    def on_request(request: Request) -> None:
        for domain in watching:
            domain.check(request.operation)

    with running(clock=clock, on_request=on_request) as started:
        yield started, clock, watching


@pytest.mark.parametrize("nth", range(1, WRITES + 1))
def test_an_apply_that_is_killed_after_any_write_loses_neither_of_two_segments(
    emulator: tuple[Emulator, Clock, list[Domain]], nth: int
) -> None:
    started, clock, watching = emulator
    watching.clear()
    started.reset()
    domain = Domain(started, clock)
    watching.append(domain)
    plan = domain.plan(NEW)
    assert {type(change) for change in plan.changes} == {Recreate}
    domain.killed_at(plan, nth)
    second = domain.plan(NEW)
    assert [outcome for outcome in domain.run(second) if not isinstance(outcome, Applied)] == []
    assert domain.plan(NEW).is_empty
    found = profiles_reader(started, clock=clock).list_segments()
    assert [(segment.id, segment.tags["cost"]) for segment in found] == [("base", "base"), ("top", "top")]
    assert domain.losses == []


# ── the run of the next commit ───────────────────────────────────────────────────────────────────────────────────────


class Half(Domain):
    """Of both segments, ``base`` alone is recreated, by a run that was killed after its ``nth`` write; ``top`` has no file any more."""

    def __init__(self, emulator: Emulator, clock: Clock, nth: int) -> None:
        emulator.reset()
        super().__init__(emulator, clock)
        self.killed_at(self.plan((NEW[0], OLD[1])), nth)

    def plan(self, files: tuple[DesiredSegment, ...], policy: DeletePolicy | None = None) -> Plan:
        reader = profiles_reader(self.emulator, clock=self.clock)
        return propose(files, reader, DIALECT, target=TARGET, policy=policy or DeletePolicy())

    def stands(self) -> dict[str, Definition]:
        return {each.id: each.definition for each in profiles_reader(self.emulator, clock=self.clock).list_segments()}


THIRD = (desired("base", definition_of("Base", "third")), OLD[1])
GUARDED = replace(NEW[0], lifecycle=Lifecycle(protected=True))


@pytest.mark.parametrize("nth", [2, 3])
@pytest.mark.parametrize("second", [1, 2, 3, 4, 5])
def test_a_second_job_that_is_killed_too_is_still_approved_and_finishes(
    emulator: tuple[Emulator, Clock, list[Domain]], nth: int, second: int
) -> None:
    """Recreated to new, killed; then to third, killed: the second job runs again."""
    started, clock, watching = emulator
    watching.clear()
    domain = Half(started, clock, nth)
    watching.append(domain)
    approved = domain.plan(THIRD)
    domain.killed_at(approved, second)
    again = domain.plan(THIRD)
    assert again.digest == approved.digest
    assert [outcome for outcome in domain.run(again) if not isinstance(outcome, Applied)] == []
    assert domain.stands() == {segment.key: segment.definition for segment in THIRD} | {"top": domain.stands()["top"]}
    assert domain.losses == []


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_protected_segment_is_finished_and_not_recreated_again(emulator: tuple[Emulator, Clock, list[Domain]], nth: int) -> None:
    started, clock, watching = emulator
    watching.clear()
    domain = Half(started, clock, nth)
    third = replace(THIRD[0], lifecycle=Lifecycle(protected=True))
    (refusal,) = domain.plan((third, OLD[1])).refusals
    assert (refusal.code, refusal.message) == ("protected", "base is protected and would be deleted and created again.")
    same = domain.plan((GUARDED, OLD[1]))
    assert [refusal.code for refusal in same.refusals] == (["protected"] if nth == 1 else [])
    if nth > 1:
        made = {each.id: each.made for each in profiles_reader(started, clock=clock).list_segments()}
        assert [outcome for outcome in domain.run(same) if not isinstance(outcome, Applied)] == []
        after = {each.id: each.made for each in profiles_reader(started, clock=clock).list_segments()}
        assert after["base"] == made.get("base", after["base"])
        assert domain.stands()["base"] == NEW[0].definition


@pytest.mark.parametrize(("nth", "ends_as"), [(1, OLD), (2, NEW), (3, NEW)])
def test_what_no_file_names_any_more_is_not_left_half_recreated_if_nothing_may_be_deleted(
    emulator: tuple[Emulator, Clock, list[Domain]], nth: int, ends_as: tuple[DesiredSegment, ...]
) -> None:
    started, clock, watching = emulator
    watching.clear()
    domain = Half(started, clock, nth)
    approved = domain.plan((), DeletePolicy(delete=False))
    assert {notice.code for notice in approved.notices} == {"recreation-unfinished", "left-in-place"}
    assert not approved.is_empty  # so it is drift too
    assert [outcome for outcome in domain.run(approved) if not isinstance(outcome, Applied)] == []
    assert domain.stands()["base"] == ends_as[0].definition
    assert set(domain.stands()) == {"base", "top"}
    after = domain.plan((), DeletePolicy(delete=False))
    assert after.is_empty
    assert {notice.code for notice in after.notices} == {"left-in-place"}


@pytest.mark.parametrize(
    ("nth", "said"), [(1, "base is still there"), (2, "base was deleted, and"), (3, "base was deleted and created again")]
)
def test_a_plan_says_what_stands_of_a_recreation_that_was_stopped(
    emulator: tuple[Emulator, Clock, list[Domain]], nth: int, said: str
) -> None:
    started, clock, watching = emulator
    watching.clear()
    domain = Half(started, clock, nth)
    for files in (THIRD, (NEW[0], OLD[1]), (OLD[1],)):
        (notice,) = (notice for notice in domain.plan(files).notices if notice.code == "recreation-unfinished")
        assert said in notice.message


# ── live use ─────────────────────────────────────────────────────────────────────────────────────────────────────────

GOLD = """\
DisplayName: Gold
SegmentGroups:
  Include: ALL
  Groups:
    - Type: ALL
      SourceType: ALL
      Dimensions: [{ProfileAttributes: {Attributes: {tier: {DimensionType: INCLUSIVE, Values: [gold]}}}}]
"""
SWITCHES: Sequence[list[str]] = (
    [],
    ["--allow-deletes", "1"],
    ["--delete", "owned"],
    ["--delete", "never"],
    ["--yes"],
    ["--yes", "--allow-deletes", "1"],
)


@pytest.fixture(scope="module")
def laptop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laptop]:
    """A laptop whose file changes a segment that a running campaign uses."""
    with running() as started:
        made = Laptop(tmp_path_factory.mktemp("laptop"), started)
        made.check_out({"gold.yaml": GOLD})
        assert made.run("apply", *given(made), "--yes").code == 0
        source: Any = {"customerProfilesSegmentArn": f"domains/{DOMAIN}/segment-definitions/gold"}
        started.load_seed({"outbound_campaigns": [{"id": "c1", "name": "Winter Sale", "state": "Running", "source": source}]})
        made.check_out({"gold.yaml": GOLD.replace("[gold]", "[gold, platinum]")})
        yield made


def given(laptop: Laptop) -> list[str]:
    return [*laptop.service, "--domain-name", DOMAIN, "--region", "eu-central-1", "--owner", OWNER]


@pytest.mark.parametrize("switches", SWITCHES, ids=" ".join)
def test_no_switch_recreates_a_segment_that_a_running_campaign_uses(laptop: Laptop, switches: list[str]) -> None:
    laptop.emulator.forget_requests()
    ended = laptop.run("apply" if "--yes" in switches else "plan", *given(laptop), *switches)
    assert ended.code == 1
    assert "the campaign Winter Sale (running) uses it" in ended.out + ended.err
    assert "pause or end that campaign first, and start it again after the apply" in ended.out + ended.err
    assert not {"CreateSegmentDefinition", "DeleteSegmentDefinition", "TagResource"} & set(laptop.operations())


def test_once_the_campaign_is_paused_the_plan_goes_through(laptop: Laptop) -> None:
    ask(laptop.emulator, "connectcampaignsv2", "PauseCampaign", id="c1")
    ended = laptop.run("plan", *given(laptop))
    ask(laptop.emulator, "connectcampaignsv2", "ResumeCampaign", id="c1")
    assert (ended.code, "1 to recreate" in ended.out) == (0, True)
