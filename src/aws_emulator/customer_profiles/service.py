"""The embedded Customer Profiles and outbound campaigns: operations, rates and seed, on the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aws_emulator.core.account import AccountSettings
from aws_emulator.core.service import Service
from aws_emulator.core.types import Body, Call, Json
from aws_emulator.customer_profiles.account import ProfilesAccount
from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.customer_profiles.operations import audience, campaigns, domains, segments, streams
from aws_emulator.customer_profiles.operations.definitions import CALCULATED_ATTRIBUTE, EVENT_TRIGGER
from aws_emulator.customer_profiles.seed import check_seed, load_seed

_CUSTOMER_PROFILES: Mapping[str, Callable[[ProfilesAccount, Call], Json]] = {
    "CreateDomain": domains.create,
    "GetDomain": domains.get,
    "ListDomains": domains.list_all,
    "DeleteDomain": domains.delete,
    "CreateSegmentDefinition": segments.create,
    "GetSegmentDefinition": segments.get,
    "ListSegmentDefinitions": segments.list_all,
    "DeleteSegmentDefinition": segments.delete,
    "TagResource": domains.tag,
    "UntagResource": domains.untag,
    "ListTagsForResource": domains.list_tags,
    "CreateSegmentEstimate": audience.create_estimate,
    "GetSegmentEstimate": audience.get_estimate,
    "CreateSegmentSnapshot": audience.create_snapshot,
    "GetSegmentSnapshot": audience.get_snapshot,
    "GetSegmentMembership": audience.get_membership,
    "CreateProfile": audience.create_profile,
    "CreateCalculatedAttributeDefinition": CALCULATED_ATTRIBUTE.create,
    "GetCalculatedAttributeDefinition": CALCULATED_ATTRIBUTE.get,
    "ListCalculatedAttributeDefinitions": CALCULATED_ATTRIBUTE.list_all,
    "DeleteCalculatedAttributeDefinition": CALCULATED_ATTRIBUTE.delete,
    "CreateEventTrigger": EVENT_TRIGGER.create,
    "GetEventTrigger": EVENT_TRIGGER.get,
    "ListEventTriggers": EVENT_TRIGGER.list_all,
    "DeleteEventTrigger": EVENT_TRIGGER.delete,
    "AssociateStreamForSegments": streams.associate,
    "GetStreamForSegments": streams.get,
    "DisassociateStreamForSegments": streams.disassociate,
    "PutSegmentSubscription": streams.put_subscription,
    "GetSegmentSubscription": streams.get_subscription,
    "DeleteSegmentSubscription": streams.delete_subscription,
    "ListSegmentSubscriptionEvents": streams.list_events,
}

_CAMPAIGNS: Mapping[str, Callable[[ProfilesAccount, Call], Json]] = {
    "CreateCampaign": campaigns.create,
    "DescribeCampaign": campaigns.describe,
    "ListCampaigns": campaigns.list_all,
    "GetCampaignState": campaigns.get_state,
    "GetCampaignStateBatch": campaigns.get_states,
    "UpdateCampaignSource": campaigns.update_source,
    "StartCampaign": campaigns.move_to("StartCampaign"),
    "PauseCampaign": campaigns.move_to("PauseCampaign"),
    "ResumeCampaign": campaigns.move_to("ResumeCampaign"),
    "StopCampaign": campaigns.move_to("StopCampaign"),
    "DeleteCampaign": campaigns.delete,
    "TagResource": domains.tag,
    "UntagResource": domains.untag,
    "ListTagsForResource": domains.list_tags,
}

_CAMPAIGN_READS = frozenset({"ListCampaigns", "GetCampaignState", "GetCampaignStateBatch"})
_READS = ("Get", "List")


class CustomerProfilesService(Service[ProfilesAccount]):
    """Domains, segment definitions, tags, estimates, snapshots, membership, and what uses a segment."""

    name = "customer-profiles"
    title = "Amazon Connect Customer Profiles"
    api_names = ("customer-profiles", "connectcampaignsv2")
    behaviour_class = Behaviour
    seed_members = ("domains", "outbound_campaigns")
    operations: Mapping[str, Mapping[str, Callable[[ProfilesAccount, Call], Json]]] = {
        "customer-profiles": _CUSTOMER_PROFILES,
        "connectcampaignsv2": _CAMPAIGNS,
    }

    @classmethod
    def open(cls, shared: AccountSettings) -> CustomerProfilesService:
        """Return the service over an empty or stored account."""
        return cls(ProfilesAccount(shared))

    def rate(self, call: Call) -> float:
        """Return the rate for the operation from the options: AWS documents none for segments."""
        behaviour = self.account.behaviour
        if call.operation == "DescribeCampaign":
            return behaviour.campaign_descriptions_per_second
        if call.operation in _CAMPAIGN_READS:
            return behaviour.campaign_reads_per_second
        return behaviour.reads_per_second if call.operation.startswith(_READS) else behaviour.writes_per_second

    def make_container(self, container_id: str) -> None:
        """Create an empty domain, unless it exists."""
        if self.account.store.get("domain", "", container_id) is None:
            self.account.store.write(domains.domain_writes(self.account, container_id, {}))

    def check_seed(self, seed: Body) -> None:
        """Raise ValueError if the domains or campaigns of a seed are malformed."""
        check_seed(self.apis, seed)

    def load_seed(self, seed: Body, *, into_existing: bool) -> None:
        """Create the domains and campaigns that ``seed`` names."""
        load_seed(self.account, seed, into_existing=into_existing)
