"""Promise 8 on AWS's side: whatever AWS refuses is said, and no plan is made from a listing that failed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from aws_emulator.core.faults import Fault
from aws_emulator.pinpoint.behaviour import Behaviour
from segments_as_code.refusal_codes import REFUSALS
from tests.action.job import REPOSITORY, TOKEN, WRITES, Job
from tests.promises.jobs import UPDATED, fault, headers, is_plain, leaks, nobody_listens, running, told


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Job]:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "not-a-session")
    with running(tmp_path) as made:
        yield made


AWS: Mapping[str, tuple[Fault | None, str]] = {
    "expired": (fault(error="ExpiredTokenException"), "credentials-expired"),
    "rejected": (fault(error="UnrecognizedClientException"), "credentials-rejected"),
    "denied": (fault(), "access-denied"),
    "GetSegments denied": (fault("GetSegments"), "access-denied"),
    "GetCampaigns denied": (fault("GetCampaigns"), "access-denied"),
    "ListJourneys denied": (fault("ListJourneys"), "access-denied"),
    "ListTagsForResource denied": (fault("ListTagsForResource"), "access-denied"),
    "another account": (Fault(operation="GetSegments", count=None, status=404, error="NotFoundException"), "application-not-found"),
    "application gone": (None, "application-not-found"),
    "no credentials": (None, "credentials-missing"),
    "unreachable": (None, "service-unreachable"),
}


def withhold(job: Job, how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take from ``job`` what it needs of AWS; where tags are asked for, lists do not carry them."""
    rule = AWS[how][0]
    job.emulator.behaviour = Behaviour(tags_in_list="ListTags" not in how, tags_in_get="ListTags" not in how)
    if rule is not None:
        job.emulator.faults.add(rule)
    elif how == "application gone":
        job.inputs["application-id"] = "no-such-app"
    elif how == "no credentials":
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    else:
        job.inputs["endpoint-url"] = nobody_listens()


@pytest.mark.parametrize("how", AWS)
@pytest.mark.parametrize("command", ["plan", "apply"])
def test_whatever_aws_refuses_is_said_and_there_is_no_plan(job: Job, how: str, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    job.deploy_and_then(UPDATED)
    job.pull_request()
    before = [header.kind for header in headers(job.comments())]
    if command == "apply":
        job.merge()
    job.emulator.forget_requests()
    withhold(job, how, monkeypatch)
    ended = job.push() if command == "apply" else job.pull_request()
    assert is_plain(job, ended)
    assert (ended.code, ended.reason) == (1, AWS[how][1]), ended.log
    assert ended.reason in REFUSALS
    assert WRITES.isdisjoint(job.operations())
    assert "creates" not in ended.outputs, "a failed listing is no plan"
    assert "### Segments: stopped" in ended.summary
    assert f"::error title={ended.reason}::" in "\n".join(ended.log)
    another = ["plan"] if how == "application gone" else []  # the target is the application
    assert [header.kind for header in headers(job.comments())] == (before if command == "apply" else [*another, "findings"])


@pytest.mark.parametrize("denied", ["GetSegments", "GetCampaigns", "ListJourneys", "ListTagsForResource"])
def test_the_call_that_is_denied_is_named_as_the_permission_to_add(job: Job, denied: str, monkeypatch: pytest.MonkeyPatch) -> None:
    job.deploy_and_then(UPDATED)
    withhold(job, f"{denied} denied", monkeypatch)
    assert f"mobiletargeting:{denied}" in told(job.pull_request())


def test_credentials_of_another_account_are_named_as_what_may_be_wrong(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    job.deploy_and_then(UPDATED)
    withhold(job, "another account", monkeypatch)
    assert "check the application app-123456, the region and the account." in told(job.pull_request())


@pytest.mark.parametrize("answer", ["forbidden", "not_found", "bad_request", "method_not_allowed", "gone"])
def test_the_end_of_the_service_is_said_and_is_no_empty_listing(job: Job, answer: str) -> None:
    job.deploy_and_then({})
    job.inputs["allow-deletes"] = "2"
    job.emulator.behaviour = Behaviour().changed({"segments_end_of_support": True, "end_of_support_answer": answer})
    ended = job.pull_request()
    assert (ended.code, is_plain(job, ended)) == (1, True)
    assert ended.reason in {"access-denied", "application-not-found", "service-refused"}
    assert "creates" not in ended.outputs
    assert "end of support was 2026-10-30" in ended.summary
    assert "end of support was 2026-10-30" in job.comments()[-1].body


def test_the_secrets_that_are_looked_for_are_there_to_be_found(job: Job) -> None:
    assert (os.environ["AWS_SECRET_ACCESS_KEY"], os.environ["AWS_SESSION_TOKEN"]) == ("not-a-secret", "not-a-session")
    job.github.world.add_comment(REPOSITORY, 7, "octocat", f"leak {TOKEN}")
    assert len(leaks(job, job.pull_request())) == 1
