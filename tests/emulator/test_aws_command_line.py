"""AWS's own command line, which nobody here wrote, against the emulator; skipped if there is no `aws`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from aws_emulator.core.types import Body, Json, items, members
from aws_emulator.emulator import Emulator
from tests.emulator.pinpoint import APP
from tests.emulator.profiles import DOMAIN, attribute, where

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMAND = os.environ.get("AWS_COMMAND") or shutil.which("aws")

pytestmark = pytest.mark.skipif(
    COMMAND is None, reason="no `aws` on the PATH: install awscli in an environment of its own and name it in AWS_COMMAND"
)


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with Emulator(services=["pinpoint", "customer-profiles"], applications=[APP], domains=[DOMAIN]) as made:
        yield made


def _aws(emulator: Emulator, folder: Path, *arguments: str) -> Body:
    """Return what the command prints as JSON; an empty object if it prints nothing."""
    addresses = {f"AWS_ENDPOINT_URL_{name}": emulator.endpoint_url for name in ("PINPOINT", "CUSTOMER_PROFILES", "CONNECTCAMPAIGNSV2")}
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"}
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "AWS_PAGER": "", **addresses, **keys}
    assert COMMAND is not None
    command = [COMMAND, *arguments, "--output", "json"]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 0, ended.stderr
    return members({"told": json.loads(ended.stdout or "{}")}, "told")


def test_it_creates_lists_and_reads_a_segment_definition(emulator: Emulator, tmp_path: Path) -> None:
    groups = where(attribute("plan", "INCLUSIVE", "gold"))
    about = ("--domain-name", DOMAIN, "--segment-definition-name", "vips")
    content = ("--display-name", "VIPs", "--segment-groups", json.dumps(groups), "--tags", "team=crm")
    made = _aws(emulator, tmp_path, "customer-profiles", "create-segment-definition", *about, *content)
    listed = _aws(emulator, tmp_path, "customer-profiles", "list-segment-definitions", "--domain-name", DOMAIN, "--page-size", "1")
    got = _aws(emulator, tmp_path, "customer-profiles", "get-segment-definition", *about)

    assert (made["Tags"], [members(one)["DisplayName"] for one in items(listed, "Items")]) == ({"team": "crm"}, ["VIPs"])
    assert got["SegmentGroups"] == groups


def test_it_reads_campaigns_and_their_states(emulator: Emulator, tmp_path: Path) -> None:
    source: Json = {"customerProfilesSegmentArn": f"domains/{DOMAIN}/segment-definitions/vips"}
    emulator.load_seed({"outbound_campaigns": [{"id": "spring", "name": "Spring", "state": "Running", "source": source}]})
    listed = _aws(emulator, tmp_path, "connectcampaignsv2", "list-campaigns")
    described = _aws(emulator, tmp_path, "connectcampaignsv2", "describe-campaign", "--id", "spring")
    states = _aws(emulator, tmp_path, "connectcampaignsv2", "get-campaign-state-batch", "--campaign-ids", "spring")

    assert [members(one)["name"] for one in items(listed, "campaignSummaryList")] == ["Spring"]
    assert str(members(described, "campaign", "source")["customerProfilesSegmentArn"]).startswith("arn:aws:profile:us-east-1:")
    assert items(states, "successfulRequests") == [{"campaignId": "spring", "state": "Running"}]


def test_it_creates_and_tags_a_pinpoint_segment(emulator: Emulator, tmp_path: Path) -> None:
    request = json.dumps({"Name": "New", "Dimensions": {"Attributes": {"plan": {"AttributeType": "INCLUSIVE", "Values": ["x"]}}}})
    made = _aws(emulator, tmp_path, "pinpoint", "create-segment", "--application-id", APP, "--write-segment-request", request)
    arn = str(members(made, "SegmentResponse")["Arn"])
    _aws(emulator, tmp_path, "pinpoint", "tag-resource", "--resource-arn", arn, "--tags-model", '{"tags": {"a": "1"}}')

    told = _aws(emulator, tmp_path, "pinpoint", "list-tags-for-resource", "--resource-arn", arn)
    assert members(told, "TagsModel")["tags"] == {"a": "1"}
