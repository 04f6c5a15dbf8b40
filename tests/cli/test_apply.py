"""``segments apply`` on a folder."""

from __future__ import annotations

import signal
import subprocess
import time

import pytest

from aws_emulator.core.faults import Fault
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.providers.pinpoint.reader import PinpointReader
from segments_as_code.providers.pinpoint.writer import PinpointWriter
from tests.action.job import WRITES, segment
from tests.cli.laptop import APP, INTERRUPTIBLE, OWNER, PATIENCE_S, Laptop, environment, started

WRONG = "Name: Lapsed\nDimensions: {Behavior: {Recency: {Duration: DAY_31, RecencyType: INACTIVE}}}\n"
BUILT = (
    "Name: Built\nSegmentGroups: {Include: ALL, Groups: [{Type: ALL, SourceType: ALL, SourceSegments: [{Ref: vip}], "
    "Dimensions: [{Attributes: {a: {AttributeType: INCLUSIVE, Values: [b]}}}]}]}\n"
)


def fail_to_create(laptop: Laptop, name: str) -> None:
    laptop.emulator.faults.add(
        Fault(operation="CreateSegment", where={"Name": name}, status=400, error="BadRequestException", message="Not today.", count=None)
    )


def test_it_shows_the_plan_tells_of_each_change_and_ends_with_the_counts(laptop: Laptop) -> None:
    ended = laptop.apply("--yes")
    plan, _, done = ended.out.partition("· plan ")
    assert (ended.code, ended.err) == (0, "")
    assert "Segments: 2 to create\n" in plan
    lines = done.splitlines()[2:]
    told = [line.rpartition("  ")[0].rstrip() for line in lines[:2]]
    assert told == ["  +  New Customers  new  created", "  +  VIPs           vip  created"]
    assert lines[2:] == ["", "Segments: 2 applied"]
    assert laptop.names() == ["New Customers", "VIPs"]


def test_a_second_apply_says_that_there_is_nothing_to_do(laptop: Laptop) -> None:
    laptop.apply("--yes")
    laptop.emulator.forget_requests()
    ended = laptop.apply()
    assert ended.code == 0
    assert ended.out.startswith("Segments: no changes\n")
    assert ended.err == "Nothing to apply: everything is deployed as the files say.\n"
    assert WRITES.isdisjoint(laptop.operations())


def test_where_nobody_can_be_asked_nothing_is_applied(laptop: Laptop) -> None:
    ended = laptop.apply()
    assert ended.code == 1
    assert "Segments: 2 to create\n" in ended.out
    assert ended.err == ("stopped: cannot ask for confirmation: stdin is not a terminal.\n    fix: pass --yes.\n")
    assert WRITES.isdisjoint(laptop.operations())


def test_problems_are_shown_and_nothing_is_applied(laptop: Laptop) -> None:
    laptop.check_out({"new.yaml": segment("New", "new"), "lapsed.yaml": WRONG})
    ended = laptop.apply("--yes")
    assert (ended.code, ended.last_line) == (1, "1 error.")
    assert ended.out.startswith("segments/lapsed.yaml:2:45: error: unknown-duration: ")
    assert laptop.operations() == []


def test_a_refused_plan_is_shown_and_not_applied(laptop: Laptop) -> None:
    laptop.apply("--yes")
    laptop.emulator.forget_requests()
    laptop.check_out({"new.yaml": segment("New Customers", "other")})
    ended = laptop.apply("--yes")
    assert ended.code == 1
    assert ended.out.count("refused: this plan deletes 1 of our 2 segments (50 %, limit 30 %).\n    fix: ") == 1
    assert ended.err == "Nothing was applied.\n"
    assert WRITES.isdisjoint(laptop.operations())


def test_the_exact_number_of_deletions_lets_it_be_applied(laptop: Laptop) -> None:
    laptop.apply("--yes")
    laptop.check_out({"new.yaml": segment("New Customers", "new")})
    ended = laptop.apply("--yes", "--allow-deletes", "1")
    assert (ended.code, ended.last_line) == (0, "Segments: 1 applied")
    assert laptop.operations().count("DeleteSegment") == 1


def test_delete_never_deletes_nothing(laptop: Laptop) -> None:
    laptop.apply("--yes")
    laptop.check_out({"new.yaml": segment("New Customers", "new")})
    ended = laptop.apply("--yes", "--delete", "never")
    assert ended.code == 0
    assert "DeleteSegment" not in laptop.operations()


# ── partial failure ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_failed_and_what_waits_for_it_come_last_with_their_whole_reasons(laptop: Laptop) -> None:
    laptop.check_out({"built.yaml": BUILT, "new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip")})
    fail_to_create(laptop, "VIPs")
    ended = laptop.apply("--yes")
    assert ended.code == 1
    assert ended.out.endswith(
        "\n\n✗ VIPs  vip  not created\n    CreateSegment was answered 400 BadRequestException: Not today.\n"
        "… Built  built  not started\n    it needs vip, which could not be changed\n"
        "\nSegments: 1 applied, 1 failed, 1 not started\n"
    )
    assert ended.err == "Apply again once the cause is fixed, to apply what is left.\n"
    assert laptop.names() == ["New Customers"]


def test_a_second_run_goes_on_with_what_is_left(laptop: Laptop) -> None:
    fail_to_create(laptop, "VIPs")
    laptop.apply("--yes")
    laptop.emulator.faults.clear()
    ended = laptop.apply("--yes")
    assert (ended.code, ended.last_line) == (0, "Segments: 1 applied")
    assert laptop.names() == ["New Customers", "VIPs"]


