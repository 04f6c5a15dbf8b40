"""Events as GitHub sends them, for the tests of what we make of them."""

from __future__ import annotations

from collections.abc import Mapping

from segments_as_code.github.event import Event, event_of
from segments_as_code.model.document import Json

HEAD, BASE, MERGE = "4f2c" * 10, "b0b0" * 10, "c1d2" * 10
OURS: Json = {"id": 1, "full_name": "acme/audiences", "default_branch": "main"}
THEIRS: Json = {"id": 2, "full_name": "mallory/audiences"}
ENVIRON = {
    "GITHUB_REPOSITORY": "acme/audiences",
    "GITHUB_ACTOR": "octocat",
    "GITHUB_REF": "refs/pull/7/merge",
    "GITHUB_SHA": MERGE,
    "GITHUB_RUN_ID": "42",
    "GITHUB_RUN_ATTEMPT": "3",
    "GITHUB_SERVER_URL": "https://ghe.example",
    "GITHUB_API_URL": "https://ghe.example/api/v3",
    "GITHUB_GRAPHQL_URL": "https://ghe.example/api/graphql",
}


def payload_of_pull_request(head_repo: Json = OURS, **more: Json) -> dict[str, Json]:
    pull_request: dict[str, Json] = {
        "number": 7,
        "draft": True,
        "user": {"login": "octocat"},
        "labels": [{"name": "ready"}, {"name": "segments-allow-deletes-7"}],
        "head": {"sha": HEAD, "ref": "feature", "repo": head_repo},
        "base": {"sha": BASE, "ref": "main", "repo": OURS},
    }
    return {"action": "synchronize", "number": 7, "pull_request": pull_request, "repository": OURS, **more}


def event(name: str, payload: Mapping[str, Json], **environ: str) -> Event:
    return event_of({**ENVIRON, "GITHUB_EVENT_NAME": name, **environ}, payload)


def push(ref: str = "refs/heads/main", **more: Json) -> Event:
    return event("push", {"ref": ref, "after": MERGE, "repository": OURS, **more}, GITHUB_REF=ref)


def dispatch(inputs: Json) -> Event:
    return event("workflow_dispatch", {"inputs": inputs, "ref": "refs/heads/main", "repository": OURS}, GITHUB_REF="refs/heads/main")
