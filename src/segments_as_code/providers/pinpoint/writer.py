"""Write segments and their tags, at the rate that the service allows, each write only once."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

from segments_as_code.model.document import Definition
from segments_as_code.model.plan import Written
from segments_as_code.model.problem import NotFound
from segments_as_code.ports import Connection
from segments_as_code.providers.aws.boto_client import open_client
from segments_as_code.providers.aws.rate_limit import RateLimits
from segments_as_code.providers.aws.single_attempt import WriteOnce
from segments_as_code.providers.pinpoint.api import PINPOINT, QUOTA, WRITES
from segments_as_code.providers.pinpoint.canonical import canonical
from segments_as_code.providers.pinpoint.simplify import write_request

_SEGMENT = "SegmentResponse.Id"


class PinpointWriter:
    """Implements SegmentWriter over boto3. Writers that share ``limits`` share one quota."""

    def __init__(
        self,
        connection: Connection,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        limits: RateLimits | None = None,
    ) -> None:
        client = open_client(PINPOINT, connection, WRITES)
        self._scope = connection.scope
        self._write = WriteOnce(client, limits or RateLimits(QUOTA, sleep=sleep), clock=clock, sleep=sleep)

    def create(self, definition: Definition, tags: Mapping[str, str], *, segment_id: str | None = None, is_freed: bool = False) -> Written:
        """Create a segment with its tags; Pinpoint chooses the id."""
        del segment_id, is_freed
        body = {**write_request(definition), "tags": dict(tags)}
        return _written(self._write("CreateSegment", needs=_SEGMENT, ApplicationId=self._scope, WriteSegmentRequest=body))

    def update(self, segment_id: str, definition: Definition) -> Written:
        """Replace the name and the criteria; the service ignores tags here, so none are sent."""
        which = {"ApplicationId": self._scope, "SegmentId": segment_id}
        return _written(self._write("UpdateSegment", needs=_SEGMENT, **which, WriteSegmentRequest=write_request(definition)))

    def delete(self, segment_id: str) -> None:
        """Delete a segment."""
        try:
            self._write("DeleteSegment", needs=_SEGMENT, ApplicationId=self._scope, SegmentId=segment_id)
        except NotFound:
            return

    def tag(self, arn: str, tags: Mapping[str, str]) -> None:
        """Add tags to a segment."""
        self._write("TagResource", ResourceArn=arn, TagsModel={"tags": dict(tags)})

    def untag(self, arn: str, names: Collection[str]) -> None:
        """Remove tags from a segment."""
        self._write("UntagResource", ResourceArn=arn, TagKeys=list(names))


def _written(answer: Mapping[str, Any]) -> Written:
    return Written(answer["Id"], answer.get("Arn", ""), answer.get("Version"), answer.get("tags"), canonical(answer))
