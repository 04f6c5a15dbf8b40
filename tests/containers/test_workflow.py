"""A real workflow, run by act: ``uses: ./``, and a next step that reads the outputs."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.containers.events import PULL, pull_request_payload
from tests.containers.runner import ROOT
from tests.containers.servers import APPLICATION, REPOSITORY, TOKEN, Comment, servers

pytestmark = [pytest.mark.containers, pytest.mark.slow]

ACTION = ("action.yml", "Dockerfile", ".dockerignore", "entrypoint.py", "pyproject.toml", "README.md", "LICENSE")
ACTION_FOLDERS = ("src", "schemas", "requirements", "scripts/image")
WORKFLOW = f"""
on: pull_request
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
        run: |
          echo "the next step reads: $CREATES to create"
          grep -q "$DIGEST" "$PLAN" && echo "the next step finds: the plan"
"""
SEGMENT = "Name: New Customers\nDimensions: {Attributes: {customerType: {AttributeType: INCLUSIVE, Values: [new]}}}\n"


@dataclass(frozen=True, slots=True)
class Workflow:
    """What came of the workflow."""

    code: int
    log: str
    comments: list[Comment]


def make_repository(folder: Path) -> None:
    """Make a repository that holds the action, one segment, and the workflow."""
    folder.mkdir()
    for name in ACTION:
        shutil.copy(ROOT / name, folder / name)
    for name in ACTION_FOLDERS:
        shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in {"segments/new.yaml": SEGMENT, ".github/workflows/plan.yml": WORKFLOW}.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", "-C", str(folder))
    remote = f"https://github.com/{REPOSITORY}.git"
    for command in (("init", "-q"), ("remote", "add", "origin", remote), ("add", "."), ("commit", "-qm", "all")):
        subprocess.run([*git, *command], check=True, capture_output=True)


@pytest.fixture(scope="module")
def workflow(act: list[str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workflow]:
    folder = tmp_path_factory.mktemp("workflow")
    make_repository(folder / "repository")
    event = folder / "event.json"
    event.write_text(json.dumps(pull_request_payload()), encoding="utf-8")
    with servers(folder, PULL) as others:
        urls = ("--env", f"GITHUB_API_URL={others.github}", "--env", f"GITHUB_GRAPHQL_URL={others.github}/graphql")
        told = ("-s", f"GITHUB_TOKEN={TOKEN}", "--var", f"PINPOINT={others.pinpoint}")
        command = [*act, str(folder / "repository"), "pull_request", str(event), *urls, *told]
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
        yield Workflow(ended.returncode, ended.stdout + ended.stderr, others.comments())


def test_the_workflow_succeeds(workflow: Workflow) -> None:
    assert workflow.code == 0, workflow.log


def test_the_next_step_reads_the_outputs(workflow: Workflow) -> None:
    assert "the next step reads: 1 to create" in workflow.log, workflow.log


def test_the_next_step_finds_the_plan_where_the_output_says(workflow: Workflow) -> None:
    assert "the next step finds: the plan" in workflow.log, workflow.log


def test_the_workflow_leaves_one_comment(workflow: Workflow) -> None:
    assert ["New Customers" in comment.body for comment in workflow.comments] == [True], workflow.log
