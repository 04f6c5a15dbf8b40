"""The embedded Amazon Pinpoint: its operations, rates, seed and end of support, on the core."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aws_emulator.core.account import AccountSettings
from aws_emulator.core.errors import ApiError, BadRequest, Forbidden, MethodNotAllowed, NotFound
from aws_emulator.core.service import Service
from aws_emulator.core.types import Body, Call, Json
from aws_emulator.pinpoint.account import PinpointAccount
from aws_emulator.pinpoint.behaviour import Behaviour
from aws_emulator.pinpoint.operations import applications, campaigns, imports, journeys, segments
from aws_emulator.pinpoint.seed import check_seed, load_seed

_OPERATIONS: Mapping[str, Callable[[PinpointAccount, Call], Json]] = {
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
    "TagResource": applications.tag,
    "UntagResource": applications.untag,
    "ListTagsForResource": applications.list_tags,
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

_STILL_ANSWERING = frozenset({"CreateApp", "GetApp", "GetApps", "DeleteApp", "TagResource", "UntagResource", "ListTagsForResource"})
"""What still works after the end of support, by AWS's migration guide: all but segments, campaigns, journeys and jobs."""

_SEGMENT_WRITES = frozenset({"CreateSegment", "UpdateSegment", "DeleteSegment"})


class Gone(ApiError):
    """The operation is no longer offered; no model has this class. The option ``end_of_support_answer`` asks for it."""

    status = 410
    code = "GoneException"


_ENDINGS: Mapping[str, type[ApiError]] = {
    "forbidden": Forbidden,
    "not_found": NotFound,
    "bad_request": BadRequest,
    "method_not_allowed": MethodNotAllowed,
    "gone": Gone,
}


class PinpointService(Service[PinpointAccount]):
    """Applications, segments and their versions, tags, campaigns, journeys and import jobs."""

    name = "pinpoint"
    title = "Amazon Pinpoint"
    api_names = ("pinpoint",)
    behaviour_class = Behaviour
    seed_members = ("applications",)
    operations: Mapping[str, Mapping[str, Callable[[PinpointAccount, Call], Json]]] = {"pinpoint": _OPERATIONS}

    @classmethod
    def open(cls, shared: AccountSettings) -> PinpointService:
        """Return the service over an empty or stored account."""
        return cls(PinpointAccount(shared))

    def rate(self, call: Call) -> float:
        """Return the documented rate: one for each of the three segment writes, one for everything else."""
        behaviour = self.account.behaviour
        return behaviour.segment_writes_per_second if call.operation in _SEGMENT_WRITES else behaviour.other_requests_per_second

    def make_container(self, container_id: str) -> None:
        """Create an empty application, unless it exists."""
        if self.account.store.get("application", "", container_id) is None:
            applications.make(self.account, container_id, container_id, {})

    def check_seed(self, seed: Body) -> None:
        """Raise ValueError if the applications of a seed are malformed."""
        check_seed(seed)

    def load_seed(self, seed: Body, *, into_existing: bool) -> None:
        """Create the applications that ``seed`` names."""
        load_seed(self.apis["pinpoint"], self.account, seed, into_existing=into_existing)

    def refuse(self, call: Call) -> None:
        """Raise ApiError after the end of support, if the options say so."""
        behaviour = self.account.behaviour
        if behaviour.segments_end_of_support and call.operation not in _STILL_ANSWERING:
            raise _ENDINGS[behaviour.end_of_support_answer]("Amazon Pinpoint reached its end of support on October 30, 2026.")

    def more_enum_values(self) -> Mapping[str, frozenset[str]]:
        """Return NOT_BETWEEN, if the options say so."""
        return {"AttributeType": frozenset({"NOT_BETWEEN"} if self.account.behaviour.not_between == "accept" else ())}
