"""The other sides, each in a process of its own: the fake GitHub, and the embedded Pinpoint."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from segments_as_code.model.document import Json
from tests.containers.runner import ROOT

REPOSITORY = "acme/audiences"
TOKEN = "a-token-that-the-runner-made"
APPLICATION = "app-123456"
DOMAIN = "retail"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as the fake GitHub holds it."""

    id: int
    author: str
    body: str


@dataclass(frozen=True, slots=True)
class Servers:
    """The addresses of the fake GitHub's REST API and of the embedded Pinpoint, and what can be seen there."""

    github: str
    pinpoint: str

    @property
    def environment(self) -> dict[str, str]:
        """Return what a job's environment says of them; the AWS keys are made up."""
        return {
            "GITHUB_API_URL": self.github,
            "GITHUB_GRAPHQL_URL": f"{self.github}/graphql",
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": REPOSITORY,
            "GITHUB_RUN_ID": "42",
            "AWS_ACCESS_KEY_ID": "made-up",
            "AWS_SECRET_ACCESS_KEY": "made-up",
            "AWS_REGION": "eu-west-1",
        }

    @property
    def inputs(self) -> dict[str, str]:
        """Return the inputs that lead the action to them."""
        return {"application-id": APPLICATION, "aws-region": "eu-west-1", "endpoint-url": self.pinpoint, "github-token": TOKEN}

    def comments(self) -> list[Comment]:
        """Return every comment there is."""
        found = self._ask("GET", f"{self.github}/_admin/comments")
        return [Comment(one["id"], one["author"], one["body"]) for one in found]

    def violations(self) -> list[str]:
        """Return each exchange that broke GitHub's own description."""
        found: list[str] = self._ask("GET", f"{self.github}/_admin/violations")
        return found

    def merge(self, number: int, sha: str) -> None:
        """Merge a pull request as the commit ``sha``, which is the head of main from then on."""
        self.change("merge", number=number, sha=sha)
        self.change("commits", sha=sha, files={})

    def change(self, what: str, **given: Json) -> None:
        """Change what only others change on GitHub (see ``tests/fake_github/admin.py``): a pull, labels, a comment, a commit."""
        self._ask("POST", f"{self.github}/_admin/{what}", {"repository": REPOSITORY, **given})

    def operations(self) -> list[str]:
        """Return the Pinpoint operations asked for so far."""
        return [request["operation"] for request in self._ask("GET", f"{self.pinpoint}/_emulator/requests")]

    def segments(self) -> dict[str, dict[str, str]]:
        """Return the tags of each segment of the domain, by its name."""
        found = self._ask("GET", f"{self.pinpoint}/domains/{DOMAIN}/segment-definitions?max-results=100")
        return {item["SegmentDefinitionName"]: item.get("Tags", {}) for item in found["Items"]}

    @staticmethod
    def _ask(method: str, url: str, body: Json = None) -> Any:  # what a server under test says
        with urllib3.PoolManager() as pool:
            reply = pool.request(method, url, json=body) if body is not None else pool.request(method, url)
            assert reply.status < 300, reply.data
            return reply.json()


@contextmanager
def serving(*command: str) -> Iterator[str]:
    """Run a program until the end of the block, and give the first line that it prints: its address."""
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.communicate(timeout=10)


@contextmanager
def servers(
    folder: Path, *pulls: Mapping[str, Json], segments: Sequence[Mapping[str, Json]] = (), domain: Mapping[str, Json] | None = None
) -> Iterator[Servers]:
    """Serve a GitHub with one repository and its pull requests, and a Pinpoint with one application and its segments.

    With ``domain``, a seed, it serves Customer Profiles too, at the same address.
    """
    seed = folder / "github.json"
    repository = {"full_name": REPOSITORY, "default_branch": "main", "pulls": [*pulls]}
    seed.write_text(json.dumps({"tokens": {TOKEN: {"login": "github-actions[bot]"}}, "repositories": [repository]}), encoding="utf-8")
    deployed = folder / "pinpoint.json"
    seeded = {"applications": [{"Id": APPLICATION, "segments": [*segments]}], **(domain or {})}
    deployed.write_text(json.dumps(seeded), encoding="utf-8")
    services = [] if domain is None else ["--service", "pinpoint", "--service", "customer-profiles"]
    with (
        serving("-m", "tests.fake_github", "--port", "0", "--seed", str(seed)) as github,
        serving("-m", "aws_emulator", "--port", "0", "--seed", str(deployed), *services) as pinpoint,
    ):
        yield Servers(github.rstrip("/"), pinpoint.rstrip("/"))
