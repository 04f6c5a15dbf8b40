"""botocore's data, cut: every call that the gateways make is made on what is left and on our own data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.config import Config
from botocore.loaders import Loader
from botocore.regions import EndpointResolver
from botocore.session import Session

from aws_emulator.core.types import Json
from aws_emulator.emulator import Emulator
from scripts.image.services import SERVICES, cut_endpoints
from scripts.service_data.cut import OPERATIONS
from segments_as_code.providers.pinpoint.gateway.client import DATA
from tests.emulator.pinpoint import APP, Pinpoint


def loader(site: Path) -> Loader:
    paths = [DATA / "calls", site / "botocore" / "data"]
    return Loader(extra_search_paths=[*map(str, paths)], include_default_search_paths=False)


def loads(site: Path, service: str) -> dict[str, Json]:
    model: dict[str, Json] = loader(site).load_service_model(service, "service-2")
    return model


@pytest.fixture
def pinpoint(cut: Path) -> Iterator[Pinpoint]:
    """Speak to an embedded Pinpoint through a client that knows the cut data alone."""
    session = Session()
    session.register_component("data_loader", loader(cut))
    with Emulator(applications=(APP,), region="eu-west-1") as emulator:
        yield Pinpoint(session.create_client("pinpoint", region_name="eu-west-1", endpoint_url=emulator.endpoint_url, config=Config()))


def test_every_call_is_made_on_the_cut_data(pinpoint: Pinpoint) -> None:
    """In the order of a segment's life; a new operation needs its line here, or the last one fails."""
    made = pinpoint.create("New", tags={"team": "crm"}, Dimensions={"Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": ["b"]}}})
    calls: dict[str, dict[str, object]] = {
        "get_segments": {"ApplicationId": APP},
        "get_segment": {"ApplicationId": APP, "SegmentId": made["Id"]},
        "get_segment_version": {"ApplicationId": APP, "SegmentId": made["Id"], "Version": "1"},
        "update_segment": {"ApplicationId": APP, "SegmentId": made["Id"], "WriteSegmentRequest": {"Name": "Newer"}},
        "list_tags_for_resource": {"ResourceArn": made["Arn"]},
        "tag_resource": {"ResourceArn": made["Arn"], "TagsModel": {"tags": {"team": "web"}}},
        "untag_resource": {"ResourceArn": made["Arn"], "TagKeys": ["team"]},
        "get_campaigns": {"ApplicationId": APP},
        "list_journeys": {"ApplicationId": APP},
        "delete_segment": {"ApplicationId": APP, "SegmentId": made["Id"]},
    }
    for method, arguments in calls.items():
        pinpoint.call(method, **arguments)
    called = {"CreateSegment", *("".join(map(str.capitalize, method.split("_"))) for method in calls)}
    assert called == OPERATIONS
    assert pinpoint.outcome("get_segment", ApplicationId=APP, SegmentId=made["Id"]) == (404, "NotFoundException", "Resource not found")


def test_the_services_that_credentials_come_from_keep_all_their_operations(installed: Path, cut: Path) -> None:
    for service in SERVICES.keys() - {"pinpoint"}:
        assert loads(cut, service) == undocumented(loads(installed, service)), service


def test_no_other_service_is_left(cut: Path) -> None:
    assert {path.name for path in (cut / "botocore" / "data").iterdir() if path.is_dir()} == SERVICES.keys()


def test_pinpoints_calls_are_described_in_our_package_alone(cut: Path) -> None:
    kept = cut / "botocore" / "data" / "pinpoint" / "2016-12-01"
    assert [path.name for path in kept.iterdir()] == ["endpoint-rule-set-1.json"]


def test_every_endpoint_of_our_services_is_where_it_was(installed: Path) -> None:
    table = json.loads((installed / "botocore" / "data" / "endpoints.json").read_text(encoding="utf-8"))
    before, after = EndpointResolver(table), EndpointResolver(cut_endpoints(table))
    for partition in before.get_available_partitions():
        for service in SERVICES.values():
            regions = before.get_available_endpoints(service, partition)
            assert after.get_available_endpoints(service, partition) == regions
            for region in [*regions, "eu-west-9"]:
                assert after.construct_endpoint(service, region, partition) == before.construct_endpoint(service, region, partition)


def undocumented(said: Json) -> Json:
    """Return a model without its texts for people; told apart from a member of that name by being text."""
    if isinstance(said, dict):
        return {name: undocumented(one) for name, one in said.items() if name != "documentation" or not isinstance(one, str)}
    return [undocumented(one) for one in said] if isinstance(said, list) else said
