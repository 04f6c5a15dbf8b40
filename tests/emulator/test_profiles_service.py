"""Customer Profiles without a client between: the shapes of all answers, error codes, and both services on one port."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from aws_emulator.core.api import Operation, load_api
from aws_emulator.core.protocol import Response
from aws_emulator.core.types import Body, Json, members, text
from aws_emulator.core.validation import Reader
from aws_emulator.customer_profiles.behaviour import Behaviour
from aws_emulator.customer_profiles.service import CustomerProfilesService
from aws_emulator.emulator import Emulator
from aws_emulator.pinpoint.behaviour import Behaviour as PinpointBehaviour
from tests.emulator.pinpoint import APP, connected
from tests.emulator.profiles import DOMAIN, profiles_of

APIS = {name: load_api(name) for name in CustomerProfilesService.api_names}
OURS = [(api, name) for api, operations in CustomerProfilesService.operations.items() for name in operations]

GROUPS: Body = {
    "Include": "ALL",
    "Groups": [{"Type": "ALL", "Dimensions": [{"ProfileAttributes": {"FirstName": {"DimensionType": "INCLUSIVE", "Values": ["Ada"]}}}]}],
}
CONDITIONS: Json = [
    {
        "EventTriggerDimensions": [{"ObjectAttributes": [{"FieldName": "f", "ComparisonOperator": "EQUAL", "Values": ["1"]}]}],
        "LogicalOperator": "ANY",
    }
]
CALCULATED: Body = {
    "AttributeDetails": {"Attributes": [{"Name": "id"}], "Expression": "{V.id}"},
    "Statistic": "COUNT",
    "DisplayName": "Visits",
    "Tags": {"a": "1"},
}
SCHEDULE: Body = {"startTime": "2026-01-01T00:00:00Z", "endTime": "2026-02-01T00:00:00Z"}
CAMPAIGN: Body = {
    "name": "C",
    "connectInstanceId": "i",
    "type": "MANAGED",
    "schedule": SCHEDULE,
    "source": {"customerProfilesSegmentArn": "{resourceArn}"},
    "tags": {"a": "1"},
}
PROFILES, CAMPAIGNS = APIS

EVERYTHING: list[tuple[str, str, Body | None, dict[str, str]]] = [
    (PROFILES, "CreateDomain", {"DefaultExpirationDays": 30, "Tags": {"a": "1"}}, {}),
    (PROFILES, "GetDomain", None, {}),
    (PROFILES, "ListDomains", None, {}),
    (PROFILES, "CreateProfile", {"FirstName": "Ada"}, {"ProfileId": "ProfileId"}),
    (PROFILES, "CreateCalculatedAttributeDefinition", CALCULATED, {}),
    (PROFILES, "GetCalculatedAttributeDefinition", None, {}),
    (PROFILES, "ListCalculatedAttributeDefinitions", None, {}),
    (PROFILES, "DeleteCalculatedAttributeDefinition", None, {}),
    (
        PROFILES,
        "CreateSegmentDefinition",
        {"DisplayName": "V", "SegmentGroups": GROUPS, "Tags": {"b": "1"}},
        {"SegmentDefinitionArn": "resourceArn"},
    ),
    (PROFILES, "GetSegmentDefinition", None, {}),
    (PROFILES, "ListSegmentDefinitions", None, {}),
    (PROFILES, "TagResource", {"tags": {"a": "1"}}, {}),
    (PROFILES, "ListTagsForResource", None, {}),
    (PROFILES, "UntagResource", None, {}),
    (PROFILES, "CreateSegmentEstimate", {"SegmentQuery": GROUPS}, {"EstimateId": "EstimateId"}),
    (PROFILES, "GetSegmentEstimate", None, {}),
    (PROFILES, "CreateSegmentSnapshot", {"DataFormat": "CSV"}, {"SnapshotId": "SnapshotId"}),
    (PROFILES, "GetSegmentSnapshot", None, {}),
    (PROFILES, "GetSegmentMembership", {"ProfileIds": ["{ProfileId}", "0" * 32]}, {}),
    (PROFILES, "CreateEventTrigger", {"ObjectTypeName": "V", "EventTriggerConditions": CONDITIONS, "Tags": {"a": "1"}}, {}),
    (PROFILES, "GetEventTrigger", None, {}),
    (PROFILES, "ListEventTriggers", None, {}),
    (PROFILES, "DeleteEventTrigger", None, {}),
    (PROFILES, "AssociateStreamForSegments", {"DestinationArn": "arn:s", "DestinationRoleArn": "arn:aws:iam::1:role/r"}, {}),
    (PROFILES, "PutSegmentSubscription", {}, {}),
    (PROFILES, "GetSegmentSubscription", None, {}),
    (PROFILES, "ListSegmentSubscriptionEvents", None, {}),
    (PROFILES, "GetStreamForSegments", None, {}),
    (PROFILES, "DeleteSegmentSubscription", None, {}),
    (PROFILES, "DisassociateStreamForSegments", None, {}),
    (CAMPAIGNS, "CreateCampaign", CAMPAIGN, {"id": "id", "arn": "arn"}),
    (CAMPAIGNS, "DescribeCampaign", None, {}),
    (CAMPAIGNS, "ListCampaigns", {}, {}),
    (CAMPAIGNS, "GetCampaignState", None, {}),
    (CAMPAIGNS, "GetCampaignStateBatch", {"campaignIds": ["{id}", "none"]}, {}),
    (CAMPAIGNS, "UpdateCampaignSource", {"source": {"customerProfilesSegmentArn": "{resourceArn}"}}, {}),
    (CAMPAIGNS, "StartCampaign", None, {}),
    (CAMPAIGNS, "PauseCampaign", None, {}),
    (CAMPAIGNS, "ResumeCampaign", None, {}),
    (CAMPAIGNS, "StopCampaign", None, {}),
    (CAMPAIGNS, "TagResource", {"tags": {"b": "1"}}, {}),
    (CAMPAIGNS, "ListTagsForResource", None, {}),
    (CAMPAIGNS, "UntagResource", None, {}),
    (CAMPAIGNS, "DeleteCampaign", None, {}),
    (PROFILES, "DeleteSegmentDefinition", None, {}),
    (PROFILES, "DeleteDomain", None, {}),
]
"""Every operation once, in an order in which each has what it needs: its body, and what of its answer later ones name."""


def test_every_answer_of_every_operation_has_the_shape_and_status_of_the_model() -> None:
    emulator = Emulator(services=["customer-profiles"])
    known = {"DomainName": "d", "SegmentDefinitionName": "v", "CalculatedAttributeName": "c", "EventTriggerName": "t"}
    wrong: list[tuple[str, int, Json, list[str]]] = []
    for api, name, body, remember in EVERYTHING:
        operation = APIS[api].operations[name]
        response = _ask(emulator, operation, body, known)
        faults = _faults(operation, response)
        if response.status != operation.status or faults:
            wrong.append((name, response.status, response.json, faults))
        known |= {kept: text(response.json, member) for member, kept in remember.items()}

    assert wrong == []
    assert sorted((api, name) for api, name, _, _ in EVERYTHING) == sorted(OURS)


def _ask(emulator: Emulator, operation: Operation, body: Body | None, known: dict[str, str]) -> Response:
    path, content = operation.uri, json.dumps(body)
    for parameter, value in known.items():
        path, content = path.replace(f"{{{parameter}}}", quote(value, safe="")), content.replace(f"{{{parameter}}}", value)
    query = "?tagKeys=a" if operation.name == "UntagResource" else ""
    return emulator.respond(operation.method, path + query, b"" if body is None else content.encode())


def _faults(operation: Operation, response: Response) -> list[str]:
    """Return in which ways an answer is not what the model says of its operation."""
    if operation.answer is None:
        return [] if response.content in (b"", b"{}") else ["it has a body"]
    reader = Reader(nulls=False)
    reader.read(operation.answer, response.json, "")
    return reader.violations


@pytest.mark.parametrize("choice", ["service", "none"])
def test_every_refusal_has_a_class_that_the_operation_models_or_that_unmodelled_errors_asks_for(choice: str) -> None:
    behaviour = Behaviour(not_emulated_answer="forbidden").changed({"unmodelled_errors": choice})
    emulator = Emulator(services=["customer-profiles"], domains=[DOMAIN], behaviour=behaviour)
    wrong: list[tuple[str, int, str]] = []
    for api in APIS.values():
        for operation in api.operations.values():
            for response in _refusals(emulator, operation):
                status, told = response.status, response.headers.get("x-amzn-ErrorType", "")
                fallback = api.errors[status].name if choice == "service" and status in api.errors else ""
                modelled = operation.errors[status].name if status in operation.errors else fallback
                if status >= 400 and told != modelled and told not in operation.error_names:
                    wrong.append((operation.name, status, told))

    assert wrong == []


def _refusals(emulator: Emulator, operation: Operation) -> list[Response]:
    """Return answers to requests of an operation that name nothing there is, or have a wrong body, and to one that fails."""
    path = operation.uri.replace("{DomainName}", DOMAIN)
    for wire in operation.parameters:
        path = path.replace(f"{{{wire}}}", quote("arn:aws:profile:x", safe=""))
    emulator.faults.clear()
    asked = [emulator.respond(operation.method, path), emulator.respond(operation.method, path, b'{"Stranger": 1}')]
    for status in (403, 404, 409, 429, 500):
        emulator.load_seed({"faults": [{"status": status}]})
        asked.append(emulator.respond(operation.method, path, b"{}"))
    return asked


@pytest.mark.parametrize(
    ("dimension", "says"),
    [
        ({}, "has one of ProfileAttributes, CalculatedAttributes, and only one"),
        ({"ProfileAttributes": {}, "CalculatedAttributes": {}}, "has one of ProfileAttributes, CalculatedAttributes, and only one"),
        ({"ProfileAttributes": {"FirstName": {"DimensionType": "INCLUSIVE", "Values": []}}}, "Values is below 1 items"),
        ({"ProfileAttributes": {"FirstName": {"DimensionType": "INCLUSIVE", "Values": [""]}}}, "Values[0] is below 1 characters"),
        ({"ProfileAttributes": {"FirstName": {"DimensionType": "INCLUSIVE"}}}, "FirstName.Values is required"),
        ({"ProfileAttributes": {"FirstName": {"DimensionType": "INCLUSIVE", "Values": [1]}}}, "Values[0] is not a string"),
    ],
)
def test_what_boto3_refuses_itself_is_refused_from_other_clients_too(dimension: Body, says: str) -> None:
    emulator = Emulator(services=["customer-profiles"], domains=[DOMAIN])
    body: Body = {"DisplayName": "V", "SegmentGroups": {"Groups": [{"Dimensions": [dimension]}]}}

    response = emulator.respond("POST", f"/domains/{DOMAIN}/segment-definitions/v", json.dumps(body).encode())

    assert (response.status, says in text(response.json, "Message")) == (400, True), response.json


def test_an_error_body_is_spelt_as_its_api_spells_it() -> None:
    emulator = Emulator(services=["customer-profiles"])

    profiles, campaigns = emulator.respond("GET", "/domains/none").json, emulator.respond("GET", "/v2/campaigns/none").json

    assert (sorted(members(profiles)), sorted(members(campaigns))) == (["Message"], ["message"])


def test_both_services_answer_on_one_port_from_one_state() -> None:
    emulator = Emulator(services=["pinpoint", "customer-profiles"], applications=[APP], domains=[DOMAIN], region="eu-west-1")
    with emulator, connected(emulator) as pinpoint, profiles_of(emulator) as profiles:
        segment = pinpoint.create("Vips", tags={"a": "1"})
        profiles.create("vips", Tags={"b": "2"})

        assert (pinpoint.tags(segment["Arn"]), profiles.listed()[0]["Tags"]) == ({"a": "1"}, {"b": "2"})
        assert [(request.service, request.operation) for request in emulator.requests][:2] == [
            ("pinpoint", "CreateSegment"),
            ("customer-profiles", "CreateSegmentDefinition"),
        ]


def test_options_of_two_services_are_told_apart() -> None:
    emulator = Emulator(
        services=["pinpoint", "customer-profiles"], behaviour={"list_order": "newest", "customer-profiles.delete_in_use": "refuse"}
    )
    shown = members(emulator.respond("GET", "/_emulator/behaviour").json)
    changed = emulator.respond("PATCH", "/_emulator/behaviour", b'{"pinpoint": {"delete_in_use": "refuse"}, "taken_name": "overwrite"}')

    assert {name: (members(one)["list_order"], members(one)["delete_in_use"]) for name, one in shown.items()} == {
        "pinpoint": ("newest", "allow"),
        "customer-profiles": ("newest", "refuse"),
    }
    assert (changed.status, members(changed.json, "pinpoint")["delete_in_use"]) == (200, "refuse")
    assert emulator.behaviour == PinpointBehaviour(list_order="newest", delete_in_use="refuse")


def test_a_behaviour_of_a_service_that_is_not_emulated_is_refused() -> None:
    with pytest.raises(ValueError, match="is of a service that is not emulated here"):
        Emulator(services=["pinpoint"], behaviour=Behaviour())


def test_a_fault_can_be_of_one_service() -> None:
    emulator = Emulator(services=["pinpoint", "customer-profiles"], applications=[APP], domains=[DOMAIN])
    emulator.load_seed({"faults": [{"service": "connectcampaignsv2", "operation": "List*", "status": 403, "count": None}]})

    statuses = [
        emulator.respond(method, path).status
        for method, path in (("GET", f"/v1/apps/{APP}/segments"), ("GET", "/domains"), ("POST", "/v2/campaigns-summary"))
    ]

    assert statuses == [200, 200, 403]
