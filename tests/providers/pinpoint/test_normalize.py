"""Pasted spellings are read for what they mean, with a problem at the author's own place."""

from __future__ import annotations

import pytest

from segments_as_code.model.document import Json, Path
from segments_as_code.model.problem import DocumentProblem, Severity
from tests.providers.pinpoint.checking import DIALECT, found_in

Content = dict[str, Json]

A: Path = ("Dimensions", "Attributes", "a")
M: Path = ("Dimensions", "Metrics", "m")
GROUPS: Path = ("SegmentGroups", "Groups")
LOYAL: Json = {"Attributes": {"customerType": {"AttributeType": "INCLUSIVE", "Values": ["loyal"]}}}


def with_attribute(**body: Json) -> Content:
    return {"Name": "x", "Dimensions": {"Attributes": {"a": body}}}


def with_metric(**body: Json) -> Content:
    return {"Name": "x", "Dimensions": {"Metrics": {"m": body}}}


def warning(at: Path, code: str, *, of_key: bool = False) -> tuple[Path, str, Severity, bool]:
    return at, code, Severity.WARNING, of_key


def error(at: Path, code: str, *, of_key: bool = False) -> tuple[Path, str, Severity, bool]:
    return at, code, Severity.ERROR, of_key


def brief(problem: DocumentProblem) -> tuple[Path, str, Severity, bool]:
    return problem.at, problem.code, problem.severity, problem.of_key


# ── the four segments of the Alchemy page ────────────────────────────────────────────────────────────────────────────


def test_the_alchemy_page_s_groups_are_read_with_a_warning_for_each_thing_written_out() -> None:
    pasted: Content = {
        "Name": "Loyal Customers",
        "SegmentGroups": {"Groups": [{"SourceSegments": [], "Dimensions": LOYAL}]},
        "Tags": {"a": "b"},
    }
    normalized = DIALECT.normalize(pasted)
    assert normalized.content == {
        "Name": "Loyal Customers",
        "SegmentGroups": {"Include": "ALL", "Groups": [{"SourceSegments": [], "Dimensions": [LOYAL], "Type": "ALL", "SourceType": "ALL"}]},
        "Tags": {"a": "b"},
    }
    assert [brief(problem) for problem in normalized.problems] == [
        warning((*GROUPS, 0, "Dimensions"), "dimensions-not-a-list"),
        warning((*GROUPS, 0), "missing-connective"),
        warning((*GROUPS, 0), "missing-connective"),
        warning(("SegmentGroups",), "missing-connective"),
    ]
    assert normalized.origins == {(*GROUPS, 0, "Dimensions", 0): (*GROUPS, 0, "Dimensions")}
    assert found_in(normalized.content) == []


def test_the_alchemy_page_s_metrics_are_read_as_comparisons() -> None:
    pasted: Content = {
        "Name": "Highly Engaged Users",
        "Dimensions": {
            "Metrics": {
                "sessionCount": {"DimensionType": "INCLUSIVE", "Values": ["5"]},
                "engagementScore": {"DimensionType": "GREATER_THAN", "Values": ["75"]},
            }
        },
    }
    normalized = DIALECT.normalize(pasted)
    assert normalized.content["Dimensions"] == {
        "Metrics": {
            "sessionCount": {"ComparisonOperator": "EQUAL", "Value": 5},
            "engagementScore": {"ComparisonOperator": "GREATER_THAN", "Value": 75},
        }
    }
    at = ("Dimensions", "Metrics", "sessionCount")
    assert normalized.problems[0] == DocumentProblem(
        (*at, "DimensionType"),
        "metric-spelling",
        "Metrics.sessionCount is written with DimensionType and Values; it was read as ComparisonOperator: EQUAL and Value: 5.",
        "write ComparisonOperator: EQUAL and Value: 5.",
        Severity.WARNING,
        of_key=True,
    )
    assert normalized.origins[*at, "Value"] == (*at, "Values", 0)
    assert normalized.origins[*at, "ComparisonOperator"] == (*at, "DimensionType")


def test_the_alchemy_page_s_date_is_read_as_after_an_instant() -> None:
    normalized = DIALECT.normalize(with_attribute(AttributeType="GREATER_THAN", Values=["2023-11-01"]))
    assert normalized.content == with_attribute(AttributeType="AFTER", Values=["2023-11-01T00:00:00Z"])
    assert normalized.problems == (
        DocumentProblem(
            (*A, "AttributeType"),
            "date-operator",
            "AttributeType is GREATER_THAN, which compares metrics; on the date 2023-11-01 it was read as AFTER 2023-11-01T00:00:00Z, "
            "that exact instant excluded.",
            "write AttributeType: AFTER and Values: [2023-11-01T00:00:00Z].",
            Severity.WARNING,
        ),
    )


