"""A repository with a pull request, and the jobs that GitHub starts for it: the action run in this process, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aws_emulator.emulator import Emulator
from segments_as_code.action.step import run_action
from segments_as_code.model.document import Json
from tests.fake_github.server import FakeGitHub
from tests.fake_github.world import Pull, StoredComment
from tests.github.runner import outputs_in

REPOSITORY = "acme/audiences"
TOKEN = "t0ken-of-the-workflow"
NUMBER = 7
APP = "app-123456"
WRITES = {"CreateSegment", "UpdateSegment", "DeleteSegment", "TagResource", "UntagResource"}
"""The calls that change something."""

WORKFLOW = ".github/workflows/segments-apply.yml"
HEAD, TEST_MERGE, MERGE = "a1" * 20, "b2" * 20, "d4" * 20


def segment(name: str, *values: str, more: str = "") -> str:
    """Return a definition file."""
    return f"Name: {name}\nDimensions: {{Attributes: {{kind: {{AttributeType: INCLUSIVE, Values: [{', '.join(values)}]}}}}}}\n{more}"


@dataclass(frozen=True)
class Ended:
    """What a job's step left behind."""

    code: int
    log: list[str]
    outputs: Mapping[str, str]
    summary: str

    @property
    def reason(self) -> str:
        """The output failure-reason."""
        return self.outputs.get("failure-reason", "")


