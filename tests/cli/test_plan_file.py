"""``segments plan --out FILE`` and ``segments apply FILE``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from aws_emulator.core.types import Json as EmulatorJson
from aws_emulator.emulator import Emulator
from segments_as_code.model.document import Json
from segments_as_code.model.plan import Delete
from segments_as_code.plan.plan_json import read_plan
from tests.action.job import WRITES, segment
from tests.cli.laptop import APP, Ended, Laptop

AGAIN = "    fix: make the plan again with segments plan --out.\n"


@pytest.fixture
def saved(laptop: Laptop) -> Path:
    """Return a plan that creates New Customers and VIPs."""
    assert laptop.plan("--out", "plan.json").code == 0
    return laptop.folder / "plan.json"


def apply_saved(laptop: Laptop, *arguments: str, file: str = "plan.json") -> Ended:
    return laptop.run("apply", file, *laptop.service, "--yes", *arguments)


def edit(file: Path, change: Callable[[dict[str, Json]], object]) -> None:
    document = json.loads(file.read_text(encoding="utf-8"))
    change(document)
    file.write_text(json.dumps(document), encoding="utf-8")


@pytest.mark.usefixtures("saved")
def test_the_saved_plan_is_applied_whatever_the_files_say_by_then(laptop: Laptop) -> None:
    laptop.check_out({"other.yaml": segment("Other", "x")})
    ended = apply_saved(laptop)
    assert (ended.code, ended.err, ended.last_line) == (0, "", "Segments: 2 applied")
    assert "Segments: 2 to create\n" in ended.out
    assert laptop.names() == ["New Customers", "VIPs"]


@pytest.mark.usefixtures("saved")
def test_it_needs_neither_folder_nor_owner_nor_application(laptop: Laptop) -> None:
    laptop.check_out({})
    (laptop.folder / "segments").rmdir()
    assert apply_saved(laptop).code == 0


def test_the_file_may_have_any_name_but_that_of_a_definition(laptop: Laptop) -> None:
    assert laptop.plan("--out", "tonight").code == 0
    assert apply_saved(laptop, file="tonight").code == 0
    assert laptop.names() == ["New Customers", "VIPs"]


@pytest.mark.usefixtures("saved")
def test_a_saved_plan_is_applied_once(laptop: Laptop) -> None:
    apply_saved(laptop)
    laptop.emulator.forget_requests()
    ended = apply_saved(laptop)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("stopped: what is deployed changed since the plan was saved: new exists now (")
    assert WRITES.isdisjoint(laptop.operations())


@pytest.mark.usefixtures("saved")
def test_a_saved_plan_fits_again_once_what_it_created_is_deleted(laptop: Laptop) -> None:
    """SECURITY.md says so: what is deployed is the same again, and the plan has no date."""
    apply_saved(laptop)
    laptop.check_out({})
    assert laptop.apply("--yes", "--allow-deletes", "2").last_line == "Segments: 2 applied"
    assert apply_saved(laptop).code == 0
    assert laptop.names() == ["New Customers", "VIPs"] * 2


def test_what_came_into_use_after_the_plan_was_saved_is_not_deleted(laptop: Laptop) -> None:
    laptop.apply("--yes")
    laptop.check_out({"vip.yaml": segment("VIPs", "vip", "gold")})
    assert laptop.plan("--allow-deletes", "1", "--out", "plan.json").code == 0
    plan = read_plan((laptop.folder / "plan.json").read_text(encoding="utf-8"))
    (used,) = [change.deployed.id for change in plan.changes if isinstance(change, Delete)]
    sale: dict[str, EmulatorJson] = {"Id": "c-1", "Name": "Sale", "SegmentId": used, "State": {"CampaignStatus": "SCHEDULED"}}
    laptop.emulator.load_seed({"applications": [{"Id": APP, "campaigns": [sale]}]})
    laptop.emulator.forget_requests()
    ended = apply_saved(laptop)
    assert ended.code == 1
    assert "refused: new would be deleted, and the campaign Sale (scheduled) uses it." in ended.out + ended.err
    assert WRITES.isdisjoint(laptop.operations())


def test_a_plan_whose_segment_was_changed_meanwhile_is_refused(laptop: Laptop) -> None:
    laptop.apply("--yes")
    laptop.check_out({"new.yaml": segment("New Customers", "one"), "vip.yaml": segment("VIPs", "vip", "gold")})
    laptop.plan("--out", "plan.json")
    laptop.check_out({"new.yaml": segment("New Customers", "two"), "vip.yaml": segment("VIPs", "vip", "gold")})
    laptop.apply("--yes")
    laptop.emulator.forget_requests()
    ended = apply_saved(laptop)
    assert (ended.code, ended.out) == (1, "")
    assert "is at version 2, no longer 1." in ended.err
    assert ended.err.endswith("    fix: make the plan again with segments plan --out, and review it.\n")
    assert WRITES.isdisjoint(laptop.operations())


@pytest.mark.parametrize("kind", ["update", "delete"])
def test_a_plan_that_was_made_in_another_account_is_refused(laptop: Laptop, kind: str) -> None:
    laptop.apply("--yes")
    laptop.check_out(
        {"vip.yaml": segment("VIPs", "everybody"), **({} if kind == "delete" else {"new.yaml": segment("New Customers", "new")})}
    )
    assert laptop.plan("--out", "plan.json", "--allow-deletes", "1" if kind == "delete" else "0").code == 0
    with Emulator(applications=[APP], region="eu-west-1", account="999999999999") as emulator:
        other = Laptop(laptop.folder, emulator)
        other.check_out({"vip.yaml": segment("VIPs", "vip", "gold"), "new.yaml": segment("New Customers", "new")})
        other.apply("--yes")
        emulator.forget_requests()
        ended = apply_saved(other)
        assert (ended.code, WRITES.isdisjoint(other.operations())) == (1, True), ended.err
        assert "this plan was made in the AWS account " in ended.err, ended.err
        assert "and these credentials lead to the account 999999999999" in ended.err


@pytest.mark.parametrize("is_known", [True, False])
def test_a_plan_that_only_creates_is_applied_in_no_other_account(laptop: Laptop, is_known: bool) -> None:  # noqa: FBT001  # pytest passes by name
    if is_known:
        laptop.check_out({"old.yaml": segment("Old", "old")})
        laptop.apply("--yes")
    laptop.check_out({"old.yaml": segment("Old", "old"), "vip.yaml": segment("VIPs", "vip")})
    assert laptop.plan("--out", "plan.json").code == 0
    seed: dict[str, EmulatorJson] = {"applications": [{"Id": APP, "segments": [{"Name": "Theirs"}]}]}
    with Emulator(applications=[APP], region="eu-west-1", account="999999999999") as emulator:
        emulator.load_seed(seed)
        other = Laptop(laptop.folder, emulator)
        ended = apply_saved(other)
        assert (ended.code, WRITES.isdisjoint(other.operations())) == (1, True), ended.err
        assert "and these credentials lead to the account 999999999999" in ended.err


def test_a_plan_whose_refusals_were_taken_out_by_hand_is_refused(laptop: Laptop) -> None:
    laptop.apply("--yes")
    laptop.check_out({})
    assert laptop.plan("--out", "plan.json").code == 1
    file = laptop.folder / "plan.json"
    file.write_text(json.dumps({**json.loads(file.read_text("utf-8")), "refusals": []}), encoding="utf-8")
    laptop.emulator.forget_requests()
    ended = apply_saved(laptop)
    assert (ended.code, WRITES.isdisjoint(laptop.operations())) == (1, True)
    assert "was changed after it was written" in ended.err


@pytest.mark.usefixtures("saved")
def test_a_plan_whose_application_another_account_does_not_have_is_refused(laptop: Laptop) -> None:
    with Emulator(applications=["app-other"], region="eu-west-1", account="999999999999") as emulator:
        ended = apply_saved(Laptop(laptop.folder, emulator))
        assert (ended.code, ended.out) == (1, "")
        assert APP in ended.err


def test_a_refused_plan_stays_refused(laptop: Laptop) -> None:
    laptop.apply("--yes")
    laptop.check_out({})
    assert laptop.plan("--out", "plan.json").code == 1
    laptop.emulator.forget_requests()
    ended = apply_saved(laptop)
    assert (ended.code, ended.err) == (1, "Nothing was applied.\n")
    assert "refused: the folder has no definitions, so this plan deletes 2 of our 2 segments" in ended.out
    assert WRITES.isdisjoint(laptop.operations())


def test_a_saved_plan_with_nothing_to_do_succeeds(laptop: Laptop) -> None:
    laptop.apply("--yes")
    laptop.plan("--out", "plan.json")
    ended = apply_saved(laptop)
    assert (ended.code, ended.err) == (0, "Nothing to apply: everything is deployed as the files say.\n")


@pytest.mark.usefixtures("saved")
def test_without_yes_and_a_terminal_a_saved_plan_is_not_applied(laptop: Laptop) -> None:
    ended = laptop.run("apply", "plan.json", *laptop.service)
    assert ended.code == 1
    assert ended.err.startswith("stopped: cannot ask for confirmation")
    assert laptop.names() == []


@pytest.mark.usefixtures("saved")
@pytest.mark.parametrize(
    "option",
    [
        ["--application-id", "app-1"],
        ["--region", "us-east-1"],
        ["--owner", "me/x"],
        ["--delete", "never"],
        ["--allow-deletes", "2"],
        ["--strict"],
        ["--delete-duplicate", "id-1"],
        ["--policies", "policies.yaml"],
    ],
)
def test_what_the_plan_says_itself_cannot_be_said_beside_it(laptop: Laptop, option: list[str]) -> None:
    ended = apply_saved(laptop, *option)
    assert (ended.code, ended.out) == (2, "")
    assert f"Error: {option[0]} does not go with a saved plan: it is applied exactly as it was made.\n" in ended.err
    assert laptop.names() == []


def _rename(document: dict[str, Json]) -> None:
    changes = document["changes"]
    assert isinstance(changes, list)
    changes[0]["desired"]["definition"]["Name"] = "Somebody Else"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_rename, "the plan file was changed after it was written: its checksum does not fit."),
        (
            lambda document: document.update(target={**document["target"], "scope": "app-other"}),
            "the plan file was changed after it was written: its checksum does not fit.",
        ),
        (lambda document: document.update(version=2), "this is not a plan of version 1: it says 'segments-as-code/plan', version 2."),
        (lambda document: document.update(format="else"), "this is not a plan of version 1: it says 'else', version 1."),
        (lambda document: document.pop("changes"), "the plan file cannot be read (KeyError: 'changes')."),
    ],
)
def test_a_plan_that_is_not_as_it_was_written_is_refused(
    laptop: Laptop, saved: Path, change: Callable[[dict[str, Json]], object], says: str
) -> None:
    edit(saved, change)
    laptop.emulator.forget_requests()
    ended = apply_saved(laptop)
    assert (ended.code, ended.out, ended.err) == (1, "", f"stopped: {says}\n{AGAIN}")
    assert laptop.operations() == []


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"plan"', b"null", b"\xff\xfe{}", b"{}", b"[" * 100_000])
def test_a_file_that_is_no_plan_is_told_as_that(laptop: Laptop, content: bytes) -> None:
    (laptop.folder / "plan.json").write_bytes(content)
    ended = apply_saved(laptop)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(("stopped: the plan file cannot be read (", "stopped: plan.json is not a plan: it is not UTF-8."))
    assert "    fix: " in ended.err


def test_a_plan_that_is_not_there_is_told_as_that(laptop: Laptop) -> None:
    ended = apply_saved(laptop)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == (
        "stopped: plan.json cannot be read: No such file or directory.\n    fix: name a file that segments plan --out wrote.\n"
    )


@pytest.mark.usefixtures("saved")
def test_the_outcomes_of_a_saved_plan_are_json_too(laptop: Laptop) -> None:
    ended = apply_saved(laptop, "--json")
    outcomes = ended.json["outcomes"]
    assert isinstance(outcomes, list)
    assert (ended.code, [outcome["key"] for outcome in outcomes]) == (0, ["new", "vip"])