# ── what has a single reading ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pasted", "normalized", "problem"),
    [
        ({"Name": "x", "tags": {"a": "b"}}, {"Name": "x", "Tags": {"a": "b"}}, warning(("tags",), "tags-spelling", of_key=True)),
        (
            {"Dimensions": {"Attributes": {}}, "SegmentGroups": {"Include": "ALL", "Groups": []}},
            {"SegmentGroups": {"Include": "ALL", "Groups": []}},
            warning(("Dimensions",), "empty-dimensions", of_key=True),
        ),
        (
            with_attribute(DimensionType="EXCLUSIVE", Values=["x"]),
            with_attribute(AttributeType="EXCLUSIVE", Values=["x"]),
            warning((*A, "DimensionType"), "type-spelling", of_key=True),
        ),
        (
            {"Dimensions": {"Location": {"Country": {"AttributeType": "INCLUSIVE", "Values": ["AT"]}}}},
            {"Dimensions": {"Location": {"Country": {"DimensionType": "INCLUSIVE", "Values": ["AT"]}}}},
            warning(("Dimensions", "Location", "Country", "AttributeType"), "type-spelling", of_key=True),
        ),
        (
            {"Dimensions": {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": "SMS"}}}},
            {"Dimensions": {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["SMS"]}}}},
            warning(("Dimensions", "Demographic", "Channel", "Values"), "single-value"),
        ),
        (
            with_attribute(AttributeType="ON", Values=["2023-11-01"]),
            with_attribute(AttributeType="ON", Values=["2023-11-01T00:00:00Z"]),
            warning((*A, "Values", 0), "date-only"),
        ),
        (
            with_attribute(AttributeType="LESS_THAN", Values=["2023-11-01T09:00:00.50Z"]),
            with_attribute(AttributeType="BEFORE", Values=["2023-11-01T09:00:00.5Z"]),
            warning((*A, "AttributeType"), "date-operator"),
        ),
        (
            with_metric(ComparisonOperator="EQUAL", Value="0.5"),
            with_metric(ComparisonOperator="EQUAL", Value=0.5),
            warning((*M, "Value"), "numeric-text"),
        ),
        (
            with_metric(AttributeType="LESS_THAN_OR_EQUAL", Values=[2.5]),
            with_metric(ComparisonOperator="LESS_THAN_OR_EQUAL", Value=2.5),
            warning((*M, "AttributeType"), "metric-spelling", of_key=True),
        ),
        (
            with_metric(ComparisonOperator="EQUAL", Values="7"),
            with_metric(ComparisonOperator="EQUAL", Value=7),
            warning((*M, "Values"), "metric-spelling", of_key=True),
        ),
    ],
)
def test_a_spelling_with_one_reading_is_normalized_with_one_warning(
    pasted: Content, normalized: Content, problem: tuple[Path, str, Severity, bool]
) -> None:
    result = DIALECT.normalize(pasted)
    assert (result.content, [brief(found) for found in result.problems]) == (normalized, [problem])
    assert DIALECT.normalize(result.content).problems == ()


@pytest.mark.parametrize("joined", [[], [LOYAL]])
def test_a_connective_that_joins_at_most_one_thing_is_written_out(joined: list[Json]) -> None:
    content: Content = {"SegmentGroups": {"Include": "ALL", "Groups": [{"SourceType": "ALL", "Dimensions": joined}]}}
    result = DIALECT.normalize(content)
    assert [brief(found) for found in result.problems] == [warning((*GROUPS, 0), "missing-connective")]
    assert result.content["SegmentGroups"] == {"Include": "ALL", "Groups": [{"SourceType": "ALL", "Dimensions": joined, "Type": "ALL"}]}


def test_a_group_s_empty_dimensions_are_read_as_no_block() -> None:
    content: Content = {"SegmentGroups": {"Include": "ALL", "Groups": [{"Type": "ALL", "SourceType": "ALL", "Dimensions": {}}]}}
    assert DIALECT.normalize(content).content["SegmentGroups"] == {
        "Include": "ALL",
        "Groups": [{"Type": "ALL", "SourceType": "ALL", "Dimensions": []}],
    }


def test_a_problem_in_a_value_that_moved_twice_is_where_the_author_wrote_it() -> None:
    block: Json = {"Attributes": {"a": {"AttributeType": "ON", "Values": "2023-11-01"}}}
    group: Json = {"Type": "ALL", "SourceType": "ALL", "Dimensions": block}
    result = DIALECT.normalize({"SegmentGroups": {"Include": "ALL", "Groups": [group]}})
    values = (*GROUPS, 0, "Dimensions", "Attributes", "a", "Values")
    assert [brief(found) for found in result.problems] == [
        warning((*GROUPS, 0, "Dimensions"), "dimensions-not-a-list"),
        warning(values, "single-value"),
        warning(values, "date-only"),
    ]


