"""A policy keeps its hold on segments of Customer Profiles that are recreated, or that come back under another key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from segments_as_code.model.document import Definition, Location
from segments_as_code.model.plan import Create, Delete, Plan, Recreate
from segments_as_code.model.policy import Compared, Policy, PolicyReport, Rule, Selector
from segments_as_code.model.problem import Severity
from segments_as_code.model.segment import DeployedSegment, DesiredSegment
from segments_as_code.ownership import with_our_tags
from segments_as_code.pipeline import CheckResult
from segments_as_code.plan.policy_gate import NO_LABELS, refuse_broken
from segments_as_code.proving import weigh_policies
from segments_as_code.recreation import with_fingerprint
from tests.builders import OWNER, planned
from tests.providers.customer_profiles.service import DIALECT, desired


def definition(name: str, **attributes: str) -> Definition:
    """Return who has all of these attributes."""
    blocks: Any = [
        {"ProfileAttributes": {"Attributes": {member: {"DimensionType": "INCLUSIVE", "Values": [value]}}}}
        for member, value in attributes.items()
    ]
    group: Any = {"SourceType": "ALL", "Type": "ALL", "Dimensions": blocks}
    return DIALECT.canonical({"DisplayName": name, "SegmentGroups": {"Include": "ALL", "Groups": [group]}})


CONSENTED = definition("Consented", consent="yes")
BOTH, VIPS = definition("VIPs", consent="yes", tier="vip"), definition("VIPs", tier="vip")


def there(key: str, of: Definition) -> DeployedSegment:
    tags = with_fingerprint(with_our_tags({}, key=key, owner=OWNER), of)
    name = key.replace("/", "-")
    return DeployedSegment(name, f"arn:{name}", str(of["DisplayName"]), None, of, tags, made="2026-11-27T00:00:01.000000Z")


def under(key: str, of: Definition, name: str) -> DesiredSegment:
    """Return a desired segment that says what it is called in its domain."""
    return replace(desired(key, of), id=name, names_its_id=True)


def policy(rule: Rule, *compared: Compared) -> Policy:
    rules = ((rule, compared[0] if compared else None),)
    return Policy("consent", (Selector("legal/**"),), (), rules, (), Severity.ERROR, True, False, Location("policies.yaml"))


def weigh(one: Policy, files: Sequence[DesiredSegment], deployed: Sequence[DeployedSegment]) -> tuple[Plan, PolicyReport]:
    plan = planned(files, deployed, dialect=DIALECT)
    return plan, weigh_policies(plan, CheckResult(None, tuple(files), (), policies=(one,)), DIALECT)


WITHIN = policy("within", Compared(definition=CONSENTED))


def test_a_recreation_is_held_to_what_it_would_break() -> None:
    files = [under("legal/a", VIPS, "legal-a")]
    plan, report = weigh(WITHIN, files, [there("legal/a", BOTH)])
    assert [type(change) for change in plan.changes] == [Recreate]
    (result,) = report.results
    assert (result.key, result.person, result.is_old, result.stops) == ("legal/a", "tier “vip”", False, True)
    assert [refusal.code for refusal in refuse_broken(plan, report, NO_LABELS, whose="of the base").refusals] == ["policy-broken"]
    assert weigh(policy("never-wider"), files, [there("legal/a", BOTH)])[1].results[0].key == "legal/a"


def test_a_recreation_that_stays_within_it_passes() -> None:
    assert weigh(WITHIN, [under("legal/a", BOTH, "legal-a")], [there("legal/a", CONSENTED)])[1].results == ()


@pytest.mark.parametrize("name", ["a", "legal-a--renamed"])
def test_another_key_and_another_name_in_the_domain_take_no_segment_out_of_reach(name: str) -> None:
    plan, report = weigh(WITHIN, [under("a", VIPS, name)], [there("legal/a", BOTH)])
    assert {type(change) for change in plan.changes} == {Create, Delete}
    (result,) = report.results
    assert (result.key, result.was, result.stops) == ("a", "legal/a", True)


def test_a_segment_that_has_nothing_of_it_is_out_of_reach() -> None:
    other = replace(under("a", definition("Others", tier="gold"), "a"))
    assert weigh(WITHIN, [other], [there("legal/a", BOTH)])[1].results == ()
