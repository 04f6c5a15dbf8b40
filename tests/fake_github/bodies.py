"""What GitHub's replies hold, filled up to what its description requires."""

from __future__ import annotations

from collections.abc import Mapping

from segments_as_code.model.document import Json
from tests.fake_github.description import Description
from tests.fake_github.git import Tree, entries
from tests.fake_github.world import LabelEvent, Pull, Repository, StoredComment, StoredIssue

_DATE = "2026-01-01T00:00:00Z"


class Bodies:
    """Bodies in one edition's shape; ``root`` is the API's own address, as links in bodies begin."""

    def __init__(self, description: Description, root: str) -> None:
        self._description = description
        self._root = root

    def comment(self, repository: Repository, comment: StoredComment) -> Json:
        """Return a comment."""
        url = f"{self._root}/repos/{repository.full_name}/issues"
        given: dict[str, Json] = {
            "id": comment.id,
            "node_id": f"IC_{comment.id}",
            "url": f"{url}/comments/{comment.id}",
            "html_url": f"https://github.test/{repository.full_name}/pull/{comment.number}#issuecomment-{comment.id}",
            "issue_url": f"{url}/{comment.number}",
            "body": comment.body,
            "user": self._user(comment.author) if comment.author is not None else None,
            "created_at": comment.created_at or _DATE,
            "updated_at": comment.updated_at or _DATE,
            "author_association": "NONE",
            "performed_via_github_app": None,
        }
        return self._description.filled("issue-comment", given)

    def issue(self, repository: Repository, issue: StoredIssue) -> Json:
        """Return an issue."""
        url = f"{self._root}/repos/{repository.full_name}/issues/{issue.number}"
        given: dict[str, Json] = {
            "id": 9000 + issue.number,
            "node_id": f"I_{issue.number}",
            "number": issue.number,
            "url": url,
            "html_url": f"https://github.test/{repository.full_name}/issues/{issue.number}",
            "title": issue.title,
            "body": issue.body,
            "state": issue.state,
            "user": self._user(issue.author) if issue.author is not None else None,
            "labels": [self.label(name) for name in issue.labels],
            "author_association": "NONE",
        }
        if issue.state_reason is not None:  # null, as GitHub says of open ones, is not among the values that its description allows
            given["state_reason"] = issue.state_reason
        if issue.is_pull:
            given["pull_request"] = {"diff_url": url, "html_url": url, "patch_url": url, "url": url}
        return self._description.filled("issue", given)

    def label_event(self, repository: Repository, event: LabelEvent) -> Json:
        """Return what happened to a label, as the list of an issue's events has it."""
        url = f"{self._root}/repos/{repository.full_name}/issues/events/1"
        given: dict[str, Json] = {"id": 1, "node_id": "LE_1", "url": url, "event": event.event, "created_at": event.created_at}
        given |= {"actor": self._user(event.actor), "label": {"name": event.label, "color": "ededed"}}
        return self._description.filled(f"{event.event}-issue-event", given)

    def ref(self, repository: Repository, branch: str, sha: str) -> Json:
        """Return the head of a branch."""
        url = f"{self._root}/repos/{repository.full_name}/git"
        target: dict[str, Json] = {"type": "commit", "sha": sha, "url": f"{url}/commits/{sha}"}
        return {"ref": f"refs/heads/{branch}", "node_id": "REF_1", "url": f"{url}/refs/heads/{branch}", "object": target}

    def commit(self, repository: Repository, sha: str) -> Json:
        """Return a commit of the git data, with the commits that it was put upon."""
        url = f"{self._root}/repos/{repository.full_name}/git"
        parents: list[Json] = [
            {"sha": parent, "url": f"{url}/commits/{parent}", "html_url": f"https://github.test/{repository.full_name}/commit/{parent}"}
            for parent in repository.parents.get(sha, [])
        ]
        return self._description.filled("git-commit", {"sha": sha, "url": f"{url}/commits/{sha}", "parents": parents})

    def tree(self, repository: Repository, tree: Tree, *, recursive: bool) -> Json:
        """Return a tree; in a repository that truncates them, a recursive one lacks its last half."""
        listed = entries(tree, recursive=recursive)
        is_cut = recursive and repository.truncates_trees
        tree_url = f"{self._root}/repos/{repository.full_name}/git/trees/{tree.sha}"
        return {"sha": tree.sha, "url": tree_url, "truncated": is_cut, "tree": [*listed[: len(listed) // 2 if is_cut else None]]}

    def blob(self, repository: Repository, blob: Mapping[str, Json]) -> Json:
        """Return a file's content."""
        url = f"{self._root}/repos/{repository.full_name}/git/blobs/{blob['sha']}"
        return {**blob, "url": url, "node_id": "B_1"}

    def pull(self, repository: Repository, pull: Pull) -> Json:
        """Return a pull request as ``GET /pulls/{number}`` does."""
        more: dict[str, Json] = {"merged": pull.merged_at is not None, "merged_by": None, "mergeable": None}
        return self._description.filled("pull-request", {**self._pull(repository, pull), **more})

    def listed_pull(self, repository: Repository, pull: Pull) -> Json:
        """Return a pull request as lists hold it: without whether it was merged."""
        return self._description.filled("pull-request-simple", self._pull(repository, pull))

    def label(self, name: str) -> dict[str, Json]:
        """Return a label."""
        given: dict[str, Json] = {"id": 1, "node_id": "LA_1", "url": f"{self._root}/labels/1", "name": name, "description": ""}
        return {**given, "color": "ededed", "default": False}

    def _pull(self, repository: Repository, pull: Pull) -> dict[str, Json]:
        is_closed = pull.merged_at is not None
        head: dict[str, Json] = {"label": f"x:{pull.head_ref}", "ref": pull.head_ref, "sha": pull.head_sha, "user": self._user(pull.author)}
        base: dict[str, Json] = {"label": f"x:{pull.base_ref}", "ref": pull.base_ref, "sha": pull.base_sha, "user": self._user(pull.author)}
        fork = self._repository(pull.fork, 900) if pull.fork else self._repository(repository.full_name, repository.id)
        return {
            "number": pull.number,
            "title": pull.title,
            "state": "closed" if is_closed else "open",
            "html_url": f"https://github.test/{repository.full_name}/pull/{pull.number}",
            "user": self._user(pull.author),
            "labels": [self.label(name) for name in pull.labels],
            "draft": pull.draft,
            "merged_at": pull.merged_at,
            "closed_at": pull.merged_at,
            "merge_commit_sha": pull.merge_commit_sha,
            "head": {**head, "repo": fork},
            "base": {**base, "repo": self._repository(repository.full_name, repository.id)},
        }

    def _repository(self, full_name: str, number: int) -> dict[str, Json]:
        owner, _, name = full_name.partition("/")
        return self._description.filled("repository", {"id": number, "full_name": full_name, "name": name, "owner": self._user(owner)})

    def _user(self, login: str) -> dict[str, Json]:
        kind = "Bot" if login.endswith("[bot]") else "User"
        return self._description.filled("simple-user", {"login": login, "id": 1, "node_id": "U_1", "type": kind})
