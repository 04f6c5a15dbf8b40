"""The parts of both APIs that are used: their names, the calls for reading and writing, and the rates that they are kept to."""

from __future__ import annotations

from dataclasses import dataclass

from segments_as_code.providers.aws.errors import Service
from segments_as_code.providers.aws.rate_limit import Quota

PROFILES = Service(
    "customer-profiles",
    "Amazon Connect Customer Profiles",
    "profile",
    "domain",
    if_denied="If a KMS key of your own encrypts the domain, the role may need kms:Decrypt and kms:GenerateDataKey on that key too.",
)
CAMPAIGNS = Service("connectcampaignsv2", "Amazon Connect outbound campaigns", "connect-campaigns", "domain")

READS = frozenset(
    {
        "GetEventTrigger",
        "GetSegmentDefinition",
        "GetStreamForSegments",
        "ListEventTriggers",
        "ListSegmentDefinitions",
        "ListTagsForResource",
    }
)
"""Every operation of Customer Profiles that a plan can make."""

CAMPAIGN_READS = frozenset({"DescribeCampaign", "GetCampaignStateBatch", "ListCampaigns"})
"""Every operation of outbound campaigns that a plan can make. Nothing writes to campaigns."""

WRITES = frozenset({"CreateSegmentDefinition", "DeleteSegmentDefinition", "TagResource", "UntagResource"})
"""Every operation that an apply can make in addition to those of a plan."""

ESTIMATES = frozenset({"CreateSegmentEstimate", "GetSegmentEstimate"})
"""Every operation that ``segments audience --estimate`` can make to estimate; IAM counts the first as a write."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Requests a second of each operation. AWS publishes none for segments.

    ``reads`` and ``writes`` are those of neighbouring operations (Amazon Connect administrator guide, "Customer Profiles API
    throttling quotas"), the others those of outbound campaigns, in the same guide (both read 2026-11-27).
    """

    reads: float = 5
    writes: float = 1
    campaign_reads: float = 5
    campaign_descriptions: float = 25

    def of_reads(self) -> Quota:
        """Return the quota of the operations that read Customer Profiles."""
        return Quota(self.reads, max(1, int(self.reads)), tuple(sorted(READS)))

    def of_writes(self) -> Quota:
        """Return the quota of the operations that write."""
        return Quota(self.writes, max(1, int(self.writes)), tuple(sorted(WRITES)))

    def of_estimates(self) -> tuple[Quota, ...]:
        """Return the quotas of the operations that begin an estimate, as a write, and that return its result, as a read."""
        return (
            Quota(self.writes, max(1, int(self.writes)), ("CreateSegmentEstimate",)),
            Quota(self.reads, max(1, int(self.reads)), ("GetSegmentEstimate",)),
        )

    def of_campaigns(self) -> Quota:
        """Return the quota of the listings of campaigns."""
        return Quota(self.campaign_reads, max(1, int(self.campaign_reads)), ("ListCampaigns", "GetCampaignStateBatch"))

    def of_descriptions(self) -> Quota:
        """Return the quota of the operation that names a campaign's segment."""
        return Quota(self.campaign_descriptions, max(1, int(self.campaign_descriptions)), ("DescribeCampaign",))
