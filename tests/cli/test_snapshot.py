"""Plans with the network off: ``segments pull --snapshot`` and ``segments plan --snapshot``."""

from __future__ import annotations

import json

import pytest

from tests.action.job import segment
from tests.cli.laptop import APP, OWNER, REGION, Laptop
from tests.cli.test_imports import TALKING, loaded
from tests.providers.pinpoint.service import ask

OFFLINE = ["--owner", OWNER, "--snapshot", "snapshot.json"]


@pytest.fixture
def taken(laptop: Laptop) -> Laptop:
    """Return a laptop with a snapshot of what it deployed, and one change in its files since."""
    assert laptop.apply("--yes").code == 0
    ended = laptop.run("pull", *laptop.service, "--application-id", APP, "--snapshot", "snapshot.json")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err == (
        f"Saved 2 segments, 0 campaigns, 0 journeys of {APP} in {REGION}: segments plan --snapshot snapshot.json needs no network.\n"
    )
    laptop.check_out({"new.yaml": segment("New Customers", "new", "newer"), "vip.yaml": segment("VIPs", "vip", "gold")})
    return laptop


def test_a_plan_from_a_snapshot_is_the_plan_from_the_service_with_another_digest_and_says_what_it_is(taken: Laptop) -> None:
    offline, online = taken.run("plan", *OFFLINE, "--json").json, taken.plan("--json").json
    assert {name: offline[name] for name in ("target", "changes", "summary", "ids")} == {
        name: online[name] for name in ("target", "changes", "summary", "ids")
    }
    assert (online["as_of"], offline["as_of"]) == (None, json.loads((taken.folder / "snapshot.json").read_text())["taken"])
    assert offline["digest"] != online["digest"]
    assert [notice["code"] for notice in offline["notices"]] == ["from-snapshot"]  # type: ignore[union-attr, index, call-overload]  # JSON


def test_the_page_says_it_in_its_line_in_a_notice_and_at_its_end(taken: Laptop) -> None:
    text, page = taken.run("plan", *OFFLINE).out, taken.run("plan", *OFFLINE, "--format", "markdown").out
    when = str(taken.run("plan", *OFFLINE, "--json").json["as_of"]).replace("T", " ").replace("Z", " UTC")
    assert f"· snapshot of {when} ·" in text.splitlines()[-1]
    assert "note: this plan was made against a snapshot of" in text
    assert f"· **snapshot** of `{when}` ·" in page
    assert "This plan was made against a snapshot of" in page


def test_a_plan_from_a_snapshot_calls_nothing_and_loads_nothing_that_could(taken: Laptop) -> None:
    before = len(taken.operations())
    assert loaded(taken, "plan", *OFFLINE) & TALKING == set()
    assert len(taken.operations()) == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--application-id", "app-other"], f"the snapshot is of the application {APP}, and this run is about app-other."),
        (["--region", "us-east-1"], f"the snapshot is of the region {REGION}, and this run is about us-east-1."),
        (["--snapshot", "nowhere.json"], "the snapshot nowhere.json cannot be read: No such file or directory."),
        (["--snapshot", "segments/vip.yaml"], "the snapshot segments/vip.yaml cannot be read: it is not JSON."),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(taken: Laptop, arguments: list[str], said: str) -> None:
    ended = taken.run("plan", *OFFLINE, *arguments)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith(f"stopped: {said}\n    fix: ")


def test_nothing_is_applied_on_the_strength_of_a_snapshot(taken: Laptop) -> None:
    assert taken.run("plan", *OFFLINE, "--out", "plan.json").err == "Saved as plan.json.\n"
    saved, given = taken.run("apply", "plan.json", *taken.service, "--yes"), taken.apply("--snapshot", "snapshot.json", "--yes")
    assert saved.err.startswith("stopped: plan.json was planned against a snapshot, and such a plan cannot be applied.\n")
    assert (saved.code, given.code) == (1, 2)
    assert "apply without --snapshot" in given.err
    assert "UpdateSegment" not in taken.operations()


def test_a_plan_from_a_snapshot_cannot_be_made_to_look_like_another_by_hand(taken: Laptop) -> None:
    taken.run("plan", *OFFLINE, "--out", "plan.json")
    plan = json.loads((taken.folder / "plan.json").read_text())
    (taken.folder / "plan.json").write_text(json.dumps(plan | {"as_of": None}))
    assert "its checksum does not fit" in taken.run("apply", "plan.json", *taken.service, "--yes").err


def test_the_snapshot_names_the_application_where_nothing_else_does(taken: Laptop) -> None:
    assert taken.run("plan", *OFFLINE).code == 0
    ended = taken.run("pull", *taken.service, "--snapshot", "other.json")
    assert "neither this run nor any definition names an application" in ended.err


def test_a_snapshot_holds_the_users_of_every_segment(taken: Laptop) -> None:
    ids = [item["id"] for item in json.loads((taken.folder / "snapshot.json").read_text())["segments"]]
    for number, segment_id in enumerate(ids):
        campaign = {"Name": f"Sale {number}", "SegmentId": segment_id}
        ask(taken.emulator, "CreateCampaign", ApplicationId=APP, WriteCampaignRequest=campaign)
    ended = taken.run("pull", *taken.service, "--application-id", APP, "--snapshot", "snapshot.json")
    assert "2 segments, 2 campaigns, 0 journeys" in ended.err
    usages = json.loads((taken.folder / "snapshot.json").read_text())["usages"]
    assert sorted(usage["segment_id"] for usage in usages) == ids
    page = taken.run("plan", *OFFLINE)
    assert "used by 1 campaign" in page.out


def test_a_snapshot_that_cannot_be_written_leaves_what_was_there(taken: Laptop) -> None:
    ended = taken.run("pull", *taken.service, "--application-id", APP, "--snapshot", "snapshot.json/below")
    assert (ended.code, "snapshot.json/below cannot be written: " in ended.err) == (1, True)
    assert json.loads((taken.folder / "snapshot.json").read_text())["version"] == 1