# ── what has none ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("pasted", "problem", "in_remedy"),
    [
        (with_metric(DimensionType="INCLUSIVE", Values=["5", "6"]), error(M, "metric-without-reading", of_key=True), "Value: 5"),
        (with_metric(DimensionType="EXCLUSIVE", Values=["5"]), error(M, "metric-without-reading", of_key=True), "ComparisonOperator"),
        (with_metric(DimensionType="INCLUSIVE", Values=["many"]), error(M, "metric-without-reading", of_key=True), "Value: 5"),
        (with_metric(DimensionType="INCLUSIVE", Values=[True]), error(M, "metric-without-reading", of_key=True), "Value: 5"),
        (with_metric(DimensionType="INCLUSIVE", Values=["1e999"]), error(M, "metric-without-reading", of_key=True), "Value: 5"),
        (with_metric(Values=["5"]), error(M, "metric-without-reading", of_key=True), "ComparisonOperator"),
        (
            with_attribute(AttributeType="GREATER_THAN", Values=["75"]),
            error((*A, "AttributeType"), "comparison-on-attribute"),
            "under Metrics: {a: {ComparisonOperator: GREATER_THAN, Value: 75}}",
        ),
        (
            with_attribute(AttributeType="GREATER_THAN", Values=["2023-11-01", "2023-12-01"]),
            error(A, "comparison-on-attribute", of_key=True),
            "under Metrics",
        ),
        (
            with_attribute(AttributeType="GREATER_THAN", Values=[2.5]),
            error(A, "comparison-on-attribute", of_key=True),
            "under Metrics: {a: {ComparisonOperator: GREATER_THAN, Value: 2.5}}",
        ),
        (
            with_attribute(AttributeType="GREATER_THAN_OR_EQUAL", Values=["2023-11-01"]),
            error((*A, "AttributeType"), "comparison-on-attribute"),
            "AFTER, with 2023-11-01T00:00:00Z",
        ),
        (
            with_attribute(AttributeType="LESS_THAN", Values=["2023-11-01T09:00:00+01:00"]),
            error((*A, "AttributeType"), "comparison-on-attribute"),
            "BEFORE and Values: [2023-11-01T08:00:00Z]",
        ),
        (
            with_attribute(AttributeType="ON", Values=["2023-11-01T00:30:00.25+01:00"]),
            error((*A, "Values", 0), "offset-instant"),
            "write 2023-10-31T23:30:00.25Z",
        ),
        ({"tags": {}, "Tags": {}}, error(("tags",), "tags-twice", of_key=True), "keep Tags"),
    ],
)
def test_a_spelling_without_a_single_reading_is_an_error_and_stays(
    pasted: Content, problem: tuple[Path, str, Severity, bool], in_remedy: str
) -> None:
    result = DIALECT.normalize(pasted)
    assert (result.content, [brief(found) for found in result.problems]) == (pasted, [problem])
    assert in_remedy in result.problems[0].remedy


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            {"Include": "ALL", "Groups": [{"SourceType": "ALL", "Dimensions": [LOYAL, LOYAL]}]},
            [("error", "ambiguous-connective", (*GROUPS, 0))],
        ),
        (
            {"Include": "ALL", "Groups": [{"Type": "ALL", "SourceSegments": [{"Ref": "a"}, {"Ref": "b"}]}]},
            [("error", "ambiguous-connective", (*GROUPS, 0))],
        ),
        (
            {"Groups": [{"Type": "ALL", "SourceType": "ALL", "Dimensions": [LOYAL]}] * 2},
            [("error", "ambiguous-connective", ("SegmentGroups",))],
        ),
    ],
)
def test_a_connective_that_is_missing_where_it_decides_is_an_error(content: Json, found: list[tuple[str, str, Path]]) -> None:
    assert found_in({"Name": "x", "SegmentGroups": content}) == found


@pytest.mark.parametrize(
    "content",
    [
        with_attribute(AttributeType="INCLUSIVE", Values=["2023-11-01", "5"]),
        with_attribute(AttributeType="ON", Values=["2023-02-30"]),
        with_attribute(AttributeType="ON", DimensionType="ON", Values=["2023-11-01T00:00:00Z"]),
        with_attribute(DimensionType="WHATEVER", Values=["x"]),
        with_attribute(AttributeType="INCLUSIVE", Values=5),
        with_metric(ComparisonOperator="EQUAL", Value="many"),
        {"Dimensions": {"Demographic": {"Channel": {"AttributeType": "CONTAINS", "Values": ["x"]}}}},
    ],
)
def test_what_is_right_already_or_for_the_schema_to_refuse_is_left_alone(content: Content) -> None:
    result = DIALECT.normalize(content)
    assert (result.content, result.problems, result.origins) == (content, (), {})
