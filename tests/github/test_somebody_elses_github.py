"""The client against a GitHub that somebody else wrote: npm's ``emulate``, at the version of the lock beside this file."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import urllib3

from segments_as_code.github.client import GitHub
from segments_as_code.review.comment_header import read_target
from tests.github.conftest import TARGET, TOKEN, Patience, marked

EMULATE = Path(__file__).with_name("node_modules") / "emulate/dist/index.js"
SEED = f"""\
tokens:
  {TOKEN}: {{login: "github-actions[bot]", scopes: [repo]}}
github:
  users: [{{login: octocat}}, {{login: "github-actions[bot]"}}]
  repos: [{{owner: octocat, name: audiences, auto_init: true}}]
"""

HOW = "npm's emulate is not installed: npm ci --ignore-scripts --prefix tests/github"
pytestmark = pytest.mark.skipif(not EMULATE.exists(), reason=HOW)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    (tmp_path / "seed.yaml").write_text(SEED, encoding="utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    command = [
        "node",
        str(EMULATE),
        "start",
        "--service",
        "github",
        "--port",
        str(port),
        "--base-url",
        url,
        "--seed",
        str(tmp_path / "seed.yaml"),
    ]
    with ExitStack() as stack:
        process = stack.enter_context(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        stack.callback(process.terminate)
        _open_an_issue(url)
        yield url


def _open_an_issue(url: str) -> None:
    with urllib3.PoolManager() as pool:
        for _ in range(200):
            try:
                path = f"{url}/repos/octocat/audiences/issues"
                pool.request("POST", path, json={"title": "x"}, headers={"Authorization": f"Bearer {TOKEN}"}, retries=False)
            except urllib3.exceptions.HTTPError:
                time.sleep(0.05)
            else:
                return
    pytest.fail("emulate did not start")


@pytest.mark.slow
def test_one_hundred_and_thirty_comments_are_written_found_edited_and_removed(address: str) -> None:
    patience = Patience()
    with GitHub(
        address,
        f"{address}/graphql",
        "octocat/audiences",
        TOKEN,
        read_target=read_target,
        sleep=patience.sleep,
        notify=patience.notices.append,
    ) as github:
        conversation = github.plan_comments(1, TARGET)
        posted = [conversation.post(marked(str(number))) for number in range(130)]
        conversation.edit(posted[0], marked("new"))
        conversation.remove(posted[1])
        conversation.remove(posted[1])
        found = [comment.body for comment in conversation.comments()]
    assert found == [marked("new"), *(marked(str(number)) for number in range(2, 130))]
