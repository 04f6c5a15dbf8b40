"""Write segments and their tags, at the pace the service allows, and never twice on its own account."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

from segments_as_code.model.outcomes import Written
from segments_as_code.model.values import Definition
from segments_as_code.ports import Connection
from segments_as_code.problems import NotFound, UnclearWrite
from segments_as_code.providers.pinpoint.gateway.answers import segment_read
from segments_as_code.providers.pinpoint.gateway.calling import call
from segments_as_code.providers.pinpoint.gateway.client import make_client
from segments_as_code.providers.pinpoint.gateway.pace import Paces
from segments_as_code.providers.pinpoint.gateway.patience import Patience
from segments_as_code.providers.pinpoint.request import write_request

WRITES = frozenset({"CreateSegment", "UpdateSegment", "DeleteSegment", "TagResource", "UntagResource"})
"""Every operation that an apply can make besides those of a plan. ``examples/iam/apply-policy.json`` allows both."""

_SEGMENT = "SegmentResponse.Id"
_PASSING = frozenset({"throttled", "service-unreachable"})
"""What is known to have done nothing: 429, and a connection that could not be made."""

_SETTLE_S = 5.0
"""How long after a lost reply a write may still be at work, or not yet be listed: a guess, AWS documents neither."""


class PinpointWriter:
    """Implements SegmentWriter over botocore.

    A request that the service refused for its rate (429), or that could not be sent, did nothing and is sent again; no other
    request is. UnclearWrite is raised after a pause, so that whoever looks next sees what the write did. Writers that are given the
    same ``paces`` keep to one quota together. Safe to share between threads.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        paces: Paces | None = None,
    ) -> None:
        self._connection = connection
        self._client = make_client(connection, WRITES)
        self._sleep = sleep
        self._patience = Patience(connection.attempts, clock=clock, sleep=sleep)
        self._read_segment = segment_read(self._client.meta.service_model)
        self._pacers = (paces or Paces(sleep=sleep)).of(self._client.meta.region_name)

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
            self._call("DeleteSegment", self._client.delete_segment, needs=_SEGMENT, SegmentId=segment_id)
        except NotFound:
            return

    def tag(self, arn: str, tags: Mapping[str, str]) -> None:
        """Put tags on a segment."""
        self._call("TagResource", self._client.tag_resource, ResourceArn=arn, TagsModel={"tags": dict(tags)})

    def untag(self, arn: str, names: Collection[str]) -> None:
        """Take tags off a segment."""
        self._call("UntagResource", self._client.untag_resource, ResourceArn=arn, TagKeys=list(names))

    def _call(self, operation: str, method: Callable[..., Any], *, needs: str = "", **arguments: Any) -> Mapping[str, Any]:
        def send() -> Mapping[str, Any]:
            if pacer := self._pacers.get(operation):
                pacer.wait()
            return call(operation, method, self._connection, arguments, needs=needs, writing=True)

        try:
            return self._patience.persist(send, _PASSING)
        except UnclearWrite:
            self._sleep(_SETTLE_S)
            raise


def _written(said: Mapping[str, Any]) -> Written:
    return Written(id=said["Id"], arn=said.get("Arn", ""), version=said.get("Version"), tags=said.get("tags"))
