"""``segments rollback``."""

from __future__ import annotations

import pytest

from aws_emulator.core.faults import Fault
from aws_emulator.pinpoint.behaviour import Behaviour
from tests.action.job import WRITES, segment
from tests.cli.laptop import Laptop

OLD = {"vip.yaml": segment("VIPs", "vip", "gold"), "other.yaml": segment("Other", "other")}
NEW = {"vip.yaml": segment("Very Important", "all")}
FOR_GIT = (
    "\nGit must follow, or the next apply undoes this. Name and criteria of vip are to be written as below, in vip.yaml of the "
    "definitions folder or wherever its Key stands:\n\n"
)
YAML = """\
Name: VIPs
Dimensions:
  Attributes:
    kind:
      AttributeType: INCLUSIVE
      Values:
        - gold
        - vip
"""


@pytest.fixture
def laptop(laptop: Laptop) -> Laptop:
    """Deploy two segments, and one of them anew."""
    for files in (OLD, {**OLD, **NEW}):
        laptop.check_out(files)
        assert laptop.apply("--yes").code == 0
    laptop.emulator.forget_requests()
    return laptop


def test_it_shows_the_plan_puts_the_definition_back_and_says_what_git_must_say(laptop: Laptop) -> None:
    ended = laptop.run("rollback", "vip", "--to", "1", "--yes", *laptop.given)
    assert (ended.code, ended.err) == (0, "")
    plan, _, done = ended.out.partition("· plan ")
    assert plan.startswith("~ VIPs  vip\n")
    assert "    - Name: Very Important\n    + Name: VIPs\n" in plan
    assert "Segments: 1 to change\n" in plan
    assert "1 unchanged" in plan
    assert "changed" in done
    assert ended.out.endswith(f"\nSegments: 1 applied\n{FOR_GIT}{YAML}")
    assert [operation for operation in laptop.operations() if operation in WRITES] == ["UpdateSegment"]


def test_what_it_prints_is_what_the_file_must_say_for_the_next_plan_to_be_empty(laptop: Laptop) -> None:
    ended = laptop.run("rollback", "vip", "--to", "1", "--yes", *laptop.given)
    assert laptop.plan("--detailed-exitcode").code == 2, "git does not say so yet: the next apply would undo it"
    laptop.check_out({**OLD, "vip.yaml": ended.out.rpartition("stands:\n\n")[2]})
    assert laptop.plan("--detailed-exitcode").code == 0


def test_where_nobody_can_be_asked_nothing_is_put_back(laptop: Laptop) -> None:
    ended = laptop.run("rollback", "vip", "--to", "1", *laptop.given)
    assert ended.code == 1
    assert "Segments: 1 to change\n" in ended.out
    assert "fix: pass --yes." in ended.err
    assert WRITES.isdisjoint(laptop.operations())


@pytest.mark.parametrize(("answer", "code"), [("n", 1), ("y", 0)])
def test_at_a_terminal_it_asks(laptop: Laptop, answer: str, code: int) -> None:
    with laptop.terminal("rollback", "vip", "--to", "1", *laptop.given) as terminal:
        terminal.wait_for("Apply this plan to app-123456?")
        terminal.type(f"{answer}\n")
        assert terminal.end() == code
    assert ("UpdateSegment" in laptop.operations()) == (code == 0)
    assert terminal.seen.endswith(f"\n{YAML}") == (code == 0)


def test_what_stands_already_is_said_and_told_again_for_git(laptop: Laptop) -> None:
    ended = laptop.run("rollback", "other", "--to", "1", *laptop.given)
    assert (ended.code, ended.err) == (0, "Nothing to apply: other is deployed as it was at version 1.\n")
    assert "Name: Other\n" in ended.out
    assert WRITES.isdisjoint(laptop.operations())


def test_json_tells_what_was_done_and_the_definition(laptop: Laptop) -> None:
    ended = laptop.run("rollback", "vip", "--to", "1", "--yes", "--json", *laptop.given)
    (outcome,) = ended.json["outcomes"] if isinstance(ended.json["outcomes"], list) else []
    assert isinstance(outcome, dict)
    assert (ended.code, outcome["key"], outcome["change"], outcome["outcome"], outcome["version"]) == (0, "vip", "update", "applied", 3)
    assert ended.json["definition"] == {
        "Name": "VIPs",
        "Dimensions": {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["gold", "vip"]}}},
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["vp", "--to", "1"], "no deployed segment of acme/audiences has the key vp.\n    fix: did you mean vip?"),
        (["vip", "--to", "9"], "the service has no version 9 of "),
        (["vip", "--to", "1", "--owner", "other/repository"], "belongs to acme/audiences, not to other/repository: it is left alone."),
    ],
)
def test_what_cannot_go_back_is_refused_plainly(laptop: Laptop, arguments: list[str], message: str) -> None:
    ended = laptop.run("rollback", "--yes", *laptop.given, *arguments)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("stopped: ")
    assert message in ended.err
    assert WRITES.isdisjoint(laptop.operations())


@pytest.mark.parametrize("arguments", [["vip"], ["vip", "--to", "0"], ["vip", "--to", "x"], ["--to", "1"], ["", "--to", "1"]])
def test_a_command_line_that_says_too_little_is_refused(laptop: Laptop, arguments: list[str]) -> None:
    ended = laptop.run("rollback", *laptop.given, *arguments)
    assert (ended.code, laptop.operations()) == (2, [])


def test_without_an_application_it_says_which_option_is_missing(laptop: Laptop) -> None:
    ended = laptop.run("rollback", "vip", "--to", "1", *laptop.service, "--owner", "x")
    assert ended.code == 1
    assert "fix: pass --application-id for Pinpoint or --domain-name for Customer Profiles." in ended.err


def test_a_version_that_may_not_be_read_is_named_as_the_permission_to_add(laptop: Laptop) -> None:
    laptop.emulator.faults.add(Fault(operation="GetSegmentVersion", status=403, error="ForbiddenException", count=None))
    ended = laptop.run("rollback", "vip", "--to", "1", "--yes", *laptop.given)
    assert ended.code == 1
    assert "mobiletargeting:GetSegmentVersion" in ended.err
    assert WRITES.isdisjoint(laptop.operations())


def test_a_failed_write_is_told_with_what_to_do_next(laptop: Laptop) -> None:
    laptop.emulator.faults.add(Fault(operation="UpdateSegment", status=400, error="BadRequestException", message="Not today.", count=None))
    ended = laptop.run("rollback", "vip", "--to", "1", "--yes", *laptop.given)
    assert ended.code == 1
    assert "Not today." in ended.out
    assert "Git must follow" not in ended.out
    assert ended.err.startswith("Roll back again once the cause is fixed")


def test_a_service_that_answers_without_versions_is_believed_to_answer_what_it_was_asked(laptop: Laptop) -> None:
    laptop.emulator.behaviour = Behaviour(version_in_answers=False)
    assert laptop.run("rollback", "vip", "--to", "1", "--yes", *laptop.given).code == 0
