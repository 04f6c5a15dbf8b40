"""The image, started as a runner starts it, by those who would have applied what nobody reviewed, or what was reverted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from segments_as_code.model.comment import Header
from segments_as_code.model.document import Json
from segments_as_code.ownership import with_our_tags
from segments_as_code.review.comment_header import seal_comment, write_header
from tests.containers.events import PULL_REQUEST_FACTS, PUSH_FACTS, pull_request_payload, push_payload
from tests.containers.runner import Ended, Runner
from tests.containers.servers import REPOSITORY, Servers, servers

pytestmark = [pytest.mark.containers, pytest.mark.slow]

WORKFLOW = ".github/workflows/segments-apply.yml"
WRITES = {"CreateSegment", "UpdateSegment", "DeleteSegment", "TagResource", "UntagResource"}
BOT = "github-actions[bot]"
LABEL = "segments-allow-deletes-1"
WAYS = ("merge commit", "squash", "rebase", "merge queue")


def file(name: str) -> str:
    return f"Name: {name}\nDimensions: {{Attributes: {{kind: {{AttributeType: INCLUSIVE, Values: [{name}]}}}}}}\n"


def deployed(name: str) -> dict[str, Json]:
    """Return a segment of ours as the service holds it, equal to its file."""
    attributes: Json = {"kind": {"AttributeType": "INCLUSIVE", "Values": [name]}}
    tags: dict[str, Json] = dict(with_our_tags({}, key=name, owner=REPOSITORY))
    return {"Id": f"s-{name}", "Name": name, "Dimensions": {"Attributes": attributes}, "tags": tags}


BASE = {f"segments/{name}.yaml": file(name) for name in ("one", "two")}
REVIEWED = {**BASE, "segments/reviewed.yaml": file("reviewed")}
UNREVIEWED = {**REVIEWED, "segments/unreviewed.yaml": file("unreviewed")}


@dataclass(slots=True)
class Repository:
    """One repository, whose jobs each run on a machine of their own."""

    folder: Path
    image: str
    others: Servers
    machines: Iterator[int]

    def open(self, number: int, head: str, *, commits: tuple[str, ...] = (), labels: tuple[str, ...] = ()) -> None:
        """Open a pull request, or push to it."""
        self.others.change("pulls", number=number, head_sha=head, commits=[head, *commits], labels=[*labels])

    def plan(self, number: int, head: str, files: Mapping[str, str]) -> Ended:
        facts = {**PULL_REQUEST_FACTS, "GITHUB_REF": f"refs/pull/{number}/merge"}
        ended = self._machine(files).step("pull_request", pull_request_payload(number, head), facts=facts)
        assert "plan-digest" in ended.outputs, ended.log
        return ended

    def merge(self, number: int, sha: str, files: Mapping[str, str]) -> None:
        self.others.merge(number, sha)
        self.commit(sha, files)

    def commit(self, sha: str, files: Mapping[str, str], branch: str = "main") -> None:
        self.others.change("commits", sha=sha, files={**files, WORKFLOW: "name: Apply segments"}, branch=branch)

    def push(self, sha: str, files: Mapping[str, str]) -> Ended:
        facts = {**PUSH_FACTS, "GITHUB_SHA": sha, "GITHUB_WORKFLOW_REF": f"{REPOSITORY}/{WORKFLOW}@refs/heads/main"}
        return self._machine(files).step("push", push_payload(sha), facts=facts)

    def _machine(self, files: Mapping[str, str]) -> Runner:
        runner = Runner(self.folder / f"machine-{next(self.machines)}", self.image, self.others.environment, self.others.inputs)
        runner.check_out(files)
        return runner


def push_directly(repository: Repository) -> Ended:
    """Push without a pull request; the image looks for one for some seconds."""
    repository.commit("f0" * 20, REVIEWED, "pushed")
    return repository.push("f0" * 20, REVIEWED)


def merge_what_nobody_saw(repository: Repository, way: str, number: int) -> Ended:
    """Merge a pull request whose plan was reviewed, with a file that was in no plan."""
    sha, head = f"{number}c" * 20, "8a" * 20
    repository.open(8, head, commits=("8b" * 20, sha) if way == "rebase" else ("8b" * 20,) if way == "merge commit" else ())
    if way == "merge queue":
        repository.commit(sha, UNREVIEWED, f"gh-readonly-queue/main/pr-8-{'0' * 40}")
    repository.merge(8, sha, UNREVIEWED)
    return repository.push(sha, UNREVIEWED)


def forge(repository: Repository, number: int, author: str, digest: str) -> Ended:
    """Merge a pull request whose only plan comment somebody wrote by hand; as ours, its header lacks the checksum of its text."""
    head, sha = (f"{number}a" * 14)[:40], (f"{number}c" * 14)[:40]
    repository.open(number, head)
    header = f"{write_header(Header('app-123456/eu-west-1', head, digest))}\n### Segments: nothing to do"
    repository.others.change("comments", number=number, author=author, body=header if author == BOT else seal_comment(header))
    repository.merge(number, sha, REVIEWED)
    return repository.push(sha, REVIEWED)


def change_the_plan_under_a_label(repository: Repository) -> tuple[Ended, Ended]:
    """Have a deletion confirmed by a label, push another one of the same number, and merge that."""
    one, two = ({name: BASE[name]} for name in BASE)
    repository.open(12, "12" * 20)
    repository.plan(12, "12" * 20, one)
    repository.others.change("labels", number=12, labels=[LABEL])
    confirmed = repository.plan(12, "12" * 20, one)
    repository.open(12, "13" * 20, labels=(LABEL,))
    repository.plan(12, "13" * 20, two)
    repository.merge(12, "14" * 20, two)
    return confirmed, repository.push("14" * 20, two)


def run_an_old_job_again(repository: Repository) -> tuple[Ended, Ended]:
    """Merge a reviewed plan, revert it, and run the job of the merge again; then bring it back, and run the job once more."""
    repository.open(15, "15" * 20)
    repository.plan(15, "15" * 20, REVIEWED)
    repository.merge(15, "16" * 20, REVIEWED)
    repository.commit("17" * 20, BASE)
    refused = repository.push("16" * 20, REVIEWED)
    repository.commit("18" * 20, REVIEWED)
    return refused, repository.push("16" * 20, REVIEWED)


@dataclass(frozen=True, slots=True)
class Attacks:
    """How each attack ended; what the service was asked for by then; and the one job that is right."""

    ended: Mapping[str, Ended]
    operations: list[str]
    label_confirmed: Ended
    right: Ended
    violations: list[str]


@pytest.fixture(scope="module")
def attacks(image: str, tmp_path_factory: pytest.TempPathFactory) -> Attacks:
    folder = tmp_path_factory.mktemp("attacks")
    with servers(folder, segments=[deployed("one"), deployed("two")]) as others, ThreadPoolExecutor(1) as meanwhile:
        repository = Repository(folder, image, others, count())
        repository.open(8, "8a" * 20)
        digest = repository.plan(8, "8a" * 20, REVIEWED).outputs["plan-digest"]
        direct = meanwhile.submit(push_directly, repository)
        labelled = meanwhile.submit(change_the_plan_under_a_label, repository)
        ended = {way: merge_what_nobody_saw(repository, way, number) for number, way in enumerate(WAYS)}
        ended["a stranger's comment"] = forge(repository, 10, "mallory", digest)
        ended["a comment that was written by hand"] = forge(repository, 11, BOT, digest)
        ended["a direct push"] = direct.result()
        confirmed, ended["a label that is older than the plan"] = labelled.result()
        operations = others.operations()
        ended["an old job after a revert"], right = run_an_old_job_again(repository)
        return Attacks(ended, operations, confirmed, right, others.violations())


REASONS: Mapping[str, str] = {
    **dict.fromkeys(WAYS, "definitions-changed"),
    "a stranger's comment": "foreign-approval",
    "a comment that was written by hand": "approval-tampered",
    "a label that is older than the plan": "too-many-deletes",
    "a direct push": "no-pull-request",
    "an old job after a revert": "outdated-run",
}


@pytest.mark.parametrize("attack", REASONS)
def test_the_image_refuses_with_a_reason_of_its_own(attacks: Attacks, attack: str) -> None:
    ended = attacks.ended[attack]
    assert (ended.code, ended.outputs.get("failure-reason"), ended.outputs.get("applied")) == (1, REASONS[attack], "0"), ended.log


def test_no_attack_writes(attacks: Attacks) -> None:
    assert set(attacks.operations) & WRITES == set()
    assert "GetSegments" in attacks.operations


def test_the_label_confirmed_the_plan_that_it_was_put_on(attacks: Attacks) -> None:
    assert attacks.label_confirmed.code == 0, attacks.label_confirmed.log


def test_the_same_job_applies_what_was_reviewed_once_the_branch_says_it_again(attacks: Attacks) -> None:
    assert (attacks.right.code, attacks.right.outputs["applied"]) == (0, "1"), attacks.right.log


def test_every_exchange_with_github_is_as_github_describes_it(attacks: Attacks) -> None:
    assert attacks.violations == []