@dataclass
class Job:
    """Runs steps on one workspace; ``inputs`` and ``environ`` are changed by tests as a workflow's author would."""

    folder: Path
    github: FakeGitHub
    emulator: Emulator
    inputs: dict[str, str] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)
    labels: list[str] = field(default_factory=list)
    head: str = HEAD
    fork: str | None = None
    before: str = ""
    steps: int = 0
    sleep: Callable[[float], None] = lambda _: None

    def __post_init__(self) -> None:
        self.workspace.mkdir()
        self.inputs = {"application-id": APP, "aws-region": "eu-west-1", "endpoint-url": self.emulator.endpoint_url, "github-token": TOKEN}

    @property
    def workspace(self) -> Path:
        return self.folder / "workspace"

    def check_out(self, files: Mapping[str, str]) -> None:
        """Put exactly these files into the folder of definitions."""
        for old in sorted((self.workspace / "segments").rglob("*"), reverse=True):
            old.rmdir() if old.is_dir() else old.unlink()
        (self.workspace / "segments").mkdir(exist_ok=True)
        for name, text in files.items():
            path = self.workspace / "segments" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")

    def pull_request(self) -> Ended:
        """Run the job of a push to the pull request's branch."""
        side: dict[str, Json] = {"full_name": REPOSITORY, "default_branch": "main"}
        theirs: dict[str, Json] = {**side, "full_name": self.fork or REPOSITORY}
        pull: dict[str, Json] = {
            "number": NUMBER,
            "draft": False,
            "labels": [{"name": label} for label in self.labels],
            "user": {"login": "octocat"},
            "head": {"sha": self.head, "ref": "feature", "repo": theirs},
            "base": {"sha": "c3" * 20, "ref": "main", "repo": side},
        }
        self.github.world.set_labels(REPOSITORY, NUMBER, self.labels)
        payload: dict[str, Json] = {"action": "synchronize", "number": NUMBER, "pull_request": pull, "repository": side}
        return self.step("pull_request", payload, {"GITHUB_REF": f"refs/pull/{NUMBER}/merge", "GITHUB_SHA": TEST_MERGE})

    def in_queue(self, head: str = MERGE) -> Ended:
        """Run the job of the pull request's merge group, with the files that are checked out."""
        ref = f"refs/heads/gh-readonly-queue/main/pr-{NUMBER}-{'0' * 40}"
        group: dict[str, Json] = {"head_sha": head, "head_ref": ref, "base_ref": "refs/heads/main", "base_sha": "c3" * 20}
        side: dict[str, Json] = {"full_name": REPOSITORY, "default_branch": "main"}
        payload: dict[str, Json] = {"action": "checks_requested", "merge_group": group, "repository": side}
        return self.step("merge_group", payload, {"GITHUB_REF": ref, "GITHUB_SHA": head})

    def new_commit(self, head: str) -> None:
        """Push to the pull request's branch."""
        self.head = head
        self.github.world.add_pull(REPOSITORY, Pull(NUMBER, head, labels=self.labels, commits=[head]))

    def merge(self) -> None:
        """Merge the pull request: what is checked out is then the newest commit of the default branch."""
        self.github.world.merge(REPOSITORY, NUMBER, MERGE)
        self.commit(MERGE)

    def commit(self, sha: str, workflow: str = "name: Apply segments") -> None:
        """Push what is checked out to the default branch, as the commit ``sha``."""
        folder = self.workspace / "segments"
        files = {f"segments/{path.relative_to(folder).as_posix()}": path.read_text("utf-8") for path in folder.rglob("*") if path.is_file()}
        self.github.world.commit(REPOSITORY, sha, {**files, WORKFLOW: workflow})

    def deploy_and_then(self, files: Mapping[str, str]) -> None:
        """Apply what is checked out, and check out ``files`` instead."""
        self.inputs["require-approved-plan"] = "false"
        assert self.push().code == 0
        self.inputs["require-approved-plan"] = "true"
        self.check_out(files)

    def push(self, sha: str = MERGE) -> Ended:
        """Run the job of a push to the default branch, again if there was such a push before."""
        repository = self.github.world.repository(REPOSITORY)
        assert repository is not None
        if sha not in repository.commits:
            self.commit(sha)
        side: dict[str, Json] = {"full_name": REPOSITORY, "default_branch": "main"}
        payload: dict[str, Json] = {"ref": "refs/heads/main", "before": self.before, "after": sha, "deleted": False, "repository": side}
        return self.step("push", payload, {"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": sha})

    def dispatch(self, **inputs: str) -> Ended:
        """Run the job that somebody started by hand, for the newest commit of the default branch."""
        repository = self.github.world.repository(REPOSITORY)
        assert repository is not None
        newest = repository.branches.get("main", MERGE)
        if newest not in repository.commits:
            self.commit(newest)
        side: dict[str, Json] = {"full_name": REPOSITORY, "default_branch": "main"}
        payload: dict[str, Json] = {"inputs": dict(inputs), "repository": side}
        return self.step("workflow_dispatch", payload, {"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": newest})

    def step(self, event: str, payload: Mapping[str, Json], facts: Mapping[str, str]) -> Ended:
        """Run the action's step as a runner starts it."""
        self.steps += 1
        files = {name: self.folder / f"{name}-{self.steps}" for name in ("event.json", "output", "summary")}
        files["event.json"].write_text(json.dumps(payload), encoding="utf-8")
        for name in ("output", "summary"):
            files[name].touch()
        environ = {
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(files["event.json"]),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_API_URL": self.github.api_url,
            "GITHUB_GRAPHQL_URL": self.github.graphql_url,
            "GITHUB_RUN_ID": "42",
            "GITHUB_WORKFLOW_REF": f"{REPOSITORY}/{WORKFLOW}@refs/heads/main",
            "GITHUB_ACTOR": "octocat",
            **{f"INPUT_{name.upper()}": value for name, value in self.inputs.items()},
            **facts,
            **self.environ,
        }
        log: list[str] = []
        code = run_action(environ, write=log.append, sleep=self.sleep)
        assert all("\n" not in line for line in log)
        outputs = outputs_in(files["output"].read_text(encoding="utf-8"))
        return Ended(code, log, outputs, files["summary"].read_text(encoding="utf-8"))

    def comments(self) -> list[StoredComment]:
        """Return all comments on the pull request."""
        repository = self.github.world.repository(REPOSITORY)
        assert repository is not None
        return list(repository.comments.values())

    def names(self) -> list[str]:
        """Return the names of the deployed segments."""
        said = [request.body for request in self.emulator.requests if request.operation == "CreateSegment" and request.status == 201]
        return sorted(str(body["Name"]) for body in said if isinstance(body, dict))

    def operations(self) -> list[str]:
        """Return the calls that Pinpoint has seen."""
        return [request.operation for request in self.emulator.requests]
