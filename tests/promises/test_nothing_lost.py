"""An apply survives faults: nothing is made twice, nothing foreign is touched, and a second run ends it."""

from __future__ import annotations

import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from aws_emulator.core.faults import Fault
from aws_emulator.pinpoint.behaviour import Behaviour
from segments_as_code.model.plan import Applied, Failed, NotStarted, Unchanged
from segments_as_code.ownership import owned_key
from segments_as_code.pipeline import carry_out
from tests.promises.estate import APP, CHANGES, DIALECT, KEYS, OWNER, apply_all, make_plan, start
from tests.promises.faults import KINDS, LATE_S, TIMEOUT_S, At, Deployment, deployed
from tests.promises.killing import runner
from tests.promises.table import Survived, pytest_terminal_summary, table

pytestmark = pytest.mark.slow

Record = Callable[[str, object], None]

OTHER_SERVICES = {
    "drops tags of a create": Behaviour(tags_on_create="ignore"),
    "lists without tags": Behaviour(tags_in_list=False, tags_in_get=False, tags_in_write=False),
    "lists late": Behaviour(new_segments_hide_for=2),
    "refuses to overwrite tags": Behaviour(tag_existing_key="refuse", untag_unknown_key="refuse"),
    "answers without versions": Behaviour(version_in_answers=False),
}

SECOND_RUN = {("unreadable before", "TagResource")}
"""TagResource answers 204 and nothing to read, so that whatever comes in its place is taken for that; the next plan sees it."""


def go_through(there: Deployment, kind: str, calls: list[At], record: Record, *, service: str = "") -> None:
    """Put the fault into each of ``calls`` in turn."""
    for at in calls:
        most = 2 if (kind, at.operation) in SECOND_RUN else 1
        runs = there.runs_needed(replace(KINDS[kind], operation=at.operation, nth=at.nth), most)
        record("survived", Survived(at.operation, f"{kind}, {service or 'one run'}" if service else kind, runs).as_property())
        assert there.strays() == [], at
        assert runs == most, at


def test_the_table_of_faults_is_printed_at_the_end(request: pytest.FixtureRequest) -> None:
    printers = [hook.function for hook in request.config.hook.pytest_terminal_summary.get_hookimpls()]
    assert pytest_terminal_summary in printers
    lines = table([Survived("CreateSegment", "500 before", 1), Survived("CreateSegment", "500 before", 2)])
    assert lines == ["              CreateSegment", "500 before            2 (1)", "2 faults survived; 1 of them took a second run."]


def test_the_apply_under_test_has_twenty_changes() -> None:
    with deployed() as there:
        changes = [change for change in make_plan(there.reader).changes if not isinstance(change, Unchanged)]
        assert (len(changes), {type(change).__name__ for change in changes}) == (CHANGES, {"Create", "Update", "Adopt", "Delete"})


class Busy(Deployment):
    """On a machine on which every list of segments takes longer than the time-out."""

    def restart(self) -> None:
        super().restart()
        self.emulator.faults.add(Fault(operation="GetSegments", delay_s=0.1, count=None))


def test_a_machine_that_is_too_busy_for_the_time_out_is_given_a_longer_one() -> None:
    with start() as emulator:
        there = Busy(emulator, Behaviour(), timeout_s=0.05, pauses=True)
        assert there.runs_needed(Fault(operation="CreateSegment", delay_s=0.1, drop=True)) == 1
        assert there.slower > 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_at_any_call_loses_nothing_and_makes_nothing_twice(kind: str, record_property: Record) -> None:
    fault = KINDS[kind]
    with deployed(timeout_s=TIMEOUT_S if fault.delay_s else 30, pauses=fault.is_mere_delay) as there:
        matters_when = fault.done or fault.is_mere_delay  # to a read it is one whether its answer was made
        calls = [at for at in there.calls() if at.writes or not matters_when]
        assert len(calls) >= CHANGES
        go_through(there, kind, calls, record_property)


