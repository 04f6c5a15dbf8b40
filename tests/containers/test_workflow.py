"""A real workflow, run by act from plan to record: ``uses: ./``, and a next step that reads the outputs."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from segments_as_code.model.document import Json
from segments_as_code.review.comment_header import read_header
from tests.containers.events import NUMBER, PULL, pull_request_payload, push_payload
from tests.containers.runner import ROOT
from tests.containers.servers import APPLICATION, REPOSITORY, TOKEN, Comment, servers

pytestmark = [pytest.mark.containers, pytest.mark.slow]

ACTION = ("action.yml", "Dockerfile", ".dockerignore", "entrypoint.py", "pyproject.toml", "README.md", "LICENSE")
ACTION_FOLDERS = ("src", "schemas", "requirements", "scripts/image")
WORKFLOW = f"""
on: [pull_request, push]
jobs:
  plan:
    runs-on: ubuntu-latest
    env:
      AWS_ACCESS_KEY_ID: made-up
      AWS_SECRET_ACCESS_KEY: made-up
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # act copies the folder instead
      - id: plan
        uses: ./
        with:
          application-id: {APPLICATION}
          aws-region: eu-west-1
          endpoint-url: ${{{{ vars.PINPOINT }}}}
          github-token: ${{{{ secrets.GITHUB_TOKEN }}}}
      - env:
          CREATES: ${{{{ steps.plan.outputs.creates }}}}
          DIGEST: ${{{{ steps.plan.outputs.plan-digest }}}}
          PLAN: ${{{{ steps.plan.outputs.plan-json }}}}
          APPLIED: ${{{{ steps.plan.outputs.applied }}}}
        run: |
          echo "the next step reads: applied $APPLIED"
          echo "the next step reads: $CREATES to create"
          grep -q "$DIGEST" "$PLAN" && echo "the next step finds: the plan"
"""
SEGMENT = "Name: New Customers\nDimensions: {Attributes: {customerType: {AttributeType: INCLUSIVE, Values: [new]}}}\n"


@dataclass(frozen=True, slots=True)
class Workflow:
    """What came of one run of the workflow, and the Pinpoint operations that there were by then."""

    code: int
    log: str
    comments: list[Comment]
    operations: list[str]


@dataclass(frozen=True, slots=True)
class Story:
    """A pull request is planned, and its merge is applied."""

    planned: Workflow
    applied: Workflow


def make_repository(folder: Path) -> str:
    """Make a repository that holds the action, one segment, and the workflow; return its one commit."""
    folder.mkdir()
    for name in ACTION:
        shutil.copy(ROOT / name, folder / name)
    for name in ACTION_FOLDERS:
        shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    files = {
        "segments/new.yaml": SEGMENT,
        ".github/workflows/plan.yml": WORKFLOW,
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", "-C", str(folder))
    remote = f"https://github.com/{REPOSITORY}.git"
    for command in (("init", "-q"), ("remote", "add", "origin", remote), ("add", "."), ("commit", "-qm", "all")):
        subprocess.run([*git, *command], check=True, capture_output=True)
    return subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture(scope="module")
def story(act: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    folder = tmp_path_factory.mktemp("workflow")
    commit = make_repository(folder / "repository")
    with servers(folder, PULL) as others:
        urls = ("--env", f"GITHUB_API_URL={others.github}", "--env", f"GITHUB_GRAPHQL_URL={others.github}/graphql")
        told = ("-s", f"GITHUB_TOKEN={TOKEN}", "--var", f"PINPOINT={others.pinpoint}")

        def run(event: str, payload: Mapping[str, Json]) -> Workflow:
            file = folder / f"{event}.json"
            file.write_text(json.dumps(payload), encoding="utf-8")
            command = [*act, str(folder / "repository"), event, str(file), *urls, *told]
            ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
            return Workflow(ended.returncode, ended.stdout + ended.stderr, others.comments(), others.operations())

        planned = run("pull_request", pull_request_payload())
        others.merge(NUMBER, commit)
        yield Story(planned, run("push", push_payload() | {"after": commit}))


@pytest.fixture
def workflow(story: Story) -> Workflow:
    return story.planned


def test_the_workflow_succeeds(workflow: Workflow) -> None:
    assert workflow.code == 0, workflow.log


def test_the_next_step_reads_the_outputs(workflow: Workflow) -> None:
    assert "the next step reads: 1 to create" in workflow.log, workflow.log


def test_the_next_step_finds_the_plan_where_the_output_says(workflow: Workflow) -> None:
    assert "the next step finds: the plan" in workflow.log, workflow.log


def test_the_workflow_leaves_one_comment(workflow: Workflow) -> None:
    assert ["New Customers" in comment.body for comment in workflow.comments] == [True], workflow.log
    assert "CreateSegment" not in workflow.operations


def test_the_merge_is_applied_and_the_next_step_reads_it(story: Story) -> None:
    assert story.applied.code == 0, story.applied.log
    assert "the next step reads: applied 1" in story.applied.log, story.applied.log
    assert story.applied.operations.count("CreateSegment") == 1


def test_the_plans_comment_becomes_the_record(story: Story) -> None:
    (planned,), (record,) = story.planned.comments, story.applied.comments
    header = read_header(record.body)
    assert header is not None
    assert (record.id, header.kind) == (planned.id, "record")
