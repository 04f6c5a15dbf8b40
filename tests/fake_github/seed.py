"""Read a world from JSON, for the fake GitHub that runs by itself.

```json
{"tokens": {"t0ken": {"login": "github-actions[bot]", "permissions": {"issues": "write", "pull_requests": "write"}}},
 "repositories": [{"full_name": "acme/audiences", "default_branch": "main",
                   "pulls": [{"number": 7, "head_sha": "4f2c…", "labels": ["ready"]}],
                   "branches": {"main": {"sha": "9d1e…", "files": {"segments/vip.yaml": "Name: VIPs"}}},
                   "comments": [{"number": 7, "author": "octocat", "body": "Looks good."}]}]}
```

Every member is optional but names and numbers; a pull request takes the members of ``world.Pull``.
"""

from __future__ import annotations

import json

from tests.fake_github.world import Fault, Pull, Token, World


def read_seed(text: str) -> World:
    """Return the world that ``text`` describes; an empty object is a world with nothing in it."""
    content = json.loads(text)
    world = World(index_lag=content.get("index_lag", 0), graphql=content.get("graphql", True))
    world.tokens = {name: Token(**token) for name, token in content.get("tokens", {}).items()}
    world.faults = [Fault(**fault) for fault in content.get("faults", [])]
    for repository in content.get("repositories", []):
        name = repository["full_name"]
        world.add_repository(name, repository.get("default_branch", "main"))
        for branch, commit in repository.get("branches", {}).items():
            world.commit(name, commit["sha"], commit.get("files", {}), branch)
        for pull in repository.get("pulls", []):
            world.add_pull(name, Pull(**pull))
        for comment in repository.get("comments", []):
            world.add_comment(name, comment["number"], comment.get("author"), comment["body"])
    return world
