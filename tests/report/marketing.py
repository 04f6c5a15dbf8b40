"""One day's pull request of a marketing team, planned by the real steps from real files and an embedded Pinpoint.

Two audiences change, one of which feeds a campaign that is about to run and the other a journey that is under way; one is new, one goes.
"""

from __future__ import annotations

from functools import cache

from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from segments_as_code.model.audience import Audience, AudienceSource, AudienceView, Counts
from segments_as_code.model.plan import Plan
from segments_as_code.model.problem import Problem
from segments_as_code.model.segment import Target
from segments_as_code.ownership import with_our_tags
from segments_as_code.pipeline import check_definitions, propose
from segments_as_code.plan.digest import with_fingerprints
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.providers.pinpoint.reader import PinpointReader
from tests.fakes import FakeFiles

DIALECT = PinpointDialect()
_APP, _OWNER, _REGION = "app-123456", "octo/audiences", "eu-west-1"
_NEWSLETTER = "5e0c7a1be2f94d20a3b86c1f4d7e9a02"

_FILES = {
    "segments/crm/reachable.yaml": """\
Name: Reachable by e-mail
Dimensions:
  Demographic:
    Channel: {DimensionType: INCLUSIVE, Values: [EMAIL]}
  UserAttributes:
    consent: {AttributeType: INCLUSIVE, Values: ["yes"]}
""",
    "segments/retail/loyal.yaml": """\
Name: Loyal customers
SegmentGroups:
  Include: ALL
  Groups:
    - SourceSegments: [{Ref: crm/reachable}]
      SourceType: ALL
      Type: ALL
      Dimensions:
        - Attributes:
            customerType: {AttributeType: INCLUSIVE, Values: [loyal, vip]}
          Location:
            Country: {DimensionType: INCLUSIVE, Values: [CH, DE]}
    # never our own people
    - Type: NONE
      SourceType: ALL
      Dimensions:
        - UserAttributes:
            role: {AttributeType: INCLUSIVE, Values: [staff, tester]}
""",
    "segments/retail/big-spenders.yaml": f"""\
Name: Big spenders
SegmentGroups:
  Include: ALL
  Groups:
    - SourceSegments: [{{Id: {_NEWSLETTER}}}]
      SourceType: ALL
      Type: ANY
      Dimensions:
        - Metrics:
            spentEuro: {{ComparisonOperator: GREATER_THAN_OR_EQUAL, Value: 300}}
        - Metrics:
            orders: {{ComparisonOperator: GREATER_THAN_OR_EQUAL, Value: 10}}
          Behavior:
            Recency: {{Duration: DAY_30, RecencyType: ACTIVE}}
""",
    "segments/retail/new-parents.yaml": """\
Name: New parents
Dimensions:
  UserAttributes:
    interests: {AttributeType: CONTAINS, Values: [baby, toddler]}
  Attributes:
    lastPurchase: {AttributeType: AFTER, Values: ["2026-09-01T00:00:00Z"]}
""",
    "segments/retail/winter-mailing.yaml": """\
Name: Winter mailing
SegmentGroups:
  Include: ALL
  Groups:
    - {SourceSegments: [{Ref: retail/loyal}], SourceType: ALL, Type: ALL}
""",
}


_REACHABLE, _LOYAL, _SPENDERS = (digits * 16 for digits in ("1a", "2b", "3c"))


def _values(kind: str, *found: str) -> Json:
    return {kind: "INCLUSIVE", "Values": list(found)}


def _group(source: str | None, *blocks: Json, how: str = "ALL") -> Json:
    return {"SourceSegments": [{"Id": source}] if source else [], "SourceType": "ALL", "Type": how, "Dimensions": list(blocks)}


def _ours(key: str, id_: str, name: str, version: int, definition: dict[str, Json]) -> Json:
    tags: Json = dict(with_our_tags({}, key=key, owner=_OWNER))
    return {"Id": id_, "Name": name, "Version": version, **definition, "tags": tags}


