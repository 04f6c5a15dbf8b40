"""Promise 6: no accidental deletes. Each rule is shown in the comment at plan time and enforced at apply, through the whole action."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from aws_emulator.core.types import Json
from segments_as_code.ownership import with_our_tags
from segments_as_code.refusal_codes import REFUSALS
from tests.action.job import APP, REPOSITORY, WRITES, Job, segment
from tests.promises.jobs import running

OTHER_APP = "app-654321"
USING: dict[str, Json] = {"SegmentId": "s-k0"}
IN_A_CONDITION: dict[str, Json] = {"SegmentCondition": USING}


@pytest.fixture
def job(tmp_path: Path) -> Iterator[Job]:
    with running(tmp_path) as made:
        made.check_out({})
        yield made


def own(number: int, **more: Json) -> dict[str, Json]:
    """Return a segment of ours as it is deployed."""
    marks: Json = {**with_our_tags({}, key=f"k{number}", owner=REPOSITORY, protected=bool(more.pop("protected", False)))}
    return {"Id": f"s-k{number}", "Name": f"K{number}", **criteria(number), "tags": marks, **more}


def criteria(number: int) -> dict[str, Json]:
    return {"Dimensions": {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": [f"v{number}"]}}}}


def built_on(segment_id: str) -> dict[str, Json]:
    group: Json = {"Type": "ALL", "SourceType": "ALL", "Dimensions": [], "SourceSegments": [{"Id": segment_id}]}
    return {"Dimensions": None, "SegmentGroups": {"Include": "ALL", "Groups": [group]}}


def plant(job: Job, *segments: dict[str, Json], application: str = APP, users: Mapping[str, Json] | None = None) -> None:
    here: list[Json] = [*segments]
    job.emulator.load_seed({"applications": [{"Id": application, "segments": here, **(users or {})}]})


def files(*numbers: int) -> dict[str, str]:
    return {f"k{number}.yaml": segment(f"K{number}", f"v{number}") for number in numbers}


def refused_everywhere(job: Job, code: str, *story: str) -> None:
    """Plan and merge, and see the refusal in the check, in the comment and at apply, and nothing written."""
    planned = job.pull_request()
    assert (planned.code, planned.reason) == (1, code), planned.log
    assert code in REFUSALS
    body = job.comments()[-1].body
    assert "**This plan will not be applied.**" in body
    for words in story:
        assert words in body
        assert words in "\n".join(planned.log)
    job.merge()
    applied = job.push()
    assert (applied.code, applied.reason) == (1, code), applied.log
    assert WRITES.isdisjoint(job.operations())


def goes_through(job: Job, deletes: int) -> None:
    planned = job.pull_request()
    assert (planned.code, planned.outputs["deletes"]) == (0, str(deletes)), planned.log
    job.merge()
    assert job.push().code == 0
    assert job.operations().count("DeleteSegment") == deletes


# ── how many ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("deleted", "owned", "code", "share"),
    [
        (1, 1, "deletes-everything", "1 of our 1 segments (100 %, limit 30 %)"),
        (1, 2, "too-many-deletes", "1 of our 2 segments (50 %, limit 30 %)"),
        (3, 9, "too-many-deletes", "3 of our 9 segments (33 %, limit 30 %)"),
        (9, 9, "deletes-everything", "9 of our 9 segments (100 %, limit 30 %)"),
    ],
)
def test_too_many_are_refused_with_the_numbers_and_both_ways_to_mean_it(job: Job, deleted: int, owned: int, code: str, share: str) -> None:
    plant(job, *(own(number) for number in range(owned)))
    job.check_out({**files(*range(deleted, owned)), "new.yaml": segment("New", "new")})
    way_out = f"set allow-deletes to {deleted} on this run, or put the label segments-allow-deletes-{deleted} on the pull request"
    refused_everywhere(job, code, share, way_out)


def test_a_refusal_names_the_inputs_of_the_action_and_no_option_of_a_laptop(job: Job) -> None:
    plant(job, *(own(number) for number in range(9)))
    job.inputs["allow-deletes"] = "8"
    way_out = "if they are intended, set allow-deletes to 9 on this run, or put the label segments-allow-deletes-9 on the pull request"
    refused_everywhere(job, "allow-deletes-differs", way_out)
    assert [comment.body for comment in job.comments() if "--allow-deletes" in comment.body] == []


def test_three_of_ten_are_within_the_limit(job: Job) -> None:
    plant(job, *(own(number) for number in range(10)))
    job.check_out(files(*range(3, 10)))
    goes_through(job, 3)


@pytest.mark.parametrize("number", ["8", "10", "1"])
def test_no_number_but_the_exact_one_confirms(job: Job, number: str) -> None:
    plant(job, *(own(index) for index in range(9)))
    job.inputs["allow-deletes"] = number
    refused_everywhere(job, "allow-deletes-differs", f"allow-deletes is {number}, but this plan deletes 9 of our 9 segments")


def test_the_exact_number_confirms(job: Job) -> None:
    plant(job, *(own(index) for index in range(9)))
    job.inputs["allow-deletes"] = "9"
    goes_through(job, 9)


# ── the wrong place ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_empty_folder_is_refused_as_such(job: Job) -> None:
    plant(job, own(0), own(1))
    (job.workspace / "segments" / ".gitkeep").touch()
    story = "older has no definitions, so this plan deletes 2 of our 2 segments", "heck the path"
    refused_everywhere(job, "deletes-everything", *story)


def test_the_wrong_folder_would_delete_everything_and_is_refused(job: Job) -> None:
    plant(job, own(0), own(1))
    job.check_out(files(0, 1))
    (job.workspace / "other").mkdir()
    (job.workspace / "other" / "x.yaml").write_text(segment("X", "x"), encoding="utf-8")
    job.inputs["path"] = "other"
    refused_everywhere(job, "deletes-everything", "2 of our 2 segments (100 %, limit 30 %)", "check path, owner and application-id")


def test_a_folder_that_is_not_there_is_no_empty_one(job: Job) -> None:
    plant(job, own(0))
    job.inputs |= {"path": "segmets", "allow-deletes": "1"}
    ended = job.pull_request()
    assert (ended.code, ended.reason, job.operations()) == (1, "findings", [])


def test_the_wrong_application_would_lose_what_is_ours_there_and_is_refused(job: Job) -> None:
    plant(job, *(own(number) for number in (7, 8, 9)), application=OTHER_APP)
    job.check_out(files(0, 1))
    job.inputs["application-id"] = OTHER_APP
    refused_everywhere(job, "deletes-everything", "3 of our 3 segments", "check path, owner and application-id")


def test_the_wrong_owner_deletes_nothing(job: Job) -> None:
    plant(job, own(0), own(1))
    job.inputs |= {"owner": "other/repository", "allow-deletes": "2"}
    job.check_out(files(0, 1))
    assert job.pull_request().outputs["deletes"] == "0"


# ── whose ────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "tags",
    [
        {},
        {"team": "crm"},
        with_our_tags({}, key="k9", owner="other/repository"),
        {"segments-as-code:key": "k9"},
        {"segments-as-code:owner": REPOSITORY},
    ],
    ids=["none", "others", "another owner", "a key alone", "an owner alone"],
)
def test_what_this_repository_did_not_create_and_tag_is_not_deleted(job: Job, tags: Mapping[str, str]) -> None:
    plant(job, own(0), own(9, tags={**tags}))
    job.check_out(files(0))
    job.inputs["allow-deletes"] = "1"
    ended = job.pull_request()
    assert (ended.code, ended.outputs["deletes"]) == (0, "0")


# ── a renamed key ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_renamed_key_is_reported_as_a_probable_rename_with_both_remedies(job: Job) -> None:
    plant(job, *(own(number) for number in range(5)))
    job.check_out({**files(1, 2, 3, 4), "moved.yaml": segment("K0", "v0")})
    job.pull_request()
    body = job.comments()[-1].body
    assert "k0 would be deleted and moved created with the same definition: probably one segment with a new key." in body
    assert "write Key: k0, or Lifecycle: {Adopt: s-k0}, in segments/moved.yaml." in body


@pytest.mark.parametrize("remedy", ["Key: k0\n", "Lifecycle: {Adopt: s-k0}\n"])
def test_either_remedy_keeps_the_segment(job: Job, remedy: str) -> None:
    plant(job, *(own(number) for number in range(5)))
    job.check_out({**files(1, 2, 3, 4), "moved.yaml": segment("K0", "v0", more=remedy)})
    ended = job.pull_request()
    assert (ended.code, ended.outputs["creates"], ended.outputs["deletes"]) == (0, "0", "0")


# ── protected, or in use ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_protected_segment_stays_though_its_file_is_gone_and_the_number_confirmed(job: Job) -> None:
    plant(job, own(0, protected=True), *(own(number) for number in range(1, 5)))
    job.check_out(files(1, 2, 3, 4))
    job.inputs["allow-deletes"] = "1"
    refused_everywhere(job, "protected", "k0 is protected and would be deleted.", "first merge Lifecycle.Protected: false for k0")


USERS: Mapping[str, tuple[dict[str, Json], str]] = {
    "a campaign": ({"campaigns": [{"Name": "Winter", **USING, "Schedule": {"StartTime": "2099-01-01T00:00:00Z"}}]}, "the campaign Winter"),
    "a journey's start": (
        {"journeys": [{"Name": "Welcome", "StartCondition": {"SegmentStartCondition": USING}}]},
        "the journey Welcome (draft) uses it",
    ),
    "a yes/no split": (
        {"journeys": [{"Name": "Split", "Activities": {"a": {"ConditionalSplit": {"Condition": {"Conditions": [IN_A_CONDITION]}}}}}]},
        "the journey Split (draft) uses it",
    ),
    "a multivariate split": (
        {"journeys": [{"Name": "Many", "Activities": {"a": {"MultiCondition": {"Branches": [{"Condition": IN_A_CONDITION}]}}}}]},
        "the journey Many (draft) uses it",
    ),
}


@pytest.mark.parametrize("user", USERS)
def test_a_segment_that_is_in_use_is_not_deleted(job: Job, user: str) -> None:
    using, story = USERS[user]
    plant(job, *(own(number) for number in range(5)), users=using)
    job.check_out(files(1, 2, 3, 4))
    job.inputs["allow-deletes"] = "1"
    refused_everywhere(job, "delete-in-use", "k0 would be deleted, and", story)


@pytest.mark.parametrize(("whose", "story"), [("ours", "the segment k1 builds on it"), ("not ours", "(s-k1) builds on it")])
def test_a_segment_that_another_builds_on_is_not_deleted(job: Job, whose: str, story: str) -> None:
    builder = own(1, **built_on("s-k0"), **({} if whose == "ours" else {"tags": {}}))
    plant(job, own(0), builder, *(own(number) for number in range(2, 6)))
    by_id = (
        "Name: K1\nSegmentGroups: {Include: ALL, Groups: [{Type: ALL, SourceType: ALL, Dimensions: [], SourceSegments: [{Id: s-k0}]}]}\n"
    )
    job.check_out({**files(2, 3, 4, 5), **({"k1.yaml": by_id} if whose == "ours" else {})})
    job.inputs["allow-deletes"] = "1"
    refused_everywhere(job, "delete-in-use", "k0 would be deleted, and", story)


def test_once_it_is_no_longer_used_it_goes(job: Job) -> None:
    plant(job, own(0), own(1, **built_on("s-k0")), *(own(number) for number in range(2, 6)))
    job.check_out(files(1, 2, 3, 4, 5))
    goes_through(job, 1)
