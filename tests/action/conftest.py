"""A job of a pull request, with GitHub and the service running."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from aws_emulator.emulator import Emulator
from tests.action.job import APP, HEAD, NUMBER, REPOSITORY, TOKEN, Job, segment
from tests.fake_github.server import serve
from tests.fake_github.world import Pull, Token, World


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    world = World(tokens={TOKEN: Token()})
    world.add_repository(REPOSITORY)
    world.add_pull(REPOSITORY, Pull(NUMBER, HEAD, commits=[HEAD]))
    with serve(world) as github, Emulator(applications=[APP], region="eu-west-1") as emulator:
        made = Job(tmp_path, github, emulator)
        made.check_out({"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip", "gold")})
        yield made
