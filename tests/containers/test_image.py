"""The image, started as a runner starts it, through the life of one pull request."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from segments_as_code.review.comment_header import read_header
from tests.containers.events import MERGE, NUMBER, PULL, PULL_REQUEST_FACTS, PUSH_FACTS, pull_request_payload, push_payload
from tests.containers.runner import FOLDERS, Ended, Runner, declared_outputs
from tests.containers.servers import Comment, servers

pytestmark = [pytest.mark.containers, pytest.mark.slow]

SEGMENTS = {
    "segments/new.yaml": "Name: New Customers\nDimensions: {Attributes: {customerType: {AttributeType: INCLUSIVE, Values: [new]}}}\n",
    "segments/engaged.yaml": "Name: Engaged\nDimensions: {Behavior: {Recency: {Duration: DAY_7, RecencyType: ACTIVE}}}\n",
}
PEOPLE = {
    "people/part.json": '{"Attributes": {"customerType": ["new"]}}\n' * 1234 + '{"Address": "anna@example.com"}\n' * 111,
    "people/export-job.json": '{"JobStatus": "COMPLETED", "CompletionDate": "2026-10-28T18:02:03Z"}',
}
"""An export, which the image counts by itself."""
TRAPPED = "THE WORKSPACE WAS EXECUTED"
TRAPS = ("yaml.py", "boto3/__init__.py", "json.py", "sitecustomize.py", "usercustomize.py", "segments_as_code/__init__.py")


def lay_traps(runner: Runner) -> None:
    """Check out a pull request that would have its own code run, and leave some in the home folder too."""
    trap = f"import sys\nsys.stderr.write('{TRAPPED}\\n')\n"
    runner.check_out(SEGMENTS | PEOPLE | dict.fromkeys(TRAPS, trap))
    user_site = runner.folder / "home" / ".local" / "lib" / "python3.13" / "site-packages"
    user_site.mkdir(parents=True)
    (user_site / "usercustomize.py").write_text(trap, encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Told:
    """A step, and the comments there were after it."""

    ended: Ended
    comments: list[Comment]


@dataclass(frozen=True, slots=True)
class Story:
    """What came of: a plan; the same again; the merge; a re-run of the merge's job."""

    planned: Told
    planned_again: Told
    applied: Told
    applied_again: Told
    planning: list[str]
    operations: list[str]
    violations: list[str]
    workspace: Path


