"""What each call does: a table of paths, and one function a call."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import unquote

from segments_as_code.model.document import Json
from tests.fake_github.bodies import Bodies
from tests.fake_github.description import Reply, Request
from tests.fake_github.git import find_blob, find_tree
from tests.fake_github.world import Pull, Repository, StoredIssue, Token, World

_MOST_CHARACTERS = 65536
_DOCS = "https://docs.github.com/rest"
_MANY = 100


@dataclass(frozen=True, slots=True)
class Visit:
    """One request on its way: who asks, for which repository, with which words from the path."""

    world: World
    bodies: Bodies
    root: str
    request: Request
    token: Token
    repository: Repository
    words: Sequence[str]

    @property
    def number(self) -> int:
        """The first number in the path: an issue's, a pull request's or a comment's."""
        return int(self.words[0])


def refuse(status: int, message: str, **headers: str) -> Reply:
    """Return a refusal in GitHub's usual shape."""
    content: Json = {"message": message, "documentation_url": _DOCS, "status": str(status)}
    return Reply(status, content, {name.replace("_", "-"): value for name, value in headers.items()})


def answer(world: World, bodies: Bodies, root: str, request: Request) -> Reply:
    """Return what GitHub answers to a request that its description allows."""
    token = world.tokens.get(request.headers.get("authorization", "").removeprefix("Bearer "))
    if token is None:
        return refuse(401, "Bad credentials")
    for route in _ROUTES:
        match = route.pattern.fullmatch(request.path)
        if match is None or route.method != request.method:
            continue
        repository = world.repository(match["repository"])
        if repository is None:
            return refuse(404, "Not Found")
        if not any(token.may(permission, route.level) for permission in route.permissions):
            accepted = "; ".join(f"{permission}={route.level}" for permission in route.permissions)
            return refuse(403, "Resource not accessible by integration", x_accepted_github_permissions=accepted)
        return route.act(Visit(world, bodies, root, request, token, repository, [unquote(word) for word in match.groups()[1:]]))
    return refuse(404, "Not Found")


def _list_comments(visit: Visit) -> Reply:
    if visit.number not in visit.repository.pulls:
        return refuse(404, "Not Found")
    found = [comment for _, comment in sorted(visit.repository.comments.items()) if comment.number == visit.number]
    return _page(visit, [visit.bodies.comment(visit.repository, comment) for comment in found])


def _create_comment(visit: Visit) -> Reply:
    if visit.number not in visit.repository.pulls:
        return refuse(404, "Not Found")
    body = _body(visit)
    if (fault := _fault_of_body(body)) is not None:
        return fault
    comment = visit.world.add_comment(visit.repository.full_name, visit.number, visit.token.login, body)
    url = f"{visit.root}/repos/{visit.repository.full_name}/issues/comments/{comment.id}"
    return Reply(201, visit.bodies.comment(visit.repository, comment), {"Location": url})


def _get_comment(visit: Visit) -> Reply:
    comment = visit.repository.comments.get(visit.number)
    return refuse(404, "Not Found") if comment is None else Reply(200, visit.bodies.comment(visit.repository, comment))


def _edit_comment(visit: Visit) -> Reply:
    comment = visit.repository.comments.get(visit.number)
    if comment is None:
        return refuse(404, "Not Found")
    body = _body(visit)
    if (fault := _fault_of_body(body)) is not None:
        return fault
    comment.body, comment.updated_at = body, visit.world.tick()
    return Reply(200, visit.bodies.comment(visit.repository, comment))


def _delete_comment(visit: Visit) -> Reply:
    return Reply(204) if visit.repository.comments.pop(visit.number, None) is not None else refuse(404, "Not Found")


def _list_issues(visit: Visit) -> Reply:
    given = visit.request.parameters
    labels, state = set(filter(None, given.get("labels", "").split(","))), given.get("state", "open")
    found = [issue for _, issue in sorted(visit.repository.issues.items(), reverse=True) if state in {"all", issue.state}]
    return _page(visit, [visit.bodies.issue(visit.repository, issue) for issue in found if labels <= set(issue.labels)])


