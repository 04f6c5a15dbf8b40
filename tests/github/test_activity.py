"""What each event asks for when the action's command is ``auto``."""

from __future__ import annotations

import pytest

from segments_as_code.github.activity import Activity
from segments_as_code.model.document import Json
from tests.github.events import OURS, dispatch, event, payload_of_pull_request, push


def test_a_push_to_the_default_branch_applies() -> None:
    assert (push().activity, push().reason) == (Activity.APPLY, "main, the default branch, was pushed.")


def test_a_push_to_another_branch_only_plans_and_says_why() -> None:
    found = push("refs/heads/feature")
    assert (found.activity, found.reason) == (Activity.PLAN, "feature was pushed, and only a push to main applies, so it is only planned.")


def test_a_branch_whose_name_ends_like_the_default_one_does_not_apply() -> None:
    assert push("refs/heads/x/main").activity is Activity.PLAN


def test_a_push_never_applies_where_the_default_branch_is_not_known() -> None:
    found = push(repository={"full_name": "acme/audiences"})
    expected = "main was pushed, and the event does not say which branch is the default one, so it is only planned."
    assert (found.activity, found.reason) == (Activity.PLAN, expected)


def test_a_tag_of_the_default_branch_s_name_does_nothing() -> None:
    assert push("refs/tags/main").activity is Activity.NOTHING


def test_a_deleted_branch_does_nothing() -> None:
    assert push(deleted=True).activity is Activity.NOTHING


def test_a_closed_pull_request_does_nothing() -> None:
    assert event("pull_request", payload_of_pull_request() | {"action": "closed"}).activity is Activity.NOTHING


def test_a_merge_group_that_is_gone_does_nothing() -> None:
    assert event("merge_group", {"action": "destroyed", "merge_group": {}}).activity is Activity.NOTHING


def test_a_schedule_looks_for_drift() -> None:
    assert event("schedule", {"schedule": "0 6 * * *"}).activity is Activity.DRIFT


@pytest.mark.parametrize("command", ["plan", "apply", "drift", "validate"])
def test_a_run_by_hand_does_what_its_input_says(command: str) -> None:
    found = dispatch({"command": command, "allow-deletes": "7"})
    assert (found.activity, found.inputs) == (Activity(command), {"command": command, "allow-deletes": "7"})


@pytest.mark.parametrize("inputs", [None, {}, {"command": ""}, {"command": "auto"}, {"command": None}])
def test_a_run_by_hand_that_says_nothing_only_plans(inputs: Json) -> None:
    assert dispatch(inputs).activity is Activity.PLAN


@pytest.mark.parametrize("command", ["deploy", "nothing", "refused", "APPLY", True])
def test_a_run_by_hand_with_an_unknown_command_is_undecided(command: Json) -> None:
    assert dispatch({"command": command}).activity is Activity.UNDECIDED


@pytest.mark.parametrize("name", ["issue_comment", "workflow_run", "repository_dispatch", "release"])
def test_another_event_is_undecided_and_its_name_is_said(name: str) -> None:
    found = event(name, {"repository": OURS})
    assert (found.activity, name in found.reason) == (Activity.UNDECIDED, True)


def test_pull_request_target_is_refused_and_the_reason_explained() -> None:
    found = event("pull_request_target", payload_of_pull_request())
    assert (found.activity, "secrets" in found.reason, "on: pull_request" in found.remedy) == (Activity.REFUSED, True, True)
