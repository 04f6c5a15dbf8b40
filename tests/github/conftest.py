from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from segments_as_code.github.client import GitHub
from segments_as_code.model.comment import Header
from segments_as_code.model.problem import SegmentsError
from segments_as_code.review.comment_header import read_target, write_header
from tests.fake_github.server import FakeGitHub, serve
from tests.fake_github.world import Pull, Token, World

REPOSITORY = "acme/audiences"
TARGET = "app-123456/eu-west-1"
TOKEN = "t0ken-of-the-workflow"
HEAD = "4f2c" * 10


def marked(text: str, target: str = TARGET, head: str = HEAD) -> str:
    """Return a comment's text with our marker before it."""
    return f"{write_header(Header(target=target, head=head, digest='a' * 64))}\n{text}"


def new_world() -> World:
    """Return one repository with pull request 7, and one token that may do everything."""
    world = World(tokens={TOKEN: Token()})
    world.add_repository(REPOSITORY)
    world.add_pull(REPOSITORY, Pull(7, HEAD, labels=["ready"]))
    return world


@dataclass(slots=True)
class Patience:
    """What a client was told to wait, instead of waiting; ``now`` moves on with each wait."""

    pauses_s: list[float] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    now: float = 1_800_000_000.0

    def sleep(self, seconds: float) -> None:
        self.pauses_s.append(seconds)
        self.now += seconds

    def clock(self) -> float:
        return self.now


@pytest.fixture(params=["api.github.com", "ghes-3.19"])
def fake(request: pytest.FixtureRequest) -> Iterator[FakeGitHub]:
    """The fake GitHub, as the public one and as an Enterprise Server; at its end every exchange must have kept GitHub's description."""
    with serve(new_world(), edition=str(request.param)) as running:
        yield running


@pytest.fixture
def patience() -> Patience:
    return Patience()


@pytest.fixture
def github(fake: FakeGitHub, patience: Patience) -> Iterator[GitHub]:
    with client(fake, patience) as opened:
        yield opened


def client(fake: FakeGitHub, patience: Patience, token: str = TOKEN, repository: str = REPOSITORY) -> GitHub:
    """Return a client of ``fake`` that never really waits."""
    return GitHub(
        fake.api_url,
        fake.graphql_url,
        repository,
        token,
        read_target=read_target,
        sleep=patience.sleep,
        notify=patience.notices.append,
        clock=patience.clock,
    )


def failure(act: Callable[[], object]) -> SegmentsError:
    """Return the error that ``act`` ends in."""
    with pytest.raises(SegmentsError) as caught:
        act()
    return caught.value


def list_comments(github: GitHub) -> None:
    github.plan_comments(7, TARGET).comments()
