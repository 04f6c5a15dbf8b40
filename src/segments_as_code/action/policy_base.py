"""Hold a plan to the policies of the commit that it starts from, so that no change can weaken what it is held to.

On a pull request that is its base commit, at apply the same one, and the commit before the push.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from segments_as_code.action.branch_head import newest_commit
from segments_as_code.action.commit_files import CommitFiles, contents_here, path_in_repository
from segments_as_code.action.labels import find_plan_comment, read_labels
from segments_as_code.action.run import Run
from segments_as_code.definitions.reserved_files import kind_of, sort_files
from segments_as_code.files import FolderFiles, is_definition, stem_of
from segments_as_code.github.client import GitHub, PullRequest
from segments_as_code.github.contents import Entry, RepositoryContents
from segments_as_code.model.document import SourceFile
from segments_as_code.model.plan import Create, Plan, Refusal
from segments_as_code.model.policy import GrowthQuestion, PolicyReport
from segments_as_code.model.problem import ForgeError, Problem, Refused, has_errors
from segments_as_code.model.segment import DesiredSegment
from segments_as_code.pipeline import CheckResult, check_definitions
from segments_as_code.plan.policy_gate import NO_LABELS, marks_of_stops, needs_label, own_notices, refuse_broken
from segments_as_code.proving import weigh_policies
from segments_as_code.review.comment_header import read_header

_MOST_COMMITS = 100
"""Limit for the commits of one pull request that are followed back, at two requests each."""


class NoFiles(Refused):
    """GitHub does not give the files of a commit."""


@dataclass(frozen=True, slots=True)
class Gate:
    """The policies, settings and definitions that a plan is held to; ``digest`` is of the first two, empty if there are none.

    ``bases`` has the segments of each other commit with these policies: they may not be applied yet.
    """

    checked: CheckResult
    whose: str
    digest: str = ""
    commit: str = ""
    bases: list[Sequence[DesiredSegment]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Held:
    """A plan that was held to policies, the settings that count for verdicts, and the marks of what stops it unless a label allows it.

    ``growth`` is what only a count can answer, of the policies of all commits.
    """

    plan: Plan
    gate: Gate
    report: PolicyReport
    refused: tuple[str, ...] = ()
    growth: tuple[GrowthQuestion, ...] = ()

    @property
    def sealed(self) -> tuple[str, str]:
        """Return digest and commit of the policies; empty texts if they are none of another commit."""
        return (self.gate.digest, self.gate.commit) if self.gate.commit and self.gate.digest else ("", "")


def hold_to_base(run: Run, checked: CheckResult, plan: Plan, pull_number: int | None) -> Held:
    """Hold ``plan`` to the policies of the commit that this run starts from, and show what its own say if they differ.

    If GitHub does not give the files of that commit, the plan is refused; ``without_refusal`` takes that back if it could not be shown
    in a comment either.

    Raises:
        Refused: that commit's policies have errors, and the plan would change something.
    """
    here = _working_tree(run, checked)
    commit = run.event.base_sha or run.event.before
    if run.github is None or not commit:
        return _hold(run, plan, [here], pull_number)
    try:
        gate = read_gate(run, run.github.contents, commit, plan)
    except NoFiles as error:
        refusal = Refusal(error.code, error.message, error.remedy)
        return _hold(run, replace(plan, refusals=(*plan.refusals, refusal)), [here], pull_number)
    held = _hold(run, plan, [gate], pull_number)
    if held.gate.digest == here.digest:
        return held
    own = weigh_policies(plan, checked, run.provider.dialect)
    notices = own_notices(plan, own, held.report, commit)
    return replace(held, plan=replace(held.plan, notices=(*held.plan.notices, *notices)))


def hold_to_sealed(run: Run, checked: CheckResult, plan: Plan, pull_request: PullRequest | None) -> Held:
    """Hold ``plan`` to the policies that the plan comment was held to, and to those that the branch had before this, or has since.

    Raises:
        Refused: they cannot be read, or are not those that the comment names.
    """
    number, merged_at = (pull_request.number, pull_request.merged_at) if pull_request is not None else (None, None)
    if run.github is None or plan.is_empty:
        return _hold(run, plan, [_working_tree(run, checked)], number, merged_at)
    contents = run.github.contents
    digest, base = _sealed(run, number)
    gates = [read_gate(run, contents, base, plan)] if digest else []
    if gates and gates[0].digest != digest:
        message = f"the plan comment was held to other policies than those at {base[:7]}."
        raise Refused("policies-changed", message, "plan again, and review that plan.")
    for commit in dict.fromkeys(filter(None, (run.event.before, *_commits_that_count(run, run.github, pull_request)))):
        _add(gates, read_gate(run, contents, commit, plan))
    if pull_request is None or run.event.name == "workflow_dispatch":  # else its own policies count from the next pull request on
        _add(gates, _working_tree(run, checked))
    return _hold(run, plan, gates or [_working_tree(run, checked)], number, merged_at)


def _add(gates: list[Gate], gate: Gate) -> None:
    known = next((each for each in gates if each.digest == gate.digest), gate)
    known.bases.extend(base for base in gate.bases if base not in known.bases)
    if known is gate:
        gates.append(gate)


def _commits_that_count(run: Run, github: GitHub, pull_request: PullRequest | None) -> list[str]:
    """Return the branch's commits before the applied one, and its newest one if that is another.

    The event does not always name the commits before: a run that is started by hand has none, and one push may bring several merges.

    Raises:
        NoFiles: GitHub does not say them.
    """
    try:
        newest = newest_commit(run, github)
        return [*_commits_before(run, github, pull_request), *([newest] if newest != run.commit else [])]
    except ForgeError as error:
        message = f"the commits before and after {run.commit[:7]} cannot be read, and so their policies cannot: {error.message}"
        raise NoFiles("policies-unreadable", message, error.remedy) from error


def _commits_before(run: Run, github: GitHub, pull_request: PullRequest | None) -> Iterator[str]:
    """Yield what the applied commit was put upon; if the pull request was rebased or moved forward to, what all its commits were."""
    commit = run.commit
    for _ in range(_MOST_COMMITS):
        parents = github.contents.parents_of(commit)
        brought = [parent for parent in parents if pull_request is not None and _brought(github, pull_request, parent)]
        yield from (parent for parent in parents if parent not in brought)
        if not parents or parents[0] not in brought:
            return
        commit = parents[0]
    number = pull_request.number if pull_request is not None else 0
    message = f"pull request #{number} brought more than {_MOST_COMMITS} commits to the branch one by one"
    remedy = "open another pull request for the same folder: its plan has what this one leaves undone."
    raise NoFiles("policies-unreadable", f"{message}, so the policies before it were not looked up.", remedy)


def _brought(github: GitHub, pull_request: PullRequest, commit: str) -> bool:
    return any(found.number == pull_request.number and found.is_merged for found in github.pull_requests_of_commit(commit))


def read_gate(run: Run, contents: RepositoryContents, commit: str, plan: Plan) -> Gate:
    """Return the policies at ``commit``.

    Raises:
        Refused: they cannot be read, and the plan would change something.
    """
    whose = f"of the commit {commit[:7]}"
    nothing = Gate(CheckResult(None, (), ()), whose, "", commit)
    try:
        path = _path_at(run, contents, commit, plan)
        if path is None or not _has_gate(contents, commit, path):
            return nothing
        sources, problems = CommitFiles(contents, commit, path, contents_here(run)).read()
    except ForgeError as error:
        if plan.is_empty:
            return nothing
        raise NoFiles("policies-unreadable", f"the policies {whose} cannot be read: {error.message}", error.remedy) from error
    files = sort_files(sources)
    checked = check_definitions(_Read(sources, problems), run.provider.dialect, scope=run.inputs.scope)
    beside = {source.path for source in (*files.policies, *files.settings)}
    wrong = [problem for problem in checked.problems if problem.location.path in beside and problem.code != "reserved-name"]
    for problem in [*problems, *wrong]:
        if has_errors([problem], strict=False):
            message = f"the policies {whose} have errors: {problem.location}: {problem.message}"
            return _unreadable(plan, nothing, message, "correct them in a change that changes no segment.")
    return Gate(checked, whose, _digest(sources), commit, [checked.segments])


def _unreadable(plan: Plan, nothing: Gate, message: str, remedy: str) -> Gate:
    """Raise Refused, or return no policies if the plan has nothing to do: else nobody could correct them."""
    if plan.is_empty:
        return nothing
    raise Refused("policies-unreadable", message, remedy)


def without_refusal(plan: Plan) -> Plan:
    """Return ``plan`` not refused for want of its base's files: without a comment it is not approved by anything."""
    return replace(plan, refusals=tuple(refusal for refusal in plan.refusals if refusal.code != "policies-unreadable"))


