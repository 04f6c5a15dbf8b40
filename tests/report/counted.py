"""A plan with people counted on an export: more people, nobody, everybody, a swapped sign, and an imported list that nobody can know."""

from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from segments_as_code.counting import Counting, count_plan
from segments_as_code.model.audience import AudienceView
from segments_as_code.model.document import Location
from segments_as_code.model.plan import Plan
from segments_as_code.model.segment import DeployedSegment, DesiredSegment, Lifecycle, SegmentKind, Target, Usage
from segments_as_code.model.settings import Settings
from segments_as_code.ownership import with_our_tags
from segments_as_code.plan.audience_gate import find_broken_limits, refuse_broken_limits, seal
from segments_as_code.plan.changes import find_changes
from segments_as_code.plan.digest import with_fingerprints
from segments_as_code.plan.planner import make_plan
from segments_as_code.plan.policy_gate import NO_LABELS
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.providers.pinpoint.provider import PinpointDialect
from segments_as_code.proving import judge
from segments_as_code.report.page import PageContext
from segments_as_code.report.plan_report import render_plan_comment

PINPOINT = PinpointDialect()
TARGET = Target("pinpoint", "app-123456", "eu-west-1", "octo/segments")
BEFORE: dict[str, Any] = {
    "Loyal customers": {"Attributes": {"customerType": {"AttributeType": "INCLUSIVE", "Values": ["loyal"]}}},
    "iPhone users": {"Demographic": {"Platform": {"DimensionType": "INCLUSIVE", "Values": ["iOS"]}}},
    "Not opted out of sales": {"Attributes": {"sales": {"AttributeType": "EXCLUSIVE", "Values": ["no", "never"]}}},
    "Few orders": {"Metrics": {"orders": {"ComparisonOperator": "LESS_THAN", "Value": 3}}},
    "Winter guests": {"Attributes": {"customerType": {"AttributeType": "INCLUSIVE", "Values": ["loyal", "new"]}}},
}
AFTER: dict[str, Any] = {
    "Loyal customers": {"Attributes": {"customerType": {"AttributeType": "INCLUSIVE", "Values": ["loyal", "vip"]}}},
    "iPhone users": {"Demographic": {"Platform": {"DimensionType": "INCLUSIVE", "Values": ["ios"]}}},
    "Not opted out of sales": {"Attributes": {"sales": {"AttributeType": "EXCLUSIVE", "Values": ["never"]}}},
    "Few orders": {"Metrics": {"orders": {"ComparisonOperator": "GREATER_THAN", "Value": 3}}},
    "Winter guests": {"Attributes": {"customerType": {"AttributeType": "INCLUSIVE", "Values": ["loyal"]}}},
}


def _definition(name: str, block: Any) -> Any:
    sources: Any = [{"Id": "imported-1"}] if name == "Winter guests" else []
    group: Any = {"Type": "ALL", "SourceType": "ANY", "SourceSegments": sources, "Dimensions": [block]}
    return PINPOINT.canonical({"Name": name, "SegmentGroups": {"Include": "ALL", "Groups": [group]}})


def _key(name: str) -> str:
    return f"retail/{name.lower().replace(' ', '-')}"


def _people() -> str:
    people = [
        {
            "Attributes": {"customerType": [("loyal", "vip", "new")[index % 17 % 3]], "sales": ["no"] if index % 100 == 0 else []},
            "Metrics": {"orders": index % 11},
            "Demographic": {"Platform": "iOS" if index % 3 else "Android"},
            "OptOut": "ALL" if index % 13 == 0 else "NONE",
        }
        for index in range(20_000)
    ]
    return "".join(f"{json.dumps(person)}\n" for person in people)


def _plan() -> Plan:
    desired = [
        DesiredSegment(_key(name), name, _definition(name, said), {}, Lifecycle(), Location(f"segments/{_key(name)}.yaml"))
        for name, said in AFTER.items()
    ]
    deployed = [
        DeployedSegment(
            f"id-{index}", f"arn:{index}", name, 1, _definition(name, said), with_our_tags({}, key=_key(name), owner=TARGET.owner)
        )
        for index, (name, said) in enumerate(BEFORE.items())
    ]
    guests = DeployedSegment("imported-1", "arn:i", "Guest list 2025", 1, {"Name": "Guest list 2025"}, {}, SegmentKind.IMPORTED)
    live = [
        Usage(f"id-{index}", "campaign", f"c{index}", name, "SCHEDULED", live=True) for index, name in ((0, "Winter sale"), (1, "App news"))
    ]
    difference = find_changes(desired, [*deployed, guests], owner=TARGET.owner, dialect=PINPOINT)
    plan = make_plan(difference, desired, [*deployed, guests], live, target=TARGET, policy=DeletePolicy(), dialect=PINPOINT)
    return with_fingerprints(plan, PINPOINT)


def counted() -> str:
    """Return the comment of a plan that is refused for its numbers; the export is one of last month."""
    plan = _plan()
    verdicts = judge(plan, PINPOINT)
    with TemporaryDirectory() as folder:
        export = Path(folder) / "2026-10-28"
        export.mkdir()
        (export / "part-0.json").write_text(_people())
        (export / "export-job.json").write_text(json.dumps({"JobStatus": "COMPLETED", "CompletionDate": "2026-10-28T18:02:00Z"}))
        audience = count_plan(plan, PINPOINT, Settings(), verdicts, Counting(str(export)))
    broken = find_broken_limits(plan, audience, PINPOINT.nouns)
    refused = refuse_broken_limits(plan, broken, NO_LABELS)
    context = PageContext(
        target="app-123456/eu-west-1",
        head="a1b2c3d4" * 5,
        files="https://github.example/octo/segments/blob/a1b2c3d/",
        run="https://github.example/octo/segments/actions/runs/42",
        verdicts=verdicts,
        audience=AudienceView(audience),
        limits=seal(broken),
    )
    return render_plan_comment(refused, (), PINPOINT, context)
