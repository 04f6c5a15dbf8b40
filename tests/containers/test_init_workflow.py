"""What ``segments init`` writes, run by act as it stands: local stand-ins for the actions that live on GitHub, and no other edit."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from segments_as_code.cli.command import run as segments
from segments_as_code.review.comment_header import read_header
from tests.containers.events import NUMBER, PULL, pull_request_payload, push_payload
from tests.containers.runner import ROOT
from tests.containers.servers import APPLICATION, DOMAIN, REPOSITORY, TOKEN, Servers, servers
from tests.containers.test_workflow import ACTION, ACTION_FOLDERS

pytestmark = [pytest.mark.containers, pytest.mark.slow]

STAND_INS = {
    "actions/checkout": "runs: {using: composite, steps: []}\n",  # act copies the folder
    "aws-actions/configure-aws-credentials": """\
inputs: {role-to-assume: {required: true}, aws-region: {required: true}}
runs:
  using: composite
  steps:
    - shell: sh
      run: printf '%s\\n' AWS_ACCESS_KEY_ID=made-up AWS_SECRET_ACCESS_KEY=made-up "AWS_REGION=${{ inputs.aws-region }}" >>"$GITHUB_ENV"
""",
}
OPTIONS: dict[str, tuple[str, ...]] = {
    "pinpoint": ("--application-id", APPLICATION, "--region", "eu-west-1"),
    "customer-profiles": ("--domain-name", DOMAIN, "--region", "eu-central-1"),
}
CREATES = {"pinpoint": "CreateSegment", "customer-profiles": "CreateSegmentDefinition"}


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of one event: the exit code, the log, the operations asked for by then, and the kinds of the comments."""

    code: int
    log: str
    operations: list[str]
    kinds: list[str]


def make_repository(folder: Path, options: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> str:
    """Make a repository with what ``init`` writes for ``options``; return its one commit."""
    folder.mkdir()
    git = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main", "-C", str(folder))

    def run(*command: str) -> None:
        subprocess.run([*git, *command], check=True, capture_output=True)

    run("init", "-q")
    run("remote", "add", "origin", f"https://github.com/{REPOSITORY}.git")
    monkeypatch.chdir(folder)
    assert segments(["init", *options, "--account-id", "123456789012"]) == 0
    run("add", ".")
    run("commit", "-qm", "all")
    return subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()


def stand_ins(folder: Path, repository: Path) -> Iterator[str]:
    """Yield act's options that put a local folder in place of each action that the workflows use."""
    ours = folder / "action"
    ours.mkdir(parents=True)
    for name in ACTION:
        shutil.copy(ROOT / name, ours / name)
    for name in ACTION_FOLDERS:
        shutil.copytree(ROOT / name, ours / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in STAND_INS.items():
        (folder / name).mkdir(parents=True)
        (folder / name / "action.yml").write_text(text, encoding="utf-8")
    workflows = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (repository / ".github" / "workflows").iterdir()]
    steps = [step for workflow in workflows for job in workflow["jobs"].values() for step in job["steps"]]
    for uses in sorted({step["uses"] for step in steps if "uses" in step}):
        name, _, _ = uses.partition("@")
        yield from ("--local-repository", f"{uses}={folder / name if name in STAND_INS else ours}")


def play(act: list[str], folder: Path, others: Servers, commit: str) -> tuple[Ended, Ended]:
    """Plan the pull request, merge it, and apply."""
    urls = {"GITHUB_API_URL": others.github, "GITHUB_GRAPHQL_URL": f"{others.github}/graphql", "AWS_ENDPOINT_URL": others.pinpoint}
    options = [word for name, url in urls.items() for word in ("--env", f"{name}={url}")]
    options += ["-s", f"GITHUB_TOKEN={TOKEN}", *stand_ins(folder / "actions", folder / "repository")]

    def run(event: str, payload: object) -> Ended:
        file = folder / f"{event}.json"
        file.write_text(json.dumps(payload), encoding="utf-8")
        ended = subprocess.run(
            [*act, str(folder / "repository"), event, str(file), *options], capture_output=True, text=True, check=False, timeout=300
        )
        kinds = [header.kind for comment in others.comments() if (header := read_header(comment.body)) is not None]
        return Ended(ended.returncode, ended.stdout + ended.stderr, others.operations(), kinds)

    planned = run("pull_request", pull_request_payload())
    others.merge(NUMBER, commit)
    return planned, run("push", push_payload() | {"after": commit})


@pytest.mark.parametrize("service", OPTIONS)
def test_the_workflows_of_init_plan_and_apply(service: str, act: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = make_repository(tmp_path / "repository", OPTIONS[service], monkeypatch)
    with servers(tmp_path, PULL, domain={"domains": [{"DomainName": DOMAIN}]}) as others:
        planned, applied = play(act, tmp_path, others, commit)
    create = CREATES[service]
    assert (planned.code, planned.kinds, planned.operations.count(create)) == (0, ["plan"], 0), planned.log
    assert (applied.code, applied.kinds, applied.operations.count(create)) == (0, ["record"], 1), applied.log
