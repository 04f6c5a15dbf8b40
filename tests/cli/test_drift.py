"""``segments drift``: what was changed outside git, in the words of a plan."""

from __future__ import annotations

import pytest

from segments_as_code.model.document import Json
from tests.action.job import segment
from tests.cli.laptop import APP, OWNER, Laptop
from tests.providers.pinpoint.service import reader, writer

WIDER: Json = {"Attributes": {"kind": {"AttributeType": "INCLUSIVE", "Values": ["gold", "new", "vip"]}}}
SAYS = "an earlier version was as in git, so somebody changed the segment since"


@pytest.fixture
def deployed(laptop: Laptop) -> Laptop:
    """Return a laptop whose files are deployed."""
    assert laptop.apply("--yes").code == 0
    return laptop


def drift(laptop: Laptop) -> None:
    """Change by hand what is deployed."""
    vips = next(found for found in reader(laptop.emulator).list_segments() if found.name == "VIPs")
    writer(laptop.emulator).update(vips.id, {"Name": "VIPs", "Dimensions": WIDER})


def test_there_is_none_where_everything_is_deployed_as_the_files_say(deployed: Laptop) -> None:
    ended = deployed.run("drift", *deployed.given)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("Everything is deployed as the files say.\n\nSegments drift: none\n")


def test_what_was_changed_by_hand_is_shown_in_git_and_as_deployed(deployed: Laptop) -> None:
    drift(deployed)
    ended = deployed.run("drift", *deployed.given)
    assert ended.code == 2
    assert "    +         - new\n" in ended.out
    assert "changed outside after version 1" in ended.out
    assert "    more people than git says. In it although git does not say so, for example: kind “" in ended.out
    assert SAYS in ended.out
    assert "Segments drift: 1 different\n" in ended.out


def test_a_segment_that_was_deleted_by_hand_and_one_that_was_not_applied_yet_are_drift_too(deployed: Laptop) -> None:
    new = next(found for found in reader(deployed.emulator).list_segments() if found.name == "New Customers")
    writer(deployed.emulator).delete(new.id)
    deployed.check_out({"new.yaml": segment("New Customers", "new"), "vip.yaml": segment("VIPs", "vip")})
    ended = deployed.run("drift", *deployed.given, "--json")
    assert (ended.code, ended.json["summary"]) == (
        2,
        {"create": 1, "update": 1, "replace": 0, "recreate": 0, "adopt": 0, "delete": 0, "unchanged": 0},
    )


def test_markdown_has_the_heading_and_the_explanation(deployed: Laptop) -> None:
    drift(deployed)
    page = deployed.run("drift", *deployed.given, "--format", "markdown").out
    assert page.startswith("### Segments drift: 1 different\n")
    assert "| **more people than git says**: " in page
    assert "Nobody is missing. Proven for every possible person." in page
    assert SAYS in page
    assert "Merging" not in page


def test_pulling_takes_the_drift_into_the_files(deployed: Laptop) -> None:
    drift(deployed)
    deployed.run("pull", *deployed.given)
    assert deployed.run("drift", *deployed.given).code == 0


def test_it_works_against_a_snapshot(deployed: Laptop) -> None:
    drift(deployed)
    deployed.run("pull", *deployed.service, "--application-id", APP, "--snapshot", "snapshot.json")
    before = len(deployed.operations())
    ended = deployed.run("drift", "--snapshot", "snapshot.json", "--owner", OWNER)
    assert (ended.code, "snapshot of" in ended.out, len(deployed.operations())) == (2, True, before)


@pytest.mark.parametrize("arguments", [["--application-id", "app-other"], ["nowhere"]])
def test_what_cannot_be_told_is_an_error_and_never_no_drift(deployed: Laptop, arguments: list[str]) -> None:
    assert deployed.run("drift", *deployed.given, *arguments).code == 1


def test_it_makes_no_call_that_could_change_anything(deployed: Laptop) -> None:
    drift(deployed)
    before = len(deployed.operations())
    deployed.run("drift", *deployed.given)
    assert set(deployed.operations()[before:]) <= {
        "GetSegments",
        "GetSegmentVersion",
        "GetCampaigns",
        "ListJourneys",
        "ListTagsForResource",
    }
