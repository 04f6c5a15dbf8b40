"""Jobs of several pull requests in one repository, for the promises that need more than one."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from aws_emulator.core.faults import Fault
from aws_emulator.emulator import Emulator
from segments_as_code.model.comment import Header
from segments_as_code.model.document import Json
from segments_as_code.review.comment_header import read_header
from tests.action.job import APP, HEAD, NUMBER, REPOSITORY, TEST_MERGE, TOKEN, Ended, Job, segment
from tests.fake_github.server import serve
from tests.fake_github.world import Pull, StoredComment, Token, World

SECRETS = (TOKEN, "not-a-secret", "not-a-session")
"""The values in a job's environment that nobody may read: the token, and those that the tests' own AWS variables hold."""

SIDE: dict[str, Json] = {"full_name": REPOSITORY, "default_branch": "main"}
BOT = "github-actions[bot]"
NEW_AND_VIP = {"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip", "gold")}


@contextmanager
def running(folder: Path) -> Iterator[Job]:
    """Give a job on pull request 7 with two new segments, and run both its other sides."""
    world = World(tokens={TOKEN: Token()})
    world.add_repository(REPOSITORY)
    world.add_pull(REPOSITORY, Pull(NUMBER, HEAD, commits=[HEAD]))
    with serve(world) as github, Emulator(applications=[APP], region="eu-west-1") as emulator:
        made = Job(folder, github, emulator)
        made.check_out(NEW_AND_VIP)
        yield made


DOMAIN, PROFILE_REGION = "my-domain", "eu-central-1"


def profile_segment(name: str, *values: str, more: str = "") -> str:
    """Return a definition file of Customer Profiles."""
    attribute = f"{{kind: {{DimensionType: INCLUSIVE, Values: [{', '.join(values)}]}}}}"
    group = f"{{Type: ALL, SourceType: ALL, Dimensions: [{{ProfileAttributes: {{Attributes: {attribute}}}}}]}}"
    return f"DisplayName: {name}\nSegmentGroups: {{Include: ALL, Groups: [{group}]}}\n{more}"


@contextmanager
def running_on_a_domain(folder: Path) -> Iterator[Job]:
    """Give a job as ``running`` does, on a domain of Customer Profiles."""
    world = World(tokens={TOKEN: Token()})
    world.add_repository(REPOSITORY)
    world.add_pull(REPOSITORY, Pull(NUMBER, HEAD, commits=[HEAD]))
    with serve(world) as github, Emulator(services=["customer-profiles"], domains=[DOMAIN], region=PROFILE_REGION) as emulator:
        made = Job(folder, github, emulator)
        del made.inputs["application-id"]
        made.inputs |= {"domain-name": DOMAIN, "aws-region": PROFILE_REGION}
        made.check_out({"new.yaml": profile_segment("New Customers", "new"), "vip.yaml": profile_segment("VIPs", "vip", "gold")})
        yield made


def beside(job: Job, name: str, files: Mapping[str, str] = NEW_AND_VIP, **inputs: str) -> Job:
    """Return a job on another runner, with the same GitHub and the same Pinpoint."""
    folder = job.folder / name
    folder.mkdir()
    made = Job(folder, job.github, job.emulator, head=job.head)
    made.inputs |= inputs
    made.check_out(files)
    return made


@dataclass(frozen=True)
class Proposal:
    """A pull request of its own: ``files`` are its test merge's."""

    job: Job
    number: int
    head: str

    @classmethod
    def open(cls, job: Job, number: int, head: str, files: Mapping[str, str]) -> Proposal:
        """Open a pull request, and check out its test merge on a runner of its own."""
        job.github.world.add_pull(REPOSITORY, Pull(number, head, commits=[head]))
        return cls(beside(job, f"pull-{number}", files), number, head)

    def plan(self) -> Ended:
        """Run the job of a push to its branch."""
        pull: dict[str, Json] = {
            "number": self.number,
            "user": {"login": "octocat"},
            "head": {"sha": self.head, "ref": f"feature-{self.number}", "repo": SIDE},
            "base": {"sha": "c3" * 20, "ref": "main", "repo": SIDE},
        }
        payload: dict[str, Json] = {"action": "synchronize", "number": self.number, "pull_request": pull, "repository": SIDE}
        return self.job.step("pull_request", payload, {"GITHUB_REF": f"refs/pull/{self.number}/merge", "GITHUB_SHA": TEST_MERGE})

    def merge(self, sha: str, files: Mapping[str, str]) -> None:
        """Merge it as the commit ``sha``, in which ``files`` stand, and check that out."""
        self.job.github.world.merge(REPOSITORY, self.number, sha)
        self.job.check_out(files)
        self.job.commit(sha)


@dataclass(frozen=True)
class Way:
    """A way to merge: which commits a pull request brings, and which of them is pushed, for a head and a merge commit."""

    name: str

    def merge(self, proposal: Proposal, sha: str, files: Mapping[str, str]) -> str:
        """Merge a pull request, and return the commit that is the newest of the branch."""
        world, number, head = proposal.job.github.world, proposal.number, proposal.head
        commits = [head, f"{number}" * 20, sha] if self.name == "rebase" else [head]
        sha = head if self.name == "fast-forward" else sha
        world.add_pull(REPOSITORY, Pull(number, head, commits=commits))
        if self.name == "merge queue":
            proposal.job.github.world.commit(REPOSITORY, sha, {}, f"gh-readonly-queue/main/pr-{number}-{'0' * 40}")
        proposal.merge(sha, files)
        return sha


WAYS = [Way(name) for name in ("merge commit", "squash", "rebase", "fast-forward", "merge queue")]
every_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)


def headers(comments: Sequence[StoredComment]) -> list[Header]:
    """Return what our comments say of themselves."""
    return [header for comment in comments if comment.author == BOT and (header := read_header(comment.body)) is not None]


def told(ended: Ended) -> str:
    """Return what the annotations of a run say, as the runner understands them."""
    return "\n".join(line.replace("%0A", "\n").replace("%25", "%") for line in ended.log if line.startswith("::error"))


def leaks(job: Job, ended: Ended) -> list[str]:
    """Return where a secret can be read that a run had."""
    log = [line for line in ended.log if not line.startswith("::add-mask::")]
    files = [path.read_text(encoding="utf-8") for path in job.workspace.rglob("*.*") if path.is_file()]
    places = [*log, *ended.outputs.values(), ended.summary, *(comment.body for comment in job.comments()), *files]
    return [place for place in places if any(secret in place for secret in SECRETS)]


UPDATED = {**NEW_AND_VIP, "vip.yaml": segment("VIPs", "vip")}


def nobody_listens() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def is_plain(job: Job, ended: Ended) -> bool:
    """Return whether a run told what it had to in sentences: no traceback, no fault of ours, no secret."""
    text = "\n".join([*ended.log, ended.summary])
    assert leaks(job, ended) == []
    return "Traceback" not in text and "internal-error" not in text and ended.code in {0, 1}


def fault(operation: str = "*", error: str = "ForbiddenException") -> Fault:
    return Fault(operation=operation, count=None, status=403, error=error)
