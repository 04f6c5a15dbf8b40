"""The way in for tests that run elsewhere (a container, a workflow): look at everything, and change what only others change.

GET ``/_admin/{comments,requests,violations,world}``; POST ``/_admin/{faults,merge,labels,comments,commits,pulls}`` with the
arguments as a JSON object.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from segments_as_code.model.document import Json
from tests.fake_github.description import Reply, Request
from tests.fake_github.routes import refuse
from tests.fake_github.world import Fault, Pull, World

if TYPE_CHECKING:
    from tests.fake_github.server import FakeGitHub


def reply_to(fake: FakeGitHub, request: Request, path: str) -> Reply:
    """Answer a request below ``/_admin``."""
    with fake.lock:
        name = path.strip("/")
        if request.method == "GET" and name in _LOOKS:
            return Reply(200, _LOOKS[name](fake))
        if request.method == "POST" and name in _CHANGES:
            try:
                _CHANGES[name](fake.world, json.loads(request.body))
            except (KeyError, TypeError, ValueError) as error:
                return refuse(400, f"{type(error).__name__}: {error}")
            return Reply(200, {"done": name})
    return refuse(404, f"GET one of {', '.join(_LOOKS)}; POST one of {', '.join(_CHANGES)}")


def _comments(fake: FakeGitHub) -> Json:
    return [
        {"repository": repository.full_name, **asdict(comment)}
        for repository in fake.world.repositories
        for _, comment in sorted(repository.comments.items())
    ]


_LOOKS: Mapping[str, Callable[[FakeGitHub], Json]] = {
    "comments": _comments,
    "requests": lambda fake: [asdict(seen) for seen in fake.requests],
    "violations": lambda fake: list(fake.violations),
    "world": lambda fake: fake.world.as_json(),
}
_CHANGES: Mapping[str, Callable[[World, dict[str, Any]], object]] = {
    "faults": lambda world, given: world.faults.append(Fault(**given)),
    "merge": lambda world, given: world.merge(given["repository"], given["number"], given["sha"]),
    "labels": lambda world, given: world.set_labels(given["repository"], given["number"], given["labels"]),
    "comments": lambda world, given: world.add_comment(given["repository"], given["number"], given.get("author"), given["body"]),
    "commits": lambda world, given: world.commit(given["repository"], given["sha"], given["files"], given.get("branch", "main")),
    "pulls": lambda world, given: world.add_pull(given.pop("repository"), Pull(**given)),
}
