"""The IAM policies in ``examples/iam`` against the calls that are made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour
from segments_as_code.model.segment import Target
from segments_as_code.pipeline import carry_out, check_definitions, propose, propose_rollback, trace_drift
from segments_as_code.plan.safety import DeletePolicy
from segments_as_code.ports import Connection
from segments_as_code.providers.pinpoint.api import READS, WRITES
from segments_as_code.providers.registry import PROVIDERS
from tests.fakes import FakeFiles

IAM = Path(__file__).parents[3] / "examples" / "iam"
APP = "app-123456"

BEFORE = {
    "segments/a.yaml": "Name: A\nDimensions: {Attributes: {x: {AttributeType: INCLUSIVE, Values: [a]}}}\nTags: {team: crm}\n",
    "segments/b.yaml": "Name: B\nDimensions: {Attributes: {x: {AttributeType: INCLUSIVE, Values: [b]}}}\n",
    **{
        f"segments/k{n}.yaml": f"Name: K{n}\nDimensions: {{Attributes: {{x: {{AttributeType: INCLUSIVE, Values: [k{n}]}}}}}}\n"
        for n in range(4)
    },
}
AFTER = {path: text.replace("[a]", "[z]").replace("crm", "web") for path, text in BEFORE.items() if path != "segments/b.yaml"}


def allowed(name: str) -> set[str]:
    policy = json.loads((IAM / f"{name}-policy.json").read_text())
    assert {statement["Effect"] for statement in policy["Statement"]} == {"Allow"}
    return {action.removeprefix("mobiletargeting:") for statement in policy["Statement"] for action in statement["Action"]}


def calls_of(behaviour: Behaviour) -> tuple[set[str], set[str]]:
    """Return the operations of a plan with every kind of change and of a drift report, and those of its apply and of a rollback."""
    provider = PROVIDERS["pinpoint"]()
    target = Target("pinpoint", APP, "eu-west-1", "octo/segments")
    planning, applying = set[str](), set[str]()
    with Emulator(applications=[APP], region="eu-west-1", behaviour=behaviour) as emulator:
        connection = Connection(APP, "eu-west-1", emulator.endpoint_url)
        reader, writer = provider.open_reader(connection), provider.open_writer(connection)
        for texts in (BEFORE, AFTER):
            desired = _segments(texts)
            emulator.forget_requests()
            plan = propose(desired, reader, provider.dialect, target=target, policy=DeletePolicy())
            planning |= {request.operation for request in emulator.requests}
            carry_out(plan, reader, writer, provider.dialect, report=lambda _: None)
            applying |= {request.operation for request in emulator.requests}
        emulator.forget_requests()
        trace_drift(propose(_segments(BEFORE), reader, provider.dialect, target=target, policy=DeletePolicy()), reader, provider.dialect)
        planning |= {request.operation for request in emulator.requests}
        plan = propose_rollback("a", 1, reader, provider.dialect, target=target)
        carry_out(plan, reader, writer, provider.dialect, report=lambda _: None)
        applying |= {request.operation for request in emulator.requests}
    return planning, applying


def _segments(texts: Mapping[str, str]) -> tuple:  # type: ignore[type-arg]  # of desired segments
    checked = check_definitions(FakeFiles(texts), PROVIDERS["pinpoint"]().dialect, scope=APP)
    assert checked.problems == ()
    return checked.segments


@pytest.fixture(scope="module")
def calls() -> tuple[set[str], set[str]]:
    plain = calls_of(Behaviour())
    asking = calls_of(Behaviour(tags_in_list=False, tags_in_get=False, tags_in_write=False))
    return plain[0] | asking[0], plain[1] | asking[1]


def test_the_plan_policy_allows_exactly_the_calls_that_plans_make(calls: tuple[set[str], set[str]]) -> None:
    assert allowed("plan") == calls[0]


def test_the_apply_policy_allows_exactly_the_calls_that_plan_apply_and_rollback_make(calls: tuple[set[str], set[str]]) -> None:
    assert allowed("apply") == calls[1]


def test_what_the_code_can_call_is_what_the_policies_allow() -> None:
    assert allowed("apply") == READS | WRITES
    assert allowed("plan") < READS
