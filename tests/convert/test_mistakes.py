"""Mistakes that a converter could make are found by proof, and by people who are loaded as profiles and looked up on both sides."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest

from segments_as_code.convert.conversion_proof import WrongVerdict, prove_conversion
from segments_as_code.convert.folder_conversion import read_sources
from tests.convert.converting import FULL, SOURCE, TARGET, Converted, Given, convert
from tests.convert.people import find_disagreement, find_wrong_merge
from tests.fakes import FakeFiles

MANY = [f"v{number:02}" for number in range(60)]


def text(how: str, *blocks: object) -> str:
    group = {"Type": how, "SourceType": "ALL", "Dimensions": [*blocks]}
    return json.dumps({"Name": "One", "SegmentGroups": {"Include": "ALL", "Groups": [group]}})


def attribute(how: str, *values: str) -> object:
    return {"UserAttributes": {"k": {"AttributeType": how, "Values": [*values]}}}


METRIC = {"Metrics": {"n": {"ComparisonOperator": "GREATER_THAN_OR_EQUAL", "Value": 5}}}
MISTAKES = [
    ("a bound flipped", text("ALL", METRIC), '"GREATER_THAN_OR_EQUAL"', '"LESS_THAN_OR_EQUAL"'),
    ("a bound left out", text("ALL", METRIC), '"GREATER_THAN_OR_EQUAL"', '"GREATER_THAN"'),
    ("ANY for ALL", text("ALL", METRIC, attribute("INCLUSIVE", "a")), '"Type": "ALL"', '"Type": "ANY"'),
    ("a value lost in a chunk", text("ALL", attribute("INCLUSIVE", *MANY)), '"v55", ', ""),
    ("NONE for EXCLUDE", text("ALL", attribute("EXCLUSIVE", "a")), '"Type": "ALL"', '"Type": "NONE"'),
    ("INCLUSIVE for EXCLUSIVE", text("ALL", attribute("EXCLUSIVE", "a")), '"EXCLUSIVE"', '"INCLUSIVE"'),
    ("an hour cut", text("ALL", attribute("BEFORE", "2023-11-02T00:00:00Z")), "2023-11-02T00:00:00Z", "2023-11-01T23:00:00Z"),
    ("another key", text("ALL", attribute("INCLUSIVE", "a"), METRIC), '"User_k"', '"Metrics_n"'),
]


def with_mistake(converted: Converted, before: str, after: str) -> Converted:
    conversion = converted.found.conversion
    (segment,) = conversion.segments
    written = json.dumps(segment.definition)
    assert before in written
    wrong = replace(segment, definition=json.loads(written.replace(before, after)), proof=None)
    return replace(converted, found=replace(converted.found, conversion=replace(conversion, segments=(wrong,))))


MERGES = [
    text("ALL", {"Attributes": {"k": {"AttributeType": how, "Values": ["a"]}}}, *more)
    for how in ("INCLUSIVE", "EXCLUSIVE")
    for more in ([], [METRIC], [attribute("INCLUSIVE", "a")])
]


@pytest.mark.parametrize("source", MERGES)
def test_endpoints_that_are_merged_are_where_the_report_says(source: str) -> None:
    """If the report said that nobody moves, people who do would be found."""
    converted = convert({"one.yaml": source}, FULL)
    (segment,) = converted.found.conversion.segments
    assert segment.proof is not None
    assert segment.proof.endpoints not in {"", "same", "unknown"}
    find_wrong_merge(converted, Random(1), people=300)  # noqa: S311  # people, not secrets
    quiet = replace(segment, proof=replace(segment.proof, endpoints="same"))
    said = replace(converted, found=replace(converted.found, conversion=replace(converted.found.conversion, segments=(quiet,))))
    with pytest.raises(AssertionError):
        find_wrong_merge(said, Random(1), people=300)  # noqa: S311  # people, not secrets


@pytest.mark.parametrize(("name", "source", "before", "after"), MISTAKES, ids=[row[0] for row in MISTAKES])
def test_a_mistake_is_found_by_proof_and_by_data(name: str, source: str, before: str, after: str) -> None:
    converted = convert({"one.yaml": source}, FULL)
    find_disagreement(converted, Random(1), people=600)  # noqa: S311  # people, not secrets
    wrong = with_mistake(converted, before, after)
    files = FakeFiles({"segments/one.yaml": source}).read()[0]
    sources = read_sources(Given(files).read()[0], converted.checked.segments, SOURCE)
    dialects = SOURCE, TARGET
    if name == "another key":  # a metric's test of a text: nothing is loaded there that could pass it
        proven = prove_conversion(wrong.found.conversion, sources, wrong.mapping.mapping, wrong.checked.settings, dialects)
        assert [segment.verdict for segment in proven.segments] == ["exact-if"]
        assert proven.segments[0].proof is not None
        assert proven.segments[0].proof.relation != "same"
    else:
        with pytest.raises(WrongVerdict):
            prove_conversion(wrong.found.conversion, sources, wrong.mapping.mapping, wrong.checked.settings, dialects)
    with pytest.raises(AssertionError):
        find_disagreement(wrong, Random(1), people=1500)  # noqa: S311  # people, not secrets
