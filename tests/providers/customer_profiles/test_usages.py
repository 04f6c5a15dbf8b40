"""What uses a segment, read from the embedded Customer Profiles and outbound campaigns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from aws_emulator.core.faults import Fault
from aws_emulator.core.request_log import Request
from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.emulator import Emulator
from segments_as_code.model.problem import ServiceError
from segments_as_code.model.segment import UsageRole
from tests.providers.customer_profiles.service import DOMAIN, ask, definition_of, operations, profiles_reader, profiles_writer, running

VIPS = definition_of("VIPs", "vip", "gold")


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running() as started:
        yield started


def add(emulator: Emulator, *names: str, **tags: str) -> None:
    for name in names:
        profiles_writer(emulator).create(VIPS, tags, segment_id=name)
    emulator.forget_requests()


SEGMENT = f"domains/{DOMAIN}/segment-definitions/vips"
SCHEDULE = {"startTime": "2026-12-01T09:00:00Z", "endTime": "2026-12-31T09:00:00Z"}


def seed(emulator: Emulator, content: Any) -> None:
    emulator.load_seed(content)


def campaign(number: int, state: str, **more: object) -> dict[str, object]:
    return {"id": f"c{number}", "name": f"C{number}", "state": state, "source": {"customerProfilesSegmentArn": SEGMENT}, **more}


def test_campaigns_are_found_by_their_source_with_their_states(emulator: Emulator) -> None:
    add(emulator, "vips", team="crm")
    states = ["Initialized", "Running", "Paused", "Stopped", "Failed", "Completed"]
    seed(emulator, {"outbound_campaigns": [campaign(number, state, schedule=SCHEDULE) for number, state in enumerate(states)]})
    usages = profiles_reader(emulator).list_usages(["vips"])
    assert [(usage.state, usage.live, usage.needs_it_now, usage.started) for usage in usages] == [
        ("Initialized", True, True, False),  # by the test's clock it starts within the hour, or should have
        ("Running", True, True, True),
        ("Paused", True, False, True),
        ("Stopped", False, False, True),
        ("Failed", False, False, True),
        ("Completed", False, False, True),
    ]
    assert profiles_reader(emulator).list_usages(["another"]) == []


def test_a_campaign_that_starts_later_does_not_need_its_segment_now(emulator: Emulator) -> None:
    schedule = {"startTime": "2036-12-01T09:00:00Z", "endTime": "2036-12-31T09:00:00Z"}
    seed(emulator, {"outbound_campaigns": [campaign(1, "Initialized", schedule=schedule), campaign(2, "Initialized")]})
    assert [usage.needs_it_now for usage in profiles_reader(emulator).list_usages(["vips"])] == [False, False]


def test_more_campaigns_than_a_page_and_than_a_batch_of_states_are_all_found(emulator: Emulator) -> None:
    seed(emulator, {"outbound_campaigns": [campaign(number, "Running", type="JOURNEY") for number in range(60)]})
    usages = profiles_reader(emulator).list_usages(["vips"])
    assert [(usage.kind, usage.state) for usage in usages] == [("journey", "Running")] * 60
    assert operations(emulator).count("ListCampaigns") == 2
    assert operations(emulator).count("GetCampaignStateBatch") == 3


@pytest.mark.parametrize(
    "operation",
    ["ListCampaigns", "DescribeCampaign", "GetCampaignStateBatch", "ListEventTriggers", "GetEventTrigger", "GetStreamForSegments"],
)
def test_what_may_not_be_read_is_an_error_and_never_no_user(emulator: Emulator, operation: str) -> None:
    triggers = {"domains": [{"DomainName": DOMAIN, "event_triggers": [{"EventTriggerName": "t", "SegmentFilter": "vips"}]}]}
    seed(emulator, {**triggers, "outbound_campaigns": [campaign(1, "Running")]})
    emulator.faults.add(Fault(operation=operation, count=None, status=403, error="AccessDeniedException"))
    with pytest.raises(ServiceError) as caught:
        profiles_reader(emulator).list_usages(["vips"])
    assert caught.value.code == "access-denied"
    assert operation in caught.value.remedy


def test_a_campaign_that_is_listed_and_answers_404_is_an_error_and_never_no_user(emulator: Emulator) -> None:
    seed(emulator, {"outbound_campaigns": [campaign(1, "Running")]})
    emulator.faults.add(Fault(operation="DescribeCampaign", count=None, status=404, error="ResourceNotFoundException"))
    with pytest.raises(ServiceError, match="the campaign c1 is listed and cannot be read") as caught:
        profiles_reader(emulator).list_usages(["vips"])
    assert caught.value.code == "access-denied"


def test_a_campaign_that_answers_404_once_is_read_again(emulator: Emulator) -> None:
    seed(emulator, {"outbound_campaigns": [campaign(1, "Running")]})
    emulator.faults.add(Fault(operation="DescribeCampaign", status=404, error="ResourceNotFoundException"))
    assert [usage.name for usage in profiles_reader(emulator).list_usages(["vips"])] == ["C1"]


def test_a_campaign_that_was_deleted_since_it_was_listed_is_left_out() -> None:
    def delete_one(request: Request) -> None:
        if request.operation == "ListCampaigns" and operations(there).count("DeleteCampaign") == 0:
            ask(there, "connectcampaignsv2", "DeleteCampaign", id="c1")

    with running(on_request=delete_one) as there:
        seed(there, {"outbound_campaigns": [campaign(1, "Running"), campaign(2, "Running")]})
        assert [usage.name for usage in profiles_reader(there).list_usages(["vips"])] == ["C2"]
        assert operations(there).count("ListCampaigns") == 2


def test_a_campaign_whose_state_is_not_told_counts_as_running(emulator: Emulator) -> None:
    seed(emulator, {"outbound_campaigns": [campaign(1, "Stopped")]})
    answer = b'{"successfulRequests": [], "failedRequests": [{"campaignId": "c1", "failureCode": "UnknownError"}]}'
    emulator.faults.add(Fault(operation="GetCampaignStateBatch", raw=answer))
    (usage,) = profiles_reader(emulator).list_usages(["vips"])
    assert (usage.state, usage.live, usage.needs_it_now) == ("unknown", True, True)


@pytest.mark.parametrize(("state", "needs"), [("Running", True), ("Paused", False), ("Stopped", False)])
def test_an_event_trigger_needs_its_segment_while_a_campaign_awaits_events(emulator: Emulator, state: str, needs: bool) -> None:  # noqa: FBT001  # a case of the table
    trigger = {"EventTriggerName": "signed-up", "ObjectTypeName": "t", "SegmentFilter": "vips"}
    source = {"eventTrigger": {"customerProfilesDomainArn": f"arn:aws:profile:eu-central-1:123456789012:domains/{DOMAIN}"}}
    seed(
        emulator,
        {
            "domains": [{"DomainName": DOMAIN, "event_triggers": [trigger]}],
            "outbound_campaigns": [{"id": "c1", "state": state, "source": source}],
        },
    )
    (usage,) = profiles_reader(emulator).list_usages(["vips"])
    assert (usage.kind, usage.name, usage.role, usage.needs_it_now) == ("event trigger", "signed-up", UsageRole.EVENT, needs)


def test_a_subscription_is_a_use_that_needs_its_segment(emulator: Emulator) -> None:
    add(emulator, "vips", team="crm")
    stream = {"DestinationArn": "arn:aws:kinesis:eu-central-1:123456789012:stream/s"}
    seed(emulator, {"domains": [{"DomainName": DOMAIN, "stream": stream, "subscriptions": [{"SegmentName": "vips"}]}]})
    (usage,) = profiles_reader(emulator).list_usages(["vips"])
    assert (usage.kind, usage.role, usage.needs_it_now) == ("subscription", UsageRole.SUBSCRIPTION, True)


@pytest.mark.parametrize("answer", ["not_found", "empty"])
def test_a_domain_without_a_stream_has_no_subscriptions(answer: str) -> None:
    with running(Behaviour(no_stream_answer=answer)) as emulator:  # type: ignore[arg-type]
        assert profiles_reader(emulator).list_usages(["vips"]) == []


def test_nothing_is_asked_where_no_segment_is_at_stake(emulator: Emulator) -> None:
    assert profiles_reader(emulator).list_usages([]) == ()
    assert operations(emulator) == []