def _path_at(run: Run, contents: RepositoryContents, commit: str, plan: Plan) -> str | None:
    """Return the definitions folder at ``commit``; if it has no definitions there and segments are deployed already, the one with policies.

    Raises:
        Refused: several folders have policies there.
    """
    path = path_in_repository(run)
    here = contents.find(commit, path)
    if here is not None and (here.kind == "blob" or _has_definitions(contents, here)):
        return path
    root = contents.find(commit, "")
    entries = contents.files_below(root) if root is not None else iter(())
    found = {entry.path.rpartition("/")[0] for entry in entries if entry.kind == "blob" and _is_gate(entry.path)}
    if not found or all(isinstance(change, Create) for change in plan.changes):
        return path if here is not None else None
    if len(found) > 1:
        message = (
            f"{path} has no definitions in the commit {commit[:7]}, and several folders have policies there: {', '.join(sorted(found))}."
        )
        raise Refused("policies-unreadable", message, "move the folder in a change that changes no segment.")
    return found.pop()


def _has_definitions(contents: RepositoryContents, folder: Entry) -> bool:
    return any(is_definition(entry.path) and kind_of(stem_of((entry.path,)), entry.path) is None for entry in contents.files_below(folder))


def _has_gate(contents: RepositoryContents, commit: str, path: str) -> bool:
    """Return whether the folder has policies or settings at its root; without them nothing else of it is read."""
    folder = contents.find(commit, path)
    return folder is not None and folder.kind == "tree" and any(map(_is_gate, contents.names_in(folder)))


