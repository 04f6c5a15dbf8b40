"""Real boto3 clients of the embedded Customer Profiles and outbound campaigns, with answers as plain JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import boto3
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError

from aws_emulator.core.types import Body, Json
from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.emulator import Emulator
from tests.emulator.pinpoint import MOST_PAGES, session_lock

DOMAIN = "my-domain"
INSTANCE = "instance-1"


class Profiles:
    """Calls operations of both APIs by their Python names; those of Customer Profiles on one domain."""

    def __init__(self, profiles: BaseClient, campaigns: BaseClient) -> None:
        self.client = profiles
        self.campaigns = campaigns

    def call(self, method: str, **given: object) -> Body:
        """Return the answer to a call on the domain, without ResponseMetadata."""
        takes_domain = method not in {"tag_resource", "untag_resource", "list_tags_for_resource", "list_domains"}
        return _asked(self.client, method, {"DomainName": DOMAIN, **given} if takes_domain else given)

    def campaign(self, method: str, **given: object) -> Body:
        """Return the answer to a call about campaigns."""
        return _asked(self.campaigns, method, given)

    def create(self, name: str, groups: Json = None, **more: Json) -> Body:
        """Create a segment; without ``groups``, one that everybody is in."""
        criteria = {"SegmentGroups": {"Groups": []} if groups is None else groups}
        given = {"SegmentDefinitionName": name, "DisplayName": name.title(), **criteria, **more}
        return self.call("create_segment_definition", **{member: value for member, value in given.items() if value is not None})

    def get(self, name: str) -> Body:
        """Return a segment."""
        return self.call("get_segment_definition", SegmentDefinitionName=name)

    def delete(self, name: str) -> Body:
        """Delete a segment."""
        return self.call("delete_segment_definition", SegmentDefinitionName=name)

    def listed(self, **given: Json) -> list[Body]:
        """Return the items of all pages of segments."""
        found: list[Body] = []
        token: dict[str, Json] = {}
        for _ in range(MOST_PAGES):
            answer = self.call("list_segment_definitions", **given, **token)
            found += [item for item in answer["Items"] if isinstance(item, dict)] if isinstance(answer["Items"], list) else []
            if not answer.get("NextToken"):
                return found
            token = {"NextToken": answer["NextToken"]}
        raise AssertionError("the list does not end")

    def names(self) -> list[Json]:
        """Return the names of all listed segments."""
        return [item["SegmentDefinitionName"] for item in self.listed()]

    def refusal(self, method: str, **given: object) -> tuple[int, str, str]:
        """Return status, class and message of the error that a call must end in."""
        try:
            (self.campaign if hasattr(self.campaigns, method) and not hasattr(self.client, method) else self.call)(method, **given)
        except ClientError as error:
            told = error.response
            return told["ResponseMetadata"]["HTTPStatusCode"], told["Error"]["Code"], told["Error"]["Message"]
        raise AssertionError(f"{method} was not refused")

    def refused_create(self, name: str, groups: Json = None, **more: Json) -> tuple[int, str, str]:
        """Return the error that creating a segment must end in."""
        try:
            self.create(name, groups, **more)
        except ClientError as error:
            told = error.response
            return told["ResponseMetadata"]["HTTPStatusCode"], told["Error"]["Code"], told["Error"]["Message"]
        raise AssertionError(f"{name} was not refused")

    def estimate(self, groups: Json) -> Body:
        """Return how an estimate of criteria ends."""
        made = self.call("create_segment_estimate", SegmentQuery=groups)
        return self.call("get_segment_estimate", EstimateId=made["EstimateId"])


def _asked(client: BaseClient, method: str, given: dict[str, object]) -> Body:
    answer = getattr(client, method)(**given)
    return {name: member for name, member in answer.items() if name != "ResponseMetadata"}


@contextmanager
def profiles_of(emulator: Emulator, *, attempts: int = 1) -> Iterator[Profiles]:
    """Yield clients of a serving emulator, without retries unless asked for."""
    config = Config(retries={"total_max_attempts": attempts, "mode": "standard"})
    with session_lock:
        session = boto3.Session(region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test")
        clients = [
            session.client(name, endpoint_url=emulator.endpoint_url, config=config) for name in ("customer-profiles", "connectcampaignsv2")
        ]
    try:
        yield Profiles(*clients)
    finally:
        for client in clients:
            client.close()


@contextmanager
def serving(behaviour: Behaviour | None = None, seed: Body | None = None) -> Iterator[Profiles]:
    """Yield clients of a new emulator with one domain."""
    with (
        Emulator(services=["customer-profiles"], domains=[DOMAIN], behaviour=behaviour, seed=seed) as emulator,
        profiles_of(emulator) as profiles,
    ):
        yield profiles


def where(*dimensions: Json, how: str = "ALL", **more: Json) -> Body:
    """Return SegmentGroups with one group of these dimensions."""
    return {"Include": "ALL", "Groups": [{"Type": how, "SourceType": "ALL", "Dimensions": list(dimensions), "SourceSegments": [], **more}]}


def attribute(name: str, how: str, *values: str) -> Body:
    """Return a dimension with one criterion on an attribute."""
    return {"ProfileAttributes": {"Attributes": {name: {"DimensionType": how, "Values": list[Json](values)}}}}


def building_on(*names: str, how: str = "ALL") -> Body:
    """Return SegmentGroups with one group on these segments."""
    sources: list[Json] = [{"SegmentDefinitionName": name} for name in names]
    return {"Include": "ALL", "Groups": [{"Type": "ALL", "SourceType": how, "SourceSegments": sources, "Dimensions": []}]}


def is_created(behaviour: Behaviour, groups: Json = None, **more: Json) -> bool:
    """Return whether a service of that behaviour creates a segment with these groups."""
    with serving(behaviour) as profiles:
        try:
            profiles.create("vips", groups, **more)
        except ClientError:
            return False
        return True
