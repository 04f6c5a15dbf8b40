"""The IAM policies in ``examples/iam/customer-profiles`` against the calls that are made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aws_emulator.customer_profiles.behaviour import Behaviour
from segments_as_code.model.plan import Applied
from segments_as_code.providers.customer_profiles.api import CAMPAIGN_READS, ESTIMATES, READS, WRITES
from tests.providers.customer_profiles.service import DOMAIN, apply, definition_of, desired, plan_of, running

IAM = Path(__file__).parents[3] / "examples" / "iam" / "customer-profiles"


def statements(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((IAM / f"{name}-policy.json").read_text())["Statement"]
    assert {statement["Effect"] for statement in found} == {"Allow"}
    return found


def allowed(name: str) -> set[str]:
    return {action.partition(":")[2] for statement in statements(name) for action in statement["Action"]}


def calls_of(behaviour: Behaviour) -> tuple[set[str], set[str]]:
    """Return the operations of plans with every kind of change, and those of their applies."""
    planning, applying = set[str](), set[str]()
    before = [desired("a", definition_of("A", "a"), team="crm"), desired("b"), desired("c", team="crm"), *map(desired, "defgh")]
    after = [desired("a", definition_of("A", "z"), team="crm"), desired("c"), *map(desired, "defgh")]
    trigger: Any = {"EventTriggerName": "t", "SegmentFilter": "h"}
    campaign: Any = {"id": "c1", "state": "Running", "source": {"customerProfilesSegmentArn": f"domains/{DOMAIN}/segment-definitions/h"}}
    with running(behaviour) as emulator:
        emulator.load_seed({"domains": [{"DomainName": DOMAIN, "event_triggers": [trigger]}], "outbound_campaigns": [campaign]})
        for files in (before, after):
            emulator.forget_requests()
            plan = plan_of(emulator, *files)
            planning |= {request.operation for request in emulator.requests}
            assert all(isinstance(outcome, Applied) for outcome in apply(emulator, plan))
            applying |= {request.operation for request in emulator.requests}
    return planning, applying


@pytest.fixture(scope="module")
def calls() -> tuple[set[str], set[str]]:
    plain, asking = calls_of(Behaviour()), calls_of(Behaviour(tags_in_list=False, tags_in_get=False, tags_in_write=False))
    return plain[0] | asking[0], plain[1] | asking[1]


def test_the_plan_policy_allows_exactly_the_calls_that_plans_make(calls: tuple[set[str], set[str]]) -> None:
    assert allowed("plan") == calls[0]


def test_the_apply_policy_allows_exactly_the_calls_that_plan_and_apply_make(calls: tuple[set[str], set[str]]) -> None:
    assert allowed("apply") == calls[1]


def test_what_the_code_can_call_is_what_the_policies_allow() -> None:
    assert allowed("plan") == READS | CAMPAIGN_READS
    assert allowed("apply") == READS | CAMPAIGN_READS | WRITES


def test_nothing_that_writes_reaches_beyond_the_domain() -> None:
    writing = [statement for statement in statements("apply") if WRITES & {action.partition(":")[2] for action in statement["Action"]}]
    resources = {resource for statement in writing for resource in statement["Resource"]}
    assert resources == {
        "arn:aws:profile:REGION:ACCOUNT_ID:domains/DOMAIN",
        "arn:aws:profile:REGION:ACCOUNT_ID:domains/DOMAIN/segment-definitions/*",
    }


def test_the_policy_of_estimates_allows_exactly_its_calls_and_no_other_policy_allows_them() -> None:
    assert allowed("estimate") == ESTIMATES
    assert ESTIMATES.isdisjoint(allowed("plan") | allowed("apply"))
    (statement,) = statements("estimate")
    assert statement["Resource"] == "arn:aws:profile:REGION:ACCOUNT_ID:domains/DOMAIN"
