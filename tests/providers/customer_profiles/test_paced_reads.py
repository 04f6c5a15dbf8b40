"""A region that the service is not in is said, and not taken for a network that is down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from segments_as_code.model.problem import ServiceError
from segments_as_code.ports import Connection
from segments_as_code.providers.aws.boto_client import open_client
from segments_as_code.providers.aws.rate_limit import RateLimits
from segments_as_code.providers.customer_profiles.api import PROFILES, READS, Rates
from segments_as_code.providers.customer_profiles.paced_reads import PacedReads


@dataclass
class Unreachable:
    """A client whose every request finds no server."""

    meta: Any

    def list_segment_definitions(self, **given: object) -> None:
        del given
        raise EndpointConnectionError(endpoint_url=self.meta.endpoint_url)


def code_of(region: str, endpoint: str) -> tuple[str, str]:
    client = open_client(PROFILES, Connection("my-domain", region, attempts=1), READS)
    unreachable = Unreachable(
        SimpleNamespace(region_name=region, endpoint_url=endpoint, service_model=client.boto3_client.meta.service_model)
    )
    read = PacedReads(replace(client, boto3_client=unreachable), [RateLimits(Rates().of_reads())], clock=lambda: 0, sleep=lambda _: None)
    with pytest.raises(ServiceError) as caught:
        read("ListSegmentDefinitions", DomainName="my-domain")
    return caught.value.code, caught.value.remedy


def test_a_region_without_the_service_is_said_with_those_that_have_it() -> None:
    code, remedy = code_of("eu-west-1", "https://profile.eu-west-1.amazonaws.com")
    assert code == "region-without-service"
    assert "eu-central-1" in remedy


def test_a_region_with_the_service_or_another_address_is_only_unreachable() -> None:
    assert code_of("eu-central-1", "https://profile.eu-central-1.amazonaws.com")[0] == "service-unreachable"
    assert code_of("eu-west-1", "http://127.0.0.1:1")[0] == "service-unreachable"