def _grouped(*groups: Json) -> dict[str, Json]:
    return {"SegmentGroups": {"Include": "ALL", "Groups": list(groups)}}


def _segments() -> list[Json]:
    """Return what is deployed before: five segments of ours, and one that others made by hand."""
    attributes: Json = {"customerType": _values("AttributeType", "loyal")}
    loyal: Json = {"Attributes": attributes, "Location": {"Country": _values("DimensionType", "AT", "CH", "DE")}}
    staff: Json = {"UserAttributes": {"role": _values("AttributeType", "staff", "tester")}}
    spent: Json = {"Metrics": {"spentEuro": {"ComparisonOperator": "GREATER_THAN_OR_EQUAL", "Value": 500}}}
    consent: Json = {"consent": _values("AttributeType", "yes")}
    reachable: Json = {"Demographic": {"Channel": _values("DimensionType", "EMAIL")}, "UserAttributes": consent}
    trial: Json = {"Attributes": {"trial": _values("AttributeType", "spring-2026")}}
    weekly: Json = {"UserAttributes": {"newsletter": _values("AttributeType", "weekly")}}
    return [
        _ours("crm/reachable", _REACHABLE, "Reachable by e-mail", 1, {"Dimensions": reachable}),
        _ours("retail/loyal", _LOYAL, "Loyal customers", 3, _grouped(_group(_REACHABLE, loyal), _group(None, staff, how="NONE"))),
        _ours("retail/big-spenders", _SPENDERS, "Big spenders", 2, _grouped(_group(_NEWSLETTER, spent))),
        _ours("retail/spring-trial", "4d" * 16, "Spring trial", 1, {"Dimensions": trial}),
        _ours("retail/winter-mailing", "5e" * 16, "Winter mailing", 1, _grouped(_group(_LOYAL))),
        {"Id": _NEWSLETTER, "Name": "Newsletter readers", "Dimensions": weekly},
    ]


def _seed() -> dict[str, Json]:
    sale: Json = {
        "Id": "c-1",
        "Name": "Winter sale",
        "SegmentId": _LOYAL,
        "SegmentVersion": 3,
        "Schedule": {"Frequency": "ONCE", "StartTime": "2026-12-01T09:00:00Z"},
        "State": {"CampaignStatus": "SCHEDULED"},
    }
    entry: Json = {"SegmentStartCondition": {"SegmentId": _SPENDERS}}
    thanks: Json = {"Id": "j-1", "Name": "Thank you", "State": "ACTIVE", "StartCondition": entry}
    return {"applications": [{"Id": _APP, "segments": _segments(), "campaigns": [sale], "journeys": [thanks]}]}


def counted(plan: Plan) -> AudienceView:
    """Return numbers for the plan, as an export would give them; of Big spenders it has none, because a list decides who is in it."""
    loyal = Counts(before=12_340, after=13_052, both=11_412, gained=1_640, lost=928)
    segments = {"retail/loyal": loyal, "retail/winter-mailing": loyal}
    segments |= {"retail/spring-trial": Counts(before=310), "retail/new-parents": Counts(after=8_410)}
    source = AudienceSource("export", DIALECT.name, _APP, _REGION, export="endpoints-2026-11-27")
    return AudienceView(Audience("2026-11-27T18:00:00Z", source, plan.digest, segments, population=1_204_331))


@cache
def marketing() -> tuple[Plan, tuple[Problem, ...]]:
    """Return the plan, and what is to be said of the files."""
    checked = check_definitions(FakeFiles(_FILES), DIALECT, scope=_APP)
    with Emulator(region=_REGION, seed=_seed()) as emulator:
        reader = PinpointReader(Connection(_APP, _REGION, emulator.endpoint_url), DIALECT)
        target = Target(DIALECT.name, _APP, _REGION, _OWNER)
        plan = propose(checked.segments, reader, DIALECT, target=target, policy=DeletePolicy())
        return with_fingerprints(plan, DIALECT), checked.problems
