"""The options of the embedded Customer Profiles about quotas, page sizes and rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aws_emulator.core.types import items
from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.emulator import Emulator
from tests.emulator.profiles import DOMAIN, serving, where

if TYPE_CHECKING:
    from aws_emulator.core.types import Json
from tests.emulator.profiles import is_created


@pytest.mark.parametrize(("choice", "made"), [("enforce", False), ("ignore", True)])
def test_quotas(choice: str, *, made: bool) -> None:
    many: Json = {f"a{one}": {"DimensionType": "INCLUSIVE", "Values": ["x"]} for one in range(61)}
    behaviour = Behaviour().changed({"quotas": choice})

    assert is_created(behaviour, where({"ProfileAttributes": {"Attributes": many}})) is made
    with serving(behaviour) as profiles:
        for number in range(11):
            profiles.create(f"s{number}")
        for number in range(10):
            profiles.call("put_segment_subscription", SegmentDefinitionName=f"s{number}")
        profiles.call("put_segment_subscription", SegmentDefinitionName="s0")
        if made:
            profiles.call("put_segment_subscription", SegmentDefinitionName="s10")
        else:
            assert profiles.refusal("put_segment_subscription", SegmentDefinitionName="s10")[0] == 400


def test_default_page_size() -> None:
    with serving(Behaviour(default_page_size=2)) as profiles:
        for number in range(3):
            profiles.create(f"s{number}")

        assert len(items(profiles.call("list_segment_definitions"), "Items")) == 2


@pytest.mark.parametrize("choice", ["not_found", "empty"])
def test_no_stream_answer(choice: str) -> None:
    with serving(Behaviour().changed({"no_stream_answer": choice})) as profiles:
        if choice == "empty":
            assert profiles.call("get_stream_for_segments") == {"DomainName": DOMAIN, "AssociatedSegments": []}
        else:
            assert profiles.refusal("get_stream_for_segments")[:2] == (404, "ResourceNotFoundException")


def test_reads_per_second_writes_per_second_campaign_descriptions_per_second_campaign_reads_per_second() -> None:
    rates = Behaviour(reads_per_second=2, writes_per_second=1, campaign_descriptions_per_second=3, campaign_reads_per_second=4)
    emulator = Emulator(services=["customer-profiles"], domains=[DOMAIN], behaviour=rates, throttle=True, throttle_clock=lambda: 0.0)
    asked = {
        ("GET", f"/domains/{DOMAIN}/segment-definitions"): 2,
        ("PUT", f"/domains/{DOMAIN}/segment-definitions/none/subscriptions"): 1,
        ("GET", "/v2/campaigns/none"): 3,
        ("POST", "/v2/campaigns-summary"): 4,
    }

    for (method, path), admitted in asked.items():
        statuses = [emulator.respond(method, path, b"{}").status for _ in range(6)]
        assert [status == 429 for status in statuses] == [number >= admitted for number in range(6)], path
