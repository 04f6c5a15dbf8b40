"""The parts of Pinpoint's API that are used: its names, the calls for reading and writing, and its quota."""

from __future__ import annotations

from segments_as_code.providers.aws.errors import Service
from segments_as_code.providers.aws.rate_limit import Quota

END_OF_SUPPORT = (
    "Amazon Pinpoint's end of support was 2026-10-30, and AWS may refuse segment calls for good: "
    "segments validate works without the service."
)
"""Source: AWS, "Amazon Pinpoint end of support" in the Pinpoint user guide (read 2026-11-23)."""

PINPOINT = Service("pinpoint", "Pinpoint", "mobiletargeting", "application", END_OF_SUPPORT)

READS = frozenset({"GetSegments", "GetSegment", "GetSegmentVersion", "ListTagsForResource", "GetCampaigns", "ListJourneys"})
"""Every operation that a reader can make. A plan makes all of them except GetSegment, which apply makes before each write, and
GetSegmentVersion, which a rollback makes first."""

WRITES = frozenset({"CreateSegment", "UpdateSegment", "DeleteSegment", "TagResource", "UntagResource"})
"""Every operation that an apply can make in addition to those of a plan. ``examples/iam/apply-policy.json`` allows both."""

QUOTA = Quota(rate=25, burst=22, operations=("CreateSegment", "UpdateSegment", "DeleteSegment"))
"""25 requests a second and operation, burst 25: Pinpoint developer guide, "Quotas" (read 2026-11-23). The burst is three
lower, because delayed requests may arrive together with the next ones."""
