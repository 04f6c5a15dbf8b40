"""The payloads of one pull request's life, as GitHub sends them, and the variables that go with each."""

from __future__ import annotations

from segments_as_code.model.document import Json
from tests.containers.servers import REPOSITORY

NUMBER = 7
HEAD, TEST_MERGE, BASE, MERGE = ("a1" * 20, "b2" * 20, "c3" * 20, "d4" * 20)

PULL: dict[str, Json] = {"number": NUMBER, "head_sha": HEAD, "base_sha": BASE, "commits": [HEAD]}
"""The pull request, for the fake GitHub."""

PULL_REQUEST_FACTS = {"GITHUB_REF": f"refs/pull/{NUMBER}/merge", "GITHUB_SHA": TEST_MERGE, "GITHUB_ACTOR": "octocat"}
PUSH_FACTS = {"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": MERGE, "GITHUB_ACTOR": "octocat"}

_SIDE = {"full_name": REPOSITORY, "default_branch": "main"}


def pull_request_payload(number: int = NUMBER, head: str = HEAD) -> dict[str, Json]:
    """Return the payload of a pull request that was opened."""
    return {
        "action": "opened",
        "number": number,
        "pull_request": {
            "number": number,
            "draft": False,
            "labels": [],
            "user": {"login": "octocat"},
            "head": {"sha": head, "ref": "feature", "repo": _SIDE},
            "base": {"sha": BASE, "ref": "main", "repo": _SIDE},
        },
        "repository": _SIDE,
        "sender": {"login": "octocat"},
    }


def push_payload(sha: str = MERGE) -> dict[str, Json]:
    """Return the payload of the push that the merge is."""
    return {
        "ref": "refs/heads/main",
        "before": BASE,
        "after": sha,
        "deleted": False,
        "forced": False,
        "repository": _SIDE,
        "sender": {"login": "octocat"},
    }