def _is_gate(path: str) -> bool:
    kind = kind_of(stem_of((path,)), path) if is_definition(path) else None
    return kind is not None and kind.noun in {"policy", "setting"}


def _sealed(run: Run, pull_number: int | None) -> tuple[str, str]:
    comment = find_plan_comment(run, pull_number)
    header = read_header(comment.body) if comment is not None else None
    return (header.policies, header.base) if header is not None and header.is_intact else ("", "")


def _hold(run: Run, plan: Plan, gates: Sequence[Gate], pull_number: int | None, merged_at: str | None = None) -> Held:
    """Return ``plan`` held to each of ``gates``; the first one's settings count for verdicts."""
    reports = [weigh_policies(plan, gate.checked, run.provider.dialect, gate.bases) for gate in gates]
    labels = read_labels(run, plan, pull_number, merged_at) if any(map(needs_label, reports)) else NO_LABELS
    held = plan
    for gate, report in zip(gates, reports, strict=True):
        held = refuse_broken(held, report, labels, whose=gate.whose)
    growth = {(question.policy.name, question.key): question for report in reversed(reports) for question in report.growth}
    return Held(held, gates[0], reports[0], marks_of_stops(reports), tuple(growth.values()))


def _working_tree(run: Run, checked: CheckResult) -> Gate:
    sources, _ = FolderFiles(run.workspace, run.inputs.path).read()
    return Gate(checked, "of the commit that is planned", _digest(sources))


def _digest(sources: Sequence[SourceFile]) -> str:
    """Return a hash of the policies and settings among ``sources``; empty if there are none."""
    files = sort_files(sources)
    beside = sorted((source.stem, source.content) for source in (*files.policies, *files.settings))
    parts = [f"{stem}\0{sha256(content).hexdigest()}\0" for stem, content in beside]
    return sha256("".join(parts).encode()).hexdigest() if parts else ""


@dataclass(frozen=True, slots=True)
class _Read:
    """Files that were read already."""

    sources: Sequence[SourceFile]
    problems: Sequence[Problem]

    def read(self) -> tuple[Sequence[SourceFile], Sequence[Problem]]:
        return self.sources, self.problems
