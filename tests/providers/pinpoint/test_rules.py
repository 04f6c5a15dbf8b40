"""What a schema cannot say is found at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segments_as_code.model.document import Json, Path
from segments_as_code.model.problem import DocumentProblem, Severity
from tests.providers.pinpoint.checking import RULES, Found, found_in
from tests.strategies import documents, json_values

Content = dict[str, Json]

A: Path = ("Dimensions", "Attributes", "a")
COUNTRY: Path = ("Dimensions", "Location", "Country", "Values")
GROUPS: Path = ("SegmentGroups", "Groups")
SOURCES: Json = [{"Ref": "a"}]


def attribute(type_: str, *values: str, name: str = "a") -> Content:
    return {"Name": "x", "Dimensions": {"Attributes": {name: {"AttributeType": type_, "Values": list(values)}}}}


def countries(*values: str) -> Content:
    return {"Name": "x", "Dimensions": {"Location": {"Country": {"DimensionType": "INCLUSIVE", "Values": list(values)}}}}


def circle(**radius: float) -> Content:
    return {"Name": "x", "Dimensions": {"Location": {"GPSPoint": {"Coordinates": {"Latitude": 48.2, "Longitude": 16.4}, **radius}}}}


def groups(*found: Json) -> Content:
    return {"Name": "x", "SegmentGroups": {"Include": "ALL", "Groups": list(found)}}


def group(**members: Json) -> Content:
    return {"Type": "ALL", "SourceType": "ALL", **members}


def test_a_country_by_three_letters_is_warned_of_with_the_code_that_was_meant() -> None:
    message = "the country is USA; Pinpoint knows countries by two capital letters."
    assert list(RULES.find_problems(countries("AT", "USA"))) == [
        DocumentProblem((*COUNTRY, 1), "country-code", message, "write US.", Severity.WARNING),
    ]


@pytest.mark.parametrize(
    ("value", "remedy"),
    [("us", "write US."), ("UK", "write GB."), ("Austria", "write the ISO 3166-1 alpha-2 code, for example US.")],
)
def test_a_country_is_two_capital_letters(value: str, remedy: str) -> None:
    assert [(f.code, f.remedy) for f in RULES.find_problems(countries(value))] == [("country-code", remedy)]


def test_real_country_codes_pass() -> None:
    assert list(RULES.find_problems(countries("NO", "AT", "GB"))) == []


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ({"Name": "x"}, [("warning", "everyone", ())]),
        ({"Name": "x", "Dimensions": {"Attributes": {}}}, [("warning", "everyone", ("Dimensions",))]),
        (groups(group(), group(Dimensions=[])), [("warning", "everyone", ("SegmentGroups",))]),
        (groups(group(SourceSegments=SOURCES), group()), [("warning", "empty-group", (*GROUPS, 1))]),
        (groups(group(Dimensions=[{"Metrics": {}}])), [("error", "empty-block", (*GROUPS, 0, "Dimensions", 0))]),
        (groups(*[group(SourceSegments=SOURCES)] * 2), []),
        (groups(*[group(SourceSegments=SOURCES)] * 3), [("warning", "more-than-two-groups", (*GROUPS, 2))]),
        (attribute("INCLUSIVE", "b", "a", "b"), [("warning", "duplicate-value", (*A, "Values", 2))]),
        (countries("AT", "AT"), [("warning", "duplicate-value", (*COUNTRY, 1))]),
        (attribute("ON", "2023-02-30T00:00:00Z"), [("error", "no-such-date", (*A, "Values", 0))]),
        (attribute("ON", "2024-02-29T00:00:00Z"), []),
        (attribute("INCLUSIVE", "2023-02-30T00:00:00Z"), []),
        (
            attribute("BETWEEN", "2023-12-01T00:00:00Z", "2023-11-01T00:00:00Z"),
            [("error", "ends-before-start", (*A, "Values", 1))],
        ),
        (
            attribute("BETWEEN", "2023-11-01T00:00:00.5Z", "2023-11-01T00:00:00.25Z"),
            [("error", "ends-before-start", (*A, "Values", 1))],
        ),
        (attribute("BETWEEN", "2023-11-01T00:00:00Z", "2023-11-01T00:00:00.5Z"), []),
        (attribute("BETWEEN", "2023-11-01T00:00:00.50Z", "2023-11-01T00:00:00.5Z"), []),
        (attribute("BETWEEN", "2023-02-30T00:00:00Z", "2023-01-01T00:00:00Z"), [("error", "no-such-date", (*A, "Values", 0))]),
        (
            attribute("NOT_BETWEEN", "2023-11-01T00:00:00Z", "2023-12-01T00:00:00Z"),
            [("warning", "not-between", (*A, "AttributeType"))],
        ),
        (attribute("INCLUSIVE", "x", name="a:b"), [("warning", "awkward-name", ("Dimensions", "Attributes", "a:b"))]),
        (
            {"Name": "x", "Dimensions": {"Metrics": {"a?": {"ComparisonOperator": "EQUAL", "Value": 1}}}},
            [("warning", "awkward-name", ("Dimensions", "Metrics", "a?"))],
        ),
        (
            {"Name": "x", "Dimensions": {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["SMS", "FAX"]}}}},
            [("warning", "unknown-channel", ("Dimensions", "Demographic", "Channel", "Values", 1))],
        ),
        (circle(RangeInKilometers=11), []),
        (circle(RangeInKilometers=10.9), [("warning", "small-radius", ("Dimensions", "Location", "GPSPoint", "RangeInKilometers"))]),
        (circle(), [("warning", "missing-radius", ("Dimensions", "Location", "GPSPoint"))]),
    ],
)
def test_each_rule_finds_what_it_is_for_at_its_place_and_nothing_else(content: Content, found: list[Found]) -> None:
    assert found_in(content) == found


@pytest.mark.parametrize(("count", "found"), [(100, []), (101, [("error", "too-many-criteria")])])
def test_a_hundred_criteria_are_allowed_over_all_groups(count: int, found: list[tuple[str, str]]) -> None:
    blocks: list[Json] = [{"Attributes": {f"a{n}": {"AttributeType": "INCLUSIVE", "Values": ["x"]}}} for n in range(count)]
    content = groups(group(Dimensions=blocks[:50]), group(Dimensions=blocks[50:]))
    assert [(severity, code) for severity, code, _ in found_in(content)] == found


@given(documents(keys=["a"]))
def test_rules_call_no_valid_document_an_error(document: Content) -> None:
    assert [problem for problem in RULES.find_problems(document) if problem.severity is Severity.ERROR] == []


@given(st.dictionaries(st.sampled_from(["Name", "Dimensions", "SegmentGroups"]), json_values()))
def test_rules_never_raise(content: Content) -> None:
    assert {problem.code for problem in RULES.find_problems(content)} <= RULES.codes.keys()
