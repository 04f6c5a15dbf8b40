"""A real boto3 client, with answers as plain JSON: what the tests speak to the emulator with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

import boto3
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ClientError

from aws_emulator.core.types import Body, Json, items, members
from aws_emulator.emulator import Emulator

APP = "app-123456"
MOST_PAGES = 200

session_lock = Lock()


class Pinpoint:
    """Calls operations by their Python names, on one application where they take one."""

    def __init__(self, client: BaseClient) -> None:
        self.client = client

    def call(self, method: str, **given: object) -> Body:
        """Return the payload of an answer, without its wrapper and without ResponseMetadata."""
        answer = getattr(self.client, method)(**given)
        payload = {name: member for name, member in answer.items() if name != "ResponseMetadata"}
        return members(*payload.values()) if len(payload) == 1 else payload

    def create(self, name: Json = "New", /, **criteria: Json) -> Body:
        """Create a segment; ``tags`` is one of the members too."""
        return self.call("create_segment", ApplicationId=APP, WriteSegmentRequest={"Name": name, **criteria})

    def get(self, segment_id: Json) -> Body:
        """Return a segment."""
        return self.call("get_segment", ApplicationId=APP, SegmentId=segment_id)

    def update(self, segment_id: Json, **request: Json) -> Body:
        """Update a segment."""
        return self.call("update_segment", ApplicationId=APP, SegmentId=segment_id, WriteSegmentRequest=request)

    def delete(self, segment_id: Json) -> Body:
        """Delete a segment."""
        return self.call("delete_segment", ApplicationId=APP, SegmentId=segment_id)

    def tags(self, arn: Json) -> Body:
        """Return the tags of a resource."""
        return members(self.call("list_tags_for_resource", ResourceArn=arn), "tags")

    def pages(self, method: str = "get_segments", **given: str) -> Iterator[Body]:
        """Yield pages of an application's list to its end."""
        token: dict[str, Json] = {}
        for _ in range(MOST_PAGES):
            answer = self.call(method, ApplicationId=APP, **given, **token)
            yield answer
            if not answer.get("NextToken"):
                return
            token = {"Token": answer["NextToken"]}
        raise AssertionError("the list does not end")

    def listed(self, method: str = "get_segments", **given: str) -> list[Body]:
        """Return the items of all pages."""
        return [members(item) for answer in self.pages(method, **given) for item in items(answer, "Item")]

    def outcome(self, method: str, **given: object) -> tuple[int, str, str] | None:
        """Return status, class and message of the error that a call ends in, or None."""
        try:
            self.call(method, **given)
        except ClientError as error:
            told = error.response
            return told["ResponseMetadata"]["HTTPStatusCode"], told["Error"]["Code"], told["Error"]["Message"]
        return None

    def refusal(self, method: str, **given: object) -> tuple[int, str, str]:
        """Return the error that a call must end in."""
        refused = self.outcome(method, **given)
        assert refused is not None, f"{method} was not refused"
        return refused


@contextmanager
def connected(emulator: Emulator, *, attempts: int = 1, timeout_s: float = 10) -> Iterator[Pinpoint]:
    """Yield a client of a serving emulator, without retries unless asked for."""
    config = Config(retries={"total_max_attempts": attempts, "mode": "standard"}, read_timeout=timeout_s)
    with session_lock:  # boto3's default session is shared, and not made for threads
        client = boto3.client(
            "pinpoint",
            endpoint_url=emulator.endpoint_url,
            region_name="eu-west-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=config,
        )
    try:
        yield Pinpoint(client)
    finally:
        client.close()


def values(*wanted: str, kind: str = "INCLUSIVE") -> Body:
    """Return Dimensions with one attribute criterion on ``plan``."""
    return {"Attributes": {"plan": {"AttributeType": kind, "Values": list[Json](wanted)}}}


def group(*sources: Json, **more: Json) -> Body:
    """Return SegmentGroups with one group on these source segments (ids)."""
    references: list[Json] = [{"Id": source} for source in sources]
    return {"Include": "ALL", "Groups": [{"SourceSegments": references, "SourceType": "ALL", "Type": "ALL", **more}]}
