"""Read segments, and the campaigns and journeys that use them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from segments_as_code.model.problem import NotFound, ServiceError
from segments_as_code.model.segment import DeployedSegment, SegmentKind, Usage
from segments_as_code.ports import Connection, Dialect, KnownDefinitions, know_nothing
from segments_as_code.providers.aws.boto_client import open_client
from segments_as_code.providers.aws.calls import call, retry
from segments_as_code.providers.pinpoint.api import END_OF_SUPPORT, PINPOINT, READS
from segments_as_code.providers.pinpoint.usages import campaign_usages, journey_usages

_LAG_PAUSES_S = (1.0, 2.0, 4.0, 8.0)
"""AWS does not document how long a listing may lag behind a create: these are a guess."""
_PAGE_SIZE = "100"
_PASSING = frozenset({"throttled", "service-failed", "service-unreachable", "connection-lost", "reply-unreadable"})


class PinpointReader:
    """Implements SegmentReader over boto3; a read that fails for a temporary reason is retried."""

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
        self._client = open_client(PINPOINT, connection, READS)
        self._clock = clock
        self._sleep = sleep

    @property
    def region(self) -> str:
        """Return the region of the client."""
        return self._client.region

    @property
    def as_of(self) -> str | None:
        """Return None: this reads the service itself."""
        return None

    def list_segments(  # the port documents both
        self, *, expecting: Collection[str] = (), known: KnownDefinitions = know_nothing
    ) -> Sequence[DeployedSegment]:
        """Return every segment of the application; list again after 1, 2, 4 and 8 seconds while an expected one is missing."""
        del known  # a listing has every definition
        segments = self._list()
        for pause in _LAG_PAUSES_S:
            if {segment.id for segment in segments}.issuperset(expecting):
                break
            self._sleep(pause)
            segments = self._list()
        return segments

    def _list(self) -> Sequence[DeployedSegment]:
        """Return every segment of the application, in the order of their ids: one request a page of 100.

        Items of GetSegments are complete. Whether they have tags is not documented: if none of them does, the tags are requested
        for one segment at a time.
        """
        segments: list[DeployedSegment] = []
        tagged = False
        try:
            for page in self._pages("GetSegments", "SegmentsResponse"):
                segments += map(self._segment, page)
                tagged = tagged or any("tags" in item for item in page)
        except NotFound as error:
            message = f"the application {self._connection.scope} was not found in {self.region}: {error.message}"
            raise ServiceError("application-not-found", message, error.remedy) from error
        if not tagged:
            segments = [replace(segment, tags=self._tags(segment.arn)) for segment in segments]
        return sorted(segments, key=lambda segment: segment.id)

    def get_segment(self, segment_id: str) -> DeployedSegment | None:
        """Return one segment with its current tags."""
        try:
            item = self._call("GetSegment", needs="SegmentResponse.Id", SegmentId=segment_id)
        except NotFound:
            return None
        segment = self._segment(item)
        return segment if "tags" in item else replace(segment, tags=self._tags(segment.arn))

    def get_version(self, segment_id: str, version: int) -> DeployedSegment | None:
        """Return one segment at one version; an answer with another version is an error."""
        try:
            item = self._call("GetSegmentVersion", needs="SegmentResponse.Id", SegmentId=segment_id, Version=str(version))
        except NotFound:
            return None
        if item.get("Version", version) != version:
            message = f"GetSegmentVersion was called for version {version} and answered with {item['Version']}."
            raise ServiceError("reply-unreadable", message, f"run again later. {END_OF_SUPPORT}")
        return replace(self._segment(item), version=version, tags={})

    def list_usages(self, segment_ids: Collection[str]) -> Sequence[Usage]:
        """Return what uses these segments; without segments, make no request."""
        if not segment_ids:
            return ()
        campaigns = self._pages("GetCampaigns", "CampaignsResponse")
        journeys = self._pages("ListJourneys", "JourneysResponse")
        found = [usage for page in campaigns for campaign in page for usage in campaign_usages(campaign)]
        found += [usage for page in journeys for journey in page for usage in journey_usages(journey)]
        wanted = frozenset(segment_ids)
        asked_for = [usage for usage in found if usage.segment_id in wanted]
        return sorted(asked_for, key=lambda usage: (usage.kind, usage.name, usage.id, usage.segment_id))

    def _segment(self, item: Mapping[str, Any]) -> DeployedSegment:
        return read_item(item, self._dialect)

    def _tags(self, arn: str) -> Mapping[str, str]:
        tags: Mapping[str, str] = self._read("ListTagsForResource", needs="TagsModel.tags", ResourceArn=arn)["tags"]
        return tags

    def _pages(self, operation: str, payload: str) -> Iterator[Sequence[Mapping[str, Any]]]:
        """Yield the items of each page; botocore has no paginator here, and an empty page is not the last one."""
        seen: set[str] = set()
        token: dict[str, str] = {}
        while True:
            page = self._call(operation, needs=f"{payload}.Item.Id", PageSize=_PAGE_SIZE, **token)
            yield page["Item"]
            following = page.get("NextToken")
            if not following:
                return
            if following in seen:
                message = f"{operation} returned the same page token twice: the listing never ends."
                raise ServiceError("endless-listing", message, f"run again later. {END_OF_SUPPORT}")
            seen.add(following)
            token = {"Token": following}

    def _call(self, operation: str, *, needs: str, **arguments: Any) -> Mapping[str, Any]:
        return self._read(operation, needs=needs, ApplicationId=self._connection.scope, **arguments)

    def _read(self, operation: str, *, needs: str, **arguments: Any) -> Mapping[str, Any]:
        attempts = self._connection.attempts
        attempt = partial(call, self._client, operation, needs=needs, **arguments)
        return retry(attempt, passing=_PASSING, attempts=attempts, clock=self._clock, sleep=self._sleep)


def read_item(item: Mapping[str, Any], dialect: Dialect) -> DeployedSegment:
    """Return the segment that an item of GetSegments, or another answer with one, describes."""
    written = {name: item[name] for name in ("Name", "Dimensions", "SegmentGroups") if name in item}
    imported = item.get("SegmentType") == "IMPORT"
    return DeployedSegment(
        id=item["Id"],
        arn=item.get("Arn", ""),
        name=item.get("Name") or item["Id"],
        version=item.get("Version"),
        definition={} if imported else dialect.canonical(written),
        tags=item.get("tags") or {},
        kind=SegmentKind.IMPORTED if imported else SegmentKind.DYNAMIC,
        created=_instant(item.get("CreationDate", "")),
    )


def _instant(text: str) -> str:
    """Return an ISO 8601 instant in a form that sorts as text, or an empty text for anything else."""
    try:
        said = datetime.fromisoformat(text)
        return (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    except (ValueError, OverflowError):
        return ""
