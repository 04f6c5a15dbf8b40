"""Read segments, and the campaigns and journeys that use them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from segments_as_code.model.deployed import DeployedSegment, SegmentKind
from segments_as_code.model.usages import Usage
from segments_as_code.ports import Connection, Dialect
from segments_as_code.problems import NotFound, ServiceError
from segments_as_code.providers.pinpoint.gateway.answers import Read, segment_read, segments_read, tags_read, users_page
from segments_as_code.providers.pinpoint.gateway.beside import fetched_beside
from segments_as_code.providers.pinpoint.gateway.calling import call
from segments_as_code.providers.pinpoint.gateway.client import make_client
from segments_as_code.providers.pinpoint.gateway.errors import END_OF_SUPPORT
from segments_as_code.providers.pinpoint.gateway.patience import Patience
from segments_as_code.providers.pinpoint.gateway.usages import campaign_usages, journey_usages

READS = frozenset({"GetSegments", "GetSegment", "GetSegmentVersion", "ListTagsForResource", "GetCampaigns", "ListJourneys"})
"""Every operation that a reader can make. A plan makes all of them but GetSegment, which apply asks before each write, and
GetSegmentVersion, which a rollback asks first."""

_LAG_PAUSES_S = (1.0, 2.0, 4.0, 8.0)
"""How long a listing may lag behind a create is not documented: these are a guess."""
_PAGE_SIZE = "100"
_PASSING = frozenset({"throttled", "service-failed", "service-unreachable", "connection-lost", "reply-unreadable"})


class PinpointReader:
    """Implements SegmentReader over botocore; a read that fails for what may pass is made again."""

    def __init__(
        self,
        connection: Connection,
        dialect: Dialect,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._connection = connection
        self._dialect = dialect
        self._client = make_client(connection, READS)
        model = self._client.meta.service_model
        self._read_segment, self._read_segments = segment_read(model), segments_read(model)
        self._sleep = sleep
        self._patience = Patience(connection.attempts, clock=clock, sleep=sleep)

    @property
    def region(self) -> str:
        """Return the region of the client, wherever it was set."""
        return self._client.meta.region_name

    @property
    def as_of(self) -> str | None:
        """Return None: this reads the service itself."""
        return None

    def list_segments(self, *, expecting: Collection[str] = ()) -> Sequence[DeployedSegment]:
        """Return every segment of the application; list again after 1, 2, 4 and 8 seconds while one that is expected is missing."""
        segments = self._list()
        for pause in _LAG_PAUSES_S:
            if {segment.id for segment in segments}.issuperset(expecting):
                break
            self._sleep(pause)
            segments = self._list()
        return segments

    def _list(self) -> Sequence[DeployedSegment]:
        """Return every segment of the application, in the order of their ids: one request a page of 100.

        Items of GetSegments are whole. Whether they carry tags is not documented: where none of them does, the tags are asked
        for one segment at a time.
        """
        pages = self._pages("GetSegments", self._client.get_segments, "SegmentsResponse", self._read_segments)
        segments: list[DeployedSegment] = []
        tagged = False
        try:
            for items in fetched_beside(pages):
                segments += map(self._segment, items)
                tagged = tagged or any("tags" in item for item in items)
        except NotFound as error:
            message = f"the application {self._connection.scope} was not found in {self.region}: {error.message}"
            raise ServiceError("application-not-found", message, error.remedy) from error
        if not tagged:
            segments = [replace(segment, tags=self._tags(segment.arn)) for segment in segments]
        return sorted(segments, key=lambda segment: segment.id)

    def get_segment(self, segment_id: str) -> DeployedSegment | None:
        """Return one segment with its tags as they stand now."""
        try:
            method, which = self._client.get_segment, {"SegmentId": segment_id}
            item = self._call("GetSegment", method, which, needs="SegmentResponse.Id", read=self._read_segment)
        except NotFound:
            return None
        segment = self._segment(item)
        return segment if "tags" in item else replace(segment, tags=self._tags(segment.arn))

    def get_version(self, segment_id: str, version: int) -> DeployedSegment | None:
        """Return one segment at one version; an answer about another version than was asked for is none."""
        try:
            method, which = self._client.get_segment_version, {"SegmentId": segment_id, "Version": str(version)}
            item = self._call("GetSegmentVersion", method, which, needs="SegmentResponse.Id", read=self._read_segment)
        except NotFound:
            return None
        if item.get("Version", version) != version:
            message = f"GetSegmentVersion was asked for version {version} of {segment_id} and answered with {item['Version']}."
            raise ServiceError("reply-unreadable", message, f"run again later. {END_OF_SUPPORT}")
        return replace(self._segment(item), version=version, tags={})

    def list_usages(self, segment_ids: Collection[str]) -> Sequence[Usage]:
        """Return what uses these segments; asks nothing where there are none."""
        if not segment_ids:
            return ()
        campaigns = self._pages("GetCampaigns", self._client.get_campaigns, "CampaignsResponse", users_page)
        journeys = self._pages("ListJourneys", self._client.list_journeys, "JourneysResponse", users_page)
        found = [usage for items in campaigns for campaign in items for usage in campaign_usages(campaign)]
        found += [usage for items in journeys for journey in items for usage in journey_usages(journey)]
        wanted = frozenset(segment_ids)
        asked_for = [usage for usage in found if usage.segment_id in wanted]
        return sorted(asked_for, key=lambda usage: (usage.kind, usage.name, usage.id, usage.segment_id))

    def _segment(self, item: Mapping[str, Any]) -> DeployedSegment:
        said = {name: item[name] for name in ("Name", "Dimensions", "SegmentGroups") if name in item}
        imported = item.get("SegmentType") == "IMPORT"
        return DeployedSegment(
            id=item["Id"],
            arn=item.get("Arn", ""),
            name=item.get("Name") or item["Id"],
            version=item.get("Version"),
            definition={} if imported else self._dialect.canonical(said),
            tags=item.get("tags") or {},
            kind=SegmentKind.IMPORTED if imported else SegmentKind.DYNAMIC,
            created=_instant(item.get("CreationDate", "")),
        )

    def _tags(self, arn: str) -> Mapping[str, str]:
        method = self._client.list_tags_for_resource
        answer = self._call("ListTagsForResource", method, {"ResourceArn": arn}, needs="TagsModel.tags", read=tags_read)
        tags: Mapping[str, str] = answer["tags"]
        return tags

    def _pages(self, operation: str, method: Callable[..., Any], payload: str, read: Read) -> Iterator[Sequence[Mapping[str, Any]]]:
        """Yield the items of each page; botocore has no paginator here, and an empty page is not the last one."""
        seen: set[str] = set()
        where: dict[str, str] = {}
        while True:
            page = self._call(operation, method, {"PageSize": _PAGE_SIZE, **where}, needs=f"{payload}.Item", read=read)
            yield page["Item"]
            token = page.get("NextToken")
            if not token:
                return
            if token in seen:
                message = f"{operation} returned the same page token twice: the listing never ends."
                raise ServiceError("endless-listing", message, f"run again later. {END_OF_SUPPORT}")
            seen.add(token)
            where = {"Token": token}

    def _call(
        self, operation: str, method: Callable[..., Any], arguments: Mapping[str, Any], *, needs: str, read: Read
    ) -> Mapping[str, Any]:
        return self._patience.persist(lambda: call(operation, method, self._connection, arguments, needs=needs, read=read), _PASSING)


def _instant(text: str) -> str:
    """Return an ISO 8601 instant so that earlier ones sort first as texts, or an empty text for anything else."""
    try:
        said = datetime.fromisoformat(text)
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return ""
