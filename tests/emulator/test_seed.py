"""Seed files, and things planted at run time."""

from __future__ import annotations

from pathlib import Path

import pytest

from aws_emulator.core.types import Body, Json, text
from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from tests.emulator.pinpoint import APP, Pinpoint, connected, values

ID = "1f6a0000000000000000000000000001"

SEED = f"""
applications:
  - Id: {APP}
    Name: Retail
    tags: {{team: marketing}}
    segments:
      - Id: {ID}
        Name: New Customers
        Version: 3
        CreationDate: 2024-01-01T00:00:00.000Z
        Dimensions: {{Attributes: {{bought: {{AttributeType: ON, Values: [2023-11-01]}}}}, Location: {{Country: {{Values: [NO]}}}}}}
        tags: {{project: marketing}}
      - SegmentType: IMPORT
        ImportDefinition: {{Format: CSV, S3Url: s3://bucket/file.csv, RoleArn: r, ExternalId: "", Size: 9}}
    campaigns:
      - {{Name: Welcome, SegmentId: {ID}, State: {{CampaignStatus: EXECUTING}}, tags: {{a: b}}}}
    journeys:
      - Name: Onboarding
        State: ACTIVE
        StartCondition: {{SegmentStartCondition: {{SegmentId: {ID}}}}}
behaviour: {{update_semantics: merge, tags_in_list: no}}
faults:
  - {{operation: DeleteSegment, status: 500}}
"""


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    path = tmp_path / "seed.yml"
    path.write_text(SEED)
    return path


def test_a_seed_makes_what_it_names(seed: Path) -> None:
    with Emulator(seed=seed, region="eu-west-1") as emulator, connected(emulator) as pinpoint:
        segment = pinpoint.get(ID)
        imported = pinpoint.listed()[1]
        campaign = pinpoint.listed("get_campaigns")[0]
        journey = pinpoint.listed("list_journeys")[0]
        app = pinpoint.call("get_app", ApplicationId=APP)

    assert segment == {
        "ApplicationId": APP,
        "Arn": f"arn:aws:mobiletargeting:eu-west-1:123456789012:apps/{APP}/segments/{ID}",
        "CreationDate": "2024-01-01T00:00:00.000Z",
        "Dimensions": {
            "Attributes": {"bought": {"AttributeType": "ON", "Values": ["2023-11-01"]}},
            "Location": {"Country": {"Values": ["NO"]}},
        },
        "Id": ID,
        "LastModifiedDate": segment["LastModifiedDate"],
        "Name": "New Customers",
        "SegmentType": "DIMENSIONAL",
        "tags": {"project": "marketing"},
        "Version": 3,
    }
    assert (imported["SegmentType"], len(text(imported, "Id"))) == ("IMPORT", 32)
    assert (campaign["SegmentVersion"], campaign["State"], campaign["tags"]) == (3, {"CampaignStatus": "EXECUTING"}, {"a": "b"})
    assert (journey["State"], journey["StartCondition"]) == ("ACTIVE", {"SegmentStartCondition": {"SegmentId": ID}})
    assert (app["Name"], app["tags"]) == ("Retail", {"team": "marketing"})


def test_a_seeded_segment_has_all_its_versions(seed: Path) -> None:
    with Emulator(seed=seed) as emulator, connected(emulator) as pinpoint:
        versions = pinpoint.listed("get_segment_versions", SegmentId=ID)

    assert [version["Version"] for version in versions] == [1, 2, 3]


def test_a_seed_sets_behaviour_and_faults(seed: Path) -> None:
    with Emulator(seed=seed) as emulator, connected(emulator) as pinpoint:
        assert emulator.behaviour == Behaviour(update_semantics="merge", tags_in_list=False)
        assert pinpoint.refusal("delete_segment", ApplicationId=APP, SegmentId=ID)[0] == 500
        assert pinpoint.delete(ID)["Id"] == ID


def test_what_is_asked_for_goes_before_what_the_seed_says(seed: Path) -> None:
    wholly, partly = Emulator(seed=seed, behaviour=Behaviour()), Emulator(seed=seed, behaviour={"tags_in_list": "yes"})

    assert (wholly.behaviour, partly.behaviour) == (Behaviour(), Behaviour(update_semantics="merge"))


def test_a_seed_changes_nothing_in_a_state_that_has_its_application(seed: Path, tmp_path: Path) -> None:
    for expected in ([ID], []):
        with Emulator(seed=seed, state=tmp_path / "state.db", behaviour=Behaviour()) as emulator, connected(emulator) as pinpoint:
            emulator.faults.clear()
            assert [segment["Id"] for segment in pinpoint.listed() if segment["Id"] == ID] == expected
            pinpoint.outcome("delete_segment", ApplicationId=APP, SegmentId=ID)


def test_a_seed_may_be_json_or_a_mapping(tmp_path: Path) -> None:
    path = tmp_path / "seed.json"
    path.write_text('{"applications": [{"Id": "a", "segments": [{"Id": "s"}]}]}')
    mapping: Body = {"applications": [{"Id": "a", "segments": [{"Id": "s"}]}]}

    for given in (path, mapping):
        with Emulator(seed=given) as emulator, connected(emulator) as pinpoint:
            assert pinpoint.call("get_segment", ApplicationId="a", SegmentId="s")["Version"] == 1


def test_things_are_planted_into_an_application_that_is_there(emulator: Emulator, pinpoint: Pinpoint) -> None:
    created = pinpoint.create("Old")
    known: list[Json] = [{"Id": created["Id"], "Name": "not this"}, {"Name": "Planted", "Dimensions": values("x")}]

    emulator.load_seed({"applications": [{"Id": APP, "segments": known}]})

    assert [segment["Name"] for segment in pinpoint.listed()] == ["Old", "Planted"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[]", "A seed is a mapping with applications, behaviour and faults."),
        ("apps: []", "apps is not a member of a seed; there are applications, behaviour, faults."),
        ("applications: {}", "applications in a seed is a list."),
        ("applications: [{Name: x}]", "An application in a seed is a mapping with an Id."),
        ("applications: [x]", "An application in a seed is a mapping with an Id."),
        ("applications: [{Id: a, segment: []}]", "segment is not a member of an application in a seed; there are Id, Name, tags,"),
        ("applications: [{Id: a, segments: {}}]", "segments in an application in a seed is a list."),
        ("applications: [{Id: a, segments: [{Nmae: x}]}]", "The seed is malformed: segments.Nmae is not a member of SegmentResponse."),
        ("applications: [{Id: a, segments: [x]}]", "The seed is malformed: segments is not a structure."),
        ("behaviour: {update_semantics: mend}", "update_semantics is mend; it takes replace, merge."),
        ("faults: [{status: x}]", "A fault's status is a whole number, not x."),
    ],
)
def test_a_seed_with_a_mistake_is_refused(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "seed.yml"
    path.write_text(content)

    with pytest.raises(ValueError, match=r".") as refused:
        Emulator(seed=path)

    assert str(refused.value).startswith(says)


@pytest.mark.parametrize(("name", "content"), [("seed.yml", "a: [b"), ("seed.json", "{"), ("seed.yml", "a: !!python/object:os.system x")])
def test_a_seed_that_cannot_be_read_is_refused(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content)

    with pytest.raises(ValueError, match=f"{name} cannot be read: "):
        Emulator(seed=path)
