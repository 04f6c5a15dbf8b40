"""The operations that are emulated, by the model's names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from aws_emulator.core.account import Account
from aws_emulator.core.types import Call, Json
from aws_emulator.pinpoint.operations import applications, campaigns, imports, journeys, segments, tags

Carrying: TypeAlias = Callable[[Account, Call], Json]
"""Carries one operation out and returns the body of its answer, None for none; raises ApiError."""

OPERATIONS: Mapping[str, Carrying] = {
    "CreateApp": applications.create,
    "GetApp": applications.get,
    "GetApps": applications.list_all,
    "DeleteApp": applications.delete,
    "CreateSegment": segments.create,
    "GetSegment": segments.get,
    "GetSegments": segments.list_all,
    "UpdateSegment": segments.update,
    "DeleteSegment": segments.delete,
    "GetSegmentVersion": segments.get_version,
    "GetSegmentVersions": segments.list_versions,
    "TagResource": tags.tag,
    "UntagResource": tags.untag,
    "ListTagsForResource": tags.list_tags,
    "CreateImportJob": imports.create,
    "GetImportJob": imports.get,
    "GetImportJobs": imports.list_all,
    "GetSegmentImportJobs": imports.list_of_segment,
    "GetExportJobs": imports.list_exports,
    "GetSegmentExportJobs": imports.list_exports,
    "CreateCampaign": campaigns.create,
    "GetCampaign": campaigns.get,
    "GetCampaigns": campaigns.list_all,
    "UpdateCampaign": campaigns.update,
    "DeleteCampaign": campaigns.delete,
    "CreateJourney": journeys.create,
    "GetJourney": journeys.get,
    "ListJourneys": journeys.list_all,
    "UpdateJourney": journeys.update,
    "UpdateJourneyState": journeys.update_state,
    "DeleteJourney": journeys.delete,
}

STILL_ANSWERING = frozenset({"CreateApp", "GetApp", "GetApps", "DeleteApp", "TagResource", "UntagResource", "ListTagsForResource"})
"""What goes on after the end of support, as AWS's migration guide has it: everything but segments, campaigns, journeys and jobs."""
