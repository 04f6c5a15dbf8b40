"""Read segments, and the campaigns, event triggers and subscriptions that use them."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Protocol

from segments_as_code.model.document import Definition
from segments_as_code.model.problem import NotFound, ServiceError
from segments_as_code.model.segment import DeployedSegment, Usage
from segments_as_code.ports import Connection, KnownDefinitions, know_nothing
from segments_as_code.providers.aws.boto_client import open_client
from segments_as_code.providers.aws.rate_limit import RateLimits
from segments_as_code.providers.customer_profiles.api import CAMPAIGN_READS, CAMPAIGNS, PROFILES, READS, Rates
from segments_as_code.providers.customer_profiles.paced_reads import PacedReads
from segments_as_code.providers.customer_profiles.usages import (
    campaign_usage,
    is_event_driven,
    needs_segment,
    segment_of,
    subscription_usages,
    trigger_usage,
)

_LAG_PAUSES_S = (1.0, 2.0, 4.0, 8.0)
"""AWS does not document how long a listing, or a read, may lag behind a create: these are a guess."""
_SEGMENTS_A_PAGE = 500
_CAMPAIGNS_A_PAGE = 50
_STATES_AT_ONCE = 25
_TRIGGERS_A_PAGE = 100
_CRITERIA = ("DisplayName", "Description", "SegmentGroups", "SegmentSqlQuery", "SegmentSort")


class Canonical(Protocol):
    """What a reader needs of a dialect."""

    def canonical(self, definition: Definition) -> Definition:
        """Return the canonical form of what the service returned."""
        ...


class CustomerProfilesReader:
    """Implements SegmentReader over boto3; the id of a segment is its SegmentDefinitionName."""

    def __init__(  # the collaborators, by name
        self,
        connection: Connection,
        dialect: Canonical,
        *,
        rates: Rates | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        rates = rates or Rates()
        self._domain = connection.scope
        self._dialect = dialect
        self._sleep = sleep
        self._now = now
        self._client = open_client(PROFILES, connection, READS)
        campaigns = open_client(CAMPAIGNS, connection, CAMPAIGN_READS)
        self._read = PacedReads(self._client, [RateLimits(rates.of_reads(), clock=clock, sleep=sleep)], clock=clock, sleep=sleep)
        limits = [RateLimits(quota, clock=clock, sleep=sleep) for quota in (rates.of_campaigns(), rates.of_descriptions())]
        self._read_campaigns = PacedReads(campaigns, limits, clock=clock, sleep=sleep)

    @property
    def region(self) -> str:
        """Return the region of the client."""
        return self._client.region

    @property
    def as_of(self) -> str | None:
        """Return None: this reads the service itself."""
        return None

    # ── segments ────────────────────────────────────────────────────────────────────────────────────────────────────

    def list_segments(self, *, expecting: Collection[str] = (), known: KnownDefinitions = know_nothing) -> Sequence[DeployedSegment]:
        """Return every segment of the domain: the pages of the list, and one request for each that is not ``known``."""
        listed = self._list_without_definitions()
        for pause in _LAG_PAUSES_S:
            if {segment.id for segment in listed}.issuperset(expecting):
                break
            self._sleep(pause)
            listed = self._list_without_definitions()
        definitions = known(listed)
        segments = [
            replace(segment, definition=definitions[segment.id]) if segment.id in definitions else self._read_listed(segment)
            for segment in listed
        ]
        return sorted((segment for segment in segments if segment is not None), key=lambda segment: segment.id)

    def get_segment(self, segment_id: str) -> DeployedSegment | None:
        """Return one segment with its current tags; None also if access to it alone is denied, which AWS answers alike."""
        try:
            item = self._read(
                "GetSegmentDefinition", needs=".SegmentDefinitionArn", DomainName=self._domain, SegmentDefinitionName=segment_id
            )
        except NotFound:
            return None
        segment = self._segment({**item, "SegmentDefinitionName": segment_id})
        return segment if "Tags" in item else replace(segment, tags=self._tags(segment.arn))

    def get_version(self, segment_id: str, version: int) -> DeployedSegment | None:
        """Return None: there are no versions."""
        del segment_id, version
        return None

    def _list_without_definitions(self) -> list[DeployedSegment]:
        """Return every segment without its definition; if no item of the list has tags, they are requested one segment at a time."""
        items: list[Mapping[str, Any]] = []
        try:
            for page in self._read.pages("ListSegmentDefinitions", "Items", DomainName=self._domain, MaxResults=_SEGMENTS_A_PAGE):
                items += page
        except NotFound as error:
            message = f"the domain {self._domain} was not found in {self.region}, or access to it was denied: {error.message}"
            raise ServiceError("domain-not-found", message, error.remedy) from error
        if any(not item.get("SegmentDefinitionName") or not item.get("SegmentDefinitionArn") for item in items):
            message = "the reply to ListSegmentDefinitions cannot be read: a segment has no name or no ARN."
            raise ServiceError("reply-unreadable", message, "run again later.")
        segments = [self._segment({name: member for name, member in item.items() if name not in _CRITERIA[1:]}) for item in items]
        segments = [replace(segment, definition={}) for segment in segments]
        if any("Tags" in item for item in items):
            return segments
        tagged = map(self._with_tags, segments)
        return [segment for segment in tagged if segment is not None]

    def _with_tags(self, listed: DeployedSegment) -> DeployedSegment | None:
        """Return a listed segment with its tags, or None if it was deleted since."""
        try:
            return replace(listed, tags=self._tags(listed.arn))
        except NotFound as error:
            try:
                self._read("GetSegmentDefinition", DomainName=self._domain, SegmentDefinitionName=listed.id)
            except NotFound:
                return None
            remedy = f"allow profile:ListTagsForResource on all segments of the domain {self._domain}."
            raise ServiceError("access-denied", f"the tags of {listed.id} cannot be read: {error.message}", remedy) from error

    def _read_listed(self, listed: DeployedSegment) -> DeployedSegment | None:
        """Return a listed segment with its definition, or None if it was deleted since.

        Raises:
            ServiceError: it stays in the list and cannot be read (``access-denied``): it is never taken for absent.
        """
        for pause in (0.0, *_LAG_PAUSES_S):
            if pause:
                self._sleep(pause)
            if (segment := self.get_segment(listed.id)) is not None:
                return segment
            if listed.id not in {each.id for each in self._list_without_definitions()}:
                return None
        message = f"the segment {listed.id} is listed and cannot be read: GetSegmentDefinition was answered 404, as if access were denied."
        raise ServiceError("access-denied", message, f"allow profile:GetSegmentDefinition on all segments of the domain {self._domain}.")

    def _segment(self, item: Mapping[str, Any]) -> DeployedSegment:
        name, made = item["SegmentDefinitionName"], _instant(item.get("CreatedAt"))
        canonical = self._dialect.canonical({member: item[member] for member in _CRITERIA if member in item})
        return DeployedSegment(
            id=name,
            arn=item.get("SegmentDefinitionArn", ""),
            name=item.get("DisplayName") or name,
            version=None,
            definition=canonical,
            tags=item.get("Tags") or {},
            created=made,
            made=made,
        )

    def _tags(self, arn: str) -> Mapping[str, str]:
        tags: Mapping[str, str] = self._read("ListTagsForResource", resourceArn=arn).get("tags") or {}
        return tags

    # ── what uses them ──────────────────────────────────────────────────────────────────────────────────────────────

    def list_usages(self, segment_ids: Collection[str]) -> Sequence[Usage]:
        """Return what uses these segments; without segments, make no request. What may not be read is an error, never no user."""
        if not segment_ids:
            return ()
        wanted, now = frozenset(segment_ids), self._now()
        campaigns = list(self._campaigns())
        states = self._states([campaign["id"] for campaign in campaigns])
        found = [
            campaign_usage(campaign, segment, states.get(campaign["id"]), now)
            for campaign in campaigns
            if (segment := segment_of(campaign, self._domain)) is not None
        ]
        awaits_events = any(
            is_event_driven(campaign, self._domain) and needs_segment(campaign, states.get(campaign["id"]), now) for campaign in campaigns
        )
        found += self._triggers(needs_it_now=awaits_events)
        found += self._subscriptions()
        asked_for = [usage for usage in found if usage.segment_id in wanted]
        return sorted(asked_for, key=lambda usage: (usage.kind, usage.name, usage.id, usage.segment_id))

    def _campaigns(self) -> Iterator[Mapping[str, Any]]:
        """Yield every campaign with its source, which no list has; one that was deleted since it was listed is left out."""
        for campaign_id in self._campaign_ids():
            if (campaign := self._read_campaign(campaign_id)) is not None:
                yield campaign

    def _campaign_ids(self) -> list[str]:
        pages = self._read_campaigns.pages("ListCampaigns", "campaignSummaryList", token="nextToken", maxResults=_CAMPAIGNS_A_PAGE)  # noqa: S106  # a member's name
        return [summary["id"] for page in pages for summary in page]

    def _read_campaign(self, campaign_id: str) -> Mapping[str, Any] | None:
        """Return a listed campaign, or None if it was deleted since.

        Raises:
            ServiceError: it stays in the list and cannot be read (``access-denied``): it is never taken for absent.
        """
        for pause in (0.0, *_LAG_PAUSES_S):
            if pause:
                self._sleep(pause)
            try:
                campaign: Mapping[str, Any] = self._read_campaigns("DescribeCampaign", needs=".campaign.id", id=campaign_id)["campaign"]
            except NotFound:
                if campaign_id not in self._campaign_ids():
                    return None
            else:
                return campaign
        message = f"the campaign {campaign_id} is listed and cannot be read: DescribeCampaign was answered 404, as if access were denied."
        raise ServiceError("access-denied", message, "allow connect-campaigns:DescribeCampaign on all campaigns, then run again.")

    def _states(self, campaign_ids: Sequence[str]) -> Mapping[str, str]:
        """Return the state of each campaign, if the service tells it."""
        states: dict[str, str] = {}
        for start in range(0, len(campaign_ids), _STATES_AT_ONCE):
            some = campaign_ids[start : start + _STATES_AT_ONCE]
            answer = self._read_campaigns("GetCampaignStateBatch", campaignIds=list(some))
            found = answer.get("successfulRequests") or ()
            states |= {each["campaignId"]: each["state"] for each in found if "campaignId" in each and "state" in each}
        return states

    def _triggers(self, *, needs_it_now: bool) -> list[Usage]:
        found: list[Usage] = []
        for page in self._read.pages("ListEventTriggers", "Items", DomainName=self._domain, MaxResults=_TRIGGERS_A_PAGE):
            for item in page:
                trigger = self._read("GetEventTrigger", DomainName=self._domain, EventTriggerName=item["EventTriggerName"])
                if segment := trigger.get("SegmentFilter"):
                    found.append(trigger_usage({**item, **trigger}, segment, needs_it_now=needs_it_now))
        return found

    def _subscriptions(self) -> Sequence[Usage]:
        try:
            return subscription_usages(self._read("GetStreamForSegments", DomainName=self._domain))
        except NotFound:  # the domain, which was read before, has no stream
            return ()


def _instant(found: Any) -> str:
    """Return when something was made in a form that sorts as text, or an empty text if it is not known."""
    if not isinstance(found, datetime):
        return ""
    aware = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