def test_interrupted_it_says_how_far_it_came_and_ends_with_130(laptop: Laptop) -> None:
    laptop.emulator.faults.add(Fault(operation="CreateSegment", where={"Name": "VIPs"}, delay_s=60))
    command, pipe = [*INTERRUPTIBLE, "apply", *laptop.given, "--yes"], subprocess.PIPE
    with started(command, cwd=laptop.folder, env=environment({}), stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe) as process:
        until = time.monotonic() + PATIENCE_S
        while laptop.emulator.faults.counts()[0][2] == 0:
            assert time.monotonic() < until
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = (read.decode() for read in process.communicate(timeout=PATIENCE_S))
    assert process.returncode == 130
    assert "  +  New Customers  new  created" in out
    assert "1 of 2 changes were ended; those after them may have been made, or not. Apply again: it goes on with what is left.\n" in err
    assert err.endswith("Interrupted.\n")
    assert "Traceback" not in err


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_json_tells_what_became_of_each_change_and_nothing_else(laptop: Laptop) -> None:
    laptop.check_out({"built.yaml": BUILT, "new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip")})
    fail_to_create(laptop, "VIPs")
    digest = laptop.plan("--json").json["digest"]
    ended = laptop.apply("--yes", "--json")
    outcomes = ended.json["outcomes"]
    assert isinstance(outcomes, list)
    assert ended.code == 1
    assert (ended.json["digest"], ended.json["refusals"]) == (digest, [])
    assert isinstance(outcomes[0].pop("id"), str)
    assert outcomes == [
        {"key": "new", "change": "create", "outcome": "applied", "version": 1},
        {
            "key": "vip",
            "change": "create",
            "outcome": "failed",
            "reason": "CreateSegment was answered 400 BadRequestException: Not today.",
        },
        {"key": "built", "change": "create", "outcome": "not-started", "reason": "it needs vip, which could not be changed"},
    ]


def test_json_of_an_apply_with_nothing_to_do_has_no_outcomes(laptop: Laptop) -> None:
    laptop.apply("--yes")
    ended = laptop.apply("--json")
    assert (ended.code, ended.err, ended.json["outcomes"]) == (0, "", [])


def test_json_of_a_refused_apply_says_why(laptop: Laptop) -> None:
    laptop.apply("--yes")
    laptop.check_out({})
    ended = laptop.apply("--yes", "--json")
    refusals = ended.json["refusals"]
    assert isinstance(refusals, list)
    assert (ended.code, ended.json["outcomes"], [refusal["code"] for refusal in refusals]) == (1, [], ["deletes-everything"])


def test_json_that_nobody_confirmed_leaves_standard_output_to_programs(laptop: Laptop) -> None:
    ended = laptop.apply("--json")
    assert (ended.code, ended.out) == (1, "")
    assert "Segments: 2 to create\n" in ended.err
    assert "fix: pass --yes." in ended.err


def test_json_of_problems_is_that_of_validate(laptop: Laptop) -> None:
    laptop.check_out({"lapsed.yaml": WRONG})
    problems = laptop.apply("--yes", "--json").json["problems"]
    assert isinstance(problems, list)
    assert [problem["code"] for problem in problems] == ["unknown-duration"]


@pytest.mark.parametrize("option", ["--out", "--format", "--detailed-exitcode"])
def test_options_of_plan_are_not_options_of_apply(laptop: Laptop, option: str) -> None:
    assert laptop.apply(option, "x").code == 2


# ── two segments with one key ────────────────────────────────────────────────────────────────────────────────────────


def twin(laptop: Laptop) -> tuple[str, str]:
    """Deploy everything, and the segment VIPs a second time; return the ids of both."""
    laptop.apply("--yes")
    connection = Connection(APP, "eu-west-1", laptop.emulator.endpoint_url)
    reader = PinpointReader(connection, PinpointDialect())
    first = next(segment for segment in reader.list_segments() if segment.name == "VIPs")
    return first.id, PinpointWriter(connection).create(first.definition, first.tags).id


def test_two_segments_with_one_key_stop_it_and_the_command_it_names_deletes_the_younger_one(laptop: Laptop) -> None:
    first, second = twin(laptop)
    stopped = laptop.apply("--yes")
    assert stopped.code == 1
    command = f"segments apply --owner {OWNER} --delete-duplicate {second}"
    assert f"fix: {command} deletes the younger one, if nothing uses it." in stopped.err
    laptop.emulator.forget_requests()
    ended = laptop.apply("--yes", "--delete-duplicate", second)
    assert (ended.code, ended.out.splitlines()[0]) == (0, "Segments: no changes")
    assert f"Deleted the duplicate segment VIPs ({second}, created " in ended.err
    assert [request.parameters["SegmentId"] for request in laptop.emulator.requests if request.operation in WRITES] == [second]
    assert laptop.plan("--detailed-exitcode").code == 0
    assert first not in ended.err


def test_a_duplicate_is_not_deleted_if_nobody_can_say_yes(laptop: Laptop) -> None:
    _, second = twin(laptop)
    laptop.emulator.forget_requests()
    assert laptop.apply("--delete-duplicate", second).code == 1
    assert WRITES.isdisjoint(laptop.operations())


def test_what_is_no_duplicate_is_not_deleted_on_request(laptop: Laptop) -> None:
    laptop.apply("--yes")
    only = next(request for request in laptop.emulator.requests if request.operation == "CreateSegment")
    laptop.emulator.forget_requests()
    ended = laptop.apply("--yes", "--delete-duplicate", "some-id")
    assert (ended.code, only.status) == (1, 201)
    assert "some-id is not one of two segments that carry the same key" in ended.err
    assert WRITES.isdisjoint(laptop.operations())
