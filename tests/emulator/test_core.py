"""The core on its own: routes of any rest-json API, parameters of each type, paths in the way a person may type them."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from aws_emulator.core.api import load_api
from aws_emulator.core.errors import BadRequest, MethodNotAllowed, NotFound
from aws_emulator.core.routes import Routes, load_routes
from aws_emulator.core.validation import check_parameter

APIS = ("pinpoint", "customer-profiles", "connectcampaignsv2", "connect", "schemas", "mediaconvert")
"""Three that are emulated, and three others of the same protocol."""


@pytest.mark.parametrize("name", APIS)
def test_every_operation_of_an_api_is_found_by_its_own_path(name: str) -> None:
    api = load_api(name)
    routes = Routes(api.operations.values())
    wrong: list[tuple[str, str]] = []
    for operation in api.operations.values():
        path, values = operation.uri.split("?")[0], dict[str, str]()
        for wire, parameter in operation.parameters.items():
            if parameter.in_path:
                values[wire] = f"a/b:{wire} ü"
                path = path.replace(f"{{{wire}}}", quote(values[wire], safe="")).replace(f"{{{wire}+}}", quote(values[wire], safe=""))
        found = routes.find(operation.method, path)
        if (found.operation.name, dict(found.path)) != (operation.name, values):
            wrong.append((operation.name, found.operation.name))

    assert wrong == []


def test_the_routes_of_both_services_do_not_meet() -> None:
    names = ("pinpoint", "customer-profiles", "connectcampaignsv2")
    routes = load_routes(*names)

    for name in names:
        for operation in load_api(name).operations.values():
            found = routes.find(operation.method, operation.uri.replace("{", "").replace("}", ""))
            assert (found.operation.service, found.operation.name) == (name, operation.name)


@pytest.mark.parametrize("path", ["/v1/apps/a/segments", "/v1/apps/a/segments/", "v1/apps/a/segments"])
def test_a_slash_more_or_less_does_not_matter(path: str) -> None:
    assert load_routes("pinpoint").find("GET", path).operation.name == "GetSegments"


def test_an_arn_may_be_written_with_its_slashes() -> None:
    route = load_routes("pinpoint").find("GET", "/v1/tags/arn:aws:mobiletargeting:us-east-1:1:apps/a/segments/b")

    assert dict(route.path) == {"resource-arn": "arn:aws:mobiletargeting:us-east-1:1:apps/a/segments/b"}


def test_an_unknown_path_and_an_unknown_method_are_told_apart() -> None:
    with pytest.raises(NotFound, match="No operation has the path /v9/apps"):
        load_routes("pinpoint").find("GET", "/v9/apps")
    with pytest.raises(MethodNotAllowed, match="/v1/apps takes no PATCH"):
        load_routes("pinpoint").find("PATCH", "/v1/apps")
    with pytest.raises(NotFound):
        load_routes("pinpoint").find("GET", "/v1/apps//segments")


@pytest.mark.parametrize(
    ("operation", "wire", "value", "is_allowed"),
    [
        ("ListSegmentDefinitions", "max-results", "500", True),
        ("ListSegmentDefinitions", "max-results", "501", False),
        ("ListSegmentDefinitions", "max-results", "0", False),
        ("ListSegmentDefinitions", "max-results", "many", False),
        ("ListSegmentDefinitions", "DomainName", "a_b-C9", True),
        ("ListSegmentDefinitions", "DomainName", "a b", False),
        ("ListSegmentDefinitions", "DomainName", "a\n", False),
        ("ListAccountIntegrations", "include-hidden", "true", True),
        ("ListAccountIntegrations", "include-hidden", "perhaps", False),
    ],
)
def test_a_parameter_is_held_to_its_shape(operation: str, wire: str, value: str, *, is_allowed: bool) -> None:
    parameter = load_api("customer-profiles").operations[operation].parameters[wire]

    if is_allowed:
        check_parameter(parameter.shape, value, parameter.name)
    else:
        with pytest.raises(BadRequest, match=parameter.name):
            check_parameter(parameter.shape, value, parameter.name)
