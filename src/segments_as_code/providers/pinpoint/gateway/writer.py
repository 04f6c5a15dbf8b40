"""Write segments and their tags, at the pace the service allows, and never twice on its own account."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

from segments_as_code.model import Definition, Written
from segments_as_code.ports import Connection
from segments_as_code.problems import NotFound, ServiceError
from segments_as_code.providers.pinpoint.gateway.calling import call
from segments_as_code.providers.pinpoint.gateway.client import make_client
from segments_as_code.providers.pinpoint.gateway.pace import Pacer
from segments_as_code.providers.pinpoint.request import write_request

WRITES = frozenset({"CreateSegment", "UpdateSegment", "DeleteSegment", "TagResource", "UntagResource"})
"""Every operation that an apply can make besides those of a plan. ``examples/iam/apply-policy.json`` allows both."""

_RATE, _BURST = 25, 20
"""25 requests a second and operation, burst 25: Pinpoint developer guide, "Quotas" (read 2026-11-23). We stay below the burst."""

_SEGMENT = "SegmentResponse.Id"
_LONGEST_WAIT_S = 20.0


class PinpointWriter:
    """Implements SegmentWriter over boto3.

    A request that the service refused for its rate (429) did nothing and is sent again; no other request is.
    """

    def __init__(self, connection: Connection, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._connection = connection
        self._client = make_client(connection, WRITES, attempts=1, mode="standard")
        self._sleep = sleep
        self._pacers = {operation: Pacer(_RATE, _BURST, sleep=sleep) for operation in ("CreateSegment", "UpdateSegment", "DeleteSegment")}

    def create(self, definition: Definition, tags: Mapping[str, str]) -> Written:
        """Create a segment with its tags."""
        body = {**write_request(definition), "tags": dict(tags)}
        return _written(self._call("CreateSegment", self._client.create_segment, needs=_SEGMENT, WriteSegmentRequest=body))

    def update(self, segment_id: str, definition: Definition) -> Written:
        """Replace the name and the criteria; the service ignores tags here, so none are sent."""
        body = write_request(definition)
        method = self._client.update_segment
        return _written(self._call("UpdateSegment", method, needs=_SEGMENT, SegmentId=segment_id, WriteSegmentRequest=body))

    def delete(self, segment_id: str) -> None:
        """Delete a segment."""
        try:
            self._call("DeleteSegment", self._client.delete_segment, SegmentId=segment_id)
        except NotFound:
            return

    def tag(self, arn: str, tags: Mapping[str, str]) -> None:
        """Put tags on a segment."""
        self._call("TagResource", self._client.tag_resource, ResourceArn=arn, TagsModel={"tags": dict(tags)})

    def untag(self, arn: str, names: Collection[str]) -> None:
        """Take tags off a segment."""
        self._call("UntagResource", self._client.untag_resource, ResourceArn=arn, TagKeys=list(names))

    def _call(self, operation: str, method: Callable[..., Any], *, needs: str = "", **arguments: Any) -> Mapping[str, Any]:
        for attempt in range(1, self._connection.attempts + 1):
            if pacer := self._pacers.get(operation):
                pacer.wait()
            try:
                return call(operation, method, self._connection, arguments, needs=needs, writing=True)
            except ServiceError as error:
                if error.code != "throttled" or attempt == self._connection.attempts:
                    raise
                self._sleep(min(_LONGEST_WAIT_S, 0.5 * 2**attempt))
        raise AssertionError("the last attempt returns or raises")


def _written(said: Mapping[str, Any]) -> Written:
    return Written(id=said["Id"], arn=said.get("Arn", ""), version=said.get("Version"), tags=said.get("tags"))
