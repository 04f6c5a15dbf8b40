"""A resource of CloudFormation, alone or in a template, is read for what is in its Properties; nothing is dropped unsaid."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segments_as_code.model.document import Json, Path
from segments_as_code.providers.customer_profiles.normalize import normalize
from tests.strategies import json_values, profile_documents

RESOURCE = "AWS::CustomerProfiles::SegmentDefinition"
OURS = ("Key", "Lifecycle")
WRAPPINGS: Mapping[str, tuple[Path, Any]] = {
    "a resource": ((), lambda properties: {"Type": RESOURCE, "Properties": properties, "DependsOn": "Other"}),
    "properties": ((), lambda properties: {"Properties": properties}),
    "a named resource": (("Vips",), lambda properties: {"Vips": {"Type": RESOURCE, "Properties": properties}}),
    "a template": (("Resources", "Vips"), lambda properties: {"Resources": {"Vips": {"Type": RESOURCE, "Properties": properties}}}),
    "what CDK writes": (
        ("Resources", "Vips"),
        lambda properties: {
            "Resources": {
                "Vips": {"Type": RESOURCE, "Properties": properties, "Metadata": {"aws:cdk:path": "Stack/Vips"}},
                "CDKMetadata": {"Type": "AWS::CDK::Metadata", "Condition": "CDKMetadataAvailable"},
            },
            "Conditions": {"CDKMetadataAvailable": True},
            "Parameters": {"BootstrapVersion": {"Type": "String"}},
            "Rules": {"CheckBootstrapVersion": {}},
        },
    ),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@given(data=st.data())
@settings(max_examples=10)
def test_what_is_inside_is_read_as_if_it_stood_alone_at_its_own_place(wrapping: str, data: st.DataObject) -> None:
    document = data.draw(profile_documents())
    at, wrap = WRAPPINGS[wrapping]
    ours = {name: document[name] for name in OURS if name in document}
    properties = {name: value for name, value in document.items() if name not in OURS}
    read = normalize({**wrap(properties), **(ours if wrapping != "properties" else {})})
    assert read.content == {**(ours if wrapping != "properties" else {}), **properties}
    assert [(problem.code, problem.at) for problem in read.problems] == [("cloudformation-resource", at)]
    assert {name: read.origins[(name,)] for name in properties} == {name: (*at, "Properties", name) for name in properties}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"Resources": {"A": {"Type": "AWS::S3::Bucket"}}}, f"no resource of the type {RESOURCE}"),
        ({"Resources": {}}, "no resource of the type"),
        ({"Resources": {name: {"Type": RESOURCE, "Properties": {}} for name in "ABCDE"}}, r"5 segment definitions \(A, B, C and 2 more\)"),
        ({"Resources": {"A": {"Type": RESOURCE, "Properties": {}}, "B": {"Type": "AWS::S3::Bucket"}}}, "more than a segment definition: B"),
        ({"Resources": {"A": {"Type": RESOURCE, "Properties": {}}}, "Outputs": {}}, "more than a segment definition: Outputs"),
        (
            {"Type": RESOURCE, "Properties": {}, "DisplayName": "A"},
            "does not know beside Properties: DisplayName",
        ),
        ({"Type": RESOURCE}, "has no Properties"),
        ({"Type": "AWS::Pinpoint::Segment", "Properties": {}}, "inside Properties"),
    ],
)
def test_what_cannot_be_read_for_one_definition_is_refused(content: dict[str, Json], said: str) -> None:
    (problem,) = [problem for problem in normalize(content).problems if problem.code == "wrapped-segment"]
    assert re.search(said, problem.message)


@given(st.dictionaries(st.sampled_from(["Type", "Properties", "Resources", "Key"]), json_values() | st.just(RESOURCE), max_size=3))
@settings(max_examples=50)
def test_any_content_is_read_or_refused_and_never_raises(content: dict[str, Json]) -> None:
    normalize(content)
    normalize({"Resources": {"A": content}})