def _open_issue(visit: Visit) -> Reply:
    content = visit.request.content
    if not isinstance(content, dict) or (fault := _fault_of_body(_body(visit))) is not None:
        return fault or refuse(422, "Validation Failed")
    named = content.get("labels", [])
    labels = [str(name) for name in named] if isinstance(named, list) and not visit.repository.drops_labels else []
    opened = StoredIssue(0, visit.token.login, str(content.get("title", "")), _body(visit), labels)
    issue = visit.world.add_issue(visit.repository.full_name, opened)
    url = f"{visit.root}/repos/{visit.repository.full_name}/issues/{issue.number}"
    return Reply(201, visit.bodies.issue(visit.repository, issue), {"Location": url})


def _edit_issue(visit: Visit) -> Reply:
    issue, content = visit.repository.issues.get(visit.number), visit.request.content
    if issue is None or not isinstance(content, dict):
        return refuse(404, "Not Found")
    if (fault := _fault_of_body(_body(visit))) is not None:
        return fault
    issue.title, issue.body = str(content.get("title", issue.title)), _body(visit)
    issue.state, reason = str(content.get("state", issue.state)), content.get("state_reason")
    issue.state_reason = reason if isinstance(reason, str) else None
    return Reply(200, visit.bodies.issue(visit.repository, issue))


def _list_labels(visit: Visit) -> Reply:
    pull = visit.repository.pulls.get(visit.number)
    return refuse(404, "Not Found") if pull is None else _page(visit, [visit.bodies.label(name) for name in pull.labels])


def _add_labels(visit: Visit) -> Reply:
    pull = visit.repository.pulls.get(visit.number) or visit.repository.issues.get(visit.number)
    if pull is None:
        return refuse(404, "Not Found")
    content = visit.request.content
    names = content.get("labels", []) if isinstance(content, dict) else []
    labels = list(dict.fromkeys([*pull.labels, *(str(name) for name in names)] if isinstance(names, list) else pull.labels))
    _set_labels(visit, pull, labels)
    return Reply(200, [visit.bodies.label(name) for name in pull.labels])


def _remove_label(visit: Visit) -> Reply:
    pull, name = visit.repository.pulls.get(visit.number), visit.words[1]
    if pull is None or name not in pull.labels:
        return refuse(404, "Label does not exist")
    _set_labels(visit, pull, [label for label in pull.labels if label != name])
    return Reply(200, [visit.bodies.label(name) for name in pull.labels])


def _set_labels(visit: Visit, labeled: Pull | StoredIssue, labels: list[str]) -> None:
    if isinstance(labeled, Pull):
        visit.world.set_labels(visit.repository.full_name, labeled.number, labels, by=visit.token.login)
    else:
        labeled.labels = labels


def _list_events(visit: Visit) -> Reply:
    if visit.number not in visit.repository.pulls:
        return refuse(404, "Not Found")
    found = [event for event in visit.repository.label_events if event.number == visit.number]
    return _page(visit, [visit.bodies.label_event(visit.repository, event) for event in found])


def _get_ref(visit: Visit) -> Reply:
    branch = visit.words[0].removeprefix("heads/")
    sha = visit.repository.branches.get(branch) if visit.words[0].startswith("heads/") else None
    return refuse(404, "Not Found") if sha is None else Reply(200, visit.bodies.ref(visit.repository, branch, sha))


def _get_tree(visit: Visit) -> Reply:
    tree = find_tree(visit.repository, visit.words[0])
    if tree is None:
        return refuse(404, "Not Found")
    return Reply(200, visit.bodies.tree(visit.repository, tree, recursive="recursive" in visit.request.parameters))


def _get_commit(visit: Visit) -> Reply:
    sha = visit.words[0]
    if find_tree(visit.repository, sha) is None:
        return refuse(404, "Not Found")
    return Reply(200, visit.bodies.commit(visit.repository, sha))


def _get_blob(visit: Visit) -> Reply:
    blob = find_blob(visit.repository, visit.words[0])
    return refuse(404, "Not Found") if blob is None else Reply(200, visit.bodies.blob(visit.repository, blob))


def _get_pull(visit: Visit) -> Reply:
    pull = visit.repository.pulls.get(visit.number)
    return refuse(404, "Not Found") if pull is None else Reply(200, visit.bodies.pull(visit.repository, pull))


def _list_pulls_of_commit(visit: Visit) -> Reply:
    if visit.world.index_lag:
        visit.world.index_lag -= 1
        return _page(visit, [])
    sha = visit.words[0]
    pulls = [pull for pull in visit.repository.pulls.values() if sha in {pull.merge_commit_sha, pull.head_sha, *pull.commits}]
    return _page(visit, [visit.bodies.listed_pull(visit.repository, pull) for pull in pulls])


