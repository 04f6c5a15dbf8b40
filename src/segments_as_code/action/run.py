"""One run of the action: its inputs, its event, the provider, and GitHub."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from segments_as_code.action.inputs import Inputs, read_inputs
from segments_as_code.counting import view_audience
from segments_as_code.exports import is_in_s3
from segments_as_code.files import FolderFiles
from segments_as_code.github.activity import Activity
from segments_as_code.github.client import GitHub
from segments_as_code.github.event import Event, read_event
from segments_as_code.github.workflow_commands import add_mask, safe_log
from segments_as_code.meaning.relation import Verdicts
from segments_as_code.model.audience import AudienceView
from segments_as_code.model.plan import Plan
from segments_as_code.model.problem import SegmentsError
from segments_as_code.model.settings import Settings
from segments_as_code.pipeline import CheckResult, check_definitions
from segments_as_code.ports import Connection, Dialect, Provider, Remedies
from segments_as_code.proving import check_examples
from segments_as_code.report.page import PageContext
from segments_as_code.review.comment_header import read_target
from segments_as_code.review.label_confirmation import LABEL_TO_ADD
from segments_as_code.service_choice import choose_service, no_container, service_of_containers
from segments_as_code.snapshot import FromSnapshot, load_snapshot

_WORKFLOW = re.compile(r".*/\.github/workflows/(?P<file>[\w.][\w.-]*)@refs/heads/(?P<branch>[\w.][\w./-]*)", re.ASCII)


def remedies_for(dialect: Dialect) -> Remedies:
    """Return the remedies in the words of the action."""
    return Remedies(
        confirm_deletes=f"set allow-deletes to {{deletes}} on this run, or put the label {LABEL_TO_ADD}",
        check_target=f"check path, owner and {dialect.nouns.option}",
        set_owner="set owner to {owner}",
        set_region="set aws-region, or AWS_REGION.",
        give_credentials="configure AWS credentials: run aws-actions/configure-aws-credentials before this step.",
    )


@dataclass(slots=True)
class Run:
    """The collaborators of one run, and its outputs, which are always written at its end.

    ``provider`` is that of the container that the inputs name; if they name none, ``check`` takes that of the definitions.
    """

    inputs: Inputs
    event: Event
    environ: Mapping[str, str]
    workspace: Path
    provider: Provider
    github: GitHub | None
    write: Callable[[str], None]
    outputs: dict[str, str] = field(default_factory=dict)

    def say(self, text: str) -> None:
        """Print untrusted text so that the runner does not treat any of it as a command."""
        for line in safe_log(text).split("\n"):
            self.write(line)

    def activity(self) -> tuple[Activity, str]:
        """Return what to do and why: the input ``command``, or what the event asks for."""
        if self.event.activity is Activity.REFUSED or self.inputs.command == "auto":
            return self.event.activity, self.event.reason
        return Activity(self.inputs.command), f"The step's command is {self.inputs.command}."

    @property
    def files(self) -> FolderFiles:
        """Return the folder of definitions."""
        return FolderFiles(self.workspace, self.inputs.path)

    def check(self, *, with_examples: bool = True) -> CheckResult:
        """Read and check the definitions, and the example people in the test files beside them.

        Raises:
            SegmentsError: which service they are for is not clear, or it is not that of the container that the inputs name.
        """
        self.provider = choose_service(self.files, self.inputs.containers).provider
        checked = check_definitions(self.files, self.provider.dialect, scope=self.inputs.scope)
        return check_examples(checked, self.provider.dialect, strict=self.inputs.strict) if with_examples else checked

    def connection(self, checked: CheckResult) -> Connection:
        """Return the target of the segments of ``checked``.

        Raises:
            SegmentsError: neither the run nor any definition names a container of segments.
        """
        scope = self.inputs.scope or checked.scope
        if scope is None:
            raise no_container(self.inputs.containers, self.provider.dialect if checked.segments else None)
        region = self.inputs.region or self.environ.get("AWS_REGION") or None
        return Connection(scope, region, self.inputs.endpoint_url, remedies=remedies_for(self.provider.dialect))

    def service(self) -> Provider:
        """Return what to read from: the provider, or the snapshot that replaces it.

        Raises:
            SegmentsError: the snapshot is not in the workspace, or cannot be read.
        """
        name = self.inputs.snapshot
        if name is None:
            return self.provider
        return FromSnapshot(self.provider, load_snapshot(self._file(name, "snapshot-unreadable"), shown=name))

    def audience(self, plan: Plan, settings: Settings, verdicts: Verdicts) -> AudienceView | None:
        """Return how many people are in each segment of ``plan``, or why that is not shown; None if not asked for.

        Numbers that contradict ``verdicts`` are not shown. A pull request from a fork could bring a file of its own, so its runs show
        none.
        """
        name = self.inputs.audience
        if name is None:
            return None
        if self.event.is_read_only:
            return AudienceView(None, "runs for forks and for Dependabot show no numbers of people.")
        try:
            where = name if is_in_s3(name) else str(self._file(name, "audience-unreadable"))
        except SegmentsError as error:
            return AudienceView(None, error.message)
        return view_audience(where, plan, self.provider.dialect, settings, verdicts, shown="" if is_in_s3(name) else name)

    def _file(self, name: str, code: str) -> Path:
        """Return a file of the workspace; ``code`` is that of the error if it is not in it."""
        file = (self.workspace / name).resolve()
        if not file.is_relative_to(self.workspace):
            message = f"the file {name} is outside the workspace."
            raise SegmentsError(code, message, "name a file of the workspace, by its path from the repository's root.")
        return file

    @property
    def commit(self) -> str:
        """The commit that this run was started for; for a pull request its own, not GitHub's test merge."""
        is_pull = self.event.name.startswith("pull_request")
        return self.event.head_sha if is_pull else self.event.sha

    @property
    def branch(self) -> str:
        """The branch to apply: the one that was pushed or chosen, or the default branch, for example for a tag."""
        return self.event.branch or self.event.default_branch

    @property
    def workflow(self) -> str:
        """This workflow as arguments for ``gh workflow run``, or an empty text if its file or branch is not a plain word.

        Source: docs.github.com, "Variables reference", GITHUB_WORKFLOW_REF (owner/name/.github/workflows/file@ref).
        """
        found = _WORKFLOW.fullmatch(self.environ.get("GITHUB_WORKFLOW_REF", ""))
        return f"{found['file']} --ref {found['branch']}" if found else ""

    @property
    def workflow_file(self) -> str:
        """The path of this run's workflow file, or an empty text if it is not in this repository."""
        path, prefix = self.environ.get("GITHUB_WORKFLOW_REF", "").partition("@")[0], f"{self.event.repository}/"
        return path[len(prefix) :] if path.casefold().startswith(prefix.casefold()) else ""

    @property
    def owner(self) -> str:
        """The owner of the segments that this run plans."""
        return self.inputs.owner or self.event.repository

    @property
    def target(self) -> str:
        """The target that identifies this job's comment; it never depends on the definitions."""
        if self.inputs.target:
            return self.inputs.target
        region = self.inputs.region or self.environ.get("AWS_REGION") or self.environ.get("AWS_DEFAULT_REGION") or ""
        return "/".join(filter(None, [self.inputs.scope or self.inputs.path, region]))

    def setting(self, head: str, closing: str | None = None) -> PageContext:
        """Return the context for a page of this run."""
        url = self.event.run_url or None
        files = f"{self.event.server_url}/{self.event.repository}/blob/{head}/"
        return PageContext(target=self.target, head=head, files=files, run=url, summary=url, closing=closing)


@contextmanager
def open_run(environ: Mapping[str, str], *, write: Callable[[str], None], sleep: Callable[[float], None]) -> Iterator[Run]:
    """Yield the run that ``environ`` describes; its connections to GitHub are closed at the end."""
    inputs = read_inputs(environ)
    if inputs.token:
        add_mask(inputs.token, write)
    event = read_event(environ)
    workspace = Path(environ.get("GITHUB_WORKSPACE") or ".").resolve()
    provider = service_of_containers(inputs.containers).provider
    if inputs.token is None:
        yield Run(inputs, event, environ, workspace, provider, None, write)
        return

    def notify(text: str) -> None:
        write(safe_log(text))

    with GitHub(
        event.api_url, event.graphql_url, event.repository, inputs.token, read_target=read_target, sleep=sleep, notify=notify
    ) as github:
        yield Run(inputs, event, environ, workspace, provider, github, write)
