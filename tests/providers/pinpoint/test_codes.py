"""Every code is documented, and every documented code is one that a document can meet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from segments_as_code.model.document import Json
from segments_as_code.ports import Dialect
from tests.providers.pinpoint.checking import DIALECT, RULES, found_in
from tests.providers.pinpoint.test_rules import attribute, circle, countries, group, groups

Content = dict[str, Json]

GENERIC = {"too-long", "too-short"}
"""Codes of the validate step that the schema gives where a pattern stands for a length."""

LOYAL: Json = {"Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": ["x"]}}}
DATED: Json = {"Attributes": {"a": {"AttributeType": "AFTER", "Values": ["2023-01-01T00:00:00Z"]}}}


def metric(**body: Json) -> Content:
    return {"Name": "x", "Dimensions": {"Metrics": {"m": body}}}


def recency(duration: str, type_: str) -> Content:
    return {"Name": "x", "Dimensions": {"Behavior": {"Recency": {"Duration": duration, "RecencyType": type_}}}}


EXAMPLES: Mapping[str, Content] = {
    "ambiguous-connective": groups({"SourceType": "ALL", "Dimensions": [LOYAL, LOYAL]}),
    "awkward-name": attribute("INCLUSIVE", "x", name="a#"),
    "blanks-around-value": attribute("INCLUSIVE", "x "),
    "comparison-on-attribute": attribute("LESS_THAN", "5"),
    "contrary-name": attribute("EXCLUSIVE", "X"),
    "country-code": countries("USA"),
    "date-only": attribute("ON", "2023-11-01"),
    "date-operator": attribute("GREATER_THAN", "2023-11-01"),
    "dimensions-and-groups": {**groups(group(Dimensions=[LOYAL])), "Dimensions": LOYAL},
    "dimensions-not-a-list": groups(group(Dimensions=LOYAL)),
    "duplicate-value": attribute("INCLUSIVE", "x", "x"),
    "empty-block": groups(group(Dimensions=[{}])),
    "empty-dimensions": {**groups(group(Dimensions=[LOYAL])), "Dimensions": {}},
    "empty-group": groups(group(Dimensions=[LOYAL]), group()),
    "empty-groups": {"Name": "x", "SegmentGroups": {}},
    "ends-before-start": attribute("BETWEEN", "2023-12-01T00:00:00Z", "2023-11-01T00:00:00Z"),
    "everyone": {"Name": "x"},
    "metric-spelling": metric(DimensionType="INCLUSIVE", Values=["5"]),
    "metric-without-reading": metric(DimensionType="EXCLUSIVE", Values=["5"]),
    "missing-connective": groups({"SourceType": "ALL", "Dimensions": [LOYAL]}),
    "missing-name": {"Dimensions": LOYAL},
    "missing-radius": circle(),
    "more-than-two-groups": groups(*[group(Dimensions=[LOYAL])] * 3),
    "no-single-date": groups(
        group(Dimensions=[DATED, {"Attributes": {"a": {"AttributeType": "BEFORE", "Values": ["2022-01-01T00:00:00Z"]}}}])
    ),
    "no-such-date": attribute("ON", "2023-02-30T00:00:00Z"),
    "nobody-matches": groups(group(Dimensions=[LOYAL, {"Attributes": {"a": {"AttributeType": "EXCLUSIVE", "Values": ["x"]}}}])),
    "not-an-instant": attribute("ON", "soon"),
    "not-between": attribute("NOT_BETWEEN", "2023-11-01T00:00:00Z", "2023-12-01T00:00:00Z"),
    "numeric-text": metric(ComparisonOperator="EQUAL", Value="5"),
    "offset-instant": attribute("ON", "2023-11-01T09:00:00+01:00"),
    "one-date": attribute("ON", "2023-11-01T00:00:00Z", "2023-12-01T00:00:00Z"),
    "only-exclusive": attribute("EXCLUSIVE", "y"),
    "or-trap": groups(group(Type="ANY", Dimensions=[LOYAL, {"Attributes": {"b": {"AttributeType": "EXCLUSIVE", "Values": ["x"]}}}])),
    "pinned-version": groups(group(SourceSegments=[{"Id": "1", "Version": 1}])),
    "platform-spelling": {"Name": "x", "Dimensions": {"Demographic": {"Platform": {"DimensionType": "INCLUSIVE", "Values": ["IOS"]}}}},
    "ref-or-id": groups(group(SourceSegments=[{"Ref": "a", "Id": "1"}])),
    "reserved-tag": {"Name": "x", "Tags": {"segments-as-code:key": "a"}},
    "response-member": {"Name": "x", "Arn": "a"},
    "wrapped-segment": {"Properties": {"Name": "x"}},
    "similar-names": {
        "Name": "x",
        "Dimensions": {
            "Attributes": {"plan": {"AttributeType": "INCLUSIVE", "Values": ["a"]}, "Plan": {"AttributeType": "INCLUSIVE", "Values": ["a"]}}
        },
    },
    "similar-values": attribute("INCLUSIVE", "a", "A"),
    "single-value": {"Name": "x", "Dimensions": {"Attributes": {"a": {"AttributeType": "INCLUSIVE", "Values": "x"}}}},
    "small-radius": circle(RangeInKilometers=1),
    "source-twice": groups(group(SourceSegments=[{"Ref": "a"}, {"Ref": "a"}])),
    "tag-form": {"Name": "x", "Tags": {"a": "b#"}},
    "tags-spelling": {"Name": "x", "tags": {}},
    "tags-twice": {"Name": "x", "tags": {}, "Tags": {}},
    "too-many-criteria": {
        "Name": "x",
        "Dimensions": {"Metrics": {f"m{n}": {"ComparisonOperator": "EQUAL", "Value": n} for n in range(101)}},
    },
    "too-many-tags": {"Name": "x", "Tags": {f"t{n}": "" for n in range(48)}},
    "two-dates": attribute("BETWEEN", "2023-11-01T00:00:00Z"),
    "type-spelling": {"Name": "x", "Dimensions": {"Attributes": {"a": {"DimensionType": "INCLUSIVE", "Values": ["x"]}}}},
    "unknown-attribute-type": attribute("SOMETHING", "x"),
    "unknown-channel": {"Name": "x", "Dimensions": {"Demographic": {"Channel": {"DimensionType": "INCLUSIVE", "Values": ["FAX"]}}}},
    "unknown-connective": groups(group(Type="XOR")),
    "unknown-dimension-type": {"Name": "x", "Dimensions": {"Location": {"Country": {"DimensionType": "CONTAINS", "Values": ["AT"]}}}},
    "unknown-duration": recency("DAY_8", "ACTIVE"),
    "unknown-operator": metric(ComparisonOperator="GREATER", Value=5),
    "unknown-recency-type": recency("DAY_7", "LAZY"),
    "version-of-a-ref": groups(group(SourceSegments=[{"Ref": "a", "Version": 1}])),
}


def test_every_documented_code_has_an_example_here() -> None:
    assert set(EXAMPLES) == set(RULES.codes)


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_example_of_a_code_meets_it(code: str) -> None:
    assert code in [found for _, found, _ in found_in(EXAMPLES[code])]


def test_every_code_in_the_schema_is_documented() -> None:
    assert set(_schema_codes(DIALECT.schema)) - GENERIC <= set(DIALECT.codes)


def test_codes_are_kebab_case_and_told_in_one_sentence() -> None:
    for code, sentence in RULES.codes.items():
        assert code == code.lower().replace("_", "-").strip("-")
        assert (code, sentence[0].isupper(), sentence.endswith(".")) == (code, True, True)


# The wrong segments that cfn-lint, CDK, boto3 and the AWS CLI each let through in part (cfn-lint 1.58, boto3 1.44).


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            metric(DimensionType="INCLUSIVE", Values=["5", "6"]),
            [("error", "metric-without-reading", ("Dimensions", "Metrics", "m"))],
        ),
        (attribute("GREATER_THAN", "5"), [("error", "comparison-on-attribute", ("Dimensions", "Attributes", "a", "AttributeType"))]),
        ({"Name": "x", "Dimension": {}}, [("error", "additionalProperties", ())]),
        (
            attribute("BETWEEN", "2023-11-01T00:00:00Z"),
            [("error", "two-dates", ("Dimensions", "Attributes", "a", "Values"))],
        ),
        (recency("DAY_8", "ACTIVE"), [("error", "unknown-duration", ("Dimensions", "Behavior", "Recency", "Duration"))]),
        (countries("USA"), [("warning", "country-code", ("Dimensions", "Location", "Country", "Values", 0))]),
        ({"Name": "x", "SegmentGroups": {}}, [("error", "empty-groups", ("SegmentGroups",))]),
        ({"Dimensions": LOYAL}, [("error", "missing-name", ())]),
        (
            groups(group(Dimensions=LOYAL)),
            [("warning", "dimensions-not-a-list", ("SegmentGroups", "Groups", 0, "Dimensions"))],
        ),
    ],
)
def test_what_today_s_tools_let_through_is_caught_at_its_place(
    content: Content, found: list[tuple[str, str, tuple[str | int, ...]]]
) -> None:
    assert found_in(content) == found


def test_the_dialect_is_one() -> None:
    dialect: Dialect = DIALECT
    assert (dialect.name, dialect.scope_member, dialect.can_update_in_place({}, {})) == ("pinpoint", "ApplicationId", True)


def _schema_codes(node: Json) -> Iterator[str]:
    if isinstance(node, list):
        for element in node:
            yield from _schema_codes(element)
    if not isinstance(node, dict):
        return
    said = node.get("x-code", [])
    yield from [said] if isinstance(said, str) else map(str, said.values() if isinstance(said, dict) else [])
    for name, value in node.items():
        if name not in ("x-code", "x-says", "x-fix", "examples"):
            yield from _schema_codes(value)
