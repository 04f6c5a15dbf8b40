"""The event that started this run, and what it asks for if the action's ``command`` is ``auto``.

Source: docs.github.com, "Events that trigger workflows", "Variables reference" (default environment variables) and
"Webhook events and payloads".
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from segments_as_code.github.activity import Activity, Facts, branch_of, decide
from segments_as_code.github.members import is_from_fork, is_true, label_names, member, text, whole_number
from segments_as_code.model.document import Json
from segments_as_code.model.problem import SegmentsError

_DEPENDABOT = "dependabot[bot]"
_QUEUE = re.compile(r"^(?:refs/heads/)?gh-readonly-queue/(?P<base>.+)/pr-(?P<number>\d+)-[0-9a-f]+$")


@dataclass(frozen=True, slots=True)
class Event:
    """The event that started this run.

    ``reason`` says why it asks for ``activity``, ``remedy`` what to do if that is not intended. ``sha`` is the commit that was
    checked out (for a pull request GitHub's test merge); ``head_sha`` is the reviewed one. Texts are empty if the event does not
    have them. ``inputs`` are those of a ``workflow_dispatch``. ``labels`` are those at the time of the event.
    ``before`` is the commit that a pushed branch pointed to until then.
    """

    name: str
    action: str
    activity: Activity
    reason: str
    remedy: str
    repository: str
    default_branch: str
    ref: str
    sha: str
    pull_number: int | None
    head_sha: str
    base_ref: str
    base_sha: str
    is_fork: bool
    is_dependabot: bool
    is_draft: bool
    labels: tuple[str, ...]
    inputs: Mapping[str, str]
    server_url: str
    api_url: str
    graphql_url: str
    run_id: str
    run_attempt: int
    before: str = ""

    @property
    def owner(self) -> str:
        """The account that the repository belongs to."""
        return self.repository.partition("/")[0]

    @property
    def branch(self) -> str:
        """The branch that ``ref`` names, or an empty text for a tag or a pull request."""
        return branch_of(self.ref)

    @property
    def run_url(self) -> str:
        """The page of this attempt of this run, or an empty text if the run has no number."""
        run = f"{self.server_url}/{self.repository}/actions/runs/{self.run_id}"
        return f"{run}/attempts/{self.run_attempt}" if self.run_id else ""

    @property
    def is_read_only(self) -> bool:
        """Whether GitHub gives this run a read-only token and no secrets."""
        return self.is_fork or self.is_dependabot


def read_event(environ: Mapping[str, str]) -> Event:
    """Return the event, from the runner's environment and the file it names; raise SegmentsError if they are incomplete."""
    return event_of(environ, _payload(environ))


def event_of(environ: Mapping[str, str], payload: Mapping[str, Json]) -> Event:
    """Return the event from its ``payload`` and the runner's environment, without reading a file."""
    name = environ.get("GITHUB_EVENT_NAME", "")
    if not name:
        raise _missing("GITHUB_EVENT_NAME is not set")
    number, head_sha, base_ref, base_sha = _reviewed(name, environ, payload)
    default_branch, ref = text(payload, "repository", "default_branch"), environ.get("GITHUB_REF", "") or text(payload, "ref")
    inputs = _inputs(payload)
    verdict = decide(Facts(name, text(payload, "action"), ref, default_branch, is_true(payload, "deleted"), inputs.get("command", "")))
    pull_request = member(payload, "pull_request")
    server_url, api_url, graphql_url = _urls(environ)
    return Event(
        name=name,
        action=text(payload, "action"),
        activity=verdict.activity,
        reason=verdict.reason,
        remedy=verdict.remedy,
        repository=_required("repository", environ.get("GITHUB_REPOSITORY", "") or text(payload, "repository", "full_name")),
        default_branch=default_branch,
        ref=ref,
        sha=environ.get("GITHUB_SHA", "") or head_sha,
        pull_number=number,
        head_sha=head_sha,
        base_ref=base_ref,
        base_sha=base_sha,
        is_fork=pull_request is not None and is_from_fork(pull_request),
        is_dependabot=_actor(environ, payload) == _DEPENDABOT,
        is_draft=is_true(pull_request, "draft"),
        labels=label_names(pull_request),
        inputs=inputs,
        server_url=server_url,
        api_url=api_url,
        graphql_url=graphql_url,
        run_id=environ.get("GITHUB_RUN_ID", ""),
        run_attempt=_attempt(environ),
        before=_before(payload),
    )


# ── the file ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _payload(environ: Mapping[str, str]) -> Mapping[str, Json]:
    path = environ.get("GITHUB_EVENT_PATH", "")
    if not path:
        raise _missing("GITHUB_EVENT_PATH is not set")
    try:
        payload: Json = json.loads(Path(path).read_bytes())
    except OSError as error:
        raise _missing(f"the event file {path} cannot be read ({error.strerror or 'no such file'})") from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(path, "no JSON") from error
    if not isinstance(payload, Mapping):
        raise _unreadable(path, "JSON, but no object")
    return payload


def _missing(what: str) -> SegmentsError:
    remedy = (
        "run this as a step of a GitHub Actions workflow; a self-hosted runner must pass GITHUB_EVENT_NAME and GITHUB_EVENT_PATH, "
        "and the file, on to containers. On a laptop use the `segments` command instead"
    )
    return SegmentsError("event-missing", f"There is no GitHub event to read: {what}.", remedy)


def _unreadable(path: str, found: str) -> SegmentsError:
    return SegmentsError(
        "event-unreadable", f"The event file {path} holds {found}.", "run the workflow again; if it stays so, the runner is at fault"
    )


def _required(what: str, value: str) -> str:
    if not value:
        raise SegmentsError(
            "event-incomplete", f"The event that started this run does not say its {what}.", "run the workflow again from GitHub"
        )
    return value


# ── its subject ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _reviewed(name: str, environ: Mapping[str, str], payload: Mapping[str, Json]) -> tuple[int | None, str, str, str]:
    """Return pull request number, head sha, base branch and base sha."""
    if name == "merge_group":
        group = member(payload, "merge_group")
        queue = _QUEUE.match(text(group, "head_ref") or environ.get("GITHUB_REF", ""))
        number = int(queue["number"]) if queue else None
        base_ref = text(group, "base_ref").removeprefix("refs/heads/") or (queue["base"] if queue else "")
        return number, text(group, "head_sha") or environ.get("GITHUB_SHA", ""), base_ref, text(group, "base_sha")
    pull_request = member(payload, "pull_request")
    if pull_request is None and not name.startswith("pull_request"):
        return None, environ.get("GITHUB_SHA", "") or text(payload, "after"), "", ""
    number = whole_number(pull_request, "number") or whole_number(payload, "number")
    if number is None or number < 1:
        raise SegmentsError(
            "event-incomplete", "The event does not say which pull request it is about.", "run the workflow again from GitHub"
        )
    head_sha = _required("pull request's head commit", text(pull_request, "head", "sha"))
    return number, head_sha, text(pull_request, "base", "ref"), text(pull_request, "base", "sha")


def _before(payload: Mapping[str, Json]) -> str:
    """Return the commit that a pushed branch pointed to; empty if it is new."""
    before = text(payload, "before")
    return before if before.strip("0") else ""


def _actor(environ: Mapping[str, str], payload: Mapping[str, Json]) -> str:
    """Return who caused this event; a re-run by somebody else does not change that (or Dependabot's restrictions)."""
    return environ.get("GITHUB_ACTOR", "") or text(payload, "sender", "login") or text(payload, "pull_request", "user", "login")


def _inputs(payload: Mapping[str, Json]) -> Mapping[str, str]:
    inputs = member(payload, "inputs")
    if not isinstance(inputs, Mapping):
        return {}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in inputs.items() if value is not None}


def _attempt(environ: Mapping[str, str]) -> int:
    attempt = environ.get("GITHUB_RUN_ATTEMPT", "")
    return int(attempt) if attempt.isascii() and attempt.isdigit() else 1


_PUBLIC = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_API_URL": "https://api.github.com",
    "GITHUB_GRAPHQL_URL": "https://api.github.com/graphql",
}
"""The documented values of these variables on github.com; used only if the runner sets none of the three."""


def _urls(environ: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the addresses of pages, REST and GraphQL, without a trailing slash; never a mixture of two servers."""
    given = {name: environ.get(name, "").rstrip("/") for name in _PUBLIC}
    if not any(given.values()):
        given = _PUBLIC
    for name, url in given.items():
        if not url.startswith(("https://", "http://")):
            found = f"it is {url}" if url else "it is not set, though the other addresses are"
            raise SegmentsError(
                "event-incomplete", f"{name} must be the address of your GitHub: {found}.", f"let the runner pass {name} on"
            )
    return given["GITHUB_SERVER_URL"], given["GITHUB_API_URL"], given["GITHUB_GRAPHQL_URL"]