@pytest.fixture(scope="module")
def story(image: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("story")
    with servers(folder, PULL) as others:
        runner = Runner(
            folder / "job", image, others.environment | {"PYTHONPATH": "/github/workspace"}, others.inputs | {"audience": "people"}
        )
        lay_traps(runner)

        def pull_request() -> Told:
            return Told(runner.step("pull_request", pull_request_payload(), facts=PULL_REQUEST_FACTS), others.comments())

        def push() -> Told:
            return Told(runner.step("push", push_payload(), facts=PUSH_FACTS), others.comments())

        planned, planned_again = pull_request(), pull_request()
        planning = others.operations()
        others.merge(NUMBER, MERGE)
        applied, applied_again = push(), push()
        yield Story(planned, planned_again, applied, applied_again, planning, others.operations(), others.violations(), runner.workspace)


def test_a_plan_leaves_one_comment_that_says_what_would_be_done(story: Story) -> None:
    (comment,) = story.planned.comments
    header = read_header(comment.body)
    assert story.planned.ended.code == 0, story.planned.ended.log
    assert header is not None
    assert (header.kind, header.digest) == ("plan", story.planned.ended.outputs["plan-digest"])
    assert "New Customers" in comment.body


def test_the_image_counts_people_on_an_export(story: Story) -> None:
    (comment,) = story.planned.comments
    assert "| 1,234 |" in comment.body
    assert "anna" not in comment.body


def test_a_second_plan_leaves_the_same_single_comment(story: Story) -> None:
    assert story.planned_again.ended.code == 0, story.planned_again.ended.log
    assert story.planned_again.comments == story.planned.comments


def test_a_plan_makes_no_call_that_could_write(story: Story) -> None:
    assert set(story.planning) <= {"GetSegments", "GetSegment", "ListTagsForResource", "GetCampaigns", "ListJourneys"}
    assert "GetSegments" in story.planning


def test_the_merge_applies_the_plan(story: Story) -> None:
    outputs = story.applied.ended.outputs
    assert story.applied.ended.code == 0, story.applied.ended.log
    assert (outputs["applied"], outputs["failed"], outputs["failure-reason"]) == ("2", "0", "")
    assert story.operations.count("CreateSegment") == 2


def test_after_the_merge_the_comment_has_become_the_record(story: Story) -> None:
    (before,), (after,) = story.planned.comments, story.applied.comments
    header = read_header(after.body)
    assert header is not None
    assert (after.id, header.kind) == (before.id, "record")


def test_a_second_run_of_the_merge_changes_nothing_and_succeeds(story: Story) -> None:
    again = story.applied_again
    assert again.ended.code == 0, again.ended.log
    assert (again.ended.outputs["has-changes"], again.comments) == ("false", story.applied.comments)


def test_every_exchange_with_github_is_as_github_describes_it(story: Story) -> None:
    assert story.violations == []


def test_the_outputs_of_a_plan_are_declared_and_right(story: Story) -> None:
    outputs = story.planned.ended.outputs
    assert set(outputs) | set(story.applied.ended.outputs) == declared_outputs() - {"drift-issue-url"}
    assert [outputs[name] for name in ("has-changes", "creates", "updates", "replaces", "deletes", "unchanged")] == [
        "true",
        "2",
        "0",
        "0",
        "0",
        "0",
    ]


def test_the_plan_files_are_where_the_outputs_say(story: Story) -> None:
    outputs = story.planned.ended.outputs
    plan = json.loads((story.workspace / outputs["plan-json"]).read_text(encoding="utf-8"))
    assert plan["digest"] == outputs["plan-digest"]
    assert "New Customers" in (story.workspace / outputs["plan-markdown"]).read_text(encoding="utf-8")


def test_the_job_summary_says_it_too(story: Story) -> None:
    assert "New Customers" in story.planned.ended.summary


def test_all_that_is_left_in_the_workspace_belongs_to_its_owner(story: Story) -> None:
    owner = story.workspace.stat().st_uid
    assert {str(path.relative_to(story.workspace)): path.stat().st_uid for path in story.workspace.rglob("*")} == {
        str(path.relative_to(story.workspace)): owner for path in story.workspace.rglob("*")
    }
    assert (story.workspace / story.planned.ended.outputs["plan-json"]).exists()


def test_nothing_in_the_workspace_or_the_home_folder_is_executed(story: Story) -> None:
    for told in (story.planned, story.planned_again, story.applied, story.applied_again):
        assert TRAPPED not in told.ended.log


def test_the_traps_spring_where_python_is_started_without_care(image: str, tmp_path: Path) -> None:
    runner = Runner(tmp_path / "job", image)
    lay_traps(runner)
    options = ("--entrypoint", "/usr/local/bin/python")
    log, _ = runner.start({"PYTHONPATH": "/github/workspace"}, options, ("-c", "import yaml, boto3, segments_as_code"))
    assert log.count(TRAPPED) >= 4


def run_inside(image: str, folder: Path, script: str) -> str:
    runner = Runner(folder / "job", image)
    log, code = runner.start({}, ("--entrypoint", "/usr/local/bin/python"), ("-I", "-c", script))
    assert code == 0, log
    return log.strip()


def test_the_code_is_compiled_and_not_writable(image: str, tmp_path: Path) -> None:
    script = """
import importlib.util, os, pathlib, sysconfig
from segments_as_code import action
packages = pathlib.Path(sysconfig.get_path("purelib"))
for file in packages.rglob("*.py"):
    if "pip" not in file.relative_to(packages).parts[0]:
        if not os.path.exists(importlib.util.cache_from_source(str(file))):
            print("not compiled:", file)
        if file.stat().st_mode & 0o222:
            print("writable:", file)
"""
    assert run_inside(image, tmp_path, script) == ""


def test_only_what_runs_is_in_the_image(image: str, tmp_path: Path) -> None:
    script = """
import importlib.util, pathlib, botocore
print(sorted(name for name in ("aws_emulator", "segments_demo", "werkzeug", "pytest", "hatchling") if importlib.util.find_spec(name)))
print(sorted(path.name for path in (pathlib.Path(botocore.__file__).parent / "data").iterdir() if path.is_dir()))
"""
    services = ["athena", "connectcampaignsv2", "customer-profiles", "pinpoint", "s3", "signin", "sso", "sso-oidc", "sts"]
    assert run_inside(image, tmp_path, script).splitlines() == ["[]", str(services)]


def test_the_runners_folders_are_as_on_a_runner(image: str, tmp_path: Path) -> None:
    """A check of the stand-in: the workspace is not root's, and the action is started in it."""
    runner = Runner(tmp_path / "job", image)
    runner.check_out(SEGMENTS)
    script = "import os; print(os.getcwd(), os.stat('.').st_uid != 0, sorted(os.listdir('/github')))"
    log, _ = runner.start({}, ("--entrypoint", "/usr/local/bin/python"), ("-c", script))
    assert log.strip() == f"/github/workspace {os.geteuid() == 0 or runner.workspace.stat().st_uid != 0} {sorted(FOLDERS)}"


def test_a_link_in_the_workspace_hands_nothing_outside_of_it_to_the_runner(tmp_path: Path) -> None:
    """A check of the stand-in: it must not give away a file of the machine that it runs on."""
    outside = tmp_path / "outside"
    outside.write_text("", encoding="utf-8")
    runner = Runner(tmp_path / "job", "none")
    (runner.workspace / "link").symlink_to(outside)
    runner.check_out(SEGMENTS)
    assert outside.stat().st_uid == os.geteuid()