def _page(visit: Visit, items: Sequence[Json]) -> Reply:
    """Return one page, and links to its neighbours that name the repository by number, as GitHub's do."""
    given = visit.request.parameters
    size, page = min(int(given.get("per_page", 30)), _MANY), int(given.get("page", 1))
    last = max(1, -(-len(items) // size))
    tail = visit.request.path.removeprefix(f"/repos/{visit.repository.full_name}")
    address = f"{visit.root}/repositories/{visit.repository.id}{tail}?per_page={size}&page="
    links = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    wanted = {name: number for name, number in links.items() if (number < page if name in {"prev", "first"} else page < number <= last)}
    link = ", ".join(f'<{address}{number}>; rel="{name}"' for name, number in wanted.items() if number >= 1)
    return Reply(200, list(items[(page - 1) * size : page * size]), {"Link": link} if link else {})


def _body(visit: Visit) -> str:
    content = visit.request.content
    return str(content.get("body", "")) if isinstance(content, dict) else ""


def _fault_of_body(body: str) -> Reply | None:
    if not body.strip():
        error: dict[str, Json] = {"resource": "IssueComment", "code": "missing_field", "field": "body"}
    elif len(body) > _MOST_CHARACTERS:
        message = f"Body is too long (maximum is {_MOST_CHARACTERS} characters)"
        error = {"resource": "IssueComment", "code": "unprocessable", "field": "data", "message": message}
    else:
        return None
    return Reply(422, {"message": "Validation Failed", "documentation_url": _DOCS, "errors": [error]})


@dataclass(frozen=True, slots=True)
class _Route:
    method: str
    pattern: re.Pattern[str]
    level: str
    permissions: tuple[str, ...]
    act: Callable[[Visit], Reply]


_Row: TypeAlias = tuple[str, str, str, tuple[str, ...], Callable[[Visit], Reply]]
_ISSUES, _PULLS, _ISSUES_ALONE, _CONTENTS = ("issues", "pull_requests"), ("pull_requests",), ("issues",), ("contents",)
_TABLE: tuple[_Row, ...] = (
    ("GET", r"/issues", "read", _ISSUES_ALONE, _list_issues),
    ("POST", r"/issues", "write", _ISSUES_ALONE, _open_issue),
    ("PATCH", r"/issues/(\d+)", "write", _ISSUES_ALONE, _edit_issue),
    ("GET", r"/issues/(\d+)/comments", "read", _ISSUES, _list_comments),
    ("POST", r"/issues/(\d+)/comments", "write", _ISSUES, _create_comment),
    ("GET", r"/issues/comments/(\d+)", "read", _ISSUES, _get_comment),
    ("PATCH", r"/issues/comments/(\d+)", "write", _ISSUES, _edit_comment),
    ("DELETE", r"/issues/comments/(\d+)", "write", _ISSUES, _delete_comment),
    ("GET", r"/issues/(\d+)/labels", "read", _ISSUES, _list_labels),
    ("POST", r"/issues/(\d+)/labels", "write", _ISSUES, _add_labels),
    ("DELETE", r"/issues/(\d+)/labels/([^/]+)", "write", _ISSUES, _remove_label),
    ("GET", r"/issues/(\d+)/events", "read", _ISSUES, _list_events),
    ("GET", r"/git/ref/([^/]+)", "read", _CONTENTS, _get_ref),
    ("GET", r"/git/commits/([0-9a-f]+)", "read", _CONTENTS, _get_commit),
    ("GET", r"/git/trees/([0-9a-f]+)", "read", _CONTENTS, _get_tree),
    ("GET", r"/git/blobs/([0-9a-f]+)", "read", _CONTENTS, _get_blob),
    ("GET", r"/pulls/(\d+)", "read", _PULLS, _get_pull),
    ("GET", r"/commits/([0-9a-fA-F]+)/pulls", "read", ("pull_requests", "contents"), _list_pulls_of_commit),
)
_ROUTES = [
    _Route(method, re.compile(rf"/repos/(?P<repository>[^/]+/[^/]+){tail}"), level, permissions, act)
    for method, tail, level, permissions, act in _TABLE
]
