"""Write segments and their tags, at the rate that the service allows, each write only once."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Written
from segments_as_code.model.problem import NotFound, ServiceError, UnclearWrite
from segments_as_code.ports import Connection
from segments_as_code.providers.aws.boto_client import open_client
from segments_as_code.providers.aws.calls import call
from segments_as_code.providers.aws.rate_limit import RateLimits
from segments_as_code.providers.aws.single_attempt import WriteOnce
from segments_as_code.providers.customer_profiles.api import PROFILES, WRITES, Rates
from segments_as_code.providers.customer_profiles.simplify import write_request

_FREED_PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""AWS does not document how soon the name of a deleted segment is free: it is tried for a minute."""


class CustomerProfilesWriter:
    """Implements SegmentWriter over boto3. Writers that share ``limits`` share one quota."""

    def __init__(
        self,
        connection: Connection,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        limits: RateLimits | None = None,
    ) -> None:
        self._client = open_client(PROFILES, connection, {*WRITES, "GetSegmentDefinition"})
        self._domain = connection.scope
        self._sleep = sleep
        self._write = WriteOnce(self._client, limits or RateLimits(Rates().of_writes(), clock=clock, sleep=sleep), clock=clock, sleep=sleep)

    def create(self, definition: Definition, tags: Mapping[str, str], *, segment_id: str | None = None, is_freed: bool = False) -> Written:
        """Create a segment under the name ``segment_id`` with its tags.

        Raises:
            ServiceError: also if there is no ``segment_id``: names are chosen by the caller here.
        """
        if segment_id is None:
            raise ServiceError("invalid-request", "a segment of Customer Profiles needs a name.", "this is a bug: please report it.")
        criteria = {name: member for name, member in write_request(definition).items() if name != "SegmentDefinitionName"}
        body = {**criteria, **({"Tags": dict(tags)} if tags else {})}
        for pause in _FREED_PAUSES_S if is_freed else ():
            try:
                return self._create(segment_id, body)
            except UnclearWrite:
                raise
            except ServiceError as error:
                if error.code != "service-refused":
                    raise
            self._sleep(pause)
        return self._create(segment_id, body)

    def _create(self, segment_id: str, body: Mapping[str, Any]) -> Written:
        named = {"DomainName": self._domain, "SegmentDefinitionName": segment_id}
        answer = self._write("CreateSegmentDefinition", needs=".SegmentDefinitionName", **named, **body)
        return Written(segment_id, answer.get("SegmentDefinitionArn", ""), None, answer.get("Tags"))

    def update(self, segment_id: str, definition: Definition) -> Written:
        """Raise ServiceError: the service has no such call, and a segment is recreated instead."""
        del definition
        raise ServiceError("invalid-request", f"{segment_id} cannot be changed in place.", "this is a bug: please report it.")

    def delete(self, segment_id: str) -> None:
        """Delete a segment.

        Raises:
            ServiceError: also if the service says that it does not exist, and it does: so AWS answers if access is denied.
        """
        named = {"DomainName": self._domain, "SegmentDefinitionName": segment_id}
        try:
            self._write("DeleteSegmentDefinition", **named)
        except NotFound as error:
            try:
                call(self._client, "GetSegmentDefinition", DomainName=self._domain, SegmentDefinitionName=segment_id)
            except NotFound:
                return
            remedy = f"allow profile:DeleteSegmentDefinition on the domain {self._domain} and its segments."
            raise ServiceError("access-denied", f"{segment_id} is there and was not deleted: {error.message}", remedy) from error

    def tag(self, arn: str, tags: Mapping[str, str]) -> None:
        """Add tags to a segment; a new value replaces the old one."""
        self._write("TagResource", resourceArn=arn, tags=dict(tags))

    def untag(self, arn: str, names: Collection[str]) -> None:
        """Remove tags from a segment."""
        self._write("UntagResource", resourceArn=arn, tagKeys=list(names))
