"""botocore's data without the services that we never talk to: every call that we make is made on what is left."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3.session
import botocore
import botocore.session
import pytest
from botocore.loaders import Loader

from aws_emulator.core.types import Body
from aws_emulator.emulator import Emulator
from scripts.image.cut_botocore import SERVICES
from segments_as_code.providers.customer_profiles import api as profiles_api
from segments_as_code.providers.pinpoint.api import READS, WRITES
from tests.emulator.pinpoint import APP, Pinpoint
from tests.emulator.profiles import DOMAIN, Profiles
from tests.moto_server import moto_server

ROOT = Path(__file__).parents[2]
INSTALLED = Path(botocore.__file__).parent / "data"
SCRIPT = ROOT / "scripts" / "image" / "cut_botocore.py"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what is needed of botocore's data, with two services that are not, and cut it as the image's build does."""
    folder = tmp_path_factory.mktemp("botocore") / "data"
    folder.mkdir()
    for path in INSTALLED.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
        elif path.name in {*SERVICES, "sns", "ses"}:
            shutil.copytree(path, folder / path.name)
    subprocess.run([sys.executable, SCRIPT, folder], check=True)
    return folder


@pytest.fixture
def session(data: Path) -> boto3.session.Session:
    """Return boto3 on the cut data alone."""
    core = botocore.session.Session()
    core.register_component("data_loader", Loader(extra_search_paths=[str(data)], include_default_search_paths=False))
    return boto3.session.Session(botocore_session=core, region_name="eu-west-1")


@pytest.fixture
def pinpoint(session: boto3.session.Session) -> Iterator[Pinpoint]:
    with Emulator(applications=(APP,), region="eu-west-1") as emulator:
        yield Pinpoint(session.client("pinpoint", endpoint_url=emulator.endpoint_url))


@pytest.fixture
def profiles(session: boto3.session.Session) -> Iterator[Profiles]:
    domain: Body = {"DomainName": DOMAIN, "event_triggers": [{"EventTriggerName": "t"}], "stream": {"DestinationArn": "arn:s"}}
    seed: Body = {"domains": [domain], "outbound_campaigns": [{"id": "c1", "name": "Spring"}]}
    with Emulator(services=["customer-profiles"], seed=seed) as emulator:
        clients = [session.client(name, endpoint_url=emulator.endpoint_url) for name in ("customer-profiles", "connectcampaignsv2")]
        yield Profiles(*clients)


def test_every_call_is_made_on_the_cut_data(pinpoint: Pinpoint) -> None:
    """In the order of a segment's life; a new operation needs its line here, or the last one fails."""
    made = pinpoint.create("New", tags={"team": "crm"}, Dimensions={"Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": ["b"]}}})
    calls: dict[str, dict[str, object]] = {
        "get_segments": {"ApplicationId": APP},
        "get_segment": {"ApplicationId": APP, "SegmentId": made["Id"]},
        "get_segment_version": {"ApplicationId": APP, "SegmentId": made["Id"], "Version": "1"},
        "update_segment": {"ApplicationId": APP, "SegmentId": made["Id"], "WriteSegmentRequest": {"Name": "Newer"}},
        "list_tags_for_resource": {"ResourceArn": made["Arn"]},
        "tag_resource": {"ResourceArn": made["Arn"], "TagsModel": {"tags": {"team": "web"}}},
        "untag_resource": {"ResourceArn": made["Arn"], "TagKeys": ["team"]},
        "get_campaigns": {"ApplicationId": APP},
        "list_journeys": {"ApplicationId": APP},
        "delete_segment": {"ApplicationId": APP, "SegmentId": made["Id"]},
    }
    for method, arguments in calls.items():
        pinpoint.call(method, **arguments)
    assert {"CreateSegment", *map(operation, calls)} == READS | WRITES


def test_every_call_to_customer_profiles_is_made_on_the_cut_data(profiles: Profiles) -> None:
    profiles.create("vips")
    arn = profiles.get("vips")["SegmentDefinitionArn"]
    calls: dict[str, dict[str, object]] = {
        "list_segment_definitions": {},
        "tag_resource": {"resourceArn": arn, "tags": {"team": "web"}},
        "list_tags_for_resource": {"resourceArn": arn},
        "untag_resource": {"resourceArn": arn, "tagKeys": ["team"]},
        "list_event_triggers": {},
        "get_event_trigger": {"EventTriggerName": "t"},
        "get_stream_for_segments": {},
        "delete_segment_definition": {"SegmentDefinitionName": "vips"},
    }
    for method, arguments in calls.items():
        profiles.call(method, **arguments)
    of_campaigns: dict[str, dict[str, object]] = {
        "list_campaigns": {},
        "describe_campaign": {"id": "c1"},
        "get_campaign_state_batch": {"campaignIds": ["c1"]},
    }
    for method, arguments in of_campaigns.items():
        profiles.campaign(method, **arguments)
    assert {"CreateSegmentDefinition", "GetSegmentDefinition", *map(operation, calls)} == profiles_api.READS | profiles_api.WRITES
    assert set(map(operation, of_campaigns)) == profiles_api.CAMPAIGN_READS


def test_an_export_is_found_and_downloaded_on_the_cut_data(session: boto3.session.Session, tmp_path: Path) -> None:
    with moto_server() as address:
        s3 = session.client("s3", endpoint_url=address, aws_access_key_id="one", aws_secret_access_key="two")
        s3.create_bucket(Bucket="exports", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        s3.put_object(Bucket="exports", Key="a.gz", Body=b"people")
        assert s3.list_objects_v2(Bucket="exports")["KeyCount"] == 1
        s3.download_file("exports", "a.gz", str(tmp_path / "a.gz"))
    assert (tmp_path / "a.gz").read_bytes() == b"people"


def operation(method: str) -> str:
    return "".join(map(str.capitalize, method.split("_")))


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_what_stays_is_left_as_it_is(data: Path, service: str) -> None:
    for file in (INSTALLED / service).rglob("*.*"):
        assert (data / file.relative_to(INSTALLED)).is_dir() or (data / file.relative_to(INSTALLED)).read_bytes() == file.read_bytes()


def test_no_other_service_is_left(data: Path) -> None:
    assert {path.name for path in data.iterdir() if path.is_dir()} == SERVICES
    assert {path.name for path in data.iterdir() if path.is_file()} == {path.name for path in INSTALLED.iterdir() if path.is_file()}


def test_the_build_stops_at_a_botocore_without_one_of_the_services(tmp_path: Path) -> None:
    (tmp_path / "pinpoint").mkdir()
    ended = subprocess.run([sys.executable, SCRIPT, tmp_path], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "has no athena, connectcampaignsv2, customer-profiles, s3, signin, sso, sso-oidc, sts.\nfix: " in ended.stderr