@pytest.mark.parametrize(
    ("service", "kind"),
    [
        *((service, kind) for service in OTHER_SERVICES for kind in ("500 before", "dropped after")),
        ("drops tags of a create", "429 five times"),
    ],
)
def test_the_same_holds_however_the_service_behaves(service: str, kind: str, record_property: Record) -> None:
    with deployed(OTHER_SERVICES[service]) as there:
        calls = [at for at in there.calls() if at.writes and (kind == "dropped after" or at.operation == "CreateSegment")]
        go_through(there, kind, calls, record_property, service=service)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_that_is_killed_at_any_write_is_finished_by_the_next(moment: str, record_property: Record) -> None:
    """A kill at a read leaves what the write before it left, for a run keeps nothing of its own."""
    with deployed() as there, runner(there.emulator.endpoint_url) as process:
        for at in (at for at in there.calls() if at.writes):
            there.restart()
            there.emulator.faults.add(Fault(operation=at.operation, when=process.killer(at.nth), drop=True, done=moment == "after"))
            assert process.run() == -signal.SIGKILL
            record_property("survived", Survived(at.operation, f"kill -9 {moment}", there.finish()).as_property())
            assert there.strays() == [], at


def test_a_create_that_is_killed_where_tags_are_dropped_is_not_made_again_until_somebody_decides() -> None:
    with deployed(Behaviour(tags_on_create="ignore")) as there, runner(there.emulator.endpoint_url) as process:
        known, kill = {segment.arn for segment in there.before.values()}, process.killer(1)
        there.emulator.faults.add(
            Fault(when=lambda call: call.parameters.get("ResourceArn", "") not in {"", *known} and kill(call), drop=True)
        )
        assert process.run() == -signal.SIGKILL
        (stray,) = there.strays()
        assert any(stray in notice.message for notice in make_plan(there.looker).notices if notice.code == "name-taken")
        there.emulator.faults.clear()
        reasons = [outcome.reason for outcome in apply_all(there.looker, there.second) if isinstance(outcome, Failed)]
        assert [stray in reason for reason in reasons] == [True]
        assert f"Lifecycle: {{Adopt: {stray}}}" in reasons[0]
        assert f"aws pinpoint delete-segment --region eu-west-1 --application-id {APP} --segment-id {stray}" in reasons[0]
        assert there.strays() == [stray]
        there.second.delete(stray)
        assert there.finish() == 2
        assert there.strays() == []


def test_two_runs_at_once_leave_one_segment_of_each_key() -> None:
    with deployed() as there:
        for _ in range(5):
            there.restart()
            plan = make_plan(there.looker)
            ways = [(there.reader, there.writer), (there.looker, there.second)]
            with ThreadPoolExecutor(2) as runs:
                done = [runs.submit(carry_out, plan, *way, DIALECT, report=lambda _: None) for way in ways]
            assert {type(outcome) for run in done for outcome in run.result()} <= {Applied, Failed, NotStarted}
            now = there.assert_nothing_else_was_touched()
            assert sorted(key for segment in now.values() if (key := owned_key(segment.tags, OWNER))) == list(KEYS)
            there.finish()


@pytest.mark.parametrize("hidden_for", [1, 2, 4])
def test_a_second_run_straight_after_a_kill_while_the_listing_lags_makes_nothing_twice(hidden_for: int, record_property: Record) -> None:
    with deployed(Behaviour(new_segments_hide_for=hidden_for)) as there, runner(there.emulator.endpoint_url) as process:
        for at in (at for at in there.calls() if at.operation == "CreateSegment"):
            there.restart()
            there.emulator.faults.add(Fault(operation=at.operation, when=process.killer(at.nth), drop=True, done=True))
            assert process.run() == -signal.SIGKILL
            there.emulator.faults.clear()
            apply_all(there.looker, there.second)
            now = there.assert_nothing_else_was_touched()
            assert sorted(key for segment in now.values() if (key := owned_key(segment.tags, OWNER))) == list(KEYS), at
            record_property("survived", Survived(at.operation, f"kill -9, listing {hidden_for} late", there.finish()).as_property())


def test_a_second_run_that_begins_before_the_listing_has_caught_up_makes_no_twin() -> None:
    with deployed(Behaviour(new_segments_hide_for=1)) as there:
        apply_all(there.reader, there.writer)
        apply_all(there.looker, there.second)
        assert sum(request.operation == "CreateSegment" for request in there.emulator.requests) == 6
        assert there.finish() == 1


def test_a_create_that_is_carried_out_after_we_gave_up_waiting_is_found_and_not_repeated() -> None:
    with deployed(timeout_s=TIMEOUT_S, pauses=True) as there:
        there.runs_needed(Fault(operation="CreateSegment", delay_s=LATE_S))
        assert sum(request.operation == "CreateSegment" for request in there.emulator.requests) == 6
