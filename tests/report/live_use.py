"""A plan on a domain of Customer Profiles that is refused, because a running campaign would miss the segment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from segments_as_code.model.audience import Audience, AudienceSource, AudienceView, Counts
from segments_as_code.model.document import Definition, Location
from segments_as_code.ownership import with_our_tags
from segments_as_code.proving import judge
from segments_as_code.recreation import with_fingerprint
from segments_as_code.report.page import PageContext
from segments_as_code.report.plan_report import render_plan_comment
from tests.providers.customer_profiles.service import DIALECT, DOMAIN, REGION, TARGET, Clock, desired, plan_of, running


def regulars(*orders: str) -> Definition:
    """Return who orders often in the north."""
    country: Any = {"ProfileAttributes": {"Address": {"Country": {"DimensionType": "INCLUSIVE", "Values": ["DK", "NO", "SE"]}}}}
    often: Any = {"CalculatedAttributes": {"orders": {"DimensionType": "GREATER_THAN_OR_EQUAL", "Values": [*orders]}}}
    group: Any = {"SourceType": "ALL", "Type": "ALL", "Dimensions": [country, often]}
    return DIALECT.canonical({"DisplayName": "Nordic regulars", "SegmentGroups": {"Include": "ALL", "Groups": [group]}})


def in_live_use() -> str:
    """Return the comment of the refused plan, with estimates of an earlier step."""
    old, new = (desired("nordic-regulars", regulars(orders)) for orders in ("5", "3"))
    tags = with_fingerprint(with_our_tags({}, key=old.key, owner=TARGET.owner), old.definition)
    segment: Any = {**old.definition, "SegmentDefinitionName": old.key, "Tags": tags}
    source: Any = {"customerProfilesSegmentArn": f"domains/{DOMAIN}/segment-definitions/{old.key}"}
    campaign: Any = {"id": "summer", "name": "Midsummer sale", "state": "Running", "source": source}
    clock = Clock()
    with running(clock=clock) as emulator:
        attributes: Any = [{"CalculatedAttributeName": "orders"}]
        domain: Any = {"DomainName": DOMAIN, "segments": [segment], "calculated_attributes": attributes}
        emulator.load_seed({"domains": [domain], "outbound_campaigns": [campaign]})
        plan = plan_of(emulator, replace(new, location=Location("segments/nordic-regulars.yaml", 1)), clock=clock)
    source_of_numbers = AudienceSource("estimate", DIALECT.name, DOMAIN, REGION)
    numbers = Audience("2026-12-01T08:41:14Z", source_of_numbers, plan.digest, {new.key: Counts(before=8_410, after=12_765)})
    context = PageContext(
        target=f"{DOMAIN}/{REGION}",
        head="a1b2c3d4" * 5,
        files="https://github.example/octo/segments/blob/a1b2c3d/",
        run="https://github.example/octo/segments/actions/runs/42",
        verdicts=judge(plan, DIALECT),
        audience=AudienceView(numbers),
    )
    return render_plan_comment(plan, (), DIALECT, context)
