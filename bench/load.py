"""Many pull requests at once on one repository and one application: ``python -m bench.load``.

Each has a segment of its own and gets the plans of three pushes, as a runner starts them; eight jobs run at a time. Counted are
the comments, whose they are, and the requests that each cost. The fake GitHub grants one token what GitHub documents (80 content
writes and 900 points a minute) and refuses the rest, so that jobs wait as they would there.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from statistics import median

from segments_as_code.review.comment_header import read_header
from tests.action.job import REPOSITORY, Ended, segment
from tests.fake_github.budget import POINTS_A_MINUTE, POINTS_OF_A_WRITE, WRITES_A_MINUTE, Budget, writes
from tests.fake_github.server import FakeGitHub
from tests.fake_github.world import Pull, StoredComment
from tests.promises.jobs import BOT, Proposal, running

PUSHES = 3
_FIRST = 100
_AWS = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_EC2_METADATA_DISABLED": "true"}


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: what went wrong, how long a job took, what a push cost at GitHub on average, and how often GitHub said to wait."""

    pulls: int
    pushes: int
    faults: Sequence[str]
    seconds: float
    median_job_s: float
    longest_job_s: float
    requests_a_push: float
    writes_a_push: float
    points_a_push: float
    refused: int

    @property
    def pushes_a_minute(self) -> float:
        """Return how many pushes a minute GitHub's budgets allow one token."""
        return min(WRITES_A_MINUTE / self.writes_a_push, POINTS_A_MINUTE / self.points_a_push)


def drive(folder: Path, *, pulls: int, at_once: int, budget: Budget | None = None) -> Load:
    """Open ``pulls`` pull requests, push to each three times, ``at_once`` jobs at a time, and look at what stands there."""
    with running(folder) as base:
        numbers = range(_FIRST, _FIRST + pulls)
        proposals = [Proposal.open(base, number, _head(number, 0), _files(number, 0)) for number in numbers]
        for proposal in proposals:
            proposal.job.sleep = time.sleep
        proposals[0].plan()  # what is only imported once is imported by one thread
        base.github.requests.clear()
        base.github.budget = budget
        begun, took, faults = time.monotonic(), list[float](), list[str]()
        for push in range(PUSHES):
            with ThreadPoolExecutor(at_once) as jobs:
                for seconds, ended in jobs.map(lambda proposal, push=push: _push(proposal, push), proposals):
                    took.append(seconds)
                    if ended.code != 0:
                        faults.append(f"a job ended with {ended.code}: {ended.log[-1]}")
        seconds = time.monotonic() - begun
        repository = base.github.world.repository(REPOSITORY)
        comments = [] if repository is None else list(repository.comments.values())
        faults += [fault for number in numbers for fault in _faults(number, comments)]
        requests, written = _costs(base.github)
    pushed = pulls * PUSHES
    points = requests + (POINTS_OF_A_WRITE - 1) * written
    refused = budget.refused if budget is not None else 0
    return Load(pulls, pushed, faults, seconds, median(took), max(took), requests / pushed, written / pushed, points / pushed, refused)


def _push(proposal: Proposal, push: int) -> tuple[float, Ended]:
    """Push to a pull request and run its job; return how long that took, and what it left behind."""
    number = proposal.number
    pushed = Proposal(proposal.job, number, _head(number, push))
    proposal.job.github.world.add_pull(REPOSITORY, Pull(number, pushed.head, commits=[pushed.head]))
    proposal.job.check_out(_files(number, push))
    begun = time.monotonic()
    ended = pushed.plan()
    return time.monotonic() - begun, ended


def _faults(number: int, comments: Sequence[StoredComment]) -> Iterator[str]:
    """Yield what is wrong with the comments on a pull request: it has one, about its own segment as last pushed."""
    ours = [comment for comment in comments if comment.number == number and comment.author == BOT]
    if len(ours) != 1:
        yield f"pull request {number} has {len(ours)} comments"
        return
    header = read_header(ours[0].body)
    if header is None or header.head != _head(number, PUSHES - 1):
        yield f"the comment on pull request {number} is not about its last push"
    if _name(number, PUSHES - 1) not in ours[0].body or ours[0].body.count("Audience of pull ") != ours[0].body.count(f"of pull {number} "):
        yield f"the comment on pull request {number} is about another's segment"


def _costs(github: FakeGitHub) -> tuple[int, int]:
    """Return how many requests GitHub carried out, and how many of them wrote content."""
    done = [seen for seen in github.requests if seen.status != HTTPStatus.FORBIDDEN]
    return len(done), sum(writes(seen.method, seen.path) for seen in done)


def _files(number: int, push: int) -> dict[str, str]:
    return {f"pull-{number}.yaml": segment(_name(number, push), "new")}


def _name(number: int, push: int) -> str:
    return f"Audience of pull {number} as of push {push}"


def _head(number: int, push: int) -> str:
    return f"{number:036x}{push:04x}"


@contextmanager
def _credentials() -> Iterator[None]:
    """Let nothing here reach the account of whoever runs it."""
    before = dict(os.environ)
    for name in [name for name in os.environ if name.startswith(("AWS_", "GITHUB_", "INPUT_"))]:
        del os.environ[name]
    os.environ |= _AWS
    try:
        yield
    finally:
        os.environ.clear()
        os.environ |= before


def main() -> None:
    """Drive, tell, and exit with 1 where a comment is wrong or lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pulls", type=int, default=50)
    parser.add_argument("--at-once", type=int, default=8)
    given = parser.parse_args()
    with _credentials(), tempfile.TemporaryDirectory(prefix="segments-load-") as folder:
        load = drive(Path(folder), pulls=given.pulls, at_once=given.at_once, budget=Budget())
    sys.stdout.write(json.dumps({**asdict(load), "pushes_a_minute_within_budget": load.pushes_a_minute}, indent=1) + "\n")
    sys.exit(1 if load.faults else 0)


if __name__ == "__main__":
    main()
