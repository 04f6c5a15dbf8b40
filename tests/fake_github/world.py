"""What the fake GitHub holds: repositories, pull requests, comments, tokens, and the faults it has been asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Literal

from segments_as_code.model.document import Json

FaultKind = Literal[
    "status", "primary-limit", "secondary-limit", "drop-before", "drop-after", "delay", "hold", "link", "garbage", "redirect"
]


@dataclass(slots=True)
class Token:
    """Whose token it is, and what it may do; ``*`` stands for every permission not named."""

    login: str = "github-actions[bot]"
    permissions: dict[str, str] = field(default_factory=lambda: {"*": "write"})

    def may(self, permission: str, level: str) -> bool:
        """Return whether the token has ``permission`` at ``level`` (read or write)."""
        granted = self.permissions.get(permission, self.permissions.get("*", "none"))
        return granted in {"write", level}


@dataclass(slots=True)
class Pull:
    """A pull request; ``commits`` are those that its head branch brought, its merge commit not among them."""

    number: int
    head_sha: str
    title: str = "A pull request"
    head_ref: str = "feature"
    base_ref: str = "main"
    base_sha: str = "c3" * 20
    author: str = "octocat"
    labels: list[str] = field(default_factory=list)
    commits: list[str] = field(default_factory=list)
    merged_at: str | None = None
    merge_commit_sha: str | None = None
    draft: bool = False
    fork: str | None = None


@dataclass(slots=True)
class StoredComment:
    """A comment; ``author`` None is an account that is gone."""

    id: int
    number: int
    author: str | None
    body: str
    created_at: str = ""
    updated_at: str = ""


@dataclass(slots=True)
class LabelEvent:
    """A label that was put on (or taken off) a pull request: by whom, and when."""

    number: int
    event: Literal["labeled", "unlabeled"]
    label: str
    actor: str
    created_at: str


@dataclass(slots=True)
class StoredFile:
    """A file in a commit; ``mode`` is git's: 100644, 120000 for a symbolic link, 160000 for a submodule."""

    text: str
    mode: str = "100644"


@dataclass(slots=True)
class StoredIssue:
    """An issue; ``author`` None is an account that is gone, and ``is_pull`` a pull request as the list of issues has it."""

    number: int
    author: str | None
    title: str
    body: str
    labels: list[str] = field(default_factory=list)
    state: str = "open"
    state_reason: str | None = None
    is_pull: bool = False


@dataclass(slots=True)
class Repository:
    """A repository and what belongs to it; its number is its place in the world. ``drops_labels``: of issues as they are opened."""

    full_name: str
    id: int
    default_branch: str = "main"
    pulls: dict[int, Pull] = field(default_factory=dict)
    comments: dict[int, StoredComment] = field(default_factory=dict)
    issues: dict[int, StoredIssue] = field(default_factory=dict)
    drops_labels: bool = False
    label_events: list[LabelEvent] = field(default_factory=list)
    branches: dict[str, str] = field(default_factory=dict)
    commits: dict[str, dict[str, StoredFile]] = field(default_factory=dict)
    parents: dict[str, list[str]] = field(default_factory=dict)
    truncates_trees: bool = False


@dataclass(slots=True)
class Fault:
    """What goes wrong with the next requests that fit: ``times`` of them, after ``skip`` have passed.

    ``path`` is a regular expression that must be found in the path. ``text`` is the Link header, or the body, of the faults
    that need one.
    """

    kind: FaultKind
    method: str = ""
    path: str = ""
    times: int = 1
    skip: int = 0
    status: int = 502
    retry_after: str = ""
    reset_in_s: int = 0
    delay_s: float = 0.0
    text: str = ""


@dataclass(slots=True)
class World:
    """Everything there is. ``index_lag`` is how many questions for a commit's pull requests find nothing yet."""

    repositories: list[Repository] = field(default_factory=list)
    tokens: dict[str, Token] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    index_lag: int = 0
    graphql: bool = True
    last_comment: int = 1000
    seconds: int = 0

    def repository(self, full_name: str) -> Repository | None:
        """Return the repository of that name, in whatever case."""
        return next((one for one in self.repositories if one.full_name.casefold() == full_name.casefold()), None)

    def add_repository(self, full_name: str, default_branch: str = "main") -> Repository:
        """Add a repository."""
        self.repositories.append(Repository(full_name, len(self.repositories) + 1, default_branch))
        return self.repositories[-1]

    def tick(self) -> str:
        """Let a second pass, and return the time."""
        self.seconds += 1
        return f"2026-01-01T{self.seconds // 3600:02}:{self.seconds // 60 % 60:02}:{self.seconds % 60:02}Z"

    def add_comment(self, full_name: str, number: int, author: str | None, body: str) -> StoredComment:
        """Have somebody write a comment."""
        self.last_comment += 1
        now = self.tick()
        comment = StoredComment(self.last_comment, number, author, body, now, now)
        self._known(full_name).comments[comment.id] = comment
        return comment

    def add_issue(self, full_name: str, issue: StoredIssue) -> StoredIssue:
        """Open an issue, or put one in another's place; one without a number gets the next."""
        issues = self._known(full_name).issues
        issue.number = issue.number or max([100, *issues]) + 1
        issues[issue.number] = issue
        return issue

    def add_pull(self, full_name: str, pull: Pull) -> Pull:
        """Open a pull request, or put one in another's place."""
        self._known(full_name).pulls[pull.number] = pull
        return pull

    def merge(self, full_name: str, number: int, sha: str) -> None:
        """Merge a pull request as the commit ``sha``."""
        pulls = self._known(full_name).pulls
        pulls[number] = replace(pulls[number], merged_at=self.tick(), merge_commit_sha=sha)

    def set_labels(self, full_name: str, number: int, labels: list[str], by: str = "octocat") -> None:
        """Give a pull request these labels and no others; ``by`` puts on what it has not, and takes off what it has."""
        repository = self._known(full_name)
        pull = repository.pulls[number]
        for label in [label for label in pull.labels if label not in labels]:
            repository.label_events.append(LabelEvent(number, "unlabeled", label, by, self.tick()))
        for label in [label for label in labels if label not in pull.labels]:
            repository.label_events.append(LabelEvent(number, "labeled", label, by, self.tick()))
        pull.labels = [*labels]

    def commit(self, full_name: str, sha: str, files: Mapping[str, str | StoredFile], branch: str = "main") -> None:
        """Push the commit ``sha``, in which ``files`` stand, to a branch; its parent is what the branch pointed to."""
        repository = self._known(full_name)
        before = repository.branches.get(branch)
        repository.parents.setdefault(sha, [before] if before not in {None, sha} else [])
        repository.commits[sha] = {path: file if isinstance(file, StoredFile) else StoredFile(file) for path, file in files.items()}
        repository.branches[branch] = sha

    def as_json(self) -> Mapping[str, Json]:
        """Return everything but the tokens."""
        return {"repositories": [asdict(repository) for repository in self.repositories], "index_lag": self.index_lag}

    def _known(self, full_name: str) -> Repository:
        found = self.repository(full_name)
        if found is None:
            raise KeyError(full_name)
        return found
